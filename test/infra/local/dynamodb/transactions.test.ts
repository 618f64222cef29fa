import { DatabaseSync } from 'node:sqlite';
import {
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { type Engine, errorOf, startWithTable, TABLE } from './engine.ts';

const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
const put = (sk: string): TransactWriteItem => ({ Put: { TableName: TABLE, Item: key(sk) } });
const add = (sk: string): TransactWriteItem => ({
  Update: {
    TableName: TABLE,
    Key: key(sk),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
});

function write({ client }: Engine, TransactItems: TransactWriteItem[], ClientRequestToken?: string) {
  return client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
}

async function counter({ client }: Engine) {
  const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: key('counter') }));
  return Item?.n?.N;
}

describe('a transaction', () => {
  it('D3 writes nothing when one condition fails, and gives the reasons in order', async () => {
    const engine = await startWithTable();
    await engine.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key('old'), v: { N: '1' } } }),
    );
    const refused = await errorOf(
      write(engine, [
        put('new'),
        {
          Put: {
            TableName: TABLE,
            Item: key('old'),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Delete: { TableName: TABLE, Key: key('gone'), ConditionExpression: 'attribute_exists(pk)' } },
        {
          ConditionCheck: {
            TableName: TABLE,
            Key: key('other'),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ]),
    );
    expect(refused).toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, ConditionalCheckFailed, None]'),
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { ...key('old'), v: { N: '1' } } },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        { Code: 'None' },
      ],
    });
    const { Item } = await engine.client.send(new GetItemCommand({ TableName: TABLE, Key: key('new') }));
    expect(Item).toBeUndefined();
  });

  it('reports an update that meets a wrong type as a reason', async () => {
    const engine = await startWithTable();
    await engine.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key('x'), n: { S: 'text' } } }),
    );
    expect(await errorOf(write(engine, [add('x'), put('y')]))).toMatchObject({
      CancellationReasons: [{ Code: 'ValidationError' }, { Code: 'None' }],
    });
  });

  it('reads several items at one moment, missing ones empty', async () => {
    const engine = await startWithTable();
    await write(engine, [put('a'), put('b')]);
    const { Responses } = await engine.client.send(
      new TransactGetItemsCommand({
        TransactItems: ['a', 'z', 'b'].map((sk) => ({
          Get: { TableName: TABLE, Key: key(sk), ProjectionExpression: 'sk' },
        })),
      }),
    );
    expect(Responses).toEqual([{ Item: { sk: { S: 'a' } } }, {}, { Item: { sk: { S: 'b' } } }]);
  });

  it.each<[string, TransactWriteItem[], string]>([
    ['two actions on one item', [put('a'), add('a')], 'multiple operations on one item'],
    ['an action of two kinds', [{ ...put('a'), ...add('b') }], 'only contain one of'],
    ['no action', [], 'greater than or equal to 1'],
    ['101 actions', Array.from({ length: 101 }, (_, i) => put(String(i))), 'less than or equal to 100'],
  ])('with %s is refused', async (_name, items, reason) => {
    const engine = await startWithTable();
    const refused = await errorOf(write(engine, items));
    expect(refused).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(reason) });
  });
});

describe('a ClientRequestToken', () => {
  it('D4 gives a repeated request no second effect, also after a restart', async () => {
    const engine = await startWithTable();
    await write(engine, [add('counter')], 'token-1');
    await write(engine, [add('counter')], 'token-1');
    const restarted = await engine.restart();
    await write(restarted, [add('counter')], 'token-1');
    expect(await counter(restarted)).toBe('1');
  });

  it('is the same for the same request written in another order', async () => {
    const engine = await startWithTable();
    const call = (item: object) =>
      engine.service.call('TransactWriteItems', {
        ClientRequestToken: 'token',
        TransactItems: [{ Put: { TableName: TABLE, Item: item } }],
      });
    await call({ pk: { S: 'p' }, sk: { S: 's' }, n: { N: '1.0' } });
    await expect(call({ n: { N: '1.0' }, sk: { S: 's' }, pk: { S: 'p' } })).resolves.toEqual({});
  });

  it('is refused with another request', async () => {
    const engine = await startWithTable();
    await write(engine, [add('counter')], 'token-1');
    const refused = await errorOf(write(engine, [add('counter'), put('b')], 'token-1'));
    expect(refused.name).toBe('IdempotentParameterMismatchException');
    expect(await counter(engine)).toBe('1');
  });

  it('is forgotten after ten minutes', async () => {
    const engine = await startWithTable();
    await write(engine, [add('counter')], 'token-1');
    engine.clock.time += 10 * 60 * 1000 - 1;
    await write(engine, [add('counter')], 'token-1');
    expect(await counter(engine)).toBe('1');
    engine.clock.time += 1;
    await write(engine, [add('counter')], 'token-1');
    expect(await counter(engine)).toBe('2');
    const restarted = await engine.restart();
    await write(restarted, [add('counter')], 'token-1');
    expect(await counter(restarted)).toBe('2');
  });

  it('stays used while the clock jumps two days back, and is forgotten thirty days on', async () => {
    const engine = await startWithTable();
    const day = 24 * 60 * 60 * 1000;
    await write(engine, [add('counter')], 'token-1');
    engine.clock.time -= 2 * day;
    await write(engine, [add('counter')], 'token-1');
    const restarted = await engine.restart();
    await write(restarted, [add('counter')], 'token-1');
    expect(await counter(restarted)).toBe('1');
    restarted.clock.time += 32 * day;
    await write(restarted, [add('counter')], 'token-1');
    expect(await counter(restarted)).toBe('2');
  });

  it('is swept away once it is forgotten, not before', async () => {
    const engine = await startWithTable();
    await write(engine, [add('counter')], 'token-1');
    engine.clock.time += 10 * 60 * 1000 - 1;
    await engine.service.sweepTtl();
    await write(engine, [add('counter')], 'token-1');
    expect(await counter(engine)).toBe('1');
    engine.clock.time += 1;
    await engine.service.sweepTtl();
    await engine.service.close();
    const file = new DatabaseSync(engine.file);
    expect(file.prepare('SELECT count(*) AS n FROM tokens').get()).toEqual({ n: 0 });
    file.close();
  });

  it('is not used up by a transaction that was cancelled', async () => {
    const engine = await startWithTable();
    const conditional: TransactWriteItem = {
      Put: { TableName: TABLE, Item: key('a'), ConditionExpression: 'attribute_exists(pk)' },
    };
    await errorOf(write(engine, [conditional], 'token-1'));
    await write(engine, [put('a')]);
    await expect(write(engine, [conditional], 'token-1')).resolves.toBeDefined();
  });

  it('is at most 36 characters long', async () => {
    const engine = await startWithTable();
    const refused = await errorOf(write(engine, [put('a')], 'x'.repeat(37)));
    expect(refused.name).toBe('ValidationException');
  });
});
