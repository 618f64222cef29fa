import { demand, demandValue, serialization } from './errors.ts';
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

type Fields = Record<string, unknown>;

/** An item may weigh 400 KB, counted in UTF-8. */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_DEPTH = 32;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const ONE_TYPE = 'must contain exactly one of the supported datatypes';
/** The words of messages for types; the others go by their own names. */
export const TYPE_NAMES = { S: 'string', N: 'number', B: 'binary', BOOL: 'boolean', M: 'map', L: 'list' };

/** The one type a checked value has. */
export function typeOf(value: AttributeValue): TypeName {
  return Object.keys(value)[0] as TypeName;
}

/** What a checked value of a scalar or set type holds. */
export function content(value: AttributeValue): unknown {
  return Object.values(value)[0];
}

/** An attribute the map itself has: names like "constructor" are data, not inheritance. */
export function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** A map from pairs, whatever their names, also "__proto__"; pairs without value are left out. */
export function mapOf(pairs: Iterable<readonly [string, AttributeValue | undefined]>): Item {
  return Object.fromEntries([...pairs].filter(([, value]) => value !== undefined)) as Item;
}

/** Those attributes of the item that are named. */
export function pick(item: Item, names: Iterable<string>): Item {
  return mapOf(Array.from(names, (name) => [name, own(item, name)]));
}

/** Checks an item in place (numbers become canonical) and gives its size in bytes. */
export function checkItem(item: Item): number {
  return checkMap(item, 0, 0);
}

/** Size in bytes of one attribute with its name; none when there is no value. */
export function attributeSize(name: string, value: AttributeValue | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(name) + checkValue(value);
}

/** Checks one value in place and gives its size in bytes. Throws ValidationException. */
export function checkValue(value: unknown, depth = 0): number {
  if (!isMap(value)) throw serialization('Unexpected value type in payload');
  const [type = '', another] = Object.keys(value);
  demand(another === undefined, `Supplied AttributeValue has more than one datatypes set, ${ONE_TYPE}`);
  const check = own(CHECKS, type);
  demand(check !== undefined, `Supplied AttributeValue is empty, ${ONE_TYPE}`);
  demand(depth <= MAX_DEPTH, 'Nesting Levels have exceeded supported limits');
  return check(value, depth);
}

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks what a value of one type holds; gives its size in bytes. */
const CHECKS: Readonly<Record<string, (value: Fields, depth: number) => number>> = {
  S: ({ S }) => textSize(S),
  N: checkNumber,
  B: checkBlob,
  SS: (value) => checkSet(value, 'SS', 'string'),
  NS: (value) => checkSet(value, 'NS', 'number'),
  BS: (value) => checkSet(value, 'BS', 'binary'),
  BOOL: ({ BOOL }) => (typeof BOOL === 'boolean' ? 1 : refuse('Boolean')),
  NULL: ({ NULL }) => {
    demandValue(NULL === true, 'Null attribute value types must have the value of true');
    return 1;
  },
  M: ({ M }, depth) => 3 + checkMap(M, depth + 1, 1),
  L: checkList,
};

function textSize(value: unknown): number {
  if (typeof value !== 'string') refuse('String');
  if (!value.isWellFormed()) throw serialization('A string holds half a surrogate pair');
  return Buffer.byteLength(value);
}

function checkNumber(value: Fields): number {
  if (typeof value.N !== 'string') refuse('String');
  const canonical = canonicalNumber(value.N);
  value.N = canonical;
  return numberSize(canonical);
}

function checkBlob(value: Fields): number {
  const { B } = value;
  if (typeof B !== 'string') refuse('Blob');
  if (B.length % 4 !== 0 || !BASE64.test(B)) throw serialization('A blob is not valid base64');
  const bytes = Buffer.from(B, 'base64');
  value.B = bytes.toString('base64');
  return bytes.length;
}

function checkSet(value: Fields, type: 'SS' | 'NS' | 'BS', name: string): number {
  const members = value[type];
  if (!Array.isArray(members)) refuse('Collection');
  demandValue(members.length > 0, `An ${name} set  may not be empty`);
  const scalars = members.map((member) => ({ [type.charAt(0)]: member }));
  const size = scalars.reduce((sum, scalar) => sum + checkValue(scalar), 0);
  const canonical = scalars.flatMap((scalar) => Object.values(scalar));
  const isSet = new Set(canonical).size === canonical.length;
  demandValue(isSet, `Input collection [${canonical.join(', ')}] contains duplicates.`);
  value[type] = canonical;
  return size;
}

function checkMap(map: unknown, depth: number, perEntry: number): number {
  if (!isMap(map)) refuse('Map');
  let size = 0;
  for (const name in map) size += textSize(name) + checkValue(map[name], depth) + perEntry;
  return size;
}

function checkList({ L }: Fields, depth: number): number {
  if (!Array.isArray(L)) refuse('Collection');
  return L.reduce((size: number, element) => size + 1 + checkValue(element, depth + 1), 3);
}

function refuse(type: string): never {
  throw serialization(`Unexpected value type in payload: expected ${type}`);
}
