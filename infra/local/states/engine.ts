import { randomUUID } from 'node:crypto';
import type { EngineClock } from '../engine-clock.ts';
import type { Sql } from './database.ts';
import type { Change, GroupWriter } from './group-writer.ts';
import { type CompiledMachine, compileMachine } from './machine.ts';
import { apply, blankSnapshot, type Execution } from './reducer.ts';
import {
  definitionText,
  dropStale,
  type ExecutionRow,
  executionById,
  factsOf,
  one,
  saveTurn,
  type TaskKey,
} from './rows.ts';
import type { Tokens } from './tokens.ts';
import { end, type Turn, type TurnInputs } from './turn.ts';
import type { EngineEvent, MachineDefinition, Snapshot } from './types.ts';

export interface Engine {
  /** Applies one event; false if it was stale. Resolves after the commit. */
  submit(execution: number, event: EngineEvent): Promise<boolean>;
  /** Reduces the first turn of an execution whose row is not in the file yet. */
  begin(row: ExecutionRow): Promise<FirstTurn>;
  /** A number no execution of this file has had. */
  nextExecution(): number;
}

interface FirstTurn {
  /** Inside the commit that inserts the row. */
  save(): void;
  /** After it. */
  announce(): void;
}

// Few definitions are in use at once; this bounds what a client that updates in a loop can hold.
const MAX_MACHINES = 200;

const LAST_EXECUTION = "SELECT seq FROM sqlite_sequence WHERE name = 'executions'";

/** Applies events to executions: load, reduce, commit, then dispatch. */
export function createEngine(options: {
  readonly sql: Sql;
  readonly clock: EngineClock;
  readonly region: string;
  readonly tokens: Tokens;
  readonly writer: GroupWriter;
  dispatch(key: TaskKey): void;
  timerSet(due: number): void;
}): Engine {
  const { sql, clock, region, tokens, writer } = options;
  const machines = new Map<number, CompiledMachine>();
  // Numbers are given out before the commit, because the first turn may already need a task token.
  let lastExecution = one<{ seq: number }>(sql, LAST_EXECUTION)?.seq ?? 0;

  function machineOf(definition: number): CompiledMachine {
    const known = machines.get(definition);
    if (known !== undefined) return known;
    const fresh = compileMachine(JSON.parse(definitionText(sql, definition)) as MachineDefinition);
    const [oldest] = machines.keys();
    if (machines.size >= MAX_MACHINES && oldest !== undefined) machines.delete(oldest);
    machines.set(definition, fresh);
    return fresh;
  }

  function load(row: ExecutionRow): Execution {
    const snapshot = row.snapshot === null ? blankSnapshot() : (JSON.parse(row.snapshot) as Snapshot);
    return { facts: factsOf(row, region), machine: machineOf(row.definition), snapshot };
  }

  function inputsFor(execution: number): TurnInputs {
    return {
      now: clock.now(),
      random: Math.random,
      uuid: randomUUID,
      token: (frame, nonce) => tokens.issue({ execution, frame, nonce }),
    };
  }

  async function reduce(row: ExecutionRow, event: EngineEvent): Promise<Turn | null> {
    try {
      return await apply(load(row), event, inputsFor(row.id));
    } catch (error) {
      // A defect of the engine ends this execution visibly instead of leaving it stuck for ever.
      console.error(`states: execution ${row.arn} failed inside the engine`, error);
      return broken(load(row), error, inputsFor(row.id));
    }
  }

  function announce(execution: number, turn: Turn): void {
    for (const { frame, nonce } of turn.tasks) options.dispatch({ execution, frame, nonce });
    for (const { due } of turn.timers) options.timerSet(due);
  }

  async function change(execution: number, event: EngineEvent): Promise<Change<boolean>> {
    const row = executionById(sql, execution);
    const turn = row?.status === 'RUNNING' ? await reduce(row, event) : null;
    if (turn === null) return { write: () => dropStale(sql, execution, event), committed: () => false };
    return {
      write: () => saveTurn(sql, execution, event, turn),
      committed() {
        announce(execution, turn);
        return true;
      },
    };
  }

  return {
    submit: (execution, event) => writer.submit(String(execution), () => change(execution, event)),
    async begin(row) {
      const event = { type: 'start' } as const;
      const turn = (await reduce(row, event)) as Turn;
      return { save: () => saveTurn(sql, row.id, event, turn), announce: () => announce(row.id, turn) };
    },
    nextExecution() {
      lastExecution += 1;
      return lastExecution;
    },
  };
}

function broken(execution: Execution, error: unknown, inputs: TurnInputs): Turn {
  const idle = { work: [], history: [], cleared: new Set<string>(), timers: [], tasks: [], ending: null };
  const turn: Turn = { ...execution, inputs, ...idle };
  const cause = error instanceof Error ? error.message : String(error);
  end(turn, 'ExecutionFailed', { status: 'FAILED', error: 'States.Runtime', cause });
  return turn;
}
