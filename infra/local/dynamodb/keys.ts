import { demand, demandValue } from './errors.ts';
import { numberKey } from './numbers.ts';
import type { Expression } from './syntax.ts';
import { type AttributeValue, checkItem, content, type Item, own, TYPE_NAMES, typeOf } from './values.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

/** Place of an item: slot spreads hash keys as AWS does, so that scans and segments come in hash order. */
export interface ItemKey {
  readonly slot: number;
  readonly hash: Uint8Array;
  readonly range: Uint8Array;
}

/** One end of a range of range keys. */
interface Bound {
  readonly key: Uint8Array;
  readonly inclusive: boolean;
}

/** What a KeyConditionExpression asks for: one hash key and a stretch of range keys. */
export interface KeyRange {
  readonly hash: ItemKey;
  readonly low?: Bound | undefined;
  readonly high?: Bound | undefined;
}

/** What is asked of one attribute of the key. */
interface Term {
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

export const SLOTS = 2 ** 32;
const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;
const LONG_HASH = `Size of hashkey has exceeded the maximum size limit of${MAX_HASH_BYTES} bytes`;
const LONG_RANGE = `Aggregated size of all range keys has exceeded the size limit of ${MAX_RANGE_BYTES} bytes`;
const MISSED = 'Query condition missed key schema element:';
const NOT_SUPPORTED = 'Query key condition not supported';
const INVALID = 'Invalid KeyConditionExpression:';
const MIRRORED: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const MISMATCH = 'The provided key element does not match the schema';

/** Hash and, if there is one, range attribute. */
function attributesOf({ hash, range }: KeySchema): readonly KeyAttribute[] {
  return range === undefined ? [hash] : [hash, range];
}

export const namesOf = (schema: KeySchema): readonly string[] => attributesOf(schema).map(({ name }) => name);

/** The place a complete, checked item has in a table. Throws ValidationException. */
export function keyOfItem(schema: KeySchema, item: Item): ItemKey {
  for (const { name, type } of attributesOf(schema)) {
    const value = own(item, name);
    demandValue(value !== undefined, `Missing the key ${name} in the item`);
    demandValue(type in value, `Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
  }
  const [hash, range] = attributesOf(schema).map((attribute) => {
    const value = own(item, attribute.name);
    if (value !== undefined) checkKeyValue(attribute, value, attribute === schema.hash);
    return value;
  });
  demand(hash !== undefined, MISMATCH);
  return toItemKey(hash, range);
}

/** The place a Key parameter names; it must have exactly the attributes of the schema. */
export function keyOf(schema: KeySchema, key: Item): ItemKey {
  checkItem(key);
  const attributes = attributesOf(schema);
  const fits = attributes.every(({ name, type }) => type in (own(key, name) ?? {}));
  demand(fits && Object.keys(key).length === attributes.length, MISMATCH);
  return keyOfItem(schema, key);
}

/** The place in an index, or undefined for an item the index does not hold. */
export function indexKeyOf(schema: KeySchema, item: Item): ItemKey | undefined {
  const values = attributesOf(schema).map(({ name, type }) => {
    const value = own(item, name);
    // Items older than an index may hold anything under its key names; such items stay out of it.
    return value !== undefined && type in value && content(value) !== '' ? value : undefined;
  });
  const [hash, range] = values;
  return hash === undefined || values.includes(undefined) ? undefined : toItemKey(hash, range);
}

/** Refuses an item whose attributes could not be keys of an index. */
export function checkIndexKeys(index: KeySchema & { readonly name: string }, item: Item): void {
  for (const attribute of attributesOf(index)) {
    const { name, type } = attribute;
    const value = own(item, name);
    if (value === undefined) continue;
    const fault = `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)}`;
    demandValue(type in value, `${fault} IndexName: ${index.name}`);
    checkKeyValue(attribute, value, attribute === index.hash, index.name);
  }
}

/** Refuses a value no key, or no key of the index, may have: empty, or too long. */
function checkKeyValue(key: KeyAttribute, value: AttributeValue, isHash: boolean, index = ''): void {
  const rule = index && ' A value specified for a secondary index key is not supported.';
  const empty = `The AttributeValue for a key attribute cannot contain an empty ${TYPE_NAMES[key.type]} value.`;
  const place = index === '' ? `Key: ${key.name}` : `IndexName: ${index}, IndexKey: ${key.name}`;
  demand(content(value) !== '', `One or more parameter values are not valid.${rule} ${empty} ${place}`);
  const limit = isHash ? MAX_HASH_BYTES : MAX_RANGE_BYTES;
  demandValue(encodeKey(value).length <= limit, isHash ? LONG_HASH : LONG_RANGE);
}

/** A key as bytes whose plain order is DynamoDB's. */
export function encodeKey(value: AttributeValue): Buffer {
  if ('S' in value) return Buffer.from(value.S);
  if ('N' in value) return Buffer.from(numberKey(value.N));
  demand('B' in value, MISMATCH);
  return Buffer.from(value.B, 'base64');
}

function toItemKey(hash: AttributeValue, range?: AttributeValue): ItemKey {
  const slot = slotOf(String(content(hash)));
  return { slot, hash: encodeKey(hash), range: range ? encodeKey(range) : new Uint8Array() };
}

/** A text that two keys share only if they name the same item of the table. */
export function identity(tableId: number, { hash, range }: ItemKey): string {
  return JSON.stringify([tableId, ...[hash, range].map((key) => Buffer.from(key).toString('base64'))]);
}

/** FNV-1a with a final mix: cheap, and spreads keys that differ in one character. */
function slotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Reads a condition as a key condition of this schema. Throws ValidationException. */
export function keyRange(condition: Expression, { hash, range }: KeySchema): KeyRange {
  const terms = termsOf(condition);
  const byName = new Map(terms);
  demand(byName.size === terms.length, 'KeyConditionExpressions must only contain one condition per key');
  const [first, second] = [byName.get(hash.name), range && byName.get(range.name)];
  demand(first !== undefined, `${MISSED} ${hash.name}`);
  demand(second !== undefined || terms.length < 3, 'Conditions can be of length 1 or 2 only');
  const isWhole = terms.length === (second === undefined ? 1 : 2);
  demand(isWhole, range === undefined ? NOT_SUPPORTED : `${MISSED} ${range.name}`);
  const [value] = checked(first, hash, true);
  demand(first.operator === '=' && value !== undefined, NOT_SUPPORTED);
  const place = toItemKey(value);
  if (range === undefined || second === undefined) return { hash: place };
  const keys = checked(second, range, false).map(encodeKey);
  return { hash: place, ...STRETCHES[second.operator]?.(...keys) };
}

function checked({ values }: Term, key: KeyAttribute, isHash: boolean): readonly AttributeValue[] {
  for (const value of values) {
    demandValue(key.type in value, 'Condition parameter type does not match schema type');
    checkKeyValue(key, value, isHash);
  }
  return values;
}

function termsOf(condition: Expression): (readonly [name: string, Term])[] {
  demand(condition.kind === 'call', NOT_SUPPORTED);
  const { operator, operands } = condition;
  if (operator === 'AND') return operands.flatMap(termsOf);
  demand(operator in STRETCHES, `Invalid operator used in KeyConditionExpression: ${operator}`);
  const mirrored = operands[0]?.kind === 'path' ? undefined : MIRRORED[operator];
  const [path, ...others] = mirrored === undefined ? operands : operands.toReversed();
  const isPlain = path?.kind === 'path' && path.path.length === 1;
  demand(isPlain, `${INVALID} KeyConditionExpressions cannot have nested operations`);
  const values = others.map((operand) => {
    demand(operand.kind === 'value', `${INVALID} a key is compared with a value only`);
    return operand.value;
  });
  return [[String(path.path[0]), { operator: mirrored ?? operator, values }]];
}

/** The range keys that an operator leaves, by those it is given. */
const STRETCHES: Readonly<Record<string, (...keys: Uint8Array[]) => Omit<KeyRange, 'hash'>>> = {
  '=': (key) => ({ low: at(key), high: at(key) }),
  '<': (key) => ({ high: at(key, false) }),
  '<=': (key) => ({ high: at(key) }),
  '>': (key) => ({ low: at(key, false) }),
  '>=': (key) => ({ low: at(key) }),
  BETWEEN: (low, high) => ({ low: at(low), high: at(high) }),
  begins_with: (prefix) => ({ low: at(prefix), high: at(afterPrefix(prefix), false) }),
};

function at(key: Uint8Array | undefined, inclusive = true): Bound | undefined {
  return key && { key, inclusive };
}

/** The first key after all those that begin with the prefix; undefined when there is none. */
export function afterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  return last < 0 ? undefined : prefix.subarray(0, last + 1).with(last, (prefix[last] ?? 0) + 1);
}
