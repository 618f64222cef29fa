import jsonata from 'jsonata';
import { Failure } from './failure.ts';

/** What an expression may read, by name: `states`, the variables, and the functions bound to this turn. */
export type Scope = Readonly<Record<string, unknown>>;

type JsonTypes = { string: string; number: number; boolean: boolean; array: readonly unknown[] };

// One evaluation may not hold up every other execution: 5 s, and a depth the stack survives.
const GUARDS = { timeout: 5000, stack: 500 };

// A machine has some dozens; this bounds what a client that updates in a loop can hold.
const MAX_COMPILED = 5000;
const compiled = new Map<string, jsonata.Expression>();

/** The text inside `{% … %}`, or null if the value is no such string. */
export function expressionText(value: unknown): string | null {
  return typeof value === 'string' ? (/^\{%(.*)%\}$/s.exec(value)?.[1]?.trim() ?? null) : null;
}

/** Parses one expression, or finds it parsed; throws jsonata's own error when the syntax is wrong. */
export function compile(text: string): jsonata.Expression {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const expression = jsonata(text, GUARDS);
  // Here and not with the other functions of AWS, because only here can it have a signature.
  expression.registerFunction('parse', (given: string): unknown => JSON.parse(given), '<s:x>');
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(text, expression);
  return expression;
}

/**
 * Evaluates a field, any JSON with expressions at any depth, to plain JSON; a field that is not there is `otherwise`.
 * `location` is a slash path. Throws Failure.
 */
export async function evaluate(
  field: unknown,
  location: string,
  scope: Scope,
  otherwise?: unknown,
): Promise<unknown> {
  if (field === undefined) return otherwise;
  const text = expressionText(field);
  if (text !== null) return interpret(text, location, scope);
  if (typeof field !== 'object' || field === null) return field;
  const isList = Array.isArray(field);
  const entries: [string, unknown][] = [];
  for (const [key, each] of Object.entries(field)) {
    const at = isList ? `${location}[${key}]` : `${location}/${key}`;
    entries.push([key, await evaluate(each, at, scope)]);
  }
  // Not by assignment: a key such as __proto__ is data here.
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** Evaluates a field that must have one type; only an expression can get it wrong, the checker saw the rest. */
export async function evaluateAs<Type extends keyof JsonTypes>(
  type: Type,
  field: unknown,
  location: string,
  scope: Scope,
): Promise<JsonTypes[Type] | undefined> {
  const value = await evaluate(field, location, scope);
  const found = typeOf(value);
  if (value === undefined || found === type) return value as JsonTypes[Type] | undefined;
  const detail = `Expected '${type}', but was '${found}' for value: ${JSON.stringify(value)}`;
  throw failed(expressionText(field), location, `returned an unexpected result type. ${detail}`);
}

/** The name JSON has for the type of a value. */
export const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

async function interpret(text: string, location: string, scope: Scope): Promise<unknown> {
  const thrown = ({ code, message = '' }: { code?: string; message?: string }) => {
    const detail = code === undefined ? message : `${code}: ${message}`;
    throw failed(text, location, `threw an error during evaluation. ${detail}`);
  };
  const value: unknown = await compile(text).evaluate(undefined, scope).catch(thrown);
  if (value === undefined) throw failed(text, location, 'returned nothing (undefined).');
  try {
    // jsonata marks its arrays; a marked array that came back as the input of the next state would unwrap there.
    return JSON.parse(JSON.stringify(value, jsonOnly));
  } catch {
    throw failed(text, location, 'returned an unsupported result type.');
  }
}

function failed(text: string | null, location: string, what: string): Failure {
  const which = `The JSONata expression '${text}' specified for the field '${location}'`;
  return new Failure('States.QueryEvaluationError', `${which} ${what}`, { location });
}

function jsonOnly(_key: string, value: unknown): unknown {
  const isCode = typeof value === 'object' && value !== null && '_jsonata_lambda' in value;
  if (isCode || typeof value === 'function' || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError('not JSON');
  return value;
}
