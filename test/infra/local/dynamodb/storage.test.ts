import { spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { openDynamoDb } from '../../../../infra/local/dynamodb/service.ts';
import { errorOf, handClock, startEngine, startWithTable, TABLE, temporaryFolder } from './engine.ts';

const key = { pk: { S: 'p' }, sk: { S: 's' } };
const SERVICE = join(import.meta.dirname, '../../../../infra/local/dynamodb/service.ts');

describe('the file', () => {
  it('is held by one process only, and free when that one closes', async () => {
    const engine = startEngine();
    const script = `import { openDynamoDb } from ${JSON.stringify(SERVICE)};
      await openDynamoDb({ file: process.argv[1], clock: Date }).close();`;
    const open = () =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, engine.file], { encoding: 'utf8' });
    const refused = open();
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('is in use by another process');
    await engine.service.close();
    expect(open().stderr).not.toContain('Error');
  });

  it('is refused when it belongs to another program', () => {
    const file = join(temporaryFolder(), 'other.sqlite');
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    expect(() => openDynamoDb({ file, clock: handClock() })).toThrow('is a database of another program');
  });

  it('is refused when it is no database, or a later format', async () => {
    const file = join(temporaryFolder(), 'text.sqlite');
    writeFileSync(file, 'a letter, not a database '.repeat(100));
    expect(() => openDynamoDb({ file, clock: handClock() })).toThrow('cannot be opened');
    const engine = startEngine();
    await engine.service.close();
    const later = new DatabaseSync(engine.file);
    later.exec('PRAGMA user_version = 99');
    later.close();
    expect(() => openDynamoDb({ file: engine.file, clock: handClock() })).toThrow('has format 99');
  });

  it('is refused when its pages are damaged', async () => {
    const engine = await startWithTable();
    for (let i = 0; i < 50; i += 1)
      await engine.client.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: { ...key, sk: { S: `s${i}` }, t: { S: 'x'.repeat(900) } },
        }),
      );
    await engine.service.close();
    const { size } = statSync(engine.file);
    const bytes = Buffer.alloc(size - 3 * 4096, 0xaa);
    const { openSync, writeSync, closeSync } = await import('node:fs');
    const handle = openSync(engine.file, 'r+');
    writeSync(handle, bytes, 0, bytes.length, 3 * 4096);
    closeSync(handle);
    expect(() => openDynamoDb({ file: engine.file, clock: handClock() })).toThrow(/damaged|cannot be opened/);
  });

  it('is refused when it is gone and only its log is left', () => {
    const file = join(temporaryFolder(), 'lost.sqlite');
    writeFileSync(`${file}-wal`, 'frames');
    expect(() => openDynamoDb({ file, clock: handClock() })).toThrow('is missing or empty but its log');
    rmSync(`${file}-wal`);
  });

  it('keeps acknowledged writes across a restart', async () => {
    const engine = await startWithTable();
    await engine.client.send(new PutItemCommand({ TableName: TABLE, Item: key }));
    const restarted = await engine.restart();
    const { Item } = await restarted.client.send(new GetItemCommand({ TableName: TABLE, Key: key }));
    expect(Item).toEqual(key);
    expect((await errorOf(engine.service.call('ListTables', {}))).name).toBe('ServiceUnavailable');
  });
});
