import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AwsJsonError, type AwsJsonService } from '../local/aws-json.ts';
import { type IndexSpec, type MachineSpec, PLACE, type Plan, Table, type TableSpec } from './plan.ts';

const DescribedTable = z.object({ Table });
const DescribedExpiry = z.object({
  TimeToLiveDescription: z.object({ AttributeName: z.string().optional() }),
});
const DescribedMachine = z.object({ definition: z.string(), roleArn: z.string() });

/** Brings tables and state machines to what the templates say; nothing to do means nothing is written (H2). */
export async function provision(
  { dynamodb, states }: { readonly dynamodb: AwsJsonService; readonly states: AwsJsonService },
  { tables, machines }: Pick<Plan, 'tables' | 'machines'>,
): Promise<string[]> {
  const changes: string[] = [];
  for (const spec of tables) {
    changes.push(...(await provisionTable(dynamodb, spec)), ...(await provisionExpiry(dynamodb, spec)));
  }
  for (const machine of machines) changes.push(...(await provisionMachine(states, machine)));
  return changes;
}

async function provisionTable(dynamodb: AwsJsonService, spec: TableSpec): Promise<string[]> {
  const { name: TableName, table } = spec;
  const found = await find(dynamodb, 'DescribeTable', { TableName }, 'ResourceNotFoundException');
  if (found !== undefined) return updateTable(dynamodb, spec, DescribedTable.parse(found).Table);
  const { GlobalSecondaryIndexes, ...others } = table;
  const indexes = GlobalSecondaryIndexes.length === 0 ? {} : { GlobalSecondaryIndexes };
  await dynamodb.call('CreateTable', { TableName, BillingMode: 'PAY_PER_REQUEST', ...others, ...indexes });
  return [`table ${TableName} created`];
}

/** Index by index, as DynamoDB does it: those that are gone or differ go first, then the new ones come. */
async function updateTable(
  dynamodb: AwsJsonService,
  { name: TableName, table }: TableSpec,
  present: TableSpec['table'],
): Promise<string[]> {
  if (!isDeepStrictEqual(present.KeySchema, table.KeySchema))
    throw new Error(
      `The table ${TableName} has another key than this version of Aman expects. Use the version that wrote it, or another data folder.`,
    );
  const lacks = (indexes: readonly IndexSpec[], index: IndexSpec) =>
    !indexes.some((other) => isDeepStrictEqual(sorted(other), sorted(index)));
  const [old, wanted] = [present.GlobalSecondaryIndexes, table.GlobalSecondaryIndexes];
  const gone = old.filter((index) => lacks(wanted, index));
  const missing = wanted.filter((index) => lacks(old, index));
  const update = (change: object, AttributeDefinitions?: object) =>
    dynamodb.call('UpdateTable', {
      TableName,
      GlobalSecondaryIndexUpdates: [change],
      ...(AttributeDefinitions && { AttributeDefinitions }),
    });
  for (const { IndexName } of gone) await update({ Delete: { IndexName } });
  for (const index of missing) {
    // Only a new index brings attributes; DynamoDB refuses those that no key uses.
    const keys = index.KeySchema.map(({ AttributeName }) => AttributeName);
    const used = table.AttributeDefinitions.filter(({ AttributeName }) => keys.includes(AttributeName));
    await update({ Create: index }, used);
  }
  return [
    ...gone.map(({ IndexName }) => `index ${IndexName} of ${TableName} removed`),
    ...missing.map(({ IndexName }) => `index ${IndexName} of ${TableName} built`),
  ];
}

/** The index with what it shows in an order of its own: any order means the same. */
const sorted = ({ Projection, ...index }: IndexSpec) => ({
  ...index,
  ...Projection,
  NonKeyAttributes: Projection.NonKeyAttributes?.toSorted(),
});

async function provisionExpiry(
  dynamodb: AwsJsonService,
  { name: TableName, ttlAttribute }: TableSpec,
): Promise<string[]> {
  const described = DescribedExpiry.parse(await dynamodb.call('DescribeTimeToLive', { TableName }));
  const { AttributeName: current } = described.TimeToLiveDescription;
  if (current === ttlAttribute) return [];
  const specify = (AttributeName: string, Enabled: boolean) =>
    dynamodb.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
  if (current !== undefined) await specify(current, false);
  if (ttlAttribute !== undefined) await specify(ttlAttribute, true);
  return [`expiry of ${TableName} now by ${ttlAttribute ?? 'nothing'}`];
}

/** Running executions keep the definition they began with (S7). */
async function provisionMachine(
  states: AwsJsonService,
  { name, definition, roleArn }: MachineSpec,
): Promise<string[]> {
  const stateMachineArn = `arn:aws:states:${PLACE.region}:${PLACE.account}:stateMachine:${name}`;
  const found = await find(states, 'DescribeStateMachine', { stateMachineArn }, 'StateMachineDoesNotExist');
  if (found === undefined) {
    await states.call('CreateStateMachine', { name, definition, roleArn });
    return [`state machine ${name} created`];
  }
  const present = DescribedMachine.parse(found);
  if (present.definition === definition && present.roleArn === roleArn) return [];
  await states.call('UpdateStateMachine', { stateMachineArn, definition, roleArn });
  return [`state machine ${name} updated`];
}

/** The answer, or undefined when what is asked for is not there. */
async function find(
  service: AwsJsonService,
  operation: string,
  input: Record<string, unknown>,
  absent: string,
) {
  return service.call(operation, input).catch((error: unknown) => {
    if (error instanceof AwsJsonError && error.code === absent) return undefined;
    throw error;
  });
}
