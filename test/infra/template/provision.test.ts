import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DynamoDbService, openDynamoDb } from '../../../infra/local/dynamodb/service.ts';
import { lambdaHost } from '../../../infra/local/lambda-host.ts';
import { openStepFunctions, type StepFunctionsService } from '../../../infra/local/states/service.ts';
import type { IndexSpec, MachineSpec, TableSpec } from '../../../infra/template/plan.ts';
import { provision } from '../../../infra/template/provision.ts';

const clock = { now: () => Date.now() };
const key = (attribute: string) => [{ AttributeName: attribute, KeyType: 'HASH' }];
const index = (name: string, projected: string[] = ['title']): IndexSpec => ({
  IndexName: name,
  KeySchema: key(`${name}Pk`),
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: projected },
});
const table = (indexes: IndexSpec[], changes: Partial<TableSpec> = {}): TableSpec => ({
  name: 'Cases',
  table: {
    KeySchema: key('pk'),
    AttributeDefinitions: ['pk', ...indexes.map(({ IndexName }) => `${IndexName}Pk`)].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
    ),
    GlobalSecondaryIndexes: indexes,
  },
  ttlAttribute: 'expiresAt',
  ...changes,
});
const machine = (comment: string): MachineSpec => ({
  name: 'plan',
  roleArn: 'arn:aws:iam::000000000000:role/plan',
  definition: JSON.stringify({
    Comment: comment,
    QueryLanguage: 'JSONata',
    StartAt: 'Done',
    States: { Done: { Type: 'Succeed' } },
  }),
});

let folder: string;
let dynamodb: DynamoDbService;
let states: StepFunctionsService;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aman-provision-'));
  open();
});

afterEach(async () => {
  await shut();
  rmSync(folder, { recursive: true, force: true });
});

function open(): void {
  dynamodb = openDynamoDb({ file: join(folder, 'dynamodb.sqlite'), clock });
  states = openStepFunctions({
    file: join(folder, 'states.sqlite'),
    clock,
    lambda: lambdaHost({}),
  });
}

async function shut(): Promise<void> {
  await states.close();
  await dynamodb.close();
}

async function restart(): Promise<void> {
  await shut();
  open();
}

const bring = (tables: TableSpec[], machines: MachineSpec[] = []) =>
  provision({ dynamodb, states }, { tables, machines });
const put = (item: Record<string, unknown>) => dynamodb.call('PutItem', { TableName: 'Cases', Item: item });
const query = async (name: string, value: string) => {
  const answer = await dynamodb.call('Query', {
    TableName: 'Cases',
    IndexName: name,
    KeyConditionExpression: '#key = :value',
    ExpressionAttributeNames: { '#key': `${name}Pk` },
    ExpressionAttributeValues: { ':value': { S: value } },
  });
  return (answer as { Items: unknown[] }).Items;
};
const item = {
  pk: { S: '1' },
  listPk: { S: 'a' },
  inboxPk: { S: 'b' },
  title: { S: 'x' },
  stage: { S: 's' },
};

describe('provisioning from the template', () => {
  test('H2 creates what is missing, then changes nothing, also after a restart', async () => {
    const wanted = [table([index('list')])];
    expect(await bring(wanted, [machine('1')])).toEqual([
      'table Cases created',
      'expiry of Cases now by expiresAt',
      'state machine plan created',
    ]);
    expect(await bring(wanted, [machine('1')])).toEqual([]);
    await restart();
    expect(await bring(wanted, [machine('1')])).toEqual([]);
  });

  test('H2 builds an added index over the items that are there', async () => {
    await bring([table([index('list')])]);
    await put(item);
    await restart();
    expect(await bring([table([index('list'), index('inbox')])])).toEqual(['index inbox of Cases built']);
    expect(await query('inbox', 'b')).toHaveLength(1);
    expect(await query('list', 'a')).toHaveLength(1);
  });

  test('rebuilds an index whose projection changed, and drops one that is gone', async () => {
    await bring([table([index('list'), index('inbox')])]);
    await put(item);
    expect(await bring([table([index('list', ['title', 'stage'])])])).toEqual([
      'index list of Cases removed',
      'index inbox of Cases removed',
      'index list of Cases built',
    ]);
    expect(await query('list', 'a')).toEqual([expect.objectContaining({ stage: { S: 's' } })]);
  });

  test('changes the attribute by which items expire', async () => {
    await bring([table([])]);
    expect(await bring([table([], { ttlAttribute: 'until' })])).toEqual(['expiry of Cases now by until']);
    expect(await bring([table([], { ttlAttribute: undefined })])).toEqual(['expiry of Cases now by nothing']);
  });

  test('refuses a table with another key instead of replacing it', async () => {
    await bring([table([])]);
    await expect(
      bring([
        table([], {
          table: {
            KeySchema: key('id'),
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            GlobalSecondaryIndexes: [],
          },
        }),
      ]),
    ).rejects.toThrow(/another key/);
  });

  test('updates a state machine whose definition changed', async () => {
    await bring([], [machine('1')]);
    expect(await bring([], [machine('2')])).toEqual(['state machine plan updated']);
    expect(await bring([], [machine('2')])).toEqual([]);
  });
});
