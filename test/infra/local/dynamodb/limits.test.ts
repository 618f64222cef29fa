import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { errorOf, type Item, startWithTable, TABLE } from './engine.ts';

const key = { pk: { S: 'p' }, sk: { S: 's' } };

describe('a parameter', () => {
  it.each<[string, string, object, string]>([
    ['PutItem', 'Expected', { Item: key, Expected: {} }, 'legacy parameter Expected'],
    [
      'PutItem',
      'ConditionalOperator',
      { Item: key, ConditionalOperator: 'AND' },
      'legacy parameter ConditionalOperator',
    ],
    [
      'UpdateItem',
      'AttributeUpdates',
      { Key: key, AttributeUpdates: {} },
      'legacy parameter AttributeUpdates',
    ],
    ['GetItem', 'AttributesToGet', { Key: key, AttributesToGet: ['pk'] }, 'legacy parameter AttributesToGet'],
    ['Query', 'KeyConditions', { KeyConditions: {} }, 'legacy parameter KeyConditions'],
    ['Query', 'QueryFilter', { QueryFilter: {} }, 'legacy parameter QueryFilter'],
    ['Scan', 'ScanFilter', { ScanFilter: {} }, 'legacy parameter ScanFilter'],
    ['GetItem', 'Made', { Key: key, Made: 1 }, 'The parameter Made of GetItem'],
    ['UpdateTable', 'ReplicaUpdates', { ReplicaUpdates: [] }, 'The parameter ReplicaUpdates of UpdateTable'],
    ['PutItem', 'ReturnValues', { Item: key, ReturnValues: 'ALL_NEW' }, "Value 'ALL_NEW' at 'returnValues'"],
    ['GetItem', 'Key', {}, "Value null at 'key'"],
  ])('of %s that is not supported is refused by name: %s', async (operation, _name, input, reason) => {
    const { service } = await startWithTable();
    const refused = await errorOf(service.call(operation, { TableName: TABLE, ...input }));
    expect(refused).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(reason) });
  });

  it.each([
    ['GetItem', { Key: 'text' }],
    ['GetItem', { Key: { pk: 'text', sk: { S: 's' } } }],
    ['Query', { Limit: 'ten', KeyConditionExpression: 'pk = :p' }],
    ['PutItem', { Item: [] }],
    ['TransactWriteItems', { TransactItems: {} }],
  ])('of %s with the wrong shape is a serialization error: %o', async (operation, input) => {
    const { service } = await startWithTable();
    const given = operation === 'TransactWriteItems' ? input : { TableName: TABLE, ...input };
    expect((await errorOf(service.call(operation, given))).name).toBe('SerializationException');
  });

  it.each(['ExecuteStatement', 'DescribeStream', 'UpdateContinuousBackups', 'toString', ''])(
    'cannot make up for the unknown operation "%s"',
    async (operation) => {
      const { service } = await startWithTable();
      expect((await errorOf(service.call(operation, {}))).name).toBe('UnknownOperationException');
    },
  );
});

describe('an item', () => {
  it.each<[string, Item, string]>([
    ['an empty hash key', { ...key, pk: { S: '' } }, 'cannot contain an empty string value. Key: pk'],
    ['an empty range key', { ...key, sk: { S: '' } }, 'cannot contain an empty string value. Key: sk'],
    ['no range key', { pk: { S: 'p' } }, 'Missing the key sk in the item'],
    ['a key of another type', { ...key, sk: { N: '1' } }, 'Type mismatch for key sk expected: S actual: N'],
    ['a hash key of 2,049 bytes', { ...key, pk: { S: 'é'.repeat(1025) } }, 'limit of2048 bytes'],
    ['a range key of 1,025 bytes', { ...key, sk: { S: 'x'.repeat(1025) } }, 'limit of 1024 bytes'],
    ['an empty set', { ...key, s: { SS: [] } }, 'may not be empty'],
    ['a set with a double', { ...key, s: { NS: ['1', '1.0'] } }, 'contains duplicates'],
    ['no number', { ...key, n: { N: 'ten' } }, 'cannot be converted to a numeric value'],
    ['410 KB of UTF-8', { ...key, t: { S: 'é'.repeat(205_000) } }, 'Item size has exceeded the maximum'],
  ])('with %s is refused', async (_name, Item, reason) => {
    const { client } = await startWithTable();
    const refused = await errorOf(client.send(new PutItemCommand({ TableName: TABLE, Item })));
    expect(refused).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(reason) });
  });

  it('of exactly 400 KB is taken, and one byte more is refused also by an update', async () => {
    const { client } = await startWithTable();
    const rest = 400 * 1024 - 'pk'.length - 'sk'.length - 2 - 't'.length;
    const put = (size: number) =>
      client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key, t: { S: 'x'.repeat(size) } } }));
    expect((await errorOf(put(rest + 1))).message).toContain('maximum allowed size');
    await put(rest);
    const refused = await errorOf(
      client.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: key,
          UpdateExpression: 'SET u = :u',
          ExpressionAttributeValues: { ':u': { S: '' } },
        }),
      ),
    );
    expect(refused.message).toContain('Item size to update has exceeded the maximum allowed size');
  });

  it('may be nested 32 deep and not deeper', async () => {
    const { service } = await startWithTable();
    const nested = (depth: number): unknown => (depth === 0 ? { S: 'x' } : { L: [nested(depth - 1)] });
    await service.call('PutItem', { TableName: TABLE, Item: { ...key, v: nested(32) } });
    const refused = await errorOf(
      service.call('PutItem', { TableName: TABLE, Item: { ...key, v: nested(33) } }),
    );
    expect(refused.message).toContain('Nesting Levels have exceeded supported limits');
  });
});

describe('a batch', () => {
  it('takes 25 writes and 100 keys and no more, and no item twice', async () => {
    const { client } = await startWithTable();
    const write = (count: number, same = false) =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TABLE]: Array.from({ length: count }, (_, i) => ({
              PutRequest: { Item: { pk: { S: 'p' }, sk: { S: same ? 's' : String(i) } } },
            })),
          },
        }),
      );
    const read = (count: number) =>
      client.send(
        new BatchGetItemCommand({
          RequestItems: {
            [TABLE]: {
              Keys: Array.from({ length: count }, (_, i) => ({ pk: { S: 'p' }, sk: { S: String(i) } })),
            },
          },
        }),
      );
    await write(25);
    expect((await read(100)).Responses?.[TABLE]).toHaveLength(25);
    expect((await errorOf(write(26))).message).toContain('Too many items');
    expect((await errorOf(read(101))).message).toContain('Too many items');
    expect((await errorOf(write(2, true))).message).toContain('contains duplicates');
  });
});

const inTable = { TableName: TABLE };
const put = { Put: { ...inTable, Item: key } };
const READS: readonly (readonly [string, object])[] = [
  ['GetItem', { ...inTable, Key: key }],
  ['BatchGetItem', { RequestItems: { [TABLE]: { Keys: [key] } } }],
  ['TransactGetItems', { TransactItems: [{ Get: { ...inTable, Key: key } }] }],
  ['Scan', inTable],
  [
    'Query',
    { ...inTable, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } },
  ],
];
const WRITES: readonly (readonly [string, object])[] = [
  ['PutItem', { ...inTable, Item: key }],
  ['UpdateItem', { ...inTable, Key: key }],
  ['DeleteItem', { ...inTable, Key: key }],
  ['BatchWriteItem', { RequestItems: { [TABLE]: [{ PutRequest: { Item: key } }] } }],
  ['TransactWriteItems', { TransactItems: [put] }],
];

describe('what a request costs', () => {
  it.each([
    ...[...READS, ...WRITES].flatMap(([operation, input]) =>
      ['TOTAL', 'INDEXES'].map((value) => ({ operation, input, parameter: 'ReturnConsumedCapacity', value })),
    ),
    ...WRITES.map(([operation, input]) => {
      const parameter = 'ReturnItemCollectionMetrics';
      return { operation, input, parameter, value: 'SIZE' };
    }),
  ])(
    'is not told: $parameter $value of $operation is refused by name, NONE is taken',
    async ({ operation, input, parameter, value }) => {
      const { service } = await startWithTable();
      const refused = await errorOf(service.call(operation, { ...input, [parameter]: value }));
      const name = parameter.replace('R', 'r');
      expect(refused).toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(`Value '${value}' at '${name}'`),
      });
      const answer = await service.call(operation, { ...input, [parameter]: 'NONE' });
      expect(answer).not.toHaveProperty('ConsumedCapacity');
    },
  );
});
