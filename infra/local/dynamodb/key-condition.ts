import { demand, demandValue } from './errors.ts';
import {
  checkKeyValue,
  encodeKey,
  type ItemKey,
  type KeyAttribute,
  type KeySchema,
  toItemKey,
} from './keys.ts';
import type { Expression } from './syntax.ts';
import type { AttributeValue } from './values.ts';

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
  readonly name: string;
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

const NOT_SUPPORTED = 'Query key condition not supported';
const INVALID = 'Invalid KeyConditionExpression:';
const MIRRORED: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

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

/** Reads a condition as a key condition of this schema. Throws ValidationException. */
export function keyRange(condition: Expression, schema: KeySchema): KeyRange {
  const terms = termsOf(condition);
  const byName = new Map(terms.map((term) => [term.name, term]));
  demand(byName.size === terms.length, 'KeyConditionExpressions must only contain one condition per key');
  const hash = byName.get(schema.hash.name);
  demand(hash !== undefined, missed(schema.hash));
  const range = schema.range && byName.get(schema.range.name);
  demand(range !== undefined || terms.length < 3, 'Conditions can be of length 1 or 2 only');
  const expected = range === undefined ? 1 : 2;
  demand(terms.length === expected, schema.range === undefined ? NOT_SUPPORTED : missed(schema.range));
  const [value] = checked(hash, schema.hash, true);
  demand(hash.operator === '=' && value !== undefined, NOT_SUPPORTED);
  const place = toItemKey(value);
  if (range === undefined || schema.range === undefined) return { hash: place };
  const keys = checked(range, schema.range, false).map(encodeKey);
  return { hash: place, ...STRETCHES[range.operator]?.(...keys) };
}

function checked({ values }: Term, key: KeyAttribute, isHash: boolean): readonly AttributeValue[] {
  for (const value of values) {
    demandValue(key.type in value, 'Condition parameter type does not match schema type');
    checkKeyValue(key, value, isHash);
  }
  return values;
}

function termsOf(condition: Expression): readonly Term[] {
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
  return [{ name: String(path.path[0]), operator: mirrored ?? operator, values }];
}

const missed = ({ name }: KeyAttribute): string => `Query condition missed key schema element: ${name}`;
