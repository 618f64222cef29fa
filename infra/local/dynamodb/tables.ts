import { randomUUID } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { type Context, checkedName, tableOf } from './context.ts';
import { demand, notFound } from './errors.ts';
import { keyOfItem, namesOf } from './keys.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import type { Store } from './store.ts';
import { defineTable, type StoredTable, type TableDefinition } from './table.ts';

type Named = Typed<typeof requests.named>;
type IndexUpdate = NonNullable<requests.UpdateTableInput['GlobalSecondaryIndexUpdates']>[number];

const MAX_LISTED = 100;
const ARN_PREFIX = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const PROTECTED =
  'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.';

/** All tables of the store by name. */
export function loadTables(store: Store): [string, TableDefinition][] {
  return store.all<[string]>('SELECT definition FROM tables ORDER BY id').map(([definition]) => {
    const table = defineTable(JSON.parse(definition));
    return [table.name, table];
  });
}

export function createTable(context: Context, { Tags: _, ...given }: requests.CreateTableInput) {
  const name = checkedName(given.TableName);
  const id = nextId(context);
  const indexIds = (given.GlobalSecondaryIndexes ?? []).map((_index, at) => id + 1 + at);
  demand(given.GlobalSecondaryIndexes?.length !== 0, 'List of GlobalSecondaryIndexes is empty');
  const table = defineTable({ given, id, indexIds, tableId: randomUUID(), createdAt: context.clock.now() });
  if (context.tables.has(name))
    throw new AwsJsonError('ResourceInUseException', `Table already exists: ${name}`);
  save(context, table);
  return { TableDescription: { ...describe(context.store, table), TableStatus: 'CREATING' } };
}

export function describeTable(context: Context, input: Named) {
  return { Table: describe(context.store, known(context, input)) };
}

export function listTables({ tables }: Context, input: Typed<typeof requests.listTables>) {
  const { ExclusiveStartTableName: start = '', Limit = MAX_LISTED } = input;
  demand(Limit <= MAX_LISTED, `Limit must be at most ${MAX_LISTED}`);
  const names = [...tables.keys()].filter((name) => name > start).sort();
  const TableNames = names.slice(0, Limit);
  return { TableNames, LastEvaluatedTableName: names.length > Limit ? TableNames.at(-1) : undefined };
}

export function deleteTable(context: Context, input: Named) {
  const { store, tables } = context;
  const table = known(context, input);
  demand(table.given.DeletionProtectionEnabled !== true, PROTECTED);
  const TableDescription = { ...describe(store, table), TableStatus: 'DELETING' };
  for (const id of table.indexIds) store.run('DELETE FROM entries WHERE x = ?', id);
  store.run('DELETE FROM items WHERE t = ?', table.id);
  store.run('DELETE FROM tables WHERE id = ?', table.id);
  tables.delete(table.name);
  return { TableDescription };
}

/** Adds or removes one index, or changes the protection against deletion. */
export function updateTable(context: Context, input: requests.UpdateTableInput) {
  const table = known(context, input);
  const { GlobalSecondaryIndexUpdates: updates = [], DeletionProtectionEnabled = undefined } = input;
  demand(
    updates.length > 0 || DeletionProtectionEnabled !== undefined,
    'At least one of GlobalSecondaryIndexUpdates and DeletionProtectionEnabled is required',
  );
  demand(updates.length <= 1, 'Only 1 online index can be created or deleted simultaneously per table');
  const [update] = updates;
  const changed = update === undefined ? table : withIndexUpdate(context, table, update, input);
  const given = {
    ...changed.given,
    ...(DeletionProtectionEnabled !== undefined && { DeletionProtectionEnabled }),
  };
  const saved = save(context, { ...changed, given });
  return { TableDescription: { ...describe(context.store, saved), TableStatus: 'UPDATING' } };
}

export function updateTimeToLive(context: Context, input: Typed<typeof requests.updateTimeToLive>) {
  const table = tableOf(context, input.TableName);
  const { TimeToLiveSpecification } = input;
  const { AttributeName: name, Enabled: enabled } = TimeToLiveSpecification;
  const { ttlAttribute: current } = table;
  demand(enabled !== (current !== undefined), `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  demand(
    enabled || current === name,
    `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
  );
  const changed = save(context, { ...table, ttlAttribute: enabled ? name : undefined });
  for (const found of context.store.itemsOf(table))
    context.store.setDue(changed, keyOfItem(table, found.item), found);
  return { TimeToLiveSpecification };
}

export function describeTimeToLive(context: Context, input: Named) {
  const { ttlAttribute: AttributeName } = tableOf(context, input.TableName);
  const TimeToLiveStatus = AttributeName === undefined ? 'DISABLED' : 'ENABLED';
  return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } };
}

function known(context: Context, { TableName }: Named): TableDefinition {
  return tableOf(context, TableName, (name) => `: Table: ${name} not found`);
}

function withIndexUpdate(
  context: Context,
  table: TableDefinition,
  { Create, Delete }: IndexUpdate,
  { AttributeDefinitions: added = [] }: requests.UpdateTableInput,
): StoredTable {
  const { given, indexIds } = table;
  demand(
    (Create === undefined) !== (Delete === undefined),
    'An index update must contain exactly one of Create and Delete',
  );
  if (Create === undefined) return withoutIndex(context, table, Delete?.IndexName ?? '');
  const isNew = (each: (typeof added)[number]) =>
    !table.given.AttributeDefinitions.some(
      (old) => old.AttributeName === each.AttributeName && old.AttributeType === each.AttributeType,
    );
  const changed = defineTable({
    ...table,
    indexIds: [...indexIds, nextId(context)],
    given: {
      ...given,
      AttributeDefinitions: [...given.AttributeDefinitions, ...added.filter(isNew)],
      GlobalSecondaryIndexes: [...(given.GlobalSecondaryIndexes ?? []), Create],
    },
  });
  const index = changed.indexes.at(-1);
  for (const { id, item } of index === undefined ? [] : context.store.itemsOf(table))
    if (index !== undefined) context.store.addEntry(index, id, keyOfItem(table, item), item);
  return changed;
}

function withoutIndex({ store }: Context, table: TableDefinition, name: string): StoredTable {
  const { given } = table;
  const gone = table.indexes.find((index) => index.name === name);
  if (gone === undefined) throw notFound(`: Index: ${name} of table: ${table.name} not found`);
  store.run('DELETE FROM entries WHERE x = ?', gone.id);
  const left = table.indexes.filter((index) => index !== gone);
  const used = new Set([table, ...left].flatMap(namesOf));
  const { GlobalSecondaryIndexes = [], ...others } = given;
  const indexes = GlobalSecondaryIndexes.filter(({ IndexName }) => IndexName !== name);
  return {
    ...table,
    indexIds: left.map(({ id }) => id),
    given: {
      ...others,
      AttributeDefinitions: given.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    },
  };
}

function save({ store, tables }: Context, table: StoredTable): TableDefinition {
  const { given, id, indexIds, tableId, createdAt, ttlAttribute } = table;
  const stored = { given, id, indexIds, tableId, createdAt, ttlAttribute };
  const defined = defineTable(stored);
  store.insert('tables', id, defined.name, JSON.stringify(stored));
  tables.set(defined.name, defined);
  return defined;
}

/** A number neither a table nor an index bears. */
function nextId({ tables }: Context): number {
  return Math.max(0, ...[...tables.values()].flatMap(({ id, indexIds }) => [id, ...indexIds])) + 1;
}

/** The TableDescription of DescribeTable. */
function describe(store: Store, { given, id, indexIds, tableId, createdAt }: TableDefinition) {
  const [ItemCount, TableSizeBytes] =
    store.one<[number, number]>('SELECT count(*), ifnull(sum(size), 0) FROM items WHERE t = ?', id) ?? [];
  const TableArn = ARN_PREFIX + given.TableName;
  const ProvisionedThroughput = {
    NumberOfDecreasesToday: 0,
    ...(given.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
  };
  return {
    TableName: given.TableName,
    TableArn,
    TableId: tableId,
    TableStatus: 'ACTIVE',
    CreationDateTime: createdAt / 1000,
    AttributeDefinitions: given.AttributeDefinitions,
    KeySchema: given.KeySchema,
    BillingModeSummary: { BillingMode: given.BillingMode ?? 'PROVISIONED' },
    ProvisionedThroughput,
    TableClassSummary: { TableClass: given.TableClass ?? 'STANDARD' },
    SSEDescription: given.SSESpecification?.Enabled ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
    DeletionProtectionEnabled: given.DeletionProtectionEnabled ?? false,
    ItemCount,
    TableSizeBytes,
    GlobalSecondaryIndexes: given.GlobalSecondaryIndexes?.map((index, at) => ({
      ProvisionedThroughput,
      ...index,
      IndexArn: `${TableArn}/index/${index.IndexName}`,
      IndexStatus: 'ACTIVE',
      ItemCount: store.one<[number]>('SELECT count(*) FROM entries WHERE x = ?', indexIds[at] ?? 0)?.[0],
    })),
  };
}
