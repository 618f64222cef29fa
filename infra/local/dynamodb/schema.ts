import { invalidValue, validation } from './errors.ts';
import type { KeyAttribute, KeySchema, KeyType } from './keys.ts';
import { take } from './parameters.ts';
import type { IndexDefinition, TableDefinition, Throughput } from './table.ts';

/** The parameters of CreateTable that define it. */
export interface CreateTableInput {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly unknown[];
  readonly KeySchema: readonly unknown[];
  readonly GlobalSecondaryIndexes?: readonly unknown[];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: unknown;
  readonly SSESpecification?: { readonly Enabled?: boolean };
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
}

interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly unknown[];
  readonly Projection: unknown;
  readonly ProvisionedThroughput?: unknown;
}

const NONE: Throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
const MAX_INDEXES = 20;
const MAX_NON_KEY_ATTRIBUTES = 100;
const INDEX_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

/** A definition from the input, without the numbers that the store gives. Throws ValidationException. */
export function defineTable(
  input: CreateTableInput,
  numbers: { id: number; firstIndex: number },
): Omit<TableDefinition, 'name' | 'tableId' | 'createdAt'> {
  const attributes = attributesFrom(input.AttributeDefinitions);
  const billingMode = input.BillingMode ?? 'PROVISIONED';
  const schema = keySchema(input.KeySchema, attributes);
  const indexes = (input.GlobalSecondaryIndexes ?? []).map((raw, at) =>
    defineIndex(raw, { attributes, billingMode, x: numbers.firstIndex + at }),
  );
  if (input.GlobalSecondaryIndexes?.length === 0)
    throw invalidValue('List of GlobalSecondaryIndexes is empty');
  checkIndexes(indexes);
  checkAllUsed(attributes, [schema, ...indexes]);
  return {
    ...schema,
    id: numbers.id,
    attributes,
    indexes,
    billingMode,
    throughput: throughput(input.ProvisionedThroughput, billingMode),
    tableClass: input.TableClass ?? 'STANDARD',
    encrypted: input.SSESpecification?.Enabled === true,
    deletionProtection: input.DeletionProtectionEnabled === true,
  };
}

export function defineIndex(
  raw: unknown,
  table: { attributes: readonly KeyAttribute[]; billingMode: string; x: number },
): IndexDefinition {
  const input = take<IndexInput>('CreateTable.GlobalSecondaryIndexes', raw);
  if (!INDEX_NAME.test(input.IndexName))
    throw invalidValue(`IndexName must be 3 to 255 of [a-zA-Z0-9_.-]: ${input.IndexName}`);
  const { ProjectionType: projection, NonKeyAttributes: include = [] } = take<{
    ProjectionType?: IndexDefinition['projection'];
    NonKeyAttributes?: string[];
  }>('CreateTable.Projection', input.Projection);
  if (projection === undefined) throw invalidValue('Unknown ProjectionType: null');
  if ((projection === 'INCLUDE') !== include.length > 0)
    throw invalidValue(
      `ProjectionType is ${projection}, but NonKeyAttributes is ${include.length > 0 ? '' : 'not '}specified`,
    );
  return {
    ...keySchema(input.KeySchema, table.attributes),
    x: table.x,
    name: input.IndexName,
    projection,
    include,
    throughput: throughput(input.ProvisionedThroughput, table.billingMode),
  };
}

export function attributesFrom(raw: readonly unknown[]): readonly KeyAttribute[] {
  const attributes = raw.map((each) => {
    const given = take<{ AttributeName: string; AttributeType: KeyType }>(
      'CreateTable.AttributeDefinitions',
      each,
    );
    return { name: given.AttributeName, type: given.AttributeType };
  });
  if (new Set(attributes.map(({ name }) => name)).size !== attributes.length)
    throw invalidValue('Duplicate AttributeName in AttributeDefinitions');
  return attributes;
}

/** Refuses index names that repeat, too many indexes and too many projected attributes. */
export function checkIndexes(indexes: readonly IndexDefinition[]): void {
  if (new Set(indexes.map(({ name }) => name)).size !== indexes.length)
    throw invalidValue('Duplicate index name');
  if (indexes.length > MAX_INDEXES)
    throw invalidValue(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_INDEXES}`);
  if (indexes.reduce((count, { include }) => count + include.length, 0) > MAX_NON_KEY_ATTRIBUTES)
    throw invalidValue(`NonKeyAttributes exceed the per-table limit of ${MAX_NON_KEY_ATTRIBUTES}`);
}

/** Refuses attribute definitions that no key uses. */
export function checkAllUsed(attributes: readonly KeyAttribute[], schemas: readonly KeySchema[]): void {
  const used = new Set(schemas.flatMap(({ hash, range }) => [hash.name, range?.name]));
  const unused = attributes.filter(({ name }) => !used.has(name));
  if (unused.length > 0)
    throw invalidValue(
      `Some AttributeDefinitions are not used. AttributeDefinitions not used: [${unused.map(({ name }) => name).join(', ')}]`,
    );
}

function keySchema(raw: readonly unknown[], attributes: readonly KeyAttribute[]): KeySchema {
  const elements = raw.map((each) =>
    take<{ AttributeName: string; KeyType: string }>('CreateTable.KeySchema', each),
  );
  const [hash, range] = elements;
  if (hash?.KeyType !== 'HASH' || elements.length > 2 || (range && range.KeyType !== 'RANGE'))
    throw invalidValue('The KeySchema must be one HASH key, and after it at most one RANGE key');
  if (hash.AttributeName === range?.AttributeName)
    throw validation('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  const keys = elements.map(({ AttributeName }) => {
    const attribute = attributes.find(({ name }) => name === AttributeName);
    if (attribute === undefined)
      throw invalidValue(
        `Some index key attributes are not defined in AttributeDefinitions. Keys: [${AttributeName}]`,
      );
    return attribute;
  });
  const [hashKey, rangeKey] = keys;
  if (hashKey === undefined) throw invalidValue('No HASH key');
  return rangeKey === undefined ? { hash: hashKey } : { hash: hashKey, range: rangeKey };
}

function throughput(raw: unknown, billingMode: string): Throughput {
  if (billingMode === 'PAY_PER_REQUEST') {
    if (raw === undefined) return NONE;
    throw invalidValue(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (raw === undefined)
    throw invalidValue('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  return take<Throughput>('CreateTable.ProvisionedThroughput', raw);
}
