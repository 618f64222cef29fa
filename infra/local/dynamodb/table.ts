import { constraint, demand, demandValue, notFound } from './errors.ts';
import { type KeySchema, namesOf } from './keys.ts';
import type { CreateTableInput, IndexInput } from './requests.ts';
import type { Store } from './store.ts';

/** A checked table as the store keeps it: what was asked for, and what follows from it. */
export interface TableDefinition extends KeySchema {
  readonly id: number;
  readonly tableId: string;
  readonly createdAt: number;
  readonly ttlAttribute?: string | undefined;
  readonly given: CreateTableInput;
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
}

/** A global secondary index; `shows` names the attributes it projects, undefined for all. */
export interface IndexDefinition extends KeySchema {
  readonly id: string;
  readonly name: string;
  readonly shows?: readonly string[] | undefined;
}

const MAX_INDEXES = 20;
const MAX_NON_KEY_ATTRIBUTES = 100;
const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const NAME_RULE = 'regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 3 and 255';
const ARN = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\//;
const ONE_OR_TWO_KEYS = 'The KeySchema must be one HASH key, and after it at most one RANGE key';
const SAME_KEY = 'Both the Hash Key and the Range Key element in the KeySchema have the same name';
const THROUGHPUT_MISSING = 'ProvisionedThroughput must be specified when BillingMode is PROVISIONED';
const THROUGHPUT_GIVEN =
  'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST';

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

/** Checks the whole of a table, new or changed, and gives what follows from it. Throws ValidationException. */
export function defineTable(id: number, given: CreateTableInput) {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = given;
  const names = AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  demandUnique(names, 'Duplicate AttributeName in AttributeDefinitions');
  const keys = keySchema(given, given);
  const indexes = GlobalSecondaryIndexes.map((index): IndexDefinition => {
    const { IndexName: name } = index;
    const own = keySchema(index, given);
    const include = includedBy(index);
    const shows = include && [...new Set([keys, own].flatMap(namesOf).concat(include))];
    return { ...own, id: `${id}/${name}`, name, shows };
  });
  const indexNames = indexes.map(({ name }) => name);
  demandUnique(indexNames, 'Duplicate index name');
  demandAtMost(MAX_INDEXES, indexNames, 'GlobalSecondaryIndex count exceeds');
  const included = GlobalSecondaryIndexes.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? []);
  demandAtMost(MAX_NON_KEY_ATTRIBUTES, included, 'NonKeyAttributes exceed');
  const used = new Set([keys, ...indexes].flatMap(namesOf));
  const unused = names.filter((name) => !used.has(name));
  const rule = 'Some AttributeDefinitions are not used. AttributeDefinitions not used';
  demandValue(unused.length === 0, `${rule}: [${unused.join(', ')}]`);
  return { ...keys, id, given, name: given.TableName, indexes };
}

/** The keys of a table or of one of its indexes. */
function keySchema(of: CreateTableInput | IndexInput, table: CreateTableInput): KeySchema {
  const [hash, range] = of.KeySchema.map(({ AttributeName: name }) => {
    const found = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    const rule = 'Some index key attributes are not defined in AttributeDefinitions';
    demandValue(found !== undefined, `${rule}. Keys: [${name}]`);
    return { name, type: found.AttributeType };
  });
  const kinds = of.KeySchema.map(({ KeyType }) => KeyType).join(' ');
  demandValue(hash !== undefined && /^HASH( RANGE)?$/.test(kinds), ONE_OR_TWO_KEYS);
  demand(hash.name !== range?.name, SAME_KEY);
  const isOnDemand = table.BillingMode === 'PAY_PER_REQUEST';
  const fits = isOnDemand === (of.ProvisionedThroughput === undefined);
  demandValue(fits, isOnDemand ? THROUGHPUT_GIVEN : THROUGHPUT_MISSING);
  return range === undefined ? { hash } : { hash, range };
}

/** What an index shows besides keys; undefined for everything. */
function includedBy({ IndexName, Projection }: IndexInput): readonly string[] | undefined {
  demandValue(NAME.test(IndexName), `IndexName must be 3 to 255 of [a-zA-Z0-9_.-]: ${IndexName}`);
  const { ProjectionType: type, NonKeyAttributes: include = [] } = Projection;
  demandValue(type !== undefined, 'Unknown ProjectionType: null');
  const isGiven = include.length > 0;
  const found = `ProjectionType is ${type}, but NonKeyAttributes is ${isGiven ? '' : 'not '}specified`;
  demandValue(isGiven === (type === 'INCLUDE'), found);
  return type === 'ALL' ? undefined : include;
}

function demandUnique(names: readonly string[], message: string): void {
  demandValue(new Set(names).size === names.length, message);
}

function demandAtMost(most: number, { length }: readonly unknown[], excess: string): void {
  demandValue(length <= most, `${excess} the per-table limit of ${most}`);
}
