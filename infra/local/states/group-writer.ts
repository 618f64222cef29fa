import type { Activity } from './activity.ts';
import type { Database } from './database.ts';

/** What one job wants written; `committed` runs, and gives the answer, once it is on disk. */
export interface Change<T> {
  write(): void;
  committed(): T;
}

export interface GroupWriter {
  /** Runs a job; jobs of one key run one after another, others share a commit. */
  submit<T>(key: string, prepare: () => Promise<Change<T>> | Change<T>): Promise<T>;
}

interface Job {
  readonly key: string;
  /** Gives what to write and whom to tell; rejects the job itself when preparing fails. */
  prepare(): Promise<Prepared | null>;
}

interface Prepared {
  write(): void;
  succeed(): void;
  fail(error: unknown): void;
}

// Bounds how long one commit may hold up the first job in it.
const MAX_JOBS = 256;

/** Group commit: the jobs of one event-loop turn share one transaction. */
export function createGroupWriter(database: Database, activity: Activity): GroupWriter {
  let queue: Job[] = [];
  let running = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const prepared: Prepared[] = [];
      for (const job of takeBatch()) {
        const ready = await job.prepare();
        if (ready !== null) prepared.push(ready);
      }
      commit(database, prepared);
      // Lets answers out and new requests in before the next commit.
      await new Promise((resolve) => setImmediate(resolve));
    }
    running = false;
  }

  function takeBatch(): Job[] {
    const keys = new Set<string>();
    const batch: Job[] = [];
    const rest: Job[] = [];
    for (const job of queue) {
      const joins = batch.length < MAX_JOBS && !keys.has(job.key);
      keys.add(job.key);
      (joins ? batch : rest).push(job);
    }
    queue = rest;
    return batch;
  }

  function enqueue(job: Job): void {
    queue.push(job);
    if (running) return;
    running = true;
    // drain never rejects: every job carries its own failure.
    setImmediate(() => void drain());
  }

  return {
    async submit(key, prepare) {
      activity.begin();
      try {
        return await new Promise((resolve, reject) => {
          enqueue({
            key,
            async prepare() {
              try {
                const change = await prepare();
                const succeed = (): void => settle(change.committed, resolve, reject);
                return { write: change.write, succeed, fail: reject };
              } catch (error) {
                reject(error);
                return null;
              }
            },
          });
        });
      } finally {
        activity.done();
      }
    },
  };
}

function settle<T>(committed: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
  try {
    resolve(committed());
  } catch (error) {
    reject(error);
  }
}

function commit(database: Database, prepared: readonly Prepared[]): void {
  if (prepared.length === 0) return;
  try {
    database.transaction(() => {
      for (const each of prepared) each.write();
    });
    for (const each of prepared) each.succeed();
  } catch (error) {
    const [only] = prepared;
    // One job's failure must not take its neighbours along: each gets a commit of its own.
    if (prepared.length > 1) for (const each of prepared) commit(database, [each]);
    else only?.fail(error);
  }
}
