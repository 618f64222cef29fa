import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { refuseDamagedLog } from '../write-ahead-log.ts';

/** "AmDy" – marks a file as ours. */
const APPLICATION_ID = 0x416d4479;
const FORMAT = 3;
/** Reading everything once takes about 1 s per 100 MB; beyond this it is left to `npm run doctor`. */
const MAX_CHECKED_BYTES = 128 * 1024 * 1024;

/** SQLite's result codes that this engine tells apart (extended codes carry the primary in the low byte). */
const BUSY = 5;
const FULL = 13;
const IO_ERROR_WRITE = 778;
const STORAGE_FAULTS = [7, 8, 10, 11, 13, 14, 26];

const TABLES = ['tables', 'items', 'entries', 'tokens'];
/** Every row ends in the checksum of its other columns: SQLite itself would not notice a flipped bit in them. */
const SCHEMA = `
  CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL,
    sum INTEGER NOT NULL) STRICT;
  CREATE TABLE items (t INTEGER NOT NULL, place BLOB NOT NULL, size INTEGER NOT NULL, due INTEGER,
    item TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
  CREATE UNIQUE INDEX items_by_place ON items (t, place);
  CREATE INDEX items_by_due ON items (t, due) WHERE due IS NOT NULL;
  CREATE TABLE entries (x TEXT NOT NULL, place BLOB NOT NULL, tplace BLOB NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (x, place, tplace)) STRICT, WITHOUT ROWID;
  CREATE TABLE tokens (token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL, sum INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

const FRESH_SCHEMA = freshSchema();

/**
 * Opens or creates the store, alone: a second process is refused. Throws an Error that says what is wrong with a
 * file that is held, foreign, of another format or damaged, and never takes such a file for an empty one.
 */
export function openDatabase(file: string, { checked = MAX_CHECKED_BYTES } = {}): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  refuseDamagedLog(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    prepareContent(database, file);
    // Outside WAL the commit of a new file is atomic with its application_id; only then it may grow a log.
    database.exec('COMMIT; PRAGMA journal_mode = WAL');
    database.exec(
      'PRAGMA cache_size = -65536; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864',
    );
    if (statSync(file).size <= checked) checkContent(database, file);
    return database;
  } catch (error) {
    database.close();
    throw explain(error, file);
  }
}

/** The checksum that a row with these columns bears. */
export function sumOf(columns: readonly SQLInputValue[]): number {
  let sum = 0;
  for (const value of columns) sum = crc32(ArrayBuffer.isView(value) ? value : `${value}\n`, sum);
  return sum;
}

/** Whether the storage failed, rather than the statement. */
export function isStorageFault(error: unknown): boolean {
  return STORAGE_FAULTS.includes((resultCode(error) ?? 0) & 0xff);
}

/** Whether the storage may work again later: no room, or a write refused, before anything was synced. */
export function isPassing(error: unknown): boolean {
  const code = resultCode(error);
  return code === FULL || code === IO_ERROR_WRITE;
}

/** SQLite's extended result code, if the error comes from SQLite. */
function resultCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
}

function prepareContent(database: DatabaseSync, file: string): void {
  const id = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  const objects = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
  if (id === 0 && version === 0 && objects === 0) database.exec(SCHEMA);
  else if (id !== APPLICATION_ID) throw new Error(`${file} is a database of another program.`);
  else if (version !== FORMAT)
    throw new Error(`${file} has format ${version}; this version of Aman reads format ${FORMAT}.`);
  else if (schemaOf(database) !== FRESH_SCHEMA)
    throw new Error(`${file} is damaged (its schema was changed). Restore it from a backup.`);
}

/** The definitions of tables and indexes as the file holds them. */
function schemaOf(database: DatabaseSync): string {
  return JSON.stringify(database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all());
}

function freshSchema(): string {
  const fresh = new DatabaseSync(':memory:');
  fresh.exec(SCHEMA);
  const schema = schemaOf(fresh);
  fresh.close();
  return schema;
}

function pragma(database: DatabaseSync, name: string): unknown {
  return database.prepare(`PRAGMA ${name}`).get()?.[name];
}

function checkContent(database: DatabaseSync, file: string): void {
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
  if (found !== 'ok') throw new Error(`${file} is damaged (${String(found)}). Restore it from a backup.`);
  for (const table of TABLES) {
    const rows = database.prepare(`SELECT * FROM ${table}`);
    rows.setReturnArrays(true);
    for (const row of rows.iterate() as unknown as Iterable<SQLInputValue[]>)
      if (row.pop() !== sumOf(row))
        throw new Error(`${file} is damaged (a row of ${table} was changed). Restore it from a backup.`);
  }
}

function explain(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  const reason = error instanceof Error ? error.message : '';
  const sentence =
    (code & 0xff) === BUSY
      ? `${file} is in use by another process. Stop it first.`
      : `${file} cannot be opened: ${reason}. Restore it from a backup.`;
  return new Error(sentence, { cause: error });
}
