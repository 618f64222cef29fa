/** What one job wants written; `committed` runs, and gives the answer, once it is on disk. */
export interface Change<T> {
  /** Absent: there is nothing to write. */
  write?(): void;
  committed(): T;
}

export interface Writer {
  /** Runs a job; jobs of one key run one after another, others share a commit. */
  submit<T>(key: string, prepare: () => Promise<Change<T>> | Change<T>): Promise<T>;
  /** Resolves when nothing is being written. */
  drained(): Promise<void>;
}

interface Write {
  write(): void;
  resolve(): void;
  reject(error: unknown): void;
}

// Bounds how long one commit may hold up the first job in it.
const MAX_JOBS = 256;

/** Group commit: the jobs that are ready in one event-loop turn share one transaction. */
export function createWriter(transaction: (work: () => void) => void, activity: Activity): Writer {
  const chains = new Map<string, Promise<unknown>>();
  let ready: Write[] = [];

  function flush(): void {
    const batch = ready.slice(0, MAX_JOBS);
    ready = ready.slice(MAX_JOBS);
    if (ready.length > 0) setImmediate(flush);
    commit(batch);
  }

  function commit(batch: readonly Write[]): void {
    try {
      transaction(() => {
        for (const { write } of batch) write();
      });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // One job's failure must not take its neighbours along: each gets a commit of its own.
      if (batch.length > 1) for (const each of batch) commit([each]);
      else batch[0]?.reject(error);
    }
  }

  async function job<T>(prepare: () => Promise<Change<T>> | Change<T>): Promise<T> {
    const { write, committed } = await prepare();
    if (write !== undefined) {
      await new Promise<void>((resolve, reject) => {
        if (ready.length === 0) setImmediate(flush);
        ready.push({ write, resolve, reject });
      });
    }
    return committed();
  }

  return {
    async submit(key, prepare) {
      activity.begin();
      const done = (chains.get(key) ?? Promise.resolve()).then(() => job(prepare));
      const settled = done.catch(() => undefined);
      chains.set(key, settled);
      try {
        return await done;
      } finally {
        if (chains.get(key) === settled) chains.delete(key);
        activity.done();
      }
    },
    async drained() {
      while (chains.size > 0) await Promise.all(chains.values());
    },
  };
}

/** Counts what is in flight, so that somebody can wait until nothing is. */
export interface Activity {
  begin(): void;
  done(): void;
  idle(): Promise<void>;
}

export function createActivity(): Activity {
  let count = 0;
  let waiting: (() => void)[] = [];
  // The turn after the last thing ended may begin the next one, so it is looked at again.
  const settle = (): void => {
    if (count > 0) return;
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  return {
    begin() {
      count += 1;
    },
    done() {
      count -= 1;
      if (count === 0) setImmediate(settle);
    },
    idle() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (count === 0) setImmediate(settle);
      });
    },
  };
}
