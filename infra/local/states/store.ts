import { createHash, randomBytes } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { nextTimer } from './reducer.ts';
import type { Turn } from './turn.ts';

type Value = string | number | null | Uint8Array;

/** The Step Functions file. Each method is one statement on it; texts are prepared once. */
export interface Store {
  /** The one row of a query, in the shape its caller knows. */
  one<Row>(query: string, ...given: Value[]): Row | undefined;
  all<Row>(query: string, ...given: Value[]): Row[];
  run(statement: string, ...given: Value[]): void;
  /** Runs the work in one transaction that is on disk when this returns. */
  transaction(work: () => void): void;
  close(): void;
}

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
  readonly input: string;
  readonly stopped: number | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly output: string | null;
  readonly snapshot: string | null;
}

export interface HistoryRow {
  readonly id: number;
  readonly previous: number;
  readonly at: number;
  readonly type: string;
  readonly details: string | null;
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

/** Opens or creates the file. A file that is not ours, damaged or in use is refused, never read as empty. */
export function openStore(file: string): Store {
  const db = new DatabaseSync(file);
  try {
    prepareFile(db);
  } catch (error) {
    db.close();
    throw new Error(`The Step Functions file ${file} ${reason(error)}`, { cause: error });
  }
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const fresh = db.prepare(text);
    statements.set(text, fresh);
    return fresh;
  };
  return {
    one: <Row>(query: string, ...given: Value[]) => sql(query).get(...given) as Row | undefined,
    all: <Row>(query: string, ...given: Value[]) => sql(query).all(...given) as unknown as Row[],
    run: (statement, ...given) => void sql(statement).run(...given),
    transaction(work) {
      sql('BEGIN IMMEDIATE').run();
      try {
        work();
        sql('COMMIT').run();
      } catch (error) {
        if (db.isTransaction) sql('ROLLBACK').run();
        throw error;
      }
    },
    close: () => db.close(),
  };
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

export function insertExecution(store: Store, row: ExecutionRow): void {
  const { id, arn, name, machine, machineName, role, definition, definedAt, started, input } = row;
  const columns = 'id, arn, name, machine, machineName, role, definition, definedAt, started, input, status';
  const statement = `INSERT INTO executions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING')`;
  store.run(statement, id, arn, name, machine, machineName, role, definition, definedAt, started, input);
}

/** Writes everything one turn changed. */
export function saveTurn(store: Store, execution: number, { history, snapshot, ending, inputs }: Turn): void {
  for (const { id, previous, at, type, details } of history) {
    const text = details === null ? null : JSON.stringify(details);
    store.run('INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)', execution, id, previous, at, type, text);
  }
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
