import type { RunnableMachine } from './definition.ts';
import { Failure, type Reason, told } from './failure.ts';
import { functionsOf, type Inputs } from './functions.ts';
import { AWAITS_TOKEN, integrationOf, type StateOf, type StateType } from './language.ts';
import type { Scope } from './query.ts';

/** A Lambda call; the payload is JSON text. */
export interface Call {
  readonly functionName: string;
  readonly payload: string;
}

export type TimerKind = 'wait' | 'retry' | 'timeout' | 'heartbeat';

/** What a frame waits for; replaced as a whole when it moves on, so that nothing of an earlier entry comes back. */
interface Pending {
  /** A call whose outcome is not in yet: the outbox of the engine. */
  call?: Call;
  heartbeatSeconds?: number | undefined;
  /** Due instants in ms. */
  readonly due: Partial<Record<TimerKind, number>>;
}

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
  /** The event of the entry, the one before it, and the latest. */
  entered: number;
  before: number;
  lastEvent: number;
  /** How often each retrier was used, by its index. */
  retries: Record<number, number>;
  pending: Pending;
  fan?: Fan;
  item?: unknown;
}

const NOWHERE = { state: '', input: null, nonce: 0, enteredAt: 0, entered: 0, before: 0, retries: {} };

/** Everything of a running execution that changes; what is in it is what is true, and it is written whole. */
export interface Snapshot {
  lastEventId: number;
  lastNonce: number;
  /** When the execution has taken longer than its machine allows. */
  deadline: number;
  readonly frames: Record<string, Frame>;
}

/** What is known of an execution before a turn; only the snapshot changes, and is null until the first. */
export interface Facts {
  readonly id: number;
  readonly arn: string;
  readonly machine: string;
  readonly role: string;
  readonly definition: string;
  readonly input: string;
  readonly started: number;
  readonly snapshot: string | null;
}

/** The last part of an ARN. */
export const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const BLANK = '{"lastEventId":0,"lastNonce":0,"deadline":0,"frames":{}}';

type Details = Readonly<Record<string, unknown>> | null;

/** How an execution may end, and how its last event says so. */
const ENDINGS = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' };

interface Ending extends Reason {
  readonly status: keyof typeof ENDINGS;
  readonly output?: string;
}

/** AWS: no execution lives longer than a year. */
export const YEAR_SECONDS = 31_536_000;
// AWS: 25,000 events, of which the last says how it ended.
const MAX_EVENTS = 25_000;

export const MAX_BYTES = 262_144;

/** One event being applied: the execution, what is still to do, and what must be committed. */
export class Turn {
  readonly facts: Facts;
  readonly machine: RunnableMachine;
  readonly snapshot: Snapshot;
  readonly inputs: Inputs;
  /** What is still to do, in order, because AWS orders its events so; without `work` a frame enters its state. */
  readonly steps: { readonly frame: Frame; readonly work?: () => unknown }[] = [];
  readonly history: { id: number; previous: number; at: number; type: string; details: Details }[] = [];
  /** The frames whose calls are to be made after the commit. */
  readonly calling: Frame[] = [];
  ending: Ending | null = null;

  constructor(facts: Facts, machine: RunnableMachine, inputs: Inputs) {
    this.facts = facts;
    this.machine = machine;
    this.snapshot = JSON.parse(facts.snapshot ?? BLANK);
    this.inputs = inputs;
  }

  /** Writes a history event and makes it the latest of the frame; ends the execution when only that still fits. */
  record(frame: Frame | undefined, type: string, details: Details = null): void {
    if (this.snapshot.lastEventId + 1 < MAX_EVENTS) this.#write(frame, type, details);
    else giveUp(this, `The execution reached the maximum number of history events (${MAX_EVENTS}).`);
  }

  /** Ends the execution with its terminal event; nothing of it is left waiting. */
  end(ending: Ending): void {
    if (this.ending !== null) return;
    this.ending = ending;
    const { status, output } = ending;
    const details = status === 'SUCCEEDED' ? { output } : told(ending);
    this.#write(this.snapshot.frames['0'], `Execution${ENDINGS[status]}`, details);
  }

  #write(frame: Frame | undefined, type: string, details: Details): void {
    const id = ++this.snapshot.lastEventId;
    this.history.push({ id, previous: frame?.lastEvent ?? 0, at: this.inputs.now, type, details });
    if (frame !== undefined) frame.lastEvent = id;
  }

  parentOf(frame: Frame): Frame | undefined {
    return this.snapshot.frames[frame.parent ?? ''];
  }

  /** The state a frame is in; the caller may know its type. */
  stateOf<Type extends StateType = StateType>(frame: Frame): StateOf<Type> {
    const state = this.machine.states.get(frame.state);
    if (state === undefined) throw new Error(`The definition has no state ${frame.state}`);
    return state as StateOf<Type>;
  }

  /** Only a callback finishes the frame's task. */
  awaitsToken(frame: Frame): boolean {
    const state = this.stateOf(frame);
    return state.Type === 'Task' && integrationOf(state.Resource) === AWAITS_TOKEN;
  }

  /** Adds a frame and moves it to its first state: the root, or a child that sees its parent's variables. */
  begin(state: string, input: unknown, parent?: Frame, index = 0): Frame {
    const { id, vars, lastEvent } = parent ?? { id: null, vars: {}, lastEvent: 0 };
    const own = { id: id === null ? '0' : `${id}.${index}`, parent: id, index, pending: { due: {} } };
    const frame: Frame = { ...NOWHERE, ...own, vars, lastEvent };
    this.snapshot.frames[frame.id] = frame;
    this.enter(frame, state, input);
    return frame;
  }

  /** Moves a frame to a state. */
  enter(frame: Frame, state: string, input: unknown): void {
    Object.assign(frame, { state, input, retries: {} });
    this.renew(frame);
    this.steps.push({ frame });
  }

  /** Forgets what the frame waited for, its children too; what comes for that time is stale from now on. */
  renew(frame: Frame): void {
    frame.nonce = ++this.snapshot.lastNonce;
    frame.pending = { due: {} };
    if (frame.fan === undefined) return;
    delete frame.fan;
    for (const id of Object.keys(this.snapshot.frames))
      if (id.startsWith(`${frame.id}.`)) delete this.snapshot.frames[id];
  }

  /** Sets a timer of the frame's present attempt. */
  setTimer(frame: Frame, kind: TimerKind, seconds: number | undefined): void {
    if (seconds !== undefined) frame.pending.due[kind] = this.inputs.now + Math.round(seconds * 1000);
  }

  /** What an expression of this frame may read; `reads` are further members of $states. */
  scopeOf(frame: Frame, reads: Scope = {}): Scope {
    // Made only when an expression looks at it.
    const context = { enumerable: true, get: () => contextOf(this, frame) };
    const states = Object.defineProperty({ input: frame.input }, 'context', context);
    return { ...functionsOf(this.inputs), ...frame.vars, states: Object.assign(states, reads) };
  }
}

/** Ends the execution visibly, instead of leaving it stuck for ever, when nothing more can be done for it. */
export function giveUp(turn: Turn, cause: string): void {
  turn.end({ status: 'FAILED', error: 'States.Runtime', cause });
}

function contextOf(turn: Turn, frame: Frame): Record<string, unknown> {
  const { facts, inputs } = turn;
  // The nearest Map iteration the frame is in, however many branches deep.
  let holder: Frame | undefined = frame;
  while (holder !== undefined && !('item' in holder)) holder = turn.parentOf(holder);
  return {
    Execution: {
      Id: facts.arn,
      Input: JSON.parse(facts.input),
      Name: nameIn(facts.arn),
      RoleArn: facts.role,
      StartTime: new Date(facts.started).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.machine, Name: nameIn(facts.machine) },
    State: {
      Name: frame.state,
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      RetryCount: Object.values(frame.retries).reduce((sum, times) => sum + times, 0),
    },
    ...(holder && { Map: { Item: { Index: holder.index, Value: holder.item } } }),
    ...(turn.awaitsToken(frame) && { Task: { Token: inputs.token(frame.id, frame.nonce) } }),
  };
}

/** JSON text of a payload of the frame's state, which fails above 256 KiB. */
export function sized(value: unknown, { state }: Frame): string {
  const text = JSON.stringify(value);
  if (!fits(text)) throw tooLarge(state);
  return text;
}

/** AWS: at most 256 KiB of UTF-8 for any input, output, or set of variables. */
export const fits = (text: string): boolean => Buffer.byteLength(text) <= MAX_BYTES;

export function tooLarge(what: string, alias?: string): Failure {
  const limit = 'a result with a size exceeding the maximum number of bytes service limit';
  return new Failure('States.DataLimitExceeded', `The state/task '${what}' returned ${limit}.`, { alias });
}
