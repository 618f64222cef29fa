import { serialization, validation } from './errors.ts';

type Kind = 'string' | 'boolean' | 'integer' | 'map' | 'list' | readonly string[];
type Shape = Readonly<Record<string, Kind>>;

const LEGACY = new Set([
  'Expected',
  'AttributeUpdates',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'ConditionalOperator',
  'AttributesToGet',
]);
const CAPACITY = ['INDEXES', 'TOTAL', 'NONE'];
const ON_FAILURE = ['ALL_OLD', 'NONE'];
const names: Shape = { ExpressionAttributeNames: 'map' };
const expressions: Shape = { ...names, ExpressionAttributeValues: 'map' };
const onFailure: Shape = { ReturnValuesOnConditionCheckFailure: ON_FAILURE };
const condition: Shape = { ConditionExpression: 'string', ...expressions, ...onFailure };
const capacity: Shape = { ReturnConsumedCapacity: CAPACITY };
const writing: Shape = { ...condition, ...capacity, ReturnItemCollectionMetrics: ['SIZE', 'NONE'] };
const page: Shape = {
  'TableName!': 'string',
  IndexName: 'string',
  Limit: 'integer',
  Select: ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'],
  ExclusiveStartKey: 'map',
  ConsistentRead: 'boolean',
  FilterExpression: 'string',
  ProjectionExpression: 'string',
  ...expressions,
  ...capacity,
};
const table: Shape = {
  'TableName!': 'string',
  AttributeDefinitions: 'list',
  DeletionProtectionEnabled: 'boolean',
};

/** What each operation and nested structure takes; a name with ! must be given. */
const SHAPES: Readonly<Record<string, Shape>> = {
  GetItem: {
    'TableName!': 'string',
    'Key!': 'map',
    ConsistentRead: 'boolean',
    ProjectionExpression: 'string',
    ...names,
    ...capacity,
  },
  PutItem: { 'TableName!': 'string', 'Item!': 'map', ReturnValues: ['NONE', 'ALL_OLD'], ...writing },
  DeleteItem: { 'TableName!': 'string', 'Key!': 'map', ReturnValues: ['NONE', 'ALL_OLD'], ...writing },
  UpdateItem: {
    'TableName!': 'string',
    'Key!': 'map',
    UpdateExpression: 'string',
    ReturnValues: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
    ...writing,
  },
  Query: { ...page, KeyConditionExpression: 'string', ScanIndexForward: 'boolean' },
  Scan: { ...page, Segment: 'integer', TotalSegments: 'integer' },
  BatchGetItem: { 'RequestItems!': 'map', ...capacity },
  'BatchGetItem.RequestItems': {
    'Keys!': 'list',
    ConsistentRead: 'boolean',
    ProjectionExpression: 'string',
    ...names,
  },
  BatchWriteItem: { 'RequestItems!': 'map', ...capacity, ReturnItemCollectionMetrics: ['SIZE', 'NONE'] },
  'BatchWriteItem.RequestItems': { PutRequest: 'map', DeleteRequest: 'map' },
  'BatchWriteItem.PutRequest': { 'Item!': 'map' },
  'BatchWriteItem.DeleteRequest': { 'Key!': 'map' },
  TransactGetItems: { 'TransactItems!': 'list', ...capacity },
  'TransactGetItems.TransactItems': { 'Get!': 'map' },
  'TransactGetItems.Get': {
    'TableName!': 'string',
    'Key!': 'map',
    ProjectionExpression: 'string',
    ...names,
  },
  TransactWriteItems: {
    'TransactItems!': 'list',
    ClientRequestToken: 'string',
    ...capacity,
    ReturnItemCollectionMetrics: ['SIZE', 'NONE'],
  },
  'TransactWriteItems.TransactItems': { Put: 'map', Update: 'map', Delete: 'map', ConditionCheck: 'map' },
  'TransactWriteItems.Put': { 'TableName!': 'string', 'Item!': 'map', ...condition },
  'TransactWriteItems.Delete': { 'TableName!': 'string', 'Key!': 'map', ...condition },
  'TransactWriteItems.Update': {
    'TableName!': 'string',
    'Key!': 'map',
    'UpdateExpression!': 'string',
    ...condition,
  },
  'TransactWriteItems.ConditionCheck': {
    'TableName!': 'string',
    'Key!': 'map',
    'ConditionExpression!': 'string',
    ...expressions,
    ...onFailure,
  },
  CreateTable: {
    ...table,
    'AttributeDefinitions!': 'list',
    'KeySchema!': 'list',
    GlobalSecondaryIndexes: 'list',
    BillingMode: ['PROVISIONED', 'PAY_PER_REQUEST'],
    ProvisionedThroughput: 'map',
    SSESpecification: 'map',
    TableClass: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'],
    Tags: 'list',
  },
  'CreateTable.AttributeDefinitions': { 'AttributeName!': 'string', 'AttributeType!': ['S', 'N', 'B'] },
  'CreateTable.KeySchema': { 'AttributeName!': 'string', 'KeyType!': ['HASH', 'RANGE'] },
  'CreateTable.GlobalSecondaryIndexes': {
    'IndexName!': 'string',
    'KeySchema!': 'list',
    'Projection!': 'map',
    ProvisionedThroughput: 'map',
  },
  'CreateTable.Projection': {
    ProjectionType: ['ALL', 'KEYS_ONLY', 'INCLUDE'],
    NonKeyAttributes: 'list',
  },
  'CreateTable.ProvisionedThroughput': { 'ReadCapacityUnits!': 'integer', 'WriteCapacityUnits!': 'integer' },
  UpdateTable: { ...table, GlobalSecondaryIndexUpdates: 'list' },
  'UpdateTable.GlobalSecondaryIndexUpdates': { Create: 'map', Delete: 'map' },
  'UpdateTable.Delete': { 'IndexName!': 'string' },
  DescribeTable: { 'TableName!': 'string' },
  DeleteTable: { 'TableName!': 'string' },
  ListTables: { ExclusiveStartTableName: 'string', Limit: 'integer' },
  UpdateTimeToLive: { 'TableName!': 'string', 'TimeToLiveSpecification!': 'map' },
  'UpdateTimeToLive.TimeToLiveSpecification': { 'AttributeName!': 'string', 'Enabled!': 'boolean' },
  DescribeTimeToLive: { 'TableName!': 'string' },
};

interface Rule {
  readonly kind: Kind;
  readonly required: boolean;
}

const RULES = new Map(Object.entries(SHAPES).map(([name, shape]) => [name, toRules(shape)]));

/** The input as what the operation takes; refuses by name whatever is unknown, legacy, missing or misshapen. */
export function take<T>(operation: string, input: unknown): T {
  const rules = RULES.get(operation);
  if (rules === undefined || typeof input !== 'object' || input === null || Array.isArray(input))
    throw serialization(`${operation} is not a structure`);
  const given = input as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (given[name] === null) delete given[name];
    else checkParameter(operation, name, given[name], rules.get(name));
  }
  for (const [name, rule] of rules)
    if (rule.required && given[name] === undefined) throw constraint('null', name, 'Member must not be null');
  return given as T;
}

function toRules(shape: Shape): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const [key, kind] of Object.entries(shape)) {
    const name = key.replace('!', '');
    rules.set(name, { kind, required: key !== name || rules.get(name)?.required === true });
  }
  return rules;
}

function checkParameter(operation: string, name: string, value: unknown, rule: Rule | undefined): void {
  if (rule === undefined)
    throw validation(
      LEGACY.has(name)
        ? `The legacy parameter ${name} is not supported; use expressions`
        : `The parameter ${name} of ${operation} is not supported`,
    );
  const { kind } = rule;
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
