import type { EngineClock } from '../engine-clock.ts';
import type { Store } from './store.ts';

export interface Alarm {
  start(): void;
  stop(): void;
  /** A timer with this due instant was committed. */
  consider(due: number): void;
  rearm(): void;
  /** Fires what is due in order, each followed to its quiet point; gives how much that was. */
  fireDue(): Promise<number>;
  nextAt(): number | null;
  countDue(): number;
}

interface AlarmOptions {
  readonly store: Store;
  readonly clock: EngineClock;
  /** Fires the earliest timer of an execution; false: it had none that is due. */
  ring(execution: number): Promise<boolean>;
  /** Resolves when nothing is in flight. */
  quiet(): Promise<void>;
  /** Called at each look at the table, at least hourly. */
  housekeep(): void;
}

// setTimeout cannot wait longer than 24.8 days, and a laptop may sleep: looking hourly covers both.
const MAX_SLEEP_MS = 3_600_000;
const RETRY_MS = 1000;
const BATCH = 256;

const DUE = 'SELECT id FROM executions WHERE due <= ? ORDER BY due, id LIMIT ?';

/** One setTimeout for all timers: executions stand in the order of their next due instant. */
export function createAlarm({ store, clock, ...options }: AlarmOptions): Alarm {
  let timeout: NodeJS.Timeout | undefined;
  let armedFor = Number.POSITIVE_INFINITY;
  let active = false;
  let turn: Promise<unknown> = Promise.resolve();

  const nextAt = (): number | null =>
    store.one<{ due: number | null }>('SELECT min(due) AS due FROM executions')?.due ?? null;
  const due = (limit: number): { id: number }[] => store.all(DUE, clock.now(), limit);

  function arm(): void {
    clearTimeout(timeout);
    if (!active) return;
    armedFor = nextAt() ?? Number.POSITIVE_INFINITY;
    sleep(Math.min(Math.max(armedFor - clock.now(), 0), MAX_SLEEP_MS));
  }

  function sleep(milliseconds: number): void {
    timeout = setTimeout(() => void inTurn(wake), milliseconds).unref();
  }

  // Stepping through time and the background never mix, or the order of due instants would be lost.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function wake(): Promise<void> {
    try {
      for (let batch = due(BATCH); active && batch.length > 0; batch = due(BATCH))
        await Promise.all(batch.map(({ id }) => options.ring(id)));
      if (active) options.housekeep();
      arm();
    } catch (error) {
      console.error('states: timers could not be fired, next try in a second', error);
      sleep(RETRY_MS);
    }
  }

  async function step(): Promise<number> {
    let fired = 0;
    await options.quiet();
    for (let [first] = due(1); active && first !== undefined; [first] = due(1)) {
      if (await options.ring(first.id)) fired += 1;
      await options.quiet();
    }
    options.housekeep();
    arm();
    return fired;
  }

  return {
    start() {
      active = true;
      options.housekeep();
      arm();
    },
    stop() {
      active = false;
      clearTimeout(timeout);
    },
    consider(at) {
      if (at < armedFor) arm();
    },
    rearm: arm,
    fireDue: () => inTurn(step),
    nextAt,
    countDue: () =>
      store.one<{ n: number }>('SELECT count(*) AS n FROM executions WHERE due <= ?', clock.now())?.n ?? 0,
  };
}
