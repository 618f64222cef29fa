import jsonata from 'jsonata';
import { FUNCTIONS, INPUTS, type Inputs } from './functions.ts';

/** A field that could not be evaluated; `text` has no state in it, `location` is a slash path. */
export class QueryError extends Error {
  readonly location: string;

  constructor(text: string, location: string) {
    super(text);
    this.name = 'States.QueryEvaluationError';
    this.location = location;
  }
}

/** What an expression may read: `$states`, the variables in scope, and the inputs of this turn. */
export interface Scope {
  readonly states: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly inputs: Inputs;
}

type JsonType = 'string' | 'number' | 'boolean' | 'array' | 'object';

/** A field parsed once: constants are folded, each `{% … %}` is compiled. */
export type Template =
  | { readonly kind: 'constant'; readonly value: unknown }
  | Query
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Template])[] };

interface Query {
  readonly kind: 'query';
  readonly text: string;
  readonly location: string;
  readonly path: readonly string[] | null;
  readonly expression: jsonata.Expression;
}

// One evaluation may not hold up every other execution: 5 s, and a depth the stack survives.
const GUARDS = { timeout: 5000, stack: 500 };

// $name.field.field needs no interpreter as long as only objects lie on the way.
const PLAIN_PATH = /^\$[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** The text inside `{% … %}`, or null if the string is none. */
export function expressionText(value: string): string | null {
  return value.startsWith('{%') && value.endsWith('%}') && value.length >= 4
    ? value.slice(2, -2).trim()
    : null;
}

/** Parses one expression; throws jsonata's own error when the syntax is wrong. */
export function compileExpression(text: string): jsonata.Expression {
  const expression = jsonata(text, GUARDS);
  for (const [name, code, signature] of FUNCTIONS) {
    expression.registerFunction(name, code as (...given: unknown[]) => unknown, signature);
  }
  return expression;
}

/** Compiles a field: any JSON, with expressions at any depth. */
export function compile(value: unknown, location: string): Template {
  if (typeof value === 'string') {
    const text = expressionText(value);
    if (text === null) return { kind: 'constant', value };
    const path = PLAIN_PATH.test(text) ? text.slice(1).split('.') : null;
    return { kind: 'query', text, location, path, expression: compileExpression(text) };
  }
  if (Array.isArray(value)) {
    const items = value.map((each, index) => compile(each, `${location}[${index}]`));
    return items.every((each) => each.kind === 'constant')
      ? { kind: 'constant', value }
      : { kind: 'list', items };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, each]) => [key, compile(each, `${location}/${key}`)] as const,
    );
    const fixed = entries.every(([, each]) => each.kind === 'constant');
    return fixed ? { kind: 'constant', value } : { kind: 'map', entries };
  }
  return { kind: 'constant', value };
}

/** Evaluates a field to plain JSON. Throws QueryError. */
export async function evaluate(template: Template, scope: Scope): Promise<unknown> {
  switch (template.kind) {
    case 'constant':
      return template.value;
    case 'query':
      return evaluateQuery(template, scope);
    case 'list': {
      const list: unknown[] = [];
      for (const item of template.items) list.push(await evaluate(item, scope));
      return list;
    }
    case 'map': {
      const map: Record<string, unknown> = {};
      for (const [key, each] of template.entries) put(map, key, await evaluate(each, scope));
      return map;
    }
  }
}

/** Evaluates a field that must have one type; only an expression can get it wrong, the checker saw the rest. */
export async function evaluateAs(template: Template, scope: Scope, type: JsonType): Promise<unknown> {
  const value = await evaluate(template, scope);
  const found = typeOf(value);
  if (found === type) return value;
  const text = template.kind === 'query' ? template.text : JSON.stringify(value);
  const where = template.kind === 'query' ? template.location : '';
  const detail = `Expected '${type}', but was '${found}' for value: ${JSON.stringify(value)}`;
  throw new QueryError(`${describe(text, where)} returned an unexpected result type. ${detail}`, where);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function describe(text: string, location: string): string {
  return `The JSONata expression '${text}' specified for the field '${location}'`;
}

async function evaluateQuery(query: Query, scope: Scope): Promise<unknown> {
  const short = query.path === null ? undefined : followPath(query.path, scope);
  const value = short === undefined ? await interpret(query, scope) : short;
  if (value === undefined) throw failed(query, 'returned nothing (undefined).');
  const json = plain(value);
  if (json === UNSUPPORTED) throw failed(query, 'returned an unsupported result type.');
  return json;
}

async function interpret(query: Query, scope: Scope): Promise<unknown> {
  const bindings = { ...scope.vars, states: scope.states, [INPUTS]: scope.inputs };
  try {
    return await query.expression.evaluate(undefined, bindings);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    const detail = code === undefined ? String(message ?? error) : `${code}: ${message ?? ''}`;
    throw failed(query, `threw an error during evaluation. ${detail}`);
  }
}

function failed(query: Query, what: string): QueryError {
  return new QueryError(`${describe(query.text, query.location)} ${what}`, query.location);
}

// Undefined means: let the interpreter do it (an array on the way, a missing field, a function).
function followPath(path: readonly string[], scope: Scope): unknown {
  const [first = '', ...rest] = path;
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

const UNSUPPORTED = Symbol('unsupported');

// jsonata marks its arrays; a marked array that came back as the input of the next state would unwrap there.
function plain(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return UNSUPPORTED;
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNSUPPORTED;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? plainList(value) : plainMap(value);
}

function plainList(value: readonly unknown[]): unknown {
  const list: unknown[] = [];
  for (const each of value) {
    const json = plain(each);
    if (json === UNSUPPORTED) return UNSUPPORTED;
    list.push(json === undefined ? null : json);
  }
  return list;
}

function plainMap(value: object): unknown {
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return UNSUPPORTED;
  const map: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    const json = plain(each);
    if (json === UNSUPPORTED) return UNSUPPORTED;
    if (json !== undefined) put(map, key, json);
  }
  return map;
}

// A key such as __proto__ is data here, never an instruction to the language.
function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}
