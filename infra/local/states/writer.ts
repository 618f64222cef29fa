/** What one job wants written; `committed` runs, and gives the answer, once it is on disk. */
export interface Change<T> {
  /** Absent: there is nothing to write. */
  write?(): void;
  committed(): T;
}

interface Write {
  write(): void;
  resolve(): void;
  reject(error: unknown): void;
}

// Bounds how long one commit may hold up the first job in it.
const MAX_JOBS = 256;

/** Group commit: the jobs that are ready in one event-loop turn share one transaction. */
export class GroupWriter {
  readonly #transaction: (work: () => void) => void;
  readonly #chains = new Map<string, Promise<unknown>>();
  #ready: Write[] = [];

  constructor(transaction: (work: () => void) => void) {
    this.#transaction = transaction;
  }

  /** Runs a job; jobs of one key run one after another, others share a commit. */
  submit<T>(key: string, prepare: () => Promise<Change<T>> | Change<T>): Promise<T> {
    const job = (this.#chains.get(key) ?? Promise.resolve()).then(() => this.#run(prepare));
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

  async #run<T>(prepare: () => Promise<Change<T>> | Change<T>): Promise<T> {
    const { write, committed } = await prepare();
    if (write !== undefined) {
      await new Promise<void>((resolve, reject) => {
        if (this.#ready.length === 0) setImmediate(() => this.#flush());
        this.#ready.push({ write, resolve, reject });
      });
    }
    return committed();
  }

  #flush(): void {
    const batch = this.#ready.slice(0, MAX_JOBS);
    this.#ready = this.#ready.slice(MAX_JOBS);
    if (this.#ready.length > 0) setImmediate(() => this.#flush());
    this.#commit(batch);
  }

  #commit(batch: readonly Write[]): void {
    try {
      this.#transaction(() => {
        for (const { write } of batch) write();
      });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // One job's failure must not take its neighbours along: each gets a commit of its own.
      if (batch.length > 1) for (const each of batch) this.#commit([each]);
      else batch[0]?.reject(error);
    }
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
