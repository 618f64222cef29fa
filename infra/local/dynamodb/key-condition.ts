import { invalidValue, validation } from './errors.ts';
import { nameOf } from './evaluate.ts';
import type { BoundCondition } from './expressions.ts';
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
import type { Condition, Operand, Substitutions } from './syntax.ts';
import { type AttributeValue, own, typeOf } from './values.ts';

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

interface KeyTerm {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

/** Reads a condition as a key condition of this schema. Throws ValidationException. */
export function keyRange(condition: BoundCondition, schema: KeySchema): KeyRange {
  const terms = flatten(condition.tree, condition.given);
  const names = terms.map((term) => term.name);
  if (new Set(names).size !== names.length)
    throw validation('KeyConditionExpressions must only contain one condition per key');
  const hash = terms.find((term) => term.name === schema.hash.name);
  if (hash === undefined) throw missed(schema.hash);
  const others = terms.filter((term) => term !== hash);
  const range = others.find((term) => term.name === schema.range?.name);
  if (others.length > 1 && range === undefined) throw validation('Conditions can be of length 1 or 2 only');
  if (others.length > 0 && (range === undefined || others.length > 1))
    throw schema.range === undefined ? validation('Query key condition not supported') : missed(schema.range);
  const [value] = checked(hash, schema.hash, true);
  if (hash.operator !== '=' || value === undefined) throw validation('Query key condition not supported');
  const place = toItemKey(value, undefined);
  if (range === undefined || schema.range === undefined) return { hash: place };
  return { hash: place, ...stretch(range.operator, checked(range, schema.range, false)) };
}

function stretch(operator: string, values: readonly AttributeValue[]): Pick<KeyRange, 'low' | 'high'> {
  const [key = '', last = key] = values.map(encodeKey);
  const inclusive = { key, inclusive: true };
  const exclusive = { key, inclusive: false };
  switch (operator) {
    case '=':
      return { low: inclusive, high: inclusive };
    case '<':
      return { high: exclusive };
    case '<=':
      return { high: inclusive };
    case '>':
      return { low: exclusive };
    case '>=':
      return { low: inclusive };
    case 'BETWEEN':
      return { low: inclusive, high: { key: last, inclusive: true } };
    default: {
      const after = afterPrefix(key);
      return { low: inclusive, high: after === undefined ? undefined : { key: after, inclusive: false } };
    }
  }
}

function checked(term: KeyTerm, attribute: KeyAttribute, isHash: boolean): readonly AttributeValue[] {
  for (const value of term.values) {
    if (typeOf(value) !== attribute.type)
      throw invalidValue('Condition parameter type does not match schema type');
    if (term.operator === 'begins_with' && attribute.type === 'N')
      throw invalidValue('begins_with is not defined for numbers');
    checkKeyValue(attribute, value, isHash);
  }
  return term.values;
}

function flatten(condition: Condition, given: Substitutions): KeyTerm[] {
  switch (condition.kind) {
    case 'and':
      return [...flatten(condition.left, given), ...flatten(condition.right, given)];
    case 'compare':
      return [comparison(condition, given)];
    case 'between':
      return [term(condition.value, 'BETWEEN', [condition.low, condition.high], given)];
    case 'call': {
      const [path, ...values] = condition.operands;
      if (condition.name !== 'begins_with' || path === undefined) throw invalidOperator(condition.name);
      return [term(path, condition.name, values, given)];
    }
    default:
      throw invalidOperator(condition.kind.toUpperCase());
  }
}

const MIRRORED: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function comparison(condition: Extract<Condition, { kind: 'compare' }>, given: Substitutions): KeyTerm {
  const { comparator, left, right } = condition;
  if (comparator === '<>') throw invalidOperator('<>');
  if (left.kind === 'path') return term(left, comparator, [right], given);
  return term(right, MIRRORED[comparator] ?? comparator, [left], given);
}

function term(path: Operand, operator: string, operands: readonly Operand[], given: Substitutions): KeyTerm {
  if (path.kind !== 'path' || path.parts.length !== 1)
    throw validation('Invalid KeyConditionExpression: KeyConditionExpressions cannot have nested operations');
  const values = operands.map((operand) => {
    const value = operand.kind === 'value' ? own(given.values, operand.ref) : undefined;
    if (value === undefined)
      throw validation('Invalid KeyConditionExpression: a key is compared with a value only');
    return value;
  });
  return { name: nameOf(path.parts[0] ?? '', given.names), operator, values };
}

function missed(attribute: KeyAttribute) {
  return validation(`Query condition missed key schema element: ${attribute.name}`);
}

function invalidOperator(operator: string) {
  return validation(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
