import { z } from 'zod';
import { AwsJsonError } from '../aws-json.ts';
import { problemsOf } from './definition.ts';
import type { Engine } from './engine.ts';
import { MAX_BYTES } from './turn.ts';

const INVALID = 'ValidationException';

export function refuse(code: string, message: string): never {
  throw new AwsJsonError(code, message);
}

export const text = z.string();

/** A parameter that may be absent; null counts as absent, as on AWS. */
export const optional = <T extends z.ZodType>(type: T) =>
  type.nullish().transform((value) => value ?? undefined);

/** A text with a check that answers with an error of its own name: the message, if something is wrong. */
const coded = (code: string, wrongIn: (value: string) => string | undefined) =>
  text.superRefine((value, context) => {
    const message = wrongIn(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message, params: { code } });
  });

const arnOf = (resource: string) =>
  coded('InvalidArn', (value) => {
    const isOne = value.startsWith('arn:') && value.split(':')[5] === resource;
    return isOne ? undefined : `Invalid Arn: 'Invalid ARN prefix: ${value}'`;
  });
export const stateMachineArn = arnOf('stateMachine');
export const executionArn = arnOf('execution');

// AWS forbids white space, brackets, wild cards, other signs with a meaning in ARNs, and control characters.
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
export const name = coded('InvalidName', (text) => (NAME.test(text) ? undefined : `Invalid Name: '${text}'`));

export const definition = coded('InvalidDefinition', (value) => {
  const problems = problemsOf(value).map((each) => `'${each.code}: ${each.message} at ${each.location}'`);
  return problems.length === 0 ? undefined : `Invalid State Machine Definition: ${problems.join(', ')}`;
});

/** JSON text of at most 256 KiB, for the input of an execution and the output of a task. */
export const payload = (code: string, message: string) =>
  text
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

/** Becomes whether inputs, outputs and definitions are wanted too. */
export const includedData = optional(z.enum(['ALL_DATA', 'METADATA_ONLY'])).transform(
  (wanted) => wanted !== 'METADATA_ONLY',
);

const keyIn = (token: string) => /^page:(.+)$/s.exec(Buffer.from(token, 'base64url').toString())?.[1];
const pageToken = coded('InvalidToken', (token) =>
  keyIn(token) ? undefined : "Invalid Token: 'Invalid token'",
);

export const page = {
  // AWS: 0 and nothing mean 100, and 1000 is the most.
  maxResults: optional(z.int().min(0).max(1000)).transform((wanted) => wanted || 100),
  /** Becomes the key after which the page begins. */
  nextToken: optional(pageToken.transform(keyIn)),
};

/** Cuts one row more than asked for back to the page, with the token of the next. */
export function paged<Row>(found: readonly Row[], size: number, key: (row: Row) => string | number) {
  const rows = found.slice(0, size);
  const [mark] = rows.slice(-1).map((last) => Buffer.from(`page:${key(last)}`).toString('base64url'));
  return { rows, nextToken: found.length > size ? mark : undefined };
}

/** What came over the wire. */
type Given = Readonly<Record<string, unknown>>;

/** An operation: the parameters it takes, every other being refused by name, and what it does with them. */
export function operation<Shape extends z.ZodRawShape>(
  takes: Shape,
  run: (engine: Engine, given: z.infer<z.ZodObject<Shape, z.core.$strict>>) => unknown,
) {
  const parameters = z.strictObject(takes);
  return async (engine: Engine, given: Given): Promise<unknown> => {
    const { data, error } = parameters.safeParse(given);
    if (error !== undefined) refuseFor(error.issues, given);
    return run(engine, data);
  };
}

/** Told first: a parameter we do not know, then one that is missing, then one that does not fit. */
function refuseFor(issues: readonly z.core.$ZodIssue[], given: Given): never {
  const nameOf = ({ path }: z.core.$ZodIssue) => String(path[0]);
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')?.keys[0];
  if (unknown !== undefined)
    refuse(INVALID, `The parameter '${unknown}' is not supported by the embedded Step Functions`);
  const absent = issues.find((issue) => (given[nameOf(issue)] ?? null) === null);
  if (absent !== undefined) {
    const constraint = 'failed to satisfy constraint: Member must not be null';
    refuse(INVALID, `1 validation error detected: Value null at '${nameOf(absent)}' ${constraint}`);
  }
  const [first] = issues;
  if (first?.code === 'custom' && first.params?.code !== undefined)
    refuse(String(first.params.code), first.message);
  return refuse(INVALID, first === undefined ? 'Invalid' : `'${nameOf(first)}': ${first.message}`);
}
