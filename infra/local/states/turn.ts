import type { RunnableMachine } from './definition.ts';
import type { Inputs } from './functions.ts';
import { type Exit, integrationOf, type State } from './language.ts';
import { evaluate, type Scope } from './query.ts';

/** A Lambda call; the payload is JSON text. */
export interface Call {
  readonly functionName: string;
  readonly payload: string;
}

/** What a frame waits for; replaced as a whole when it moves on, so that nothing of an earlier entry comes back. */
interface Pending {
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
  /** The event of the entry, the one before it, and the latest. */
  entered: number;
  before: number;
  lastEvent: number;
  /** How often each retrier was used, by its index. */
  retries: Record<number, number>;
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
  readonly frames: Record<string, Frame>;
}

/** Everything of an execution that never changes. */
export interface Facts {
  readonly arn: string;
  readonly name: string;
  readonly machine: string;
  readonly machineName: string;
  readonly role: string;
  readonly input: string;
  readonly started: number;
}

type Details = Readonly<Record<string, unknown>> | null;

export interface HistoryEvent {
  readonly id: number;
  readonly previous: number;
  readonly at: number;
  readonly type: string;
  readonly details: Details;
}

/** Why something failed. `alias` is a second name under which Retry and Catch know the error. */
export interface Failure {
  readonly error?: string | null | undefined;
  readonly cause?: string | null | undefined;
  readonly alias?: string;
}

export interface Ending extends Failure {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
}

/** Error and cause as events tell them: what is not there, or empty, is left out. */
export const told = ({ error, cause }: Failure) => ({
  error: error || undefined,
  cause: cause || undefined,
});

/** Thrown by a state that fails; caught where Retry and Catch are looked at. */
export class StateFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? 'failed');
    this.failure = failure;
  }
}

/** Fails the present state. */
export function fail(error: string | null, cause: string | null): never {
  throw new StateFailed({ error, cause });
}

/** Thrown when only the terminal event still fits. */
export class HistoryFull extends Error {}

/** AWS: 25,000 events, of which the last says how it ended. */
const MAX_EVENTS = 25_000;

/** AWS: 256 KiB of UTF-8 for any input, output, or set of variables. */
export const MAX_BYTES = 262_144;

/** What one turn may use besides the execution itself. */
export interface TurnInputs extends Inputs {
  /** The task token of a frame at a nonce; the same arguments give the same token for ever. */
  token(frame: string, nonce: number): string;
}

type Step =
  | { readonly kind: 'enter'; readonly frame: Frame }
  | { readonly kind: 'spawn'; readonly frame: Frame }
  | { readonly kind: 'done'; readonly frame: Frame; readonly output: unknown }
  | { readonly kind: 'failed'; readonly frame: Frame; readonly failure: Failure };

/** How a state is left: by which of its exits, and with which value unless the exit has its own. */
interface Departure {
  readonly by?: string;
  readonly value?: unknown;
  /** Further members of $states. */
  readonly reads?: Readonly<Record<string, unknown>>;
}

/** One event being applied: the execution, what is still to do, and what must be committed. */
export class Turn {
  readonly steps: Step[] = [];
  readonly history: HistoryEvent[] = [];
  /** The frames whose calls are to be made after the commit. */
  readonly calling: Frame[] = [];
  ending: Ending | null = null;
  readonly facts: Facts;
  readonly machine: RunnableMachine;
  readonly snapshot: Snapshot;
  readonly inputs: TurnInputs;

  constructor(execution: Pick<Turn, 'facts' | 'machine' | 'snapshot'>, inputs: TurnInputs) {
    this.facts = execution.facts;
    this.machine = execution.machine;
    this.snapshot = execution.snapshot;
    this.inputs = inputs;
  }

  /** Writes a history event and makes it the latest of the frame. */
  record(frame: Frame | undefined, type: string, details: Details = null): void {
    if (this.snapshot.lastEventId + 1 >= MAX_EVENTS && this.ending === null) throw new HistoryFull();
    this.snapshot.lastEventId += 1;
    const id = this.snapshot.lastEventId;
    this.history.push({ id, previous: frame?.lastEvent ?? 0, at: this.inputs.now, type, details });
    if (frame !== undefined) frame.lastEvent = id;
  }

  /** Ends the execution with its terminal event; nothing of it is left waiting. */
  end(type: string, ending: Ending): void {
    this.ending = ending;
    const { status, output } = ending;
    this.record(this.snapshot.frames['0'], type, status === 'SUCCEEDED' ? { output } : told(ending));
  }

  /** Adds a frame that stands nowhere yet: the root, or a child that sees its parent's variables. */
  addFrame(parent?: Frame, index = 0): Frame {
    const frame: Frame = {
      id: parent === undefined ? '0' : `${parent.id}.${index}`,
      ...{ parent: parent?.id ?? null, index, state: '', input: null, vars: parent?.vars ?? {} },
      ...{ nonce: 0, enteredAt: 0, entered: 0, before: 0, lastEvent: parent?.lastEvent ?? 0 },
      ...{ retries: {}, retryCount: 0, pending: { due: {} } },
    };
    this.snapshot.frames[frame.id] = frame;
    return frame;
  }

  parentOf(frame: Frame): Frame | undefined {
    return this.snapshot.frames[frame.parent ?? ''];
  }

  stateOf(frame: Frame): State {
    const state = this.machine.states.get(frame.state);
    if (state === undefined) throw new Error(`The definition has no state ${frame.state}`);
    return state;
  }

  /** Moves a frame to a state. */
  enter(frame: Frame, state: string, input: unknown): void {
    Object.assign(frame, { state, input, retries: {}, retryCount: 0 });
    this.renew(frame);
    this.steps.push({ kind: 'enter', frame });
  }

  /** Forgets what the frame waited for, its children too; what comes for that time is stale from now on. */
  renew(frame: Frame): void {
    this.snapshot.lastNonce += 1;
    frame.nonce = this.snapshot.lastNonce;
    frame.pending = { due: {} };
    if (frame.fan === undefined) return;
    delete frame.fan;
    for (const id of Object.keys(this.snapshot.frames))
      if (id.startsWith(`${frame.id}.`)) delete this.snapshot.frames[id];
  }

  /** Sets a timer of the frame's present attempt. */
  setTimer(frame: Frame, kind: TimerKind, seconds: number): void {
    frame.pending.due[kind] = this.inputs.now + Math.round(seconds * 1000);
  }

  /** Evaluates Output and Assign (both see the old variables), writes StateExited and moves on. */
  async leave(frame: Frame, exit: Exit, departure: Departure = {}): Promise<void> {
    const { by = '', value = frame.input, reads = {} } = departure;
    const scope = this.scopeOf(frame, reads);
    const output = exit.Output === undefined ? value : await evaluate(exit.Output, `${by}Output`, scope);
    const assigned = (await evaluate(exit.Assign ?? {}, `${by}Assign`, scope)) as Frame['vars'];
    const text = sized(output, frame);
    sized(assigned, frame);
    const entries = Object.entries(assigned).map(([name, each]) => [name, JSON.stringify(each)]);
    const assignedVariables = entries.length === 0 ? undefined : Object.fromEntries(entries);
    const { Type } = this.stateOf(frame);
    this.record(frame, `${Type}StateExited`, { name: frame.state, output: text, assignedVariables });
    frame.vars = { ...frame.vars, ...assigned };
    if (exit.Next !== undefined) this.enter(frame, exit.Next, output);
    else this.steps.push({ kind: 'done', frame, output });
  }

  /** Leaves a state the ordinary way, with the result of its work. */
  leaveWith(frame: Frame, result: unknown): Promise<void> {
    return this.leave(frame, this.stateOf(frame) as Exit, { value: result, reads: { result } });
  }

  /** What an expression of this frame may read. */
  scopeOf(frame: Frame, extra: Readonly<Record<string, unknown>> = {}): Scope {
    const context = () => contextOf(this, frame);
    const states = {
      input: frame.input,
      // Made only when an expression looks at it.
      get context() {
        return context();
      },
      ...extra,
    };
    return { states, vars: frame.vars, inputs: this.inputs };
  }
}

function contextOf(turn: Turn, frame: Frame): Record<string, unknown> {
  const { facts, inputs } = turn;
  const state = turn.stateOf(frame);
  // The nearest Map iteration the frame is in, however many branches deep.
  let holder: Frame | undefined = frame;
  while (holder !== undefined && !('item' in holder)) holder = turn.parentOf(holder);
  const isAwaiting = state.Type === 'Task' && integrationOf(state.Resource)?.awaitsToken === true;
  return {
    Execution: {
      Id: facts.arn,
      Input: JSON.parse(facts.input),
      Name: facts.name,
      RoleArn: facts.role,
      StartTime: new Date(facts.started).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.machine, Name: facts.machineName },
    State: {
      Name: frame.state,
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      RetryCount: frame.retryCount,
    },
    ...(holder === undefined ? {} : { Map: { Item: { Index: holder.index, Value: holder.item } } }),
    ...(isAwaiting ? { Task: { Token: inputs.token(frame.id, frame.nonce) } } : {}),
  };
}

/** JSON text of a payload. Throws States.DataLimitExceeded above 256 KiB. */
export function sized(value: unknown, { state }: Frame): string {
  const text = JSON.stringify(value);
  return isTooLarge(text) ? fail('States.DataLimitExceeded', tooLarge(state)) : text;
}

// Three bytes are the most one UTF-16 unit can take, so short texts need no counting.
export const isTooLarge = (text: string): boolean =>
  text.length * 3 > MAX_BYTES && Buffer.byteLength(text) > MAX_BYTES;

export const tooLarge = (what: string): string =>
  `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
