import { beginsWith, compare, contains, equal, sizeOf } from './compare.ts';
import type { Call, Comparator, Condition, Operand, Path, Substitutions } from './syntax.ts';
import { type AttributeValue, content, type Item, own, typeOf } from './values.ts';

/** Whether the item (empty when there is none) meets the condition. */
export function meets(condition: Condition, item: Item, given: Substitutions): boolean {
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, item, given) && meets(condition.right, item, given);
    case 'or':
      return meets(condition.left, item, given) || meets(condition.right, item, given);
    case 'not':
      return !meets(condition.condition, item, given);
    case 'compare':
      return compares(condition.comparator, [condition.left, condition.right], item, given);
    case 'between':
      return (
        compares('>=', [condition.value, condition.low], item, given) &&
        compares('<=', [condition.value, condition.high], item, given)
      );
    case 'in':
      return condition.list.some((element) => compares('=', [condition.value, element], item, given));
    case 'call':
      return holds(condition, item, given);
  }
}

/** The value at a path, if the item has it. */
export function valueAt(path: Path, item: Item, names: Substitutions['names']): AttributeValue | undefined {
  let value: AttributeValue | undefined = own(item, nameOf(path.parts[0] ?? '', names));
  for (let i = 1; i < path.parts.length && value !== undefined; i += 1) {
    const part = path.parts[i] ?? '';
    if (typeof part === 'number') value = 'L' in value ? value.L[part] : undefined;
    else value = 'M' in value ? own(value.M, nameOf(part, names)) : undefined;
  }
  return value;
}

/** The attribute name a part of a path stands for. */
export function nameOf(part: string | number, names: Substitutions['names']): string {
  const text = String(part);
  return text.startsWith('#') ? (own(names, text) ?? text) : text;
}

function operandValue(operand: Operand, item: Item, given: Substitutions): AttributeValue | undefined {
  if (operand.kind === 'value') return own(given.values, operand.ref);
  if (operand.kind === 'path') return valueAt(operand, item, given.names);
  const [measured] = operand.operands;
  const value = measured === undefined ? undefined : operandValue(measured, item, given);
  const size = value === undefined ? undefined : sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function compares(
  comparator: Comparator,
  [left, right]: readonly [Operand, Operand],
  item: Item,
  given: Substitutions,
): boolean {
  const a = operandValue(left, item, given);
  const b = operandValue(right, item, given);
  // A missing attribute differs from everything and has no order.
  if (a === undefined || b === undefined) return comparator === '<>';
  if (comparator === '=') return equal(a, b);
  if (comparator === '<>') return !equal(a, b);
  const order = compare(a, b);
  return order !== undefined && ORDERS[comparator](order);
}

const ORDERS: Record<'<' | '<=' | '>' | '>=', (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function holds({ name, operands: [first, second] }: Call, item: Item, given: Substitutions): boolean {
  const value = first === undefined ? undefined : operandValue(first, item, given);
  if (name === 'attribute_exists') return value !== undefined;
  if (name === 'attribute_not_exists') return value === undefined;
  const argument = second === undefined ? undefined : operandValue(second, item, given);
  if (value === undefined || argument === undefined) return false;
  if (name === 'attribute_type') return typeOf(value) === content(argument);
  return name === 'begins_with' ? beginsWith(value, argument) : contains(value, argument);
}
