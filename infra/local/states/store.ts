import { createHash, randomBytes } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import { type Format, openFile, Statements } from '../../sqlite/file.ts';
import { GroupCommit } from '../../sqlite/group-commit.ts';
import { nextTimer } from './reducer.ts';
import type { Facts, Turn } from './turn.ts';

export interface MachineRow {
  readonly arn: string;
  readonly name: string;
  readonly role: string;
  readonly definition: number;
  readonly created: number;
  readonly updated: number;
  readonly revision: string;
}

export interface ExecutionRow extends Facts {
  readonly id: number;
  readonly definition: number;
  readonly definedAt: number;
  readonly status: string;
  readonly stopped: number | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly output: string | null;
  readonly snapshot: string | null;
}

/** Machines, executions with their snapshots, and what happened in them. */
export const FORMAT: Format = {
  // "AmSF"
  id: 0x416d5346,
  version: 2,
  summed: [],
  schema: `
    CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE definitions (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, text TEXT NOT NULL);
    CREATE TABLE machines (
      arn TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, definition INTEGER NOT NULL,
      created INTEGER NOT NULL, updated INTEGER NOT NULL, revision TEXT NOT NULL) WITHOUT ROWID;
    -- AUTOINCREMENT: an id is part of every task token, so it must never come back.
    -- due and calls repeat what the snapshot says, for the clock and for the next start.
    CREATE TABLE executions (
      id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, machine TEXT NOT NULL,
      machineName TEXT NOT NULL, role TEXT NOT NULL, definition INTEGER NOT NULL, definedAt INTEGER NOT NULL,
      status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, error TEXT, cause TEXT,
      due INTEGER, calls INTEGER, snapshot TEXT, input TEXT NOT NULL, output TEXT);
    CREATE INDEX executionsByMachine ON executions (machine, status, id);
    CREATE INDEX executionsByStop ON executions (stopped) WHERE stopped IS NOT NULL;
    CREATE INDEX executionsByDue ON executions (due, id) WHERE due IS NOT NULL;
    CREATE INDEX executionsCalling ON executions (id) WHERE calls > 0;
    CREATE TABLE history (
      execution INTEGER NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, at INTEGER NOT NULL,
      type TEXT NOT NULL, details TEXT, PRIMARY KEY (execution, id)) WITHOUT ROWID`,
};

/** The Step Functions file. */
export class Store extends Statements {
  readonly commits: GroupCommit;
  readonly close: () => void;

  /** Throws when the file is foreign, damaged or in use. */
  constructor(file: string, onFault?: (fault: unknown) => void) {
    const database = openFile(file, FORMAT);
    super(database, 'objects');
    this.commits = new GroupCommit(database, { onFault });
    this.close = () => database.close();
  }

  insert(table: string, row: Readonly<Record<string, SQLInputValue>>): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join();
    this.run(`INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`, ...Object.values(row));
  }
}

/** What signs the task tokens of this file; made once. */
export function secretOf(store: Store): Uint8Array {
  store.run("INSERT OR IGNORE INTO meta VALUES ('tokenSecret', ?)", randomBytes(32));
  const row = store.one<{ value: Uint8Array }>("SELECT value FROM meta WHERE name = 'tokenSecret'");
  if (row === undefined) throw new Error('The file has no token secret');
  return row.value;
}

/** The id of a definition text; equal texts are stored once, so executions keep theirs at no cost. */
export function internDefinition(store: Store, text: string): number {
  const digest = createHash('sha256').update(text).digest('hex');
  store.run('INSERT OR IGNORE INTO definitions (digest, text) VALUES (?, ?)', digest, text);
  return store.one<{ id: number }>('SELECT id FROM definitions WHERE digest = ?', digest)?.id ?? 0;
}

export function definitionText(store: Store, id: number): string {
  const row = store.one<{ text: string }>('SELECT text FROM definitions WHERE id = ?', id);
  if (row === undefined) throw new Error(`The definition ${id} is not in the file`);
  return row.text;
}

export function machineByArn(store: Store, arn: string): MachineRow | undefined {
  return store.one('SELECT * FROM machines WHERE arn = ?', arn);
}

export function executionByArn(store: Store, arn: string): ExecutionRow | undefined {
  return store.one('SELECT * FROM executions WHERE arn = ?', arn);
}

export function executionById(store: Store, id: number): ExecutionRow | undefined {
  return store.one('SELECT * FROM executions WHERE id = ?', id);
}

/** The highest number an execution of this file has had, closed and forgotten ones too. */
export function lastExecution(store: Store): number {
  const query = "SELECT seq FROM sqlite_sequence WHERE name = 'executions'";
  return store.one<{ seq: number }>(query)?.seq ?? 0;
}

export function withOpenCalls(store: Store): ExecutionRow[] {
  return store.all('SELECT * FROM executions WHERE calls > 0 ORDER BY id');
}

export function closedBefore(store: Store, instant: number, limit: number): { id: number }[] {
  return store.all('SELECT id FROM executions WHERE stopped <= ? LIMIT ?', instant, limit);
}

/** Writes everything one turn changed. */
export function saveTurn(store: Store, execution: number, { history, snapshot, ending, inputs }: Turn): void {
  for (const { details, ...event } of history)
    store.insert('history', {
      execution,
      ...event,
      details: details === null ? null : JSON.stringify(details),
    });
  if (ending === null) {
    const calls = Object.values(snapshot.frames).filter(({ pending }) => pending.call !== undefined).length;
    const statement = 'UPDATE executions SET snapshot = ?, due = ?, calls = ? WHERE id = ?';
    store.run(statement, JSON.stringify(snapshot), nextTimer(snapshot).due, calls, execution);
    return;
  }
  const { status, output = null, error = null, cause = null } = ending;
  const columns = 'status = ?, output = ?, error = ?, cause = ?, stopped = ?';
  const statement = `UPDATE executions SET ${columns}, snapshot = NULL, due = NULL, calls = NULL WHERE id = ?`;
  store.run(statement, status, output, error, cause, inputs.now, execution);
}

/** Removes a closed execution and its history. */
export function forget(store: Store, execution: number): void {
  store.run('DELETE FROM history WHERE execution = ?', execution);
  store.run('DELETE FROM executions WHERE id = ?', execution);
}
