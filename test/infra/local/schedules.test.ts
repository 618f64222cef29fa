import { describe, expect, test, vi } from 'vitest';
import { createSchedules } from '../../../infra/local/schedules.ts';
import type { LambdaOutcome } from '../../../infra/local/states/service.ts';
import { intervalOf, type ScheduleSpec } from '../../../infra/template/plan.ts';

const MINUTE = 60_000;
const schedules: ScheduleSpec[] = [
  { functionName: 'sweep', everyMs: MINUTE, input: { reconcile: false } },
  { functionName: 'sweep', everyMs: 60 * MINUTE, input: { reconcile: true } },
];

function setUp(answer: (payload: unknown) => Promise<LambdaOutcome>) {
  const calls: unknown[] = [];
  const lines: string[] = [];
  let now = 0;
  const running = createSchedules({
    schedules,
    now: () => now,
    log: (line) => lines.push(line),
    lambda: {
      invoke(_name, payload) {
        calls.push(payload);
        return answer(payload);
      },
    },
  });
  return {
    running,
    calls,
    lines,
    moveTo: (at: number) => {
      now = at;
    },
  };
}

const done: LambdaOutcome = { ok: true, payload: { delivered: 2, reminded: 1 } };

describe('the schedules', () => {
  test('run at the start, then each when its interval is over', async () => {
    const { running, calls, moveTo } = setUp(async () => done);
    await running.start();
    expect(calls).toEqual([{ reconcile: false }, { reconcile: true }]);
    moveTo(MINUTE);
    await running.runDue();
    moveTo(61 * MINUTE);
    await running.runDue();
    expect(calls.slice(2)).toEqual([{ reconcile: false }, { reconcile: false }, { reconcile: true }]);
    await running.stop();
  });

  test('say how much they found to do', async () => {
    const { running } = setUp(async () => done);
    expect(await running.runDue()).toBe(6);
    expect(await running.runDue()).toBe(3);
  });

  test('go on when the clock was set back', async () => {
    const { running, calls, moveTo } = setUp(async () => done);
    moveTo(100 * 60 * MINUTE);
    await running.runDue();
    moveTo(0);
    await running.runDue();
    expect(calls).toHaveLength(4);
  });

  test('never overlap', async () => {
    let active = 0;
    let most = 0;
    const { running } = setUp(async () => {
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
      return done;
    });
    await Promise.all([running.runDue(), running.runDue(), running.runDue()]);
    expect(most).toBe(1);
  });

  test('outlive a failure, and report it', async () => {
    const { running, lines } = setUp(async () => ({ ok: false, error: 'Error', cause: 'store is away' }));
    expect(await running.runDue()).toBe(0);
    expect(lines.join()).toContain('store is away');
    await expect(running.runDue()).resolves.toBe(0);
  });

  test('follow the minutes of the clock', async () => {
    vi.useFakeTimers({ now: 0 });
    const { running, calls, moveTo } = setUp(async () => done);
    try {
      moveTo(45_000);
      await running.start();
      await vi.advanceTimersByTimeAsync(14_999);
      expect(calls).toHaveLength(2);
      await vi.advanceTimersByTimeAsync(1);
      expect(calls).toHaveLength(3);
      await running.stop();
      await vi.advanceTimersByTimeAsync(10 * MINUTE);
      expect(calls).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
    ['rate(1 hour)', 60 * MINUTE],
    ['rate(2 days)', 2880 * MINUTE],
  ])('%s is read', (expression, expected) => expect(intervalOf(expression)).toBe(expected));

  test.each(['cron(0 12 * * ? *)', 'rate(0 minutes)', 'rate(1 week)', undefined])(
    '%s is refused',
    (expression) => expect(() => intervalOf(expression)).toThrow(/only rate/),
  );
});
