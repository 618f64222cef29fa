import { demand, demandValue, invalidValue } from './errors.ts';
import { type KeyAttribute, type KeySchema, namesOf } from './keys.ts';
import type { CreateTableInput, IndexInput } from './requests.ts';

/** A table as kept in the store: as it was created, and the numbers that it and its indexes bear there. */
export interface StoredTable {
  readonly given: CreateTableInput;
  readonly id: number;
  readonly indexIds: readonly number[];
  readonly tableId: string;
  readonly createdAt: number;
  readonly ttlAttribute?: string | undefined;
}

/** A global secondary index; `shows` names the attributes it projects, undefined for all. */
export interface IndexDefinition extends KeySchema {
  readonly id: number;
  readonly name: string;
  readonly shows: ReadonlySet<string> | undefined;
}

/** A checked table with its keys and indexes. */
export interface TableDefinition extends KeySchema, StoredTable {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
}

const MAX_INDEXES = 20;
const MAX_NON_KEY_ATTRIBUTES = 100;
const INDEX_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

/** Checks the whole of a table, new, changed or read from the store. Throws ValidationException. */
export function defineTable(stored: StoredTable): TableDefinition {
  const { given } = stored;
  const attributes = given.AttributeDefinitions.map(({ AttributeName: name, AttributeType: type }) => ({
    name,
    type,
  }));
  demandUnique(attributes, 'Duplicate AttributeName in AttributeDefinitions');
  const keys = keySchema(given.KeySchema, attributes);
  checkThroughput(given, given);
  const indexes = (given.GlobalSecondaryIndexes ?? []).map((index, at) => {
    checkThroughput(index, given);
    const { name, include } = checkIndex(index);
    const own = keySchema(index.KeySchema, attributes);
    const shows = include && new Set([...namesOf(keys), ...namesOf(own), ...include]);
    return { ...own, id: stored.indexIds[at] ?? 0, name, shows };
  });
  checkIndexes(given, indexes);
  const used = new Set([keys, ...indexes].flatMap(namesOf));
  const unused = attributes.filter(({ name }) => !used.has(name)).map(({ name }) => name);
  demandValue(
    unused.length === 0,
    `Some AttributeDefinitions are not used. AttributeDefinitions not used: [${unused.join(', ')}]`,
  );
  return { ...stored, ...keys, name: given.TableName, indexes };
}

function checkIndexes(
  { GlobalSecondaryIndexes: given = [] }: CreateTableInput,
  indexes: readonly IndexDefinition[],
) {
  const included = given.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? []).length;
  demandUnique(indexes, 'Duplicate index name');
  demandValue(
    indexes.length <= MAX_INDEXES,
    `GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_INDEXES}`,
  );
  demandValue(
    included <= MAX_NON_KEY_ATTRIBUTES,
    `NonKeyAttributes exceed the per-table limit of ${MAX_NON_KEY_ATTRIBUTES}`,
  );
}

/** The name of an index and what it shows besides keys; undefined for everything. */
function checkIndex({ IndexName: name, Projection }: IndexInput) {
  demandValue(INDEX_NAME.test(name), `IndexName must be 3 to 255 of [a-zA-Z0-9_.-]: ${name}`);
  const { ProjectionType: type, NonKeyAttributes: include = [] } = Projection;
  demandValue(type !== undefined, 'Unknown ProjectionType: null');
  const [fits, not] = include.length > 0 ? [type === 'INCLUDE', ''] : [type !== 'INCLUDE', 'not '];
  demandValue(fits, `ProjectionType is ${type}, but NonKeyAttributes is ${not}specified`);
  return { name, include: type === 'ALL' ? undefined : include };
}

function keySchema(given: CreateTableInput['KeySchema'], attributes: readonly KeyAttribute[]): KeySchema {
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

function checkThroughput(
  { ProvisionedThroughput }: Pick<CreateTableInput, 'ProvisionedThroughput'>,
  { BillingMode }: CreateTableInput,
): void {
  const isGiven = ProvisionedThroughput !== undefined;
  if (BillingMode === 'PAY_PER_REQUEST')
    demandValue(
      !isGiven,
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  else demandValue(isGiven, 'ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
}

function demandUnique(named: readonly { readonly name: string }[], message: string): void {
  demandValue(new Set(named.map(({ name }) => name)).size === named.length, message);
}
