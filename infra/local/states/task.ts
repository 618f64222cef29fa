import { fail, leaveWithResult } from './leave.ts';
import { evaluate, evaluateAs, type Scope } from './query.ts';
import { clear, record, scopeOf, setTimer, sized, stateOf, type Turn, told, UNTRUNCATED } from './turn.ts';
import type { Failure, Frame, LambdaOutcome } from './types.ts';

// AWS refuses longer ones; a person's deadline clamped elsewhere never comes near.
const MAX_SECONDS = 99_999_999;

interface Call {
  readonly functionName: string;
  readonly payload: unknown;
}

/** Schedules the Lambda call of a Task and its time limits. */
export async function runTask(turn: Turn, frame: Frame): Promise<void> {
  const state = stateOf(turn, frame);
  const { definition, integration } = state;
  if (integration === null) return unusable(`No integration ${definition.Resource}`);
  const scope = scopeOf(turn, frame);
  const given = definition.Arguments;
  const args = given === undefined ? frame.input : await evaluate(state.template('Arguments', given), scope);
  const timeout = await seconds(turn, frame, 'TimeoutSeconds', scope);
  const heartbeat = await seconds(turn, frame, 'HeartbeatSeconds', scope);
  const text = sized(args, state.name);
  const call = integration.kind === 'function' ? { ...integration, payload: args } : callOf(args);
  const limits = {
    ...(timeout === null ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === null ? {} : { heartbeatInSeconds: heartbeat }),
  };
  frame.phase = 'task';
  delete frame.submitted;
  delete frame.heartbeatSeconds;
  const scheduled =
    integration.kind === 'function'
      ? { resource: integration.functionName, input: text, inputDetails: UNTRUNCATED }
      : { region: turn.facts.region, parameters: text };
  tell(turn, frame, 'Scheduled', { ...scheduled, ...limits });
  tell(turn, frame, 'Started', null);
  const payload = JSON.stringify(call.payload);
  turn.tasks.push({ frame: frame.id, nonce: frame.nonce, functionName: call.functionName, payload });
  if (timeout !== null) setTimer(turn, frame, 'timeout', timeout);
  if (heartbeat === null) return;
  frame.heartbeatSeconds = heartbeat;
  setTimer(turn, frame, 'heartbeat', heartbeat);
}

async function seconds(
  turn: Turn,
  frame: Frame,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
  scope: Scope,
): Promise<number | null> {
  const state = stateOf(turn, frame);
  const given = state.definition[field];
  if (given === undefined) return null;
  const value = (await evaluateAs(state.template(field, given), scope, 'number')) as number;
  if (Number.isInteger(value) && value > 0 && value <= MAX_SECONDS) return value;
  return unusable(`The ${field} must be a positive integer, but was ${value}`);
}

function unusable(cause: string): never {
  return fail({ error: 'States.Runtime', cause });
}

function callOf(args: unknown): Call {
  const map = typeof args === 'object' && args !== null && !Array.isArray(args) ? args : {};
  const { FunctionName, Payload = {}, ...others } = map as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    return unusable(`The field '${unknown}' is not supported by lambda:invoke`);
  }
  if (typeof FunctionName === 'string') return { functionName: FunctionName, payload: Payload };
  return unusable("The field 'FunctionName' is required by lambda:invoke");
}

// A plain function and the lambda:invoke integration have events of their own.
function tell(
  turn: Turn,
  frame: Frame,
  what: string,
  details: Readonly<Record<string, unknown>> | null,
): void {
  const { integration } = stateOf(turn, frame);
  if (integration?.kind === 'function') {
    record(turn, frame, `LambdaFunction${what}`, details);
    return;
  }
  const resource = integration?.awaitsToken === true ? 'invoke.waitForTaskToken' : 'invoke';
  record(turn, frame, `Task${what}`, { resource, resourceType: 'lambda', ...details });
}

/** Whether only a callback may finish what the frame does now. */
export function awaitsCallback(turn: Turn, frame: Frame): boolean {
  return frame.phase === 'task' && stateOf(turn, frame).integration?.awaitsToken === true;
}

/** The Lambda answered: the task's result, or for a token task only that it was handed over. */
export async function takeOutcome(turn: Turn, frame: Frame, outcome: LambdaOutcome): Promise<void> {
  if (!outcome.ok) return failTask(turn, frame, { error: outcome.error, cause: outcome.cause });
  const payload = outcome.payload ?? null;
  if (stateOf(turn, frame).integration?.kind === 'function') return succeed(turn, frame, payload);
  const result = { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
  if (!awaitsCallback(turn, frame)) return succeed(turn, frame, result);
  tell(turn, frame, 'Submitted', { output: sized(result, frame.state), outputDetails: UNTRUNCATED });
  frame.submitted = true;
}

/** The task succeeded with this result. */
export function succeed(turn: Turn, frame: Frame, result: unknown): Promise<void> {
  tell(turn, frame, 'Succeeded', { output: sized(result, frame.state), outputDetails: UNTRUNCATED });
  return leaveWithResult(turn, frame, result);
}

/** The task failed, by its Lambda or by SendTaskFailure. */
export function failTask(turn: Turn, frame: Frame, failure: Failure): never {
  return failWith(turn, frame, 'Failed', failure);
}

/**
 * A time limit passed. Both limits are told as States.Timeout; Retry and Catch also know the second name. The cause
 * that Catch sees is an empty text, and events leave it out: so does AWS.
 */
export function timeOut(turn: Turn, frame: Frame, kind: 'timeout' | 'heartbeat'): never {
  const aliases = kind === 'heartbeat' ? ['States.HeartbeatTimeout'] : [];
  return failWith(turn, frame, 'TimedOut', { error: 'States.Timeout', cause: '', aliases });
}

function failWith(turn: Turn, frame: Frame, what: 'Failed' | 'TimedOut', failure: Failure): never {
  clear(turn, frame.id);
  tell(turn, frame, what, told(failure));
  return fail(failure);
}
