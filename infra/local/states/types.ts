/** A state machine, or one branch of it, as written in Amazon States Language with JSONata. */
export interface MachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
  readonly TimeoutSeconds?: number;
}

export type StateType = 'Task' | 'Choice' | 'Wait' | 'Pass' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** Fields every place that leaves a state may carry: the state itself, a Choice rule, a Catch. */
export interface Exit {
  readonly Next?: string;
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

interface Catcher extends Exit {
  readonly ErrorEquals: readonly string[];
}

interface ChoiceRule extends Exit {
  readonly Condition: string | boolean;
}

/** One state; the definition checker has made sure that each field fits its type. */
export interface StateDefinition extends Exit {
  readonly Type: StateType;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: number | string;
  readonly Timestamp?: string;
  readonly Error?: string;
  readonly Cause?: string;
  readonly Branches?: readonly MachineDefinition[];
  readonly ItemProcessor?: MachineDefinition;
  readonly Items?: unknown;
  readonly ItemSelector?: unknown;
  readonly MaxConcurrency?: number | string;
}

/** Parallel and Map: what the parent remembers while its children run. */
interface Fan {
  results: unknown[];
  left: number;
  next: number;
  limit: number;
  items?: unknown[];
}

/** One branch of an execution: where it stands and what it holds. */
export interface Frame {
  readonly id: string;
  readonly parent: string | null;
  readonly index: number;
  state: string;
  input: unknown;
  vars: Record<string, unknown>;
  phase: 'ready' | 'task' | 'wait' | 'retry' | 'children';
  nonce: number;
  enteredAt: number;
  enteredEvent: number;
  lastEvent: number;
  retries: number[];
  retryCount: number;
  heartbeatSeconds?: number;
  submitted?: boolean;
  fan?: Fan;
  item?: unknown;
}

/** Everything of a running execution that changes; written whole in each commit. */
export interface Snapshot {
  lastEventId: number;
  lastNonce: number;
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

export type TimerKind = 'wait' | 'retry' | 'timeout' | 'heartbeat' | 'machine';

export interface Timer {
  readonly frame: string;
  readonly kind: TimerKind;
  readonly nonce: number;
  readonly due: number;
}

/** A Lambda call that must be made; the row stays until its result, or its submission, is committed. */
export interface TaskOrder {
  readonly frame: string;
  readonly nonce: number;
  readonly functionName: string;
  readonly payload: string;
}

export interface HistoryEvent {
  readonly id: number;
  readonly previous: number;
  readonly at: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

export type Ending = {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
};

/** What a Lambda call came to: the error is the thrown error's name, the cause its JSON text. */
export type LambdaOutcome = { ok: true; payload: unknown } | { ok: false; error: string; cause: string };

export type EngineEvent =
  | { readonly type: 'start' }
  | { readonly type: 'timer'; readonly frame: string; readonly kind: TimerKind; readonly nonce: number }
  | {
      readonly type: 'outcome';
      readonly frame: string;
      readonly nonce: number;
      readonly outcome: LambdaOutcome;
    }
  | { readonly type: 'success'; readonly frame: string; readonly nonce: number; readonly output: unknown }
  | {
      readonly type: 'failure';
      readonly frame: string;
      readonly nonce: number;
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    }
  | { readonly type: 'heartbeat'; readonly frame: string; readonly nonce: number }
  | { readonly type: 'stop'; readonly error?: string | undefined; readonly cause?: string | undefined };

/** Why a state failed. `aliases` are further names under which Retry and Catch know the error. */
export interface Failure {
  readonly error: string | null;
  readonly cause: string | null;
  readonly aliases?: readonly string[];
}
