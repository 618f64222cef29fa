import type { RunnableMachine } from './definition.ts';
import type { Inputs } from './functions.ts';
import { integrationOf, type State } from './language.ts';
import type { Scope } from './query.ts';

/** A Lambda call; the payload is JSON text. */
export interface Call {
  readonly functionName: string;
  readonly payload: string;
}

/** What a frame waits for; replaced as a whole when it moves on, so that nothing of an earlier entry comes back. */
export interface Pending {
  /** A call whose outcome is not in yet: the outbox of the engine. */
  call?: Call;
  /** Only a callback finishes the task. */
  awaitsToken?: true;
  heartbeatSeconds?: number;
  /** Due instants in ms. */
  readonly due: { wait?: number; retry?: number; timeout?: number; heartbeat?: number };
}
export type TimerKind = keyof Pending['due'];

/** Parallel and Map: what the parent remembers while its children run. */
interface Fan {
  readonly results: unknown[];
  left: number;
  next: number;
  readonly limit: number;
  readonly items: readonly unknown[];
}

/** One branch of an execution: where it stands and what it holds. */
export interface Frame {
  readonly id: string;
  readonly parent: string | null;
  readonly index: number;
  state: string;
  input: unknown;
  vars: Readonly<Record<string, unknown>>;
  /** Another number at each entry and attempt: what comes with an older one is stale. */
  nonce: number;
  enteredAt: number;
  /** The event of the entry, and the one before it. */
  entered: number;
  before: number;
  lastEvent: number;
  retries: number[];
  retryCount: number;
  pending: Pending;
  fan?: Fan;
  item?: unknown;
}

/** Everything of a running execution that changes; what is in it is what is true, and it is written whole. */
export interface Snapshot {
  lastEventId: number;
  lastNonce: number;
  /** When the execution has taken longer than its machine allows. */
  deadline: number;
  frames: Record<string, Frame>;
}

/** Everything of an execution that never changes. */
export interface ExecutionFacts {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly region: string;
  readonly input: string;
  readonly startedAt: number;
}

type Details = Readonly<Record<string, unknown>> | null;

export interface HistoryEvent {
  readonly id: number;
  readonly previous: number;
  readonly at: number;
  readonly type: string;
  readonly details: Details;
}

export interface Ending {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
  readonly error?: string | null | undefined;
  readonly cause?: string | null | undefined;
}

/** Why a state failed. `alias` is a second name under which Retry and Catch know the error. */
export interface Failure {
  readonly error: string | null;
  readonly cause: string | null;
  readonly alias?: string;
}

/** What one turn may use besides the execution itself. */
export interface TurnInputs extends Inputs {
  /** The task token of a frame at a nonce; the same arguments give the same token for ever. */
  token(frame: string, nonce: number): string;
}

export type Step =
  | { readonly kind: 'enter' | 'spawn'; readonly frame: Frame }
  | { readonly kind: 'done'; readonly frame: Frame; readonly output: unknown }
  | { readonly kind: 'failed'; readonly frame: Frame; readonly failure: Failure };

/** One event being applied: the execution, what is still to do, and what must be committed. */
export interface Turn {
  readonly facts: ExecutionFacts;
  readonly machine: RunnableMachine;
  readonly snapshot: Snapshot;
  readonly inputs: TurnInputs;
  readonly steps: Step[];
  readonly history: HistoryEvent[];
  /** The frames whose calls are to be made after the commit. */
  readonly calling: Frame[];
  ending: Ending | null;
}

/** The frame every execution starts with. */
export const ROOT = '0';

/** AWS: 25,000 events, of which the last says how it ended. */
const MAX_EVENTS = 25_000;

/** AWS: 256 KiB of UTF-8 for any input, output, or set of variables. */
export const MAX_BYTES = 262_144;

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

/** Fails the present state. */
export function fail(error: string | null, cause: string | null, alias?: string): never {
  throw new StateFailed({ error, cause, ...(alias === undefined ? {} : { alias }) });
}

/** Error and cause as events and answers tell them: what is not there is left out. */
export function told({ error, cause }: Partial<Pick<Ending, 'error' | 'cause'>>): Details {
  return { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}

/** Writes a history event and makes it the latest of the frame. */
export function record(turn: Turn, frame: Frame | null, type: string, details: Details): void {
  if (turn.snapshot.lastEventId + 1 >= MAX_EVENTS && turn.ending === null) throw new HistoryFull();
  turn.snapshot.lastEventId += 1;
  const id = turn.snapshot.lastEventId;
  turn.history.push({ id, previous: frame?.lastEvent ?? 0, at: turn.inputs.now, type, details });
  if (frame !== null) frame.lastEvent = id;
}

/** Ends the execution with its terminal event; nothing of it is left waiting. */
export function end(turn: Turn, type: string, ending: Ending): void {
  turn.ending = ending;
  const { status, output } = ending;
  const root = turn.snapshot.frames[ROOT] ?? null;
  record(turn, root, type, status === 'SUCCEEDED' ? { output } : told(ending));
}

/** Adds a frame that stands nowhere yet. */
export function addFrame(
  turn: Turn,
  place: Pick<Frame, 'id' | 'parent' | 'index' | 'vars' | 'lastEvent'>,
): Frame {
  const nowhere = { state: '', input: null, nonce: 0, enteredAt: 0, entered: 0, before: 0 };
  const frame: Frame = { ...place, ...nowhere, retries: [], retryCount: 0, pending: { due: {} } };
  turn.snapshot.frames[frame.id] = frame;
  return frame;
}

/** Moves a frame to a state. */
export function enter(turn: Turn, frame: Frame, state: string, input: unknown): void {
  Object.assign(frame, { state, input, retries: [], retryCount: 0 });
  renew(turn, frame);
  turn.steps.push({ kind: 'enter', frame });
}

/** Forgets what the frame waited for, its children too; what comes for that time is stale from now on. */
export function renew(turn: Turn, frame: Frame): void {
  turn.snapshot.lastNonce += 1;
  frame.nonce = turn.snapshot.lastNonce;
  frame.pending = { due: {} };
  if (frame.fan === undefined) return;
  delete frame.fan;
  for (const id of Object.keys(turn.snapshot.frames))
    if (id.startsWith(`${frame.id}.`)) delete turn.snapshot.frames[id];
}

/** Sets a timer of the frame's present attempt. */
export function setTimer({ inputs }: Turn, frame: Frame, kind: TimerKind, seconds: number): void {
  frame.pending.due[kind] = inputs.now + Math.round(seconds * 1000);
}

/** The state a frame stands in. */
export function stateOf(turn: Turn, frame: Frame): State {
  const state = turn.machine.states.get(frame.state);
  if (state === undefined) throw new Error(`The definition has no state ${frame.state}`);
  return state;
}

/** JSON text of a payload. Throws States.DataLimitExceeded above 256 KiB. */
export function sized(value: unknown, frame: Frame): string {
  const text = JSON.stringify(value);
  // Three bytes are the most one UTF-16 unit can take, so short texts need no counting.
  if (text.length * 3 <= MAX_BYTES || Buffer.byteLength(text) <= MAX_BYTES) return text;
  const what = `The state/task '${frame.state}' returned a result with a size exceeding`;
  return fail('States.DataLimitExceeded', `${what} the maximum number of bytes service limit.`);
}

/** What an expression of this frame may read. */
export function scopeOf(turn: Turn, frame: Frame, extra: Readonly<Record<string, unknown>> = {}): Scope {
  const states = {
    input: frame.input,
    // Made only when an expression looks at it.
    get context() {
      return contextOf(turn, frame);
    },
    ...extra,
  };
  return { states, vars: frame.vars, inputs: turn.inputs };
}

function contextOf({ facts, machine, snapshot, inputs }: Turn, frame: Frame): Record<string, unknown> {
  const state = machine.states.get(frame.state);
  // The nearest Map iteration the frame is in, however many branches deep.
  let holder: Frame | undefined = frame;
  while (holder !== undefined && !('item' in holder)) holder = snapshot.frames[holder.parent ?? ''];
  const isAwaiting = state?.Type === 'Task' && integrationOf(state.Resource)?.awaitsToken;
  return {
    Execution: {
      Id: facts.arn,
      Input: JSON.parse(facts.input),
      Name: facts.name,
      RoleArn: facts.roleArn,
      StartTime: new Date(facts.startedAt).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.machineArn, Name: facts.machineName },
    State: {
      Name: frame.state,
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      RetryCount: frame.retryCount,
    },
    ...(holder === undefined ? {} : { Map: { Item: { Index: holder.index, Value: holder.item } } }),
    ...(isAwaiting === true ? { Task: { Token: inputs.token(frame.id, frame.nonce) } } : {}),
  };
}
