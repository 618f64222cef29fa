import { Failure, told } from './failure.ts';
import { leave, proceed } from './flow.ts';
import {
  AWAITS_TOKEN,
  Invocation,
  integrationOf,
  MAX_SECONDS,
  type StateOf,
  type StateType,
} from './language.ts';
import { evaluate, evaluateAs, typeOf } from './query.ts';
import { type Call, type Frame, fits, sized, type Turn, tooLarge } from './turn.ts';

/** What each type of state does when it is entered, or tried again. */
const RUN: { readonly [T in StateType]: (turn: Turn, frame: Frame, state: StateOf<T>) => Promise<void> } = {
  Pass: leave,
  Succeed: leave,
  Fail: runFail,
  Choice: runChoice,
  Wait: runWait,
  Task: runTask,
  Parallel: runParallel,
  Map: runMap,
};

/** Does what the frame's state does. */
export function runState(turn: Turn, frame: Frame): Promise<void> {
  // As if it were a Task: the table has a function for each type.
  const state = turn.stateOf<'Task'>(frame);
  return RUN[state.Type](turn, frame, state);
}

async function runFail(turn: Turn, frame: Frame, { Error: error, Cause }: StateOf<'Fail'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const name = await evaluateAs('string', error, 'Error', scope);
  throw new Failure(name, await evaluateAs('string', Cause, 'Cause', scope));
}

async function runChoice(turn: Turn, frame: Frame, { Choices, Default, ...exit }: StateOf<'Choice'>) {
  const scope = turn.scopeOf(frame);
  for (const [index, rule] of Choices.entries()) {
    const at = `Choices[${index}]/`;
    if (await evaluateAs('boolean', rule.Condition, `${at}Condition`, scope))
      return leave(turn, frame, { ...rule, at });
  }
  if (Default !== undefined) return leave(turn, frame, { ...exit, Next: Default });
  const cause = `No choice of the state '${frame.state}' matched and it has no Default.`;
  throw new Failure('States.NoChoiceMatched', cause);
}

// ISO 8601 with a capital T and an offset, the only form AWS takes.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function runWait(turn: Turn, frame: Frame, state: StateOf<'Wait'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const seconds = await evaluateAs('number', state.Seconds, 'Seconds', scope);
  const range = `0 to ${MAX_SECONDS}`;
  if (seconds !== undefined && !(seconds >= 0 && seconds <= MAX_SECONDS))
    throw new Failure('States.Runtime', `The Seconds of a Wait must be ${range}, but were ${seconds}`);
  const instant = (await evaluateAs('string', state.Timestamp, 'Timestamp', scope)) ?? '';
  const until = INSTANT.test(instant) ? Date.parse(instant) : Number.NaN;
  const delay = seconds ?? (until - turn.inputs.now) / 1000;
  if (Number.isNaN(delay))
    throw new Failure('States.QueryEvaluationError', `Unable to parse the Timestamp: ${instant}`);
  if (delay <= 0) return leave(turn, frame, state);
  turn.setTimer(frame, 'wait', delay);
}

async function runParallel(turn: Turn, frame: Frame, state: StateOf<'Parallel'>): Promise<void> {
  const { Branches, Arguments } = state;
  const input = await evaluate(Arguments, 'Arguments', turn.scopeOf(frame), frame.input);
  sized(input, frame);
  turn.record(frame, 'ParallelStateStarted');
  const count = Branches.length;
  frame.fan = { results: Array(count).fill(null), left: count, next: count, limit: count, items: [] };
  for (const [index, { StartAt }] of Branches.entries()) turn.begin(StartAt, input, frame, index);
}

// AWS runs at most 40 iterations of an inline Map at once.
const MAX_ITERATIONS = 40;

async function runMap(turn: Turn, frame: Frame, { Items, MaxConcurrency }: StateOf<'Map'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const items = (await evaluateAs('array', Items, 'Items', scope)) ?? frame.input;
  if (!Array.isArray(items)) {
    const cause = `Map state input must be an array but was: ${typeOf(items)}`;
    throw new Failure('States.QueryEvaluationError', cause);
  }
  const wanted = (await evaluateAs('number', MaxConcurrency, 'MaxConcurrency', scope)) ?? 0;
  const limit = Math.min(wanted > 0 ? wanted : MAX_ITERATIONS, MAX_ITERATIONS);
  turn.record(frame, 'MapStateStarted', { length: items.length });
  frame.fan = { results: Array(items.length).fill(null), left: items.length, next: 0, limit, items };
  await proceed(turn, frame);
}

/** What a Lambda call came to: the error is the thrown error's name, the cause its JSON text. */
export type LambdaOutcome = { ok: true; payload: unknown } | { ok: false; error: string; cause: string };

/** Schedules the Lambda call of a Task and its time limits. */
async function runTask(turn: Turn, frame: Frame, state: StateOf<'Task'>): Promise<void> {
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
  if (!fits(output))
    return failTask(turn, frame, 'Failed', tooLarge(isPlain ? Resource : 'lambda', 'States.ALL'));
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
