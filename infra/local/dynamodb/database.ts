import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** "AmDy" – marks a file as ours. */
const APPLICATION_ID = 0x416d4479;
const FORMAT = 1;
/** quick_check reads the whole file, about 1 s per 500 MB; beyond this it would delay every start. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

/** SQLite's result codes that this engine tells apart (extended codes carry the primary in the low byte). */
const BUSY = 5;
const FULL = 13;
const IO_ERROR_WRITE = 778;
const STORAGE_FAULTS = [7, 8, 10, 11, 13, 14, 26];

const SCHEMA = `
  CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL) STRICT;
  CREATE TABLE items (
    id INTEGER PRIMARY KEY, t INTEGER NOT NULL, slot INTEGER NOT NULL, h ANY NOT NULL, r ANY NOT NULL,
    size INTEGER NOT NULL, due INTEGER, item TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX items_by_key ON items (t, slot, h, r);
  CREATE INDEX items_by_due ON items (t, due) WHERE due IS NOT NULL;
  CREATE TABLE entries (
    x INTEGER NOT NULL, slot INTEGER NOT NULL, h ANY NOT NULL, r ANY NOT NULL,
    tslot INTEGER NOT NULL, th ANY NOT NULL, tr ANY NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (x, slot, h, r, tslot, th, tr)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tokens (id INTEGER PRIMARY KEY, token TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

/**
 * Opens or creates the store, alone: a second process is refused. Throws an Error that says what is wrong with a
 * file that is held, foreign, newer or damaged, and never takes such a file for an empty one.
 */
export function openDatabase(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  refuseLostMainFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    prepareContent(database, file);
    // Outside WAL the commit of a new file is atomic with its application_id; only then it may grow a log.
    database.exec('COMMIT; PRAGMA journal_mode = WAL');
    database.exec(
      'PRAGMA cache_size = -65536; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864',
    );
    checkIntegrity(database, file);
    return database;
  } catch (error) {
    database.close();
    throw explain(error, file);
  }
}

/** SQLite's extended result code, if the error comes from SQLite. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** Whether the storage failed, rather than the statement. */
export function isStorageFault(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && STORAGE_FAULTS.includes(code & 0xff);
}

/** Whether the storage may work again later: no room, or a write refused, before anything was synced. */
export function isPassing(error: unknown): boolean {
  const code = resultCode(error) ?? 0;
  return code === FULL || code === IO_ERROR_WRITE;
}

function refuseLostMainFile(file: string): void {
  const mainIsEmpty = !existsSync(file) || statSync(file).size === 0;
  const log = `${file}-wal`;
  // SQLite would delete such a log, and with it the writes that only it holds.
  if (mainIsEmpty && existsSync(log) && statSync(log).size > 0)
    throw new Error(`${file} is missing or empty but its log ${log} is not. Restore the file from a backup.`);
}

function prepareContent(database: DatabaseSync, file: string): void {
  const id = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  const objects = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
  if (id === 0 && version === 0 && objects === 0) database.exec(SCHEMA);
  else if (id !== APPLICATION_ID) throw new Error(`${file} is a database of another program.`);
  else if (version !== FORMAT)
    throw new Error(`${file} has format ${version}; this version of Aman reads format ${FORMAT}.`);
}

function pragma(database: DatabaseSync, name: string): unknown {
  return database.prepare(`PRAGMA ${name}`).get()?.[name];
}

function checkIntegrity(database: DatabaseSync, file: string): void {
  if (statSync(file).size > MAX_CHECKED_BYTES) return;
  const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') throw new Error(`${file} is damaged (${String(found)}). Restore it from a backup.`);
}

function explain(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  const reason = error instanceof Error ? error.message : '';
  if ((code & 0xff) === BUSY)
    return new Error(`${file} is in use by another process. Stop it first.`, { cause: error });
  return new Error(`${file} cannot be opened: ${reason}. Restore it from a backup.`, { cause: error });
}
