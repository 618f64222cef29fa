import {
  type AttributeValue,
  BatchWriteItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Engine, errorOf, type Item, startWithTable, TABLE } from './engine.ts';

async function fill(engine: Engine, items: readonly Item[]) {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await engine.client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
  }
}

function sample(count: number): Item[] {
  return Array.from({ length: count }, (_, i) => ({
    pk: { S: `p${i % 3}` },
    sk: { S: `s${String(i).padStart(3, '0')}` },
    owner: { S: `o${i % 2}` },
    due: { N: String((i * 7) % 5) },
    title: { S: `title ${i}` },
    hidden: { S: 'not projected' },
  }));
}

type PageInput = Omit<QueryCommandInput, 'TableName'>;

async function allPages(engine: Engine, input: PageInput | Omit<ScanCommandInput, 'TableName'>) {
  const items: Item[] = [];
  let start: Record<string, AttributeValue> | undefined;
  let scanned = 0;
  do {
    const parameters = { TableName: TABLE, ...input, ExclusiveStartKey: start };
    const isQuery = 'KeyConditionExpression' in input;
    const page = await engine.client.send(
      isQuery ? new QueryCommand(parameters) : new ScanCommand(parameters),
    );
    items.push(...(page.Items ?? []));
    scanned += page.ScannedCount ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return { items, scanned };
}

const QUERIES: readonly PageInput[] = [
  { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p1' } } },
  {
    KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
    ExpressionAttributeValues: { ':p': { S: 'p0' }, ':a': { S: 's005' }, ':b': { S: 's050' } },
  },
  {
    KeyConditionExpression: 'pk = :p AND begins_with(sk, :a)',
    ExpressionAttributeValues: { ':p': { S: 'p0' }, ':a': { S: 's05' } },
  },
  {
    IndexName: 'byOwner',
    KeyConditionExpression: '#o = :o',
    ExpressionAttributeNames: { '#o': 'owner' },
    ExpressionAttributeValues: { ':o': { S: 'o1' } },
  },
  {
    IndexName: 'byOwner',
    KeyConditionExpression: '#o = :o AND due >= :two',
    ExpressionAttributeNames: { '#o': 'owner' },
    ExpressionAttributeValues: { ':o': { S: 'o0' }, ':two': { N: '2' } },
  },
];

describe('paging', () => {
  it('D6 yields each item once in the order of one big page, with any Limit, direction and filter', async () => {
    const engine = await startWithTable();
    await fill(engine, sample(70));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...QUERIES),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.boolean(),
        async (query, Limit, ScanIndexForward, filtered) => {
          const input = {
            ...query,
            ScanIndexForward,
            ...(filtered && {
              FilterExpression: 'contains(title, :five)',
              ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':five': { S: '5' } },
            }),
          };
          const whole = await allPages(engine, input);
          const paged = await allPages(engine, { ...input, Limit });
          expect(paged).toEqual(whole);
          expect(whole.items.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('divides a scan into segments that together hold each item once', async () => {
    const engine = await startWithTable();
    await fill(engine, sample(60));
    const whole = await allPages(engine, {});
    for (const TotalSegments of [1, 2, 3, 7]) {
      const parts: Item[] = [];
      for (let Segment = 0; Segment < TotalSegments; Segment += 1)
        parts.push(...(await allPages(engine, { Segment, TotalSegments, Limit: 4 })).items);
      expect(parts).toEqual(whole.items);
    }
    expect(whole.items).toHaveLength(60);
  });

  it('scans an index page by page, projected', async () => {
    const engine = await startWithTable();
    await fill(engine, sample(30));
    const { items } = await allPages(engine, { IndexName: 'byOwner', Limit: 7 });
    expect(items).toHaveLength(30);
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(['due', 'owner', 'pk', 'sk', 'title']);
  });

  it('goes on after a start key whose item is gone', async () => {
    const engine = await startWithTable();
    await fill(engine, sample(9));
    const ExclusiveStartKey = { pk: { S: 'p0' }, sk: { S: 's001' } };
    const rest = await engine.client.send(
      new QueryCommand({
        TableName: TABLE,
        ...QUERIES[0],
        ExclusiveStartKey,
        ExpressionAttributeValues: { ':p': { S: 'p0' } },
      }),
    );
    expect(rest.Items?.map((item) => item.sk?.S)).toEqual(['s003', 's006']);
  });

  it('ends a page at one megabyte', async () => {
    const engine = await startWithTable();
    for (let i = 0; i < 5; i += 1)
      await engine.client.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: { pk: { S: 'big' }, sk: { S: String(i) }, text: { S: 'x'.repeat(390_000) } },
        }),
      );
    const query = {
      TableName: TABLE,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'big' } },
    };
    const first = await engine.client.send(new QueryCommand(query));
    expect(first.Count).toBe(3);
    const second = await engine.client.send(
      new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }),
    );
    expect(second.Items?.map((item) => item.sk?.S)).toEqual(['3', '4']);
    expect(second.LastEvaluatedKey).toBeUndefined();
  });

  it('orders strings by UTF-8, also with a zero and beyond the first plane', async () => {
    const engine = await startWithTable();
    const keys = ['a', 'a\u0000', 'a\u0000b', 'ab', 'é', '\uffee', '😀'];
    await fill(engine, keys.map((key) => ({ pk: { S: 'p' }, sk: { S: key } })).reverse());
    const { items } = await allPages(engine, {
      ...QUERIES[0],
      ExpressionAttributeValues: { ':p': { S: 'p' } },
      Limit: 2,
    });
    expect(items.map((item) => item.sk?.S)).toEqual(keys);
  });

  it.each<[string, Partial<QueryCommandInput>, string]>([
    [
      'a foreign start key',
      { ExclusiveStartKey: { pk: { S: 'x' }, sk: { S: 's' } } },
      'outside query boundaries',
    ],
    ['a start key without range', { ExclusiveStartKey: { pk: { S: 'p1' } } }, 'does not match the schema'],
    ['an unknown index', { IndexName: 'nothing' }, 'does not have the specified index: nothing'],
    ['a consistent read of an index', { IndexName: 'byOwner', ConsistentRead: true }, 'Consistent reads'],
    ['a limit of zero', { Limit: 0 }, 'greater than or equal to 1'],
    ['no hash key', { KeyConditionExpression: 'sk = :p' }, 'missed key schema element: pk'],
    ['a range on the hash key', { KeyConditionExpression: 'pk > :p' }, 'Query key condition not supported'],
    [
      'OR',
      { KeyConditionExpression: 'pk = :p OR sk = :p' },
      'Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      'a filter on the key',
      { FilterExpression: 'sk = :p' },
      'non-primary key attributes: Primary key attribute: sk',
    ],
    ['SPECIFIC_ATTRIBUTES alone', { Select: 'SPECIFIC_ATTRIBUTES' }, 'Must specify the ProjectionExpression'],
  ])('refuses %s', async (_name, input, reason) => {
    const { client } = await startWithTable();
    const error = await errorOf(client.send(new QueryCommand({ TableName: TABLE, ...QUERIES[0], ...input })));
    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(reason) });
  });
});
