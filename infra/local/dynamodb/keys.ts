import { invalidValue, validation } from './errors.ts';
import { numberKey } from './numbers.ts';
import { type AttributeValue, content, type Item, own, typeOf } from './values.ts';

export type KeyType = 'S' | 'N' | 'B';
/** A key as SQLite orders it: text by UTF-8 bytes (strings and numbers), or bytes. */
export type EncodedKey = string | Uint8Array;

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

/** Place of an item: slot spreads hash keys as AWS does, so that scans and segments come in hash order. */
export interface ItemKey {
  readonly slot: number;
  readonly hash: EncodedKey;
  readonly range: EncodedKey;
}

export const SLOTS = 2 ** 32;
const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;
const EMPTY =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty';

/** The place a complete, checked item has in a table. Throws ValidationException. */
export function keyOfItem(schema: KeySchema, item: Item): ItemKey {
  return encode(schema, item, (attribute, value) => {
    if (value === undefined) throw invalidValue(`Missing the key ${attribute.name} in the item`);
    if (typeOf(value) !== attribute.type)
      throw invalidValue(
        `Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
  });
}

/** The place a checked Key parameter names; it must have exactly the attributes of the schema. */
export function keyOf(schema: KeySchema, key: Item): ItemKey {
  const expected = schema.range === undefined ? 1 : 2;
  if (Object.keys(key).length !== expected) throw schemaMismatch();
  return encode(schema, key, (attribute, value) => {
    if (value === undefined || typeOf(value) !== attribute.type) throw schemaMismatch();
  });
}

/** The place in an index, or undefined for an item the index does not hold. */
export function indexKeyOf(schema: KeySchema, item: Item): ItemKey | undefined {
  const hash = own(item, schema.hash.name);
  const range = schema.range === undefined ? undefined : own(item, schema.range.name);
  if (hash === undefined || !isIndexable(schema.hash, hash)) return undefined;
  if (schema.range === undefined) return toItemKey(hash, undefined);
  return range !== undefined && isIndexable(schema.range, range) ? toItemKey(hash, range) : undefined;
}

// Items older than an index may hold anything under its key names; such items stay out of it.
function isIndexable(attribute: KeyAttribute, value: AttributeValue): boolean {
  return typeOf(value) === attribute.type && content(value) !== '';
}

/** Refuses an item whose attributes could not be keys of an index. */
export function checkIndexKeys(index: KeySchema & { readonly name: string }, item: Item): void {
  for (const attribute of attributesOf(index)) {
    const value = own(item, attribute.name);
    if (value === undefined) continue;
    if (typeOf(value) !== attribute.type)
      throw invalidValue(
        `Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
      );
    if (content(value) === '')
      throw validation(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${nameOfType(attribute)} value. IndexName: ${index.name}, IndexKey: ${attribute.name}`,
      );
    checkLength(value, attribute === index.hash);
  }
}

/** Hash and, if there is one, range attribute. */
export function attributesOf(schema: KeySchema): readonly KeyAttribute[] {
  return schema.range === undefined ? [schema.hash] : [schema.hash, schema.range];
}

/** Refuses a value no key may have: empty, or too long. */
export function checkKeyValue(attribute: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  if (content(value) === '')
    throw validation(`${EMPTY} ${nameOfType(attribute)} value. Key: ${attribute.name}`);
  checkLength(value, isHash);
}

export function encodeKey(value: AttributeValue): EncodedKey {
  if ('S' in value) return value.S;
  if ('N' in value) return numberKey(value.N);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  throw schemaMismatch();
}

export function toItemKey(hash: AttributeValue, range: AttributeValue | undefined): ItemKey {
  return {
    slot: slotOf(String(content(hash))),
    hash: encodeKey(hash),
    range: range === undefined ? '' : encodeKey(range),
  };
}

/** The first text after all those that begin with the prefix; undefined when there is none. */
export function afterPrefix(prefix: EncodedKey): EncodedKey | undefined {
  return typeof prefix === 'string' ? afterText(prefix) : afterBytes(prefix);
}

/** FNV-1a with a final mix: cheap, and spreads keys that differ in one character. */
function slotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function encode(
  schema: KeySchema,
  item: Item,
  check: (attribute: KeyAttribute, value: AttributeValue | undefined) => void,
): ItemKey {
  const hash = own(item, schema.hash.name);
  check(schema.hash, hash);
  const range = schema.range === undefined ? undefined : own(item, schema.range.name);
  if (schema.range !== undefined) check(schema.range, range);
  if (hash === undefined) throw schemaMismatch();
  checkKeyValue(schema.hash, hash, true);
  if (schema.range !== undefined && range !== undefined) checkKeyValue(schema.range, range, false);
  return toItemKey(hash, range);
}

function checkLength(value: AttributeValue, isHash: boolean): void {
  const limit = isHash ? MAX_HASH_BYTES : MAX_RANGE_BYTES;
  const size = 'S' in value ? Buffer.byteLength(value.S) : 'B' in value ? encodeKey(value).length : 0;
  if (size > limit)
    throw invalidValue(
      isHash
        ? 'Size of hashkey has exceeded the maximum size limit of2048 bytes'
        : 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
}

function nameOfType({ type }: KeyAttribute): string {
  return type === 'B' ? 'binary' : 'string';
}

function schemaMismatch() {
  return validation('The provided key element does not match the schema');
}

function afterText(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}

function afterBytes(prefix: Uint8Array): Uint8Array | undefined {
  const end = prefix.findLastIndex((byte) => byte !== 0xff);
  if (end < 0) return undefined;
  const next = prefix.slice(0, end + 1);
  next[end] = (prefix[end] ?? 0) + 1;
  return next;
}
