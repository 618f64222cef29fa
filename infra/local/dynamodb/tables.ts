import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AwsJsonError } from '../aws-json.ts';
import { constraint, demand, demandValue, notFound } from './errors.ts';
import { type KeySchema, keyOfItem, namesOf } from './keys.ts';
import type * as requests from './requests.ts';
import type { Store } from './store.ts';

/** What was asked for with CreateTable, and what updates made of it. */
type Given = requests.CreateTableInput;

/** A checked table as the store keeps it: what was asked for, and what follows from it. */
export interface TableDefinition extends KeySchema {
  readonly id: number;
  readonly tableId: string;
  readonly createdAt: number;
  readonly ttlAttribute?: string | undefined;
  readonly given: Given;
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
}

/** A global secondary index; `shows` names the attributes it projects, undefined for all. */
export interface IndexDefinition extends KeySchema {
  readonly id: string;
  readonly name: string;
  readonly shows?: readonly string[] | undefined;
}

type Named = requests.Typed<typeof requests.named>;

const MAX_INDEXES = 20;
const MAX_NON_KEY_ATTRIBUTES = 100;
const TOO_MANY_INDEXES = `GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_INDEXES}`;
const TOO_MANY_ATTRIBUTES = `NonKeyAttributes exceed the per-table limit of ${MAX_NON_KEY_ATTRIBUTES}`;
/** What was parsed once, by its text: every request needs its table, and no rollback can make this stale. */
const DEFINITIONS = new Map<string, TableDefinition>();
const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const NAME_RULE = 'regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 3 and 255';
const ARN = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\//;
const ONE_OR_TWO_KEYS = 'The KeySchema must be one HASH key, and after it at most one RANGE key';
const SAME_KEY = 'Both the Hash Key and the Range Key element in the KeySchema have the same name';
const THROUGHPUT_MISSING = 'ProvisionedThroughput must be specified when BillingMode is PROVISIONED';
const THROUGHPUT_GIVEN =
  'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST';
const MAX_LISTED = 100;
const ARN_PREFIX = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const EMPTY_INDEX = 'DELETE FROM entries WHERE x = ?';
const COUNT_ENTRIES = 'SELECT count(*) FROM entries WHERE x = ?';
const COUNT_ITEMS = 'SELECT count(*), ifnull(sum(size), 0) FROM items WHERE t = ?';
const PROTECTED =
  'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.';
const NO_UPDATE = 'At least one of GlobalSecondaryIndexUpdates and DeletionProtectionEnabled is required';
const ONE_INDEX = 'Only 1 online index can be created or deleted simultaneously per table';

/** The table of this name or ARN. Throws ResourceNotFoundException, with what the operation has to say. */
export function tableOf(store: Store, given: string, says?: (name: string) => string): TableDefinition {
  const name = checkedName(given.replace(ARN, ''));
  const [definition] = store.one<[string]>('SELECT definition FROM tables WHERE name = ?', name) ?? [];
  if (definition === undefined) throw notFound(says?.(name));
  return parsed(definition);
}

export function loadTables(store: Store): TableDefinition[] {
  const rows = store.all<[string]>('SELECT definition FROM tables ORDER BY id');
  return rows.map(([definition]) => parsed(definition));
}

function parsed(definition: string): TableDefinition {
  const table = DEFINITIONS.get(definition) ?? JSON.parse(definition);
  DEFINITIONS.set(definition, table);
  return table;
}

export function createTable(store: Store, { Tags: _, ...given }: Given, now: number) {
  const name = checkedName(given.TableName);
  demand(given.GlobalSecondaryIndexes?.length !== 0, 'List of GlobalSecondaryIndexes is empty');
  const [id = 1] = store.one<[number]>('SELECT ifnull(max(id), 0) + 1 FROM tables') ?? [];
  const table = { ...defineTable(id, given), tableId: randomUUID(), createdAt: now };
  if (store.one('SELECT id FROM tables WHERE name = ?', name) !== undefined)
    throw new AwsJsonError('ResourceInUseException', `Table already exists: ${name}`);
  save(store, table);
  return { TableDescription: describe(store, table, 'CREATING') };
}

export function describeTable(store: Store, input: Named) {
  return { Table: describe(store, known(store, input), 'ACTIVE') };
}

export function listTables(store: Store, input: requests.Typed<typeof requests.listTables>) {
  const { ExclusiveStartTableName: start = '', Limit = MAX_LISTED } = input;
  demand(Limit <= MAX_LISTED, `Limit must be at most ${MAX_LISTED}`);
  const sql = 'SELECT name FROM tables WHERE name > ? ORDER BY name LIMIT ?';
  const names = store.all<[string]>(sql, start, Limit + 1).map(([name]) => name);
  const TableNames = names.slice(0, Limit);
  return { TableNames, LastEvaluatedTableName: names.length > Limit ? TableNames.at(-1) : undefined };
}

export function deleteTable(store: Store, input: Named) {
  const table = known(store, input);
  demand(table.given.DeletionProtectionEnabled !== true, PROTECTED);
  const TableDescription = describe(store, table, 'DELETING');
  for (const { id } of table.indexes) store.run(EMPTY_INDEX, id);
  store.run('DELETE FROM items WHERE t = ?', table.id);
  store.run('DELETE FROM tables WHERE id = ?', table.id);
  return { TableDescription };
}

/** Adds or removes one index, or changes the protection against deletion. */
export function updateTable(store: Store, input: requests.UpdateTableInput) {
  const table = known(store, input);
  const { GlobalSecondaryIndexUpdates: updates = [], DeletionProtectionEnabled } = input;
  demand(updates.length > 0 || DeletionProtectionEnabled !== undefined, NO_UPDATE);
  demand(updates.length <= 1, ONE_INDEX);
  const [{ Create, Delete } = {}] = updates;
  const given = {
    ...table.given,
    ...(DeletionProtectionEnabled !== undefined && { DeletionProtectionEnabled }),
    ...(Create && withIndex(table.given, Create, input.AttributeDefinitions)),
    ...(Delete && withoutIndex(table, Delete.IndexName)),
  };
  const changed = { ...table, ...defineTable(table.id, given) };
  for (const { name, id } of table.indexes) if (name === Delete?.IndexName) store.run(EMPTY_INDEX, id);
  for (const index of changed.indexes) if (index.name === Create?.IndexName) store.fill(index, table);
  save(store, changed);
  return { TableDescription: describe(store, changed, 'UPDATING') };
}

export function updateTimeToLive(store: Store, input: requests.Typed<typeof requests.updateTimeToLive>) {
  const table = tableOf(store, input.TableName);
  const { TimeToLiveSpecification } = input;
  const { AttributeName: name, Enabled: enabled } = TimeToLiveSpecification;
  const { ttlAttribute: current } = table;
  demand(enabled !== (current !== undefined), `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  const other = `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`;
  demand(enabled || current === name, other);
  const changed = { ...table, ttlAttribute: enabled ? name : undefined };
  save(store, changed);
  // Each item is written again, now with the second at which it expires.
  for (const found of store.itemsOf(table)) store.change(changed, keyOfItem(table, found.item), found, found);
  return { TimeToLiveSpecification };
}

export function describeTimeToLive(store: Store, input: Named) {
  const { ttlAttribute: AttributeName } = tableOf(store, input.TableName);
  const TimeToLiveStatus = AttributeName === undefined ? 'DISABLED' : 'ENABLED';
  return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } };
}

const known = (store: Store, { TableName }: Named) =>
  tableOf(store, TableName, (name) => `: Table: ${name} not found`);

const save = (store: Store, table: TableDefinition) =>
  store.insert('tables', table.id, table.name, JSON.stringify(table));

/** What one index more changes in the parameters of a table. */
function withIndex(given: Given, index: requests.IndexInput, added: Given['AttributeDefinitions'] = []) {
  const { AttributeDefinitions: present, GlobalSecondaryIndexes: indexes = [] } = given;
  const fresh = added.filter((each) => !present.some((old) => isDeepStrictEqual(old, each)));
  return { AttributeDefinitions: [...present, ...fresh], GlobalSecondaryIndexes: [...indexes, index] };
}

/** What one index less changes in the parameters of a table. */
function withoutIndex(table: TableDefinition, name: string) {
  const left = table.indexes.filter((index) => index.name !== name);
  if (left.length === table.indexes.length)
    throw notFound(`: Index: ${name} of table: ${table.name} not found`);
  const used = new Set([table, ...left].flatMap(namesOf));
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = table.given;
  return {
    AttributeDefinitions: AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.filter(({ IndexName }) => IndexName !== name),
  };
}

/** The TableDescription of DescribeTable. */
function describe(store: Store, { id, given, ...table }: TableDefinition, TableStatus: string) {
  const { BillingMode = 'PROVISIONED', TableClass = 'STANDARD', SSESpecification, ...others } = given;
  const [ItemCount, TableSizeBytes] = store.one<[number, number]>(COUNT_ITEMS, id) ?? [];
  const TableArn = ARN_PREFIX + given.TableName;
  const none = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const ProvisionedThroughput = { NumberOfDecreasesToday: 0, ...(given.ProvisionedThroughput ?? none) };
  const GlobalSecondaryIndexes = given.GlobalSecondaryIndexes?.map((index, at) => ({
    ProvisionedThroughput,
    ...index,
    IndexArn: `${TableArn}/index/${index.IndexName}`,
    IndexStatus: 'ACTIVE',
    ItemCount: store.one<[number]>(COUNT_ENTRIES, table.indexes[at]?.id ?? '')?.[0],
  }));
  return {
    DeletionProtectionEnabled: false,
    ...others,
    TableArn,
    TableId: table.tableId,
    TableStatus,
    CreationDateTime: table.createdAt / 1000,
    BillingModeSummary: { BillingMode },
    ProvisionedThroughput,
    TableClassSummary: { TableClass },
    SSEDescription: SSESpecification?.Enabled ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
    ItemCount,
    TableSizeBytes,
    GlobalSecondaryIndexes: GlobalSecondaryIndexes?.length === 0 ? undefined : GlobalSecondaryIndexes,
  };
}

/** The name if a table may bear it. */
function checkedName(name: string): string {
  if (!NAME.test(name)) throw constraint('TableName', name, `satisfy ${NAME_RULE}`);
  return name;
}

/** Checks the whole of a table, new or changed, and gives what follows from it. Throws ValidationException. */
function defineTable(id: number, given: Given) {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = given;
  const names = AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  demandValue(new Set(names).size === names.length, 'Duplicate AttributeName in AttributeDefinitions');
  const keys = keySchema(given, given);
  const indexes = GlobalSecondaryIndexes.map((index): IndexDefinition => {
    const { IndexName: name } = index;
    const own = keySchema(index, given);
    const include = includedBy(index);
    const shows = include && [...new Set([keys, own].flatMap(namesOf).concat(include))];
    return { ...own, id: `${id}/${name}`, name, shows };
  });
  demandValue(new Set(indexes.map(({ id }) => id)).size === indexes.length, 'Duplicate index name');
  demandValue(indexes.length <= MAX_INDEXES, TOO_MANY_INDEXES);
  const included = GlobalSecondaryIndexes.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? []);
  demandValue(included.length <= MAX_NON_KEY_ATTRIBUTES, TOO_MANY_ATTRIBUTES);
  const used = new Set([keys, ...indexes].flatMap(namesOf));
  const unused = names.filter((name) => !used.has(name));
  const rule = 'Some AttributeDefinitions are not used. AttributeDefinitions not used';
  demandValue(unused.length === 0, `${rule}: [${unused.join(', ')}]`);
  return { ...keys, id, given, name: given.TableName, indexes };
}

/** The keys of a table or of one of its indexes. */
function keySchema(of: Given | requests.IndexInput, table: Given): KeySchema {
  const [hash, range] = of.KeySchema.map(({ AttributeName: name }) => {
    const found = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    const rule = 'Some index key attributes are not defined in AttributeDefinitions';
    demandValue(found !== undefined, `${rule}. Keys: [${name}]`);
    return { name, type: found.AttributeType };
  });
  const kinds = of.KeySchema.map(({ KeyType }) => KeyType).join(' ');
  demandValue(hash !== undefined && /^HASH( RANGE)?$/.test(kinds), ONE_OR_TWO_KEYS);
  demand(hash.name !== range?.name, SAME_KEY);
  const isOnDemand = table.BillingMode === 'PAY_PER_REQUEST';
  const fits = isOnDemand === (of.ProvisionedThroughput === undefined);
  demandValue(fits, isOnDemand ? THROUGHPUT_GIVEN : THROUGHPUT_MISSING);
  return range === undefined ? { hash } : { hash, range };
}

/** What an index shows besides keys; undefined for everything. */
function includedBy({ IndexName, Projection }: requests.IndexInput): readonly string[] | undefined {
  demandValue(NAME.test(IndexName), `IndexName must be 3 to 255 of [a-zA-Z0-9_.-]: ${IndexName}`);
  const { ProjectionType: type, NonKeyAttributes: include = [] } = Projection;
  demandValue(type !== undefined, 'Unknown ProjectionType: null');
  const isGiven = include.length > 0;
  const found = `ProjectionType is ${type}, but NonKeyAttributes is ${isGiven ? '' : 'not '}specified`;
  demandValue(isGiven === (type === 'INCLUDE'), found);
  return type === 'ALL' ? undefined : include;
}
