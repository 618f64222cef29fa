import { ORDERED_TYPES } from './compare.ts';
import type { Call, Operand, Substitutions } from './syntax.ts';
import { content, own, type TypeName, typeOf } from './values.ts';

/** Where a function may stand: as a condition, as an operand of one, or as a value to set. */
export type FunctionPlace = 'condition' | 'operand' | 'update' | 'nowhere';

interface FunctionRule {
  readonly place: FunctionPlace;
  readonly arity: number;
  /** What its operands may be besides paths and values. */
  readonly operands: FunctionPlace;
  readonly check: (call: Call, values: Substitutions['values']) => string | undefined;
}

const TYPES = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];

/** Every function of the expression language with its place, arity and operand types. */
export const FUNCTIONS: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ['attribute_exists', { place: 'condition', arity: 1, operands: 'nowhere', check: needsPath }],
  ['attribute_not_exists', { place: 'condition', arity: 1, operands: 'nowhere', check: needsPath }],
  ['attribute_type', { place: 'condition', arity: 2, operands: 'nowhere', check: checkTypeName }],
  [
    'begins_with',
    {
      place: 'condition',
      arity: 2,
      operands: 'nowhere',
      check: (call, values) => operandFault('begins_with', call.operands, values, ['S', 'B']),
    },
  ],
  ['contains', { place: 'condition', arity: 2, operands: 'operand', check: () => undefined }],
  [
    'size',
    {
      place: 'operand',
      arity: 1,
      operands: 'nowhere',
      check: (call, values) =>
        operandFault('size', call.operands, values, ['S', 'B', 'SS', 'NS', 'BS', 'M', 'L']),
    },
  ],
  ['if_not_exists', { place: 'update', arity: 2, operands: 'update', check: needsPath }],
  [
    'list_append',
    {
      place: 'update',
      arity: 2,
      operands: 'update',
      check: (call, values) => operandFault('list_append', call.operands, values, ['L']),
    },
  ],
]);

/** The fault when a given value is of a type the operator cannot take. */
export function operandFault(
  operator: string,
  operands: readonly Operand[],
  values: Substitutions['values'],
  allowed: readonly TypeName[] = ORDERED_TYPES,
): string | undefined {
  for (const operand of operands) {
    const type = givenType(operand, values);
    if (type !== undefined && !allowed.includes(type))
      return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
  }
  return undefined;
}

function givenType(operand: Operand, values: Substitutions['values']): TypeName | undefined {
  if (operand.kind === 'call' && operand.name === 'size') return 'N';
  const value = operand.kind === 'value' ? own(values, operand.ref) : undefined;
  return value === undefined ? undefined : typeOf(value);
}

function needsPath({ name, operands: [first] }: Call): string | undefined {
  if (first?.kind === 'path') return undefined;
  return `Operator or function requires a document path; operator or function: ${name}`;
}

function checkTypeName({ name, operands }: Call, values: Substitutions['values']): string | undefined {
  const [, type] = operands;
  if (type?.kind !== 'value')
    return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: PATH`;
  const fault = operandFault(name, [type], values, ['S']);
  const value = own(values, type.ref);
  if (fault !== undefined || value === undefined) return fault;
  const given = String(content(value));
  if (TYPES.includes(given)) return undefined;
  return `Invalid attribute type name found; type: ${given}, valid types: {${TYPES.join(',')}}`;
}
