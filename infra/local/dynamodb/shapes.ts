import { constraint, serialization, validation } from './errors.ts';
import { type Item, isMap, own } from './values.ts';

/** Checks a part of a request in place and gives it its type; `name` is what refusals call it. */
export type Shape<T> = (value: unknown, name: string, operation: string) => T;
type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Given<F extends Shapes> = { readonly [K in keyof F]: ReturnType<F[K]> };

/** The type of the values a shape accepts. */
export type Typed<S> = S extends Shape<infer T> ? T : never;

const LEGACY = new Set(
  'Expected AttributeUpdates KeyConditions QueryFilter ScanFilter ConditionalOperator AttributesToGet'.split(
    ' ',
  ),
);

export const text = kind('string', (value): value is string => typeof value === 'string');
export const flag = kind('boolean', (value): value is boolean => typeof value === 'boolean');
export const integer = kind('integer', (value): value is number => Number.isSafeInteger(value));
export const anything: Shape<unknown> = (value) => value;
/** An item, a key or values: what is in it is checked where it is used. */
export const attributes = kind('map', (value): value is Item => isMap(value));

export const limit: Shape<number> = (value, name, operation) => {
  const given = integer(value, name, operation);
  if (given < 1) throw constraint(`'${given}'`, name, 'Member must have value greater than or equal to 1');
  return given;
};

export function oneOf<const T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value, name, operation) => {
    const given = text(value, name, operation);
    const found = allowed.find((each) => each === given);
    if (found !== undefined) return found;
    throw constraint(`'${given}'`, name, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  };
}

export function list<T>(element: Shape<T>): Shape<readonly T[]> {
  return (value, name, operation) => {
    if (!Array.isArray(value)) throw notA(name, 'list');
    for (const each of value) element(each, name, operation);
    return value;
  };
}

export function map<T>(element: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, name, operation) => {
    if (!isMap(value)) throw notA(name, 'map');
    for (const each of Object.values(value)) element(each, name, operation);
    return value as Record<string, T>;
  };
}

/** A structure of required and optional members; everything else is refused by name. */
export function structure<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
): Shape<Given<R> & Partial<Given<O>>> {
  const members: Shapes = { ...required, ...optional };
  return (value, name, operation) => {
    if (!isMap(value)) throw notA(name, 'structure');
    for (const member of Object.keys(value)) {
      if (value[member] === null) delete value[member];
      else (own(members, member) ?? unsupported)(value[member], member, operation);
    }
    for (const member in required)
      if (value[member] === undefined) throw constraint('null', member, 'Member must not be null');
    return value as Given<R> & Partial<Given<O>>;
  };
}

function unsupported(_value: unknown, name: string, operation: string): never {
  throw validation(
    LEGACY.has(name)
      ? `The legacy parameter ${name} is not supported; use expressions`
      : `The parameter ${name} of ${operation} is not supported`,
  );
}

function kind<T>(expected: string, fits: (value: unknown) => value is T): Shape<T> {
  return (value, name) => {
    if (fits(value)) return value;
    throw notA(name, expected);
  };
}

function notA(name: string, expected: string) {
  return serialization(`${name} is not a ${expected}`);
}
