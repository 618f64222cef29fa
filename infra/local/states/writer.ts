import type { GroupCommit } from '../../sqlite/group-commit.ts';

/** What one job wants written; `committed` runs, and gives the answer, once it is on disk. */
export interface Change<T> {
  /** Absent: there is nothing to write. */
  write?(): void;
  committed(): T;
}

/** Jobs of one key run one after another; those of different keys share a commit. */
export class GroupWriter {
  readonly #commits: GroupCommit;
  readonly #chains = new Map<string, Promise<unknown>>();

  constructor(commits: GroupCommit) {
    this.#commits = commits;
  }

  submit<T>(key: string, prepare: () => Promise<Change<T>> | Change<T>): Promise<T> {
    const job = (this.#chains.get(key) ?? Promise.resolve()).then(async () => {
      const change = await prepare();
      if (change.write !== undefined) await this.#commits.run(() => change.write?.());
      return change.committed();
    });
    const settled = job
      .catch(() => undefined)
      .then(() => {
        if (this.#chains.get(key) === settled) this.#chains.delete(key);
      });
    this.#chains.set(key, settled);
    return job;
  }

  /** Resolves when nothing is being written. */
  async drained(): Promise<void> {
    while (this.#chains.size > 0) await Promise.all(this.#chains.values());
  }
}

/** What is in flight, so that somebody can wait until nothing is. */
export class Activity {
  readonly #running = new Set<Promise<unknown>>();

  track<T>(work: Promise<T>): Promise<T> {
    const done = () => void this.#running.delete(work);
    this.#running.add(work);
    work.then(done, done);
    return work;
  }

  async idle(): Promise<void> {
    do {
      await Promise.allSettled(this.#running);
      // The turn after the last thing ended may begin the next one.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#running.size > 0);
  }
}
