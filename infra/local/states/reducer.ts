import { handleFailure } from './failure.ts';
import { finishChild, runMap, runParallel, spawn } from './fan.ts';
import { fail, leave } from './leave.ts';
import type { CompiledMachine } from './machine.ts';
import { evaluateAs } from './query.ts';
import { awaitsCallback, failTask, runTask, succeed, takeOutcome, timeOut } from './task.ts';
import {
  addFrame,
  clear,
  end,
  enter,
  failureOf,
  HistoryFull,
  ROOT,
  record,
  scopeOf,
  setTimer,
  stateOf,
  type Turn,
  type TurnInputs,
  UNTRUNCATED,
  type Work,
} from './turn.ts';
import type { EngineEvent, ExecutionFacts, Frame, Snapshot, StateType } from './types.ts';

/** An execution as it lies in the store. */
export interface Execution {
  readonly facts: ExecutionFacts;
  readonly machine: CompiledMachine;
  readonly snapshot: Snapshot;
}

/** An execution that has not started yet. */
export function blankSnapshot(): Snapshot {
  return { lastEventId: 0, lastNonce: 0, frames: {} };
}

// AWS: no execution lives longer than a year.
const YEAR_SECONDS = 31_536_000;

/**
 * Applies one event and runs until every branch waits. Changes the given snapshot; everything else that
 * must be committed is in the answer. Null: the event is stale (an older nonce), nothing changed.
 */
export async function apply(
  execution: Execution,
  event: EngineEvent,
  inputs: TurnInputs,
): Promise<Turn | null> {
  const turn: Turn = {
    ...execution,
    inputs,
    work: [],
    history: [],
    cleared: new Set(),
    timers: [],
    tasks: [],
    ending: null,
  };
  try {
    if (!(await take(turn, event))) return null;
    await settle(turn);
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    const cause = 'The execution reached the maximum number of history events (25000).';
    end(turn, 'ExecutionFailed', { status: 'FAILED', error: 'States.Runtime', cause });
  }
  return turn;
}

async function take(turn: Turn, event: EngineEvent): Promise<boolean> {
  if (event.type === 'start') return start(turn);
  if (event.type === 'stop') {
    end(turn, 'ExecutionAborted', { status: 'ABORTED', error: event.error, cause: event.cause });
    return true;
  }
  if (event.type === 'timer' && event.kind === 'machine') {
    end(turn, 'ExecutionTimedOut', { status: 'TIMED_OUT' });
    return true;
  }
  const frame = turn.snapshot.frames[event.frame];
  if (frame === undefined || frame.nonce !== event.nonce || !expects(turn, frame, event)) return false;
  try {
    await takeInFrame(turn, frame, event);
  } catch (error) {
    turn.work.push({ kind: 'failed', frame, failure: failureOf(turn, frame, error) });
  }
  return true;
}

type FrameEvent = Exclude<EngineEvent, { type: 'start' | 'stop' }>;

function expects(turn: Turn, frame: Frame, event: FrameEvent): boolean {
  switch (event.type) {
    case 'outcome':
      return frame.phase === 'task' && frame.submitted !== true;
    case 'timer':
      return event.kind === 'timeout' || event.kind === 'heartbeat'
        ? frame.phase === 'task'
        : event.kind === frame.phase;
    default:
      return awaitsCallback(turn, frame);
  }
}

async function takeInFrame(turn: Turn, frame: Frame, event: FrameEvent): Promise<void> {
  switch (event.type) {
    case 'outcome':
      return takeOutcome(turn, frame, event.outcome);
    case 'success':
      return succeed(turn, frame, event.output);
    case 'failure':
      return failTask(turn, frame, { error: event.error ?? null, cause: event.cause ?? null });
    case 'heartbeat':
      return beat(turn, frame);
    case 'timer':
      return ring(turn, frame, event.kind);
  }
}

function beat(turn: Turn, frame: Frame): void {
  if (frame.heartbeatSeconds !== undefined) setTimer(turn, frame, 'heartbeat', frame.heartbeatSeconds);
}

async function ring(turn: Turn, frame: Frame, kind: string): Promise<void> {
  if (kind === 'timeout' || kind === 'heartbeat') return timeOut(turn, frame, kind);
  if (kind === 'wait') return leaveUnchanged(turn, frame);
  clear(turn, frame.id);
  frame.phase = 'ready';
  turn.work.push({ kind: 'again', frame });
}

function start(turn: Turn): true {
  const { facts, machine, inputs } = turn;
  record(turn, null, 'ExecutionStarted', {
    input: facts.input,
    inputDetails: UNTRUNCATED,
    roleArn: facts.roleArn,
  });
  const root = addFrame(turn, { id: ROOT, parent: null, index: 0, vars: {}, lastEvent: 0 });
  const seconds = Math.min(machine.definition.TimeoutSeconds ?? YEAR_SECONDS, YEAR_SECONDS);
  // Not a timer of the root frame, or leaving its first state would clear it.
  turn.timers.push({ frame: '', kind: 'machine', nonce: 0, due: inputs.now + seconds * 1000 });
  enter(turn, root, machine.definition.StartAt, JSON.parse(facts.input));
  return true;
}

async function settle(turn: Turn): Promise<void> {
  for (let work = turn.work.shift(); work !== undefined && turn.ending === null; work = turn.work.shift()) {
    // A sibling's failure may have removed the frame meanwhile.
    if (turn.snapshot.frames[work.frame.id] !== work.frame) continue;
    try {
      await perform(turn, work);
    } catch (error) {
      const failure = failureOf(turn, work.frame, error);
      turn.work.push({ kind: 'failed', frame: work.frame, failure });
    }
  }
}

function perform(turn: Turn, work: Work): Promise<void> | void {
  switch (work.kind) {
    case 'enter':
      return enterState(turn, work.frame);
    case 'again':
      return RUN[stateOf(turn, work.frame).definition.Type](turn, work.frame);
    case 'spawn':
      return spawn(turn, work.frame);
    case 'done':
      return finish(turn, work.frame, work.output);
    case 'failed':
      return handleFailure(turn, work.frame, work.failure);
  }
}

function enterState(turn: Turn, frame: Frame): Promise<void> {
  const { name, definition } = stateOf(turn, frame);
  frame.enteredAt = turn.inputs.now;
  frame.enteredEvent = turn.snapshot.lastEventId + 1;
  const input = JSON.stringify(frame.input);
  record(turn, frame, `${definition.Type}StateEntered`, { name, input, inputDetails: UNTRUNCATED });
  return RUN[definition.Type](turn, frame);
}

function finish(turn: Turn, frame: Frame, output: unknown): void {
  const parent = frame.parent === null ? undefined : turn.snapshot.frames[frame.parent];
  if (parent !== undefined) finishChild(turn, frame, parent, output);
  else end(turn, 'ExecutionSucceeded', { status: 'SUCCEEDED', output: JSON.stringify(output) });
}

const RUN: Readonly<Record<StateType, (turn: Turn, frame: Frame) => Promise<void>>> = {
  Task: runTask,
  Parallel: runParallel,
  Map: runMap,
  Pass: leaveUnchanged,
  Succeed: leaveUnchanged,
  Choice: runChoice,
  Wait: runWait,
  Fail: runFail,
};

function leaveUnchanged(turn: Turn, frame: Frame): Promise<void> {
  const exit = stateOf(turn, frame).definition;
  return leave(turn, frame, { exit, at: '', value: frame.input, reads: {} });
}

async function runChoice(turn: Turn, frame: Frame): Promise<void> {
  const state = stateOf(turn, frame);
  const { Choices = [], Default, Output, Assign } = state.definition;
  const scope = scopeOf(turn, frame);
  for (const [index, rule] of Choices.entries()) {
    const condition = state.template(`Choices[${index}]/Condition`, rule.Condition);
    if ((await evaluateAs(condition, scope, 'boolean')) !== true) continue;
    return leave(turn, frame, { exit: rule, at: `Choices[${index}]/`, value: frame.input, reads: {} });
  }
  if (Default === undefined) {
    const cause = `No choice of the state '${frame.state}' matched and it has no Default.`;
    return fail({ error: 'States.NoChoiceMatched', cause });
  }
  const exit = {
    Next: Default,
    ...(Output === undefined ? {} : { Output }),
    ...(Assign === undefined ? {} : { Assign }),
  };
  return leave(turn, frame, { exit, at: '', value: frame.input, reads: {} });
}

async function runWait(turn: Turn, frame: Frame): Promise<void> {
  const delay = await delayOf(turn, frame);
  if (delay <= 0) return leaveUnchanged(turn, frame);
  frame.phase = 'wait';
  setTimer(turn, frame, 'wait', delay);
}

// ISO 8601 with a capital T and an offset, the only form AWS takes.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function delayOf(turn: Turn, frame: Frame): Promise<number> {
  const state = stateOf(turn, frame);
  const { Seconds, Timestamp } = state.definition;
  const scope = scopeOf(turn, frame);
  if (Timestamp === undefined) {
    const seconds = (await evaluateAs(state.template('Seconds', Seconds), scope, 'number')) as number;
    if (seconds >= 0 && seconds <= 99_999_999) return seconds;
    return fail({
      error: 'States.Runtime',
      cause: `The Seconds of a Wait must be 0 to 99999999, but were ${seconds}`,
    });
  }
  const instant = (await evaluateAs(state.template('Timestamp', Timestamp), scope, 'string')) as string;
  const millis = INSTANT.test(instant) ? Date.parse(instant) : Number.NaN;
  if (!Number.isNaN(millis)) return (millis - turn.inputs.now) / 1000;
  return fail({ error: 'States.QueryEvaluationError', cause: `Unable to parse the Timestamp: ${instant}` });
}

async function runFail(turn: Turn, frame: Frame): Promise<void> {
  const state = stateOf(turn, frame);
  const scope = scopeOf(turn, frame);
  const text = async (field: 'Error' | 'Cause'): Promise<string | null> => {
    const given = state.definition[field];
    return given === undefined
      ? null
      : ((await evaluateAs(state.template(field, given), scope, 'string')) as string);
  };
  return fail({ error: await text('Error'), cause: await text('Cause') });
}
