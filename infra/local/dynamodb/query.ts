import type { SQLInputValue } from 'node:sqlite';
import { meets } from './conditions.ts';
import { demand, demandValue } from './errors.ts';
import { Expressions } from './expressions.ts';
import { type KeyRange, keyRange } from './key-condition.ts';
import { type ItemKey, indexKeyOf, keyOf, namesOf, SLOTS } from './keys.ts';
import { type PathTree, project } from './paths.ts';
import type { PageInput, QueryInput, ScanInput } from './requests.ts';
import type { NewItem, Store, StoredItem } from './store.ts';
import type { Expression } from './syntax.ts';
import { type IndexDefinition, type TableDefinition, tableOf } from './table.ts';
import { checkItem, type Item, pick } from './values.ts';

/** A table, or one of its indexes. */
interface Source {
  readonly table: TableDefinition;
  readonly index: IndexDefinition | undefined;
}

/** Everything about a page but where it lies. */
interface Page extends Source {
  readonly filter: Expression | undefined;
  readonly projection: PathTree | undefined;
}

/** The place after which a page begins; in an index items with equal keys follow the order of the table. */
interface Start {
  readonly place: ItemKey;
  readonly inTable: ItemKey;
}

/** A part of a table or index in order: what holds for its rows, and how many columns of the order are fixed. */
interface Stretch {
  readonly terms: readonly Term[];
  readonly fixed: number;
  readonly start: Start | undefined;
  readonly forward: boolean;
}
type Term = readonly [sql: string, ...values: SQLInputValue[]];

const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_SEGMENTS = 1_000_000;
/** The order of an index; that of a table ends after the first three. */
const ORDER = ['e.slot', 'e.h', 'e.r', 'e.tslot', 'e.th', 'e.tr'];
const FROM_ITEMS = 'SELECT e.id, e.size, e.item FROM items e WHERE e.t = ?';
// CROSS JOIN keeps the index outside: SQLite must not begin with the items.
const FROM_INDEX =
  'SELECT i.id, i.size, i.item FROM entries e CROSS JOIN items i ON i.id = e.id WHERE e.x = ?';

export function query(store: Store, input: QueryInput) {
  const source = sourceOf(store, input);
  const schema = source.index ?? source.table;
  const expressions = new Expressions(input);
  const condition = expressions.condition(input.KeyConditionExpression, 'KeyConditionExpression');
  demand(
    condition !== undefined,
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  );
  const page = pageOf(source, input, expressions);
  const filtered = namesOf(schema).find((name) => mentions(page.filter, name));
  demand(
    filtered === undefined,
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${filtered}`,
  );
  const range = keyRange(condition, schema);
  const start = startOf(source, input.ExclusiveStartKey);
  demand(
    start === undefined || isInside(range, start.place),
    'The provided starting key is outside query boundaries based on provided conditions',
  );
  const forward = input.ScanIndexForward !== false;
  // The start takes the place of the bound behind it: with both, SQLite might seek to the wrong one and read every
  // earlier page again.
  const low = start !== undefined && forward ? [] : bound('>', range.low);
  const high = start !== undefined && !forward ? [] : bound('<', range.high);
  const hash: Term = ['e.slot = ? AND e.h = ?', range.hash.slot, range.hash.hash];
  return read(store, page, input, { terms: [hash, ...low, ...high], fixed: 2, start, forward });
}

export function scan(store: Store, input: ScanInput) {
  const source = sourceOf(store, input);
  const page = pageOf(source, input, new Expressions(input));
  const { from, to } = slotsOf(input);
  const start = startOf(source, input.ExclusiveStartKey);
  const slot = start?.place.slot ?? from;
  demand(slot >= from && slot <= to, 'The provided starting key is outside the segment');
  const terms: readonly Term[] = [['e.slot BETWEEN ? AND ?', slot, to]];
  return read(store, page, input, { terms, fixed: 0, start, forward: true });
}

function read(store: Store, page: Page, input: PageInput, stretch: Stretch) {
  const { filter, projection } = page;
  const Items: Item[] = [];
  let [ScannedCount, bytes] = [0, 0];
  let last: Item | undefined;
  for (const found of rowsOf(store, page, stretch)) {
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
function rowsOf(store: Store, { table, index }: Source, stretch: Stretch): Iterable<StoredItem> {
  const { fixed, start, forward } = stretch;
  const span = [fixed, index === undefined ? 3 : 6];
  const columns = ORDER.slice(...span);
  const terms = [...stretch.terms];
  if (start !== undefined) {
    const values = [start.place, start.inTable].flatMap(({ slot, hash, range }) => [slot, hash, range]);
    const marks = columns.map(() => '?').join(', ');
    terms.push([`(${columns.join(', ')}) ${forward ? '>' : '<'} (${marks})`, ...values.slice(...span)]);
  }
  const where = terms.map(([sql]) => ` AND ${sql}`).join('');
  const order = columns.map((column) => `${column} ${forward ? 'ASC' : 'DESC'}`).join(', ');
  return store.select(
    `${index === undefined ? FROM_ITEMS : FROM_INDEX}${where} ORDER BY ${order}`,
    index?.id ?? table.id,
    ...terms.flatMap(([, ...values]) => values),
  );
}

function bound(operator: '<' | '>', end: KeyRange['low']): Term[] {
  return end === undefined ? [] : [[`e.r ${operator}${end.inclusive ? '=' : ''} ?`, end.key]];
}

function visible({ index }: Page, { item, size }: NewItem): NewItem {
  if (index?.shows === undefined) return { item, size };
  const shown = pick(item, index.shows);
  return { item: shown, size: checkItem(shown) };
}

/** The attributes that say where in the table or index an item stands. */
function positionNames({ table, index }: Source): ReadonlySet<string> {
  return new Set([table, index ?? table].flatMap(namesOf));
}

function sourceOf(store: Store, { TableName, IndexName, ConsistentRead }: PageInput): Source {
  const table = tableOf(store, TableName);
  const index = table.indexes.find(({ name }) => name === IndexName);
  demand(
    IndexName === undefined || index !== undefined,
    `The table does not have the specified index: ${IndexName}`,
  );
  demand(
    index === undefined || ConsistentRead !== true,
    'Consistent reads are not supported on global secondary indexes',
  );
  return { table, index };
}

function pageOf(source: Source, input: PageInput, expressions: Expressions): Page {
  const filter = expressions.condition(input.FilterExpression, 'FilterExpression');
  const projection = expressions.projection(input.ProjectionExpression);
  expressions.finish();
  checkSelect(source, input);
  const { index } = source;
  const names = [...(projection?.children.keys() ?? [])];
  const missing = names.find((name) => index?.shows?.includes(String(name)) === false);
  demandValue(missing === undefined, `Global secondary index ${index?.name} does not project [${missing}]`);
  return { ...source, filter, projection };
}

function checkSelect({ index }: Source, { Select, ProjectionExpression }: PageInput): void {
  if (Select === undefined) return;
  const isSpecific = Select === 'SPECIFIC_ATTRIBUTES';
  demand(
    isSpecific === (ProjectionExpression !== undefined),
    isSpecific
      ? 'Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES'
      : `Cannot specify the ProjectionExpression when choosing to get ${Select}`,
  );
  demand(
    Select !== 'ALL_PROJECTED_ATTRIBUTES' || index !== undefined,
    'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  );
  demandValue(
    Select !== 'ALL_ATTRIBUTES' || index?.shows === undefined,
    `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index?.name} because its projection type is not ALL`,
  );
}

function startOf(source: Source, start: Item | undefined): Start | undefined {
  if (start === undefined) return undefined;
  checkItem(start);
  const { table, index } = source;
  const inTable = keyOf(table, pick(start, namesOf(table)));
  const place = index === undefined ? inTable : indexKeyOf(index, start);
  const isWhole = Object.keys(start).length === positionNames(source).size;
  demand(place !== undefined && isWhole, 'The provided starting key is invalid');
  return { place, inTable };
}

function isInside({ hash, low, high }: KeyRange, { hash: given, range }: ItemKey): boolean {
  return (
    Buffer.compare(hash.hash, given) === 0 &&
    (low === undefined || Buffer.compare(range, low.key) >= 0) &&
    (high === undefined || Buffer.compare(range, high.key) <= 0)
  );
}

function mentions(expression: Expression | undefined, name: string): boolean {
  if (expression?.kind === 'path') return expression.path[0] === name;
  return expression?.kind === 'call' && expression.operands.some((operand) => mentions(operand, name));
}

function slotsOf({ Segment, TotalSegments }: ScanInput): { from: number; to: number } {
  if (Segment === undefined && TotalSegments === undefined) return { from: 0, to: SLOTS - 1 };
  demand(
    Segment !== undefined && TotalSegments !== undefined,
    'Segment and TotalSegments must be given together in a parallel scan',
  );
  demand(
    TotalSegments >= 1 && TotalSegments <= MAX_SEGMENTS && Segment >= 0 && Segment < TotalSegments,
    `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
  );
  const border = (at: number) => Math.ceil((at * SLOTS) / TotalSegments);
  return { from: border(Segment), to: border(Segment + 1) - 1 };
}
