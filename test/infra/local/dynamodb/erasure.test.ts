import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startWithTable, TABLE } from './engine.ts';

it('keeps no word of what was overwritten or deleted in any of its files once it is closed', async () => {
  const engine = await startWithTable();
  const write = (n: number, text: string) =>
    engine.client.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: { pk: { S: 'p' }, sk: { S: `s${n}` }, text: { S: text } },
      }),
    );
  const all = Array.from({ length: 60 }, (_, n) => n);
  // Some fit into a page beside others, some need pages of their own.
  await Promise.all(all.map((n) => write(n, `zqerasedxv ${'word '.repeat(n % 2 === 0 ? 20 : 2000)}`)));
  await Promise.all(all.slice(0, 40).map((n) => write(n, 'zqkeptxv')));
  const gone = (n: number) => ({ TableName: TABLE, Key: { pk: { S: 'p' }, sk: { S: `s${n}` } } });
  await Promise.all(all.slice(40).map((n) => engine.client.send(new DeleteItemCommand(gone(n)))));
  await engine.service.close();
  const folder = dirname(engine.file);
  const holds = (word: string) =>
    readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(word));
  expect([holds('zqkeptxv'), holds('zqerasedxv')]).toEqual([true, false]);
});
