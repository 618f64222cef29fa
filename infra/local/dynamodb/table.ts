import { constraint, demand, demandValue, notFound } from './errors.ts';
import { type KeySchema, namesOf } from './keys.ts';
import type { CreateTableInput, IndexInput } from './requests.ts';
import type { Store } from './store.ts';

/** A checked table as the store keeps it: what was asked for, what follows from it, and the numbers it bears there. */
export interface TableDefinition extends KeySchema {
  readonly id: number;
  readonly name: string;
  readonly tableId: string;
  readonly createdAt: number;
  readonly ttlAttribute?: string | undefined;
  readonly given: CreateTableInput;
  readonly indexes: readonly IndexDefinition[];
}

/** A global secondary index; `shows` names the attributes it projects, undefined for all. */
export interface IndexDefinition extends KeySchema {
  readonly id: number;
  readonly name: string;
  readonly shows?: readonly string[] | undefined;
}

const MAX_INDEXES = 20;
const MAX_NON_KEY_ATTRIBUTES = 100;
const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const NAME_RULE = 'regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 3 and 255';
const ARN = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\//;

/** The table of this name or ARN. Throws ResourceNotFoundException, with what the operation has to say. */
export function tableOf(store: Store, given: string, says?: (name: string) => string): TableDefinition {
  const name = checkedName(given.replace(ARN, ''));
  const [definition] = store.one<[string]>('SELECT definition FROM tables WHERE name = ?', name) ?? [];
  if (definition === undefined) throw notFound(says?.(name));
  return JSON.parse(definition);
}

export function loadTables(store: Store): TableDefinition[] {
  const rows = store.all<[string]>('SELECT definition FROM tables ORDER BY id');
  return rows.map(([definition]) => JSON.parse(definition));
}

/** The name if a table may bear it. */
export function checkedName(name: string): string {
  if (!NAME.test(name)) throw constraint('TableName', name, `satisfy ${NAME_RULE}`);
  return name;
}

/**
 * Checks the whole of a table, new or changed, and gives what follows from it. New indexes are numbered from `nextId`
 * on, the known ones keep their numbers. Throws ValidationException.
 */
export function defineTable(given: CreateTableInput, nextId: number, known: readonly IndexDefinition[] = []) {
  const { AttributeDefinitions: attributes, GlobalSecondaryIndexes: indexes = [] } = given;
  const names = attributes.map(({ AttributeName }) => AttributeName);
  demandUnique(names, 'Duplicate AttributeName in AttributeDefinitions');
  const keys = keySchema(given, given);
  const defined = indexes.map((index, at): IndexDefinition => {
    const { IndexName: name } = index;
    const own = keySchema(index, given);
    const include = includedBy(index);
    const shows = include && [...new Set([...namesOf(keys), ...namesOf(own), ...include])];
    return { ...own, id: known.find((each) => each.name === name)?.id ?? nextId + at, name, shows };
  });
  demandUnique(
    defined.map(({ name }) => name),
    'Duplicate index name',
  );
  demandAtMost(MAX_INDEXES, indexes, 'GlobalSecondaryIndex count exceeds');
  const included = indexes.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? []);
  demandAtMost(MAX_NON_KEY_ATTRIBUTES, included, 'NonKeyAttributes exceed');
  const used = new Set([keys, ...defined].flatMap(namesOf));
  const unused = names.filter((name) => !used.has(name)).join(', ');
  demandValue(
    unused === '',
    `Some AttributeDefinitions are not used. AttributeDefinitions not used: [${unused}]`,
  );
  return { ...keys, name: given.TableName, given, indexes: defined };
}

/** The keys of a table or of one of its indexes. */
function keySchema(
  { KeySchema, ProvisionedThroughput }: IndexInput | CreateTableInput,
  table: CreateTableInput,
): KeySchema {
  const kinds = KeySchema.map(({ KeyType }) => KeyType).join(' ');
  demandValue(
    kinds === 'HASH' || kinds === 'HASH RANGE',
    'The KeySchema must be one HASH key, and after it at most one RANGE key',
  );
  const [hash, range] = KeySchema.map(({ AttributeName: name }) => {
    const found = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    demandValue(
      found !== undefined,
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}]`,
    );
    return { name, type: found.AttributeType };
  });
  demandValue(hash !== undefined, 'No HASH key');
  demand(
    hash.name !== range?.name,
    'Both the Hash Key and the Range Key element in the KeySchema have the same name',
  );
  const isOnDemand = table.BillingMode === 'PAY_PER_REQUEST';
  demandValue(
    isOnDemand === (ProvisionedThroughput === undefined),
    isOnDemand
      ? 'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST'
      : 'ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
  );
  return range === undefined ? { hash } : { hash, range };
}

/** What an index shows besides keys; undefined for everything. */
function includedBy({ IndexName, Projection }: IndexInput): readonly string[] | undefined {
  demandValue(NAME.test(IndexName), `IndexName must be 3 to 255 of [a-zA-Z0-9_.-]: ${IndexName}`);
  const { ProjectionType: type, NonKeyAttributes: include = [] } = Projection;
  const isGiven = include.length > 0;
  demandValue(type !== undefined, 'Unknown ProjectionType: null');
  demandValue(
    isGiven === (type === 'INCLUDE'),
    `ProjectionType is ${type}, but NonKeyAttributes is ${isGiven ? '' : 'not '}specified`,
  );
  return type === 'ALL' ? undefined : include;
}

function demandUnique(names: readonly string[], message: string): void {
  demandValue(new Set(names).size === names.length, message);
}

function demandAtMost(most: number, { length }: readonly unknown[], excess: string): void {
  demandValue(length <= most, `${excess} the per-table limit of ${most}`);
}
