import { fail, leaveWithResult } from './leave.ts';
import { integrationOf } from './machine.ts';
import { evaluate, evaluateAs, type Scope } from './query.ts';
import { clear, record, scopeOf, setTimer, sized, stateOf, type Turn, UNTRUNCATED } from './turn.ts';
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
  const { definition } = state;
  const integration = integrationOf(definition.Resource ?? '');
  if (integration === null)
    return fail({ error: 'States.Runtime', cause: `No integration ${definition.Resource}` });
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
  if (integration.kind === 'function') {
    const { functionName: resource } = integration;
    const scheduled = { resource, input: text, inputDetails: UNTRUNCATED, ...limits };
    record(turn, frame, 'LambdaFunctionScheduled', scheduled);
    record(turn, frame, 'LambdaFunctionStarted', null);
  } else {
    const { region } = turn.facts;
    record(turn, frame, 'TaskScheduled', { ...typed(turn, frame), region, parameters: text, ...limits });
    record(turn, frame, 'TaskStarted', typed(turn, frame));
  }
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
  return fail({
    error: 'States.Runtime',
    cause: `The ${field} must be a positive integer, but was ${value}`,
  });
}

function callOf(args: unknown): Call {
  const map = typeof args === 'object' && args !== null && !Array.isArray(args) ? args : {};
  const { FunctionName, Payload = {}, ...others } = map as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    return fail({
      error: 'States.Runtime',
      cause: `The field '${unknown}' is not supported by lambda:invoke`,
    });
  }
  if (typeof FunctionName === 'string') return { functionName: FunctionName, payload: Payload };
  return fail({ error: 'States.Runtime', cause: "The field 'FunctionName' is required by lambda:invoke" });
}

function typed(turn: Turn, frame: Frame): Record<string, unknown> {
  const awaits = integrationOf(stateOf(turn, frame).definition.Resource ?? '')?.awaitsToken === true;
  return { resource: awaits ? 'invoke.waitForTaskToken' : 'invoke', resourceType: 'lambda' };
}

/** Whether only a callback may finish what the frame does now. */
export function awaitsCallback(turn: Turn, frame: Frame): boolean {
  if (frame.phase !== 'task') return false;
  return integrationOf(stateOf(turn, frame).definition.Resource ?? '')?.awaitsToken === true;
}

/** The Lambda answered: the task's result, or for a token task only that it was handed over. */
export async function takeOutcome(turn: Turn, frame: Frame, outcome: LambdaOutcome): Promise<void> {
  if (!outcome.ok) return failTask(turn, frame, { error: outcome.error, cause: outcome.cause });
  const plain = integrationOf(stateOf(turn, frame).definition.Resource ?? '')?.kind === 'function';
  if (plain) return succeed(turn, frame, outcome.payload ?? null);
  const result = { ExecutedVersion: '$LATEST', Payload: outcome.payload ?? null, StatusCode: 200 };
  if (!awaitsCallback(turn, frame)) return succeed(turn, frame, result);
  const output = sized(result, frame.state);
  record(turn, frame, 'TaskSubmitted', { ...typed(turn, frame), output, outputDetails: UNTRUNCATED });
  frame.submitted = true;
}

/** The task succeeded with this result. */
export function succeed(turn: Turn, frame: Frame, result: unknown): Promise<void> {
  const output = sized(result, frame.state);
  const plain = integrationOf(stateOf(turn, frame).definition.Resource ?? '')?.kind === 'function';
  const told = { output, outputDetails: UNTRUNCATED };
  if (plain) record(turn, frame, 'LambdaFunctionSucceeded', told);
  else record(turn, frame, 'TaskSucceeded', { ...typed(turn, frame), ...told });
  return leaveWithResult(turn, frame, result);
}

/** The task failed, by its Lambda or by SendTaskFailure. */
export function failTask(turn: Turn, frame: Frame, failure: Failure): never {
  return failWith(turn, frame, 'Failed', failure);
}

/** A time limit passed. Both limits are told as States.Timeout; Retry and Catch also know the second name. */
export function timeOut(turn: Turn, frame: Frame, kind: 'timeout' | 'heartbeat'): never {
  const aliases = kind === 'heartbeat' ? ['States.HeartbeatTimeout'] : [];
  return failWith(turn, frame, 'TimedOut', { error: 'States.Timeout', cause: null, aliases });
}

function failWith(turn: Turn, frame: Frame, ending: 'Failed' | 'TimedOut', failure: Failure): never {
  const plain = integrationOf(stateOf(turn, frame).definition.Resource ?? '')?.kind === 'function';
  const { error, cause } = failure;
  const told = { ...(error === null ? {} : { error }), ...(cause === null ? {} : { cause }) };
  clear(turn, frame.id);
  if (plain) record(turn, frame, `LambdaFunction${ending}`, told);
  else record(turn, frame, `Task${ending}`, { ...typed(turn, frame), ...told });
  return fail(failure);
}
