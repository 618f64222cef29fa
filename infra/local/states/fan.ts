import { leaveWithResult } from './leave.ts';
import { evaluate, evaluateAs } from './query.ts';
import { addFrame, clear, enter, record, StateFailed, scopeOf, sized, stateOf, type Turn } from './turn.ts';
import type { Failure, Frame } from './types.ts';

// AWS runs at most 40 iterations of an inline Map at once.
const MAX_ITERATIONS = 40;

/** Starts every branch with the same input. */
export async function runParallel(turn: Turn, frame: Frame): Promise<void> {
  const state = stateOf(turn, frame);
  const branches = state.definition.Branches ?? [];
  const given = state.definition.Arguments;
  const input =
    given === undefined
      ? frame.input
      : await evaluate(state.template('Arguments', given), scopeOf(turn, frame));
  sized(input, state.name);
  record(turn, frame, 'ParallelStateStarted', null);
  const count = branches.length;
  frame.phase = 'children';
  frame.fan = { results: Array(count).fill(null), left: count, next: count, limit: count };
  for (const [index, branch] of branches.entries()) {
    enter(turn, child(turn, frame, index), branch.StartAt, input);
  }
}

/** Reads the items of a Map and starts as many iterations as may run at once. */
export async function runMap(turn: Turn, frame: Frame): Promise<void> {
  const state = stateOf(turn, frame);
  const scope = scopeOf(turn, frame);
  const { Items, MaxConcurrency = 0 } = state.definition;
  const items =
    Items === undefined ? frame.input : await evaluateAs(state.template('Items', Items), scope, 'array');
  if (!Array.isArray(items)) {
    const cause = `Map state input must be an array but was: ${items === null ? 'null' : typeof items}`;
    throw new StateFailed({ error: 'States.QueryEvaluationError', cause });
  }
  const wanted = (await evaluateAs(
    state.template('MaxConcurrency', MaxConcurrency),
    scope,
    'number',
  )) as number;
  const limit = Math.min(wanted > 0 ? wanted : MAX_ITERATIONS, MAX_ITERATIONS);
  record(turn, frame, 'MapStateStarted', { length: items.length });
  frame.phase = 'children';
  frame.fan = { results: Array(items.length).fill(null), left: items.length, next: 0, limit, items };
  await spawn(turn, frame);
}

/** Starts further iterations of a Map, or leaves it when all are done. */
export async function spawn(turn: Turn, frame: Frame): Promise<void> {
  const { fan } = frame;
  if (fan === undefined) return;
  if (fan.left === 0) return succeedFan(turn, frame, fan.results);
  const { items = [] } = fan;
  const running = (): number => fan.next - (items.length - fan.left);
  while (fan.next < items.length && running() < fan.limit) await startIteration(turn, frame, fan.next++);
}

async function startIteration(turn: Turn, frame: Frame, index: number): Promise<void> {
  const state = stateOf(turn, frame);
  const { ItemSelector, ItemProcessor } = state.definition;
  const item = frame.fan?.items?.[index];
  const seen = { ...frame, index, item };
  const scope = scopeOf(turn, seen);
  const input =
    ItemSelector === undefined ? item : await evaluate(state.template('ItemSelector', ItemSelector), scope);
  sized(input, state.name);
  const iteration = child(turn, frame, index);
  iteration.item = item;
  record(turn, iteration, 'MapIterationStarted', { name: state.name, index });
  enter(turn, iteration, ItemProcessor?.StartAt ?? '', input);
}

// A child gets the variables of its parent; the parent stands still meanwhile, so a copy is the scope rule.
function child(turn: Turn, parent: Frame, index: number): Frame {
  const { id, vars, lastEvent } = parent;
  return addFrame(turn, { id: `${id}.${index}`, parent: id, index, vars, lastEvent });
}

/** A branch or iteration ended with this output. */
export function finishChild(turn: Turn, frame: Frame, parent: Frame, output: unknown): void {
  const { fan } = parent;
  if (fan === undefined) return;
  fan.results[frame.index] = output;
  fan.left -= 1;
  const { Type } = stateOf(turn, parent).definition;
  if (Type === 'Map')
    record(turn, frame, 'MapIterationSucceeded', { name: parent.state, index: frame.index });
  parent.lastEvent = frame.lastEvent;
  clear(turn, frame.id);
  delete turn.snapshot.frames[frame.id];
  if (fan.left === 0 || Type === 'Map') turn.work.push({ kind: 'spawn', frame: parent });
}

function succeedFan(turn: Turn, frame: Frame, results: readonly unknown[]): Promise<void> {
  const state = stateOf(turn, frame);
  sized(results, state.name);
  record(turn, frame, `${state.definition.Type}StateSucceeded`, null);
  delete frame.fan;
  return leaveWithResult(turn, frame, results);
}

/** A branch failed: its siblings are given up and the parent fails with the same error. */
export function failChild(turn: Turn, frame: Frame, parent: Frame, failure: Failure): void {
  const { Type } = stateOf(turn, parent).definition;
  const name = parent.state;
  if (Type === 'Map') record(turn, frame, 'MapIterationFailed', { name, index: frame.index });
  parent.lastEvent = frame.lastEvent;
  for (const each of Object.values(turn.snapshot.frames)) {
    if (!each.id.startsWith(`${parent.id}.`)) continue;
    clear(turn, each.id);
    delete turn.snapshot.frames[each.id];
    if (Type !== 'Map' || each.parent !== parent.id || each === frame) continue;
    record(turn, each, 'MapIterationAborted', { name, index: each.index });
    parent.lastEvent = each.lastEvent;
  }
  record(turn, parent, `${Type}StateFailed`, null);
  delete parent.fan;
  turn.work.push({ kind: 'failed', frame: parent, failure });
}
