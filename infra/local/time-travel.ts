import type { MovableClock } from './clock.ts';
import { inTurn } from './in-turn.ts';

export interface TimeTravel {
  /** Makes it `target` (ms). Everything due on the way has happened when this resolves; gives the timers fired. */
  moveTo(target: number): Promise<number>;
  /** Does what is due now, until nothing is. */
  settle(): Promise<number>;
}

/** The parts that act when time passes. */
export interface Passengers {
  readonly clock: MovableClock;
  readonly timers: {
    fireDueTimers(): Promise<number>;
    nextTimerAt(): number | null;
    idle(): Promise<void>;
    rearm(): void;
  };
  /** One run of every schedule; gives how much it found to do. */
  sweep(): Promise<number>;
  /** Remembers the offset before the clock shows it. */
  remember(offset: number): void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A month is then crossed in steps of 7 hours, everything longer in steps of a day. */
const STOPS = 100;
/** One wave may cause the next (a resume, its escalation, its message); more waves than this are a loop. */
const MAX_WAVES = 100;

/**
 * Moves the one clock (P14). It stops at the due instant of every timer, so that each deadline is handled at its own
 * time and what follows from it is counted from there, exactly as if the days had passed; jumping to the target
 * first would stamp every escalation of a month with its last day. Between timers it stops often enough for
 * reminders and messages that wait for a date.
 */
export function timeTravel(passengers: Passengers): TimeTravel {
  const queue = inTurn();
  return {
    moveTo: (target) => queue(() => travel(passengers, target)),
    settle: () => queue(() => wave(passengers)),
  };
}

async function travel(passengers: Passengers, target: number): Promise<number> {
  const { clock, timers } = passengers;
  if (target <= clock.now()) {
    show(passengers, target);
    timers.rearm();
    return 0;
  }
  const stride = Math.max(HOUR_MS, Math.min(DAY_MS, (target - clock.now()) / STOPS));
  let fired = await wave(passengers);
  let sweptAt = clock.now();
  while (clock.now() < target) {
    show(passengers, nextStop(passengers, Math.min(sweptAt + stride, target)));
    fired += await timers.fireDueTimers();
    // The schedule runs once a minute; two timers in the same minute share its run.
    if (clock.now() - sweptAt < MINUTE_MS && clock.now() < target) continue;
    fired += await wave(passengers);
    sweptAt = clock.now();
  }
  timers.rearm();
  return fired;
}

/** The instant of the next timer, at most `latest`; never back, and past a timer that would not fire. */
function nextStop({ clock, timers }: Passengers, latest: number): number {
  const due = timers.nextTimerAt() ?? latest;
  return Math.max(clock.now(), due > clock.now() ? Math.min(due, latest) : latest);
}

/** Timers, messages and what follows from them, until nothing is due. */
async function wave({ clock, timers, sweep }: Passengers): Promise<number> {
  let fired = 0;
  for (let waves = 0; waves < MAX_WAVES; waves++) {
    fired += await timers.fireDueTimers();
    const found = await sweep();
    await timers.idle();
    if (found === 0 && (timers.nextTimerAt() ?? Number.POSITIVE_INFINITY) > clock.now()) break;
  }
  return fired;
}

function show({ clock, remember }: Passengers, now: number): void {
  remember(now - (clock.now() - clock.offset));
  clock.moveTo(now);
}
