import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AwsJsonError } from '../aws-json.ts';
import { demand, notFound } from './errors.ts';
import { keyOfItem, namesOf } from './keys.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import type { Store } from './store.ts';
import { checkedName, defineTable, loadTables, type TableDefinition, tableOf } from './table.ts';

type Named = Typed<typeof requests.named>;
type IndexUpdate = NonNullable<requests.UpdateTableInput['GlobalSecondaryIndexUpdates']>[number];

const MAX_LISTED = 100;
const ARN_PREFIX = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const MAX_EXPIRED_AGE_S = 5 * 365 * 24 * 3600;
/** Few enough that other writes wait only a moment for a group with a batch in it. */
export const SWEPT_AT_ONCE = 200;
const PROTECTED =
  'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.';

export function createTable(store: Store, { Tags: _, ...given }: requests.CreateTableInput, now: number) {
  const name = checkedName(given.TableName);
  demand(given.GlobalSecondaryIndexes?.length !== 0, 'List of GlobalSecondaryIndexes is empty');
  const id = nextId(store);
  const table = { ...defineTable(given, id + 1), id, tableId: randomUUID(), createdAt: now };
  if (store.one('SELECT id FROM tables WHERE name = ?', name) !== undefined)
    throw new AwsJsonError('ResourceInUseException', `Table already exists: ${name}`);
  save(store, table);
  return { TableDescription: describe(store, table, 'CREATING') };
}

export function describeTable(store: Store, input: Named) {
  return { Table: describe(store, known(store, input), 'ACTIVE') };
}

export function listTables(store: Store, input: Typed<typeof requests.listTables>) {
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
  for (const { id } of table.indexes) store.run('DELETE FROM entries WHERE x = ?', id);
  store.run('DELETE FROM items WHERE t = ?', table.id);
  store.run('DELETE FROM tables WHERE id = ?', table.id);
  return { TableDescription };
}

/** Adds or removes one index, or changes the protection against deletion. */
export function updateTable(store: Store, input: requests.UpdateTableInput) {
  const table = known(store, input);
  const { GlobalSecondaryIndexUpdates: updates = [], DeletionProtectionEnabled } = input;
  demand(
    updates.length > 0 || DeletionProtectionEnabled !== undefined,
    'At least one of GlobalSecondaryIndexUpdates and DeletionProtectionEnabled is required',
  );
  demand(updates.length <= 1, 'Only 1 online index can be created or deleted simultaneously per table');
  const given = {
    ...table.given,
    ...(DeletionProtectionEnabled !== undefined && { DeletionProtectionEnabled }),
    ...(updates[0] && indexed(table, updates[0], input.AttributeDefinitions)),
  };
  const changed = { ...table, ...defineTable(given, nextId(store), table.indexes) };
  const isIn = ({ indexes }: TableDefinition, id: number) => indexes.some((index) => index.id === id);
  for (const { id } of table.indexes)
    if (!isIn(changed, id)) store.run('DELETE FROM entries WHERE x = ?', id);
  for (const index of changed.indexes) if (!isIn(table, index.id)) store.fill(index, table);
  save(store, changed);
  return { TableDescription: describe(store, changed, 'UPDATING') };
}

export function updateTimeToLive(store: Store, input: Typed<typeof requests.updateTimeToLive>) {
  const table = tableOf(store, input.TableName);
  const { TimeToLiveSpecification } = input;
  const { AttributeName: name, Enabled: enabled } = TimeToLiveSpecification;
  const { ttlAttribute: current } = table;
  demand(enabled !== (current !== undefined), `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  demand(
    enabled || current === name,
    `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
  );
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

/** Deletes expired items, not too many at once, and gives their number. */
export function sweepExpired(store: Store, now: number): number {
  const second = Math.floor(now / 1000);
  let deleted = 0;
  for (const table of loadTables(store)) {
    // Dates long past are taken for mistakes, as AWS does.
    const sql = 'SELECT id, size, item FROM items WHERE t = ? AND due BETWEEN ? AND ? LIMIT ?';
    const due = [table.id, second - MAX_EXPIRED_AGE_S, second, SWEPT_AT_ONCE - deleted];
    for (const expired of [...store.select(sql, ...due)]) {
      store.change(table, keyOfItem(table, expired.item), expired, undefined);
      deleted += 1;
    }
  }
  return deleted;
}

function known(store: Store, { TableName }: Named): TableDefinition {
  return tableOf(store, TableName, (name) => `: Table: ${name} not found`);
}

/** What the creation or removal of an index makes of the parameters of its table. */
function indexed(
  table: TableDefinition,
  { Create, Delete }: IndexUpdate,
  added: requests.CreateTableInput['AttributeDefinitions'] = [],
) {
  const { AttributeDefinitions: attributes, GlobalSecondaryIndexes: indexes = [] } = table.given;
  demand(
    (Create === undefined) !== (Delete === undefined),
    'An index update must contain exactly one of Create and Delete',
  );
  if (Create !== undefined) {
    const fresh = added.filter((each) => !attributes.some((old) => isDeepStrictEqual(old, each)));
    return {
      AttributeDefinitions: [...attributes, ...fresh],
      GlobalSecondaryIndexes: [...indexes, Create],
    };
  }
  const left = table.indexes.filter(({ name }) => name !== Delete?.IndexName);
  if (left.length === indexes.length)
    throw notFound(`: Index: ${Delete?.IndexName} of table: ${table.name} not found`);
  const used = new Set([table, ...left].flatMap(namesOf));
  return {
    AttributeDefinitions: attributes.filter(({ AttributeName }) => used.has(AttributeName)),
    GlobalSecondaryIndexes: indexes.filter(({ IndexName }) => IndexName !== Delete?.IndexName),
  };
}

function save(store: Store, table: TableDefinition): void {
  store.insert('tables', table.id, table.name, JSON.stringify(table));
}

/** A number neither a table nor an index bears. */
function nextId(store: Store): number {
  const ids = loadTables(store).flatMap(({ id, indexes }) => [id, ...indexes.map((index) => index.id)]);
  return Math.max(0, ...ids) + 1;
}

/** The TableDescription of DescribeTable. */
function describe(
  store: Store,
  { given, id, indexes, tableId, createdAt }: TableDefinition,
  TableStatus: string,
) {
  const { BillingMode = 'PROVISIONED', TableClass = 'STANDARD', SSESpecification, ...others } = given;
  const [ItemCount, TableSizeBytes] =
    store.one<[number, number]>('SELECT count(*), ifnull(sum(size), 0) FROM items WHERE t = ?', id) ?? [];
  const TableArn = ARN_PREFIX + given.TableName;
  const ProvisionedThroughput = {
    NumberOfDecreasesToday: 0,
    ...(given.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
  };
  const GlobalSecondaryIndexes = given.GlobalSecondaryIndexes?.map((index, at) => ({
    ProvisionedThroughput,
    ...index,
    IndexArn: `${TableArn}/index/${index.IndexName}`,
    IndexStatus: 'ACTIVE',
    ItemCount: store.one<[number]>('SELECT count(*) FROM entries WHERE x = ?', indexes[at]?.id ?? 0)?.[0],
  }));
  return {
    DeletionProtectionEnabled: false,
    ...others,
    TableArn,
    TableId: tableId,
    TableStatus,
    CreationDateTime: createdAt / 1000,
    BillingModeSummary: { BillingMode },
    ProvisionedThroughput,
    TableClassSummary: { TableClass },
    SSEDescription: SSESpecification?.Enabled ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
    ItemCount,
    TableSizeBytes,
    GlobalSecondaryIndexes: GlobalSecondaryIndexes?.length === 0 ? undefined : GlobalSecondaryIndexes,
  };
}
