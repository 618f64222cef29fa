import { setImmediate } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { closedBefore, forget } from './store.ts';

// setTimeout cannot wait longer than 24.8 days, and a laptop may sleep: looking hourly covers both.
const MAX_SLEEP_MS = 3_600_000;
const RETRY_MS = 1000;
const BATCH = 256;
const DUE = 'SELECT id FROM executions WHERE due <= ? ORDER BY due, id LIMIT ?';

/** AWS: the name of a closed execution may be used again, and its record is gone, after 90 days. */
export const RETENTION_MS = 90 * 24 * 3_600_000;

/** One setTimeout for all timers: an index holds the executions in the order of their next due instant. */
export class Alarm {
  readonly #engine: Engine;
  #timeout: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Fires what is due now, and from then on whatever comes due. */
  watch(): void {
    this.fire(false).catch((error: unknown) => {
      console.error('states: what is due could not be done, next try in a second', error);
      this.rearm(this.#engine.clock.now() + RETRY_MS);
    });
  }

  stop(): void {
    clearTimeout(this.#timeout);
  }

  /** The earliest due instant. */
  nextAt(): number | null {
    const query = 'SELECT min(due) AS due FROM executions';
    return this.#engine.store.one<{ due: number | null }>(query)?.due ?? null;
  }

  /** A timer with this due instant was committed. */
  consider(due: number): void {
    if (due < this.#armedFor) this.rearm(due);
  }

  rearm(due = this.nextAt() ?? Number.POSITIVE_INFINITY): void {
    clearTimeout(this.#timeout);
    this.#armedFor = due;
    const sleep = Math.min(Math.max(due - this.#engine.clock.now(), 0), MAX_SLEEP_MS);
    this.#timeout = setTimeout(() => this.watch(), sleep).unref();
  }

  /** Fires what is due in order, and stepwise follows each to its quiet point; gives how many that were. */
  fire(isStepwise: boolean): Promise<number> {
    // Stepping through time and the background never mix, or the order of due instants would be lost.
    const fired = this.#turn.then(() => this.#fireDue(isStepwise));
    this.#turn = fired.catch(() => undefined);
    return fired;
  }

  async #fireDue(isStepwise: boolean): Promise<number> {
    const { store, clock, activity } = this.#engine;
    let fired = 0;
    for (;;) {
      await (isStepwise ? activity.idle() : setImmediate());
      if (!this.#engine.isOpen) return fired;
      const due = store.all<{ id: number }>(DUE, clock.now(), isStepwise ? 1 : BATCH);
      const old = closedBefore(store, clock.now() - RETENTION_MS, BATCH);
      if (due.length + old.length === 0) break;
      // Few at a time, so that nobody waits behind a quarter's worth of deletions.
      const forgetOld = () => {
        for (const { id } of old) forget(store, id);
      };
      if (old.length > 0) store.commits.run(forgetOld);
      const rung = await Promise.all(due.map(({ id }) => this.#engine.submit(id, { type: 'timer' })));
      fired += rung.filter(Boolean).length;
    }
    this.rearm();
    return fired;
  }
}
