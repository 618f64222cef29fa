import { constraint, serialization, validation } from './errors.ts';
import { type Item, isMap, own } from './values.ts';

/** Checks a part of a request in place and gives it its type; `name` is what refusals call it. */
export type Shape<T> = (value: unknown, name: string, operation: string) => T;
/** The type of the values a shape accepts. */
export type Typed<S> = S extends Shape<infer T> ? T : never;
type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Given<F extends Shapes> = { readonly [K in keyof F]: Typed<F[K]> };

const LEGACY =
  /^(Expected|AttributeUpdates|KeyConditions|QueryFilter|ScanFilter|ConditionalOperator|AttributesToGet)$/;

const text = kind('string', (value): value is string => typeof value === 'string');
const flag = kind('boolean', (value): value is boolean => typeof value === 'boolean');
const integer = kind('integer', (value): value is number => Number.isSafeInteger(value));
/** An item, a key, values or another map: what is in it is checked where it is used. */
const attributes = kind('map', (value): value is Item => isMap(value));
const elements = kind('list', (value): value is unknown[] => Array.isArray(value));
const fields = kind('structure', isMap);
const anything: Shape<unknown> = (value) => value;

function kind<T>(expected: string, fits: (value: unknown) => value is T): Shape<T> {
  return (value, name) => {
    if (fits(value)) return value;
    throw serialization(`${name} is not a ${expected}`);
  };
}

const limit: Shape<number> = (value, name, operation) => {
  const given = integer(value, name, operation);
  if (given < 1) throw constraint(name, given, 'have value greater than or equal to 1');
  return given;
};

function oneOf<const T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value, name, operation) => {
    const given = text(value, name, operation);
    const found = allowed.find((each) => each === given);
    if (found !== undefined) return found;
    throw constraint(name, given, `satisfy enum value set: [${allowed.join(', ')}]`);
  };
}

function list<T>(element: Shape<T>): Shape<readonly T[]> {
  return (value, name, operation) =>
    elements(value, name, operation).map((each) => element(each, name, operation));
}

function map<T>(element: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, name, operation) => {
    const pairs = Object.entries(attributes(value, name, operation));
    return Object.fromEntries(pairs.map(([key, each]) => [key, element(each, name, operation)]));
  };
}

/** A text or list that is not empty and not longer than this. */
function upTo<T extends string | readonly unknown[]>(most: number, shape: Shape<T>): Shape<T> {
  return (value, name, operation) => {
    const given = shape(value, name, operation);
    const shown = typeof given === 'string' ? given : given.length === 0 ? '[]' : '[...]';
    if (given.length < 1) throw constraint(name, shown, 'have length greater than or equal to 1');
    if (given.length > most) throw constraint(name, shown, `have length less than or equal to ${most}`);
    return given;
  };
}

/** A structure of required and optional members; everything else is refused by name. */
function structure<R extends Shapes, O extends Shapes = Record<never, never>>(required: R, optional?: O) {
  const known: Shapes = { ...required, ...optional };
  return (value: unknown, name: string, operation: string) => {
    const given = fields(value, name, operation);
    for (const member of Object.keys(given)) {
      if (given[member] === null) delete given[member];
      else (own(known, member) ?? unsupported)(given[member], member, operation);
    }
    for (const member in required)
      if (given[member] === undefined) throw constraint(member, null, 'not be null');
    return given as Given<R> & Partial<Given<O>>;
  };
}

/** A structure of exactly one of these members. */
function choice<O extends Shapes>(refusal: string, options: O): Shape<Partial<Given<O>>> {
  const shape = structure({}, options);
  return (value, name, operation) => {
    const given = shape(value, name, operation);
    if (Object.keys(given).length !== 1) throw validation(refusal);
    return given;
  };
}

function unsupported(_value: unknown, name: string, operation: string): never {
  throw validation(
    LEGACY.test(name)
      ? `The legacy parameter ${name} is not supported; use expressions`
      : `The parameter ${name} of ${operation} is not supported`,
  );
}

// Every parameter this engine knows, operation by operation.

const MAX_ACTIONS = 100;
const MAX_TOKEN_LENGTH = 36;

const names = { ExpressionAttributeNames: map(text) };
const substitutions = { ...names, ExpressionAttributeValues: attributes };
const projection = { ProjectionExpression: text, ...names };
const condition = {
  ConditionExpression: text,
  ...substitutions,
  ReturnValuesOnConditionCheckFailure: oneOf('ALL_OLD', 'NONE'),
};
/** What reads and writes cost here says nothing about AWS, so nobody is told: only NONE is taken. */
const capacity = { ReturnConsumedCapacity: oneOf('NONE') };
const metrics = { ...capacity, ReturnItemCollectionMetrics: oneOf('NONE') };
const writing = { ...condition, ...metrics, ReturnValues: oneOf('NONE', 'ALL_OLD') };
const table = { TableName: text };
const keyed = { ...table, Key: attributes };

export const getItem = structure(keyed, { ConsistentRead: flag, ...projection, ...capacity });
export const putItem = structure({ ...table, Item: attributes }, writing);
export const deleteItem = structure(keyed, writing);
export const updateItem = structure(keyed, {
  ...writing,
  UpdateExpression: text,
  ReturnValues: oneOf('NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'),
});

const page = {
  IndexName: text,
  Limit: limit,
  Select: oneOf('ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'),
  ExclusiveStartKey: attributes,
  ConsistentRead: flag,
  FilterExpression: text,
  ProjectionExpression: text,
  ...substitutions,
  ...capacity,
};
export const query = structure(table, { ...page, KeyConditionExpression: text, ScanIndexForward: flag });
export const scan = structure(table, { ...page, Segment: integer, TotalSegments: integer });

const keysOfTable = structure({ Keys: list(attributes) }, { ConsistentRead: flag, ...projection });
export const batchGet = structure({ RequestItems: map(keysOfTable) }, capacity);
const writeRequest = choice('A write request must contain exactly one of PutRequest and DeleteRequest', {
  PutRequest: structure({ Item: attributes }),
  DeleteRequest: structure({ Key: attributes }),
});
export const batchWrite = structure({ RequestItems: map(list(writeRequest)) }, metrics);

const get = structure({ Get: structure(keyed, projection) });
export const transactGet = structure({ TransactItems: upTo(MAX_ACTIONS, list(get)) }, capacity);
const action = choice('TransactItems can only contain one of Check, Put, Update or Delete', {
  Put: structure({ ...table, Item: attributes }, condition),
  Update: structure({ ...keyed, UpdateExpression: text }, condition),
  Delete: structure(keyed, condition),
  ConditionCheck: structure({ ...keyed, ConditionExpression: text }, condition),
});
export const transactWrite = structure(
  { TransactItems: upTo(MAX_ACTIONS, list(action)) },
  { ClientRequestToken: upTo(MAX_TOKEN_LENGTH, text), ...metrics },
);

const definitions = list(structure({ AttributeName: text, AttributeType: oneOf('S', 'N', 'B') }));
const keySchema = list(structure({ AttributeName: text, KeyType: oneOf('HASH', 'RANGE') }));
const throughput = structure({ ReadCapacityUnits: integer, WriteCapacityUnits: integer });
const projectionType = oneOf('ALL', 'KEYS_ONLY', 'INCLUDE');
const shown = structure({}, { ProjectionType: projectionType, NonKeyAttributes: list(text) });
const index = structure(
  { IndexName: text, KeySchema: keySchema, Projection: shown },
  { ProvisionedThroughput: throughput },
);
export const createTable = structure(
  { ...table, AttributeDefinitions: definitions, KeySchema: keySchema },
  {
    GlobalSecondaryIndexes: list(index),
    BillingMode: oneOf('PROVISIONED', 'PAY_PER_REQUEST'),
    ProvisionedThroughput: throughput,
    TableClass: oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS'),
    SSESpecification: structure({}, { Enabled: flag }),
    DeletionProtectionEnabled: flag,
    Tags: anything,
  },
);
const indexUpdate = choice('An index update must contain exactly one of Create and Delete', {
  Create: index,
  Delete: structure({ IndexName: text }),
});
export const updateTable = structure(table, {
  AttributeDefinitions: definitions,
  DeletionProtectionEnabled: flag,
  GlobalSecondaryIndexUpdates: list(indexUpdate),
});
export const named = structure(table);
export const listTables = structure({}, { ExclusiveStartTableName: text, Limit: limit });
const expiry = structure({ AttributeName: text, Enabled: flag });
export const updateTimeToLive = structure({ ...table, TimeToLiveSpecification: expiry });

/** The expressions' names and values as a request carries them. */
export type Substitutions = Partial<Given<typeof substitutions>>;

/** What any write may carry. */
const written = { Item: attributes, Key: attributes, UpdateExpression: text, ReturnValues: text };
export type WriteInput = Given<typeof table> & Partial<Given<typeof written & typeof condition>>;
export type TransactWriteInput = Typed<typeof transactWrite>;
export type QueryInput = Typed<typeof query>;
export type ScanInput = Typed<typeof scan>;
export type CreateTableInput = Typed<typeof createTable>;
export type UpdateTableInput = Typed<typeof updateTable>;
export type IndexInput = Typed<typeof index>;
