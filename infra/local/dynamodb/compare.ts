import { compareNumbers } from './numbers.ts';
import { type AttributeValue, content, type Item, own, type TypeName, typeOf } from './values.ts';

/** Equality by value: sets without order, maps and lists element by element. */
export function equal(a: AttributeValue, b: AttributeValue): boolean {
  if (typeOf(a) !== typeOf(b)) return false;
  if ('M' in a && 'M' in b) return equalMaps(a.M, b.M);
  if ('L' in a && 'L' in b)
    return a.L.length === b.L.length && a.L.every((element, at) => isEqual(element, b.L[at]));
  const left = content(a);
  const right = content(b);
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((member) => right.includes(member));
}

/** Order of two scalars of one type; undefined where DynamoDB knows none. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('S' in a && 'S' in b) return compareStrings(a.S, b.S);
  if ('B' in a && 'B' in b) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
}

/** Whether a scalar text, binary or set, or a list contains the element. */
export function contains(whole: AttributeValue, part: AttributeValue): boolean {
  if ('L' in whole) return whole.L.some((element) => equal(element, part));
  if ('S' in whole) return 'S' in part && whole.S.includes(part.S);
  if ('B' in whole) return 'B' in part && bytes(whole.B).includes(bytes(part.B));
  const members = content(whole);
  return Array.isArray(members) && typeOf(whole) === `${typeOf(part)}S` && members.includes(content(part));
}

export function beginsWith(whole: AttributeValue, start: AttributeValue): boolean {
  if ('S' in whole && 'S' in start) return whole.S.startsWith(start.S);
  if (!('B' in whole && 'B' in start)) return false;
  const prefix = bytes(start.B);
  return bytes(whole.B).subarray(0, prefix.length).equals(prefix);
}

/** What size() gives: bytes, characters' bytes or number of elements; undefined for types without size. */
export function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('B' in value) return bytes(value.B).length;
  if ('M' in value) return Object.keys(value.M).length;
  const members = content(value);
  return Array.isArray(members) ? members.length : undefined;
}

/** Types that <, BETWEEN and key conditions order. */
export const ORDERED_TYPES: readonly TypeName[] = ['S', 'N', 'B'];

/** UTF-8 order, which is code point order; UTF-16 order differs where surrogates meet U+E000 and above. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

function isEqual(a: AttributeValue, b: AttributeValue | undefined): boolean {
  return b !== undefined && equal(a, b);
}

function equalMaps(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isEqual(a[name] as AttributeValue, own(b, name)))
  );
}
