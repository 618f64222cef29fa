import type { StateOf } from './language.ts';
import { leaveWithResult } from './leave.ts';
import { evaluate, evaluateAs } from './query.ts';
import {
  addFrame,
  enter,
  type Failure,
  type Frame,
  fail,
  record,
  renew,
  scopeOf,
  sized,
  stateOf,
  type Turn,
} from './turn.ts';

// AWS runs at most 40 iterations of an inline Map at once.
const MAX_ITERATIONS = 40;

/** Starts every branch with the same input. */
export async function runParallel(turn: Turn, frame: Frame, state: StateOf<'Parallel'>): Promise<void> {
  const { Branches, Arguments } = state;
  const input =
    Arguments === undefined ? frame.input : await evaluate(Arguments, 'Arguments', scopeOf(turn, frame));
  sized(input, frame);
  record(turn, frame, 'ParallelStateStarted', null);
  const count = Branches.length;
  frame.fan = { results: Array(count).fill(null), left: count, next: count, limit: count, items: [] };
  for (const [index, { StartAt }] of Branches.entries())
    enter(turn, child(turn, frame, index), StartAt, input);
}

/** Reads the items of a Map and starts as many iterations as may run at once. */
export async function runMap(turn: Turn, frame: Frame, state: StateOf<'Map'>): Promise<void> {
  const scope = scopeOf(turn, frame);
  const { Items, MaxConcurrency = 0 } = state;
  const items = Items === undefined ? frame.input : await evaluateAs('array', Items, 'Items', scope);
  if (!Array.isArray(items)) {
    const found = items === null ? 'null' : typeof items;
    return fail('States.QueryEvaluationError', `Map state input must be an array but was: ${found}`);
  }
  const wanted = await evaluateAs('number', MaxConcurrency, 'MaxConcurrency', scope);
  const limit = Math.min(wanted > 0 ? wanted : MAX_ITERATIONS, MAX_ITERATIONS);
  record(turn, frame, 'MapStateStarted', { length: items.length });
  frame.fan = { results: Array(items.length).fill(null), left: items.length, next: 0, limit, items };
  await spawn(turn, frame);
}

/** Starts further iterations of a Map; leaves a state whose children are done. */
export async function spawn(turn: Turn, frame: Frame): Promise<void> {
  const { fan } = frame;
  if (fan === undefined) return;
  const state = stateOf(turn, frame);
  if (fan.left === 0) {
    sized(fan.results, frame);
    record(turn, frame, `${state.Type}StateSucceeded`, null);
    return leaveWithResult(turn, frame, fan.results);
  }
  if (state.Type !== 'Map') return;
  const running = (): number => fan.next - (fan.items.length - fan.left);
  while (fan.next < fan.items.length && running() < fan.limit) {
    const index = fan.next++;
    const item = fan.items[index];
    const scope = scopeOf(turn, { ...frame, index, item });
    const { ItemSelector, ItemProcessor } = state;
    const input = ItemSelector === undefined ? item : await evaluate(ItemSelector, 'ItemSelector', scope);
    sized(input, frame);
    const iteration = child(turn, frame, index);
    iteration.item = item;
    record(turn, iteration, 'MapIterationStarted', { name: frame.state, index });
    enter(turn, iteration, ItemProcessor.StartAt, input);
  }
}

// A child gets the variables of its parent; the parent stands still meanwhile, so a copy is the scope rule.
function child(turn: Turn, { id, vars, lastEvent }: Frame, index: number): Frame {
  return addFrame(turn, { id: `${id}.${index}`, parent: id, index, vars, lastEvent });
}

/** A branch or iteration ended with this output. */
export function finishChild(turn: Turn, frame: Frame, parent: Frame, output: unknown): void {
  const { fan, state: name } = parent;
  if (fan === undefined) return;
  fan.results[frame.index] = output;
  fan.left -= 1;
  const isMap = stateOf(turn, parent).Type === 'Map';
  if (isMap) record(turn, frame, 'MapIterationSucceeded', { name, index: frame.index });
  parent.lastEvent = frame.lastEvent;
  delete turn.snapshot.frames[frame.id];
  if (fan.left === 0 || isMap) turn.steps.push({ kind: 'spawn', frame: parent });
}

/** A branch failed: its siblings are given up and the parent fails with the same error. */
export function failChild(turn: Turn, frame: Frame, parent: Frame, failure: Failure): void {
  const { Type } = stateOf(turn, parent);
  const name = parent.state;
  if (Type === 'Map') record(turn, frame, 'MapIterationFailed', { name, index: frame.index });
  parent.lastEvent = frame.lastEvent;
  for (const each of Object.values(turn.snapshot.frames)) {
    if (Type !== 'Map' || each.parent !== parent.id || each === frame) continue;
    record(turn, each, 'MapIterationAborted', { name, index: each.index });
    parent.lastEvent = each.lastEvent;
  }
  record(turn, parent, `${Type}StateFailed`, null);
  renew(turn, parent);
  turn.steps.push({ kind: 'failed', frame: parent, failure });
}
