import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** A statement by its text; prepared once. */
export type Sql = (text: string) => StatementSync;

export interface Database {
  readonly sql: Sql;
  /** Runs the work in one transaction that is on disk when this returns. */
  transaction(work: () => void): void;
  close(): void;
}

// 'AmSF': tells our files from every other SQLite file.
const APPLICATION_ID = 0x416d5346;
const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE definitions (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, text TEXT NOT NULL);
CREATE TABLE machines (
  arn TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, definition INTEGER NOT NULL,
  created INTEGER NOT NULL, updated INTEGER NOT NULL, revision TEXT NOT NULL) WITHOUT ROWID;
-- AUTOINCREMENT: an id is part of every task token, so it must never come back.
CREATE TABLE executions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, machine TEXT NOT NULL,
  machineName TEXT NOT NULL, role TEXT NOT NULL, definition INTEGER NOT NULL, definedAt INTEGER NOT NULL,
  status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, error TEXT, cause TEXT,
  snapshot TEXT, input TEXT NOT NULL, output TEXT);
CREATE INDEX executionsByMachine ON executions (machine, status, id);
CREATE INDEX executionsByStop ON executions (stopped) WHERE stopped IS NOT NULL;
CREATE TABLE history (
  execution INTEGER NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, at INTEGER NOT NULL,
  type TEXT NOT NULL, details TEXT, PRIMARY KEY (execution, id)) WITHOUT ROWID;
CREATE TABLE timers (
  execution INTEGER NOT NULL, frame TEXT NOT NULL, kind TEXT NOT NULL, nonce INTEGER NOT NULL,
  due INTEGER NOT NULL, PRIMARY KEY (execution, frame, kind)) WITHOUT ROWID;
CREATE INDEX timersByDue ON timers (due, execution);
CREATE TABLE tasks (
  execution INTEGER NOT NULL, frame TEXT NOT NULL, nonce INTEGER NOT NULL, functionName TEXT NOT NULL,
  payload TEXT NOT NULL, PRIMARY KEY (execution, frame)) WITHOUT ROWID;
`;

/** Opens or creates the file. A file that is not ours, damaged or in use is refused, never read as empty. */
export function openDatabase(file: string): Database {
  const db = new DatabaseSync(file);
  try {
    prepareFile(db);
  } catch (error) {
    db.close();
    throw new Error(`The Step Functions file ${file} ${reason(error)}`, { cause: error });
  }
  const statements = new Map<string, StatementSync>();
  const sql: Sql = (text) => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const fresh = db.prepare(text);
    statements.set(text, fresh);
    return fresh;
  };
  return {
    sql,
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
  const application = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  const isNew = application === 0 && version === 0 && pragma(db, 'schema_version') === 0;
  if (!isNew && application !== APPLICATION_ID) throw new Refused('belongs to another program');
  if (!isNew && version !== SCHEMA_VERSION) {
    throw new Refused(`has version ${version}, this program reads version ${SCHEMA_VERSION}`);
  }
  if (!isNew && pragma(db, 'quick_check') !== 'ok') throw new Refused('is damaged; restore a backup');
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864');
  // Takes the lock even when there is nothing to create.
  db.exec('BEGIN IMMEDIATE');
  if (isNew) {
    db.exec(`${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  }
  db.exec('COMMIT');
}

function pragma(db: DatabaseSync, name: string): unknown {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return Object.values(row ?? {})[0];
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Refused) return text;
  if (/locked|busy/.test(text)) return 'is in use by another process';
  if (/not a database/.test(text)) return 'is not a database';
  if (/malformed|corrupt/.test(text)) return 'is damaged; restore a backup';
  return `could not be opened: ${text}`;
}
