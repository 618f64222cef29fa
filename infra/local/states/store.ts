import { hash, randomBytes } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import { type Format, openFile, Statements } from '../../sqlite/file.ts';
import { GroupCommit } from '../../sqlite/group-commit.ts';
import { nextTimer } from './reducer.ts';
import type { Facts, Turn } from './turn.ts';

export interface MachineRow {
  readonly arn: string;
  readonly role: string;
  readonly definition: string;
  readonly created: number;
  readonly revision: string;
}

export interface ExecutionRow extends Facts {
  readonly status: string;
  readonly stopped: number | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly output: string | null;
}

interface Rows {
  definitions: { readonly text: string };
  machines: MachineRow;
  executions: ExecutionRow;
}

/** Machines, executions with their snapshots, and what happened in them. */
export const FORMAT: Format = {
  // "AmSF"
  id: 0x416d5346,
  version: 3,
  cacheMb: 2,
  summed: [],
  schema: `
    -- What signs the task tokens of this file.
    CREATE TABLE signing (only INTEGER PRIMARY KEY, secret BLOB NOT NULL);
    -- The id is the digest: equal texts are stored once, so executions keep theirs at no cost.
    CREATE TABLE definitions (id TEXT PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE machines (
      arn TEXT PRIMARY KEY, role TEXT NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
      revision TEXT NOT NULL) WITHOUT ROWID;
    -- AUTOINCREMENT: an id is part of every task token, so it must never come back.
    -- due repeats what the snapshot says, for the clock; both are there as long as the execution runs.
    CREATE TABLE executions (
      id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, role TEXT NOT NULL,
      definition TEXT NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, error TEXT,
      cause TEXT, due INTEGER, snapshot TEXT, input TEXT NOT NULL, output TEXT);
    CREATE INDEX executionsByMachine ON executions (machine, status, id);
    CREATE INDEX executionsByStop ON executions (stopped) WHERE stopped IS NOT NULL;
    CREATE INDEX executionsByDue ON executions (due, id) WHERE due IS NOT NULL;
    CREATE TABLE history (
      execution INTEGER NOT NULL REFERENCES executions ON DELETE CASCADE, id INTEGER NOT NULL,
      previous INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, details TEXT,
      PRIMARY KEY (execution, id)) WITHOUT ROWID`,
};

/** The Step Functions file. */
export class Store extends Statements {
  readonly commits: GroupCommit;
  readonly close: () => void;

  /** Throws when the file is foreign, damaged or in use. */
  constructor(file: string, onFault?: (fault: unknown) => void) {
    const database = openFile(file, FORMAT);
    super(database, 'objects');
    this.run('INSERT OR IGNORE INTO signing VALUES (1, ?)', randomBytes(32));
    this.commits = new GroupCommit(database, { onFault });
    this.close = () => database.close();
  }

  /** The row that has this value in a column where each is unique. */
  find<Table extends keyof Rows>(table: Table, column: 'id' | 'arn', value: string | number) {
    return this.one<Rows[Table]>(`SELECT * FROM ${table} WHERE ${column} = ?`, value);
  }

  /** Adds a row; REPLACE: in the place of the one with the same key. */
  put(
    verb: 'INSERT' | 'REPLACE',
    table: keyof Rows | 'history',
    row: Readonly<Record<string, SQLInputValue>>,
  ): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join();
    this.run(`${verb} INTO ${table} (${columns.join()}) VALUES (${marks})`, ...Object.values(row));
  }

  /** Keeps a definition; gives its id. */
  define(text: string): string {
    const id = hash('sha256', text);
    this.put('REPLACE', 'definitions', { id, text });
    return id;
  }

  definitionOf({ definition }: { readonly definition: string }): string {
    const { text } = this.find('definitions', 'id', definition) ?? {};
    if (text === undefined) throw new Error(`The definition ${definition} is not in the file`);
    return text;
  }

  /** Writes everything one turn changed. */
  saveTurn({ facts: { id: execution }, history, snapshot, ending, inputs }: Turn): void {
    for (const { details, ...event } of history)
      this.put('INSERT', 'history', { execution, ...event, details: details && JSON.stringify(details) });
    if (ending === null) {
      const statement = 'UPDATE executions SET snapshot = ?, due = ? WHERE id = ?';
      this.run(statement, JSON.stringify(snapshot), nextTimer(snapshot).due, execution);
      return;
    }
    const { status, output = null, error = null, cause = null } = ending;
    const columns = 'status = ?, output = ?, error = ?, cause = ?, stopped = ?';
    const statement = `UPDATE executions SET ${columns}, snapshot = NULL, due = NULL WHERE id = ?`;
    this.run(statement, status, output, error, cause, inputs.now, execution);
  }
}
