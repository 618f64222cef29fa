import { demand, demandValue, invalidValue } from './errors.ts';
import { attributesOf, type KeyAttribute, type KeySchema, namesOf } from './keys.ts';
import type { CreateTableInput, IndexInput } from './requests.ts';
import type { IndexDefinition, TableDefinition, Throughput } from './table.ts';

const NONE: Throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
const MAX_INDEXES = 20;
const MAX_NON_KEY_ATTRIBUTES = 100;
const INDEX_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

type BillingMode = TableDefinition['billingMode'];

/** A definition from the input; `firstIndex` is the number of its first index. Throws ValidationException. */
export function defineTable(
  input: CreateTableInput,
  firstIndex: number,
): Omit<TableDefinition, 'id' | 'name' | 'tableId' | 'createdAt'> {
  const attributes = defineAttributes(input.AttributeDefinitions);
  const billingMode = input.BillingMode ?? 'PROVISIONED';
  const indexes = (input.GlobalSecondaryIndexes ?? []).map((given, at) =>
    defineIndex(given, { attributes, billingMode, x: firstIndex + at }),
  );
  demandValue(input.GlobalSecondaryIndexes?.length !== 0, 'List of GlobalSecondaryIndexes is empty');
  const schema = defineKeys(input.KeySchema, attributes);
  checkIndexes({ ...schema, attributes, indexes });
  return {
    ...schema,
    attributes,
    indexes,
    billingMode,
    throughput: defineThroughput(input.ProvisionedThroughput, billingMode),
    tableClass: input.TableClass ?? 'STANDARD',
    encrypted: input.SSESpecification?.Enabled === true,
    deletionProtection: input.DeletionProtectionEnabled === true,
  };
}

export function defineIndex(
  input: IndexInput,
  table: { attributes: readonly KeyAttribute[]; billingMode: BillingMode; x: number },
): IndexDefinition {
  const { IndexName: name } = input;
  demandValue(INDEX_NAME.test(name), `IndexName must be 3 to 255 of [a-zA-Z0-9_.-]: ${name}`);
  const { ProjectionType: projection, NonKeyAttributes: include = [] } = input.Projection;
  demandValue(projection !== undefined, 'Unknown ProjectionType: null');
  const hasNames = include.length > 0;
  demandValue(
    (projection === 'INCLUDE') === hasNames,
    `ProjectionType is ${projection}, but NonKeyAttributes is ${hasNames ? '' : 'not '}specified`,
  );
  const throughput = defineThroughput(input.ProvisionedThroughput, table.billingMode);
  return {
    ...defineKeys(input.KeySchema, table.attributes),
    x: table.x,
    name,
    projection,
    include,
    throughput,
  };
}

export function defineAttributes(given: CreateTableInput['AttributeDefinitions']): readonly KeyAttribute[] {
  const attributes = given.map(({ AttributeName: name, AttributeType: type }) => ({ name, type }));
  const names = new Set(attributes.map(({ name }) => name));
  demandValue(names.size === attributes.length, 'Duplicate AttributeName in AttributeDefinitions');
  return attributes;
}

/** Refuses index names that repeat, too many indexes or projected attributes, and attributes no key uses. */
export function checkIndexes(table: KeySchema & Pick<TableDefinition, 'attributes' | 'indexes'>): void {
  const { attributes, indexes } = table;
  const projected = indexes.reduce((count, { include }) => count + include.length, 0);
  demandValue(new Set(indexes.map(({ name }) => name)).size === indexes.length, 'Duplicate index name');
  demandValue(
    indexes.length <= MAX_INDEXES,
    `GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_INDEXES}`,
  );
  demandValue(
    projected <= MAX_NON_KEY_ATTRIBUTES,
    `NonKeyAttributes exceed the per-table limit of ${MAX_NON_KEY_ATTRIBUTES}`,
  );
  const used = usedNames(table);
  const unused = attributes.flatMap(({ name }) => (used.has(name) ? [] : [name])).join(', ');
  demandValue(
    unused === '',
    `Some AttributeDefinitions are not used. AttributeDefinitions not used: [${unused}]`,
  );
}

/** Names of all attributes that are keys of the table or of an index. */
export function usedNames(table: KeySchema & Pick<TableDefinition, 'indexes'>): ReadonlySet<string> {
  return new Set([table, ...table.indexes].flatMap(namesOf));
}

function defineKeys(given: CreateTableInput['KeySchema'], attributes: readonly KeyAttribute[]): KeySchema {
  const kinds = given.map(({ KeyType }) => KeyType).join(' ');
  demandValue(
    kinds === 'HASH' || kinds === 'HASH RANGE',
    'The KeySchema must be one HASH key, and after it at most one RANGE key',
  );
  const [hash, range] = given.map(({ AttributeName }) => {
    const attribute = attributes.find(({ name }) => name === AttributeName);
    if (attribute !== undefined) return attribute;
    throw invalidValue(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${AttributeName}]`,
    );
  });
  demandValue(hash !== undefined, 'No HASH key');
  demand(hash !== range, 'Both the Hash Key and the Range Key element in the KeySchema have the same name');
  return range === undefined ? { hash } : { hash, range };
}

function defineThroughput(given: Throughput | undefined, billingMode: BillingMode): Throughput {
  demandValue(
    billingMode !== 'PAY_PER_REQUEST' || given === undefined,
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  );
  demandValue(
    billingMode !== 'PROVISIONED' || given !== undefined,
    'ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
  );
  return given ?? NONE;
}

/** A key schema as DescribeTable shows it. */
export function describeKeys(schema: KeySchema) {
  return attributesOf(schema).map(({ name }, at) => ({
    AttributeName: name,
    KeyType: at === 0 ? 'HASH' : 'RANGE',
  }));
}
