import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GroupCommit, StorageError } from '../../../infra/sqlite/group-commit.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aman-group-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a group of writes', () => {
  function group() {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const database = new DatabaseSync(join(folder, 'group.sqlite'));
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
      { status: 'rejected', reason: expect.any(StorageError) },
      { status: 'rejected', reason: { message: expect.stringContaining('no room on the disk') } },
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
    await expect(writes.run(() => insert(1))).rejects.toThrow(StorageError);
    expect(() => writes.assertSound()).toThrow('until the restart');
    expect(() => writes.run(() => insert(2))).toThrow('until the restart');
  });
});
