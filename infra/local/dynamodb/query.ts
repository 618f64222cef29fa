import type { SQLInputValue } from 'node:sqlite';
import { type CapacityMode, Consumption } from './capacity.ts';
import { type Context, tableOf } from './context.ts';
import { invalidValue, validation } from './errors.ts';
import { meets } from './evaluate.ts';
import { type BoundCondition, type ExpressionParameters, Expressions } from './expressions.ts';
import { type KeyRange, keyRange } from './key-condition.ts';
import { attributesOf, type ItemKey, indexKeyOf, type KeySchema, keyOf, SLOTS } from './keys.ts';
import { take } from './parameters.ts';
import { type PathTree, project } from './paths.ts';
import { pageRows, type Stretch } from './rows.ts';
import type { StoredItem } from './store.ts';
import { type IndexDefinition, projectedNames, type TableDefinition } from './table.ts';
import { checkItem, type Item, itemSize, own } from './values.ts';

interface PageInput extends ExpressionParameters {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Limit?: number;
  readonly Select?: string;
  readonly ExclusiveStartKey?: Item;
  readonly ConsistentRead?: boolean;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface QueryInput extends PageInput {
  readonly KeyConditionExpression?: string;
  readonly ScanIndexForward?: boolean;
}

interface ScanInput extends PageInput {
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

/** Everything about a page but where it lies. */
interface Page {
  readonly table: TableDefinition;
  readonly index: IndexDefinition | undefined;
  readonly filter: BoundCondition | undefined;
  readonly projection: PathTree | undefined;
}

const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_SEGMENTS = 1_000_000;

export function query(context: Context, raw: unknown) {
  const input = take<QueryInput>('Query', raw);
  const place = placeOf(context, input);
  const schema: KeySchema = place.index ?? place.table;
  const expressions = new Expressions(input);
  const condition = expressions.condition(input.KeyConditionExpression, 'KeyConditionExpression');
  if (condition === undefined)
    throw validation(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  const page = toPage(place, input, expressions);
  const keys = attributesOf(schema).map(({ name }) => name);
  const filtered = page.filter?.attributes.find((name) => keys.includes(name));
  if (filtered !== undefined)
    throw validation(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${filtered}`,
    );
  const range = keyRange(condition, schema);
  const after = startOf(place, input.ExclusiveStartKey);
  if (after !== undefined && !startsInside(range, after.place)) throw outsideQuery();
  return read(context, page, input, { range, after, forward: input.ScanIndexForward !== false });
}

export function scan(context: Context, raw: unknown) {
  const input = take<ScanInput>('Scan', raw);
  const place = placeOf(context, input);
  const page = toPage(place, input, new Expressions(input));
  const slots = segment(input);
  const after = startOf(place, input.ExclusiveStartKey);
  if (after !== undefined && (after.place.slot < slots.from || after.place.slot > slots.to))
    throw validation('The provided starting key is outside the segment');
  return read(context, page, input, { slots, after, forward: true });
}

function read(context: Context, page: Page, input: PageInput, stretch: Stretch) {
  const { table, index } = page;
  const names = index === undefined ? undefined : projectedNames(table, index);
  const Items: Item[] = [];
  let [ScannedCount, bytes] = [0, 0];
  let last: Item | undefined;
  for (const found of pageRows(context.store, page, stretch)) {
    const { item, size } = visible(found, names);
    ScannedCount += 1;
    bytes += size;
    if (matches(page, item)) Items.push(item);
    if (ScannedCount === input.Limit || bytes >= MAX_PAGE_BYTES) {
      last = found.item;
      break;
    }
  }
  const consumption = new Consumption(input.ReturnConsumedCapacity, 'read');
  consumption.read(table, bytes, input.ConsistentRead === true, index);
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: shown(page, Items) }),
    Count: Items.length,
    ScannedCount,
    ...(last === undefined ? {} : { LastEvaluatedKey: positionOf(page, last) }),
    ...consumption.one(),
  };
}

function matches({ filter }: Page, item: Item): boolean {
  return filter === undefined || meets(filter.tree, item, filter.given);
}

function shown({ projection }: Page, items: readonly Item[]): readonly Item[] {
  return projection === undefined ? items : items.map((item) => project(item, projection));
}

function visible({ item, size }: StoredItem, names: ReadonlySet<string> | undefined) {
  if (names === undefined) return { item, size };
  const shown = Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
  return { item: shown, size: itemSize(shown) };
}

function positionOf({ table, index }: Page, item: Item): Item {
  const keys = [...attributesOf(table), ...(index === undefined ? [] : attributesOf(index))];
  return Object.fromEntries(
    keys.flatMap(({ name }) => {
      const value = own(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function placeOf(context: Context, input: PageInput): Pick<Page, 'table' | 'index'> {
  const table = tableOf(context, input.TableName);
  const index = table.indexes.find(({ name }) => name === input.IndexName);
  if (input.IndexName !== undefined && index === undefined)
    throw validation(`The table does not have the specified index: ${input.IndexName}`);
  if (index !== undefined && input.ConsistentRead === true)
    throw validation('Consistent reads are not supported on global secondary indexes');
  return { table, index };
}

function toPage(place: Pick<Page, 'table' | 'index'>, input: PageInput, expressions: Expressions): Page {
  const filter = expressions.condition(input.FilterExpression, 'FilterExpression');
  const projection = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  checkSelect(place, input);
  const { table, index } = place;
  const names = index === undefined ? undefined : projectedNames(table, index);
  const missing = [...(projection?.children.keys() ?? [])].find((name) => names?.has(String(name)) === false);
  if (missing !== undefined)
    throw invalidValue(`Global secondary index ${index?.name} does not project [${missing}]`);
  return { ...place, filter, projection };
}

function checkSelect({ index }: Pick<Page, 'index'>, { Select, ProjectionExpression }: PageInput): void {
  if (Select === undefined) return;
  if (ProjectionExpression !== undefined && Select !== 'SPECIFIC_ATTRIBUTES')
    throw validation(`Cannot specify the ProjectionExpression when choosing to get ${Select}`);
  if (ProjectionExpression === undefined && Select === 'SPECIFIC_ATTRIBUTES')
    throw validation('Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw validation('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  if (Select === 'ALL_ATTRIBUTES' && index !== undefined && index.projection !== 'ALL')
    throw invalidValue(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
}

/** The place after which the page begins; in an index, its key and then the table's. */
function startOf({ table, index }: Pick<Page, 'table' | 'index'>, start: Item | undefined): Stretch['after'] {
  if (start === undefined) return undefined;
  checkItem(start);
  const names = attributesOf(table).map(({ name }) => name);
  const ofTable = Object.fromEntries(Object.entries(start).filter(([name]) => names.includes(name)));
  const inTable = keyOf(table, ofTable);
  const allowed = new Set([
    ...names,
    ...(index === undefined ? [] : attributesOf(index).map(({ name }) => name)),
  ]);
  const inIndex = index === undefined ? inTable : indexKeyOf(index, start);
  if (inIndex === undefined || Object.keys(start).length !== allowed.size)
    throw validation('The provided starting key is invalid');
  return { place: inIndex, inTable };
}

function startsInside({ hash, low, high }: KeyRange, { hash: given, range }: ItemKey): boolean {
  return (
    sameKey(hash.hash, given) &&
    (low === undefined || compareKeys(range, low.key) >= 0) &&
    (high === undefined || compareKeys(range, high.key) <= 0)
  );
}

function sameKey(a: SQLInputValue, b: SQLInputValue): boolean {
  return compareKeys(a, b) === 0;
}

function compareKeys(a: SQLInputValue, b: SQLInputValue): number {
  const [left, right] = [a, b].map((key) => (key instanceof Uint8Array ? key : Buffer.from(String(key))));
  return left === undefined || right === undefined ? 0 : Buffer.compare(left, right);
}

function segment({ Segment, TotalSegments }: ScanInput): { from: number; to: number } {
  if (Segment === undefined && TotalSegments === undefined) return { from: 0, to: SLOTS - 1 };
  if (Segment === undefined || TotalSegments === undefined)
    throw validation('Segment and TotalSegments must be given together in a parallel scan');
  if (TotalSegments < 1 || TotalSegments > MAX_SEGMENTS || Segment < 0 || Segment >= TotalSegments)
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  const border = (at: number) => Math.ceil((at * SLOTS) / TotalSegments);
  return { from: border(Segment), to: border(Segment + 1) - 1 };
}

function outsideQuery() {
  return validation('The provided starting key is outside query boundaries based on provided conditions');
}
