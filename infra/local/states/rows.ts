import { createHash } from 'node:crypto';
import type { Sql } from './database.ts';
import type { Turn } from './turn.ts';
import type { EngineEvent, ExecutionFacts, TimerKind } from './types.ts';

export interface MachineRow {
  readonly arn: string;
  readonly name: string;
  readonly role: string;
  readonly definition: number;
  readonly created: number;
  readonly updated: number;
  readonly revision: string;
}

export interface ExecutionRow {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly machine: string;
  readonly machineName: string;
  readonly role: string;
  readonly definition: number;
  readonly definedAt: number;
  readonly status: string;
  readonly started: number;
  readonly stopped: number | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly snapshot: string | null;
  readonly input: string;
  readonly output: string | null;
}

export interface TimerRow {
  readonly execution: number;
  readonly frame: string;
  readonly kind: TimerKind;
  readonly nonce: number;
  readonly due: number;
}

export interface TaskKey {
  readonly execution: number;
  readonly frame: string;
  readonly nonce: number;
}

/** The one row of a query, in the shape its caller knows. */
export function one<Row>(sql: Sql, text: string, ...given: (string | number)[]): Row | undefined {
  return sql(text).get(...given) as Row | undefined;
}

/** All rows of a query, in the shape their caller knows. */
export function all<Row>(sql: Sql, text: string, ...given: (string | number)[]): Row[] {
  return sql(text).all(...given) as unknown as Row[];
}

export function machineByArn(sql: Sql, arn: string): MachineRow | undefined {
  return one(sql, 'SELECT * FROM machines WHERE arn = ?', arn);
}

export function executionByArn(sql: Sql, arn: string): ExecutionRow | undefined {
  return one(sql, 'SELECT * FROM executions WHERE arn = ?', arn);
}

export function executionById(sql: Sql, id: number): ExecutionRow | undefined {
  return one(sql, 'SELECT * FROM executions WHERE id = ?', id);
}

/** The id of a definition text; equal texts are stored once, so executions keep theirs at no cost. */
export function internDefinition(sql: Sql, text: string): number {
  const digest = createHash('sha256').update(text).digest('hex');
  sql('INSERT OR IGNORE INTO definitions (digest, text) VALUES (?, ?)').run(digest, text);
  return one<{ id: number }>(sql, 'SELECT id FROM definitions WHERE digest = ?', digest)?.id ?? 0;
}

export function definitionText(sql: Sql, id: number): string {
  const row = one<{ text: string }>(sql, 'SELECT text FROM definitions WHERE id = ?', id);
  if (row === undefined) throw new Error(`The definition ${id} is not in the file`);
  return row.text;
}

export function factsOf(row: ExecutionRow, region: string): ExecutionFacts {
  return {
    arn: row.arn,
    name: row.name,
    machineArn: row.machine,
    machineName: row.machineName,
    roleArn: row.role,
    region,
    input: row.input,
    startedAt: row.started,
  };
}

/** Writes everything one turn changed. */
export function saveTurn(sql: Sql, execution: number, event: EngineEvent, turn: Turn): void {
  saveHistory(sql, execution, turn);
  if (turn.ending !== null) {
    const { status, output, error, cause } = turn.ending;
    sql(
      'UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped = ?, snapshot = NULL WHERE id = ?',
    ).run(status, output ?? null, error ?? null, cause ?? null, turn.inputs.now, execution);
    if (event.type === 'start') return;
    sql('DELETE FROM timers WHERE execution = ?').run(execution);
    sql('DELETE FROM tasks WHERE execution = ?').run(execution);
    return;
  }
  sql('UPDATE executions SET snapshot = ? WHERE id = ?').run(JSON.stringify(turn.snapshot), execution);
  if (event.type === 'outcome') dropTask(sql, { ...event, execution });
  for (const frame of turn.cleared) {
    sql('DELETE FROM timers WHERE execution = ? AND frame = ?').run(execution, frame);
    sql('DELETE FROM tasks WHERE execution = ? AND frame = ?').run(execution, frame);
  }
  for (const { frame, kind, nonce, due } of turn.timers) {
    sql('INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?, ?)').run(execution, frame, kind, nonce, due);
  }
  for (const { frame, nonce, functionName, payload } of turn.tasks) {
    sql('INSERT INTO tasks VALUES (?, ?, ?, ?, ?)').run(execution, frame, nonce, functionName, payload);
  }
}

function saveHistory(sql: Sql, execution: number, turn: Turn): void {
  const insert = sql('INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)');
  for (const { id, previous, at, type, details } of turn.history) {
    insert.run(execution, id, previous, at, type, details === null ? null : JSON.stringify(details));
  }
}

/** Removes what a stale event left behind, so that it can never come again. */
export function dropStale(sql: Sql, execution: number, event: EngineEvent): void {
  if (event.type === 'outcome') dropTask(sql, { ...event, execution });
  if (event.type !== 'timer') return;
  const { frame, kind, nonce } = event;
  const text = 'DELETE FROM timers WHERE execution = ? AND frame = ? AND kind = ? AND nonce = ?';
  sql(text).run(execution, frame, kind, nonce);
}

function dropTask(sql: Sql, { execution, frame, nonce }: TaskKey): void {
  sql('DELETE FROM tasks WHERE execution = ? AND frame = ? AND nonce = ?').run(execution, frame, nonce);
}
