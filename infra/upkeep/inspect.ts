import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DATABASE } from '../launch/data-folder.ts';
import { FORMAT as TABLES } from '../local/dynamodb/format.ts';
import { indexKeyOf, keyOfItem } from '../local/dynamodb/keys.ts';
import { placeOf, Store } from '../local/dynamodb/store.ts';
import { type IndexDefinition, loadTables, type TableDefinition } from '../local/dynamodb/tables.ts';
import { FORMAT as STATES } from '../local/states/store.ts';
import { openFile } from '../sqlite/file.ts';

/** What a look at the copies of both databases found. */
export interface Findings {
  readonly facts: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Looks at everything in copies of the databases: structure, every checksum, every index entry. Writes the logs into
 * the copies, so that each is one file afterwards.
 */
export function inspect(folder: string): Findings {
  const facts: string[] = [];
  const problems: string[] = [];
  for (const [name, look] of [
    [DATABASE.dynamodb, lookAtTables],
    [DATABASE.states, lookAtStates],
  ] as const) {
    const file = join(folder, name);
    if (!existsSync(file) && !existsSync(`${file}-wal`)) facts.push(`${name}: not there yet`);
    else
      try {
        facts.push(...look(file));
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
  }
  return { facts, problems };
}

function lookAtTables(file: string): string[] {
  const database = openFile(file, TABLES, Number.POSITIVE_INFINITY);
  try {
    const store = new Store(database);
    let waiting = 0;
    const facts = loadTables(store).map((table) => {
      const items = store.itemsOf(table);
      waiting += items.filter(({ item }) => isOutbox(item.pk)).length;
      const misfit = table.indexes.find((index) => !fits(store, table, index));
      if (misfit !== undefined)
        throw new Error(
          `${file} is damaged: the index ${misfit.name} of ${table.name} does not fit its items.`,
        );
      const lost = items.some(
        ({ item }) => !isDeepStrictEqual(store.get(table, keyOfItem(table, item))?.item, item),
      );
      if (lost) throw new Error(`${file} is damaged: an item of ${table.name} is not found by its key.`);
      return `dynamodb.sqlite: ${items.length} items in ${table.name}, ${table.indexes.length} indexes fit`;
    });
    return [...facts, `messages waiting in the outbox: ${waiting}`];
  } finally {
    database.exec('PRAGMA journal_mode = DELETE');
    database.close();
  }
}

/** Whether the index has an entry for each item that belongs into it, and no other. */
function fits(store: Store, table: TableDefinition, index: IndexDefinition): boolean {
  const items = store.itemsOf(table);
  const sql = 'SELECT count(*) FROM entries WHERE x = ? AND place = ? AND tplace = ?';
  const expected = items.flatMap(({ item }) => {
    const key = indexKeyOf(index, item);
    return key === undefined ? [] : [[index.id, placeOf(key), placeOf(keyOfItem(table, item))] as const];
  });
  const [entries] = store.one<[number]>('SELECT count(*) FROM entries WHERE x = ?', index.id) ?? [];
  return (
    entries === expected.length && expected.every((place) => store.one<[number]>(sql, ...place)?.[0] === 1)
  );
}

const isOutbox = (pk: unknown): boolean =>
  typeof pk === 'object' && pk !== null && 'S' in pk && String(pk.S).startsWith('OUTBOX#');

/** The state machines' own file. */
function lookAtStates(file: string): string[] {
  const database = openFile(file, STATES, Number.POSITIVE_INFINITY);
  try {
    const counts = ['machines', 'executions', 'history'].map((name) => {
      const count = database.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.n;
      return `${count} ${name}`;
    });
    return [`states.sqlite: ${counts.join(', ')}`];
  } finally {
    database.exec('PRAGMA journal_mode = DELETE');
    database.close();
  }
}
