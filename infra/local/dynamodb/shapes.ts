import { constraint, serialization, validation } from './errors.ts';
import { type Item, isMap, own } from './values.ts';

/** Checks a part of a request in place and gives it its type; `name` is what refusals call it. */
export type Shape<T> = (value: unknown, name: string, operation: string) => T;
/** The type of the values a shape accepts. */
export type Typed<S> = S extends Shape<infer T> ? T : never;

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Given<F extends Shapes> = { readonly [K in keyof F]: Typed<F[K]> };

const LEGACY =
  /^(Expected|AttributeUpdates|KeyConditions|QueryFilter|ScanFilter|ConditionalOperator|AttributesToGet)$/;

export const text = kind('string', (value): value is string => typeof value === 'string');
export const flag = kind('boolean', (value): value is boolean => typeof value === 'boolean');
export const integer = kind('integer', (value): value is number => Number.isSafeInteger(value));
export const anything: Shape<unknown> = (value) => value;
/** An item, a key or values: what is in it is checked where it is used. */
export const attributes = kind('map', (value): value is Item => isMap(value));
const elements = kind('list', (value): value is unknown[] => Array.isArray(value));
const members = kind('map', isMap);
const fields = kind('structure', isMap);

export const limit: Shape<number> = (value, name, operation) => {
  const given = integer(value, name, operation);
  if (given < 1) throw constraint(name, given, 'have value greater than or equal to 1');
  return given;
};

export function oneOf<const T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value, name, operation) => {
    const given = text(value, name, operation);
    const found = allowed.find((each) => each === given);
    if (found !== undefined) return found;
    throw constraint(name, given, `satisfy enum value set: [${allowed.join(', ')}]`);
  };
}

export function list<T>(element: Shape<T>): Shape<readonly T[]> {
  return (value, name, operation) =>
    elements(value, name, operation).map((each) => element(each, name, operation));
}

export function map<T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (given, name, operation) => {
    const pairs = Object.entries(members(given, name, operation));
    return Object.fromEntries(pairs.map(([key, each]) => [key, value(each, name, operation)]));
  };
}

/** A text or list that is not empty and not longer than this. */
export function upTo<T extends string | readonly unknown[]>(most: number, shape: Shape<T>): Shape<T> {
  return (value, name, operation) => {
    const given = shape(value, name, operation);
    const shown = typeof given === 'string' ? given : given.length === 0 ? '[]' : '[...]';
    if (given.length < 1) throw constraint(name, shown, 'have length greater than or equal to 1');
    if (given.length > most) throw constraint(name, shown, `have length less than or equal to ${most}`);
    return given;
  };
}

/** A structure of required and optional members; everything else is refused by name. */
export function structure<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
): Shape<Given<R> & Partial<Given<O>>> {
  const known: Shapes = { ...required, ...optional };
  return (value, name, operation) => {
    const given = fields(value, name, operation);
    for (const member of Object.keys(given)) {
      if (given[member] === null) delete given[member];
      else (own(known, member) ?? unsupported)(given[member], member, operation);
    }
    for (const member in required)
      if (given[member] === undefined) throw constraint(member, null, 'not be null');
    return given as Given<R> & Partial<Given<O>>;
  };
}

function unsupported(_value: unknown, name: string, operation: string): never {
  throw validation(
    LEGACY.test(name)
      ? `The legacy parameter ${name} is not supported; use expressions`
      : `The parameter ${name} of ${operation} is not supported`,
  );
}

function kind<T>(expected: string, fits: (value: unknown) => value is T): Shape<T> {
  return (value, name) => {
    if (fits(value)) return value;
    throw serialization(`${name} is not a ${expected}`);
  };
}
