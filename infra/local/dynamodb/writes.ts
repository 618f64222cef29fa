import { AwsJsonError } from '../aws-json.ts';
import { demand, demandValue } from './errors.ts';
import { Expressions } from './expressions.ts';
import { checkIndexKeys, type ItemKey, keyOf, keyOfItem, namesOf } from './keys.ts';
import { meets } from './operators.ts';
import { project } from './paths.ts';
import type { WriteInput } from './requests.ts';
import type { NewItem, Store, StoredItem } from './store.ts';
import type { Expression, UpdateAction } from './syntax.ts';
import type { TableDefinition } from './table.ts';
import { applyUpdate } from './update.ts';
import { attributeSize, checkItem, type Item, MAX_ITEM_BYTES, own } from './values.ts';

/** Everything that can be done to one item; a ConditionCheck leaves it as it is. */
export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write that was checked as far as possible without the item it meets. */
export interface Write {
  readonly table: TableDefinition;
  readonly key: ItemKey;
  readonly condition: Expression | undefined;
  readonly showsOnFailure: boolean;
  readonly update: readonly UpdateAction[] | undefined;
  next(old: StoredItem | undefined): NewItem | undefined;
}

/** A write whose condition held, ready to be applied. */
export interface Outcome {
  readonly write: Write;
  readonly old: StoredItem | undefined;
  readonly next: NewItem | undefined;
}

/** Checks a write. Throws ValidationException. */
export function prepare(kind: WriteKind, table: TableDefinition, input: WriteInput): Write {
  const { Item: put, Key: given = {} } = input;
  const size = put === undefined ? 0 : checkItem(put);
  demand(size <= MAX_ITEM_BYTES, 'Item size has exceeded the maximum allowed size');
  const key = put === undefined ? keyOf(table, given) : keyOfItem(table, put);
  if (put !== undefined) checkItemKeys(table, put);
  const expressions = new Expressions(input);
  const update = expressions.update(input.UpdateExpression);
  const condition = expressions.condition(input.ConditionExpression);
  expressions.finish();
  const fixed = namesOf(table).find((name) => update?.some(({ path }) => path[0] === name));
  demandValue(fixed === undefined, `Cannot update attribute ${fixed}. This attribute is part of the key`);
  const next: Record<WriteKind, Write['next']> = {
    Put: () => put && { item: put, size },
    Update: (old) => updated(table, update, given, old),
    Delete: () => undefined,
    ConditionCheck: (old) => old,
  };
  const showsOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return { table, key, condition, showsOnFailure, update, next: next[kind] };
}

/** Meets the write with the item in the store. Throws ConditionalCheckFailedException or ValidationException. */
export function evaluate(store: Store, write: Write): Outcome {
  const old = store.get(write.table, write.key);
  if (write.condition !== undefined && !meets(write.condition, old?.item ?? {})) {
    const shown = write.showsOnFailure && old !== undefined ? { Item: old.item } : {};
    throw new AwsJsonError('ConditionalCheckFailedException', 'The conditional request failed', 400, shown);
  }
  return { write, old, next: write.next(old) };
}

export function apply(store: Store, { write, old, next }: Outcome): void {
  if (next !== old) store.change(write.table, write.key, old, next);
}

/** The Attributes of the answer, for a ReturnValues. */
export function returned(mode: string | undefined, { write, old, next }: Outcome): { Attributes?: Item } {
  const item = mode?.endsWith('_NEW') ? next?.item : mode?.endsWith('_OLD') ? old?.item : undefined;
  if (item === undefined) return {};
  if (mode === 'ALL_OLD' || mode === 'ALL_NEW') return { Attributes: item };
  const part = write.update === undefined ? {} : project(item, write.update);
  return Object.keys(part).length === 0 ? {} : { Attributes: part };
}

function updated(
  table: TableDefinition,
  update: readonly UpdateAction[] | undefined,
  key: Item,
  old: StoredItem | undefined,
): NewItem | undefined {
  const before = old ?? { item: key, size: checkItem(key) };
  if (update === undefined) return before;
  const item = applyUpdate(update, before.item);
  // An update that only takes away does not create an item.
  if (old === undefined && update.every(({ clause }) => clause === 'REMOVE' || clause === 'DELETE'))
    return undefined;
  // Only the attributes an update names can have changed; this also checks what they became.
  let { size } = before;
  for (const name of new Set(update.map(({ path: [name] }) => String(name)))) {
    size += attributeSize(name, own(item, name)) - attributeSize(name, own(before.item, name));
  }
  demand(size <= MAX_ITEM_BYTES, 'Item size to update has exceeded the maximum allowed size');
  checkItemKeys(table, item);
  return { item, size };
}

function checkItemKeys(table: TableDefinition, item: Item): void {
  for (const index of table.indexes) checkIndexKeys(index, item);
}
