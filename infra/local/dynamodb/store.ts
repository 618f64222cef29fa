import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { Statements, sumOf } from '../../sqlite/file.ts';
import { type ItemKey, indexKeyOf, keyOfItem } from './keys.ts';
import type { IndexDefinition, TableDefinition } from './tables.ts';
import { type Item, own } from './values.ts';

/** An item with its size in bytes. */
export interface StoredItem {
  readonly size: number;
  readonly item: Item;
}

/** Told of every change before it is made. */
export type ChangeListener = (table: TableDefinition, key: ItemKey, old: StoredItem | undefined) => void;

// Not a replacement, which would write both of the table's indexes again.
const PUT_ITEM = `INSERT INTO items VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (t, place)
  DO UPDATE SET size = excluded.size, due = excluded.due, item = excluded.item, sum = excluded.sum`;

/** Items and index entries in SQLite. Every change of an item changes its index entries with it. */
export class Store extends Statements {
  onChange: ChangeListener | undefined;

  constructor(database: DatabaseSync) {
    super(database, 'arrays');
  }

  get(table: TableDefinition, key: ItemKey): StoredItem | undefined {
    const sql = 'SELECT size, item FROM items WHERE t = ? AND place = ?';
    const row = this.one<Row>(sql, table.id, placeOf(key));
    return row && toStored(row);
  }

  /** All items of the table. */
  itemsOf(table: TableDefinition): readonly StoredItem[] {
    return [...this.select('SELECT size, item FROM items WHERE t = ?', table.id)];
  }

  /** Makes what is at the key the next item, or nothing. */
  change(table: TableDefinition, key: ItemKey, old: StoredItem | undefined, next?: StoredItem): void {
    this.onChange?.(table, key, old);
    const place = placeOf(key);
    if (next === undefined) this.run('DELETE FROM items WHERE t = ? AND place = ?', table.id, place);
    else {
      const { size, item } = next;
      const columns = [table.id, place, size, dueSecond(table, item), JSON.stringify(item)];
      this.run(PUT_ITEM, ...columns, sumOf(columns));
    }
    for (const index of table.indexes) {
      const [from, to] = [old, next].map((each) => each && entryOf(index, place, each.item));
      if (isDeepStrictEqual(from, to)) continue;
      if (from !== undefined)
        this.run('DELETE FROM entries WHERE x = ? AND place = ? AND tplace = ?', ...from);
      if (to !== undefined) this.insert('entries', ...to);
    }
  }

  /** Gives a new index its entries. */
  fill(index: IndexDefinition, table: TableDefinition): void {
    for (const { item } of this.itemsOf(table)) {
      const entry = entryOf(index, placeOf(keyOfItem(table, item)), item);
      if (entry !== undefined) this.insert('entries', ...entry);
    }
  }

  /** Rows of (size, item), read lazily. */
  *select(sql: string, ...values: readonly SQLInputValue[]): Generator<StoredItem> {
    for (const row of this.each<Row>(sql, ...values)) yield toStored(row);
  }

  /** Adds a row, or replaces the one with its key, with its checksum in the last column. */
  insert(table: string, ...columns: readonly SQLInputValue[]): void {
    const marks = columns.map(() => '?').join(', ');
    this.run(`INSERT OR REPLACE INTO ${table} VALUES (${marks}, ?)`, ...columns, sumOf(columns));
  }
}

/** A row of items as an array of its columns. */
type Row = readonly [number, string];

function toStored([size, text]: Row): StoredItem {
  return { size, item: JSON.parse(text) };
}

/** Bytes that order the items of a table or index: by slot, by hash key (with its length before it), by range key. */
export function placeOf({ slot, hash, range }: ItemKey): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(slot);
  head.writeUInt16BE(hash.length, 4);
  return Buffer.concat([head, hash, range]);
}

function entryOf(index: IndexDefinition, tplace: Buffer, item: Item): readonly SQLInputValue[] | undefined {
  const inIndex = indexKeyOf(index, item);
  return inIndex && [index.id, placeOf(inIndex), tplace];
}

/** The second at which the item expires, if its TTL attribute says so. */
function dueSecond({ ttlAttribute }: TableDefinition, item: Item): number | null {
  const value = ttlAttribute === undefined ? undefined : own(item, ttlAttribute);
  const due = value !== undefined && 'N' in value ? Math.floor(Number(value.N)) : Number.NaN;
  return Number.isSafeInteger(due) ? due : null;
}
