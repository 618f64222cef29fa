import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { type Engine, type Item, startWithTable, TABLE } from './engine.ts';

const KILLS = 10;
const WORKER = join(import.meta.dirname, 'kill-worker.ts');

/** Runs writers in a process of their own and kills it after so many acknowledged writes. */
async function writeAndKill(file: string, round: number, acknowledged: Map<string, number>) {
  const child = spawn(process.execPath, [WORKER, file, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let seen = 0;
  for await (const line of createInterface(child.stdout)) {
    const [sk = '', version = ''] = line.split(' ');
    if (sk !== 'transfer') acknowledged.set(sk, Number(version));
    seen += 1;
    if (seen === 150 + round * 37) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
}

async function all(
  { client }: Engine,
  input: { IndexName?: string; KeyConditionExpression: string; value: string },
) {
  const items: Item[] = [];
  const { value, ...query } = input;
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: TABLE,
        ...query,
        ExpressionAttributeValues: { ':v': { S: value } },
        ...(input.IndexName && { ExpressionAttributeNames: { '#o': 'owner' } }),
        ExclusiveStartKey,
      }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

it('after kill -9 every acknowledged write is there, transfers are whole and the index equals the table', async () => {
  let engine = await startWithTable();
  for (let account = 0; account < 10; account += 1)
    await engine.client.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: { pk: { S: 'account' }, sk: { S: String(account) }, balance: { N: '1000' } },
      }),
    );
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < KILLS; round += 1) {
    await engine.service.close();
    await writeAndKill(engine.file, round, acknowledged);
    engine = await engine.restart();
    const items = await all(engine, { KeyConditionExpression: 'pk = :v', value: 'item' });
    const found = new Map(items.map((item) => [item.sk?.S, Number(item.due?.N)]));
    for (const [sk, version] of acknowledged) expect(found.get(sk)).toBeGreaterThanOrEqual(version);
    const accounts = await all(engine, { KeyConditionExpression: 'pk = :v', value: 'account' });
    expect(accounts.reduce((sum, account) => sum + Number(account.balance?.N), 0)).toBe(10_000);
    const entries: Item[] = [];
    for (const value of ['o0', 'o1', 'o2', 'o3', 'o4'])
      entries.push(
        ...(await all(engine, { IndexName: 'byOwner', KeyConditionExpression: '#o = :v', value })),
      );
    const shape = (item: Item) => `${item.sk?.S} ${item.owner?.S} ${item.due?.N}`;
    expect(entries.map(shape).sort()).toEqual(items.map(shape).sort());
  }
}, 60_000);
