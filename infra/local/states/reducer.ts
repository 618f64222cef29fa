import { type Failure, StateFailed, told } from './failure.ts';
import type { Retrier } from './language.ts';
import { failChild, finishChild, runState, spawn } from './states.ts';
import { failTask, type LambdaOutcome, succeedTask, takeOutcome } from './task.ts';
import { type Frame, type Snapshot, type Step, type TimerKind, Turn, type TurnInputs } from './turn.ts';

/** What comes to one frame from outside; stale unless the frame still has that nonce. */
export type FrameEvent = { readonly frame: string; readonly nonce: number } & (
  | { readonly type: 'outcome'; readonly outcome: LambdaOutcome }
  | { readonly type: 'success'; readonly output: unknown }
  | ({ readonly type: 'failure' } & Failure)
  | { readonly type: 'heartbeat' }
);

/** `timer`: the earliest due instant has come. */
export type EngineEvent =
  | { readonly type: 'start' }
  | { readonly type: 'timer' }
  | ({ readonly type: 'stop' } & Failure)
  | FrameEvent;

/** An execution as it lies in the store. */
export type Execution = Pick<Turn, 'facts' | 'machine' | 'snapshot'>;

// AWS: no execution lives longer than a year.
const YEAR_SECONDS = 31_536_000;

/** An execution that has not started yet. */
export const blankSnapshot = (): Snapshot => ({ lastEventId: 0, lastNonce: 0, deadline: 0, frames: {} });

/**
 * Applies one event and runs until every branch waits. Changes the given snapshot; everything else that must be
 * committed is in the answer. Null: the event is stale, nothing changed.
 */
export async function apply(
  execution: Execution,
  event: EngineEvent,
  inputs: TurnInputs,
): Promise<Turn | null> {
  const turn = new Turn(execution, inputs);
  if (!(await take(turn, event))) return null;
  // Each step may add further ones.
  for (const step of turn.steps) {
    if (turn.ending !== null) break;
    const { frame } = step;
    // A sibling's failure may have removed the frame meanwhile.
    if (turn.snapshot.frames[frame.id] === frame) await attempt(turn, frame, () => proceed(turn, step));
  }
  return turn;
}

/** Ends the execution visibly, instead of leaving it stuck for ever, when the engine can do nothing more for it. */
export const giveUp = (turn: Turn, cause: string): void => turn.giveUp(cause);

/** The earliest of all timers of an execution; without a frame it is the end of its time. */
export function nextTimer({ frames, deadline }: Snapshot) {
  let first: { due: number; kind?: TimerKind; frame?: Frame } = { due: deadline };
  for (const frame of Object.values(frames)) {
    for (const [kind, due] of Object.entries(frame.pending.due))
      if (due < first.due) first = { due, kind: kind as TimerKind, frame };
  }
  return first;
}

/** Does what the event asks for at once; false: it is stale. */
async function take(turn: Turn, event: EngineEvent): Promise<boolean> {
  if (event.type === 'timer') return ring(turn);
  if (event.type === 'start') start(turn);
  else if (event.type === 'stop') turn.end({ status: 'ABORTED', error: event.error, cause: event.cause });
  else return takeInFrame(turn, event);
  return true;
}

function start(turn: Turn): void {
  const { facts, machine, inputs, snapshot } = turn;
  const { TimeoutSeconds = YEAR_SECONDS, StartAt } = machine.definition;
  turn.record(undefined, 'ExecutionStarted', { input: facts.input, roleArn: facts.role });
  snapshot.deadline = inputs.now + Math.min(TimeoutSeconds, YEAR_SECONDS) * 1000;
  turn.begin(StartAt, JSON.parse(facts.input));
}

async function ring(turn: Turn): Promise<boolean> {
  const { due, kind, frame } = nextTimer(turn.snapshot);
  if (due > turn.inputs.now) return false;
  if (frame === undefined) turn.end({ status: 'TIMED_OUT' });
  else await attempt(turn, frame, () => ringIn(turn, frame, kind));
  return true;
}

function ringIn(turn: Turn, frame: Frame, kind: TimerKind | undefined): Promise<void> {
  if (kind === 'timeout' || kind === 'heartbeat') {
    // Both limits are told as States.Timeout, and the cause that Catch sees is an empty text: so does AWS.
    const alias = kind === 'heartbeat' ? 'States.HeartbeatTimeout' : 'States.Timeout';
    return failTask(turn, frame, 'TimedOut', { error: 'States.Timeout', cause: '', alias });
  }
  turn.renew(frame);
  return kind === 'wait' ? turn.leave(frame, turn.stateOf<'Wait'>(frame)) : runState(turn, frame);
}

async function takeInFrame(turn: Turn, event: FrameEvent): Promise<boolean> {
  const frame = turn.snapshot.frames[event.frame];
  if (frame === undefined || frame.nonce !== event.nonce) return false;
  const { call, heartbeatSeconds } = frame.pending;
  if (event.type === 'outcome' ? call === undefined : !turn.awaitsToken(frame)) return false;
  await attempt(turn, frame, async () => {
    if (event.type === 'outcome') return takeOutcome(turn, frame, event.outcome);
    if (event.type === 'success') return succeedTask(turn, frame, event.output);
    if (event.type === 'failure') return failTask(turn, frame, 'Failed', event);
    turn.setTimer(frame, 'heartbeat', heartbeatSeconds);
  });
  return true;
}

/** Does something in a frame; what it throws is the failure of the frame's state. */
async function attempt(turn: Turn, frame: Frame, work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    turn.steps.push({ kind: 'failed', frame, failure: failureOf(turn, frame, error) });
  }
}

function proceed(turn: Turn, step: Step): Promise<void> | void {
  const { frame } = step;
  const parent = turn.parentOf(frame);
  switch (step.kind) {
    case 'enter':
      return arrive(turn, frame);
    case 'spawn':
      return spawn(turn, frame);
    case 'failed':
      return handleFailure(turn, frame, step.failure);
    case 'done':
      if (parent !== undefined) return finishChild(turn, frame, parent, step.output);
      return turn.end({ status: 'SUCCEEDED', output: JSON.stringify(step.output) });
  }
}

function arrive(turn: Turn, frame: Frame): Promise<void> {
  frame.enteredAt = turn.inputs.now;
  frame.before = frame.lastEvent;
  const { Type } = turn.stateOf(frame);
  turn.record(frame, `${Type}StateEntered`, { name: frame.state, input: JSON.stringify(frame.input) });
  frame.entered = frame.lastEvent;
  return runState(turn, frame);
}

/** Turns what a state threw into a failure, and writes the event AWS writes for a bad expression. */
function failureOf(turn: Turn, frame: Frame, thrown: unknown): Failure {
  if (thrown instanceof StateFailed && thrown.failure.location === undefined) return thrown.failure;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered}).`;
  const cause = `${where} ${text}`;
  if (!(thrown instanceof StateFailed)) return { error: 'States.Runtime', cause };
  const { error, location } = thrown.failure;
  // Recorded from AWS: the event follows what was before the state, but the one of a Timestamp its entry.
  if (frame.lastEvent === frame.entered && location !== 'Timestamp') frame.lastEvent = frame.before;
  turn.record(frame, 'EvaluationFailed', { error, cause: text, location, state: frame.state });
  return { error, cause };
}

/** Looks for the first Retry, then the first Catch that knows the error; else the branch fails. */
async function handleFailure(turn: Turn, frame: Frame, failure: Failure): Promise<void> {
  // Only some types have the two fields; the checker saw to it that no other does.
  const { Retry = [], Catch = [] } = turn.stateOf<'Task'>(frame);
  turn.renew(frame);
  const at = Retry.findIndex(({ ErrorEquals }) => knows(ErrorEquals, failure));
  const retrier = Retry[at];
  if (retrier !== undefined && retryLater(turn, frame, retrier, at)) return;
  const index = Catch.findIndex(({ ErrorEquals }) => knows(ErrorEquals, failure));
  const catcher = Catch[index];
  if (catcher === undefined) return failBranch(turn, frame, failure);
  const errorOutput = { Error: failure.error ?? null, Cause: failure.cause ?? null };
  // A Catch that cannot be evaluated must not catch itself.
  await turn
    .leave(frame, catcher, { errorOutput }, `Catch[${index}]/`)
    .catch((error) => failBranch(turn, frame, failureOf(turn, frame, error)));
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

function failBranch(turn: Turn, frame: Frame, failure: Failure): void {
  const parent = turn.parentOf(frame);
  if (parent !== undefined) failChild(turn, frame, parent, failure);
  else turn.end({ status: 'FAILED', ...told(failure) });
}
