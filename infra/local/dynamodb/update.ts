import { demand } from './errors.ts';
import { addNumbers, subtractNumbers } from './numbers.ts';
import { byPart, childrenOf, valueAt, withChildren } from './paths.ts';
import type { Expression, Located, UpdateAction } from './syntax.ts';
import { type AttributeValue, content, type Item, mapOf, typeOf } from './values.ts';

const INCORRECT_TYPE = 'An operand in the update expression has an incorrect data type';
const INVALID_PATH = 'The document path provided in the update expression is invalid for update';
const MISSING = 'The provided expression refers to an attribute that does not exist in the item';

/** A change worked out from the old item; without value it removes. */
type Change = Located & { readonly value: AttributeValue | undefined };

/** The item after the update; the given one stays as it is. Throws ValidationException. */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
  // Every right-hand side sees the old item, whatever the order of the clauses.
  const changes = actions.flatMap((action) => toChange(action, item));
  const updated = changed({ M: item }, changes);
  return updated !== undefined && 'M' in updated ? updated.M : item;
}

function toChange({ clause, path, value }: UpdateAction, item: Item): Change | [] {
  const operand = value && newValue(value, item);
  const old = valueAt(path, item);
  if (clause === 'SET' || (clause === 'ADD' && old === undefined)) return { path, value: operand };
  if (old !== undefined) return { path, value: operand && combined(clause, old, operand) };
  // Nothing to take away.
  demand(clause === 'DELETE' || fits(valueAt(path.slice(0, -1), item), path.at(-1)), INVALID_PATH);
  return [];
}

function newValue(expression: Expression | undefined, item: Item): AttributeValue {
  if (expression?.kind === 'call') return callValue(expression.operator, expression.operands, item);
  const value = expression?.kind === 'path' ? valueAt(expression.path, item) : expression?.value;
  demand(value !== undefined, MISSING);
  return value;
}

function callValue(operator: string, [first, second]: readonly Expression[], item: Item): AttributeValue {
  if (operator === 'if_not_exists')
    return (first?.kind === 'path' && valueAt(first.path, item)) || newValue(second, item);
  const [left, right] = [newValue(first, item), newValue(second, item)];
  if (operator === 'list_append' && 'L' in left && 'L' in right) return { L: [...left.L, ...right.L] };
  demand(operator !== 'list_append' && 'N' in left && 'N' in right, INCORRECT_TYPE);
  return { N: operator === '+' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) };
}

/** The sum of two numbers; a set with the members of another, or without; nothing for an empty set. */
function combined(clause: UpdateAction['clause'], old: AttributeValue, operand: AttributeValue) {
  demand(typeOf(old) === typeOf(operand), INCORRECT_TYPE);
  if ('N' in old && 'N' in operand) return { N: addNumbers(old.N, operand.N) };
  const [before, given] = [content(old), content(operand)];
  demand(Array.isArray(before) && Array.isArray(given), INCORRECT_TYPE);
  const rest = before.filter((member) => !given.includes(member));
  const after = clause === 'ADD' ? [...new Set([...before, ...given])] : rest;
  return after.length === 0 ? undefined : ({ [typeOf(old)]: after } as AttributeValue);
}

/** Copies along the paths only; everything beside them is shared with the old value. */
function changed(old: AttributeValue | undefined, changes: readonly Change[]): AttributeValue | undefined {
  const [first] = changes;
  if (first?.path.length === 0) return first.value;
  // Paths that are apart agree on what is a list.
  demand(fits(old, first?.path[0]), INVALID_PATH);
  // Indexes mean positions in the old list; those beyond its end come after it, in their order.
  const children: Map<string, AttributeValue | undefined> = childrenOf(old);
  for (const [part, rest] of byPart(changes)) {
    const name = String(part);
    children.set(name, changed(children.get(name), rest));
  }
  return withChildren(old, mapOf(children));
}

function fits(container: AttributeValue | undefined, part: unknown): container is AttributeValue {
  return container !== undefined && (typeof part === 'number' ? 'L' : 'M') in container;
}
