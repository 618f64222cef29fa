import type { RunnableMachine } from './definition.ts';
import { failChild, finishChild, spawn } from './fan.ts';
import type { Exit, Retrier, State } from './language.ts';
import { leave } from './leave.ts';
import { QueryError } from './query.ts';
import { runState } from './states.ts';
import { failTask, type LambdaOutcome, succeedTask, takeOutcome } from './task.ts';
import {
  addFrame,
  type ExecutionFacts,
  end,
  enter,
  type Failure,
  type Frame,
  HistoryFull,
  ROOT,
  record,
  renew,
  type Snapshot,
  StateFailed,
  type Step,
  setTimer,
  stateOf,
  type TimerKind,
  type Turn,
  type TurnInputs,
  told,
} from './turn.ts';

/** An execution as it lies in the store. */
export interface Execution {
  readonly facts: ExecutionFacts;
  readonly machine: RunnableMachine;
  readonly snapshot: Snapshot;
}

type Reason = { readonly error?: string | undefined; readonly cause?: string | undefined };

/** What comes to one frame from outside; stale unless the frame still has that nonce. */
export type FrameEvent = { readonly frame: string; readonly nonce: number } & (
  | { readonly type: 'outcome'; readonly outcome: LambdaOutcome }
  | { readonly type: 'success'; readonly output: unknown }
  | ({ readonly type: 'failure' } & Reason)
  | { readonly type: 'heartbeat' }
);

/** `timer`: the earliest due instant has come. */
export type EngineEvent =
  | { readonly type: 'start' | 'timer' }
  | ({ readonly type: 'stop' } & Reason)
  | FrameEvent;

// AWS: no execution lives longer than a year.
const YEAR_SECONDS = 31_536_000;

/** An execution that has not started yet. */
export function blankSnapshot(): Snapshot {
  return { lastEventId: 0, lastNonce: 0, deadline: Number.MAX_SAFE_INTEGER, frames: {} };
}

/**
 * Applies one event and runs until every branch waits. Changes the given snapshot; everything else that must be
 * committed is in the answer. Null: the event is stale, nothing changed.
 */
export async function apply(
  execution: Execution,
  event: EngineEvent,
  inputs: TurnInputs,
): Promise<Turn | null> {
  const turn: Turn = { ...execution, inputs, steps: [], history: [], calling: [], ending: null };
  try {
    if (!(await take(turn, event))) return null;
    for (
      let step = turn.steps.shift();
      step !== undefined && turn.ending === null;
      step = turn.steps.shift()
    ) {
      // A sibling's failure may have removed the frame meanwhile.
      if (turn.snapshot.frames[step.frame.id] === step.frame)
        await attempt(turn, step.frame, perform(turn, step));
    }
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    const cause = 'The execution reached the maximum number of history events (25000).';
    end(turn, 'ExecutionFailed', { status: 'FAILED', error: 'States.Runtime', cause });
  }
  return turn;
}

/** A defect of the engine ends the execution visibly instead of leaving it stuck for ever. */
export function giveUp(execution: Execution, error: unknown, inputs: TurnInputs): Turn {
  const turn: Turn = { ...execution, inputs, steps: [], history: [], calling: [], ending: null };
  const cause = error instanceof Error ? error.message : String(error);
  end(turn, 'ExecutionFailed', { status: 'FAILED', error: 'States.Runtime', cause });
  return turn;
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
  switch (event.type) {
    case 'start':
      start(turn);
      return true;
    case 'stop':
      end(turn, 'ExecutionAborted', { status: 'ABORTED', error: event.error, cause: event.cause });
      return true;
    case 'timer':
      return ring(turn);
    default:
      return takeInFrame(turn, event);
  }
}

function start(turn: Turn): void {
  const { facts, machine, inputs, snapshot } = turn;
  record(turn, null, 'ExecutionStarted', { input: facts.input, roleArn: facts.roleArn });
  const root = addFrame(turn, { id: ROOT, parent: null, index: 0, vars: {}, lastEvent: 0 });
  const { TimeoutSeconds = YEAR_SECONDS, StartAt } = machine.definition;
  snapshot.deadline = inputs.now + Math.min(TimeoutSeconds, YEAR_SECONDS) * 1000;
  enter(turn, root, StartAt, JSON.parse(facts.input));
}

async function ring(turn: Turn): Promise<boolean> {
  const { due, kind, frame } = nextTimer(turn.snapshot);
  if (due > turn.inputs.now) return false;
  if (frame === undefined) {
    end(turn, 'ExecutionTimedOut', { status: 'TIMED_OUT' });
    return true;
  }
  await attempt(turn, frame, () => {
    // Both limits are told as States.Timeout. The cause that Catch sees is an empty text: so does AWS.
    const failure = { error: 'States.Timeout', cause: '' };
    if (kind === 'timeout') return failTask(turn, frame, 'TimedOut', failure);
    if (kind === 'heartbeat')
      return failTask(turn, frame, 'TimedOut', { ...failure, alias: 'States.HeartbeatTimeout' });
    renew(turn, frame);
    if (kind === 'wait') return leave(turn, frame, stateOf(turn, frame) as Exit);
    return runState(turn, frame);
  });
  return true;
}

async function takeInFrame(turn: Turn, event: FrameEvent): Promise<boolean> {
  const frame = turn.snapshot.frames[event.frame];
  if (frame === undefined || frame.nonce !== event.nonce) return false;
  const { call, awaitsToken, heartbeatSeconds } = frame.pending;
  if (event.type === 'outcome' ? call === undefined : awaitsToken !== true) return false;
  await attempt(turn, frame, () => {
    switch (event.type) {
      case 'outcome':
        return takeOutcome(turn, frame, event.outcome);
      case 'success':
        return succeedTask(turn, frame, event.output);
      case 'failure':
        return failTask(turn, frame, 'Failed', { error: event.error ?? null, cause: event.cause ?? null });
      case 'heartbeat':
        if (heartbeatSeconds !== undefined) setTimer(turn, frame, 'heartbeat', heartbeatSeconds);
        return undefined;
    }
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

function perform(turn: Turn, step: Step): () => Promise<void> | void {
  const { frame } = step;
  switch (step.kind) {
    case 'enter':
      return () => enterState(turn, frame);
    case 'spawn':
      return () => spawn(turn, frame);
    case 'done':
      return () => finish(turn, frame, step.output);
    case 'failed':
      return () => handleFailure(turn, frame, step.failure);
  }
}

function enterState(turn: Turn, frame: Frame): Promise<void> {
  const { Type } = stateOf(turn, frame);
  frame.enteredAt = turn.inputs.now;
  frame.before = frame.lastEvent;
  record(turn, frame, `${Type}StateEntered`, { name: frame.state, input: JSON.stringify(frame.input) });
  frame.entered = frame.lastEvent;
  return runState(turn, frame);
}

const parentOf = (turn: Turn, frame: Frame): Frame | undefined => turn.snapshot.frames[frame.parent ?? ''];

function finish(turn: Turn, frame: Frame, output: unknown): void {
  const parent = parentOf(turn, frame);
  if (parent !== undefined) finishChild(turn, frame, parent, output);
  else end(turn, 'ExecutionSucceeded', { status: 'SUCCEEDED', output: JSON.stringify(output) });
}

/** Turns what a state threw into a failure, and writes the event AWS writes for a bad expression. */
function failureOf(turn: Turn, frame: Frame, error: unknown): Failure {
  if (error instanceof HistoryFull) throw error;
  if (error instanceof StateFailed) return error.failure;
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered}).`;
  const text = error instanceof Error ? error.message : String(error);
  if (!(error instanceof QueryError)) return { error: 'States.Runtime', cause: `${where} ${text}` };
  const { name, location } = error;
  record(turn, frame, 'EvaluationFailed', { error: name, cause: text, location, state: frame.state });
  return { error: name, cause: `${where} ${text}` };
}

/** Looks for the first Retry, then the first Catch that knows the error; else the branch fails. */
async function handleFailure(turn: Turn, frame: Frame, failure: Failure): Promise<void> {
  const { Retry = [], Catch = [] } = stateOf(turn, frame) as Pick<
    State & { Type: 'Task' },
    'Retry' | 'Catch'
  >;
  renew(turn, frame);
  const at = Retry.findIndex(({ ErrorEquals }) => knows(ErrorEquals, failure));
  const retrier = Retry[at];
  if (retrier !== undefined && retryLater(turn, frame, retrier, at)) return;
  const index = Catch.findIndex(({ ErrorEquals }) => knows(ErrorEquals, failure));
  const catcher = Catch[index];
  if (catcher === undefined) return failBranch(turn, frame, failure);
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  try {
    await leave(turn, frame, catcher, { by: `Catch[${index}]/`, value: errorOutput, reads: { errorOutput } });
  } catch (error) {
    // A Catch that cannot be evaluated must not catch itself.
    failBranch(turn, frame, failureOf(turn, frame, error));
  }
}

// AWS documents that these two are not part of States.ALL.
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

function knows(names: readonly string[], { error, alias }: Failure): boolean {
  if (names.some((name) => name === error || name === alias)) return true;
  if (error !== null && TERMINAL.includes(error)) return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

function retryLater(turn: Turn, frame: Frame, retrier: Retrier, index: number): boolean {
  const used = frame.retries[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return false;
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = YEAR_SECONDS } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds, YEAR_SECONDS);
  while (frame.retries.length <= index) frame.retries.push(0);
  frame.retries[index] = used + 1;
  frame.retryCount += 1;
  setTimer(turn, frame, 'retry', retrier.JitterStrategy === 'FULL' ? delay * turn.inputs.random() : delay);
  return true;
}

function failBranch(turn: Turn, frame: Frame, failure: Failure): void {
  const parent = parentOf(turn, frame);
  if (parent !== undefined) failChild(turn, frame, parent, failure);
  else end(turn, 'ExecutionFailed', { status: 'FAILED', ...told(failure) });
}
