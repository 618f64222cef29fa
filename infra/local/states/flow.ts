import { Failure, told } from './failure.ts';
import type { Exit, Retrier } from './language.ts';
import { evaluate, type Scope } from './query.ts';
import { type Frame, sized, type Turn, YEAR_SECONDS } from './turn.ts';

/* How a frame leaves its state: with an output, by an error that Retry or Catch knows, or up to its parent. */

/**
 * Evaluates Output and Assign (both see the old variables), writes StateExited and moves on. What they may read
 * besides, the result or the error, is also what the state gives without an Output.
 */
export async function leave(turn: Turn, frame: Frame, exit: Exit, reads: Scope = {}): Promise<void> {
  const { at = '', Output, Assign, Next } = exit;
  const [value = frame.input] = Object.values(reads);
  const scope = turn.scopeOf(frame, reads);
  const output = await evaluate(Output, `${at}Output`, scope, value);
  const assigned = (await evaluate(Assign, `${at}Assign`, scope, {})) as Frame['vars'];
  const text = sized(output, frame);
  sized(assigned, frame);
  const entries = Object.entries(assigned).map(([name, each]) => [name, JSON.stringify(each)]);
  const assignedVariables = entries.length === 0 ? undefined : Object.fromEntries(entries);
  const { Type } = turn.stateOf(frame);
  turn.record(frame, `${Type}StateExited`, { name: frame.state, output: text, assignedVariables });
  frame.vars = { ...frame.vars, ...assigned };
  if (Next !== undefined) turn.enter(frame, Next, output);
  else turn.steps.push({ frame, work: () => finish(turn, frame, output) });
}

function finish(turn: Turn, frame: Frame, output: unknown) {
  const parent = turn.parentOf(frame);
  if (parent?.fan === undefined) return turn.end({ status: 'SUCCEEDED', output: JSON.stringify(output) });
  const { fan, state: name } = parent;
  fan.results[frame.index] = output;
  fan.left -= 1;
  parent.lastEvent = frame.lastEvent;
  const isMap = turn.stateOf(parent).Type === 'Map';
  if (isMap) turn.record(frame, 'MapIterationSucceeded', { name, index: frame.index });
  // Recorded from AWS: the next iteration follows the last state of this one, only the end follows its success.
  if (fan.left === 0) parent.lastEvent = frame.lastEvent;
  delete turn.snapshot.frames[frame.id];
  if (isMap || fan.left === 0) turn.steps.push({ frame: parent, work: () => proceed(turn, parent) });
}

/** Starts further iterations of a Map; leaves a state whose children are done. */
export async function proceed(turn: Turn, frame: Frame): Promise<void> {
  const { fan } = frame;
  if (fan === undefined) return;
  const state = turn.stateOf<'Map' | 'Parallel'>(frame);
  if (fan.left === 0) {
    // Two children that end in one turn both ask for this, and a state is left once.
    delete frame.fan;
    sized(fan.results, frame);
    turn.record(frame, `${state.Type}StateSucceeded`);
    return leave(turn, frame, state, { result: fan.results });
  }
  if (state.Type === 'Parallel') return;
  const done = fan.items.length - fan.left;
  while (fan.next < Math.min(fan.items.length, done + fan.limit)) {
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

/** Turns what a state threw into its failure, which is dealt with after what is already to be done. */
export function failLater(turn: Turn, frame: Frame, thrown: unknown): void {
  const failure = failureOf(turn, frame, thrown);
  turn.steps.push({ frame, work: () => handleFailure(turn, frame, failure) });
}

// Writes the event AWS writes for a bad expression.
function failureOf(turn: Turn, frame: Frame, thrown: unknown): Failure {
  const isExpected = thrown instanceof Failure;
  if (isExpected && thrown.location === undefined) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered}).`;
  const cause = `${where} ${text}`;
  if (!isExpected) return new Failure('States.Runtime', cause);
  const { error, location } = thrown;
  // Recorded from AWS: the event follows what was before the state, but the one of a Timestamp its entry.
  if (frame.lastEvent === frame.entered && location !== 'Timestamp') frame.lastEvent = frame.before;
  turn.record(frame, 'EvaluationFailed', { error, cause: text, location, state: frame.state });
  return new Failure(error, cause);
}

/** Looks for the first Retry, then the first Catch that knows the error; else the branch fails. */
async function handleFailure(turn: Turn, frame: Frame, failure: Failure): Promise<void> {
  // Only some types have the two fields; the checker saw to it that no other does.
  const { Retry = [], Catch = [] } = turn.stateOf<'Task'>(frame);
  turn.renew(frame);
  const retrier = Retry.find(({ ErrorEquals }) => knows(ErrorEquals, failure));
  if (retrier !== undefined && retryLater(turn, frame, retrier, Retry.indexOf(retrier))) return;
  const catcher = Catch.find(({ ErrorEquals }) => knows(ErrorEquals, failure));
  if (catcher === undefined) return failBranch(turn, frame, failure);
  const at = `Catch[${Catch.indexOf(catcher)}]/`;
  const errorOutput = { Error: failure.error ?? null, Cause: failure.cause ?? null };
  // A Catch that cannot be evaluated must not catch itself.
  await leave(turn, frame, { ...catcher, at }, { errorOutput }).catch((error) =>
    failBranch(turn, frame, failureOf(turn, frame, error)),
  );
}

// AWS documents that these two are not part of States.ALL.
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

function knows(names: readonly string[], { error, alias }: Failure): boolean {
  if (names.some((name) => name === error || name === alias)) return true;
  if (TERMINAL.includes(error ?? '')) return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

function retryLater(turn: Turn, frame: Frame, retrier: Retrier, index: number): boolean {
  const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = YEAR_SECONDS } = retrier;
  const used = frame.retries[index] ?? 0;
  if (used >= MaxAttempts) return false;
  const delay = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds, YEAR_SECONDS);
  frame.retries[index] = used + 1;
  turn.setTimer(frame, 'retry', retrier.JitterStrategy === 'FULL' ? delay * turn.inputs.random() : delay);
  return true;
}

/** The branch fails with its state: its siblings are given up and the parent fails with the same error. */
function failBranch(turn: Turn, frame: Frame, failure: Failure) {
  const parent = turn.parentOf(frame);
  if (parent === undefined) return turn.end({ status: 'FAILED', ...told(failure) });
  const { Type } = turn.stateOf(parent);
  const siblings = Object.values(turn.snapshot.frames).filter((each) => each.parent === parent.id);
  parent.lastEvent = frame.lastEvent;
  for (const each of Type === 'Map' ? new Set([frame, ...siblings]) : []) {
    const what = each === frame ? 'Failed' : 'Aborted';
    turn.record(each, `MapIteration${what}`, { name: parent.state, index: each.index });
    parent.lastEvent = each.lastEvent;
  }
  turn.record(parent, `${Type}StateFailed`);
  turn.renew(parent);
  turn.steps.push({ frame: parent, work: () => handleFailure(turn, parent, failure) });
}
