import { Failure } from './failure.ts';
import { leave, proceed } from './flow.ts';
import { MAX_SECONDS, type StateOf, type StateType } from './language.ts';
import { evaluate, evaluateAs, typeOf } from './query.ts';
import { runTask } from './task.ts';
import { type Frame, sized, type Turn } from './turn.ts';

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
  if (seconds !== undefined && !(seconds >= 0 && seconds <= MAX_SECONDS))
    throw new Failure(
      'States.Runtime',
      `The Seconds of a Wait must be 0 to ${MAX_SECONDS}, but were ${seconds}`,
    );
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
