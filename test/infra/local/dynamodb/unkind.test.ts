import { once } from 'node:events';
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../../infra/launch/listen.ts';
import { awsJsonServer } from '../../../../infra/local/aws-json.ts';
import { until } from '../../../journeys/until.ts';
import { type Engine, startWithTable, TABLE } from './engine.ts';

const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
const item = (sk: string, owner: string) => ({ ...key(sk), owner: { S: owner }, due: { N: '1' } });

beforeEach(() => {
  process.env.AMAN_UNKIND = '7';
});
afterEach(() => {
  delete process.env.AMAN_UNKIND;
});

const owned = async ({ client }: Engine, owner: string) => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: owner } },
    }),
  );
  return Items.map(({ sk }) => sk?.S).sort();
};

/** Puts until one of the puts is answered. */
const put = (engine: Engine, sk: string, owner: string) =>
  until(
    () =>
      engine.client.send(new PutItemCommand({ TableName: TABLE, Item: item(sk, owner) })).catch(() => null),
    5000,
  );

describe('the unkind mode', () => {
  it('shows in an index what was true a moment ago, and the table as it is', async () => {
    const engine = await startWithTable();
    await put(engine, 's', 'first');
    expect(await owned(engine, 'first')).toEqual([]);
    await until(async () => ((await owned(engine, 'first')).length === 1 ? true : null), 5000);
    await put(engine, 's', 'second');
    expect([await owned(engine, 'first'), await owned(engine, 'second')]).toEqual([['s'], []]);
    const { Item } = await engine.client.send(new GetItemCommand({ TableName: TABLE, Key: key('s') }));
    expect(Item?.owner?.S).toBe('second');
    await until(async () => ((await owned(engine, 'second')).length === 1 ? true : null), 5000);
    expect(await owned(engine, 'first')).toEqual([]);
  });

  it('cancels for conflicts without a change, and loses replies after the change', async () => {
    const engine = await startWithTable();
    const seen = new Set<string>();
    for (let n = 0; n < 400 && seen.size < 2; n++) {
      const Put = { TableName: TABLE, Item: key(String(n)) };
      const failure = await engine.service
        .call('TransactWriteItems', { TransactItems: [{ Put }] })
        .then(() => undefined)
        .catch((error: Error & { code: string; extra?: object }) => error);
      if (failure === undefined) continue;
      const { Item } = await engine.client.send(
        new GetItemCommand({ TableName: TABLE, Key: key(String(n)) }),
      );
      const isConflict = failure.code === 'TransactionCanceledException';
      if (isConflict)
        expect(failure.extra).toMatchObject({ CancellationReasons: [{ Code: 'TransactionConflict' }] });
      else expect(failure.code).toBe('ECONNRESET');
      expect(Item === undefined).toBe(isConflict);
      seen.add(failure.code);
    }
    expect([...seen].sort()).toEqual(['ECONNRESET', 'TransactionCanceledException']);
  });

  it('cuts the connection of a lost reply on the wire', async () => {
    const engine = await startWithTable();
    const server = awsJsonServer([engine.service]);
    onTestFinished(() => server.closeAllConnections());
    const port = await listen(server, 0, '127.0.0.1');
    const failures: unknown[] = [];
    for (let n = 0; n < 200 && failures.length === 0; n++) {
      const body = JSON.stringify({ TableName: TABLE, Item: key(String(n)) });
      await fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
        body,
      }).catch((error: unknown) => failures.push(error));
    }
    expect(failures).toHaveLength(1);
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
});
