import { hash } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { meets } from './conditions.ts';
import { demand, demandValue, validation } from './errors.ts';
import { Expressions, type Update } from './expressions.ts';
import { checkIndexKeys, type ItemKey, keyOf, keyOfItem, namesOf } from './keys.ts';
import { project } from './paths.ts';
import * as reads from './reads.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import type { NewItem, Store, StoredItem } from './store.ts';
import type { Expression } from './syntax.ts';
import { type TableDefinition, tableOf } from './table.ts';
import { applyUpdate } from './update.ts';
import { attributeSize, checkItem, type Item, isMap, MAX_ITEM_BYTES, own } from './values.ts';

type Transaction = Typed<typeof requests.transactWrite>;
/** Everything that can be done to one item; a ConditionCheck leaves it as it is. */
type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write that was checked as far as possible without the item it meets. */
interface Write {
  readonly table: TableDefinition;
  readonly key: ItemKey;
  readonly condition: Expression | undefined;
  readonly showsOnFailure: boolean;
  readonly update: Update | undefined;
  next(old: StoredItem | undefined): NewItem | undefined;
}

/** A write whose condition held, ready to be applied. */
interface Outcome {
  readonly write: Write;
  readonly old: StoredItem | undefined;
  readonly next: NewItem | undefined;
}

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

const MAX_BATCH_WRITES = 25;
/** How long a ClientRequestToken is remembered. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

/** PutItem, UpdateItem or DeleteItem. */
export function singleWrite(kind: WriteKind) {
  return (store: Store, input: requests.WriteInput) => {
    const outcome = evaluate(store, prepare(kind, tableOf(store, input.TableName), input));
    apply(store, outcome);
    return returned(input.ReturnValues, outcome);
  };
}

export function batchWrite(store: Store, input: Typed<typeof requests.batchWrite>) {
  const writes = Object.entries(input.RequestItems).flatMap(([TableName, given]) => {
    const table = tableOf(store, TableName);
    return given.map(({ PutRequest, DeleteRequest }) => {
      demand(
        (PutRequest === undefined) !== (DeleteRequest === undefined),
        'A write request must contain exactly one of PutRequest and DeleteRequest',
      );
      const kind = PutRequest === undefined ? 'Delete' : 'Put';
      return prepare(kind, table, { TableName, ...PutRequest, ...DeleteRequest });
    });
  });
  reads.checkBatch('BatchWriteItem', writes.length, MAX_BATCH_WRITES);
  reads.demandDistinct(writes, reads.TWICE_IN_BATCH);
  for (const write of writes) apply(store, evaluate(store, write));
  return { UnprocessedItems: {} };
}

/** TransactWriteItems: all or nothing, once per token. Runs inside one savepoint of the group. */
export function transactWrite(store: Store, input: Transaction, now: number) {
  const { ClientRequestToken: token, TransactItems: actions } = input;
  // Taken before numbers become canonical: the same request must give the same digest.
  const digest = hash('sha256', canonical(actions));
  const writes = actions.map((action) => toWrite(store, action));
  reads.demandDistinct(writes, reads.TWICE_IN_TRANSACTION);
  if (token !== undefined && isRepeated(store, token, digest, now)) return {};
  for (const outcome of evaluateAll(store, writes)) apply(store, outcome);
  if (token !== undefined) store.insert('tokens', token, digest, now);
  return {};
}

/** Forgets the tokens that no longer count. */
export function forgetTokens(store: Store, now: number): void {
  store.run('DELETE FROM tokens WHERE at <= ?', now - TOKEN_LIFE_MS);
}

/** The answer to a transaction that changed nothing, with a reason for each action in order. */
export function cancelled(reasons: readonly CancellationReason[]): AwsJsonError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsJsonError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** Checks a write. Throws ValidationException. */
function prepare(kind: WriteKind, table: TableDefinition, input: requests.WriteInput): Write {
  const { Item: put, Key: given = {} } = input;
  const size = put === undefined ? 0 : checkItem(put);
  demand(size <= MAX_ITEM_BYTES, 'Item size has exceeded the maximum allowed size');
  const key = put === undefined ? keyOf(table, given) : keyOfItem(table, put);
  if (put !== undefined) checkItemKeys(table, put);
  const expressions = new Expressions(input);
  const update = expressions.update(input.UpdateExpression);
  const condition = expressions.condition(input.ConditionExpression);
  expressions.finish();
  const fixed = namesOf(table).find((name) => update?.paths.children.has(name));
  demandValue(fixed === undefined, `Cannot update attribute ${fixed}. This attribute is part of the key`);
  const next: Record<WriteKind, Write['next']> = {
    Put: () => put && { item: put, size },
    Update: (old) => updated(table, update, given, old),
    Delete: () => undefined,
    ConditionCheck: (old) => old,
  };
  const showsOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return { table, key, condition, showsOnFailure, update, next: next[kind] };
}

/** Meets the write with the item in the store. Throws ConditionalCheckFailedException or ValidationException. */
function evaluate(store: Store, write: Write): Outcome {
  const old = store.get(write.table, write.key);
  if (write.condition !== undefined && !meets(write.condition, old?.item ?? {})) {
    const shown = write.showsOnFailure && old !== undefined ? { Item: old.item } : {};
    throw new AwsJsonError('ConditionalCheckFailedException', 'The conditional request failed', 400, shown);
  }
  return { write, old, next: write.next(old) };
}

function apply(store: Store, { write, old, next }: Outcome): void {
  if (next !== old) store.change(write.table, write.key, old, next);
}

/** The Attributes of the answer, for a ReturnValues. */
function returned(mode: string | undefined, { write, old, next }: Outcome): { Attributes?: Item } {
  const item = mode?.endsWith('_NEW') ? next?.item : mode?.endsWith('_OLD') ? old?.item : undefined;
  if (item === undefined) return {};
  if (mode === 'ALL_OLD' || mode === 'ALL_NEW') return { Attributes: item };
  const part = write.update === undefined ? {} : project(item, write.update.paths);
  return Object.keys(part).length === 0 ? {} : { Attributes: part };
}

function updated(
  table: TableDefinition,
  update: Update | undefined,
  key: Item,
  old: StoredItem | undefined,
): NewItem | undefined {
  const before = old ?? { item: key, size: checkItem(key) };
  if (update === undefined) return before;
  const item = applyUpdate(update.actions, before.item);
  // An update that only takes away does not create an item.
  if (old === undefined && update.actions.every(({ kind }) => kind === 'remove' || kind === 'delete'))
    return undefined;
  // Only the attributes an update names can have changed; this also checks what they became.
  let { size } = before;
  for (const part of update.paths.children.keys()) {
    const name = String(part);
    size += attributeSize(name, own(item, name)) - attributeSize(name, own(before.item, name));
  }
  demand(size <= MAX_ITEM_BYTES, 'Item size to update has exceeded the maximum allowed size');
  checkItemKeys(table, item);
  return { item, size };
}

function checkItemKeys(table: TableDefinition, item: Item): void {
  for (const index of table.indexes) checkIndexKeys(index, item);
}

function toWrite(store: Store, action: Transaction['TransactItems'][number]): Write {
  const [only, another] = Object.entries(action) as [WriteKind, requests.WriteInput][];
  if (only === undefined || another !== undefined)
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  const [kind, parameters] = only;
  return prepare(kind, tableOf(store, parameters.TableName), parameters);
}

function evaluateAll(store: Store, writes: readonly Write[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const reasons = writes.map((write): CancellationReason => {
    try {
      outcomes.push(evaluate(store, write));
      return { Code: 'None' };
    } catch (error) {
      return toReason(error);
    }
  });
  if (outcomes.length !== writes.length) throw cancelled(reasons);
  const bytes = outcomes.reduce((sum, { old, next }) => sum + (next === old ? 0 : (next?.size ?? 0)), 0);
  demand(bytes <= reads.MAX_TRANSACTION_BYTES, 'Collection size of the transaction cannot exceed 4 MB');
  return outcomes;
}

function toReason(error: unknown): CancellationReason {
  if (!(error instanceof AwsJsonError)) throw error;
  const isCondition = error.code === 'ConditionalCheckFailedException';
  const Code = isCondition ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code, Message: error.message, ...error.extra };
}

function isRepeated(store: Store, token: string, digest: string, now: number): boolean {
  const sql = 'SELECT digest FROM tokens WHERE token = ? AND at > ?';
  const [known] = store.one<[string]>(sql, token, now - TOKEN_LIFE_MS) ?? [];
  if (known === undefined || known === digest) return known !== undefined;
  const message = 'The provided client token was already used with other parameters';
  throw new AwsJsonError('IdempotentParameterMismatchException', message);
}

/** JSON with names in order, so that two writings of one request are equal. */
function canonical(value: unknown): string {
  // Pairs, not objects: an object would put number-like names first and lose "__proto__".
  return JSON.stringify(value, (_name, inner: unknown) =>
    isMap(inner) ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) : inner,
  );
}
