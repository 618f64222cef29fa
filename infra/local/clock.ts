import type { EngineClock } from './engine-clock.ts';

/**
 * The one clock of the embedded runtime (P14). Functions, SDK, JSONata and engines all read `Date`, so that is what
 * moves; an unmoved clock leaves `Date` untouched.
 */
export interface MovableClock extends EngineClock {
  /** Milliseconds this clock is ahead of the machine's. */
  readonly offset: number;
  /** Makes it `now` (milliseconds since the epoch); it goes on ticking from there. */
  moveTo(now: number): void;
  /** Gives the machine's own `Date` back. */
  restore(): void;
}

const RealDate = globalThis.Date;
const realNow = RealDate.now.bind(RealDate);

export function movableClock(offset = 0): MovableClock {
  let ahead = 0;
  const shift = (milliseconds: number) => {
    // Like Date.now(): whole milliseconds, whatever sum they come from.
    ahead = Math.round(milliseconds);
    globalThis.Date = ahead === 0 ? RealDate : shiftedDate(() => realNow() + ahead);
    // Some libraries recognise a date by its constructor.
    RealDate.prototype.constructor = globalThis.Date;
  };
  shift(offset);
  return {
    now: () => realNow() + ahead,
    get offset() {
      return ahead;
    },
    moveTo: (now) => shift(now - realNow()),
    restore: () => shift(0),
  };
}

/** A proxy and not a subclass: dates made before the move, or by Node itself, stay `instanceof Date`. */
function shiftedDate(now: () => number): DateConstructor {
  return new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
