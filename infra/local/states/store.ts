import { createHash, randomBytes } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { nextTimer } from './reducer.ts';
import type { Facts, Turn } from './turn.ts';

type Value = string | number | null | Uint8Array;

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

// 'AmSF': tells our files from every other SQLite file.
const APPLICATION_ID = 0x416d5346;
const SCHEMA_VERSION = 2;

const SCHEMA = `
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
  type TEXT NOT NULL, details TEXT, PRIMARY KEY (execution, id)) WITHOUT ROWID;
`;

/** The Step Functions file. A file that is not ours, damaged or in use is refused, never read as empty. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    try {
      prepareFile(this.#db);
    } catch (error) {
      this.#db.close();
      throw new Error(`The Step Functions file ${file} ${reason(error)}`, { cause: error });
    }
  }

  /** The one row of a query, in the shape its caller knows. */
  one<Row>(query: string, ...given: Value[]): Row | undefined {
    return this.#statement(query).get(...given) as Row | undefined;
  }

  all<Row>(query: string, ...given: Value[]): Row[] {
    return this.#statement(query).all(...given) as unknown as Row[];
  }

  run(text: string, ...given: Value[]): void {
    this.#statement(text).run(...given);
  }

  insert(table: string, row: Readonly<Record<string, Value>>): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join();
    this.run(`INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`, ...Object.values(row));
  }

  /** Runs the work in one transaction that is on disk when this returns. */
  readonly transaction = (work: () => void): void => {
    this.run('BEGIN IMMEDIATE');
    try {
      work();
      this.run('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  };

  close(): void {
    this.#db.close();
  }

  #statement(text: string): StatementSync {
    const statement = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

class Refused extends Error {}

function prepareFile(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE');
  const pragma = (name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  const application = pragma('application_id');
  const version = pragma('user_version');
  const isNew = application === 0 && version === 0 && pragma('schema_version') === 0;
  if (!isNew && application !== APPLICATION_ID) throw new Refused('belongs to another program');
  if (!isNew && version !== SCHEMA_VERSION)
    throw new Refused(`has version ${version}, this program reads version ${SCHEMA_VERSION}`);
  if (!isNew && pragma('quick_check') !== 'ok') throw new Refused('is damaged; restore a backup');
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864');
  // Takes the lock even when there is nothing to create.
  db.exec('BEGIN IMMEDIATE');
  if (isNew)
    db.exec(`${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  db.exec('COMMIT');
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Refused) return text;
  if (/locked|busy/.test(text)) return 'is in use by another process';
  if (/not a database/.test(text)) return 'is not a database';
  if (/malformed|corrupt/.test(text)) return 'is damaged; restore a backup';
  return `could not be opened: ${text}`;
}

// SQLite's primary codes for a disk that is full, failing, read-only or out of reach.
const STORAGE_FAULTS = [7, 8, 10, 11, 13, 14, 26];

/** Whether the storage failed, rather than the statement; it may work again later. */
export function isStorageFault(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && STORAGE_FAULTS.includes(Number(error.errcode) & 0xff)
  );
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
