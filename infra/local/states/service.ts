import { randomBytes } from 'node:crypto';
import { AwsJsonError, type AwsJsonService } from '../aws-json.ts';
import type { EngineClock } from '../engine-clock.ts';
import { type Activity, createActivity } from './activity.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { type Database, openDatabase, type Sql } from './database.ts';
import { createDispatcher, type Dispatcher, type LambdaInvoker } from './dispatcher.ts';
import { createEngine } from './engine.ts';
import { executionOperations, forget, RETENTION_MS } from './execution-operations.ts';
import { createGroupWriter } from './group-writer.ts';
import { historyOperations } from './history-operations.ts';
import { machineOperations } from './machine-operations.ts';
import type { Operations, Workbench } from './operations.ts';
import { checkParameters } from './parameters.ts';
import { all, one, type TaskKey } from './rows.ts';
import { taskOperations } from './task-operations.ts';
import { createTokens } from './tokens.ts';
import type { LambdaOutcome } from './types.ts';

export type { LambdaInvoker } from './dispatcher.ts';
export type { LambdaOutcome } from './types.ts';

/** The embedded Step Functions: AWS JSON 1.0 in front, one SQLite file behind. */
export interface StepFunctionsService extends AwsJsonService {
  /** Makes the Lambda calls that were committed but not finished, and begins to watch the timers. */
  start(): Promise<void>;
  /** Fires the timers due by the clock in order, each followed to its quiet point; gives their number. */
  fireDueTimers(): Promise<number>;
  /** The earliest due instant in ms. */
  nextTimerAt(): number | null;
  /** How many timers are overdue. */
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

const OPERATIONS: Operations = {
  ...machineOperations,
  ...executionOperations,
  ...historyOperations,
  ...taskOperations,
};

/** Opens or creates the file. Throws when it is foreign, damaged or in use. */
export function openStepFunctions(options: StepFunctionsOptions): StepFunctionsService {
  const { file, clock, region = 'us-east-1', account = '000000000000' } = options;
  const database = openDatabase(file);
  const { sql } = database;
  let isOpen = true;
  const activity = createActivity();
  const writes = createActivity();
  const writer = createGroupWriter(database, both(activity, writes));
  const tokens = createTokens(secretOf(sql));
  const engine = createEngine({
    sql,
    clock,
    region,
    tokens,
    writer,
    dispatch: (key) => dispatcher.push(key),
    timerSet: (due) => alarm.consider(due),
  });
  const report = async ({ execution, frame, nonce }: TaskKey, outcome: LambdaOutcome): Promise<void> => {
    await engine.submit(execution, { type: 'outcome', frame, nonce, outcome });
  };
  const dispatcher: Dispatcher = createDispatcher({ sql, lambda: options.lambda, activity, report });
  const alarm: Alarm = createAlarm({
    sql,
    clock,
    quiet: activity.idle,
    housekeep: housekeeping({ sql, clock, writer, isOpen: () => isOpen }),
    ring: ({ execution, frame, kind, nonce }) =>
      engine.submit(execution, { type: 'timer', frame, kind, nonce }),
  });
  const bench: Workbench = { sql, clock, engine, writer, tokens, place: `${region}:${account}` };
  return {
    targetPrefix: 'AWSStepFunctions',
    async call(name, input) {
      if (!isOpen)
        throw new AwsJsonError('ServiceUnavailableException', 'The embedded Step Functions are closing', 503);
      const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
      if (operation === undefined)
        throw new AwsJsonError('UnknownOperationException', `No operation ${name}`);
      checkParameters(input, operation.takes);
      return operation.run(bench, input);
    },
    async start() {
      for (const key of all<TaskKey>(
        sql,
        'SELECT execution, frame, nonce FROM tasks ORDER BY execution, nonce',
      )) {
        dispatcher.push(key);
      }
      alarm.start();
    },
    fireDueTimers: alarm.fireDue,
    nextTimerAt: alarm.nextAt,
    timersDue: alarm.countDue,
    rearm: alarm.rearm,
    idle: activity.idle,
    close: () => {
      const wasOpen = isOpen;
      isOpen = false;
      alarm.stop();
      dispatcher.stop();
      return wasOpen ? closeAfter(writes, database) : Promise.resolve();
    },
  };
}

function both(first: Activity, second: Activity): Activity {
  return {
    begin() {
      first.begin();
      second.begin();
    },
    done() {
      first.done();
      second.done();
    },
    idle: first.idle,
  };
}

// Lambda calls are not waited for: their rows remain, and the next start makes them again.
async function closeAfter(writes: Activity, database: Database): Promise<void> {
  await writes.idle();
  database.close();
}

function secretOf(sql: Sql): Uint8Array {
  sql("INSERT OR IGNORE INTO meta VALUES ('tokenSecret', ?)").run(randomBytes(32));
  const row = one<{ value: Uint8Array }>(sql, "SELECT value FROM meta WHERE name = 'tokenSecret'");
  if (row === undefined) throw new Error('The file has no token secret');
  return row.value;
}

const HOUR_MS = 3_600_000;
const PURGE_BATCH = 200;

interface Housekeeping extends Pick<Workbench, 'sql' | 'clock' | 'writer'> {
  isOpen(): boolean;
}

function housekeeping(bench: Housekeeping): () => void {
  const { sql, clock, writer } = bench;
  let lastAt = Number.NEGATIVE_INFINITY;
  // In small commits, so that nobody waits behind a quarter's worth of deletions.
  async function purge(): Promise<void> {
    const query = 'SELECT id FROM executions WHERE stopped <= ? LIMIT ?';
    const old = all<{ id: number }>(sql, query, clock.now() - RETENTION_MS, PURGE_BATCH);
    if (old.length === 0) return;
    const write = (): void => {
      for (const { id } of old) forget(bench, id);
    };
    await writer.submit('purge', () => ({ write, committed: () => undefined }));
    if (bench.isOpen()) await purge();
  }
  return () => {
    if (clock.now() - lastAt < HOUR_MS) return;
    lastAt = clock.now();
    purge().catch((error: unknown) => console.error('states: purge failed', error));
  };
}
