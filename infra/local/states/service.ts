import { AwsJsonError, type AwsJsonService } from '../aws-json.ts';
import type { EngineClock } from '../engine-clock.ts';
import { isStorageFault } from '../sqlite/file.ts';
import { Engine, type LambdaInvoker } from './engine.ts';
import { executionOperations } from './execution-operations.ts';
import { machineOperations } from './machine-operations.ts';
import type { Operations } from './parameters.ts';
import { Store } from './store.ts';
import { taskOperations } from './task-operations.ts';
import { chanceOf, unkindCall, unkindLambda } from './unkind.ts';

export type { LambdaInvoker } from './engine.ts';
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
  /** A sync failed: nothing is answered any more, and the process had better end. */
  readonly onFault?: (fault: unknown) => void;
  readonly region?: string;
  readonly account?: string;
}

const OPERATIONS: Operations = { ...machineOperations, ...executionOperations, ...taskOperations };

/** Opens or creates the file. Throws when it is foreign, damaged or in use. */
export function openStepFunctions(options: StepFunctionsOptions): StepFunctionsService {
  const { file, clock, region = 'us-east-1', account = '000000000000' } = options;
  const chance = chanceOf(process.env);
  const lambda = chance === null ? options.lambda : unkindLambda(options.lambda, chance);
  const engine = new Engine({
    store: new Store(file, options.onFault),
    clock,
    lambda,
    place: `${region}:${account}`,
  });
  const { alarm } = engine;
  const run = async (name: string, input: Record<string, unknown>): Promise<unknown> => {
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (operation === undefined) throw new AwsJsonError('UnknownOperationException', `No operation ${name}`);
    if (!engine.isOpen) throw unavailable('they are closing');
    try {
      return await engine.activity.track(Promise.resolve(operation(engine, input)));
    } catch (error) {
      throw isStorageFault(error) ? unavailable(`their data cannot be written (${error})`) : error;
    }
  };
  return {
    targetPrefix: 'AWSStepFunctions',
    call: chance === null ? run : unkindCall(run, chance),
    start: async () => engine.start(),
    fireDueTimers: () => alarm.fireDue(),
    nextTimerAt: () => alarm.nextAt(),
    timersDue: () => alarm.countDue(),
    rearm: () => alarm.rearm(),
    idle: () => engine.activity.idle(),
    close: async () => (engine.isOpen ? engine.close() : undefined),
  };
}

function unavailable(why: string): AwsJsonError {
  const message = `The embedded Step Functions cannot answer: ${why}`;
  return new AwsJsonError('ServiceUnavailableException', message, 503);
}
