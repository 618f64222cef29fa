import { type Context, tableOf } from './context.ts';
import { constraint, demand } from './errors.ts';
import { Expressions } from './expressions.ts';
import { identity, keyOf } from './keys.ts';
import { project } from './paths.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import type { TableDefinition } from './table.ts';
import { checkItem, type Item } from './values.ts';

type Projected = requests.Substitutions & { readonly ProjectionExpression?: string };
type Show = (item: Item) => Item;

const MAX_BATCH_KEYS = 100;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
const MAX_TRANSACTION_ACTIONS = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

export function getItem(context: Context, input: Typed<typeof requests.getItem>) {
  const table = tableOf(context, input.TableName);
  const show = projectionOf(input);
  const found = context.store.get(table, keyOf(table, input.Key));
  return { Item: found && show(found.item) };
}

export function batchGet(context: Context, input: Typed<typeof requests.batchGet>) {
  const requested = Object.entries(input.RequestItems);
  const count = requested.reduce((sum, [, { Keys }]) => sum + Keys.length, 0);
  demand(count <= MAX_BATCH_KEYS, 'Too many items requested for the BatchGetItem call');
  demandSome(count, 'RequestItems', '{}');
  let bytes = 0;
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, (typeof requested)[number][1]> = {};
  for (const [name, request] of requested) {
    const table = tableOf(context, name);
    const show = projectionOf(request);
    const left: Item[] = [];
    const items: Item[] = [];
    for (const [key, place] of distinctKeys(table, request.Keys)) {
      if (bytes >= MAX_BATCH_BYTES) left.push(key);
      else {
        const found = context.store.get(table, place);
        bytes += found?.size ?? 0;
        if (found !== undefined) items.push(show(found.item));
      }
    }
    Responses[name] = items;
    if (left.length > 0) UnprocessedKeys[name] = { ...request, Keys: left };
  }
  return { Responses, UnprocessedKeys };
}

/** TransactGetItems: one moment of all items. */
export function transactGet(context: Context, input: Typed<typeof requests.transactGet>) {
  checkActions(input.TransactItems);
  const seen = new Set<string>();
  const Responses = input.TransactItems.map(({ Get }) => {
    const table = tableOf(context, Get.TableName);
    const key = keyOf(table, Get.Key);
    addOnce(seen, identity(table.id, key));
    const show = projectionOf(Get);
    const found = context.store.get(table, key);
    return found === undefined ? {} : { Item: show(found.item) };
  });
  const bytes = Responses.reduce((sum, { Item }) => sum + (Item === undefined ? 0 : checkItem(Item)), 0);
  demand(bytes <= MAX_TRANSACTION_BYTES, 'Item size of the transaction cannot exceed 4 MB');
  return { Responses };
}

/** Refuses a transaction of no action or more than a hundred. */
export function checkActions({ length }: readonly unknown[]): void {
  demandSome(length, 'TransactItems', '[]');
  const rule = `Member must have length less than or equal to ${MAX_TRANSACTION_ACTIONS}`;
  if (length > MAX_TRANSACTION_ACTIONS) throw constraint("'[...]'", 'TransactItems', rule);
}

/** Notes an item of a transaction, or refuses the second action on it. */
export function addOnce(seen: Set<string>, item: string): void {
  demand(!seen.has(item), 'Transaction request cannot include multiple operations on one item');
  seen.add(item);
}

export function demandSome(count: number, parameter: string, empty: string): void {
  if (count < 1)
    throw constraint(`'${empty}'`, parameter, 'Member must have length greater than or equal to 1');
}

function projectionOf(input: Projected): Show {
  const expressions = new Expressions(input);
  const tree = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  return tree === undefined ? (item) => item : (item) => project(item, tree);
}

function distinctKeys(table: TableDefinition, keys: readonly Item[]) {
  const places = keys.map((key) => [key, keyOf(table, key)] as const);
  const distinct = new Set(places.map(([, place]) => identity(table.id, place)));
  demand(distinct.size === keys.length, 'Provided list of item keys contains duplicates');
  return places;
}
