import { demand } from './errors.ts';
import { addNumbers, subtractNumbers } from './numbers.ts';
import { child, valueAt } from './paths.ts';
import type { Expression, Path, UpdateAction } from './syntax.ts';
import { type AttributeValue, content, type Item, mapOf, typeOf } from './values.ts';

const INCORRECT_TYPE = 'An operand in the update expression has an incorrect data type';
const INVALID_PATH = 'The document path provided in the update expression is invalid for update';
const MISSING = 'The provided expression refers to an attribute that does not exist in the item';

/** A change worked out from the old item; without value it removes. */
interface Change {
  readonly path: Path;
  readonly value: AttributeValue | undefined;
}

/** The item after the update; the given one stays as it is. Throws ValidationException. */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
  // Every right-hand side sees the old item, whatever the order of the clauses.
  const changes = actions.flatMap((action) => toChange(action, item));
  const sets = changes.filter((change) => change.value !== undefined);
  const removes = changes.filter((change) => change.value === undefined);
  // Indexes mean positions in the old item: set first, then remove from the back.
  const ordered = [...sets.sort(byPosition), ...removes.sort((a, b) => byPosition(b, a))];
  let updated: AttributeValue = { M: item };
  for (const { path, value } of ordered) updated = withChange(updated, path, value);
  return 'M' in updated ? updated.M : item;
}

function toChange(action: UpdateAction, item: Item): Change | [] {
  const { path } = action;
  if (action.kind === 'set') return { path, value: newValue(action.value, item) };
  const old = valueAt(path, item);
  if (action.kind === 'add') return { path, value: sum(old, action.value) };
  if (old !== undefined)
    return { path, value: action.kind === 'delete' ? difference(old, action.value) : undefined };
  // Nothing to take away; a remove beyond the end of a list must not hit what this update appends there.
  const parent = valueAt(path.slice(0, -1), item);
  demand(action.kind === 'delete' || (parent !== undefined && fits(parent, path.at(-1))), INVALID_PATH);
  return [];
}

function newValue(operand: Expression, item: Item): AttributeValue {
  if (operand.kind === 'call') return callValue(operand.operator, operand.operands, item);
  const value = operand.kind === 'value' ? operand.value : valueAt(operand.path, item);
  demand(value !== undefined, MISSING);
  return value;
}

function callValue(operator: string, [first, second]: readonly Expression[], item: Item): AttributeValue {
  demand(first !== undefined && second !== undefined, INCORRECT_TYPE);
  if (operator === 'if_not_exists') {
    const present = first.kind === 'path' ? valueAt(first.path, item) : undefined;
    return present ?? newValue(second, item);
  }
  const [left, right] = [newValue(first, item), newValue(second, item)];
  if (operator === 'list_append' && 'L' in left && 'L' in right) return { L: [...left.L, ...right.L] };
  demand(operator !== 'list_append' && 'N' in left && 'N' in right, INCORRECT_TYPE);
  return { N: operator === '+' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) };
}

function sum(old: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (old === undefined) return operand;
  demand(typeOf(old) === typeOf(operand), INCORRECT_TYPE);
  if ('N' in old && 'N' in operand) return { N: addNumbers(old.N, operand.N) };
  return setOf(operand, [...new Set([...members(old), ...members(operand)])]);
}

function difference(old: AttributeValue, operand: AttributeValue): AttributeValue | undefined {
  demand(typeOf(old) === typeOf(operand), INCORRECT_TYPE);
  const gone = members(operand);
  const rest = members(old).filter((member) => !gone.includes(member));
  return rest.length === 0 ? undefined : setOf(old, rest);
}

function members(set: AttributeValue): readonly string[] {
  const found = content(set);
  demand(Array.isArray(found), INCORRECT_TYPE);
  return found;
}

const setOf = (like: AttributeValue, values: string[]) => ({ [typeOf(like)]: values }) as AttributeValue;

/** Copies along the path only; everything beside it is shared with the old item. */
function withChange(
  container: AttributeValue,
  [part, ...rest]: Path,
  value: AttributeValue | undefined,
): AttributeValue {
  demand(part !== undefined && fits(container, part), INVALID_PATH);
  const inner = child(container, part);
  demand(rest.length === 0 || inner !== undefined, INVALID_PATH);
  const changed = rest.length === 0 || inner === undefined ? value : withChange(inner, rest, value);
  // A position beyond the end of a list means the end.
  if ('L' in container) return { L: container.L.toSpliced(Number(part), 1, ...(changed ? [changed] : [])) };
  const others = 'M' in container ? Object.entries(container.M).filter(([name]) => name !== part) : [];
  return { M: mapOf([...others, [String(part), changed]]) };
}

function fits(container: AttributeValue, part: string | number | undefined): boolean {
  return typeof part === 'number' ? 'L' in container : 'M' in container;
}

function byPosition(a: Change, b: Change): number {
  const at = a.path.findIndex((part, position) => part !== b.path[position]);
  const [left, right] = [a.path[at], b.path[at]];
  if (left === undefined || right === undefined) return 0;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}
