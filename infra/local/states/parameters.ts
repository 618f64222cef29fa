import { AwsJsonError } from '../aws-json.ts';

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'list';

/** What an operation takes; a leading `!` makes a parameter required. */
export type Shape = Readonly<Record<string, Kind | `!${Kind}`>>;

export type Given = Readonly<Record<string, unknown>>;

/** Refuses every parameter the operation does not take, and every value of the wrong type, by name. */
export function checkParameters(given: Given, shape: Shape): void {
  for (const [name, value] of Object.entries(given)) {
    const kind = shape[name]?.replace('!', '');
    if (kind === undefined)
      throw invalid(`The parameter '${name}' is not supported by the embedded Step Functions`);
    if (value !== null && value !== undefined && kindOf(value) !== kind)
      throw invalid(`'${name}' must be a ${kind}`);
  }
  for (const [name, kind] of Object.entries(shape)) {
    if (!kind.startsWith('!') || (given[name] !== undefined && given[name] !== null)) continue;
    throw invalid(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
}

export function invalid(message: string): AwsJsonError {
  return new AwsJsonError('ValidationException', message);
}

export function text(given: Given, name: string): string {
  return (given[name] as string | null | undefined) ?? '';
}

export function optionalText(given: Given, name: string): string | undefined {
  return (given[name] as string | null | undefined) ?? undefined;
}

/** An ARN of the kind the operation works on. */
export function arn(given: Given, name: string, resource: 'stateMachine' | 'execution'): string {
  const value = text(given, name);
  if (!value.startsWith('arn:') || value.split(':')[5] !== resource) {
    throw new AwsJsonError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
  }
  return value;
}

// AWS forbids white space, brackets, wild cards, other signs with a meaning in ARNs, and control characters.
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  throw new AwsJsonError('InvalidName', `Invalid Name: '${name}'`);
}

/** Parses a payload; `refusal` names the error AWS has for it. */
export function json(value: string, refusal: { readonly code: string; readonly message: string }): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new AwsJsonError(refusal.code, refusal.message);
  }
}

// 256 KiB of UTF-8, for the input of an execution and the output of a task.
const MAX_PAYLOAD = 262_144;

export function checkSize(value: string, name: string): void {
  if (Buffer.byteLength(value) > MAX_PAYLOAD)
    throw invalid(`'${name}' must be at most ${MAX_PAYLOAD} bytes long`);
}

export interface Page {
  readonly limit: number;
  /** The last id of the page before, or null for the first page. */
  readonly after: string | null;
}

// AWS: 0 and nothing mean 100, and 1000 is the most.
const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;

export function page(given: Given): Page {
  const wanted = (given.maxResults as number | undefined) ?? 0;
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > MAX_PAGE)
    throw invalid(`'maxResults' must be 0 to ${MAX_PAGE}`);
  const token = optionalText(given, 'nextToken');
  return {
    limit: wanted === 0 ? DEFAULT_PAGE : wanted,
    after: token === undefined ? null : readToken(token),
  };
}

/** Cuts one row more than asked for back to the page, with the token of the next. */
export function paged<Row>(
  rows: Row[],
  limit: number,
  key: (row: Row) => string | number,
): [Row[], { nextToken?: string }] {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return [rows, {}];
  return [rows.slice(0, limit), { nextToken: Buffer.from(`page:${key(last)}`).toString('base64url') }];
}

function readToken(token: string): string {
  const value = Buffer.from(token, 'base64url').toString();
  if (value.startsWith('page:')) return value.slice('page:'.length);
  throw new AwsJsonError('InvalidToken', `Invalid Token: 'Invalid token'`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/** An instant as AWS JSON writes it: seconds since the epoch. */
export function instant(millis: number): number {
  return millis / 1000;
}
