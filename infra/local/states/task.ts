import { Invocation, integrationOf, MAX_SECONDS, type StateOf } from './language.ts';
import { evaluate, evaluateAs } from './query.ts';
import {
  type Call,
  type Failure,
  type Frame,
  fail,
  isTooLarge,
  StateFailed,
  sized,
  type Turn,
  told,
  tooLarge,
} from './turn.ts';

/** What a Lambda call came to: the error is the thrown error's name, the cause its JSON text. */
export type LambdaOutcome = { ok: true; payload: unknown } | { ok: false; error: string; cause: string };

/** Schedules the Lambda call of a Task and its time limits. */
export async function runTask(turn: Turn, frame: Frame, state: StateOf<'Task'>): Promise<void> {
  const { Resource, Arguments } = state;
  const { pending } = frame;
  const integration = integrationOf(Resource);
  const scope = turn.scopeOf(frame);
  const args = Arguments === undefined ? frame.input : await evaluate(Arguments, 'Arguments', scope);
  const limit = async (field: 'TimeoutSeconds' | 'HeartbeatSeconds') => {
    if (state[field] === undefined) return undefined;
    const seconds = await evaluateAs('number', state[field], field, scope);
    if (Number.isInteger(seconds) && seconds > 0 && seconds <= MAX_SECONDS) return seconds;
    return fail('States.Runtime', `The ${field} must be a positive integer, but was ${seconds}`);
  };
  const timeoutInSeconds = await limit('TimeoutSeconds');
  const heartbeatInSeconds = await limit('HeartbeatSeconds');
  const text = sized(args, frame);
  const isPlain = integration?.kind === 'function';
  pending.call = isPlain ? { functionName: Resource, payload: text } : callOf(args);
  if (integration?.awaitsToken === true) pending.awaitsToken = true;
  tell(turn, frame, 'Scheduled', {
    ...(isPlain ? { resource: Resource, input: text } : { region: regionOf(turn), parameters: text }),
    timeoutInSeconds,
    heartbeatInSeconds,
  });
  tell(turn, frame, 'Started');
  turn.calling.push(frame);
  if (timeoutInSeconds !== undefined) turn.setTimer(frame, 'timeout', timeoutInSeconds);
  if (heartbeatInSeconds === undefined) return;
  pending.heartbeatSeconds = heartbeatInSeconds;
  turn.setTimer(frame, 'heartbeat', heartbeatInSeconds);
}

const regionOf = ({ facts }: Turn): string | undefined => facts.machine.split(':')[3];

function callOf(args: unknown): Call {
  const { data, error } = Invocation.safeParse(args);
  if (error === undefined)
    return { functionName: data.FunctionName, payload: JSON.stringify(data.Payload ?? {}) };
  const [issue] = error.issues;
  const [field, what] =
    issue?.code === 'unrecognized_keys'
      ? [issue.keys[0], 'is not supported']
      : ['FunctionName', 'is required'];
  return fail('States.Runtime', `The field '${field}' ${what} by lambda:invoke`);
}

// A plain function and the lambda:invoke integration have events of their own.
function tell(turn: Turn, frame: Frame, what: string, details?: object): void {
  const state = turn.stateOf(frame);
  const integration = state.Type === 'Task' ? integrationOf(state.Resource) : null;
  const resource = integration?.awaitsToken === true ? 'invoke.waitForTaskToken' : 'invoke';
  if (integration?.kind === 'function')
    turn.record(frame, `LambdaFunction${what}`, details === undefined ? null : { ...details });
  else turn.record(frame, `Task${what}`, { resource, resourceType: 'lambda', ...details });
}

/** The Lambda answered: the task's result, or for a token task only that it was handed over. */
export async function takeOutcome(turn: Turn, frame: Frame, outcome: LambdaOutcome): Promise<void> {
  if (!outcome.ok) return failTask(turn, frame, 'Failed', outcome);
  const state = turn.stateOf(frame);
  const payload = outcome.payload ?? null;
  const isPlain = state.Type === 'Task' && integrationOf(state.Resource)?.kind === 'function';
  const result = isPlain ? payload : { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
  const output = JSON.stringify(result);
  if (isTooLarge(output)) {
    const cause = tooLarge(isPlain ? state.Resource : 'lambda');
    // Recorded from AWS, against its documentation: States.ALL covers a result that is too large.
    return failTask(turn, frame, 'Failed', { error: 'States.DataLimitExceeded', cause, alias: 'States.ALL' });
  }
  if (frame.pending.awaitsToken !== true) return succeedTask(turn, frame, result);
  tell(turn, frame, 'Submitted', { output });
  delete frame.pending.call;
}

/** The task succeeded with this result. */
export function succeedTask(turn: Turn, frame: Frame, result: unknown): Promise<void> {
  tell(turn, frame, 'Succeeded', { output: JSON.stringify(result) });
  return turn.leaveWith(frame, result);
}

/** The task failed: by its Lambda, by SendTaskFailure, or because a time limit passed. */
export function failTask(turn: Turn, frame: Frame, what: 'Failed' | 'TimedOut', failure: Failure): never {
  tell(turn, frame, what, told(failure));
  throw new StateFailed(failure);
}
