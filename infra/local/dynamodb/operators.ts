import { compare } from './conditions.ts';
import type { Expression } from './syntax.ts';
import { content, type TypeName, typeOf } from './values.ts';

/** Where a function may stand: as a condition, as an operand of one, or as a value to set. */
export type Place = 'condition' | 'operand' | 'update' | 'nowhere';

/** What the parser checks of an operator and what it is applied to. */
interface Operator {
  readonly place?: Place;
  readonly arity?: number;
  /** What its operands may be besides paths and values. */
  readonly operands?: Place;
  /** The types a given value may have. */
  readonly types?: readonly TypeName[];
  readonly fault?: (name: string, operands: readonly Expression[]) => string | undefined;
}

const TYPES: readonly TypeName[] = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];
const LONG_NAMES: Partial<Record<TypeName, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  M: 'MAP',
  L: 'LIST',
  BOOL: 'BOOLEAN',
};
const SETS: readonly TypeName[] = ['SS', 'NS', 'BS'];
const ORDERED: Operator = { types: ['S', 'N', 'B'] };
const NUMERIC: Operator = { types: ['N'] };
const PRESENCE: Operator = { place: 'condition', arity: 1, fault: needsPath };

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['<', ORDERED],
  ['<=', ORDERED],
  ['>', ORDERED],
  ['>=', ORDERED],
  ['BETWEEN', { ...ORDERED, fault: boundsFault }],
  ['+', NUMERIC],
  ['-', NUMERIC],
  ['ADD', { types: ['N', ...SETS] }],
  ['DELETE', { types: SETS }],
  ['attribute_exists', PRESENCE],
  ['attribute_not_exists', PRESENCE],
  ['attribute_type', { place: 'condition', arity: 2, fault: typeNameFault }],
  ['begins_with', { place: 'condition', arity: 2, types: ['S', 'B'] }],
  ['contains', { place: 'condition', arity: 2, operands: 'operand' }],
  ['size', { place: 'operand', arity: 1, types: ['S', 'B', 'M', 'L', ...SETS] }],
  ['if_not_exists', { place: 'update', arity: 2, operands: 'update', fault: needsPath }],
  ['list_append', { place: 'update', arity: 2, operands: 'update', types: ['L'] }],
]);

/** The function of this name if it may stand in this place; else what is wrong. */
export function functionFor(name: string, place: Place): Operator | string {
  const known = OPERATORS.get(name);
  if (known?.place === undefined) return `Invalid function name; function: ${name}`;
  if (known.place === place) return known;
  const how = known.place === 'update' ? 'in a condition expression' : 'to be used this way in an expression';
  return `The function is not allowed ${how}; function: ${name}`;
}

/** What is wrong with applying the operator to these operands, as far as their values are given. */
export function operandFault(name: string, operands: readonly Expression[]): string | undefined {
  const { arity = operands.length, types, fault } = OPERATORS.get(name) ?? {};
  if (operands.length !== arity)
    return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
  const wrong = operands.map(givenType).find((type) => type !== undefined && types?.includes(type) === false);
  if (wrong === undefined) return fault?.(name, operands);
  if (name !== 'ADD' && name !== 'DELETE') return incorrectType(name, wrong);
  const type = LONG_NAMES[wrong] ?? wrong;
  return `Incorrect operand type for operator or function; operator: ${name}, operand type: ${type}, typeSet: ALLOWED_FOR_${name}_OPERAND`;
}

function givenType(operand: Expression): TypeName | undefined {
  if (operand.kind === 'value') return typeOf(operand.value);
  return operand.kind === 'call' && operand.operator === 'size' ? 'N' : undefined;
}

function needsPath(name: string, [first]: readonly Expression[]): string | undefined {
  if (first?.kind === 'path') return undefined;
  return `Operator or function requires a document path; operator or function: ${name}`;
}

function typeNameFault(name: string, [, type]: readonly Expression[]): string | undefined {
  if (type?.kind !== 'value') return incorrectType(name, 'PATH');
  if (!('S' in type.value)) return incorrectType(name, typeOf(type.value));
  if (TYPES.some((known) => known === content(type.value))) return undefined;
  return `Invalid attribute type name found; type: ${content(type.value)}, valid types: {${TYPES.join(',')}}`;
}

function boundsFault(_name: string, [, low, high]: readonly Expression[]): string | undefined {
  if (low?.kind !== 'value' || high?.kind !== 'value') return undefined;
  const order = compare(low.value, high.value);
  if (order !== undefined && order <= 0) return undefined;
  const rule =
    order === undefined
      ? 'same data type for lower and upper bounds'
      : 'upper bound to be greater than or equal to lower bound';
  return `The BETWEEN operator requires ${rule}; lower bound operand: AttributeValue: ${JSON.stringify(low.value)}, upper bound operand: AttributeValue: ${JSON.stringify(high.value)}`;
}

function incorrectType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}
