import { meets } from './conditions.ts';
import { type Context, tableOf } from './context.ts';
import { demand, demandValue } from './errors.ts';
import { Expressions } from './expressions.ts';
import { type KeyRange, keyRange } from './key-condition.ts';
import { type ItemKey, indexKeyOf, keyOf, namesOf, SLOTS } from './keys.ts';
import { type PathTree, project } from './paths.ts';
import type { PageInput, QueryInput, ScanInput } from './requests.ts';
import { pageRows, type Source, type Stretch } from './rows.ts';
import type { StoredItem } from './store.ts';
import type { Expression } from './syntax.ts';
import { checkItem, type Item, pick } from './values.ts';

/** Everything about a page but where it lies. */
interface Page extends Source {
  readonly filter: Expression | undefined;
  readonly projection: PathTree | undefined;
}

const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_SEGMENTS = 1_000_000;

export function query(context: Context, input: QueryInput) {
  const source = sourceOf(context, input);
  const schema = source.index ?? source.table;
  const expressions = new Expressions(input);
  const condition = expressions.condition(input.KeyConditionExpression, 'KeyConditionExpression');
  demand(
    condition !== undefined,
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  );
  const page = pageOf(source, input, expressions);
  const filtered = page.filter && namesOf(schema).find((name) => mentions(page.filter, name));
  demand(
    filtered === undefined,
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${filtered}`,
  );
  const range = keyRange(condition, schema);
  const after = startOf(source, input.ExclusiveStartKey);
  demand(
    after === undefined || startsInside(range, after.place),
    'The provided starting key is outside query boundaries based on provided conditions',
  );
  return read(context, page, input, { range, after, forward: input.ScanIndexForward !== false });
}

export function scan(context: Context, input: ScanInput) {
  const source = sourceOf(context, input);
  const page = pageOf(source, input, new Expressions(input));
  const slots = slotsOf(input);
  const after = startOf(source, input.ExclusiveStartKey);
  demand(
    after === undefined || (after.place.slot >= slots.from && after.place.slot <= slots.to),
    'The provided starting key is outside the segment',
  );
  return read(context, page, input, { slots, after, forward: true });
}

function read({ store }: Context, page: Page, input: PageInput, stretch: Stretch) {
  const { filter, projection } = page;
  const Items: Item[] = [];
  let [ScannedCount, bytes] = [0, 0];
  let last: Item | undefined;
  for (const found of pageRows(store, page, stretch)) {
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

function visible({ index }: Page, { item, size }: StoredItem): Omit<StoredItem, 'id'> {
  if (index?.shows === undefined) return { item, size };
  const shown = pick(item, index.shows);
  return { item: shown, size: checkItem(shown) };
}

/** The attributes that say where in the table or index an item stands. */
function positionNames({ table, index }: Source): ReadonlySet<string> {
  return new Set([...namesOf(table), ...(index === undefined ? [] : namesOf(index))]);
}

function sourceOf(context: Context, { TableName, IndexName, ConsistentRead }: PageInput): Source {
  const table = tableOf(context, TableName);
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
  const missing = [...(projection?.children.keys() ?? [])].find(
    (name) => index?.shows?.has(String(name)) === false,
  );
  demandValue(missing === undefined, `Global secondary index ${index?.name} does not project [${missing}]`);
  return { ...source, filter, projection };
}

function checkSelect({ index }: Source, { Select, ProjectionExpression }: PageInput): void {
  if (Select === undefined) return;
  const isSpecific = Select === 'SPECIFIC_ATTRIBUTES';
  demand(
    ProjectionExpression === undefined || isSpecific,
    `Cannot specify the ProjectionExpression when choosing to get ${Select}`,
  );
  demand(
    ProjectionExpression !== undefined || !isSpecific,
    'Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
  );
  demand(
    Select !== 'ALL_PROJECTED_ATTRIBUTES' || index !== undefined,
    'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  );
  demandValue(
    Select !== 'ALL_ATTRIBUTES' || index === undefined || index.shows === undefined,
    `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index?.name} because its projection type is not ALL`,
  );
}

/** The place after which the page begins; in an index, its key and then the table's. */
function startOf(source: Source, start: Item | undefined): Stretch['after'] {
  if (start === undefined) return undefined;
  checkItem(start);
  const { table, index } = source;
  const inTable = keyOf(table, pick(start, namesOf(table)));
  const place = index === undefined ? inTable : indexKeyOf(index, start);
  const isWhole = Object.keys(start).length === positionNames(source).size;
  demand(place !== undefined && isWhole, 'The provided starting key is invalid');
  return { place, inTable };
}

function startsInside({ hash, low, high }: KeyRange, { hash: given, range }: ItemKey): boolean {
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
