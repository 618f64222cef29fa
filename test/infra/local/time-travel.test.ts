import { afterEach, describe, expect, test } from 'vitest';
import { movableClock } from '../../../infra/local/clock.ts';
import { type Passengers, timeTravel } from '../../../infra/local/time-travel.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = movableClock();

afterEach(() => clock.restore());

interface Timer {
  due: number;
  name: string;
  /** What this one sets when it fires, this long after. */
  next?: { after: number; name: string };
}

/** Timers as the engine keeps them, and messages with an earliest instant as the sweeper finds them. */
function world(timers: Timer[], messages: { notBefore: number; name: string }[] = []) {
  const seen: { name: string; at: number }[] = [];
  const offsets: number[] = [];
  const due = () => timers.filter((timer) => timer.due <= clock.now()).sort((a, b) => a.due - b.due);
  const passengers: Passengers = {
    clock,
    remember: (offset) => offsets.push(offset),
    timers: {
      async fireDueTimers() {
        let fired = 0;
        for (let [timer] = due(); timer !== undefined; [timer] = due()) {
          timers.splice(timers.indexOf(timer), 1);
          seen.push({ name: timer.name, at: clock.now() });
          if (timer.next !== undefined)
            timers.push({ due: clock.now() + timer.next.after, name: timer.next.name });
          fired += 1;
        }
        return fired;
      },
      nextTimerAt: () => (timers.length === 0 ? null : Math.min(...timers.map((timer) => timer.due))),
      idle: async () => undefined,
      rearm: () => undefined,
    },
    async sweep() {
      const found = messages.filter(({ notBefore }) => notBefore <= clock.now());
      for (const message of found) {
        messages.splice(messages.indexOf(message), 1);
        seen.push({ name: message.name, at: clock.now() });
      }
      return found.length;
    },
  };
  return { seen, offsets, travel: timeTravel(passengers) };
}

describe('moving the clock', () => {
  test('fires every timer at its own instant, in order', async () => {
    const start = clock.now();
    const { seen, travel } = world([
      { due: start + 9 * DAY, name: 'late' },
      { due: start + 2 * DAY, name: 'early' },
      { due: start + 40 * DAY, name: 'beyond' },
    ]);
    expect(await travel.moveTo(start + 10 * DAY)).toBe(2);
    expect(seen.map(({ name }) => name)).toEqual(['early', 'late']);
    expect((seen[0]?.at ?? 0) - start).toBeCloseTo(2 * DAY, -4);
    expect((seen[1]?.at ?? 0) - start).toBeCloseTo(9 * DAY, -4);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 10 * DAY);
  });

  test('counts what a timer sets from the instant it fired', async () => {
    const start = clock.now();
    const { seen, travel } = world([
      { due: start + DAY, name: 'reminder', next: { after: 5 * DAY, name: 'escalation' } },
    ]);
    await travel.moveTo(start + 30 * DAY);
    expect(seen.map(({ name }) => name)).toEqual(['reminder', 'escalation']);
    expect((seen[1]?.at ?? 0) - start).toBeCloseTo(6 * DAY, -4);
  });

  test('delivers messages that wait for a date within hours of it, before later timers', async () => {
    const start = clock.now();
    const { seen, travel } = world(
      [{ due: start + 20 * DAY, name: 'timer' }],
      [{ notBefore: start + 10 * DAY, name: 'message' }],
    );
    await travel.moveTo(start + 30 * DAY);
    expect(seen.map(({ name }) => name)).toEqual(['message', 'timer']);
    expect((seen[0]?.at ?? 0) - start).toBeLessThan(10 * DAY + 8 * HOUR);
  });

  test('fires what is overdue even when the clock hardly moves', async () => {
    const start = clock.now();
    const { seen, travel } = world([{ due: start - DAY, name: 'overdue' }]);
    await travel.moveTo(start + 1000);
    expect(seen.map(({ name }) => name)).toEqual(['overdue']);
  });

  test('goes back without firing anything', async () => {
    const start = clock.now();
    const { seen, travel } = world([{ due: start + DAY, name: 'timer' }]);
    expect(await travel.moveTo(start - 30 * DAY)).toBe(0);
    expect(seen).toEqual([]);
    expect(clock.now()).toBeLessThan(start - 29 * DAY);
  });

  test('remembers each instant before the clock shows it', async () => {
    const start = clock.now();
    const { offsets, travel } = world([{ due: start + DAY, name: 'timer' }]);
    await travel.moveTo(start + 2 * DAY);
    expect(offsets.at(-1)).toBeCloseTo(2 * DAY, -4);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });

  test('arrives although a timer will not fire', async () => {
    const start = clock.now();
    const { travel } = world([]);
    const stuck = timeTravel({
      clock,
      remember: () => undefined,
      sweep: async () => 0,
      timers: {
        fireDueTimers: async () => 0,
        nextTimerAt: () => start,
        idle: async () => undefined,
        rearm: () => undefined,
      },
    });
    await Promise.all([stuck.moveTo(start + 3 * DAY), travel.moveTo(start + 2 * DAY)]);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 3 * DAY);
  });
});
