import { AwsJsonError } from '../aws-json.ts';
import { chanceOf } from '../unkind.ts';
import { Engine, type StepFunctionsOptions } from './engine.ts';
import { OPERATIONS } from './operations.ts';
import { unkindCall, unkindLambda } from './unkind.ts';

export type { LambdaInvoker } from './engine.ts';
export type { LambdaOutcome } from './states.ts';

/** The embedded Step Functions: AWS JSON 1.0 in front, one SQLite file behind. */
export type StepFunctionsService = ReturnType<typeof openStepFunctions>;

const CLOSING = 'The embedded Step Functions cannot answer: they are closing';

/** Opens or creates the file. Throws when it is foreign, damaged or in use. */
export function openStepFunctions(options: StepFunctionsOptions) {
  const chance = chanceOf(process.env);
  const lambda = chance === undefined ? options.lambda : unkindLambda(options.lambda, chance);
  const engine = new Engine({ ...options, lambda });
  const operations = new Map(Object.entries(OPERATIONS));
  const run = async (name: string, input: Record<string, unknown>): Promise<unknown> => {
    const operation = operations.get(name);
    if (operation === undefined) throw new AwsJsonError('UnknownOperationException', `No operation ${name}`);
    if (!engine.isOpen) throw new AwsJsonError('ServiceUnavailableException', CLOSING, 503);
    return engine.jobs.track(operation(engine, input));
  };
  return {
    targetPrefix: 'AWSStepFunctions',
    call: chance === undefined ? run : unkindCall(run, chance),
    start: async () => engine.start(),
    /** Fires the timers due by the clock in order, each followed to its quiet point; gives their number. */
    fireDueTimers: () => engine.fireTimers(true),
    /** The earliest due instant in ms. */
    nextTimerAt: () => engine.nextTimerAt(),
    /** The clock was moved: looks at the timers again. */
    rearm: () => engine.rearm(),
    /** Resolves when no event and no Lambda call is in flight. */
    idle: () => engine.jobs.idle(),
    /** Finishes what is being written and lets go of the file. */
    close: () => engine.close(),
  };
}
