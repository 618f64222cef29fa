import { randomUUID } from 'node:crypto';
import type { EngineClock } from '../engine-clock.ts';
import { Alarm } from './alarm.ts';
import { type RunnableMachine, runnable } from './definition.ts';
import { apply, blankSnapshot, type EngineEvent, type Execution, nextTimer } from './reducer.ts';
import * as stored from './store.ts';
import type { LambdaOutcome } from './task.ts';
import { type Tokens, tokensOf } from './tokens.ts';
import { type Call, type Frame, giveUp, type Snapshot, Turn } from './turn.ts';
import { Activity, type Change, GroupWriter } from './writer.ts';

/** Runs a Lambda function by name or ARN; never rejects. */
export interface LambdaInvoker {
  invoke(functionName: string, payload: unknown, context: { executionArn: string }): Promise<LambdaOutcome>;
}

interface EngineOptions {
  readonly store: stored.Store;
  readonly clock: EngineClock;
  readonly lambda: LambdaInvoker;
  /** `region:account`, the middle of every ARN. */
  readonly place: string;
}

/** The Lambda call of one attempt of a frame. */
interface OpenCall extends Call {
  readonly execution: number;
  readonly arn: string;
  readonly frame: string;
  readonly nonce: number;
}

// The default concurrency of an AWS account.
const MAX_CALLS = 1000;
// Few definitions are in use at once; this bounds what a client that updates in a loop can hold.
const MAX_MACHINES = 200;
const RETRY_MS = 1000;
const HOUR_MS = 3_600_000;
const PURGE_BATCH = 200;

/** AWS: the name of a closed execution may be used again, and its record is gone, after 90 days. */
export const RETENTION_MS = 90 * 24 * HOUR_MS;

/** Applies events to executions: load, reduce, commit, then call. */
export class Engine {
  readonly place: string;
  readonly store: stored.Store;
  readonly clock: EngineClock;
  readonly writer: GroupWriter;
  readonly tokens: Tokens;
  readonly alarm: Alarm;
  readonly activity = new Activity();
  readonly #lambda: LambdaInvoker;
  readonly #machines = new Map<number, RunnableMachine>();
  readonly #waiting: OpenCall[] = [];
  #calling = 0;
  #lastExecution: number;
  #purgedAt = Number.NEGATIVE_INFINITY;
  #isOpen = true;

  constructor({ store, clock, lambda, place }: EngineOptions) {
    this.place = place;
    this.store = store;
    this.clock = clock;
    this.#lambda = lambda;
    this.writer = new GroupWriter(store.transaction);
    this.tokens = tokensOf(stored.secretOf(store));
    // Numbers are given out before the commit, because the first turn may already need a task token.
    this.#lastExecution = stored.lastExecution(store);
    this.alarm = new Alarm({
      ...{ store, clock },
      ring: (execution) => this.submit(execution, { type: 'timer' }),
      quiet: () => this.activity.idle(),
      housekeep: () => this.#housekeep(),
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Makes the calls that were committed but not finished, and begins to watch the timers. */
  start(): void {
    for (const row of stored.withOpenCalls(this.store)) {
      const { frames } = JSON.parse(row.snapshot ?? '{"frames":{}}') as Snapshot;
      this.#enqueue(openCalls(row, Object.values(frames)));
    }
    this.alarm.start();
  }

  /** Lambda calls are not waited for: the next start makes them again. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.alarm.stop();
    await this.writer.drained();
    this.store.close();
  }

  /** A number no execution of this file has had. */
  nextExecution(): number {
    this.#lastExecution += 1;
    return this.#lastExecution;
  }

  /** Applies one event; false if it was stale. Resolves after the commit. */
  submit(execution: number, event: EngineEvent): Promise<boolean> {
    const job = this.writer.submit(String(execution), async () => {
      const row = stored.executionById(this.store, execution);
      const turn = row?.status === 'RUNNING' ? await this.#reduce(row, event) : null;
      if (row === undefined || turn === null) return { committed: () => false };
      return {
        write: () => stored.saveTurn(this.store, execution, turn),
        committed: () => this.#announce(row, turn),
      };
    });
    return this.activity.track(job);
  }

  /** The first turn of an execution whose row is not in the file yet; writes both. */
  async begin(row: stored.ExecutionRow): Promise<Change<unknown>> {
    const turn = (await this.#reduce(row, { type: 'start' })) as Turn;
    return {
      write: () => {
        this.store.insert('executions', { ...row });
        stored.saveTurn(this.store, row.id, turn);
      },
      committed: () => this.#announce(row, turn),
    };
  }

  async #reduce(row: stored.ExecutionRow, event: EngineEvent): Promise<Turn | null> {
    const token = (frame: string, nonce: number) => this.tokens.issue({ execution: row.id, frame, nonce });
    const inputs = { now: this.clock.now(), random: Math.random, uuid: randomUUID, token };
    try {
      return await apply(this.#load(row), event, inputs);
    } catch (error) {
      console.error(`states: execution ${row.arn} failed inside the engine`, error);
      const turn = new Turn(this.#load(row), inputs);
      giveUp(turn, error instanceof Error ? error.message : String(error));
      return turn;
    }
  }

  #load(row: stored.ExecutionRow): Execution {
    const snapshot = row.snapshot === null ? blankSnapshot() : (JSON.parse(row.snapshot) as Snapshot);
    return { facts: row, machine: this.#machineOf(row.definition), snapshot };
  }

  #machineOf(definition: number): RunnableMachine {
    const known = this.#machines.get(definition);
    if (known !== undefined) return known;
    const fresh = runnable(stored.definitionText(this.store, definition));
    const [oldest] = this.#machines.keys();
    if (this.#machines.size >= MAX_MACHINES && oldest !== undefined) this.#machines.delete(oldest);
    this.#machines.set(definition, fresh);
    return fresh;
  }

  #announce(row: stored.ExecutionRow, { calling, snapshot, ending }: Turn): true {
    if (ending !== null) return true;
    this.#enqueue(openCalls(row, calling));
    this.alarm.consider(nextTimer(snapshot).due);
    return true;
  }

  #enqueue(calls: readonly OpenCall[]): void {
    this.#waiting.push(...calls);
    while (this.#isOpen && this.#calling < MAX_CALLS) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#calling += 1;
      const call = this.#call(next).finally(() => {
        this.#calling -= 1;
        this.#enqueue([]);
      });
      void this.activity.track(call);
    }
  }

  async #call({ execution, arn, frame, nonce, functionName, payload }: OpenCall): Promise<void> {
    const outcome = await this.#lambda
      .invoke(functionName, JSON.parse(payload), { executionArn: arn })
      .catch((error: unknown) => unknownFailure(error));
    const report = () => this.submit(execution, { type: 'outcome', frame, nonce, outcome });
    const failed = (error: unknown) => {
      console.error('states: a Lambda outcome could not be written, next try in a second', error);
      return null;
    };
    // A full disk may be emptied: the outcome is offered again instead of leaving the execution waiting.
    while (this.#isOpen && (await report().catch(failed)) === null)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
  }

  /** Forgets old executions, at most once an hour. */
  #housekeep(): void {
    if (this.clock.now() - this.#purgedAt < HOUR_MS) return;
    this.#purgedAt = this.clock.now();
    this.#purge().catch((error: unknown) => console.error('states: purge failed', error));
  }

  // In small commits, so that nobody waits behind a quarter's worth of deletions.
  async #purge(): Promise<void> {
    const old = stored.closedBefore(this.store, this.clock.now() - RETENTION_MS, PURGE_BATCH);
    if (old.length === 0) return;
    const write = () => {
      for (const { id } of old) stored.forget(this.store, id);
    };
    await this.activity.track(this.writer.submit('purge', () => ({ write, committed: () => undefined })));
    if (this.#isOpen) await this.#purge();
  }
}

/** Those of these frames whose outcome is not in yet. */
function openCalls({ id, arn }: stored.ExecutionRow, frames: readonly Frame[]): OpenCall[] {
  return frames.flatMap(({ id: frame, nonce, pending }) =>
    pending.call === undefined ? [] : { execution: id, arn, frame, nonce, ...pending.call },
  );
}

function unknownFailure(error: unknown): LambdaOutcome {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const cause = JSON.stringify({ errorType: name, errorMessage: message });
  return { ok: false, error: 'Lambda.Unknown', cause };
}
