import { constraint, demand, demandValue } from './errors.ts';
import { Expressions } from './expressions.ts';
import { afterPrefix, type ItemKey, identity, indexKeyOf, keyOf, keyRange, namesOf, SLOTS } from './keys.ts';
import { meets } from './operators.ts';
import { project } from './paths.ts';
import type * as requests from './requests.ts';
import { placeOf, type Store, type StoredItem } from './store.ts';
import type { Expression } from './syntax.ts';
import { type IndexDefinition, type TableDefinition, tableOf } from './tables.ts';
import { checkItem, type Item, pick } from './values.ts';

/** Where an item is, or would be. */
interface Place {
  readonly table: TableDefinition;
  readonly key: ItemKey;
}

/** A table, or one of its indexes. */
interface Source {
  readonly table: TableDefinition;
  readonly index: IndexDefinition | undefined;
}

/** Where a page lies: the bounds that places in a table or index keep. */
interface Stretch {
  readonly from: readonly [operator: '>' | '>=', place: Uint8Array];
  readonly to: readonly [operator: '<' | '<=', place: Uint8Array];
}

const MAX_BATCH_KEYS = 100;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
export const TWICE_IN_BATCH = 'Provided list of item keys contains duplicates';
export const TWICE_IN_TRANSACTION = 'Transaction request cannot include multiple operations on one item';
const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_SEGMENTS = 1_000_000;
const TABLE = { select: 'SELECT e.size, e.item FROM items e WHERE e.t = ?', columns: ['e.place'] };
// CROSS JOIN keeps the index outside: SQLite must not begin with the items.
const JOINED = 'entries e CROSS JOIN items i ON i.t = ? AND i.place = e.tplace';
const INDEX = {
  select: `SELECT i.size, i.item FROM ${JOINED} WHERE e.x = ?`,
  columns: ['e.place', 'e.tplace'],
};

const NOTHING: Uint8Array = new Uint8Array();
/** No place is so high: after its slot comes the length of its hash key, which is at most 2,048. */
const BEHIND_ALL = Buffer.alloc(6, 0xff);
const NO_CONDITION =
  'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.';
const KEY_FILTERED = 'Filter Expression can only contain non-primary key attributes: Primary key attribute';
const OUTSIDE_RANGE = 'The provided starting key is outside query boundaries based on provided conditions';
const CONSISTENT_INDEX = 'Consistent reads are not supported on global secondary indexes';
const NO_INDEX = 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName';
const ALL_OF_INDEX = 'Select type ALL_ATTRIBUTES is not supported for global secondary index';
const HALF_A_SEGMENT = 'Segment and TotalSegments must be given together in a parallel scan';
const WRONG_SEGMENT = 'The Segment parameter is zero-based and must be less than parameter TotalSegments';

export function getItem(store: Store, input: requests.Typed<typeof requests.getItem>) {
  return { Item: finder(store, input.TableName, input)(input.Key).read()?.item };
}

export function batchGet(store: Store, { RequestItems }: requests.Typed<typeof requests.batchGet>) {
  const requested = Object.entries(RequestItems);
  checkBatch('BatchGetItem', requested.flatMap(([, { Keys }]) => Keys).length, MAX_BATCH_KEYS);
  let bytes = 0;
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, (typeof RequestItems)[string]> = {};
  for (const [name, request] of requested) {
    const places = request.Keys.map(finder(store, name, request));
    demandDistinct(places, TWICE_IN_BATCH);
    const items: Item[] = [];
    const Keys: Item[] = [];
    for (const place of places) {
      const isFull = bytes >= MAX_BATCH_BYTES;
      if (isFull) Keys.push(place.Key);
      const found = isFull ? undefined : place.read();
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
  const places = TransactItems.map(({ Get }) => finder(store, Get.TableName, Get)(Get.Key));
  demandDistinct(places, TWICE_IN_TRANSACTION);
  const Responses = places.map(({ read }) => ({ Item: read()?.item }));
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

/** Finds the places of keys, to read there what the projection of the request shows; sizes are those in the store. */
function finder(store: Store, tableName: string, input: Partial<requests.Typed<typeof requests.getItem>>) {
  const table = tableOf(store, tableName);
  const expressions = new Expressions(input);
  const tree = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  return (Key: Item) => {
    const key = keyOf(table, Key);
    const read = (): StoredItem | undefined => {
      const found = store.get(table, key);
      return found && tree ? { size: found.size, item: project(found.item, tree) } : found;
    };
    return { table, key, Key, read };
  };
}

export function query(store: Store, input: requests.QueryInput) {
  const expressions = new Expressions(input);
  const condition = expressions.condition(input.KeyConditionExpression, 'KeyConditionExpression');
  demand(condition !== undefined, NO_CONDITION);
  const page = pageOf(store, input, expressions);
  const schema = page.index ?? page.table;
  const filtered = namesOf(schema).find((name) => mentions(page.filter, name));
  demand(filtered === undefined, `${KEY_FILTERED}: ${filtered}`);
  const { hash, low, high } = keyRange(condition, schema);
  const at = (range = NOTHING) => placeOf({ ...hash, range });
  const end = high === undefined ? (afterPrefix(at()) ?? BEHIND_ALL) : at(high.key);
  const stretch: Stretch = {
    from: [low?.inclusive === false ? '>' : '>=', at(low?.key)],
    to: [high?.inclusive ? '<=' : '<', end],
  };
  demand(isInside(page.start, stretch), OUTSIDE_RANGE);
  return read(store, page, input, stretch);
}

export function scan(store: Store, input: requests.ScanInput) {
  const page = pageOf(store, input, new Expressions(input));
  const stretch = segment(input);
  demand(isInside(page.start, stretch), 'The provided starting key is outside the segment');
  return read(store, page, input, stretch);
}

/** Everything that Query and Scan have in common but the stretch. */
function pageOf(store: Store, input: requests.QueryInput, expressions: Expressions) {
  const table = tableOf(store, input.TableName);
  const { IndexName: name } = input;
  const index = table.indexes.find((each) => each.name === name);
  demand(name === index?.name, `The table does not have the specified index: ${name}`);
  demand(index === undefined || input.ConsistentRead !== true, CONSISTENT_INDEX);
  const filter = expressions.condition(input.FilterExpression, 'FilterExpression');
  const projection = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  checkSelect(input, index);
  const names = projection?.map(({ path: [first] }) => String(first));
  const missing = names?.find((each) => index?.shows?.includes(each) === false);
  demandValue(missing === undefined, `Global secondary index ${name} does not project [${missing}]`);
  const start = input.ExclusiveStartKey && startOf(input.ExclusiveStartKey, { table, index });
  return { table, index, filter, projection, start };
}
type Page = ReturnType<typeof pageOf>;

function read(store: Store, page: Page, input: requests.QueryInput, stretch: Stretch) {
  const { filter, projection } = page;
  const Items: Item[] = [];
  let [ScannedCount, bytes] = [0, 0];
  let last: Item | undefined;
  for (const found of rowsOf(store, page, stretch, input.ScanIndexForward !== false)) {
    const { item, size } = visible(page, found);
    ScannedCount += 1;
    bytes += size;
    if (filter === undefined || meets(filter, item)) Items.push(item);
    if (ScannedCount === input.Limit || bytes >= MAX_PAGE_BYTES) {
      last = found.item;
      break;
    }
  }
  const shown = projection === undefined ? Items : Items.map((item) => project(item, projection));
  return {
    Items: input.Select === 'COUNT' ? undefined : shown,
    Count: Items.length,
    ScannedCount,
    LastEvaluatedKey: last && pick(last, positionNames(page)),
  };
}

/** The items of the stretch, read lazily; an index holds keys only and is joined to the items. */
function rowsOf(store: Store, { table, index, start }: Page, { from, to }: Stretch, forward: boolean) {
  const { select, columns } = index === undefined ? TABLE : INDEX;
  const [behind, direction] = forward ? ['>', 'ASC'] : ['<', 'DESC'];
  // The start takes the place of the bound behind it: with both, SQLite might seek to the wrong one and read every
  // earlier page again.
  const kept = start === undefined ? [from, to] : [forward ? to : from];
  const terms = kept.map(([operator]) => ` AND e.place ${operator} ?`);
  if (start !== undefined) terms.push(` AND (${columns}) ${behind} (${columns.map(() => '?')})`);
  const order = columns.map((column) => `${column} ${direction}`);
  const sql = `${select}${terms.join('')} ORDER BY ${order}`;
  const source = index === undefined ? [table.id] : [table.id, index.id];
  return store.select(sql, ...source, ...kept.map(([, place]) => place), ...(start ?? []));
}

function visible({ index }: Source, found: StoredItem): StoredItem {
  if (index?.shows === undefined) return found;
  const item = pick(found.item, index.shows);
  return { item, size: checkItem(item) };
}

function checkSelect({ Select, ProjectionExpression }: requests.QueryInput, index?: IndexDefinition) {
  if (Select === undefined) return;
  const isSpecific = Select === 'SPECIFIC_ATTRIBUTES';
  const chosen = `the ProjectionExpression when choosing to get ${Select}`;
  const fits = isSpecific === (ProjectionExpression !== undefined);
  demand(fits, isSpecific ? `Must specify ${chosen}` : `Cannot specify ${chosen}`);
  demand(Select !== 'ALL_PROJECTED_ATTRIBUTES' || index !== undefined, NO_INDEX);
  const isWhole = Select !== 'ALL_ATTRIBUTES' || index?.shows === undefined;
  demandValue(isWhole, `${ALL_OF_INDEX} ${index?.name} because its projection type is not ALL`);
}

function isInside([place]: readonly Uint8Array[] = [], { from, to }: Stretch): boolean {
  if (place === undefined) return true;
  return Buffer.compare(place, from[1]) >= 0 && Buffer.compare(place, to[1]) <= 0;
}

/** The place after which a page begins; in an index items with equal keys follow the order of the table. */
function startOf(start: Item, source: Source): readonly Uint8Array[] {
  checkItem(start);
  const { table, index } = source;
  const inTable = keyOf(table, pick(start, namesOf(table)));
  const inIndex = index === undefined ? inTable : indexKeyOf(index, start);
  const isWhole = Object.keys(start).length === positionNames(source).size;
  demand(inIndex !== undefined && isWhole, 'The provided starting key is invalid');
  return index === undefined ? [placeOf(inTable)] : [placeOf(inIndex), placeOf(inTable)];
}

/** The attributes that say where in the table or index an item stands. */
const positionNames = ({ table, index }: Source) => new Set([table, index ?? table].flatMap(namesOf));

function mentions(expression: Expression | undefined, name: string): boolean {
  if (expression?.kind === 'path') return expression.path[0] === name;
  return expression?.kind === 'call' && expression.operands.some((operand) => mentions(operand, name));
}

/** The places of a part of a parallel scan, or all. */
function segment({ Segment, TotalSegments }: requests.ScanInput): Stretch {
  demand((Segment === undefined) === (TotalSegments === undefined), HALF_A_SEGMENT);
  const [at, all] = [Segment ?? 0, TotalSegments ?? 1];
  const found = `Segment: ${at} is not less than TotalSegments: ${all}`;
  demand(at >= 0 && at < all && all <= MAX_SEGMENTS, `${WRONG_SEGMENT}: ${found}`);
  const border = (count: number) => {
    const slot = Math.ceil((count * SLOTS) / all);
    return slot < SLOTS ? placeOf({ slot, hash: NOTHING, range: NOTHING }) : BEHIND_ALL;
  };
  return { from: ['>=', border(at)], to: ['<', border(at + 1)] };
}
