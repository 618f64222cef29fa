import { Failure, told } from './failure.ts';
import { leave } from './flow.ts';
import { AWAITS_TOKEN, Invocation, integrationOf, MAX_SECONDS, type StateOf } from './language.ts';
import { evaluate, evaluateAs } from './query.ts';
import { type Call, type Frame, sized, sizeFailure, type Turn } from './turn.ts';

/** What a Lambda call came to: the error is the thrown error's name, the cause its JSON text. */
export type LambdaOutcome = { ok: true; payload: unknown } | { ok: false; error: string; cause: string };

/** Schedules the Lambda call of a Task and its time limits. */
export async function runTask(turn: Turn, frame: Frame, state: StateOf<'Task'>): Promise<void> {
  const { Resource: resource, Arguments } = state;
  const scope = turn.scopeOf(frame);
  const args = await evaluate(Arguments, 'Arguments', scope, frame.input);
  const limit = async (field: 'TimeoutSeconds' | 'HeartbeatSeconds') => {
    const seconds = await evaluateAs('number', state[field], field, scope);
    if (seconds === undefined || (Number.isInteger(seconds) && seconds > 0 && seconds <= MAX_SECONDS))
      return seconds;
    throw new Failure('States.Runtime', `The ${field} must be a positive integer, but was ${seconds}`);
  };
  const timeoutInSeconds = await limit('TimeoutSeconds');
  const heartbeatInSeconds = await limit('HeartbeatSeconds');
  const text = sized(args, frame);
  const isPlain = integrationOf(resource) === 'function';
  frame.pending.call = isPlain ? { functionName: resource, payload: text } : callOf(args);
  frame.pending.heartbeatSeconds = heartbeatInSeconds;
  const region = turn.facts.machine.split(':')[3];
  const given = isPlain ? { resource, input: text } : { region, parameters: text };
  tell(turn, frame, 'Scheduled', { ...given, timeoutInSeconds, heartbeatInSeconds });
  tell(turn, frame, 'Started');
  turn.calling.push(frame);
  turn.setTimer(frame, 'timeout', timeoutInSeconds);
  turn.setTimer(frame, 'heartbeat', heartbeatInSeconds);
}

function callOf(args: unknown): Call {
  const { data, error } = Invocation.safeParse(args);
  if (error === undefined)
    return { functionName: data.FunctionName, payload: JSON.stringify(data.Payload ?? {}) };
  const [issue] = error.issues;
  const isUnknown = issue?.code === 'unrecognized_keys';
  const what = isUnknown ? `'${issue.keys[0]}' is not supported` : "'FunctionName' is required";
  throw new Failure('States.Runtime', `The field ${what} by lambda:invoke`);
}

// A plain function and the lambda:invoke integration have events of their own.
function tell(turn: Turn, frame: Frame, what: string, details?: Readonly<Record<string, unknown>>): void {
  const resource = integrationOf(turn.stateOf<'Task'>(frame).Resource);
  if (resource === 'function') turn.record(frame, `LambdaFunction${what}`, details);
  else turn.record(frame, `Task${what}`, { resource, resourceType: 'lambda', ...details });
}

/** The Lambda answered: the task's result, or for a token task only that it was handed over. */
export async function takeOutcome(turn: Turn, frame: Frame, outcome: LambdaOutcome): Promise<void> {
  if (!outcome.ok) return failTask(turn, frame, 'Failed', new Failure(outcome.error, outcome.cause));
  const { Resource } = turn.stateOf<'Task'>(frame);
  const integration = integrationOf(Resource);
  const isPlain = integration === 'function';
  const payload = outcome.payload ?? null;
  const result = isPlain ? payload : { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
  const output = JSON.stringify(result);
  // Recorded from AWS, against its documentation: States.ALL covers a result that is too large.
  const failure = sizeFailure(output, isPlain ? Resource : 'lambda', 'States.ALL');
  if (failure !== null) return failTask(turn, frame, 'Failed', failure);
  if (integration !== AWAITS_TOKEN) return succeedTask(turn, frame, result);
  tell(turn, frame, 'Submitted', { output });
  delete frame.pending.call;
}

/** The task succeeded with this result. */
export function succeedTask(turn: Turn, frame: Frame, result: unknown): Promise<void> {
  tell(turn, frame, 'Succeeded', { output: JSON.stringify(result) });
  return leave(turn, frame, turn.stateOf<'Task'>(frame), { result });
}

/** The task failed: by its Lambda, by SendTaskFailure, or because a time limit passed. */
export function failTask(turn: Turn, frame: Frame, what: 'Failed' | 'TimedOut', failure: Failure): never {
  tell(turn, frame, what, told(failure));
  throw failure;
}
