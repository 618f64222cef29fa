import { isRecord } from './intrinsics.ts';
import type { LambdaInvoker } from './states/service.ts';
import type { ScheduleSpec } from './template.ts';

export interface Schedules {
  /** Runs every schedule once, then each at its interval. */
  start(): Promise<void>;
  /** Runs what its interval makes due, and always the most frequent; gives how much it found to do. */
  runDue(): Promise<number>;
  /** No further runs; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

interface Entry {
  readonly schedule: ScheduleSpec;
  ranAt: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

/** The schedules of the template on the one clock. Runs never overlap: a late one delays the next. */
export function createSchedules(options: {
  readonly schedules: readonly ScheduleSpec[];
  readonly lambda: LambdaInvoker;
  readonly now: () => number;
  readonly log: (line: string) => void;
}): Schedules {
  const { lambda, now, log } = options;
  const shortest = Math.min(...options.schedules.map(({ everyMs }) => everyMs));
  const entries: Entry[] = options.schedules.map((schedule) => ({ schedule, ranAt: NEVER }));
  let turn: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function run({ functionName, input }: ScheduleSpec): Promise<number> {
    const outcome = await lambda.invoke(functionName, input, { executionArn: '' });
    if (outcome.ok) return workIn(outcome.payload);
    log(`scheduled run of ${functionName} failed: ${outcome.cause}`);
    return 0;
  }

  async function runAll(due: (entry: Entry) => boolean): Promise<number> {
    let found = 0;
    for (const entry of entries.filter(due)) {
      if (isStopped) break;
      entry.ranAt = now();
      found += await run(entry.schedule);
    }
    return found;
  }

  function inTurn(due: (entry: Entry) => boolean): Promise<number> {
    const result = turn.then(() => runAll(due));
    turn = result.catch(() => undefined);
    return result;
  }

  const isDue = ({ schedule, ranAt }: Entry): boolean => {
    // A clock that was set back would otherwise silence the schedule until it catches up.
    return now() - ranAt >= schedule.everyMs || now() < ranAt;
  };

  function arm(): void {
    if (isStopped || entries.length === 0) return;
    const delay = shortest - (now() % shortest);
    timer = setTimeout(() => {
      inTurn((entry) => entry.schedule.everyMs === shortest || isDue(entry))
        .catch((error: unknown) => log(`scheduled run failed: ${error}`))
        .finally(arm);
    }, delay).unref();
  }

  return {
    async start() {
      await inTurn(() => true);
      arm();
    },
    runDue: () => inTurn((entry) => entry.schedule.everyMs === shortest || isDue(entry)),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}

/** The sweeper answers with counts; any other answer means that nothing more is known to be due. */
function workIn(payload: unknown): number {
  if (!isRecord(payload)) return 0;
  return Object.values(payload).reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  );
}
