import type { Inputs } from './functions.ts';
import type { CompiledMachine, CompiledState } from './machine.ts';
import { QueryError, type Scope } from './query.ts';
import type {
  Ending,
  ExecutionFacts,
  Failure,
  Frame,
  HistoryEvent,
  Snapshot,
  TaskOrder,
  Timer,
  TimerKind,
} from './types.ts';

/** What one turn may use besides the execution itself. */
export interface TurnInputs extends Inputs {
  /** The task token of a frame at a nonce; the same arguments give the same token for ever. */
  token(frame: string, nonce: number): string;
}

export type Work =
  | { readonly kind: 'enter' | 'again' | 'spawn'; readonly frame: Frame }
  | { readonly kind: 'done'; readonly frame: Frame; readonly output: unknown }
  | { readonly kind: 'failed'; readonly frame: Frame; readonly failure: Failure };

/** One event being applied: the execution, what is still to do, and what must be committed. */
export interface Turn {
  readonly facts: ExecutionFacts;
  readonly machine: CompiledMachine;
  readonly snapshot: Snapshot;
  readonly inputs: TurnInputs;
  readonly work: Work[];
  readonly history: HistoryEvent[];
  readonly cleared: Set<string>;
  timers: Timer[];
  tasks: TaskOrder[];
  ending: Ending | null;
}

/** The frame every execution starts with. */
export const ROOT = '0';

/** AWS: 25,000 events, of which the last says how it ended. */
const MAX_EVENTS = 25_000;

/** AWS: 256 KiB of UTF-8 for any input, output, or set of variables. */
const MAX_BYTES = 262_144;

export const UNTRUNCATED = { truncated: false };

/** Thrown when only the terminal event still fits. */
export class HistoryFull extends Error {}

/** Thrown by a state that fails; caught where Retry and Catch are looked at. */
export class StateFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? 'failed');
    this.failure = failure;
  }
}

/** Writes a history event and makes it the latest of the frame. */
export function record(
  turn: Turn,
  frame: Frame | null,
  type: string,
  details: HistoryEvent['details'],
): number {
  if (turn.snapshot.lastEventId + 1 >= MAX_EVENTS && turn.ending === null) throw new HistoryFull();
  turn.snapshot.lastEventId += 1;
  const id = turn.snapshot.lastEventId;
  turn.history.push({ id, previous: frame?.lastEvent ?? 0, at: turn.inputs.now, type, details });
  if (frame !== null) frame.lastEvent = id;
  return id;
}

/** Ends the execution with its terminal event; nothing of it may be left waiting. */
export function end(turn: Turn, type: string, ending: Ending): void {
  turn.ending = ending;
  const { status, output } = ending;
  const root = turn.snapshot.frames[ROOT] ?? null;
  record(turn, root, type, status === 'SUCCEEDED' ? { output, outputDetails: UNTRUNCATED } : told(ending));
  turn.snapshot.frames = {};
  turn.timers = [];
  turn.tasks = [];
}

/** Error and cause as an event tells them: what is not there is left out. */
export function told(failure: { error?: string | null | undefined; cause?: string | null | undefined }) {
  const { error, cause } = failure;
  return { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}

/** Adds a frame that stands nowhere yet. */
export function addFrame(
  turn: Turn,
  place: Pick<Frame, 'id' | 'parent' | 'index' | 'vars' | 'lastEvent'>,
): Frame {
  const frame: Frame = {
    ...place,
    state: '',
    input: null,
    phase: 'ready',
    nonce: 0,
    enteredAt: turn.inputs.now,
    enteredEvent: 0,
    retries: [],
    retryCount: 0,
  };
  turn.snapshot.frames[frame.id] = frame;
  return frame;
}

/** The state a frame stands in. */
export function stateOf(turn: Turn, frame: Frame): CompiledState {
  const state = turn.machine.states.get(frame.state);
  if (state === undefined) throw new Error(`The definition has no state ${frame.state}`);
  return state;
}

/** A number no earlier state entry or attempt of this execution has had. */
export function freshNonce(turn: Turn): number {
  turn.snapshot.lastNonce += 1;
  return turn.snapshot.lastNonce;
}

/** Forgets every timer and call of a frame, committed or not. */
export function clear(turn: Turn, frame: string): void {
  turn.cleared.add(frame);
  if (turn.timers.length > 0) turn.timers = turn.timers.filter((timer) => timer.frame !== frame);
  if (turn.tasks.length > 0) turn.tasks = turn.tasks.filter((task) => task.frame !== frame);
}

/** Sets a timer of the frame's present entry. */
export function setTimer(turn: Turn, frame: Frame, kind: TimerKind, seconds: number): void {
  const due = turn.inputs.now + Math.round(seconds * 1000);
  turn.timers.push({ frame: frame.id, kind, nonce: frame.nonce, due });
}

/** Moves a frame to a state. */
export function enter(turn: Turn, frame: Frame, state: string, input: unknown): void {
  Object.assign(frame, { state, input, phase: 'ready', retries: [], retryCount: 0, nonce: freshNonce(turn) });
  delete frame.fan;
  turn.work.push({ kind: 'enter', frame });
}

/** JSON text of a payload. Throws States.DataLimitExceeded above 256 KiB. */
export function sized(value: unknown, state: string): string {
  const text = JSON.stringify(value);
  // Three bytes are the most one UTF-16 unit can take, so short texts need no counting.
  if (text.length * 3 > MAX_BYTES && Buffer.byteLength(text) > MAX_BYTES) {
    const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    throw new StateFailed({ error: 'States.DataLimitExceeded', cause });
  }
  return text;
}

/** What an expression of this frame may read. */
export function scopeOf(turn: Turn, frame: Frame, extra: Readonly<Record<string, unknown>> = {}): Scope {
  const states = { input: frame.input, context: contextOf(turn, frame), ...extra };
  return { states, vars: frame.vars, inputs: turn.inputs };
}

function contextOf(turn: Turn, frame: Frame): Record<string, unknown> {
  const { facts } = turn;
  const state = stateOf(turn, frame);
  const item = itemOf(turn, frame);
  return {
    Execution: {
      Id: facts.arn,
      // Parsed only when an expression looks at it.
      get Input(): unknown {
        return JSON.parse(facts.input);
      },
      Name: facts.name,
      RoleArn: facts.roleArn,
      StartTime: new Date(facts.startedAt).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.machineArn, Name: facts.machineName },
    State: {
      Name: state.name,
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      RetryCount: frame.retryCount,
    },
    ...(item === null ? {} : { Map: { Item: { Index: item.index, Value: item.item } } }),
    ...(state.integration?.awaitsToken === true ? { Task: tokenOf(turn, frame) } : {}),
  };
}

// Signed only when an expression looks at it.
function tokenOf(turn: Turn, frame: Frame): { readonly Token: string } {
  return {
    get Token() {
      return turn.inputs.token(frame.id, frame.nonce);
    },
  };
}

// The nearest Map iteration the frame is in, however many branches deep.
function itemOf(turn: Turn, frame: Frame): Frame | null {
  let each: Frame | undefined = frame;
  while (each !== undefined && !('item' in each)) {
    each = each.parent === null ? undefined : turn.snapshot.frames[each.parent];
  }
  return each ?? null;
}

/** Turns what a state threw into a failure, and writes the event AWS writes for a bad expression. */
export function failureOf(turn: Turn, frame: Frame, error: unknown): Failure {
  if (error instanceof HistoryFull) throw error;
  if (error instanceof StateFailed) return error.failure;
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.enteredEvent}).`;
  const text = error instanceof Error ? error.message : String(error);
  if (!(error instanceof QueryError)) return { error: 'States.Runtime', cause: `${where} ${text}` };
  const { name, location } = error;
  record(turn, frame, 'EvaluationFailed', { error: name, cause: text, location, state: frame.state });
  return { error: name, cause: `${where} ${text}` };
}
