import { type Failure, fail } from './failure.ts';
import { MAX_SECONDS, type StateOf, type StateType } from './language.ts';
import { evaluate, evaluateAs, typeOf } from './query.ts';
import { runTask } from './task.ts';
import { type Frame, sized, type Turn } from './turn.ts';

type Run<Type extends StateType> = (turn: Turn, frame: Frame, state: StateOf<Type>) => Promise<void>;

/** What each type of state does when it is entered, or tried again. */
const RUN: { readonly [Type in StateType]: Run<Type> } = {
  Pass: (turn, frame, state) => turn.leave(frame, state),
  Succeed: (turn, frame, state) => turn.leave(frame, state),
  Fail: runFail,
  Choice: runChoice,
  Wait: runWait,
  Task: runTask,
  Parallel: runParallel,
  Map: runMap,
};

/** Does what the frame's state does. */
export function runState(turn: Turn, frame: Frame): Promise<void> {
  const state = turn.stateOf(frame);
  return (RUN[state.Type] as Run<StateType>)(turn, frame, state);
}

async function runFail(turn: Turn, frame: Frame, { Error: error, Cause }: StateOf<'Fail'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const name = await evaluateAs('string', error, 'Error', scope);
  return fail(name, await evaluateAs('string', Cause, 'Cause', scope));
}

async function runChoice(turn: Turn, frame: Frame, { Choices, Default, ...exit }: StateOf<'Choice'>) {
  const scope = turn.scopeOf(frame);
  for (const [index, rule] of Choices.entries()) {
    const by = `Choices[${index}]/`;
    if (await evaluateAs('boolean', rule.Condition, `${by}Condition`, scope))
      return turn.leave(frame, rule, {}, by);
  }
  if (Default !== undefined) return turn.leave(frame, { ...exit, Next: Default });
  const cause = `No choice of the state '${frame.state}' matched and it has no Default.`;
  return fail('States.NoChoiceMatched', cause);
}

// ISO 8601 with a capital T and an offset, the only form AWS takes.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function runWait(turn: Turn, frame: Frame, state: StateOf<'Wait'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const seconds = await evaluateAs('number', state.Seconds, 'Seconds', scope);
  if (seconds !== undefined && !(seconds >= 0 && seconds <= MAX_SECONDS))
    return fail('States.Runtime', `The Seconds of a Wait must be 0 to ${MAX_SECONDS}, but were ${seconds}`);
  const instant = (await evaluateAs('string', state.Timestamp, 'Timestamp', scope)) ?? '';
  const until = INSTANT.test(instant) ? Date.parse(instant) : Number.NaN;
  const delay = seconds ?? (until - turn.inputs.now) / 1000;
  if (Number.isNaN(delay))
    return fail('States.QueryEvaluationError', `Unable to parse the Timestamp: ${instant}`);
  if (delay <= 0) return turn.leave(frame, state);
  turn.setTimer(frame, 'wait', delay);
}

/** Starts every branch with the same input. */
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

/** Reads the items of a Map and starts as many iterations as may run at once. */
async function runMap(turn: Turn, frame: Frame, { Items, MaxConcurrency }: StateOf<'Map'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const items = (await evaluateAs('array', Items, 'Items', scope)) ?? frame.input;
  if (!Array.isArray(items)) {
    const cause = `Map state input must be an array but was: ${typeOf(items)}`;
    return fail('States.QueryEvaluationError', cause);
  }
  const wanted = (await evaluateAs('number', MaxConcurrency, 'MaxConcurrency', scope)) ?? 0;
  const limit = Math.min(wanted > 0 ? wanted : MAX_ITERATIONS, MAX_ITERATIONS);
  turn.record(frame, 'MapStateStarted', { length: items.length });
  frame.fan = { results: Array(items.length).fill(null), left: items.length, next: 0, limit, items };
  await spawn(turn, frame);
}

/** Starts further iterations of a Map; leaves a state whose children are done. */
export async function spawn(turn: Turn, frame: Frame): Promise<void> {
  const { fan } = frame;
  if (fan === undefined) return;
  const state = turn.stateOf<'Map' | 'Parallel'>(frame);
  if (fan.left === 0) {
    // Two children that end in one turn both ask for this, and a state is left once.
    delete frame.fan;
    sized(fan.results, frame);
    turn.record(frame, `${state.Type}StateSucceeded`);
    return turn.leave(frame, state, { result: fan.results });
  }
  if (state.Type === 'Parallel') return;
  const running = () => fan.next - (fan.items.length - fan.left);
  while (fan.next < fan.items.length && running() < fan.limit) {
    const index = fan.next++;
    const item = fan.items[index];
    const scope = turn.scopeOf({ ...frame, index, item });
    const input = await evaluate(state.ItemSelector, 'ItemSelector', scope, item);
    sized(input, frame);
    const iteration = turn.begin(state.ItemProcessor.StartAt, input, frame, index);
    iteration.item = item;
    turn.record(iteration, 'MapIterationStarted', { name: frame.state, index });
  }
}

/** A branch or iteration ended with this output. */
export function finishChild(turn: Turn, frame: Frame, parent: Frame, output: unknown): void {
  const { fan, state: name } = parent;
  if (fan === undefined) return;
  fan.results[frame.index] = output;
  fan.left -= 1;
  parent.lastEvent = frame.lastEvent;
  if (turn.stateOf(parent).Type === 'Map')
    turn.record(frame, 'MapIterationSucceeded', { name, index: frame.index });
  // Recorded from AWS: the next iteration follows the last state of this one, only the end follows its success.
  if (fan.left === 0) parent.lastEvent = frame.lastEvent;
  delete turn.snapshot.frames[frame.id];
  turn.steps.push({ kind: 'spawn', frame: parent });
}

/** A branch failed: its siblings are given up and the parent fails with the same error. */
export function failChild(turn: Turn, frame: Frame, parent: Frame, failure: Failure): void {
  const { Type } = turn.stateOf(parent);
  const others = Object.values(turn.snapshot.frames).filter(
    (each) => each.parent === parent.id && each !== frame,
  );
  parent.lastEvent = frame.lastEvent;
  for (const each of Type === 'Map' ? [frame, ...others] : []) {
    const what = each === frame ? 'Failed' : 'Aborted';
    turn.record(each, `MapIteration${what}`, { name: parent.state, index: each.index });
    parent.lastEvent = each.lastEvent;
  }
  turn.record(parent, `${Type}StateFailed`);
  turn.renew(parent);
  turn.steps.push({ kind: 'failed', frame: parent, failure });
}
