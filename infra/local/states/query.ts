import jsonata from 'jsonata';
import { FUNCTIONS, INPUTS, type Inputs } from './functions.ts';

/** A field that could not be evaluated; the message names no state, `location` is a slash path. */
export class QueryError extends Error {
  override readonly name = 'States.QueryEvaluationError';
  readonly location: string;

  constructor(message: string, location: string) {
    super(message);
    this.location = location;
  }
}

/** What an expression may read: `$states`, the variables in scope, and the inputs of this turn. */
export interface Scope {
  readonly states: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly inputs: Inputs;
}

interface JsonTypes {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly array: readonly unknown[];
}

interface Query {
  readonly expression: jsonata.Expression;
  /** `$name.field.field`, which needs no interpreter as long as only objects lie on the way. */
  readonly path: readonly string[] | null;
}

// One evaluation may not hold up every other execution: 5 s, and a depth the stack survives.
const GUARDS = { timeout: 5000, stack: 500 };
const PLAIN_PATH = /^\$[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

// A machine has some dozens; this bounds what a client that updates in a loop can hold.
const MAX_COMPILED = 5000;
const compiled = new Map<string, Query>();

/** The text inside `{% … %}`, or null if the string is none. */
export function expressionText(value: unknown): string | null {
  if (typeof value !== 'string' || value.length < 4) return null;
  return value.startsWith('{%') && value.endsWith('%}') ? value.slice(2, -2).trim() : null;
}

/** Parses one expression, or finds it parsed; throws jsonata's own error when the syntax is wrong. */
export function compile(text: string): Query {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const expression = jsonata(text, GUARDS);
  for (const [name, code, signature] of FUNCTIONS) {
    expression.registerFunction(name, code as (...given: unknown[]) => unknown, signature);
  }
  const fresh = { expression, path: PLAIN_PATH.test(text) ? text.slice(1).split('.') : null };
  const [oldest] = compiled.keys();
  if (compiled.size >= MAX_COMPILED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(text, fresh);
  return fresh;
}

/** Evaluates a field, any JSON with expressions at any depth, to plain JSON. Throws QueryError. */
export async function evaluate(field: unknown, location: string, scope: Scope): Promise<unknown> {
  if (typeof field === 'string') return evaluateText(field, location, scope);
  if (typeof field !== 'object' || field === null) return field;
  if (Array.isArray(field)) {
    const list: unknown[] = [];
    for (const [index, each] of field.entries())
      list.push(await evaluate(each, `${location}[${index}]`, scope));
    return list;
  }
  const entries: [string, unknown][] = [];
  for (const [key, each] of Object.entries(field))
    entries.push([key, await evaluate(each, `${location}/${key}`, scope)]);
  // Not by assignment: a key such as __proto__ is data here.
  return Object.fromEntries(entries);
}

/** Evaluates a field that must have one type; only an expression can get it wrong, the checker saw the rest. */
export async function evaluateAs<T extends keyof JsonTypes>(
  type: T,
  field: unknown,
  location: string,
  scope: Scope,
): Promise<JsonTypes[T]> {
  const value = await evaluate(field, location, scope);
  const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (found === type) return value as JsonTypes[T];
  const detail = `Expected '${type}', but was '${found}' for value: ${JSON.stringify(value)}`;
  throw failed(field, location, `returned an unexpected result type. ${detail}`);
}

async function evaluateText(field: string, location: string, scope: Scope): Promise<unknown> {
  const text = expressionText(field);
  if (text === null) return field;
  const query = compile(text);
  const short = query.path === null ? undefined : follow(query.path, scope);
  const value = short ?? (await interpret(query, scope).catch((error) => thrown(error, field, location)));
  if (value === undefined) throw failed(field, location, 'returned nothing (undefined).');
  try {
    return plain(value);
  } catch {
    throw failed(field, location, 'returned an unsupported result type.');
  }
}

async function interpret({ expression }: Query, { vars, states, inputs }: Scope): Promise<unknown> {
  return expression.evaluate(undefined, { ...vars, states, [INPUTS]: inputs });
}

function thrown(error: { code?: string; message?: string }, field: string, location: string): never {
  const detail =
    error.code === undefined ? String(error.message ?? error) : `${error.code}: ${error.message ?? ''}`;
  throw failed(field, location, `threw an error during evaluation. ${detail}`);
}

function failed(field: unknown, location: string, what: string): QueryError {
  const text = expressionText(field) ?? JSON.stringify(field);
  return new QueryError(
    `The JSONata expression '${text}' specified for the field '${location}' ${what}`,
    location,
  );
}

// Undefined means: let the interpreter do it (an array on the way, a missing field, a function).
function follow([first = '', ...rest]: readonly string[], scope: Scope): unknown {
  let value: unknown = first === 'states' ? scope.states : own(scope.vars, first);
  for (const name of rest) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = own(value, name);
  }
  return Array.isArray(value) ? undefined : value;
}

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

// jsonata marks its arrays; a marked array that came back as the input of the next state would unwrap there.
function plain(value: unknown): unknown {
  return typeof value === 'string' ? value : JSON.parse(JSON.stringify(value, jsonOnly));
}

function jsonOnly(_key: string, value: unknown): unknown {
  const isCode = typeof value === 'object' && value !== null && '_jsonata_lambda' in value;
  if (isCode || typeof value === 'function' || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError('not JSON');
  return value;
}
