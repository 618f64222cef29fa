import type { KeySchema } from './keys.ts';
import type { Store } from './store.ts';
import type { IndexDefinition, TableDefinition, Throughput } from './table.ts';

const ARN_PREFIX = 'arn:aws:dynamodb:us-east-1:000000000000:table/';

/** The TableDescription of DescribeTable. */
export function describe(store: Store, table: TableDefinition) {
  const [count, bytes] =
    store.one<[number, number]>('SELECT count(*), ifnull(sum(size), 0) FROM items WHERE t = ?', table.id) ??
    [];
  const TableArn = ARN_PREFIX + table.name;
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
    ProvisionedThroughput: describeThroughput(table.throughput),
    TableClassSummary: { TableClass: table.tableClass },
    SSEDescription: table.encrypted ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
    DeletionProtectionEnabled: table.deletionProtection,
    ItemCount: count,
    TableSizeBytes: bytes,
    GlobalSecondaryIndexes:
      table.indexes.length === 0
        ? undefined
        : table.indexes.map((index) => describeIndex(store, index, TableArn)),
  };
}

function describeIndex(store: Store, index: IndexDefinition, tableArn: string) {
  const [count] = store.one<[number]>('SELECT count(*) FROM entries WHERE x = ?', index.x) ?? [];
  const NonKeyAttributes = index.include.length > 0 ? index.include : undefined;
  return {
    IndexName: index.name,
    IndexArn: `${tableArn}/index/${index.name}`,
    IndexStatus: 'ACTIVE',
    KeySchema: describeKeys(index),
    Projection: { ProjectionType: index.projection, NonKeyAttributes },
    ProvisionedThroughput: describeThroughput(index.throughput),
    ItemCount: count,
  };
}

function describeKeys({ hash, range }: KeySchema) {
  const keys = [{ AttributeName: hash.name, KeyType: 'HASH' }];
  if (range !== undefined) keys.push({ AttributeName: range.name, KeyType: 'RANGE' });
  return keys;
}

function describeThroughput(throughput: Throughput) {
  return { NumberOfDecreasesToday: 0, ...throughput };
}
