import { z } from 'zod';
import { AwsJsonError } from '../aws-json.ts';
import type { Engine } from './engine.ts';
import { MAX_BYTES } from './turn.ts';

/** A parameter that may be absent; null counts as absent, as on AWS. */
export const optional = <T extends z.ZodType>(type: T) =>
  type.nullish().transform((value) => value ?? undefined);

/** A check that answers with an error of its own name. */
const coded = (code: string, fits: (value: string) => boolean, message: (value: unknown) => string) =>
  z.string().refine(fits, { params: { code }, error: ({ input }) => message(input) });

const arnOf = (resource: string) =>
  coded(
    'InvalidArn',
    (value) => value.startsWith('arn:') && value.split(':')[5] === resource,
    (value) => `Invalid Arn: 'Invalid ARN prefix: ${value}'`,
  );
export const machineArn = arnOf('stateMachine');
export const executionArn = arnOf('execution');

// AWS forbids white space, brackets, wild cards, other signs with a meaning in ARNs, and control characters.
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
export const name = coded(
  'InvalidName',
  (value) => NAME.test(value),
  (value) => `Invalid Name: '${value}'`,
);

/** JSON text of at most 256 KiB, for the input of an execution and the output of a task. */
export const payload = (code: string, message: string) =>
  z
    .string()
    .refine((value) => Buffer.byteLength(value) <= MAX_BYTES, `must be at most ${MAX_BYTES} bytes long`)
    .refine(isJson, { params: { code }, error: message });

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

export const data = optional(z.enum(['ALL_DATA', 'METADATA_ONLY']));

// AWS: 0 and nothing mean 100, and 1000 is the most.
const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;
const PAGE_MARK = 'page:';

export const page = {
  maxResults: optional(z.int().min(0).max(MAX_PAGE)).transform((wanted = 0) =>
    wanted === 0 ? DEFAULT_PAGE : wanted,
  ),
  /** Becomes the id after which the page begins. */
  nextToken: optional(
    coded(
      'InvalidToken',
      (token) => markOf(token).startsWith(PAGE_MARK),
      () => "Invalid Token: 'Invalid token'",
    ).transform((token) => markOf(token).slice(PAGE_MARK.length)),
  ),
};

const markOf = (token: string): string => Buffer.from(token, 'base64url').toString();

/** Cuts one row more than asked for back to the page, with the token of the next. */
export function paged<Row>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => string | number,
): [readonly Row[], { readonly nextToken?: string }] {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return [rows, {}];
  const nextToken = Buffer.from(`${PAGE_MARK}${key(last)}`).toString('base64url');
  return [rows.slice(0, limit), { nextToken }];
}

/** One operation of the API, on what came over the wire. */
type Operation = (engine: Engine, given: Readonly<Record<string, unknown>>) => unknown;
export type Operations = Readonly<Record<string, Operation>>;

/** An operation: the parameters it takes, every other being refused by name, and what it does with them. */
export function operation<Shape extends z.ZodRawShape>(
  takes: Shape,
  run: (engine: Engine, given: z.infer<z.ZodObject<Shape>>) => unknown,
): Operation {
  const parameters = z.strictObject(takes);
  return (engine, given) => {
    const { data: found, error } = parameters.safeParse(given);
    if (error !== undefined) throw refusalOf(error.issues, given);
    return run(engine, found as z.infer<z.ZodObject<Shape>>);
  };
}

type Issue = z.core.$ZodIssue;

function refusalOf(issues: readonly Issue[], given: Readonly<Record<string, unknown>>): AwsJsonError {
  const refuse = (message: string) => new AwsJsonError('ValidationException', message);
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')?.keys[0];
  if (unknown !== undefined)
    return refuse(`The parameter '${unknown}' is not supported by the embedded Step Functions`);
  const nameOf = ({ path }: Issue): string => String(path[0]);
  const absent = issues.find((issue) => (given[nameOf(issue)] ?? null) === null);
  if (absent !== undefined) {
    const constraint = 'failed to satisfy constraint: Member must not be null';
    return refuse(`1 validation error detected: Value null at '${nameOf(absent)}' ${constraint}`);
  }
  const [first] = issues;
  if (first?.code === 'custom' && first.params?.code !== undefined)
    return new AwsJsonError(String(first.params.code), first.message);
  return refuse(first === undefined ? 'Invalid' : `'${nameOf(first)}': ${first.message}`);
}

/** An instant as AWS JSON writes it: seconds since the epoch. */
export function instant(millis: number): number {
  return millis / 1000;
}
