import type { ScheduleSpec } from '../template/plan.ts';
import { inTurn } from './in-turn.ts';
import type { LambdaInvoker } from './states/service.ts';

interface Options {
  readonly schedules: readonly ScheduleSpec[];
  readonly lambda: LambdaInvoker;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** The schedules of the template on the one clock. Runs never overlap: a late one delays the next. */
export function createSchedules({ schedules, lambda, now, log }: Options) {
  const shortest = Math.min(...schedules.map(({ everyMs }) => everyMs));
  const ranAt = new Map<ScheduleSpec, number>();
  const queue = inTurn();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function isDue(schedule: ScheduleSpec): boolean {
    const since = now() - (ranAt.get(schedule) ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back would otherwise silence the schedule until it catches up.
    return schedule.everyMs === shortest || since >= schedule.everyMs || since < 0;
  }

  async function runAll(): Promise<number> {
    let found = 0;
    for (const schedule of schedules.filter(isDue)) {
      if (isStopped) break;
      const { functionName, input } = schedule;
      ranAt.set(schedule, now());
      const outcome = await lambda.invoke(functionName, input, { executionArn: '' });
      if (outcome.ok) found += workIn(outcome.payload);
      else log(`scheduled run of ${functionName} failed: ${outcome.cause}`);
    }
    return found;
  }

  /** Runs what its interval makes due, and always the most frequent; gives how much it found to do. */
  const runDue = () => queue(runAll);

  function arm(): void {
    if (isStopped || schedules.length === 0) return;
    const failed = (error: unknown) => log(`scheduled run failed: ${error}`);
    const wake = () => void runDue().catch(failed).finally(arm);
    timer = setTimeout(wake, shortest - (now() % shortest)).unref();
  }

  return {
    runDue,
    /** Runs every schedule once, then each at its interval. */
    async start() {
      await runDue();
      arm();
    },
    /** No further runs; resolves when the one under way has ended. */
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await queue(async () => undefined);
    },
  };
}

/** The sweeper answers with counts; any other answer means that nothing more is known to be due. */
function workIn(payload: unknown): number {
  const counts: unknown[] = Object.values(payload ?? {});
  return counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
}
