import { hash } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { type Context, tableOf } from './context.ts';
import { constraint, demand, validation } from './errors.ts';
import { identity } from './keys.ts';
import { addOnce, checkActions, MAX_TRANSACTION_BYTES } from './reads.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import { apply, evaluate, type Outcome, prepare, type Write, type WriteKind } from './writes.ts';

type Input = Typed<typeof requests.transactWrite>;

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

const MAX_TOKEN_LENGTH = 36;

/** TransactWriteItems: all or nothing, once per token. Runs inside one savepoint of the group. */
export function transactWrite(context: Context, input: Input) {
  const { ClientRequestToken: token, TransactItems: actions } = input;
  checkActions(actions);
  // The digest is taken before numbers become canonical: the same request must give the same digest.
  const digest = token === undefined ? '' : hash('sha256', JSON.stringify(sorted(actions)));
  const writes = actions.map((action) => toWrite(context, action));
  const seen = new Set<string>();
  for (const { table, key } of writes) addOnce(seen, identity(table.id, key));
  if (token !== undefined && isRepeated(context, token, digest)) return {};
  for (const outcome of evaluateAll(context, writes)) apply(context.store, outcome);
  if (token !== undefined) context.tokens.remember(token, digest, context.clock.now());
  return {};
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

function toWrite(context: Context, action: Input['TransactItems'][number]): Write {
  const [only, another] = Object.entries(action) as [WriteKind, requests.WriteInput][];
  if (only === undefined || another !== undefined)
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  const [kind, parameters] = only;
  return prepare(kind, tableOf(context, parameters.TableName), parameters);
}

function evaluateAll({ store }: Context, writes: readonly Write[]): readonly Outcome[] {
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
  demand(bytes <= MAX_TRANSACTION_BYTES, 'Collection size of the transaction cannot exceed 4 MB');
  return outcomes;
}

function toReason(error: unknown): CancellationReason {
  if (!(error instanceof AwsJsonError)) throw error;
  const isCondition = error.code === 'ConditionalCheckFailedException';
  const Code = isCondition ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code, Message: error.message, ...error.extra };
}

function isRepeated({ tokens, clock }: Context, token: string, digest: string): boolean {
  const rule = `Member must have length less than or equal to ${MAX_TOKEN_LENGTH}`;
  if (token.length < 1 || token.length > MAX_TOKEN_LENGTH)
    throw constraint(`'${token}'`, 'ClientRequestToken', rule);
  const known = tokens.digestOf(token, clock.now());
  if (known === undefined || known === digest) return known !== undefined;
  const message = 'The provided client token was already used with other parameters';
  throw new AwsJsonError('IdempotentParameterMismatchException', message);
}

/** The value with names in order, so that two writings of one request are equal. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  // Pairs, not an object: an object would put number-like names first and lose "__proto__".
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([name, inner]) => [name, sorted(inner)]);
}
