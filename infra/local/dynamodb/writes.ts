import { hash } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { demand, demandValue } from './errors.ts';
import { Expressions } from './expressions.ts';
import { checkIndexKeys, keyOf, keyOfItem, namesOf } from './keys.ts';
import { meets } from './operators.ts';
import { project } from './paths.ts';
import * as reads from './reads.ts';
import type * as requests from './requests.ts';
import type { Store, StoredItem } from './store.ts';
import type { UpdateAction } from './syntax.ts';
import { loadTables, type TableDefinition, tableOf } from './tables.ts';
import { applyUpdate } from './update.ts';
import { attributeSize, checkItem, type Item, isMap, MAX_ITEM_BYTES, own } from './values.ts';

/** Everything that can be done to one item; a ConditionCheck leaves it as it is. */
type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
type Actions = readonly UpdateAction[];

const MAX_BATCH_WRITES = 25;
/** Items that expired longer ago are kept: such dates are taken for mistakes, as AWS does. */
const MAX_OVERDUE_S = 5 * 365 * 24 * 3600;
/** Few enough that other writes wait only a moment for a group with them in it. */
const MAX_SWEPT = 200;
/** How long a ClientRequestToken is remembered. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;
const TOKEN_REUSED = 'The provided client token was already used with other parameters';

/** PutItem, UpdateItem or DeleteItem. */
export function singleWrite(kind: WriteKind) {
  return (store: Store, input: requests.WriteInput) => {
    const outcome = evaluate(store, prepare(kind, tableOf(store, input.TableName), input));
    apply(store, outcome);
    return returned(input.ReturnValues, outcome);
  };
}

export function batchWrite(store: Store, input: requests.Typed<typeof requests.batchWrite>) {
  const writes = Object.entries(input.RequestItems).flatMap(([TableName, given]) => {
    const table = tableOf(store, TableName);
    return given.map(({ PutRequest, DeleteRequest }) =>
      PutRequest === undefined
        ? prepare('Delete', table, { TableName, ...DeleteRequest })
        : prepare('Put', table, { TableName, ...PutRequest }),
    );
  });
  reads.checkBatch('BatchWriteItem', writes.length, MAX_BATCH_WRITES);
  reads.demandDistinct(writes, reads.TWICE_IN_BATCH);
  for (const write of writes) apply(store, evaluate(store, write));
  return { UnprocessedItems: {} };
}

/** TransactWriteItems: all or nothing, once per token. Runs inside one savepoint of the group. */
export function transactWrite(store: Store, input: requests.TransactWriteInput, now: number) {
  const { ClientRequestToken: token, TransactItems: actions } = input;
  // Taken before numbers become canonical: the same request must give the same digest.
  const digest = hash('sha256', canonical(actions));
  const pairs = actions.flatMap((action) => Object.entries(action) as [WriteKind, requests.WriteInput][]);
  const writes = pairs.map(([kind, each]) => prepare(kind, tableOf(store, each.TableName), each));
  reads.demandDistinct(writes, reads.TWICE_IN_TRANSACTION);
  const sql = 'SELECT digest FROM tokens WHERE token = ? AND at > ?';
  const [known] = store.one<[string]>(sql, token ?? '', now - TOKEN_LIFE_MS) ?? [];
  if (known === digest) return {};
  if (known !== undefined) throw new AwsJsonError('IdempotentParameterMismatchException', TOKEN_REUSED);
  for (const outcome of evaluateAll(store, writes)) apply(store, outcome);
  if (token !== undefined) store.insert('tokens', token, digest, now);
  return {};
}

/** Forgets old tokens and deletes expired items, not too many at once; gives the number of these. */
export function sweep(store: Store, now: number): number {
  store.run('DELETE FROM tokens WHERE at <= ?', now - TOKEN_LIFE_MS);
  const second = Math.floor(now / 1000);
  let deleted = 0;
  for (const table of loadTables(store)) {
    const sql = 'SELECT size, item FROM items WHERE t = ? AND due BETWEEN ? AND ? LIMIT ?';
    const due = [table.id, second - MAX_OVERDUE_S, second, MAX_SWEPT - deleted];
    for (const expired of [...store.select(sql, ...due)]) {
      store.change(table, keyOfItem(table, expired.item), expired);
      deleted += 1;
    }
  }
  return deleted;
}

/** The answer to a transaction that changed nothing, with a reason for each action in order. */
export function cancelled(reasons: readonly { readonly Code: string }[]): AwsJsonError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsJsonError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** Checks a write as far as possible without the item it meets. Throws ValidationException. */
function prepare(kind: WriteKind, table: TableDefinition, input: requests.WriteInput) {
  const { Item: put = {}, Key: given = {} } = input;
  const size = checkItem(put);
  demand(size <= MAX_ITEM_BYTES, 'Item size has exceeded the maximum allowed size');
  const key = kind === 'Put' ? keyOfItem(table, put) : keyOf(table, given);
  for (const index of table.indexes) checkIndexKeys(index, put);
  const expressions = new Expressions(input);
  const update = expressions.update(input.UpdateExpression);
  const condition = expressions.condition(input.ConditionExpression);
  expressions.finish();
  const fixed = namesOf(table).find((name) => update?.some(({ path }) => path[0] === name));
  demandValue(fixed === undefined, `Cannot update attribute ${fixed}. This attribute is part of the key`);
  const next: Record<WriteKind, (old: StoredItem | undefined) => StoredItem | undefined> = {
    Put: () => ({ item: put, size }),
    Update: (old) => updated(table, update, given, old),
    Delete: () => undefined,
    ConditionCheck: (old) => old,
  };
  return { table, key, input, update, condition, next: next[kind] };
}
type Write = ReturnType<typeof prepare>;

/** Meets the write with the item in the store. Throws ConditionalCheckFailedException or ValidationException. */
function evaluate(store: Store, write: Write) {
  const { table, key, input, update, condition } = write;
  const old = store.get(table, key);
  if (condition !== undefined && !meets(condition, old?.item ?? {})) {
    const isShown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old !== undefined;
    const shown = isShown ? { Item: old.item } : {};
    throw new AwsJsonError('ConditionalCheckFailedException', 'The conditional request failed', 400, shown);
  }
  return { table, key, update, old, next: write.next(old) };
}
type Outcome = ReturnType<typeof evaluate>;

function apply(store: Store, { table, key, old, next }: Outcome): void {
  if (next !== old) store.change(table, key, old, next);
}

/** The Attributes of the answer, for a ReturnValues. */
function returned(mode: string | undefined, { update, old, next }: Outcome): { Attributes?: Item } {
  const item = mode?.endsWith('_NEW') ? next?.item : mode?.endsWith('_OLD') ? old?.item : undefined;
  if (item === undefined) return {};
  if (mode === 'ALL_OLD' || mode === 'ALL_NEW') return { Attributes: item };
  const part = update === undefined ? {} : project(item, update);
  return Object.keys(part).length === 0 ? {} : { Attributes: part };
}

function updated(table: TableDefinition, update: Actions | undefined, key: Item, old?: StoredItem) {
  const before = old ?? { item: key, size: checkItem(key) };
  if (update === undefined) return before;
  const item = applyUpdate(update, before.item);
  // An update that only takes away does not create an item.
  if (old === undefined && update.every(({ clause }) => clause === 'REMOVE' || clause === 'DELETE'))
    return undefined;
  // Only the attributes an update names can have changed; this also checks what they became.
  let { size } = before;
  for (const name of new Set(update.map(({ path: [first] }) => String(first)))) {
    size += attributeSize(name, own(item, name)) - attributeSize(name, own(before.item, name));
  }
  demand(size <= MAX_ITEM_BYTES, 'Item size to update has exceeded the maximum allowed size');
  for (const index of table.indexes) checkIndexKeys(index, item);
  return { item, size };
}

function evaluateAll(store: Store, writes: readonly Write[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const reasons = writes.map((write) => {
    try {
      outcomes.push(evaluate(store, write));
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof AwsJsonError)) throw error;
      const isCondition = error.code === 'ConditionalCheckFailedException';
      const Code = isCondition ? 'ConditionalCheckFailed' : 'ValidationError';
      return { Code, Message: error.message, ...error.extra };
    }
  });
  if (outcomes.length !== writes.length) throw cancelled(reasons);
  const bytes = outcomes.reduce((sum, { old, next }) => sum + (next === old ? 0 : (next?.size ?? 0)), 0);
  demand(bytes <= reads.MAX_TRANSACTION_BYTES, 'Collection size of the transaction cannot exceed 4 MB');
  return outcomes;
}

/** JSON with names in order, so that two writings of one request are equal. */
function canonical(value: unknown): string {
  // Pairs, not objects: an object would put number-like names first and lose "__proto__".
  return JSON.stringify(value, (_name, inner: unknown) =>
    isMap(inner) ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) : inner,
  );
}
