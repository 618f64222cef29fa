import {
  anything,
  attributes,
  flag,
  integer,
  limit,
  list,
  map,
  oneOf,
  structure,
  type Typed,
  text,
  upTo,
} from './shapes.ts';

/** Every parameter this engine knows, operation by operation; what is not here is refused by name. */

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
/** What Query and Scan have in common. */
const paged = structure(table, page);

const keysOfTable = structure({ Keys: list(attributes) }, { ConsistentRead: flag, ...projection });
export const batchGet = structure({ RequestItems: map(keysOfTable) }, capacity);
const writeRequest = structure(
  {},
  { PutRequest: structure({ Item: attributes }, {}), DeleteRequest: structure({ Key: attributes }, {}) },
);
export const batchWrite = structure({ RequestItems: map(list(writeRequest)) }, metrics);

const get = structure({ Get: structure(keyed, projection) }, {});
export const transactGet = structure({ TransactItems: upTo(MAX_ACTIONS, list(get)) }, capacity);
const action = structure(
  {},
  {
    Put: structure({ ...table, Item: attributes }, condition),
    Update: structure({ ...keyed, UpdateExpression: text }, condition),
    Delete: structure(keyed, condition),
    ConditionCheck: structure({ ...keyed, ConditionExpression: text }, condition),
  },
);
export const transactWrite = structure(
  { TransactItems: upTo(MAX_ACTIONS, list(action)) },
  { ClientRequestToken: upTo(MAX_TOKEN_LENGTH, text), ...metrics },
);

const attributeType = oneOf('S', 'N', 'B');
const definitions = list(structure({ AttributeName: text, AttributeType: attributeType }, {}));
const keySchema = list(structure({ AttributeName: text, KeyType: oneOf('HASH', 'RANGE') }, {}));
const throughput = structure({ ReadCapacityUnits: integer, WriteCapacityUnits: integer }, {});
const index = structure(
  {
    IndexName: text,
    KeySchema: keySchema,
    Projection: structure(
      {},
      { ProjectionType: oneOf('ALL', 'KEYS_ONLY', 'INCLUDE'), NonKeyAttributes: list(text) },
    ),
  },
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
const indexUpdate = structure({}, { Create: index, Delete: structure({ IndexName: text }, {}) });
export const updateTable = structure(table, {
  AttributeDefinitions: definitions,
  DeletionProtectionEnabled: flag,
  GlobalSecondaryIndexUpdates: list(indexUpdate),
});
export const named = structure(table, {});
export const listTables = structure({}, { ExclusiveStartTableName: text, Limit: limit });
export const updateTimeToLive = structure(
  { ...table, TimeToLiveSpecification: structure({ AttributeName: text, Enabled: flag }, {}) },
  {},
);

/** The expressions' names and values as a request carries them. */
const substituted = structure({}, substitutions);
const projected = structure({}, projection);
const anyWrite = structure(table, {
  Item: attributes,
  Key: attributes,
  UpdateExpression: text,
  ...condition,
  ReturnValues: text,
});

export type WriteInput = Typed<typeof anyWrite>;
export type PageInput = Typed<typeof paged>;
export type QueryInput = Typed<typeof query>;
export type ScanInput = Typed<typeof scan>;
export type CreateTableInput = Typed<typeof createTable>;
export type UpdateTableInput = Typed<typeof updateTable>;
export type IndexInput = Typed<typeof index>;
export type Projected = Typed<typeof projected>;
export type Substitutions = Typed<typeof substituted>;
