import { failChild, finishChild, spawn } from './fan.ts';
import type { Exit, Retrier, StateOf } from './language.ts';
import { QueryError } from './query.ts';
import { runState } from './states.ts';
import { failTask, type LambdaOutcome, succeedTask, takeOutcome } from './task.ts';
import {
  type Failure,
  type Frame,
  HistoryFull,
  type Snapshot,
  StateFailed,
  type TimerKind,
  Turn,
  type TurnInputs,
  told,
} from './turn.ts';

type Reason = { readonly error?: string | undefined; readonly cause?: string | undefined };

/** What comes to one frame from outside; stale unless the frame still has that nonce. */
type FrameEvent = { readonly frame: string; readonly nonce: number } & (
  | { readonly type: 'outcome'; readonly outcome: LambdaOutcome }
  | { readonly type: 'success'; readonly output: unknown }
  | ({ readonly type: 'failure' } & Reason)
  | { readonly type: 'heartbeat' }
);

/** `timer`: the earliest due instant has come. */
export type EngineEvent =
  | { readonly type: 'start' }
  | { readonly type: 'timer' }
  | ({ readonly type: 'stop' } & Reason)
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
  const { steps, snapshot } = turn;
  try {
    if (!(await take(turn, event))) return null;
    for (let step = steps.shift(); step !== undefined && turn.ending === null; step = steps.shift()) {
      const { frame } = step;
      const work = DO[step.kind] as (turn: Turn, step: Step) => Promise<void> | void;
      // A sibling's failure may have removed the frame meanwhile.
      if (snapshot.frames[frame.id] === frame) await attempt(turn, frame, () => work(turn, step));
    }
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    giveUp(turn, 'The execution reached the maximum number of history events (25000).');
  }
  return turn;
}

/** Ends the execution visibly, instead of leaving it stuck for ever, when the engine can do nothing more for it. */
export function giveUp(turn: Turn, cause: string): void {
  turn.end('ExecutionFailed', { status: 'FAILED', error: 'States.Runtime', cause });
}

/** What an execution does by itself if nothing comes: without a frame, run out of time. */
interface NextTimer {
  readonly due: number;
  readonly kind?: TimerKind;
  readonly frame?: Frame;
}

/** The earliest of all timers of an execution. */
export function nextTimer({ frames, deadline }: Snapshot): NextTimer {
  let first: NextTimer = { due: deadline };
  for (const frame of Object.values(frames)) {
    for (const [kind, due] of Object.entries(frame.pending.due))
      if (due < first.due) first = { due, kind: kind as TimerKind, frame };
  }
  return first;
}

async function take(turn: Turn, event: EngineEvent): Promise<boolean> {
  if (event.type === 'timer') return ring(turn);
  if (event.type === 'start') start(turn);
  else if (event.type === 'stop')
    turn.end('ExecutionAborted', { status: 'ABORTED', error: event.error, cause: event.cause });
  else return takeInFrame(turn, event);
  return true;
}

function start(turn: Turn): void {
  const { facts, machine, inputs, snapshot } = turn;
  const { TimeoutSeconds = YEAR_SECONDS, StartAt } = machine.definition;
  turn.record(undefined, 'ExecutionStarted', { input: facts.input, roleArn: facts.role });
  snapshot.deadline = inputs.now + Math.min(TimeoutSeconds, YEAR_SECONDS) * 1000;
  turn.enter(turn.addFrame(), StartAt, JSON.parse(facts.input));
}

async function ring(turn: Turn): Promise<boolean> {
  const { due, kind, frame } = nextTimer(turn.snapshot);
  if (due > turn.inputs.now) return false;
  if (frame === undefined) turn.end('ExecutionTimedOut', { status: 'TIMED_OUT' });
  else await attempt(turn, frame, () => ringIn(turn, frame, kind));
  return true;
}

function ringIn(turn: Turn, frame: Frame, kind: TimerKind | undefined): Promise<void> {
  // Both limits are told as States.Timeout, and the cause that Catch sees is an empty text: so does AWS.
  const late = { error: 'States.Timeout', cause: '' };
  if (kind === 'timeout') return failTask(turn, frame, 'TimedOut', late);
  if (kind === 'heartbeat')
    return failTask(turn, frame, 'TimedOut', { ...late, alias: 'States.HeartbeatTimeout' });
  turn.renew(frame);
  return kind === 'wait' ? turn.leave(frame, turn.stateOf(frame) as Exit) : runState(turn, frame);
}

async function takeInFrame(turn: Turn, event: FrameEvent): Promise<boolean> {
  const frame = turn.snapshot.frames[event.frame];
  if (frame === undefined || frame.nonce !== event.nonce) return false;
  const { call, awaitsToken, heartbeatSeconds } = frame.pending;
  if (event.type === 'outcome' ? call === undefined : awaitsToken !== true) return false;
  await attempt(turn, frame, async () => {
    if (event.type === 'outcome') return takeOutcome(turn, frame, event.outcome);
    if (event.type === 'success') return succeedTask(turn, frame, event.output);
    if (event.type === 'failure')
      return failTask(turn, frame, 'Failed', { error: event.error ?? null, cause: event.cause ?? null });
    if (heartbeatSeconds !== undefined) turn.setTimer(frame, 'heartbeat', heartbeatSeconds);
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

type Step = Turn['steps'][number];
type Work<Kind extends Step['kind']> = (
  turn: Turn,
  step: Extract<Step, { kind: Kind }>,
) => Promise<void> | void;

/** What follows from a step of a frame. */
const DO: { readonly [Kind in Step['kind']]: Work<Kind> } = {
  enter(turn, { frame }) {
    frame.enteredAt = turn.inputs.now;
    frame.before = frame.lastEvent;
    const { Type } = turn.stateOf(frame);
    turn.record(frame, `${Type}StateEntered`, { name: frame.state, input: JSON.stringify(frame.input) });
    frame.entered = frame.lastEvent;
    return runState(turn, frame);
  },
  spawn: (turn, { frame }) => spawn(turn, frame),
  done(turn, { frame, output }) {
    const parent = turn.parentOf(frame);
    if (parent !== undefined) finishChild(turn, frame, parent, output);
    else turn.end('ExecutionSucceeded', { status: 'SUCCEEDED', output: JSON.stringify(output) });
  },
  failed: (turn, { frame, failure }) => handleFailure(turn, frame, failure),
};

/** Turns what a state threw into a failure, and writes the event AWS writes for a bad expression. */
function failureOf(turn: Turn, frame: Frame, error: unknown): Failure {
  if (error instanceof HistoryFull) throw error;
  if (error instanceof StateFailed) return error.failure;
  const text = error instanceof Error ? error.message : String(error);
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered}).`;
  const cause = `${where} ${text}`;
  if (!(error instanceof QueryError)) return { error: 'States.Runtime', cause };
  const { name, location } = error;
  // Recorded from AWS: the event follows what was before the state, but the one of a Timestamp its entry.
  if (frame.lastEvent === frame.entered && location !== 'Timestamp') frame.lastEvent = frame.before;
  turn.record(frame, 'EvaluationFailed', { error: name, cause: text, location, state: frame.state });
  return { error: name, cause };
}

/** Looks for the first Retry, then the first Catch that knows the error; else the branch fails. */
async function handleFailure(turn: Turn, frame: Frame, failure: Failure): Promise<void> {
  // Only some types have the two fields; the checker saw to it that no other does.
  const { Retry = [], Catch = [] } = turn.stateOf(frame) as StateOf<'Task'>;
  turn.renew(frame);
  const at = Retry.findIndex(({ ErrorEquals }) => knows(ErrorEquals, failure));
  const retrier = Retry[at];
  if (retrier !== undefined && retryLater(turn, frame, retrier, at)) return;
  const index = Catch.findIndex(({ ErrorEquals }) => knows(ErrorEquals, failure));
  const catcher = Catch[index];
  if (catcher === undefined) return failBranch(turn, frame, failure);
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  const departure = { by: `Catch[${index}]/`, value: errorOutput, reads: { errorOutput } };
  // A Catch that cannot be evaluated must not catch itself.
  await turn
    .leave(frame, catcher, departure)
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
  const used = frame.retries[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return false;
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = YEAR_SECONDS } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds, YEAR_SECONDS);
  frame.retries[index] = used + 1;
  frame.retryCount += 1;
  turn.setTimer(frame, 'retry', retrier.JitterStrategy === 'FULL' ? delay * turn.inputs.random() : delay);
  return true;
}

function failBranch(turn: Turn, frame: Frame, failure: Failure): void {
  const parent = turn.parentOf(frame);
  if (parent !== undefined) failChild(turn, frame, parent, failure);
  else turn.end('ExecutionFailed', { status: 'FAILED', ...told(failure) });
}
