import { AwsJsonError, type AwsJsonService } from '../aws-json.ts';
import type { EngineClock } from '../engine-clock.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { createDispatcher, type Dispatcher, type LambdaInvoker } from './dispatcher.ts';
import { createEngine } from './engine.ts';
import { executionOperations, RETENTION_MS } from './execution-operations.ts';
import { machineOperations } from './machine-operations.ts';
import type { Operations, Workbench } from './operations.ts';
import { forget, openStore, secretOf } from './store.ts';
import { taskOperations } from './task-operations.ts';
import { createTokens } from './tokens.ts';
import { createActivity, createWriter } from './writer.ts';

export type { LambdaInvoker } from './dispatcher.ts';
export type { LambdaOutcome } from './task.ts';

/** The embedded Step Functions: AWS JSON 1.0 in front, one SQLite file behind. */
export interface StepFunctionsService extends AwsJsonService {
  /** Makes the Lambda calls that were committed but not finished, and begins to watch the timers. */
  start(): Promise<void>;
  /** Fires the timers due by the clock in order, each followed to its quiet point; gives their number. */
  fireDueTimers(): Promise<number>;
  /** The earliest due instant in ms. */
  nextTimerAt(): number | null;
  /** How many executions have a timer that is overdue. */
  timersDue(): number;
  /** The clock was moved: looks at the timers again. */
  rearm(): void;
  /** Resolves when no event and no Lambda call is in flight. */
  idle(): Promise<void>;
  /** Finishes what is being written and lets go of the file. */
  close(): Promise<void>;
}

export interface StepFunctionsOptions {
  readonly file: string;
  readonly clock: EngineClock;
  readonly lambda: LambdaInvoker;
  readonly region?: string;
  readonly account?: string;
}

const OPERATIONS: Operations = { ...machineOperations, ...executionOperations, ...taskOperations };

const UNFINISHED = 'SELECT id FROM executions WHERE calls > 0 ORDER BY id';

/** Opens or creates the file. Throws when it is foreign, damaged or in use. */
export function openStepFunctions(options: StepFunctionsOptions): StepFunctionsService {
  const { file, clock, lambda, region = 'us-east-1', account = '000000000000' } = options;
  const store = openStore(file);
  let isOpen = true;
  const activity = createActivity();
  const writer = createWriter(store.transaction, activity);
  const tokens = createTokens(secretOf(store));
  const engine = createEngine({
    ...{ store, clock, region, tokens, writer },
    dispatch: (calls) => dispatcher.push(calls),
    timerSet: (due) => alarm.consider(due),
  });
  const dispatcher: Dispatcher = createDispatcher({
    ...{ lambda, activity },
    find: ({ execution, frame, nonce }) =>
      engine.openCalls(execution).find((call) => call.frame === frame && call.nonce === nonce),
    report: ({ execution, frame, nonce }, outcome) =>
      engine.submit(execution, { type: 'outcome', frame, nonce, outcome }),
  });
  const bench: Workbench = { store, clock, engine, writer, tokens, place: `${region}:${account}` };
  const alarm: Alarm = createAlarm({
    ...{ store, clock },
    quiet: activity.idle,
    housekeep: housekeeping(bench, () => isOpen),
    ring: (execution) => engine.submit(execution, { type: 'timer' }),
  });
  return {
    targetPrefix: 'AWSStepFunctions',
    async call(name, input) {
      if (!isOpen)
        throw new AwsJsonError('ServiceUnavailableException', 'The embedded Step Functions are closing', 503);
      const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
      if (operation === undefined)
        throw new AwsJsonError('UnknownOperationException', `No operation ${name}`);
      return operation(bench, input);
    },
    async start() {
      for (const { id } of store.all<{ id: number }>(UNFINISHED)) dispatcher.push(engine.openCalls(id));
      alarm.start();
    },
    fireDueTimers: alarm.fireDue,
    nextTimerAt: alarm.nextAt,
    timersDue: alarm.countDue,
    rearm: alarm.rearm,
    idle: activity.idle,
    async close() {
      if (!isOpen) return;
      isOpen = false;
      alarm.stop();
      dispatcher.stop();
      // Lambda calls are not waited for: the next start makes them again.
      await writer.drained();
      store.close();
    },
  };
}

const HOUR_MS = 3_600_000;
const PURGE_BATCH = 200;

/** Forgets old executions, at most once an hour. */
function housekeeping({ store, clock, writer }: Workbench, isOpen: () => boolean): () => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  // In small commits, so that nobody waits behind a quarter's worth of deletions.
  async function purge(): Promise<void> {
    const query = 'SELECT id FROM executions WHERE stopped <= ? LIMIT ?';
    const old = store.all<{ id: number }>(query, clock.now() - RETENTION_MS, PURGE_BATCH);
    if (old.length === 0) return;
    const write = (): void => {
      for (const { id } of old) forget(store, id);
    };
    await writer.submit('purge', () => ({ write, committed: () => undefined }));
    if (isOpen()) await purge();
  }
  return () => {
    if (clock.now() - lastAt < HOUR_MS) return;
    lastAt = clock.now();
    purge().catch((error: unknown) => console.error('states: purge failed', error));
  };
}
