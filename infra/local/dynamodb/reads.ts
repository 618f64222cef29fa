import { constraint, demand } from './errors.ts';
import { Expressions } from './expressions.ts';
import { type ItemKey, identity, keyOf } from './keys.ts';
import { project } from './paths.ts';
import type * as requests from './requests.ts';
import type { NewItem, Store } from './store.ts';
import { type TableDefinition, tableOf } from './table.ts';
import { checkItem, type Item } from './values.ts';

/** Where an item is, or would be. */
interface Place {
  readonly table: TableDefinition;
  readonly key: ItemKey;
}

const MAX_BATCH_KEYS = 100;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
export const TWICE_IN_BATCH = 'Provided list of item keys contains duplicates';
export const TWICE_IN_TRANSACTION = 'Transaction request cannot include multiple operations on one item';

export function getItem(store: Store, input: requests.Typed<typeof requests.getItem>) {
  const table = tableOf(store, input.TableName);
  const read = reader(store, input);
  return { Item: read({ table, key: keyOf(table, input.Key) })?.item };
}

export function batchGet(store: Store, { RequestItems }: requests.Typed<typeof requests.batchGet>) {
  const requested = Object.entries(RequestItems);
  checkBatch('BatchGetItem', requested.flatMap(([, { Keys }]) => Keys).length, MAX_BATCH_KEYS);
  let bytes = 0;
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, (typeof RequestItems)[string]> = {};
  for (const [name, request] of requested) {
    const table = tableOf(store, name);
    const read = reader(store, request);
    const places = request.Keys.map((given) => ({ table, key: keyOf(table, given), given }));
    demandDistinct(places, TWICE_IN_BATCH);
    const items: Item[] = [];
    const Keys: Item[] = [];
    for (const place of places) {
      const isFull = bytes >= MAX_BATCH_BYTES;
      if (isFull) Keys.push(place.given);
      const found = isFull ? undefined : read(place);
      bytes += found?.size ?? 0;
      if (found !== undefined) items.push(found.item);
    }
    Responses[name] = items;
    if (Keys.length > 0) UnprocessedKeys[name] = { ...request, Keys };
  }
  return { Responses, UnprocessedKeys };
}

/** TransactGetItems: one moment of all items. */
export function transactGet(store: Store, { TransactItems }: requests.Typed<typeof requests.transactGet>) {
  const places = TransactItems.map(({ Get }) => {
    const table = tableOf(store, Get.TableName);
    return { table, key: keyOf(table, Get.Key), read: reader(store, Get) };
  });
  demandDistinct(places, TWICE_IN_TRANSACTION);
  const Responses = places.map((place) => ({ Item: place.read(place)?.item }));
  const bytes = Responses.reduce((sum, { Item }) => sum + checkItem(Item ?? {}), 0);
  demand(bytes <= MAX_TRANSACTION_BYTES, 'Item size of the transaction cannot exceed 4 MB');
  return { Responses };
}

/** Refuses a batch of nothing or of too much. */
export function checkBatch(operation: string, count: number, most: number): void {
  demand(count <= most, `Too many items requested for the ${operation} call`);
  if (count < 1) throw constraint('RequestItems', '{}', 'have length greater than or equal to 1');
}

export function demandDistinct(places: readonly Place[], message: string): void {
  const items = new Set(places.map(({ table, key }) => identity(table.id, key)));
  demand(items.size === places.length, message);
}

/** Reads items as the projection of a request shows them; their sizes are those in the store. */
function reader(store: Store, input: Partial<requests.Typed<typeof requests.getItem>>) {
  const expressions = new Expressions(input);
  const tree = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  return ({ table, key }: Place): NewItem | undefined => {
    const found = store.get(table, key);
    return found && { size: found.size, item: tree === undefined ? found.item : project(found.item, tree) };
  };
}
