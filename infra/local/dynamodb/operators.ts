import { demand, validation } from './errors.ts';
import { encodeKey } from './keys.ts';
import { childrenOf, valueAt } from './paths.ts';
import type { Expression } from './syntax.ts';
import { type AttributeValue, content, type Item, own, TYPE_NAMES, type TypeName, typeOf } from './values.ts';

/** Where a function may stand: as a condition, as an operand of one, or as a value to set. */
export type Place = 'condition' | 'operand' | 'update' | 'nowhere';

/** What an operator or function may be applied to, and when a condition made with it holds. */
interface Operator {
  /** Functions only. */
  readonly arity?: number;
  /** Where a function may stand if it is no condition. */
  readonly place?: Place;
  /** What its operands may be besides paths and values. */
  readonly operands?: Place;
  /** The types a given value may have. */
  readonly types?: readonly TypeName[];
  /** Throws ValidationException for what else is wrong with its operands. */
  readonly check?: (operands: readonly Expression[], name: string) => void;
  readonly holds?: (...values: AttributeValue[]) => boolean;
  /** Whether it holds although the item lacks one of the values. */
  readonly holdsWithout?: boolean;
}

const TYPES = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];
const ORDERED: readonly TypeName[] = ['S', 'N', 'B'];
const SETS: readonly TypeName[] = ['SS', 'NS', 'BS'];
const MAX_IN_OPERANDS = 100;
const IN_COUNT = 'Invalid number of operands for the IN operator; number of operands';
/** What the messages of the service call any of them. */
const ANY = 'operator or function';

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': { holds: isEqual },
  '<>': { holds: (a, b) => !isEqual(a, b), holdsWithout: true },
  '<': { types: ORDERED, holds: (a, b) => compare(a, b) < 0 },
  '<=': { types: ORDERED, holds: (a, b) => compare(a, b) <= 0 },
  '>': { types: ORDERED, holds: (a, b) => compare(a, b) > 0 },
  '>=': { types: ORDERED, holds: (a, b) => compare(a, b) >= 0 },
  BETWEEN: { types: ORDERED, check: checkBounds, holds: isBetween },
  IN: { check: ({ length }) => demand(length <= MAX_IN_OPERANDS + 1, `${IN_COUNT}: ${length - 1}`) },
  '+': { types: ['N'] },
  '-': { types: ['N'] },
  ADD: { types: ['N', ...SETS] },
  DELETE: { types: SETS },
  attribute_exists: { arity: 1, check: checkPath, holds: () => true },
  attribute_not_exists: { arity: 1, check: checkPath, holdsWithout: true },
  attribute_type: { arity: 2, check: checkTypeName, holds: (value, type) => typeOf(value) === content(type) },
  begins_with: { arity: 2, types: ['S', 'B'], holds: beginsWith },
  contains: { arity: 2, operands: 'operand', holds: contains },
  size: { place: 'operand', arity: 1, types: ['S', 'B', 'M', 'L', ...SETS] },
  if_not_exists: { place: 'update', arity: 2, operands: 'update', check: checkPath },
  list_append: { place: 'update', arity: 2, operands: 'update', types: ['L'] },
};

/** What a function takes besides paths and values. Throws ValidationException where it may not stand. */
export function operandsOf(name: string, place: Place): Place {
  const known = own(OPERATORS, name);
  demand(known?.arity !== undefined, `Invalid function name; function: ${name}`);
  const { place: allowed = 'condition' } = known;
  const how = allowed === 'update' ? 'in a condition expression' : 'to be used this way in an expression';
  demand(allowed === place, `The function is not allowed ${how}; function: ${name}`);
  return known.operands ?? 'nowhere';
}

/** An operator over operands it may take, as far as their values are given. Throws ValidationException. */
export function callOf(operator: string, operands: readonly Expression[]): Expression {
  const { length } = operands;
  const { arity = length, types, check } = own(OPERATORS, operator) ?? {};
  const fault = `Incorrect number of operands for ${ANY}; ${ANY}: ${operator}, number of operands: ${length}`;
  demand(length === arity, fault);
  const wrong = operands.map(givenType).find((type) => type !== undefined && types?.includes(type) === false);
  if (wrong !== undefined) throw incorrectType(operator, wrong);
  check?.(operands, operator);
  return { kind: 'call', operator, operands };
}

/** Whether the item (empty when there is none) meets the condition. */
export function meets(condition: Expression, item: Item): boolean {
  if (condition.kind !== 'call') return false;
  const { operator, operands } = condition;
  if (operator === 'AND') return operands.every((operand) => meets(operand, item));
  if (operator === 'OR') return operands.some((operand) => meets(operand, item));
  if (operator === 'NOT') return !operands.some((operand) => meets(operand, item));
  const found = operands.map((operand) => operandOf(operand, item));
  if (operator === 'IN') return found.slice(1).some((each) => isEqual(found[0], each));
  const values = found.filter((value) => value !== undefined);
  const { holds, holdsWithout = false } = own(OPERATORS, operator) ?? {};
  return values.length < operands.length ? holdsWithout : (holds?.(...values) ?? false);
}

/** Negative, zero or positive for two scalars of one type; NaN where DynamoDB knows no order. */
export function compare(a: AttributeValue, b: AttributeValue): number {
  const isOrdered = ORDERED.includes(typeOf(a)) && typeOf(a) === typeOf(b);
  return isOrdered ? Buffer.compare(encodeKey(a), encodeKey(b)) : Number.NaN;
}

function operandOf(operand: Expression, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(operand.path, item);
  // The only function among operands.
  const [value] = operand.operands.map((each) => operandOf(each, item));
  return value && sizeOf(value);
}

/** What size() gives: bytes of a text or blob, else the number of elements; nothing for other types. */
function sizeOf(value: AttributeValue): AttributeValue | undefined {
  const sized = isText(value) ? encodeKey(value) : 'M' in value ? Object.keys(value.M) : content(value);
  return Array.isArray(sized) || Buffer.isBuffer(sized) ? { N: String(sized.length) } : undefined;
}

/** Equality by value: sets without order, maps and lists element by element. */
function isEqual(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined || typeOf(a) !== typeOf(b)) return false;
  if ('M' in a || 'L' in a) {
    const [left, right] = [childrenOf(a), childrenOf(b)];
    return left.size === right.size && [...left].every(([name, each]) => isEqual(each, right.get(name)));
  }
  const [left, right] = [content(a), content(b)];
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((member) => right.includes(member));
}

function isBetween(value: AttributeValue, low: AttributeValue, high: AttributeValue): boolean {
  return compare(value, low) >= 0 && compare(value, high) <= 0;
}

function contains(whole: AttributeValue, part: AttributeValue): boolean {
  if ('L' in whole) return whole.L.some((element) => isEqual(element, part));
  if (isText(whole)) return typeOf(whole) === typeOf(part) && encodeKey(whole).includes(encodeKey(part));
  const members = content(whole);
  return Array.isArray(members) && typeOf(whole) === `${typeOf(part)}S` && members.includes(content(part));
}

function beginsWith(whole: AttributeValue, start: AttributeValue): boolean {
  return isText(whole) && typeOf(whole) === typeOf(start) && encodeKey(whole).indexOf(encodeKey(start)) === 0;
}

const isText = (value: AttributeValue): boolean => 'S' in value || 'B' in value;

function givenType(operand: Expression): TypeName | undefined {
  if (operand.kind === 'value') return typeOf(operand.value);
  return operand.kind === 'call' && operand.operator === 'size' ? 'N' : undefined;
}

function checkPath([first]: readonly Expression[], name: string): void {
  demand(first?.kind === 'path', `Operator or function requires a document path; ${ANY}: ${name}`);
}

function checkTypeName([, type]: readonly Expression[], name: string): void {
  if (type?.kind !== 'value') throw incorrectType(name, 'PATH');
  if (!('S' in type.value)) throw incorrectType(name, typeOf(type.value));
  const { S: given } = type.value;
  const fault = `Invalid attribute type name found; type: ${given}, valid types: {${TYPES.join(',')}}`;
  demand(TYPES.includes(given), fault);
}

function checkBounds([, low, high]: readonly Expression[]): void {
  if (low?.kind !== 'value' || high?.kind !== 'value') return;
  const order = compare(low.value, high.value);
  const rule = Number.isNaN(order)
    ? 'same data type for lower and upper bounds'
    : 'upper bound to be greater than or equal to lower bound';
  const [lower, upper] = [low, high].map(({ value }) => `AttributeValue: ${JSON.stringify(value)}`);
  const bounds = `lower bound operand: ${lower}, upper bound operand: ${upper}`;
  demand(order <= 0, `The BETWEEN operator requires ${rule}; ${bounds}`);
}

function incorrectType(name: string, type: TypeName | 'PATH') {
  const fault = `Incorrect operand type for ${ANY}`;
  if (name !== 'ADD' && name !== 'DELETE')
    return validation(`${fault}; ${ANY}: ${name}, operand type: ${type}`);
  const rule = `typeSet: ALLOWED_FOR_${name}_OPERAND`;
  const operand = (own(TYPE_NAMES, type) ?? type).toUpperCase();
  return validation(`${fault}; operator: ${name}, operand type: ${operand}, ${rule}`);
}
