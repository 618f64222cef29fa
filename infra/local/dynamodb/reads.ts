import { type CapacityMode, Consumption } from './capacity.ts';
import { type Context, tableOf } from './context.ts';
import { validation } from './errors.ts';
import { type ExpressionParameters, Expressions } from './expressions.ts';
import { type EncodedKey, type ItemKey, keyOf } from './keys.ts';
import { constraint, take } from './parameters.ts';
import { type PathTree, project } from './paths.ts';
import type { TableDefinition } from './table.ts';
import { checkItem, type Item } from './values.ts';

/** The parameters of GetItem, and of Get in a transaction. */
export interface GetParameters extends ExpressionParameters {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface BatchParameters {
  readonly RequestItems: Readonly<Record<string, unknown>>;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface KeysOfTable extends ExpressionParameters {
  readonly Keys: Item[];
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
}

const MAX_BATCH_KEYS = 100;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

export function getItem(context: Context, raw: unknown) {
  const input = take<GetParameters>('GetItem', raw);
  const table = tableOf(context, input.TableName);
  const tree = projectionOf(input);
  checkItem(input.Key);
  const found = context.store.get(table, keyOf(table, input.Key));
  const consumption = new Consumption(input.ReturnConsumedCapacity, 'read');
  consumption.read(table, found?.size ?? 0, input.ConsistentRead === true);
  if (found === undefined) return consumption.one();
  return { Item: shown(found.item, tree), ...consumption.one() };
}

export function batchGet(context: Context, raw: unknown) {
  const input = take<BatchParameters>('BatchGetItem', raw);
  const requests = Object.entries(input.RequestItems).map(([name, keys]) => ({
    name,
    table: tableOf(context, name),
    keys: take<KeysOfTable>('BatchGetItem.RequestItems', keys),
  }));
  checkKeyCount(requests.reduce((count, { keys }) => count + keys.Keys.length, 0));
  const consumption = new Consumption(input.ReturnConsumedCapacity, 'read');
  const budget = { bytes: MAX_BATCH_BYTES };
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, KeysOfTable> = {};
  for (const { name, table, keys } of requests) {
    const tree = projectionOf(keys);
    const items: Item[] = [];
    const left: Item[] = [];
    for (const [key, place] of distinctKeys(table, keys.Keys)) {
      const found = budget.bytes > 0 ? context.store.get(table, place) : undefined;
      if (budget.bytes <= 0) left.push(key);
      else consumption.read(table, found?.size ?? 0, keys.ConsistentRead === true);
      if (found === undefined) continue;
      budget.bytes -= found.size;
      items.push(shown(found.item, tree));
    }
    Responses[name] = items;
    if (left.length > 0) UnprocessedKeys[name] = { ...keys, Keys: left };
  }
  return { Responses, UnprocessedKeys, ...consumption.all() };
}

/** A text that two keys share only if they name the same item. */
export function identity(table: TableDefinition, { hash, range }: ItemKey): string {
  return JSON.stringify([table.id, keyText(hash), keyText(range)]);
}

function projectionOf(input: ExpressionParameters & { readonly ProjectionExpression?: string }) {
  const expressions = new Expressions(input);
  const tree = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  return tree;
}

function shown(item: Item, tree: PathTree | undefined): Item {
  return tree === undefined ? item : project(item, tree);
}

function distinctKeys(table: TableDefinition, keys: readonly Item[]): readonly (readonly [Item, ItemKey])[] {
  const seen = new Set<string>();
  const places = keys.map((key) => {
    checkItem(key);
    const place = keyOf(table, key);
    seen.add(identity(table, place));
    return [key, place] as const;
  });
  if (seen.size !== keys.length) throw validation('Provided list of item keys contains duplicates');
  return places;
}

function keyText(key: EncodedKey): string {
  return typeof key === 'string' ? key : Buffer.from(key).toString('base64');
}

function checkKeyCount(count: number): void {
  if (count > MAX_BATCH_KEYS) throw validation('Too many items requested for the BatchGetItem call');
  if (count < 1)
    throw constraint("'{}'", 'RequestItems', 'Member must have length greater than or equal to 1');
}
