import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineClock } from '../engine-clock.ts';
import { inTurn } from '../in-turn.ts';
import { type RunnableMachine, runnable } from './definition.ts';
import { Jobs } from './jobs.ts';
import { apply, type EngineEvent, nextTimer } from './reducer.ts';
import type { LambdaOutcome } from './states.ts';
import { type ExecutionRow, Store } from './store.ts';
import { type Facts, type Frame, giveUp, type Snapshot, Turn } from './turn.ts';

/** Runs a Lambda function by name or ARN; never rejects. */
export interface LambdaInvoker {
  invoke(functionName: string, payload: unknown, context: { executionArn: string }): Promise<LambdaOutcome>;
}

export interface StepFunctionsOptions {
  readonly file: string;
  readonly clock: EngineClock;
  readonly lambda: LambdaInvoker;
  /** A sync failed: nothing is answered any more, and the process had better end. */
  readonly onFault?: (fault: unknown) => void;
}

// setTimeout cannot wait longer than 24.8 days, and a laptop may sleep: looking hourly covers both.
const MAX_SLEEP_MS = 3_600_000;
const RETRY_MS = 1000;
const BATCH = 256;
const MAX_MACHINES = 100;

/** AWS: the name of a closed execution may be used again, and its record is gone, after 90 days. */
export const RETENTION_MS = 90 * 24 * 3_600_000;

/** Applies events to executions: load, reduce, commit, then call. Events are sent, or come from calls and timers. */
export class Engine {
  readonly store: Store;
  readonly clock: EngineClock;
  readonly jobs = new Jobs();
  /** The highest number given out, ahead of the commit: the first turn may already need a task token. */
  lastExecution: number;
  isOpen = true;
  readonly #lambda: LambdaInvoker;
  readonly #secret: Uint8Array;
  /** Those parsed lately, by the id of their definition. */
  readonly #machines = new Map<string, RunnableMachine>();
  #timeout: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  readonly #look = inTurn();

  constructor({ file, clock, lambda, onFault }: StepFunctionsOptions) {
    this.store = new Store(file, onFault);
    this.clock = clock;
    this.lastExecution = this.store.one<{ seq: number }>('SELECT seq FROM sqlite_sequence')?.seq ?? 0;
    this.#lambda = lambda;
    const { secret } = this.store.one<{ secret: Uint8Array }>('SELECT secret FROM signing') ?? {};
    if (secret === undefined) throw new Error('The file has no secret that signs task tokens');
    this.#secret = secret;
  }

  /** Makes the calls that were committed but not finished, fires what is due, and watches what comes due. */
  start(): void {
    for (const row of this.store.each<ExecutionRow>('SELECT * FROM executions WHERE due IS NOT NULL'))
      this.#makeCalls(row, Object.values((JSON.parse(row.snapshot ?? '') as Snapshot).frames));
    void this.#insist(() => this.fireTimers(false));
  }

  /** Lambda calls are not waited for: the next start makes them again. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.jobs.drained();
    await this.store.commits.idle();
    clearTimeout(this.#timeout);
    this.store.close();
  }

  /** Applies one event; false if it was stale. Resolves after the commit. */
  submit(execution: number, event: EngineEvent): Promise<boolean> {
    return this.jobs.queue(String(execution), async () => {
      const row = this.store.find('executions', 'id', execution);
      return row?.status === 'RUNNING' && this.advance(row, event);
    });
  }

  /** Applies an event to an execution, with the start also its row; false if it was stale. Resolves after the commit. */
  async advance(facts: Facts, event: EngineEvent): Promise<boolean> {
    const token = (frame: string, nonce: number) => this.#signed(`${facts.id}/${frame}/${nonce}`);
    const inputs = { now: this.clock.now(), random: Math.random, uuid: randomUUID, token };
    const turn = new Turn(facts, this.#machineOf(facts), inputs);
    const isFresh = await apply(turn, event).catch((error: unknown) => {
      console.error(`states: execution ${facts.arn} failed inside the engine`, error);
      giveUp(turn, error instanceof Error ? error.message : String(error));
      return true;
    });
    if (!isFresh) return false;
    await this.store.commits.run(() => {
      if (event.type === 'start') this.store.put('REPLACE', 'executions', { ...facts, status: 'RUNNING' });
      this.store.saveTurn(turn);
    });
    if (turn.ending !== null) return true;
    this.#makeCalls(facts, turn.calling);
    const { due } = nextTimer(turn.snapshot);
    if (due < this.#armedFor) this.rearm(due);
    return true;
  }

  #machineOf(facts: Facts): RunnableMachine {
    const known = this.#machines.get(facts.definition);
    if (known !== undefined) return known;
    if (this.#machines.size >= MAX_MACHINES) this.#machines.clear();
    const machine = runnable(this.store.definitionOf(facts));
    this.#machines.set(facts.definition, machine);
    return machine;
  }

  /** Where a task token points; null: it is not one of ours. */
  targetOf(token: string) {
    const [encoded = ''] = token.split('.');
    const place = Buffer.from(encoded, 'base64url').toString();
    const [given, ours] = [Buffer.from(token), Buffer.from(this.#signed(place))];
    if (given.length !== ours.length || !timingSafeEqual(given, ours)) return null;
    const [execution, frame = '', nonce] = place.split('/');
    return { execution: Number(execution), frame, nonce: Number(nonce) };
  }

  // Tokens need no table: they say where they point and are signed with the file's own secret.
  #signed(place: string): string {
    const mac = createHmac('sha256', this.#secret).update(place).digest('base64url');
    return `${Buffer.from(place).toString('base64url')}.${mac}`;
  }

  /** Makes the Lambda calls of these frames whose outcome is not in yet. */
  #makeCalls({ id, arn }: Facts, frames: readonly Frame[]): void {
    for (const { id: frame, nonce, pending } of frames) {
      const { call } = pending;
      if (call === undefined || !this.isOpen) continue;
      const payload: unknown = JSON.parse(call.payload);
      const called = this.#lambda.invoke(call.functionName, payload, { executionArn: arn });
      const report = (outcome: LambdaOutcome) =>
        this.#insist(() => this.submit(id, { type: 'outcome', frame, nonce, outcome }));
      void this.jobs.track(called.then(report));
    }
  }

  // A full disk may be emptied: what failed is tried again instead of leaving an execution waiting.
  async #insist(work: () => Promise<unknown>): Promise<void> {
    if (!this.isOpen) return;
    await work().catch(async (error: unknown) => {
      console.error('states: an event could not be written, next try in a second', error);
      await pause(RETRY_MS, undefined, { ref: false });
      await this.#insist(work);
    });
  }

  /** The earliest due instant of all timers. */
  nextTimerAt(): number | null {
    const query = 'SELECT min(due) AS due FROM executions';
    return this.store.one<{ due: number | null }>(query)?.due ?? null;
  }

  /** One setTimeout serves all timers: an index holds the executions in the order of their next due instant. */
  rearm(due?: number): void {
    clearTimeout(this.#timeout);
    if (!this.isOpen) return;
    this.#armedFor = due ?? this.nextTimerAt() ?? Number.POSITIVE_INFINITY;
    const sleep = Math.min(Math.max(this.#armedFor - this.clock.now(), 0), MAX_SLEEP_MS);
    this.#timeout = setTimeout(() => void this.#insist(() => this.fireTimers(false)), sleep).unref();
  }

  /** Fires what is due in order, and stepwise follows each to its quiet point; gives how many that were. */
  fireTimers(isStepwise: boolean): Promise<number> {
    // Stepping through time and the background never mix, or the order of due instants would be lost.
    return this.#look(() => this.#fireDue(isStepwise));
  }

  async #fireDue(isStepwise: boolean): Promise<number> {
    const query = 'SELECT id FROM executions WHERE due <= ? ORDER BY due, id LIMIT ?';
    let fired = 0;
    for (;;) {
      if (isStepwise) await this.jobs.idle();
      if (!this.isOpen) return fired;
      const due = this.store.all<{ id: number }>(query, this.clock.now(), isStepwise ? 1 : BATCH);
      if (due.length === 0 && !(await this.#forgetSome())) break;
      const rung = await Promise.all(due.map(({ id }) => this.submit(id, { type: 'timer' })));
      fired += rung.filter(Boolean).length;
    }
    this.rearm();
    return fired;
  }

  /** Forgets closed executions: few at a time, so that nobody waits behind a quarter's worth of deletions. */
  async #forgetSome(): Promise<boolean> {
    const old = 'SELECT id FROM executions WHERE stopped <= ? LIMIT ?';
    const given = [this.clock.now() - RETENTION_MS, BATCH] as const;
    if (this.store.one(old, ...given) === undefined) return false;
    const forget = () => this.store.run(`DELETE FROM executions WHERE id IN (${old})`, ...given);
    await this.jobs.track(this.store.commits.run(forget));
    return true;
  }
}
