import type { EngineClock } from '../engine-clock.ts';
import type { Sql } from './database.ts';
import { all, one, type TimerRow } from './rows.ts';

export interface Alarm {
  start(): void;
  stop(): void;
  /** A timer with this due instant was committed. */
  consider(due: number): void;
  rearm(): void;
  fireDue(): Promise<number>;
  nextAt(): number | null;
  countDue(): number;
}

// setTimeout cannot wait longer than 24.8 days, and a laptop may sleep: looking hourly covers both.
const MAX_SLEEP_MS = 3_600_000;
const BATCH = 256;

const DUE = 'SELECT * FROM timers WHERE due <= ? ORDER BY due, execution, frame LIMIT ?';

/** One setTimeout for the whole timer table. */
export function createAlarm(options: {
  readonly sql: Sql;
  readonly clock: EngineClock;
  ring(timer: TimerRow): Promise<unknown>;
  /** Resolves when nothing is in flight. */
  quiet(): Promise<void>;
  /** Called at each look at the table, at least hourly. */
  housekeep(): void;
}): Alarm {
  const { sql, clock } = options;
  let timeout: NodeJS.Timeout | undefined;
  let armedFor = Number.POSITIVE_INFINITY;
  let active = false;
  let turn: Promise<unknown> = Promise.resolve();

  const nextAt = (): number | null =>
    one<{ due: number | null }>(sql, 'SELECT min(due) AS due FROM timers')?.due ?? null;
  const due = (limit: number): TimerRow[] => all(sql, DUE, clock.now(), limit);

  function arm(): void {
    clearTimeout(timeout);
    if (!active) return;
    armedFor = nextAt() ?? Number.POSITIVE_INFINITY;
    const delay = Math.min(Math.max(armedFor - clock.now(), 0), MAX_SLEEP_MS);
    timeout = setTimeout(() => void inTurn(wake), delay).unref();
  }

  // Stepping through time and the background never mix, or the order of due times would be lost.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function wake(): Promise<void> {
    try {
      for (let batch = due(BATCH); active && batch.length > 0; batch = due(BATCH)) {
        await Promise.all(batch.map(options.ring));
      }
      if (active) options.housekeep();
      arm();
    } catch (error) {
      console.error('states: timers could not be fired, next try in a second', error);
      timeout = setTimeout(() => void inTurn(wake), 1000).unref();
    }
  }

  async function step(): Promise<number> {
    let fired = 0;
    await options.quiet();
    for (let [timer] = due(1); active && timer !== undefined; [timer] = due(1)) {
      await options.ring(timer);
      await options.quiet();
      fired += 1;
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
      one<{ n: number }>(sql, 'SELECT count(*) AS n FROM timers WHERE due <= ?', clock.now())?.n ?? 0,
  };
}
