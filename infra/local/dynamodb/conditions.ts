import { compareNumbers } from './numbers.ts';
import { valueAt } from './paths.ts';
import type { Expression } from './syntax.ts';
import { type AttributeValue, content, type Item, own, typeOf } from './values.ts';

/** Whether the item (empty when there is none) meets the condition. */
export function meets(condition: Expression, item: Item): boolean {
  if (condition.kind !== 'call') return false;
  const { operator, operands } = condition;
  if (operator === 'AND') return operands.every((operand) => meets(operand, item));
  if (operator === 'OR') return operands.some((operand) => meets(operand, item));
  if (operator === 'NOT') return !operands.some((operand) => meets(operand, item));
  const [first, ...others] = operands.map((operand) => operandOf(operand, item));
  return PREDICATES[operator]?.(first, ...others) ?? false;
}

type Predicate = (first: AttributeValue | undefined, ...others: (AttributeValue | undefined)[]) => boolean;
const PREDICATES: Readonly<Record<string, Predicate>> = {
  '=': isEqual,
  // A missing attribute differs from everything and has no order.
  '<>': (a, b) => !isEqual(a, b),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  BETWEEN: (value, low, high) =>
    ordered((order) => order >= 0)(value, low) && ordered((order) => order <= 0)(value, high),
  IN: (value, ...list) => list.some((element) => isEqual(value, element)),
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  attribute_type: both((value, type) => typeOf(value) === content(type)),
  begins_with: both(beginsWith),
  contains: both(contains),
};

/** Order of two scalars of one type; undefined where DynamoDB knows none. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('S' in a && 'S' in b) return compareStrings(a.S, b.S);
  return 'B' in a && 'B' in b ? Buffer.compare(bytes(a.B), bytes(b.B)) : undefined;
}

/** UTF-8 order, which is code point order; UTF-16 order differs where surrogates meet U+E000 and above. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

function operandOf(operand: Expression, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(operand.path, item);
  const [measured] = operand.operands;
  const value = measured === undefined ? undefined : operandOf(measured, item);
  const size = value === undefined ? undefined : sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** What size() gives: bytes, characters' bytes or number of elements; undefined for types without size. */
function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('B' in value) return bytes(value.B).length;
  if ('M' in value) return Object.keys(value.M).length;
  const members = content(value);
  return Array.isArray(members) ? members.length : undefined;
}

function ordered(holds: (order: number) => boolean): Predicate {
  return both((a, b) => {
    const order = compare(a, b);
    return order !== undefined && holds(order);
  });
}

function both(holds: (a: AttributeValue, b: AttributeValue) => boolean): Predicate {
  return (a, b) => a !== undefined && b !== undefined && holds(a, b);
}

/** Equality by value: sets without order, maps and lists element by element. */
function isEqual(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined || typeOf(a) !== typeOf(b)) return false;
  if ('M' in a && 'M' in b) return equalMaps(a.M, b.M);
  if ('L' in a && 'L' in b)
    return a.L.length === b.L.length && a.L.every((each, at) => isEqual(each, b.L[at]));
  const [left, right] = [content(a), content(b)];
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((member) => right.includes(member));
}

function equalMaps(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isEqual(own(a, name), own(b, name)));
}

function contains(whole: AttributeValue, part: AttributeValue): boolean {
  if ('L' in whole) return whole.L.some((element) => isEqual(element, part));
  if ('S' in whole) return 'S' in part && whole.S.includes(part.S);
  if ('B' in whole) return 'B' in part && bytes(whole.B).includes(bytes(part.B));
  const members = content(whole);
  return Array.isArray(members) && typeOf(whole) === `${typeOf(part)}S` && members.includes(content(part));
}

function beginsWith(whole: AttributeValue, start: AttributeValue): boolean {
  if ('S' in whole && 'S' in start) return whole.S.startsWith(start.S);
  if (!('B' in whole && 'B' in start)) return false;
  const prefix = bytes(start.B);
  return bytes(whole.B).subarray(0, prefix.length).equals(prefix);
}
