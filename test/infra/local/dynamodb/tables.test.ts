import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASES, type Engine, errorOf, type Item, startWithTable, TABLE } from './engine.ts';

const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

async function owned({ client }: Engine, owner: string, IndexName = 'byOwner') {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName,
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: owner } },
    }),
  );
  return Items?.map((item) => item.sk?.S) ?? [];
}

describe('an index', () => {
  it('D2 holds exactly the items with its keys after any run of writes', async () => {
    const engine = await startWithTable();
    const value = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
    const steps = fc.array(
      fc.record({
        sk: fc.constantFrom('1', '2', '3'),
        owner: value,
        due: value,
        how: fc.constantFrom('put', 'update', 'delete'),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (run) => {
        for (const step of run) await applyStep(engine, step);
        const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: TABLE }));
        for (const owner of ['a', 'b', 'c']) {
          const expected = Items.filter((item) => item.owner?.S === owner && item.due !== undefined);
          const found = await owned(engine, owner);
          expect([...found].sort()).toEqual(expected.map((item) => item.sk?.S).sort());
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds all of many items with equal index keys', async () => {
    const engine = await startWithTable();
    const puts = Array.from({ length: 300 }, (_, i) =>
      engine.client.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: { ...key(`s${i}`), owner: { S: 'one' }, due: { N: '1' } },
        }),
      ),
    );
    await Promise.all(puts);
    expect(new Set(await owned(engine, 'one')).size).toBe(300);
  });

  it.each<[string, Item, string]>([
    ['another type', { owner: { N: '1' } }, 'Type mismatch for Index Key owner Expected: S Actual: N'],
    ['an empty string', { owner: { S: '' } }, 'cannot contain an empty string value'],
    ['a too long hash key', { owner: { S: 'x'.repeat(2049) } }, 'maximum size limit of2048 bytes'],
  ])('refuses an item whose key has %s', async (_name, attributes, reason) => {
    const { client } = await startWithTable();
    const refused = await errorOf(
      client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key('s'), ...attributes } })),
    );
    expect(refused.message).toContain(reason);
  });

  it('can be added to a full table and removed, and stays after a restart', async () => {
    const engine = await startWithTable();
    await engine.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key('s1'), owner: { S: 'me' }, kind: { S: 'k' } } }),
    );
    await engine.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key('s2'), kind: { N: '1' } } }),
    );
    const { TableDescription } = await engine.client.send(
      new UpdateTableCommand({
        TableName: TABLE,
        AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'byKind',
              KeySchema: [
                { AttributeName: 'owner', KeyType: 'HASH' },
                { AttributeName: 'kind', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'ALL' },
            },
          },
        ],
      }),
    );
    expect(TableDescription?.GlobalSecondaryIndexes?.map((index) => index.IndexName)).toEqual([
      'byOwner',
      'byKind',
    ]);
    const restarted = await engine.restart();
    expect(await owned(restarted, 'me', 'byKind')).toEqual(['s1']);
    await restarted.client.send(
      new UpdateTableCommand({
        TableName: TABLE,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byKind' } }],
      }),
    );
    const refused = await errorOf(owned(restarted, 'me', 'byKind'));
    expect(refused.message).toContain('does not have the specified index');
  });
});

async function applyStep(
  { client }: Engine,
  step: { sk: string; owner: string | undefined; due: string | undefined; how: string },
) {
  const attributes: Item = {};
  if (step.owner !== undefined) attributes.owner = { S: step.owner };
  if (step.due !== undefined) attributes.due = { N: String(step.due.charCodeAt(0)) };
  if (step.how === 'put')
    return client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key(step.sk), ...attributes } }));
  if (step.how === 'delete')
    return client.send(new DeleteItemCommand({ TableName: TABLE, Key: key(step.sk) }));
  const UpdateExpression =
    step.owner === undefined ? 'REMOVE #o' : `SET #o = :o${step.due === undefined ? ' REMOVE due' : ''}`;
  return client.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: key(step.sk),
      UpdateExpression,
      ExpressionAttributeNames: { '#o': 'owner' },
      ...(step.owner !== undefined && { ExpressionAttributeValues: { ':o': { S: step.owner } } }),
    }),
  );
}

describe('a table', () => {
  it('is described as it was created, also after a restart', async () => {
    const engine = await (await startWithTable()).restart();
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      AttributeDefinitions: CASES.AttributeDefinitions,
      KeySchema: CASES.KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: false,
      CreationDateTime: new Date(engine.clock.time),
      GlobalSecondaryIndexes: [{ IndexName: 'byOwner', IndexStatus: 'ACTIVE' }],
    });
    const byArn = await engine.client.send(new DescribeTableCommand({ TableName: Table?.TableArn }));
    expect(byArn.Table?.TableName).toBe(TABLE);
  });

  it('is deleted with everything in it, unless protected', async () => {
    const { client } = await startWithTable({ ...CASES, DeletionProtectionEnabled: true });
    await client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key('s'), owner: { S: 'o' }, due: { N: '1' } } }),
    );
    const refused = await errorOf(client.send(new DeleteTableCommand({ TableName: TABLE })));
    expect(refused.message).toContain('protected against deletion');
    await client.send(new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName: TABLE }));
    const gone = await errorOf(client.send(new GetItemCommand({ TableName: TABLE, Key: key('s') })));
    expect(gone.name).toBe('ResourceNotFoundException');
    await client.send(new CreateTableCommand(CASES));
    expect((await client.send(new ScanCommand({ TableName: TABLE, IndexName: 'byOwner' }))).Count).toBe(0);
  });

  it('cannot be created twice, and is listed page by page', async () => {
    const { client } = await startWithTable();
    expect((await errorOf(client.send(new CreateTableCommand(CASES)))).name).toBe('ResourceInUseException');
    await client.send(new CreateTableCommand({ ...CASES, TableName: 'another' }));
    const first = await client.send(new ListTablesCommand({ Limit: 1 }));
    expect(first).toMatchObject({ TableNames: ['another'], LastEvaluatedTableName: 'another' });
    const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: 'another' }));
    expect(rest.TableNames).toEqual([TABLE]);
  });

  it.each<[string, object, string]>([
    ['a stream', { StreamSpecification: { StreamEnabled: true } }, 'StreamSpecification'],
    ['local indexes', { LocalSecondaryIndexes: [] }, 'LocalSecondaryIndexes'],
    ['an unused attribute', { GlobalSecondaryIndexes: undefined }, 'Some AttributeDefinitions are not used'],
    [
      'capacity without need',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      'PAY_PER_REQUEST',
    ],
    ['no capacity', { BillingMode: 'PROVISIONED' }, 'ProvisionedThroughput must be specified'],
    ['a short name', { TableName: 'ab' }, 'length between 3 and 255'],
    [
      'an undefined key',
      { KeySchema: [{ AttributeName: 'nope', KeyType: 'HASH' }] },
      'not defined in AttributeDefinitions',
    ],
    [
      'two hash keys',
      {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'HASH' },
        ],
      },
      'KeySchema',
    ],
  ])('with %s is refused', async (_name, change, reason) => {
    const { client } = await startWithTable({ ...CASES, TableName: 'first' });
    const refused = await errorOf(client.send(new CreateTableCommand({ ...CASES, ...change })));
    expect(refused).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(reason) });
  });

  it('takes what a CDK table with encryption, class and tags asks for', async () => {
    const { client } = await startWithTable({
      ...CASES,
      SSESpecification: { Enabled: true },
      TableClass: 'STANDARD',
      Tags: [{ Key: 'system', Value: 'aman' }],
    });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table?.SSEDescription?.Status).toBe('ENABLED');
  });
});

describe('time to live', () => {
  it('deletes what has expired, and its index entries, when swept', async () => {
    const engine = await startWithTable();
    const now = Math.floor(engine.clock.time / 1000);
    const put = (sk: string, attributes: Item) =>
      engine.client.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: { ...key(sk), owner: { S: 'o' }, due: { N: '1' }, ...attributes },
        }),
      );
    await put('before', { expires: { N: String(now - 1) } });
    await engine.client.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      }),
    );
    await put('soon', { expires: { N: String(now + 60) } });
    await put('ancient', { expires: { N: String(now - 6 * 365 * 86_400) } });
    await put('text', { expires: { S: '1' } });
    expect(await engine.service.sweepTtl()).toBe(1);
    expect((await owned(engine, 'o')).sort()).toEqual(['ancient', 'soon', 'text']);
    engine.clock.time += 61_000;
    expect(await engine.service.sweepTtl()).toBe(1);
    // What has gone stays gone, and nothing goes early, when the clock jumps back.
    engine.clock.time -= 2 * 86_400_000;
    expect(await engine.service.sweepTtl()).toBe(0);
    expect((await owned(engine, 'o')).sort()).toEqual(['ancient', 'text']);
    engine.clock.time += 30 * 86_400_000;
    expect(await engine.service.sweepTtl()).toBe(0);
    const { TimeToLiveDescription } = await engine.client.send(
      new DescribeTimeToLiveCommand({ TableName: TABLE }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  });
});
