import type { DatabaseSync } from 'node:sqlite';
import { isPassing, isStorageFault } from './file.ts';

/** What group commit needs of a database. */
type Database = Pick<DatabaseSync, 'isTransaction' | 'exec'> & { prepare(sql: string): { run(): unknown } };

interface Write {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Whom to tell what happened to the storage. */
interface Listeners {
  /** A whole group was undone: state kept beside the database must be read again. */
  readonly onRollback?: (() => void) | undefined;
  /** Nobody knows what the disk holds: nothing is answered any more. */
  readonly onFault?: ((fault: unknown) => void) | undefined;
}

const NO_ROOM =
  'There is no room on the disk, or it takes no writes: nothing changed, reading goes on. Free some space.';
const FAILED = 'The storage failed: nothing more is answered until the restart.';

/** The storage took no writes; nothing changed. Where nobody knows what it holds, nothing is answered any more. */
export class StorageError extends Error {}

/** Runs the writes of one turn of the event loop in one transaction; answers only after its fsync. */
export class GroupCommit {
  readonly #database: Database;
  readonly #listeners: Listeners;
  readonly #do: (sql: string) => void;
  #group: Write[] = [];
  #flushed: Promise<void> = Promise.resolve();
  #fault: unknown;

  constructor(database: Database, listeners: Listeners = {}) {
    this.#database = database;
    this.#listeners = listeners;
    const statements = ['BEGIN IMMEDIATE', 'COMMIT', 'SAVEPOINT one', 'ROLLBACK TO one', 'RELEASE one'];
    const prepared = new Map(statements.map((sql) => [sql, database.prepare(sql)]));
    this.#do = (sql) => prepared.get(sql)?.run();
  }

  /** Runs the work in the next group. Its error undoes it alone; a storage fault undoes the group. */
  run<T>(work: () => T): Promise<T> {
    this.assertSound();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#group.length === 0)
      this.#flushed = new Promise((done) => setImmediate(() => done(this.#flush())));
    this.#group.push({ work, resolve: resolve as Write['resolve'], reject });
    return promise;
  }

  /** Resolves when nothing waits to be written. */
  idle(): Promise<void> {
    return this.#flushed;
  }

  assertSound(): void {
    if (this.#fault !== undefined) throw new StorageError(FAILED);
  }

  #flush(): void {
    const group = this.#group;
    this.#group = [];
    try {
      this.assertSound();
      this.#do('BEGIN IMMEDIATE');
      const answers = group.map((write) => this.#attempt(write));
      this.#do('COMMIT');
      for (const answer of answers) answer();
    } catch (error) {
      const refusal = this.#abandon(error);
      for (const { reject } of group) reject(refusal);
    }
  }

  #attempt({ work, resolve, reject }: Write): () => void {
    this.#do('SAVEPOINT one');
    try {
      const result = work();
      this.#do('RELEASE one');
      return () => resolve(result);
    } catch (error) {
      if (isStorageFault(error)) throw error;
      this.#do('ROLLBACK TO one');
      this.#do('RELEASE one');
      return () => reject(error);
    }
  }

  #abandon(error: unknown): StorageError {
    if (error instanceof StorageError) return error;
    console.error('A group of writes was undone:', error);
    let fault = isPassing(error) ? undefined : error;
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#listeners.onRollback?.();
    } catch (failed) {
      fault ??= failed;
    }
    this.#fault = fault;
    if (fault !== undefined) this.#listeners.onFault?.(fault);
    return new StorageError(fault === undefined ? NO_ROOM : FAILED, { cause: error });
  }
}
