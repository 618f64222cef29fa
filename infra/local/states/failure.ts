import { failChild } from './fan.ts';
import { leave } from './leave.ts';
import { clear, end, failureOf, freshNonce, setTimer, stateOf, type Turn, told } from './turn.ts';
import type { Failure, Frame, Retrier } from './types.ts';

// AWS documents that these two are not part of States.ALL.
const TERMINAL = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** Looks for the first Retry, then the first Catch that knows the error; else the branch fails. */
export async function handleFailure(turn: Turn, frame: Frame, failure: Failure): Promise<void> {
  const { Retry = [], Catch = [] } = stateOf(turn, frame).definition;
  clear(turn, frame.id);
  const at = Retry.findIndex((each) => knows(each.ErrorEquals, failure));
  const retrier = Retry[at];
  if (retrier !== undefined && retryLater(turn, frame, retrier, at)) return;
  const index = Catch.findIndex((each) => knows(each.ErrorEquals, failure));
  const catcher = Catch[index];
  if (catcher === undefined) return giveUp(turn, frame, failure);
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  try {
    await leave(turn, frame, {
      exit: catcher,
      at: `Catch[${index}]/`,
      value: errorOutput,
      reads: { errorOutput },
    });
  } catch (error) {
    // A Catch that cannot be evaluated must not catch itself.
    giveUp(turn, frame, failureOf(turn, frame, error));
  }
}

/** Whether a list of error names covers a failure. */
function knows(names: readonly string[], failure: Failure): boolean {
  const { error, aliases = [] } = failure;
  const exact = [...(error === null ? [] : [error]), ...aliases];
  if (names.some((name) => exact.includes(name))) return true;
  if (error !== null && TERMINAL.has(error)) return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

function retryLater(turn: Turn, frame: Frame, retrier: Retrier, index: number): boolean {
  const used = frame.retries[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return false;
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds, MAX_DELAY_SECONDS);
  while (frame.retries.length <= index) frame.retries.push(0);
  frame.retries[index] = used + 1;
  frame.retryCount += 1;
  frame.phase = 'retry';
  frame.nonce = freshNonce(turn);
  setTimer(turn, frame, 'retry', retrier.JitterStrategy === 'FULL' ? delay * turn.inputs.random() : delay);
  return true;
}

// A year: no execution lives longer, and the sum stays a date.
const MAX_DELAY_SECONDS = 31_536_000;

function giveUp(turn: Turn, frame: Frame, failure: Failure): void {
  const parent = frame.parent === null ? undefined : turn.snapshot.frames[frame.parent];
  if (parent !== undefined) {
    failChild(turn, frame, parent, failure);
    return;
  }
  end(turn, 'ExecutionFailed', { status: 'FAILED', ...told(failure) });
}
