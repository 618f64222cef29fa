/** What is in flight, so that somebody can wait until nothing is. */
export class Jobs {
  readonly #running = new Set<Promise<unknown>>();
  readonly #queues = new Map<string, Promise<unknown>>();

  track<T>(work: Promise<T>): Promise<T> {
    const done = () => void this.#running.delete(work);
    this.#running.add(work);
    work.then(done, done);
    return work;
  }

  /** Runs a job after the earlier ones of its key; those of different keys share a commit. */
  queue<T>(key: string, job: () => Promise<T>): Promise<T> {
    const work = (this.#queues.get(key) ?? Promise.resolve()).then(job);
    const leave = () => {
      if (this.#queues.get(key) === settled) this.#queues.delete(key);
    };
    const settled = work.then(leave, leave);
    this.#queues.set(key, settled);
    return this.track(work);
  }

  /** Resolves when all queues are empty. */
  async drained(): Promise<void> {
    while (this.#queues.size > 0) await Promise.all(this.#queues.values());
  }

  async idle(): Promise<void> {
    do {
      await Promise.allSettled(this.#running);
      // The turn after the last thing ended may begin the next one.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#running.size > 0);
  }
}
