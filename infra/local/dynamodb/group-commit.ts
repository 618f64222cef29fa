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

/** Runs the writes of one turn of the event loop in one transaction; answers only after its fsync. */
export class GroupCommit {
  readonly #database: Transactions;
  readonly #onRollback: () => void;
  readonly #statements: Record<'begin' | 'commit' | 'savepoint' | 'undo' | 'release', { run(): unknown }>;
  #group: Write[] = [];
  #flushed: Promise<void> = Promise.resolve();
  #fault: unknown;

  /** onRollback runs when a whole group was undone, for state kept beside the database. */
  constructor(database: Transactions, onRollback: () => void) {
    this.#database = database;
    this.#onRollback = onRollback;
    this.#statements = {
      begin: database.prepare('BEGIN IMMEDIATE'),
      commit: database.prepare('COMMIT'),
      savepoint: database.prepare('SAVEPOINT one'),
      undo: database.prepare('ROLLBACK TO one'),
      release: database.prepare('RELEASE one'),
    };
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

  /** After a failed sync nobody knows what the disk holds: nothing is answered any more. */
  assertSound(): void {
    if (this.#fault !== undefined)
      throw new AwsJsonError(
        'InternalServerError',
        'The storage failed earlier; nothing is read or written until the restart',
        500,
      );
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
      const settle = group.map((write) => this.#attempt(write));
      this.#statements.commit.run();
      for (const answer of settle) answer();
    } catch (error) {
      this.#abandon(group, error);
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

  #abandon(group: readonly Write[], error: unknown): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#onRollback();
      if (!(isPassing(error) || error instanceof AwsJsonError)) this.#fault = error;
    } catch (fault) {
      this.#fault = fault;
    }
    console.error('A group of writes was undone:', error);
    const refusal =
      error instanceof AwsJsonError
        ? error
        : new AwsJsonError('ServiceUnavailable', 'The storage did not take the write; nothing changed', 503);
    for (const { reject } of group) reject(refusal);
  }
}
