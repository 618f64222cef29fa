import { AwsJsonError } from '../aws-json.ts';
import { invalidValue, validation } from './errors.ts';
import { meets } from './evaluate.ts';
import {
  type BoundCondition,
  type BoundUpdate,
  type ExpressionParameters,
  Expressions,
} from './expressions.ts';
import { attributesOf, checkIndexKeys, type ItemKey, keyOf, keyOfItem } from './keys.ts';
import { project } from './paths.ts';
import type { Store, StoredItem } from './store.ts';
import type { TableDefinition } from './table.ts';
import { applyUpdate } from './update.ts';
import { attributeSize, checkItem, type Item, MAX_ITEM_BYTES } from './values.ts';

/** The parameters that all writes of one item share. */
export interface WriteParameters extends ExpressionParameters {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** What an item becomes; without it the item is deleted. */
type Next = Omit<StoredItem, 'id'> | undefined;

/** A write that was checked as far as possible without the item it meets. */
export interface Write {
  readonly table: TableDefinition;
  readonly key: ItemKey;
  readonly condition: BoundCondition | undefined;
  readonly showsOnFailure: boolean;
  readonly update?: BoundUpdate | undefined;
  next(old: StoredItem | undefined): Next;
}

/** A write whose condition held, ready to be applied. */
export interface Outcome {
  readonly write: Write;
  readonly old: StoredItem | undefined;
  readonly next: Next;
}

export function preparePut(table: TableDefinition, input: WriteParameters): Write {
  const item = input.Item ?? {};
  const size = checkItem(item);
  if (size > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
  const key = keyOfItem(table, item);
  for (const index of table.indexes) checkIndexKeys(index, item);
  return prepare({ table, key, next: () => ({ item, size }) }, input);
}

export function prepareDelete(table: TableDefinition, input: WriteParameters): Write {
  return prepare({ table, key: toKey(table, input), next: () => undefined }, input);
}

/** A condition without a write. */
export function prepareCheck(table: TableDefinition, input: WriteParameters): Write {
  return prepare({ table, key: toKey(table, input), next: (old) => old }, input);
}

export function prepareUpdate(table: TableDefinition, input: WriteParameters): Write {
  const keyItem = input.Key ?? {};
  const key = toKey(table, input);
  const expressions = new Expressions(input);
  const update = expressions.update(input.UpdateExpression);
  const condition = expressions.condition(input.ConditionExpression);
  expressions.finish();
  for (const { name } of attributesOf(table))
    if (update?.paths.children.has(name))
      throw invalidValue(`Cannot update attribute ${name}. This attribute is part of the key`);
  const next = (old: StoredItem | undefined) => updated(table, update, keyItem, old);
  return { table, key, condition, showsOnFailure: showsOnFailure(input), update, next };
}

/** Meets the write with the item in the store. Throws ConditionalCheckFailedException or ValidationException. */
export function evaluate(store: Store, write: Write): Outcome {
  const old = store.get(write.table, write.key);
  const { condition } = write;
  if (condition !== undefined && !meets(condition.tree, old?.item ?? {}, condition.given)) {
    const shown = write.showsOnFailure && old !== undefined ? { Item: old.item } : {};
    throw new AwsJsonError('ConditionalCheckFailedException', 'The conditional request failed', 400, shown);
  }
  return { write, old, next: write.next(old) };
}

export function apply(store: Store, { write, old, next }: Outcome): void {
  if (next === old) return;
  if (next !== undefined) store.put(write.table, write.key, old, next);
  else if (old !== undefined) store.remove(write.table, write.key, old);
}

/** The Attributes of the answer, for a ReturnValues. */
export function returned(mode: string | undefined, { write, old, next }: Outcome): { Attributes?: Item } {
  const item = mode?.endsWith('_NEW') ? next?.item : mode?.endsWith('_OLD') ? old?.item : undefined;
  if (item === undefined) return {};
  if (mode === 'ALL_OLD' || mode === 'ALL_NEW') return { Attributes: item };
  const part = write.update === undefined ? {} : project(item, write.update.paths);
  return Object.keys(part).length === 0 ? {} : { Attributes: part };
}

function prepare(write: Pick<Write, 'table' | 'key' | 'next'>, input: WriteParameters): Write {
  const expressions = new Expressions(input);
  const condition = expressions.condition(input.ConditionExpression);
  expressions.finish();
  return { ...write, condition, showsOnFailure: showsOnFailure(input) };
}

function showsOnFailure(input: WriteParameters): boolean {
  return input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
}

function toKey(table: TableDefinition, input: WriteParameters): ItemKey {
  const key = input.Key ?? {};
  checkItem(key);
  return keyOf(table, key);
}

function updated(
  table: TableDefinition,
  update: BoundUpdate | undefined,
  key: Item,
  old: StoredItem | undefined,
): Next {
  const before = old ?? { item: key, size: checkItem(key) };
  if (update === undefined) return old ?? before;
  const item = applyUpdate(update.actions, before.item, update.given);
  // An update that only takes away does not create an item.
  if (old === undefined && update.actions.every(({ kind }) => kind === 'remove' || kind === 'delete'))
    return undefined;
  const size = sizeAfter(before, item, update);
  if (size > MAX_ITEM_BYTES) throw validation('Item size to update has exceeded the maximum allowed size');
  for (const index of table.indexes) checkIndexKeys(index, item);
  return { item, size };
}

/** Only the attributes an update names can have changed; this also checks what they became. */
function sizeAfter(before: Omit<StoredItem, 'id'>, item: Item, update: BoundUpdate): number {
  let size = before.size;
  for (const part of update.paths.children.keys()) {
    const name = String(part);
    if (Object.hasOwn(before.item, name)) size -= attributeSize(name, before.item[name]);
    if (Object.hasOwn(item, name)) size += attributeSize(name, item[name]);
  }
  return size;
}
