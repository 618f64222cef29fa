import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AwsJsonError } from '../aws-json.ts';
import { demand, notFound } from './errors.ts';
import { keyOfItem, namesOf } from './keys.ts';
import type * as requests from './requests.ts';
import type { Store } from './store.ts';
import { checkedName, defineTable, type TableDefinition, tableOf } from './table.ts';

type Named = requests.Typed<typeof requests.named>;
type Attributes = requests.CreateTableInput['AttributeDefinitions'];

const MAX_LISTED = 100;
const ARN_PREFIX = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const EMPTY_INDEX = 'DELETE FROM entries WHERE x = ?';
const COUNT_ENTRIES = 'SELECT count(*) FROM entries WHERE x = ?';
const COUNT_ITEMS = 'SELECT count(*), ifnull(sum(size), 0) FROM items WHERE t = ?';
const PROTECTED =
  'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.';
const NO_UPDATE = 'At least one of GlobalSecondaryIndexUpdates and DeletionProtectionEnabled is required';
const ONE_INDEX = 'Only 1 online index can be created or deleted simultaneously per table';

export function createTable(store: Store, { Tags: _, ...given }: requests.CreateTableInput, now: number) {
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
    ...(Create && withIndex(table, Create, input.AttributeDefinitions)),
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

function known(store: Store, { TableName }: Named): TableDefinition {
  return tableOf(store, TableName, (name) => `: Table: ${name} not found`);
}

function save(store: Store, table: TableDefinition): void {
  store.insert('tables', table.id, table.name, JSON.stringify(table));
}

/** What one index more changes in the parameters of a table. */
function withIndex({ given }: TableDefinition, index: requests.IndexInput, added: Attributes = []) {
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
