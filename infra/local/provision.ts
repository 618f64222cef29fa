import { isDeepStrictEqual } from 'node:util';
import { AwsJsonError, type AwsJsonService } from './aws-json.ts';
import { isRecord } from './intrinsics.ts';
import type { IndexSpec, MachineSpec, Place, TableSpec } from './template.ts';

/** Brings tables and state machines to what the templates say; nothing to do means nothing is written (H2). */
export async function provision(
  services: { readonly dynamodb: AwsJsonService; readonly states: AwsJsonService },
  plan: { readonly tables: readonly TableSpec[]; readonly machines: readonly MachineSpec[] },
  place: Place,
): Promise<string[]> {
  const changes: string[] = [];
  for (const table of plan.tables) changes.push(...(await provisionTable(services.dynamodb, table)));
  for (const machine of plan.machines)
    changes.push(...(await provisionMachine(services.states, machine, place)));
  return changes;
}

async function provisionTable(dynamodb: AwsJsonService, table: TableSpec): Promise<string[]> {
  const { name, keySchema, attributes, indexes } = table;
  const present = await find(dynamodb, 'DescribeTable', { TableName: name }, 'ResourceNotFoundException');
  const changes: string[] = [];
  if (present === undefined) {
    await dynamodb.call('CreateTable', {
      TableName: name,
      KeySchema: keySchema,
      AttributeDefinitions: attributes,
      BillingMode: 'PAY_PER_REQUEST',
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
    });
    changes.push(`table ${name} created`);
  } else changes.push(...(await updateTable(dynamodb, table, record(present.Table))));
  return [...changes, ...(await updateTtl(dynamodb, table))];
}

/** Index by index, as DynamoDB does it: those that are gone or differ go first, then the new ones come. */
async function updateTable(
  dynamodb: AwsJsonService,
  table: TableSpec,
  present: Record<string, unknown>,
): Promise<string[]> {
  if (!isDeepStrictEqual(keysOf(present.KeySchema), keysOf(table.keySchema)))
    throw new Error(
      `The table ${table.name} has another key than this version of Aman expects. Use the version that wrote it, or another data folder.`,
    );
  const known = new Map(listOf(present.GlobalSecondaryIndexes).map((index) => [index.IndexName, index]));
  const wanted = new Map<unknown, IndexSpec>(table.indexes.map((index) => [index.IndexName, index]));
  const differs = (name: unknown) => !isDeepStrictEqual(shapeOf(known.get(name)), shapeOf(wanted.get(name)));
  const gone = [...known.keys()].filter(differs);
  const missing = table.indexes.filter(({ IndexName }) => differs(IndexName));
  const update = (change: Record<string, unknown>) =>
    dynamodb.call('UpdateTable', {
      TableName: table.name,
      GlobalSecondaryIndexUpdates: [change],
      ...attributesFor(table, change),
    });
  for (const IndexName of gone) await update({ Delete: { IndexName } });
  for (const index of missing) await update({ Create: index });
  return [
    ...gone.map((name) => `index ${name} of ${table.name} removed`),
    ...missing.map(({ IndexName }) => `index ${IndexName} of ${table.name} built`),
  ];
}

/** Only a new index brings attributes; DynamoDB refuses those that no key uses. */
function attributesFor(table: TableSpec, { Create }: Record<string, unknown>): Record<string, unknown> {
  if (Create === undefined) return {};
  const used = keysOf(record(Create).KeySchema).map(([name]) => name);
  return {
    AttributeDefinitions: table.attributes.filter(({ AttributeName }) => used.includes(AttributeName)),
  };
}

async function updateTtl(dynamodb: AwsJsonService, { name, ttlAttribute }: TableSpec): Promise<string[]> {
  const described = record(await dynamodb.call('DescribeTimeToLive', { TableName: name }));
  const current = record(described.TimeToLiveDescription).AttributeName;
  if (current === ttlAttribute) return [];
  const specify = (AttributeName: unknown, Enabled: boolean) =>
    dynamodb.call('UpdateTimeToLive', {
      TableName: name,
      TimeToLiveSpecification: { AttributeName, Enabled },
    });
  if (current !== undefined) await specify(current, false);
  if (ttlAttribute !== undefined) await specify(ttlAttribute, true);
  return [`expiry of ${name} now by ${ttlAttribute ?? 'nothing'}`];
}

/** Running executions keep the definition they began with (S7). */
async function provisionMachine(
  states: AwsJsonService,
  { name, definition, roleArn }: MachineSpec,
  { region, account }: Place,
): Promise<string[]> {
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
  const present = await find(states, 'DescribeStateMachine', { stateMachineArn }, 'StateMachineDoesNotExist');
  if (present === undefined) {
    await states.call('CreateStateMachine', { name, definition, roleArn });
    return [`state machine ${name} created`];
  }
  if (present.definition === definition && present.roleArn === roleArn) return [];
  await states.call('UpdateStateMachine', { stateMachineArn, definition, roleArn });
  return [`state machine ${name} updated`];
}

async function find(
  service: AwsJsonService,
  operation: string,
  input: Record<string, unknown>,
  absent: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    return record(await service.call(operation, input));
  } catch (error) {
    if (error instanceof AwsJsonError && error.code === absent) return undefined;
    throw error;
  }
}

/** The part of an index that matters for its content. */
function shapeOf(index: unknown): unknown {
  if (index === undefined) return undefined;
  const { KeySchema, Projection } = record(index);
  const { ProjectionType = 'ALL', NonKeyAttributes } = record(Projection);
  const attributes = Array.isArray(NonKeyAttributes) ? NonKeyAttributes.map(String).sort() : [];
  return { keys: keysOf(KeySchema), ProjectionType, attributes };
}

const keysOf = (schema: unknown): [string, string][] =>
  listOf(schema).map(({ AttributeName, KeyType }) => [String(AttributeName), String(KeyType)]);

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(record) : []);
