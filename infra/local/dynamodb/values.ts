import { invalidValue, serialization, validation } from './errors.ts';
import { canonicalNumber, numberSize } from './numbers.ts';

/** A value as the wire carries it; numbers are kept canonical, binaries as base64. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { BOOL: boolean }
  | { NULL: true }
  | { M: Item }
  | { L: AttributeValue[] };
export type Item = Record<string, AttributeValue>;
export type TypeName = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'BOOL' | 'NULL' | 'M' | 'L';

/** An item may weigh 400 KB, counted in UTF-8. */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_DEPTH = 32;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The one type a checked value has. */
export function typeOf(value: AttributeValue): TypeName {
  for (const type in value) return type as TypeName;
  throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

/** What a checked value of a scalar or set type holds. */
export function content(value: AttributeValue): unknown {
  return (value as Record<string, unknown>)[typeOf(value)];
}

/** An attribute the map itself has: names like "constructor" are data, not inheritance. */
export function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Sets an attribute whatever its name, also "__proto__". */
export function setOwn<T>(map: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') map[name] = value;
  else Object.defineProperty(map, name, { value, configurable: true, enumerable: true, writable: true });
}

/** Checks an item in place (numbers become canonical) and gives its size in bytes. */
export function checkItem(item: Item): number {
  return checkMap(item, 0);
}

/** Checks one value in place and gives its size in bytes. Throws ValidationException. */
export function checkValue(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw serialization('Unexpected value type in payload');
  const types = Object.keys(value);
  const [type] = types;
  if (types.length > 1)
    throw validation(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  const check = type === undefined ? undefined : CHECKS.get(type);
  if (check === undefined)
    throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  if (depth > MAX_DEPTH) throw validation('Nesting Levels have exceeded supported limits');
  return check(value as Record<string, unknown>, depth);
}

/** Size in bytes of an item that was checked before. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += attributeSize(name, item[name]);
  return size;
}

/** Size in bytes of one attribute with its name. */
export function attributeSize(name: string, value: AttributeValue | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(name) + checkValue(value);
}

type Check = (value: Record<string, unknown>, depth: number) => number;
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['S', (value) => stringSize(value.S)],
  ['N', checkNumber],
  ['B', checkBinary],
  ['SS', (value) => checkSet('SS', value, (member) => stringSize(member.SS))],
  ['NS', (value) => checkSet('NS', value, (member) => checkNumber({ N: member.NS }))],
  ['BS', (value) => checkSet('BS', value, (member) => checkBinary({ B: member.BS }))],
  ['BOOL', (value) => flag(value.BOOL)],
  ['NULL', checkNull],
  ['M', (value, depth) => 3 + checkMap(value.M, depth + 1, 1)],
  ['L', checkList],
]);

function stringSize(value: unknown): number {
  if (typeof value !== 'string') throw notA('String');
  if (!value.isWellFormed()) throw serialization('A string holds half a surrogate pair');
  return Buffer.byteLength(value);
}

function checkNumber(value: Record<string, unknown>): number {
  if (typeof value.N !== 'string') throw notA('String');
  value.N = canonicalNumber(value.N);
  return numberSize(String(value.N));
}

function checkBinary(value: Record<string, unknown>): number {
  const text = value.B;
  if (typeof text !== 'string') throw notA('Blob');
  if (text.length % 4 !== 0 || !BASE64.test(text)) throw serialization('A blob is not valid base64');
  const bytes = Buffer.from(text, 'base64');
  value.B = bytes.toString('base64');
  return bytes.length;
}

function flag(value: unknown): number {
  if (typeof value !== 'boolean') throw notA('Boolean');
  return 1;
}

function checkNull(value: Record<string, unknown>): number {
  if (value.NULL !== true) throw invalidValue('Null attribute value types must have the value of true');
  return 1;
}

const SET_NAMES = { SS: 'string set ', NS: 'number set ', BS: 'binary set ' };

function checkSet(
  type: 'SS' | 'NS' | 'BS',
  value: Record<string, unknown>,
  check: (member: Record<string, unknown>) => number,
): number {
  const members = value[type];
  if (!Array.isArray(members)) throw notA('Collection');
  if (members.length === 0) throw invalidValue(`An ${SET_NAMES[type]} may not be empty`);
  let size = 0;
  for (let i = 0; i < members.length; i += 1) {
    const member: Record<string, unknown> = { [type]: members[i] };
    size += check(member);
    if (type === 'NS') members[i] = canonicalNumber(members[i]);
  }
  if (new Set(members).size !== members.length)
    throw invalidValue(`Input collection [${members.join(', ')}] contains duplicates.`);
  return size;
}

function checkMap(map: unknown, depth: number, perEntry = 0): number {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw notA('Map');
  const entries = map as Record<string, unknown>;
  let size = 0;
  for (const name in entries) size += stringSize(name) + checkValue(entries[name], depth) + perEntry;
  return size;
}

function checkList(value: Record<string, unknown>, depth: number): number {
  if (!Array.isArray(value.L)) throw notA('Collection');
  let size = 3;
  for (const element of value.L) size += 1 + checkValue(element, depth + 1);
  return size;
}

function notA(type: string) {
  return serialization(`Unexpected value type in payload: expected ${type}`);
}
