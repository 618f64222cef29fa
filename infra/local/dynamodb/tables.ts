import { randomUUID } from 'node:crypto';
import { type Context, checkedName, tableOf } from './context.ts';
import { inUse, invalidValue, notFound, validation } from './errors.ts';
import { keyOfItem } from './keys.ts';
import { take } from './parameters.ts';
import {
  attributesFrom,
  type CreateTableInput,
  checkAllUsed,
  checkIndexes,
  defineIndex,
  defineTable,
} from './schema.ts';
import type { Store } from './store.ts';
import type { TableDefinition } from './table.ts';
import { describe } from './table-description.ts';

interface Named {
  readonly TableName: string;
}

interface UpdateTableInput extends Named {
  readonly AttributeDefinitions?: readonly unknown[];
  readonly DeletionProtectionEnabled?: boolean;
  readonly GlobalSecondaryIndexUpdates?: readonly unknown[];
}

const MAX_LISTED = 100;

/** All tables of the store by name. */
export function loadTables(store: Store): ReadonlyMap<string, TableDefinition> {
  const rows = store.all<[string]>('SELECT definition FROM tables ORDER BY id');
  const tables = rows.map(([definition]): TableDefinition => JSON.parse(definition));
  return new Map(tables.map((table) => [table.name, table]));
}

export function createTable(context: Context, raw: unknown) {
  const input = take<CreateTableInput>('CreateTable', raw);
  const name = checkedName(input.TableName);
  const definition = defineTable(input, { id: nextNumber(context), firstIndex: nextNumber(context) + 1 });
  if (context.tables.has(name)) throw inUse(`Table already exists: ${name}`);
  const table = { ...definition, name, tableId: randomUUID(), createdAt: context.clock.now() };
  context.store.run(
    'INSERT INTO tables (id, name, definition) VALUES (?, ?, ?)',
    table.id,
    name,
    JSON.stringify(table),
  );
  context.tables.set(name, table);
  return { TableDescription: { ...describe(context.store, table), TableStatus: 'CREATING' } };
}

export function describeTable(context: Context, raw: unknown) {
  const { TableName } = take<Named>('DescribeTable', raw);
  const table = tableOf(context, TableName, (name) => `: Table: ${name} not found`);
  return { Table: describe(context.store, table) };
}

export function listTables(context: Context, raw: unknown) {
  const { ExclusiveStartTableName: start = '', Limit = MAX_LISTED } = take<{
    ExclusiveStartTableName?: string;
    Limit?: number;
  }>('ListTables', raw);
  if (Limit > MAX_LISTED) throw validation('Limit must be at most 100');
  const names = [...context.tables.keys()].filter((name) => name > start).sort();
  const TableNames = names.slice(0, Limit);
  return names.length > Limit ? { TableNames, LastEvaluatedTableName: TableNames.at(-1) } : { TableNames };
}

export function deleteTable(context: Context, raw: unknown) {
  const { TableName } = take<Named>('DeleteTable', raw);
  const table = tableOf(context, TableName, (name) => `: Table: ${name} not found`);
  if (table.deletionProtection)
    throw validation(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  const TableDescription = { ...describe(context.store, table), TableStatus: 'DELETING' };
  for (const index of table.indexes) context.store.run('DELETE FROM entries WHERE x = ?', index.x);
  context.store.run('DELETE FROM items WHERE t = ?', table.id);
  context.store.run('DELETE FROM tables WHERE id = ?', table.id);
  context.tables.delete(table.name);
  return { TableDescription };
}

/** Adds or removes one index, or changes the protection against deletion. */
export function updateTable(context: Context, raw: unknown) {
  const input = take<UpdateTableInput>('UpdateTable', raw);
  const table = tableOf(context, input.TableName, (name) => `: Table: ${name} not found`);
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (updates.length === 0 && input.DeletionProtectionEnabled === undefined)
    throw validation('At least one of GlobalSecondaryIndexUpdates and DeletionProtectionEnabled is required');
  if (updates.length > 1)
    throw validation('Only 1 online index can be created or deleted simultaneously per table');
  let changed: TableDefinition = {
    ...table,
    deletionProtection: input.DeletionProtectionEnabled ?? table.deletionProtection,
  };
  for (const update of updates) changed = withIndexUpdate(context, changed, update, input);
  save(context, changed);
  return { TableDescription: { ...describe(context.store, changed), TableStatus: 'UPDATING' } };
}

export function updateTimeToLive(context: Context, raw: unknown) {
  const input = take<Named & { TimeToLiveSpecification: unknown }>('UpdateTimeToLive', raw);
  const table = tableOf(context, input.TableName);
  const specification = take<{ AttributeName: string; Enabled: boolean }>(
    'UpdateTimeToLive.TimeToLiveSpecification',
    input.TimeToLiveSpecification,
  );
  const { AttributeName: attribute, Enabled: enabled } = specification;
  if (enabled === (table.ttlAttribute !== undefined))
    throw validation(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  if (!enabled && table.ttlAttribute !== attribute)
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${table.ttlAttribute}`,
    );
  const changed = { ...table, ttlAttribute: enabled ? attribute : undefined };
  save(context, changed);
  for (const found of itemsOf(context.store, table)) context.store.setDue(changed, found);
  return { TimeToLiveSpecification: specification };
}

export function describeTimeToLive(context: Context, raw: unknown) {
  const { TableName } = take<Named>('DescribeTimeToLive', raw);
  const { ttlAttribute: AttributeName } = tableOf(context, TableName);
  const TimeToLiveStatus = AttributeName === undefined ? 'DISABLED' : 'ENABLED';
  return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } };
}

function withIndexUpdate(
  context: Context,
  table: TableDefinition,
  raw: unknown,
  input: UpdateTableInput,
): TableDefinition {
  const update = take<{ Create?: unknown; Delete?: unknown }>('UpdateTable.GlobalSecondaryIndexUpdates', raw);
  if ((update.Create === undefined) === (update.Delete === undefined))
    throw validation('An index update must contain exactly one of Create and Delete');
  if (update.Create === undefined) return withoutIndex(context, table, update.Delete);
  const attributes = mergedAttributes(table, input.AttributeDefinitions ?? []);
  const index = defineIndex(update.Create, { ...table, attributes, x: nextNumber(context) });
  const indexes = [...table.indexes, index];
  checkIndexes(indexes);
  checkAllUsed(attributes, [table, ...indexes]);
  for (const { id, item } of itemsOf(context.store, table))
    context.store.addEntry(index, id, keyOfItem(table, item), item);
  return { ...table, attributes, indexes };
}

function withoutIndex(context: Context, table: TableDefinition, raw: unknown): TableDefinition {
  const { IndexName } = take<{ IndexName: string }>('UpdateTable.Delete', raw);
  const gone = table.indexes.find(({ name }) => name === IndexName);
  if (gone === undefined) throw notFound(`: Index: ${IndexName} of table: ${table.name} not found`);
  context.store.run('DELETE FROM entries WHERE x = ?', gone.x);
  const indexes = table.indexes.filter((index) => index !== gone);
  const used = new Set([table, ...indexes].flatMap(({ hash, range }) => [hash.name, range?.name]));
  return { ...table, indexes, attributes: table.attributes.filter(({ name }) => used.has(name)) };
}

function mergedAttributes(table: TableDefinition, raw: readonly unknown[]) {
  const given = attributesFrom(raw);
  const known = new Map(table.attributes.map((attribute) => [attribute.name, attribute]));
  for (const { name, type } of given)
    if ((known.get(name)?.type ?? type) !== type)
      throw invalidValue(`Attribute ${name} is already defined with another type`);
  return [...table.attributes, ...given.filter(({ name }) => !known.has(name))];
}

function itemsOf(store: Store, table: TableDefinition) {
  return [...store.select('SELECT id, size, item FROM items WHERE t = ?', [table.id])];
}

function save(context: Context, table: TableDefinition): void {
  context.store.run('UPDATE tables SET definition = ? WHERE id = ?', JSON.stringify(table), table.id);
  context.tables.set(table.name, table);
}

/** A number neither a table nor an index bears. */
function nextNumber({ tables }: Context): number {
  const numbers = [...tables.values()].flatMap((table) => [
    table.id,
    ...table.indexes.map((index) => index.x),
  ]);
  return Math.max(0, ...numbers) + 1;
}
