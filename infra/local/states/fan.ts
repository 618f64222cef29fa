import type { StateOf } from './language.ts';
import { evaluate, evaluateAs } from './query.ts';
import { type Failure, type Frame, fail, sized, type Turn } from './turn.ts';

// AWS runs at most 40 iterations of an inline Map at once.
const MAX_ITERATIONS = 40;

/** Starts every branch with the same input. */
export async function runParallel(turn: Turn, frame: Frame, state: StateOf<'Parallel'>): Promise<void> {
  const { Branches, Arguments } = state;
  const scope = turn.scopeOf(frame);
  const input = Arguments === undefined ? frame.input : await evaluate(Arguments, 'Arguments', scope);
  sized(input, frame);
  turn.record(frame, 'ParallelStateStarted');
  const count = Branches.length;
  frame.fan = { results: Array(count).fill(null), left: count, next: count, limit: count, items: [] };
  for (const [index, { StartAt }] of Branches.entries())
    turn.enter(turn.addFrame(frame, index), StartAt, input);
}

/** Reads the items of a Map and starts as many iterations as may run at once. */
export async function runMap(turn: Turn, frame: Frame, state: StateOf<'Map'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const { Items, MaxConcurrency = 0 } = state;
  const items = Items === undefined ? frame.input : await evaluateAs('array', Items, 'Items', scope);
  if (!Array.isArray(items)) {
    const found = items === null ? 'null' : typeof items;
    return fail('States.QueryEvaluationError', `Map state input must be an array but was: ${found}`);
  }
  const wanted = await evaluateAs('number', MaxConcurrency, 'MaxConcurrency', scope);
  const limit = Math.min(wanted > 0 ? wanted : MAX_ITERATIONS, MAX_ITERATIONS);
  turn.record(frame, 'MapStateStarted', { length: items.length });
  frame.fan = { results: Array(items.length).fill(null), left: items.length, next: 0, limit, items };
  await spawn(turn, frame);
}

/** Starts further iterations of a Map; leaves a state whose children are done. */
export async function spawn(turn: Turn, frame: Frame): Promise<void> {
  const { fan } = frame;
  const state = turn.stateOf(frame);
  if (fan?.left === 0) {
    sized(fan.results, frame);
    turn.record(frame, `${state.Type}StateSucceeded`);
    return turn.leaveWith(frame, fan.results);
  }
  if (state.Type !== 'Map' || fan === undefined) return;
  const { ItemSelector, ItemProcessor } = state;
  const running = () => fan.next - (fan.items.length - fan.left);
  while (fan.next < fan.items.length && running() < fan.limit) {
    const index = fan.next++;
    const item = fan.items[index];
    const scope = turn.scopeOf({ ...frame, index, item });
    const input = ItemSelector === undefined ? item : await evaluate(ItemSelector, 'ItemSelector', scope);
    sized(input, frame);
    const iteration = Object.assign(turn.addFrame(frame, index), { item });
    turn.record(iteration, 'MapIterationStarted', { name: frame.state, index });
    turn.enter(iteration, ItemProcessor.StartAt, input);
  }
}

/** A branch or iteration ended with this output. */
export function finishChild(turn: Turn, frame: Frame, parent: Frame, output: unknown): void {
  const { fan, state: name } = parent;
  if (fan === undefined) return;
  fan.results[frame.index] = output;
  fan.left -= 1;
  const isMap = turn.stateOf(parent).Type === 'Map';
  parent.lastEvent = frame.lastEvent;
  if (isMap) turn.record(frame, 'MapIterationSucceeded', { name, index: frame.index });
  // Recorded from AWS: the next iteration follows the last state of this one, only the end follows its success.
  if (fan.left === 0) parent.lastEvent = frame.lastEvent;
  delete turn.snapshot.frames[frame.id];
  if (fan.left === 0 || isMap) turn.steps.push({ kind: 'spawn', frame: parent });
}

/** A branch failed: its siblings are given up and the parent fails with the same error. */
export function failChild(turn: Turn, frame: Frame, parent: Frame, failure: Failure): void {
  const { Type } = turn.stateOf(parent);
  const tell = (each: Frame, what: string) => {
    if (Type === 'Map') turn.record(each, `MapIteration${what}`, { name: parent.state, index: each.index });
    parent.lastEvent = each.lastEvent;
  };
  tell(frame, 'Failed');
  for (const each of Object.values(turn.snapshot.frames))
    if (Type === 'Map' && each.parent === parent.id && each !== frame) tell(each, 'Aborted');
  turn.record(parent, `${Type}StateFailed`);
  turn.renew(parent);
  turn.steps.push({ kind: 'failed', frame: parent, failure });
}
