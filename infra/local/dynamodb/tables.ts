import { randomUUID } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { type Context, checkedName, tableOf } from './context.ts';
import {
  checkIndexes,
  defineAttributes,
  defineIndex,
  defineTable,
  describeKeys,
  usedNames,
} from './definition.ts';
import { demand, demandValue, notFound } from './errors.ts';
import { keyOfItem } from './keys.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import type { Store } from './store.ts';
import type { TableDefinition } from './table.ts';

type Named = Typed<typeof requests.named>;
type IndexUpdate = NonNullable<requests.UpdateTableInput['GlobalSecondaryIndexUpdates']>[number];

const MAX_LISTED = 100;
const ARN_PREFIX = 'arn:aws:dynamodb:us-east-1:000000000000:table/';

/** All tables of the store by name. */
export function loadTables(store: Store): ReadonlyMap<string, TableDefinition> {
  const rows = store.all<[string]>('SELECT definition FROM tables ORDER BY id');
  const tables = rows.map(([definition]): TableDefinition => JSON.parse(definition));
  return new Map(tables.map((table) => [table.name, table]));
}

export function createTable(context: Context, input: requests.CreateTableInput) {
  const name = checkedName(input.TableName);
  const id = nextNumber(context);
  const definition = defineTable(input, id + 1);
  if (context.tables.has(name))
    throw new AwsJsonError('ResourceInUseException', `Table already exists: ${name}`);
  const table = { ...definition, id, name, tableId: randomUUID(), createdAt: context.clock.now() };
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
  return names.length > Limit ? { TableNames, LastEvaluatedTableName: TableNames.at(-1) } : { TableNames };
}

export function deleteTable(context: Context, input: Named) {
  const { store, tables } = context;
  const table = known(context, input);
  demand(
    !table.deletionProtection,
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  );
  const TableDescription = { ...describe(store, table), TableStatus: 'DELETING' };
  for (const index of table.indexes) store.run('DELETE FROM entries WHERE x = ?', index.x);
  store.run('DELETE FROM items WHERE t = ?', table.id);
  store.run('DELETE FROM tables WHERE id = ?', table.id);
  tables.delete(table.name);
  return { TableDescription };
}

/** Adds or removes one index, or changes the protection against deletion. */
export function updateTable(context: Context, input: requests.UpdateTableInput) {
  const table = known(context, input);
  const { GlobalSecondaryIndexUpdates: updates = [], DeletionProtectionEnabled: isProtected } = input;
  demand(
    updates.length > 0 || isProtected !== undefined,
    'At least one of GlobalSecondaryIndexUpdates and DeletionProtectionEnabled is required',
  );
  demand(updates.length <= 1, 'Only 1 online index can be created or deleted simultaneously per table');
  let changed: TableDefinition = { ...table, deletionProtection: isProtected ?? table.deletionProtection };
  for (const update of updates) changed = withIndexUpdate(context, changed, update, input);
  save(context, changed);
  return { TableDescription: { ...describe(context.store, changed), TableStatus: 'UPDATING' } };
}

export function updateTimeToLive(context: Context, input: Typed<typeof requests.updateTimeToLive>) {
  const table = tableOf(context, input.TableName);
  const { TimeToLiveSpecification } = input;
  const { AttributeName: attribute, Enabled: enabled } = TimeToLiveSpecification;
  demand(
    enabled !== (table.ttlAttribute !== undefined),
    `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`,
  );
  demand(
    enabled || table.ttlAttribute === attribute,
    `TimeToLive is active on a different AttributeName: current AttributeName is ${table.ttlAttribute}`,
  );
  const changed = { ...table, ttlAttribute: enabled ? attribute : undefined };
  save(context, changed);
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
  { AttributeDefinitions = [] }: requests.UpdateTableInput,
): TableDefinition {
  demand(
    (Create === undefined) !== (Delete === undefined),
    'An index update must contain exactly one of Create and Delete',
  );
  if (Create === undefined) return withoutIndex(context, table, Delete?.IndexName ?? '');
  const attributes = mergedAttributes(table, AttributeDefinitions);
  const index = defineIndex(Create, { ...table, attributes, x: nextNumber(context) });
  const changed = { ...table, attributes, indexes: [...table.indexes, index] };
  checkIndexes(changed);
  for (const { id, item } of context.store.itemsOf(table))
    context.store.addEntry(index, id, keyOfItem(table, item), item);
  return changed;
}

function withoutIndex({ store }: Context, table: TableDefinition, name: string): TableDefinition {
  const gone = table.indexes.find((index) => index.name === name);
  if (gone === undefined) throw notFound(`: Index: ${name} of table: ${table.name} not found`);
  store.run('DELETE FROM entries WHERE x = ?', gone.x);
  const indexes = table.indexes.filter((index) => index !== gone);
  const used = usedNames({ ...table, indexes });
  return { ...table, indexes, attributes: table.attributes.filter((attribute) => used.has(attribute.name)) };
}

function mergedAttributes(table: TableDefinition, given: requests.CreateTableInput['AttributeDefinitions']) {
  const types = new Map(table.attributes.map(({ name, type }) => [name, type]));
  const added = defineAttributes(given).filter(({ name, type }) => {
    demandValue((types.get(name) ?? type) === type, `Attribute ${name} is already defined with another type`);
    return !types.has(name);
  });
  return [...table.attributes, ...added];
}

function save({ store, tables }: Context, table: TableDefinition): void {
  store.insert('tables', table.id, table.name, JSON.stringify(table));
  tables.set(table.name, table);
}

/** A number neither a table nor an index bears. */
function nextNumber({ tables }: Context): number {
  return (
    Math.max(0, ...[...tables.values()].flatMap(({ id, indexes }) => [id, ...indexes.map(({ x }) => x)])) + 1
  );
}

/** The TableDescription of DescribeTable. */
function describe(store: Store, table: TableDefinition) {
  const [ItemCount, TableSizeBytes] =
    store.one<[number, number]>('SELECT count(*), ifnull(sum(size), 0) FROM items WHERE t = ?', table.id) ??
    [];
  const TableArn = ARN_PREFIX + table.name;
  const indexes = table.indexes.map((index) => ({
    IndexName: index.name,
    IndexArn: `${TableArn}/index/${index.name}`,
    IndexStatus: 'ACTIVE',
    KeySchema: describeKeys(index),
    Projection: {
      ProjectionType: index.projection,
      NonKeyAttributes: index.include.length > 0 ? index.include : undefined,
    },
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...index.throughput },
    ItemCount: store.one<[number]>('SELECT count(*) FROM entries WHERE x = ?', index.x)?.[0],
  }));
  return {
    TableName: table.name,
    TableArn,
    TableId: table.tableId,
    TableStatus: 'ACTIVE',
    CreationDateTime: table.createdAt / 1000,
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: describeKeys(table),
    BillingModeSummary: { BillingMode: table.billingMode },
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...table.throughput },
    TableClassSummary: { TableClass: table.tableClass },
    SSEDescription: table.encrypted ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
    DeletionProtectionEnabled: table.deletionProtection,
    ItemCount,
    TableSizeBytes,
    GlobalSecondaryIndexes: indexes.length === 0 ? undefined : indexes,
  };
}
