import { AwsJsonError } from '../aws-json.ts';
import { isPassing, isStorageFault } from './database.ts';

/** What group commit needs of the database. */
interface Transactions {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): { run(): unknown };
}

interface Write {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Whom to tell what happened to the storage. */
interface Listeners {
  /** A whole group was undone: state kept beside the database must be read again. */
  readonly onRollback: () => void;
  /** Nobody knows what the disk holds: nothing is answered any more. */
  readonly onFault?: ((fault: unknown) => void) | undefined;
}

const SQL = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  savepoint: 'SAVEPOINT one',
  undo: 'ROLLBACK TO one',
  release: 'RELEASE one',
};

/** Runs the writes of one turn of the event loop in one transaction; answers only after its fsync. */
export class GroupCommit {
  readonly #database: Transactions;
  readonly #listeners: Listeners;
  readonly #statements: Readonly<Record<keyof typeof SQL, { run(): unknown }>>;
  #group: Write[] = [];
  #flushed: Promise<void> = Promise.resolve();
  #fault: unknown;

  constructor(database: Transactions, listeners: Listeners) {
    this.#database = database;
    this.#listeners = listeners;
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared);
  }

  /** Runs the work in the next group. Its error undoes it alone; a storage fault undoes the group. */
  run<T>(work: () => T): Promise<T> {
    this.assertSound();
    return new Promise<T>((resolve, reject) => {
      if (this.#group.length === 0) this.#schedule();
      this.#group.push({ work, resolve: resolve as Write['resolve'], reject });
    });
  }

  /** Resolves when nothing waits to be written. */
  idle(): Promise<void> {
    return this.#flushed;
  }

  assertSound(): void {
    if (this.#fault === undefined) return;
    const message = 'The storage failed earlier; nothing is read or written until the restart';
    throw new AwsJsonError('InternalServerError', message, 500);
  }

  #schedule(): void {
    this.#flushed = new Promise((done) => {
      setImmediate(() => {
        this.#flush();
        done();
      });
    });
  }

  #flush(): void {
    const group = this.#group;
    this.#group = [];
    try {
      this.assertSound();
      this.#statements.begin.run();
      const answers = group.map((write) => this.#attempt(write));
      this.#statements.commit.run();
      for (const answer of answers) answer();
    } catch (error) {
      const refusal = this.#abandon(error);
      for (const { reject } of group) reject(refusal);
    }
  }

  #attempt({ work, resolve, reject }: Write): () => void {
    this.#statements.savepoint.run();
    try {
      const result = work();
      this.#statements.release.run();
      return () => resolve(result);
    } catch (error) {
      if (isStorageFault(error)) throw error;
      this.#statements.undo.run();
      this.#statements.release.run();
      return () => reject(error);
    }
  }

  #abandon(error: unknown): AwsJsonError {
    if (error instanceof AwsJsonError) return error;
    console.error('A group of writes was undone:', error);
    let fault = isPassing(error) ? undefined : error;
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#listeners.onRollback();
    } catch (failed) {
      fault ??= failed;
    }
    this.#fault = fault;
    if (fault !== undefined) this.#listeners.onFault?.(fault);
    const message =
      fault === undefined
        ? 'There is no room on the disk, or it takes no writes: nothing changed, reading goes on. Free some space.'
        : 'The storage failed: nothing more is answered until the restart.';
    return new AwsJsonError('ServiceUnavailable', message, 503);
  }
}
