import { serialization, validation } from './errors.ts';

type Kind = 'string' | 'boolean' | 'integer' | 'map' | 'list' | readonly string[];

/** Every parameter means the same wherever it stands; only ReturnValues offers UpdateItem more. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...kind(
    'string',
    `TableName IndexName AttributeName ConditionExpression FilterExpression KeyConditionExpression
     ProjectionExpression UpdateExpression ClientRequestToken ExclusiveStartTableName`,
  ),
  ...kind(
    'map',
    `Item Key ExpressionAttributeNames ExpressionAttributeValues ExclusiveStartKey RequestItems PutRequest
     DeleteRequest Get Put Update Delete ConditionCheck Create Projection ProvisionedThroughput
     SSESpecification TimeToLiveSpecification`,
  ),
  ...kind(
    'list',
    `Keys TransactItems AttributeDefinitions KeySchema GlobalSecondaryIndexes GlobalSecondaryIndexUpdates
     NonKeyAttributes Tags`,
  ),
  ...kind('boolean', 'ConsistentRead ScanIndexForward DeletionProtectionEnabled Enabled'),
  ...kind('integer', 'Limit Segment TotalSegments ReadCapacityUnits WriteCapacityUnits'),
  ['ReturnValues', ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']],
  ['ReturnConsumedCapacity', ['INDEXES', 'TOTAL', 'NONE']],
  ['ReturnItemCollectionMetrics', ['SIZE', 'NONE']],
  ['ReturnValuesOnConditionCheckFailure', ['ALL_OLD', 'NONE']],
  ['Select', ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT']],
  ['BillingMode', ['PROVISIONED', 'PAY_PER_REQUEST']],
  ['TableClass', ['STANDARD', 'STANDARD_INFREQUENT_ACCESS']],
  ['AttributeType', ['S', 'N', 'B']],
  ['KeyType', ['HASH', 'RANGE']],
  ['ProjectionType', ['ALL', 'KEYS_ONLY', 'INCLUDE']],
]);

const VALUES = 'ExpressionAttributeNames ExpressionAttributeValues';
const CONDITION = `ConditionExpression ${VALUES} ReturnValuesOnConditionCheckFailure`;
const WRITING = `${CONDITION} ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics`;
const PROJECTION = 'ProjectionExpression ExpressionAttributeNames';
const PAGE = `TableName! IndexName Limit Select ExclusiveStartKey ConsistentRead FilterExpression
  ProjectionExpression ${VALUES} ReturnConsumedCapacity`;

/** What each operation and nested structure takes; a name with ! must be given. */
const SHAPES: Readonly<Record<string, string>> = {
  GetItem: `TableName! Key! ConsistentRead ${PROJECTION} ReturnConsumedCapacity`,
  PutItem: `TableName! Item! ${WRITING}`,
  DeleteItem: `TableName! Key! ${WRITING}`,
  UpdateItem: `TableName! Key! UpdateExpression ${WRITING}`,
  Query: `${PAGE} KeyConditionExpression ScanIndexForward`,
  Scan: `${PAGE} Segment TotalSegments`,
  BatchGetItem: 'RequestItems! ReturnConsumedCapacity',
  'BatchGetItem.RequestItems': `Keys! ConsistentRead ${PROJECTION}`,
  BatchWriteItem: 'RequestItems! ReturnConsumedCapacity ReturnItemCollectionMetrics',
  'BatchWriteItem.RequestItems': 'PutRequest DeleteRequest',
  'BatchWriteItem.PutRequest': 'Item!',
  'BatchWriteItem.DeleteRequest': 'Key!',
  TransactGetItems: 'TransactItems! ReturnConsumedCapacity',
  'TransactGetItems.TransactItems': 'Get!',
  'TransactGetItems.Get': `TableName! Key! ${PROJECTION}`,
  TransactWriteItems: 'TransactItems! ClientRequestToken ReturnConsumedCapacity ReturnItemCollectionMetrics',
  'TransactWriteItems.TransactItems': 'Put Update Delete ConditionCheck',
  'TransactWriteItems.Put': `TableName! Item! ${CONDITION}`,
  'TransactWriteItems.Delete': `TableName! Key! ${CONDITION}`,
  'TransactWriteItems.Update': `TableName! Key! UpdateExpression! ${CONDITION}`,
  'TransactWriteItems.ConditionCheck': `TableName! Key! ConditionExpression! ${CONDITION}`,
  CreateTable: `TableName! AttributeDefinitions! KeySchema! GlobalSecondaryIndexes BillingMode TableClass Tags
    ProvisionedThroughput SSESpecification DeletionProtectionEnabled`,
  'CreateTable.AttributeDefinitions': 'AttributeName! AttributeType!',
  'CreateTable.KeySchema': 'AttributeName! KeyType!',
  'CreateTable.GlobalSecondaryIndexes': 'IndexName! KeySchema! Projection! ProvisionedThroughput',
  'CreateTable.Projection': 'ProjectionType NonKeyAttributes',
  'CreateTable.ProvisionedThroughput': 'ReadCapacityUnits! WriteCapacityUnits!',
  UpdateTable: 'TableName! AttributeDefinitions DeletionProtectionEnabled GlobalSecondaryIndexUpdates',
  'UpdateTable.GlobalSecondaryIndexUpdates': 'Create Delete',
  'UpdateTable.Delete': 'IndexName!',
  DescribeTable: 'TableName!',
  DeleteTable: 'TableName!',
  ListTables: 'ExclusiveStartTableName Limit',
  UpdateTimeToLive: 'TableName! TimeToLiveSpecification!',
  'UpdateTimeToLive.TimeToLiveSpecification': 'AttributeName! Enabled!',
  DescribeTimeToLive: 'TableName!',
};

const LEGACY = new Set(
  words('Expected AttributeUpdates KeyConditions QueryFilter ScanFilter ConditionalOperator AttributesToGet'),
);

interface Shape {
  readonly known: ReadonlySet<string>;
  readonly required: readonly string[];
}

const TAKEN = new Map(Object.entries(SHAPES).map(([name, shape]) => [name, toShape(shape)]));

/** The input as what the operation takes; refuses by name whatever is unknown, legacy, missing or misshapen. */
export function take<T>(operation: string, input: unknown): T {
  const shape = TAKEN.get(operation);
  if (shape === undefined || typeof input !== 'object' || input === null || Array.isArray(input))
    throw serialization(`${operation} is not a structure`);
  const given = input as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (given[name] === null) delete given[name];
    else checkParameter(operation, name, given[name], shape);
  }
  for (const name of shape.required)
    if (given[name] === undefined) throw constraint('null', name, 'Member must not be null');
  return given as T;
}

function toShape(text: string): Shape {
  const names = words(text);
  const required = names.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1));
  return { known: new Set([...names, ...required]), required };
}

function kind(value: Kind, names: string): [string, Kind][] {
  return words(names).map((name) => [name, value]);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function checkParameter(operation: string, name: string, value: unknown, shape: Shape): void {
  const kind = shape.known.has(name) ? KINDS.get(name) : undefined;
  if (kind === undefined)
    throw validation(
      LEGACY.has(name)
        ? `The legacy parameter ${name} is not supported; use expressions`
        : `The parameter ${name} of ${operation} is not supported`,
    );
  if (typeof kind !== 'string') {
    if (typeof value !== 'string') throw unexpectedType(name, 'string');
    if (!kind.includes(value))
      throw constraint(`'${value}'`, name, `Member must satisfy enum value set: [${kind.join(', ')}]`);
  } else if (!hasKind(kind, value)) throw unexpectedType(name, kind);
  if (name === 'Limit' && Number(value) < 1)
    throw constraint(`'${value}'`, name, 'Member must have value greater than or equal to 1');
}

function hasKind(kind: string, value: unknown): boolean {
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'integer') return Number.isSafeInteger(value);
  if (kind === 'map') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === kind;
}

function unexpectedType(name: string, kind: string) {
  return serialization(`${name} is not a ${kind}`);
}

/** The wording of the service for a parameter outside its constraints. */
export function constraint(value: string, name: string, rule: string) {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return validation(
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
