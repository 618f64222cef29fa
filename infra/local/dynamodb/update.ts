import { validation } from './errors.ts';
import { valueAt } from './evaluate.ts';
import { addNumbers, subtractNumbers } from './numbers.ts';
import { type ResolvedPath, resolve } from './paths.ts';
import type { Operand, Substitutions, UpdateAction } from './syntax.ts';
import { type AttributeValue, content, type Item, own, setOwn, typeOf } from './values.ts';

/** A change worked out from the old item; without value it removes. */
interface Change {
  readonly path: ResolvedPath;
  readonly value: AttributeValue | undefined;
}

/** The item after the update; the given one stays as it is. Throws ValidationException. */
export function applyUpdate(actions: readonly UpdateAction[], item: Item, given: Substitutions): Item {
  // Every right-hand side sees the old item, whatever the order of the clauses.
  const changes = actions.map((action) => toChange(action, item, given));
  const sets = changes.filter((change) => change.value !== undefined);
  const removes = changes.filter((change) => change.value === undefined);
  // Indexes mean positions in the old item: set first, then remove from the back.
  const ordered = [...sets.sort(byPosition), ...removes.sort((a, b) => byPosition(b, a))];
  let updated: AttributeValue = { M: item };
  for (const { path, value } of ordered) updated = withChange(updated, path, value);
  return 'M' in updated ? updated.M : item;
}

function toChange(action: UpdateAction, item: Item, given: Substitutions): Change {
  const path = resolve(action.path, given.names);
  const old = valueAt(action.path, item, given.names);
  if (action.kind === 'set') return { path, value: newValue(action.value, item, given) };
  // A remove beyond the end of a list must not hit what this update appends there.
  if (action.kind === 'remove')
    return { path: old === undefined ? parentOf(path, item) : path, value: undefined };
  const operand = own(given.values, action.value.ref);
  if (operand === undefined) throw incorrectType();
  if (action.kind === 'add') return { path, value: sum(old, operand) };
  const rest = old === undefined ? undefined : difference(old, operand);
  return { path: rest === undefined && old === undefined ? [] : path, value: rest };
}

/** Checks that a missing attribute could be there, and gives the path that changes nothing. */
function parentOf(path: ResolvedPath, item: Item): ResolvedPath {
  let value: AttributeValue | undefined = { M: item };
  for (let i = 0; i < path.length - 1; i += 1) value = child(value, path[i]);
  if (!fits(value, path[path.length - 1])) throw invalidPath();
  return [];
}

function newValue(operand: Operand, item: Item, given: Substitutions): AttributeValue {
  if (operand.kind === 'call') return callValue(operand.name, operand.operands, item, given);
  const value =
    operand.kind === 'value' ? own(given.values, operand.ref) : valueAt(operand, item, given.names);
  if (value === undefined)
    throw validation('The provided expression refers to an attribute that does not exist in the item');
  return value;
}

function callValue(
  name: string,
  [first, second]: readonly Operand[],
  item: Item,
  given: Substitutions,
): AttributeValue {
  if (first === undefined || second === undefined) throw incorrectType();
  if (name === 'if_not_exists') {
    const present = first.kind === 'path' ? valueAt(first, item, given.names) : undefined;
    return present ?? newValue(second, item, given);
  }
  const left = newValue(first, item, given);
  const right = newValue(second, item, given);
  if (name === 'list_append' && 'L' in left && 'L' in right) return { L: [...left.L, ...right.L] };
  if (name === 'list_append' || !('N' in left && 'N' in right)) throw incorrectType();
  return { N: name === '+' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) };
}

function sum(old: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (old === undefined) return operand;
  if (typeOf(old) !== typeOf(operand)) throw incorrectType();
  if ('N' in old && 'N' in operand) return { N: addNumbers(old.N, operand.N) };
  return setOf(operand, [...new Set([...members(old), ...members(operand)])]);
}

function difference(old: AttributeValue, operand: AttributeValue): AttributeValue | undefined {
  if (typeOf(old) !== typeOf(operand)) throw incorrectType();
  const gone = members(operand);
  const rest = members(old).filter((member) => !gone.includes(member));
  return rest.length === 0 ? undefined : setOf(old, rest);
}

function members(set: AttributeValue): readonly string[] {
  const found = content(set);
  if (!Array.isArray(found)) throw incorrectType();
  return found;
}

function setOf(like: AttributeValue, values: string[]): AttributeValue {
  if ('SS' in like) return { SS: values };
  return 'NS' in like ? { NS: values } : { BS: values };
}

/** Copies along the path only; everything beside it is shared with the old item. */
function withChange(
  container: AttributeValue,
  path: ResolvedPath,
  value: AttributeValue | undefined,
): AttributeValue {
  const [part, ...rest] = path;
  if (part === undefined) return container;
  if (!fits(container, part)) throw invalidPath();
  const inner = child(container, part);
  if (rest.length > 0 && inner === undefined) throw invalidPath();
  const changed = rest.length === 0 || inner === undefined ? value : withChange(inner, rest, value);
  if ('L' in container) {
    const list = [...container.L];
    // A position beyond the end means the end.
    list.splice(Number(part), 1, ...(changed === undefined ? [] : [changed]));
    return { L: list };
  }
  const map = 'M' in container ? { ...container.M } : {};
  if (changed === undefined) delete map[String(part)];
  else setOwn(map, String(part), changed);
  return { M: map };
}

function fits(container: AttributeValue | undefined, part: string | number | undefined): boolean {
  if (container === undefined) return false;
  return typeof part === 'number' ? 'L' in container : 'M' in container;
}

function child(
  container: AttributeValue | undefined,
  part: string | number | undefined,
): AttributeValue | undefined {
  if (container === undefined || part === undefined) return undefined;
  if (typeof part === 'number') return 'L' in container ? container.L[part] : undefined;
  return 'M' in container ? own(container.M, part) : undefined;
}

function byPosition(a: Change, b: Change): number {
  for (let i = 0; i < Math.min(a.path.length, b.path.length); i += 1) {
    const left = a.path[i];
    const right = b.path[i];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return 0;
}

function incorrectType() {
  return validation('An operand in the update expression has an incorrect data type');
}

function invalidPath() {
  return validation('The document path provided in the update expression is invalid for update');
}
