import { AwsJsonError } from '../aws-json.ts';
import { isStorageFault } from '../sqlite/file.ts';
import { Engine, type StepFunctionsOptions } from './engine.ts';
import { OPERATIONS } from './operations.ts';

import { chanceOf, unkindCall, unkindLambda } from './unkind.ts';

export type { LambdaInvoker } from './engine.ts';
export type { LambdaOutcome } from './task.ts';

/** The embedded Step Functions: AWS JSON 1.0 in front, one SQLite file behind. */
export type StepFunctionsService = ReturnType<typeof openStepFunctions>;

/** Opens or creates the file. Throws when it is foreign, damaged or in use. */
export function openStepFunctions(options: StepFunctionsOptions) {
  const chance = chanceOf(process.env);
  const lambda = chance === null ? options.lambda : unkindLambda(options.lambda, chance);
  const engine = new Engine({ ...options, lambda });
  const { alarm } = engine;
  const run = async (name: string, input: Record<string, unknown>): Promise<unknown> => {
    const operation = OPERATIONS.get(name);
    if (operation === undefined) throw new AwsJsonError('UnknownOperationException', `No operation ${name}`);
    if (!engine.isOpen) throw unavailable('they are closing');
    try {
      return await engine.activity.track(operation(engine, input));
    } catch (error) {
      throw isStorageFault(error) ? unavailable(`their data cannot be written (${error})`) : error;
    }
  };
  return {
    targetPrefix: 'AWSStepFunctions',
    call: chance === null ? run : unkindCall(run, chance),
    /** Makes the Lambda calls that were committed but not finished, and begins to watch the timers. */
    start: async () => engine.start(),
    /** Fires the timers due by the clock in order, each followed to its quiet point; gives their number. */
    fireDueTimers: () => alarm.fire(true),
    /** The earliest due instant in ms. */
    nextTimerAt: () => alarm.nextAt(),
    /** The clock was moved: looks at the timers again. */
    rearm: () => alarm.rearm(),
    /** Resolves when no event and no Lambda call is in flight. */
    idle: () => engine.activity.idle(),
    /** Finishes what is being written and lets go of the file. */
    close: () => engine.close(),
  };
}

function unavailable(why: string): AwsJsonError {
  const message = `The embedded Step Functions cannot answer: ${why}`;
  return new AwsJsonError('ServiceUnavailableException', message, 503);
}
