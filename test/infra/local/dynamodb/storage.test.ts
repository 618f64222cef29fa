import { spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { openDynamoDb } from '../../../../infra/local/dynamodb/service.ts';
import { GroupCommit } from '../../../../infra/local/sqlite/group-commit.ts';
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

describe('a group of writes', () => {
  function group() {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const database = new DatabaseSync(join(temporaryFolder(), 'group.sqlite'));
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)');
    const rolledBack = vi.fn();
    const insert = (n: number, text = '') => database.prepare('INSERT INTO t VALUES (?, ?)').run(n, text);
    const count = () => database.prepare('SELECT count(*) AS n FROM t').get()?.n;
    return { database, rolledBack, insert, count };
  }

  it('shares one commit, and one failing write undoes itself alone', async () => {
    const { database, rolledBack, insert, count } = group();
    const exec = { commits: 0 };
    const counted = {
      get isTransaction() {
        return database.isTransaction;
      },
      exec: (sql: string) => database.exec(sql),
      prepare(sql: string) {
        const statement = database.prepare(sql);
        return {
          run() {
            if (sql === 'COMMIT') exec.commits += 1;
            return statement.run();
          },
        };
      },
    };
    const writes = new GroupCommit(counted, { onRollback: rolledBack });
    const results = await Promise.allSettled([
      writes.run(() => insert(1)),
      writes.run(() => {
        insert(2);
        throw new Error('no');
      }),
      writes.run(() => insert(3)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect({ rows: count(), ...exec }).toEqual({ rows: 2, commits: 1 });
    expect(rolledBack).not.toHaveBeenCalled();
  });

  it('is refused as a whole when the disk is full, and works again when there is room', async () => {
    const { database, rolledBack, insert, count } = group();
    const writes = new GroupCommit(database, { onRollback: rolledBack });
    database.exec('PRAGMA max_page_count = 10');
    const results = await Promise.allSettled([
      writes.run(() => insert(1)),
      writes.run(() => insert(2, 'x'.repeat(100_000))),
    ]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: { code: 'ServiceUnavailable', status: 503 } },
      { status: 'rejected', reason: { code: 'ServiceUnavailable', status: 503 } },
    ]);
    expect(count()).toBe(0);
    expect(rolledBack).toHaveBeenCalledOnce();
    database.exec('PRAGMA max_page_count = 1000');
    await writes.run(() => insert(2, 'x'.repeat(100_000)));
    expect(count()).toBe(1);
  });

  it('is the last one when its sync fails', async () => {
    const { database, rolledBack, insert } = group();
    const failing = {
      isTransaction: false,
      exec: (sql: string) => database.exec(sql),
      prepare(sql: string) {
        const statement = database.prepare(sql);
        const syncError = Object.assign(new Error('disk I/O error'), { errcode: 1034 });
        return {
          run() {
            if (sql !== 'COMMIT') return statement.run();
            database.exec('ROLLBACK');
            throw syncError;
          },
        };
      },
    };
    const writes = new GroupCommit(failing, { onRollback: rolledBack });
    await expect(writes.run(() => insert(1))).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(() => writes.assertSound()).toThrow('until the restart');
    expect(() => writes.run(() => insert(2))).toThrow('until the restart');
  });
});
