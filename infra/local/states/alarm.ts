import type { EngineClock } from '../engine-clock.ts';
import type { Store } from './store.ts';

interface AlarmOptions {
  readonly store: Store;
  readonly clock: EngineClock;
  /** Fires the earliest timer of an execution; false: it had none that is due. */
  ring(execution: number): Promise<boolean>;
  /** Resolves when nothing is in flight. */
  quiet(): Promise<void>;
  /** Called at each look at the timers, at least hourly. */
  housekeep(): void;
}

// setTimeout cannot wait longer than 24.8 days, and a laptop may sleep: looking hourly covers both.
const MAX_SLEEP_MS = 3_600_000;
const RETRY_MS = 1000;
const BATCH = 256;

const DUE = 'SELECT id FROM executions WHERE due <= ? ORDER BY due, id LIMIT ?';

/** One setTimeout for all timers: an index holds the executions in the order of their next due instant. */
export class Alarm {
  readonly #options: AlarmOptions;
  #timeout: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #active = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  start(): void {
    this.#active = true;
    this.#options.housekeep();
    this.rearm();
  }

  stop(): void {
    this.#active = false;
    clearTimeout(this.#timeout);
  }

  /** A timer with this due instant was committed. */
  consider(due: number): void {
    if (due < this.#armedFor) this.rearm();
  }

  rearm(): void {
    clearTimeout(this.#timeout);
    if (!this.#active) return;
    this.#armedFor = this.nextAt() ?? Number.POSITIVE_INFINITY;
    this.#sleep(Math.min(Math.max(this.#armedFor - this.#options.clock.now(), 0), MAX_SLEEP_MS));
  }

  /** Fires what is due in order, each followed to its quiet point; gives how many that were. */
  fireDue(): Promise<number> {
    const { quiet } = this.#options;
    return this.#inTurn(() => quiet().then(() => this.#fire(1, quiet)));
  }

  nextAt(): number | null {
    const { store } = this.#options;
    return store.one<{ due: number | null }>('SELECT min(due) AS due FROM executions')?.due ?? null;
  }

  countDue(): number {
    const { store, clock } = this.#options;
    const query = 'SELECT count(*) AS n FROM executions WHERE due <= ?';
    return store.one<{ n: number }>(query, clock.now())?.n ?? 0;
  }

  #sleep(milliseconds: number): void {
    this.#timeout = setTimeout(() => void this.#wake(), milliseconds).unref();
  }

  async #wake(): Promise<void> {
    try {
      await this.#inTurn(() => this.#fire(BATCH));
    } catch (error) {
      console.error('states: timers could not be fired, next try in a second', error);
      this.#sleep(RETRY_MS);
    }
  }

  // Stepping through time and the background never mix, or the order of due instants would be lost.
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #fire(size: number, quiet?: () => Promise<void>): Promise<number> {
    const { store, clock, ring, housekeep } = this.#options;
    const due = () => (this.#active ? store.all<{ id: number }>(DUE, clock.now(), size) : []);
    let fired = 0;
    for (let batch = due(); batch.length > 0; batch = due()) {
      const rung = await Promise.all(batch.map(({ id }) => ring(id)));
      fired += rung.filter(Boolean).length;
      await quiet?.();
    }
    if (this.#active) housekeep();
    this.rearm();
    return fired;
  }
}
