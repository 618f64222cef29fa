import { demand, demandValue, validation } from './errors.ts';
import {
  afterPrefix,
  checkKeyValue,
  type EncodedKey,
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
  readonly key: EncodedKey;
  readonly inclusive: boolean;
}

/** What a KeyConditionExpression asks for: one hash key and a stretch of range keys. */
export interface KeyRange {
  readonly hash: ItemKey;
  readonly low?: Bound | undefined;
  readonly high?: Bound | undefined;
}

interface Term {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

const NOT_SUPPORTED = 'Query key condition not supported';
const INVALID = 'Invalid KeyConditionExpression:';

/** Reads a condition as a key condition of this schema. Throws ValidationException. */
export function keyRange(condition: Expression, schema: KeySchema): KeyRange {
  const terms = termsOf(condition);
  const names = new Set(terms.map(({ name }) => name));
  demand(names.size === terms.length, 'KeyConditionExpressions must only contain one condition per key');
  const hash = terms.find(({ name }) => name === schema.hash.name);
  if (hash === undefined) throw missed(schema.hash);
  const others = terms.filter((term) => term !== hash);
  const range = others.find(({ name }) => name === schema.range?.name);
  demand(others.length < 2 || range !== undefined, 'Conditions can be of length 1 or 2 only');
  if (others.length > (range === undefined ? 0 : 1))
    throw schema.range === undefined ? validation(NOT_SUPPORTED) : missed(schema.range);
  const [value] = checked(hash, schema.hash, true);
  demand(hash.operator === '=' && value !== undefined, NOT_SUPPORTED);
  const place = toItemKey(value);
  if (range === undefined || schema.range === undefined) return { hash: place };
  return { hash: place, ...stretch(range.operator, checked(range, schema.range, false).map(encodeKey)) };
}

function stretch(operator: string, [key, last = key]: readonly EncodedKey[]): Pick<KeyRange, 'low' | 'high'> {
  if (key === undefined || last === undefined) throw validation(NOT_SUPPORTED);
  const at = (bound: EncodedKey, inclusive: boolean): Bound => ({ key: bound, inclusive });
  switch (operator) {
    case '<':
    case '<=':
      return { high: at(key, operator === '<=') };
    case '>':
    case '>=':
      return { low: at(key, operator === '>=') };
    case 'begins_with': {
      const after = afterPrefix(key);
      return { low: at(key, true), high: after && at(after, false) };
    }
    default:
      return { low: at(key, true), high: at(last, true) };
  }
}

function checked({ operator, values }: Term, key: KeyAttribute, isHash: boolean): readonly AttributeValue[] {
  for (const value of values) {
    demandValue(key.type in value, 'Condition parameter type does not match schema type');
    demandValue(operator !== 'begins_with' || key.type !== 'N', 'begins_with is not defined for numbers');
    checkKeyValue(key, value, isHash);
  }
  return values;
}

const MIRRORED: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const OPERATORS = new Set([...Object.keys(MIRRORED), 'BETWEEN', 'begins_with']);

function termsOf(condition: Expression): readonly Term[] {
  if (condition.kind !== 'call') throw validation(NOT_SUPPORTED);
  const { operator, operands } = condition;
  if (operator === 'AND') return operands.flatMap(termsOf);
  demand(OPERATORS.has(operator), `Invalid operator used in KeyConditionExpression: ${operator}`);
  const [first, second] = operands;
  const mirrored = MIRRORED[operator];
  if (first?.kind === 'path' || second === undefined || mirrored === undefined)
    return [toTerm(operator, operands)];
  return [toTerm(mirrored, [second, first ?? second])];
}

function toTerm(operator: string, [path, ...operands]: readonly Expression[]): Term {
  demand(
    path?.kind === 'path' && path.path.length === 1,
    `${INVALID} KeyConditionExpressions cannot have nested operations`,
  );
  const values = operands.map((operand) => {
    demand(operand.kind === 'value', `${INVALID} a key is compared with a value only`);
    return operand.value;
  });
  return { name: String(path.path[0]), operator, values };
}

function missed({ name }: KeyAttribute) {
  return validation(`Query condition missed key schema element: ${name}`);
}
