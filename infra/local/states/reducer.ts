import { Failure, type Reason } from './failure.ts';
import { failLater, leave } from './flow.ts';
import { failTask, type LambdaOutcome, runState, succeedTask, takeOutcome } from './states.ts';
import { type Frame, type Snapshot, type TimerKind, type Turn, YEAR_SECONDS } from './turn.ts';

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

/** Applies one event and runs until every branch waits. False: the event is stale, nothing changed. */
export async function apply(turn: Turn, event: EngineEvent): Promise<boolean> {
  if (!take(turn, event)) return false;
  for (const { frame, work = () => arrive(turn, frame) } of turn.steps) {
    if (turn.ending !== null) break;
    // A sibling's failure may have removed the frame meanwhile.
    if (turn.snapshot.frames[frame.id] !== frame) continue;
    try {
      await work();
    } catch (error) {
      failLater(turn, frame, error);
    }
  }
  return true;
}

/** The earliest of all timers of an execution; without a frame it is the end of its time. */
export function nextTimer({ frames, deadline }: Snapshot) {
  let first: { due: number; kind?: TimerKind; frame?: Frame } = { due: deadline };
  for (const frame of Object.values(frames)) {
    for (const [kind, due] of Object.entries(frame.pending.due))
      if (due < first.due) first = { due, kind: kind as TimerKind, frame };
  }
  return first;
}

/** Lets an event into the turn; false: it is stale. */
function take(turn: Turn, event: EngineEvent): boolean {
  if (event.type === 'start') start(turn);
  else if (event.type === 'stop') turn.end({ status: 'ABORTED', error: event.error, cause: event.cause });
  else if (event.type === 'timer') {
    const { due, kind, frame } = nextTimer(turn.snapshot);
    if (due > turn.inputs.now) return false;
    if (frame === undefined) turn.end({ status: 'TIMED_OUT' });
    else turn.steps.push({ frame, work: () => ring(turn, frame, kind) });
  } else {
    const frame = turn.snapshot.frames[event.frame];
    if (frame === undefined || frame.nonce !== event.nonce) return false;
    const isAwaited = event.type === 'outcome' ? frame.pending.call !== undefined : turn.awaitsToken(frame);
    if (!isAwaited) return false;
    turn.steps.push({ frame, work: () => receive(turn, frame, event) });
  }
  return true;
}

function start(turn: Turn): void {
  const { facts, machine, inputs, snapshot } = turn;
  const { TimeoutSeconds = YEAR_SECONDS, StartAt } = machine.definition;
  turn.record(undefined, 'ExecutionStarted', { input: facts.input, roleArn: facts.role });
  snapshot.deadline = inputs.now + Math.min(TimeoutSeconds, YEAR_SECONDS) * 1000;
  turn.begin(StartAt, JSON.parse(facts.input));
}

function arrive(turn: Turn, frame: Frame): Promise<void> {
  frame.enteredAt = turn.inputs.now;
  frame.before = frame.lastEvent;
  const { Type } = turn.stateOf(frame);
  turn.record(frame, `${Type}StateEntered`, { name: frame.state, input: JSON.stringify(frame.input) });
  frame.entered = frame.lastEvent;
  return runState(turn, frame);
}

function ring(turn: Turn, frame: Frame, kind?: TimerKind): Promise<void> {
  if (kind === 'timeout' || kind === 'heartbeat') {
    // Both limits are told as States.Timeout, and the cause that Catch sees is an empty text: so does AWS.
    const alias = kind === 'heartbeat' ? 'States.HeartbeatTimeout' : 'States.Timeout';
    return failTask(turn, frame, 'TimedOut', new Failure('States.Timeout', '', { alias }));
  }
  turn.renew(frame);
  return kind === 'wait' ? leave(turn, frame, turn.stateOf<'Wait'>(frame)) : runState(turn, frame);
}

function receive(turn: Turn, frame: Frame, event: FrameEvent): Promise<void> | void {
  if (event.type === 'outcome') return takeOutcome(turn, frame, event.outcome);
  if (event.type === 'success') return succeedTask(turn, frame, event.output);
  if (event.type === 'heartbeat') return turn.setTimer(frame, 'heartbeat', frame.pending.heartbeatSeconds);
  return failTask(turn, frame, 'Failed', new Failure(event.error, event.cause));
}
