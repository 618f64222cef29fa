import { hash } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { type CapacityMode, Consumption } from './capacity.ts';
import { type Context, tableOf } from './context.ts';
import { validation } from './errors.ts';
import { Expressions } from './expressions.ts';
import { keyOf } from './keys.ts';
import { constraint, take } from './parameters.ts';
import { project } from './paths.ts';
import { type GetParameters, identity } from './reads.ts';
import { checkItem, itemSize } from './values.ts';
import {
  apply,
  evaluate,
  type Outcome,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
  type Write,
  type WriteParameters,
} from './writes.ts';

interface TransactWriteInput {
  readonly TransactItems: readonly Record<string, unknown>[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface TransactGetInput {
  readonly TransactItems: readonly { readonly Get: Record<string, unknown> }[];
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

const MAX_ACTIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_TOKEN_LENGTH = 36;
const PREPARE = new Map([
  ['Put', preparePut],
  ['Update', prepareUpdate],
  ['Delete', prepareDelete],
  ['ConditionCheck', prepareCheck],
]);

/** TransactWriteItems: all or nothing, once per token. Runs inside one savepoint of the group. */
export function transactWrite(context: Context, raw: unknown) {
  const input = take<TransactWriteInput>('TransactWriteItems', raw);
  const { ClientRequestToken: token, TransactItems: actions } = input;
  checkCount(actions.length);
  // The digest is taken before numbers become canonical: the same request must give the same digest.
  const digest = token === undefined ? '' : hash('sha256', JSON.stringify(sorted(actions)));
  const writes = actions.map((action) => toWrite(context, action));
  refuseRepeatedItems(writes);
  const consumption = new Consumption(input.ReturnConsumedCapacity, 'write', true);
  if (token !== undefined && isRepeated(context, token, digest)) {
    for (const write of writes) consumption.read(write.table, 0);
    return consumption.all();
  }
  const outcomes = evaluateAll(context, writes);
  for (const outcome of outcomes) {
    apply(context.store, outcome);
    consumption.write(outcome.write.table, outcome.old, outcome.next);
  }
  if (token !== undefined) context.tokens.remember(token, digest, context.clock.now());
  return consumption.all();
}

/** TransactGetItems: one moment of all items. */
export function transactGet(context: Context, raw: unknown) {
  const input = take<TransactGetInput>('TransactGetItems', raw);
  checkCount(input.TransactItems.length);
  const consumption = new Consumption(input.ReturnConsumedCapacity, 'read', true);
  const seen = new Set<string>();
  const Responses = input.TransactItems.map((action) => {
    const { Get } = take<{ Get: unknown }>('TransactGetItems.TransactItems', action);
    const get = take<GetParameters>('TransactGetItems.Get', Get);
    const table = tableOf(context, get.TableName);
    checkItem(get.Key);
    const key = keyOf(table, get.Key);
    addOnce(seen, identity(table, key), REPEATED_ITEM);
    const expressions = new Expressions(get);
    const tree = expressions.projection(get.ProjectionExpression);
    expressions.finish();
    const found = context.store.get(table, key);
    consumption.read(table, found?.size ?? 0);
    if (found === undefined) return {};
    return { Item: tree === undefined ? found.item : project(found.item, tree) };
  });
  const bytes = Responses.reduce((sum, { Item }) => sum + (Item === undefined ? 0 : itemSize(Item)), 0);
  if (bytes > MAX_BYTES) throw validation('Item size of the transaction cannot exceed 4 MB');
  return { Responses, ...consumption.all() };
}

function toWrite(context: Context, action: unknown): Write {
  const kinds = Object.entries(take<Record<string, unknown>>('TransactWriteItems.TransactItems', action));
  const [only] = kinds;
  const prepare = only === undefined ? undefined : PREPARE.get(only[0]);
  if (kinds.length !== 1 || only === undefined || prepare === undefined)
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  const parameters = take<WriteParameters>(`TransactWriteItems.${only[0]}`, only[1]);
  return prepare(tableOf(context, parameters.TableName), parameters);
}

function evaluateAll(context: Context, writes: readonly Write[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const reasons: CancellationReason[] = [];
  for (const write of writes) {
    try {
      outcomes.push(evaluate(context.store, write));
      reasons.push({ Code: 'None' });
    } catch (error) {
      reasons.push(toReason(error));
    }
  }
  if (outcomes.length !== writes.length) throw cancelled(reasons);
  const bytes = outcomes.reduce((sum, { old, next }) => sum + (next === old ? 0 : (next?.size ?? 0)), 0);
  if (bytes > MAX_BYTES) throw validation('Collection size of the transaction cannot exceed 4 MB');
  return outcomes;
}

function toReason(error: unknown): CancellationReason {
  if (!(error instanceof AwsJsonError)) throw error;
  const Code =
    error.code === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code, Message: error.message, ...error.extra };
}

function cancelled(reasons: readonly CancellationReason[]): AwsJsonError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new AwsJsonError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

function isRepeated({ tokens, clock }: Context, token: string, digest: string): boolean {
  if (token.length < 1 || token.length > MAX_TOKEN_LENGTH)
    throw constraint(
      `'${token}'`,
      'ClientRequestToken',
      `Member must have length less than or equal to ${MAX_TOKEN_LENGTH}`,
    );
  const known = tokens.digestOf(token, clock.now());
  if (known === undefined || known === digest) return known !== undefined;
  throw new AwsJsonError(
    'IdempotentParameterMismatchException',
    'The provided client token was already used with other parameters',
  );
}

/** The value with names in order, so that two writings of one request are equal; most of it is shared. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = value as Record<string, unknown>;
  const names = Object.keys(fields).sort();
  const [only = ''] = names;
  if (names.length === 1 && typeof fields[only] !== 'object') return value;
  // Pairs, not an object: an object would put number-like names first and lose "__proto__".
  return names.flatMap((name) => [name, sorted(fields[name])]);
}

const REPEATED_ITEM = 'Transaction request cannot include multiple operations on one item';

function refuseRepeatedItems(writes: readonly Write[]): void {
  const seen = new Set<string>();
  for (const { table, key } of writes) addOnce(seen, identity(table, key), REPEATED_ITEM);
}

/** Adds to the set, or refuses with the message what it already holds. */
function addOnce(seen: Set<string>, identity: string, message: string): void {
  if (seen.has(identity)) throw validation(message);
  seen.add(identity);
}

function checkCount(count: number): void {
  if (count < 1)
    throw constraint("'[]'", 'TransactItems', 'Member must have length greater than or equal to 1');
  if (count > MAX_ACTIONS)
    throw constraint("'[...]'", 'TransactItems', 'Member must have length less than or equal to 100');
}
