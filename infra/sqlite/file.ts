import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { refuseDamagedLog } from './write-ahead-log.ts';

/** What makes a file one of ours. */
export interface Format {
  /** SQLite's application_id: tells it from every other program's. */
  readonly id: number;
  readonly version: number;
  readonly schema: string;
  /** Pages kept in memory: much where people read, little where programs write. */
  readonly cacheMb: number;
  /** Tables whose rows end in the checksum of their other columns. */
  readonly summed: readonly string[];
}

/** Reading everything once takes about 1 s per 100 MB; beyond this it is left to `npm run doctor`. */
const MAX_CHECKED_BYTES = 128 * 1024 * 1024;

// SQLite's result codes that are told apart (extended codes carry the primary in the low byte).
const BUSY = 5;
const FULL = 13;
const IO_ERROR_WRITE = 778;
const STORAGE_FAULTS = [7, 8, 10, 11, 13, 14, 26];

/**
 * Opens or creates a file, alone: a second process is refused. Throws an Error that says what is wrong with a file
 * that is held, foreign, of another format or damaged, and never takes such a file for an empty one.
 */
export function openFile(file: string, format: Format, checked = MAX_CHECKED_BYTES): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  refuseDamagedLog(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    const fault = faultOf(database, format);
    if (fault !== undefined) throw new Error(`${file} ${fault}`);
    // Outside WAL the commit of a new file is atomic with its application_id; only then it may grow a log.
    database.exec('COMMIT; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON');
    database.exec(`PRAGMA cache_size = -${format.cacheMb * 1024}; PRAGMA journal_size_limit = 67108864`);
    const damage = statSync(file).size <= checked ? damageOf(database, format) : undefined;
    if (damage !== undefined) throw new Error(`${file} is damaged (${damage}). Restore it from a backup.`);
    return database;
  } catch (error) {
    database.close();
    throw explain(error, file);
  }
}

/** The statements of one file, each prepared once; rows come as arrays of columns or as objects. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #asArrays: boolean;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, rows: 'arrays' | 'objects') {
    this.#database = database;
    this.#asArrays = rows === 'arrays';
  }

  /** The first row, in the shape its caller knows. */
  one<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Rows read as they are asked for. */
  each<Row>(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row> {
    return this.#statement(sql).iterate(...values) as Iterable<Row>;
  }

  run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(this.#asArrays);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** The checksum that a row with these columns bears: SQLite itself would not notice a flipped bit in them. */
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

/** What keeps the file from being read; a new one gets its schema. */
function faultOf(database: DatabaseSync, { id, version, schema }: Format): string | undefined {
  const pragma = (name: string) => database.prepare(`PRAGMA ${name}`).get()?.[name];
  const given = { id: pragma('application_id'), version: pragma('user_version') };
  if (given.id === 0 && given.version === 0 && schemaOf(database) === '[]')
    database.exec(`${schema}; PRAGMA application_id = ${id}; PRAGMA user_version = ${version}`);
  if (pragma('application_id') !== id) return 'is a database of another program.';
  if (pragma('user_version') !== version)
    return `has format ${given.version}; this version of Aman reads format ${version}.`;
  const fresh = new DatabaseSync(':memory:');
  fresh.exec(schema);
  const isOurs = schemaOf(database) === schemaOf(fresh);
  fresh.close();
  return isOurs ? undefined : 'is damaged (its schema was changed). Restore it from a backup.';
}

/** The definitions of tables and indexes as the file holds them. */
function schemaOf(database: DatabaseSync): string {
  return JSON.stringify(database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all());
}

/** What of the content was changed by anything but SQLite. */
function damageOf(database: DatabaseSync, { summed }: Format): string | undefined {
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
  if (found !== 'ok') return String(found);
  const table = summed.find((name) => {
    const rows = new Statements(database, 'arrays').each<SQLInputValue[]>(`SELECT * FROM ${name}`);
    for (const row of rows) if (row.pop() !== sumOf(row)) return true;
    return false;
  });
  return table && `a row of ${table} was changed`;
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
