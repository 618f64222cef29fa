import { randomUUID } from 'node:crypto';
import type { EngineClock } from '../engine-clock.ts';
import { type RunnableMachine, runnable } from './definition.ts';
import { apply, blankSnapshot, type EngineEvent, type Execution, giveUp, nextTimer } from './reducer.ts';
import { definitionText, type ExecutionRow, insertExecution, type Store, saveTurn } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { Call, Snapshot, Turn, TurnInputs } from './turn.ts';
import type { Change, Writer } from './writer.ts';

/** Names one Lambda call: the attempt of a frame. */
export interface CallKey {
  readonly execution: number;
  readonly frame: string;
  readonly nonce: number;
}

export interface OpenCall extends CallKey, Call {
  readonly executionArn: string;
}

export interface Engine {
  /** Applies one event; false if it was stale. Resolves after the commit. */
  submit(execution: number, event: EngineEvent): Promise<boolean>;
  /** The first turn of an execution whose row is not in the file yet; writes both. */
  begin(row: ExecutionRow): Promise<Change<void>>;
  /** A number no execution of this file has had. */
  nextExecution(): number;
  /** The calls of an execution whose outcome is not in yet. */
  openCalls(execution: number): readonly OpenCall[];
}

interface EngineOptions {
  readonly store: Store;
  readonly clock: EngineClock;
  readonly region: string;
  readonly tokens: Tokens;
  readonly writer: Writer;
  /** These calls were committed. */
  dispatch(calls: readonly CallKey[]): void;
  /** A next timer was committed. */
  timerSet(due: number): void;
}

// Few definitions are in use at once; this bounds what a client that updates in a loop can hold.
const MAX_MACHINES = 200;

const LAST_EXECUTION = "SELECT seq FROM sqlite_sequence WHERE name = 'executions'";

/** Applies events to executions: load, reduce, commit, then dispatch. */
export function createEngine({ store, clock, region, tokens, writer, ...options }: EngineOptions): Engine {
  const machines = new Map<number, RunnableMachine>();
  // Numbers are given out before the commit, because the first turn may already need a task token.
  let lastExecution = store.one<{ seq: number }>(LAST_EXECUTION)?.seq ?? 0;

  const rowOf = (execution: number): ExecutionRow | undefined =>
    store.one('SELECT * FROM executions WHERE id = ?', execution);

  function machineOf(definition: number): RunnableMachine {
    const known = machines.get(definition);
    if (known !== undefined) return known;
    const fresh = runnable(definitionText(store, definition));
    const [oldest] = machines.keys();
    if (machines.size >= MAX_MACHINES && oldest !== undefined) machines.delete(oldest);
    machines.set(definition, fresh);
    return fresh;
  }

  function load({ arn, name, machine, machineName, role, input, ...row }: ExecutionRow): Execution {
    const facts = { arn, name, machineArn: machine, machineName, roleArn: role, region, input };
    const snapshot = row.snapshot === null ? blankSnapshot() : (JSON.parse(row.snapshot) as Snapshot);
    return { facts: { ...facts, startedAt: row.started }, machine: machineOf(row.definition), snapshot };
  }

  async function reduce(row: ExecutionRow, event: EngineEvent): Promise<Turn | null> {
    const token: TurnInputs['token'] = (frame, nonce) => tokens.issue({ execution: row.id, frame, nonce });
    const inputs = { now: clock.now(), random: Math.random, uuid: randomUUID, token };
    try {
      return await apply(load(row), event, inputs);
    } catch (error) {
      console.error(`states: execution ${row.arn} failed inside the engine`, error);
      return giveUp(load(row), error, inputs);
    }
  }

  function announce(execution: number, { calling, snapshot, ending }: Turn): void {
    if (ending !== null) return;
    options.dispatch(calling.map(({ id, nonce }) => ({ execution, frame: id, nonce })));
    options.timerSet(nextTimer(snapshot).due);
  }

  return {
    submit: (execution, event) =>
      writer.submit(String(execution), async () => {
        const row = rowOf(execution);
        const turn = row?.status === 'RUNNING' ? await reduce(row, event) : null;
        if (turn === null) return { committed: () => false };
        return {
          write: () => saveTurn(store, execution, turn),
          committed() {
            announce(execution, turn);
            return true;
          },
        };
      }),
    async begin(row) {
      const turn = (await reduce(row, { type: 'start' })) as Turn;
      return {
        write() {
          insertExecution(store, row);
          saveTurn(store, row.id, turn);
        },
        committed: () => announce(row.id, turn),
      };
    },
    nextExecution() {
      lastExecution += 1;
      return lastExecution;
    },
    openCalls(execution) {
      const { arn = '', snapshot } = rowOf(execution) ?? {};
      if (typeof snapshot !== 'string') return [];
      return Object.values((JSON.parse(snapshot) as Snapshot).frames).flatMap(({ id, nonce, pending }) =>
        pending.call === undefined ? [] : { execution, frame: id, nonce, ...pending.call, executionArn: arn },
      );
    },
  };
}
