import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Statements, sumOf } from '../sqlite/file.ts';
import { type ItemKey, indexKeyOf } from './keys.ts';
import type { IndexDefinition, TableDefinition } from './table.ts';
import { dueSecond } from './ttl.ts';
import type { Item } from './values.ts';

/** An item with its place in the store and its size in bytes. */
export interface StoredItem {
  readonly id: number;
  readonly size: number;
  readonly item: Item;
}

/** What an item becomes. */
export type NewItem = Omit<StoredItem, 'id'>;

/** Told of every change before it is made. */
export type ChangeListener = (table: TableDefinition, key: ItemKey, old: StoredItem | undefined) => void;

/** Items, index entries and tokens in SQLite. Every change of an item changes its index entries with it. */
export class Store extends Statements {
  #lastId: number;
  onChange: ChangeListener | undefined;

  constructor(database: DatabaseSync) {
    super(database, 'arrays');
    this.#lastId = this.one<[number]>('SELECT ifnull(max(id), 0) FROM items')?.[0] ?? 0;
  }

  get(table: TableDefinition, { slot, hash, range }: ItemKey): StoredItem | undefined {
    const values = [table.id, slot, hash, range];
    const row = this.one<Row>(
      'SELECT id, size, item FROM items WHERE t = ? AND slot = ? AND h = ? AND r = ?',
      ...values,
    );
    return row === undefined ? undefined : toStored(row);
  }

  /** Makes what is at the key the next item, or nothing. */
  change(table: TableDefinition, key: ItemKey, old: StoredItem | undefined, next: NewItem | undefined): void {
    this.onChange?.(table, key, old);
    if (next !== undefined) this.#put(table, key, old, next);
    else if (old !== undefined) this.run('DELETE FROM items WHERE id = ?', old.id);
    const id = old?.id ?? this.#lastId;
    for (const index of table.indexes) this.#moveEntry(index, { id, key }, old?.item, next?.item);
  }

  /** Adds an entry for an item the index has none of yet. */
  addEntry(index: IndexDefinition, id: number, key: ItemKey, item: Item): void {
    this.#moveEntry(index, { id, key }, undefined, item);
  }

  /** Writes again when the item expires, after the table's TTL attribute changed. */
  setDue(table: TableDefinition, key: ItemKey, item: StoredItem): void {
    this.#put(table, key, item, item);
  }

  /** All items of the table. */
  itemsOf(table: TableDefinition): readonly StoredItem[] {
    return [...this.select('SELECT id, size, item FROM items WHERE t = ?', [table.id])];
  }

  /** Rows of (id, size, item), read lazily. */
  *select(sql: string, values: readonly SQLInputValue[]): Generator<StoredItem> {
    for (const row of this.each<Row>(sql, ...values)) yield toStored(row);
  }

  /** Adds a row, or replaces the one with its key, with its checksum in the last column. */
  insert(table: string, ...columns: readonly SQLInputValue[]): void {
    const marks = columns.map(() => '?').join(', ');
    this.run(`INSERT OR REPLACE INTO ${table} VALUES (${marks}, ?)`, ...columns, sumOf(columns));
  }

  #put(
    table: TableDefinition,
    { slot, hash, range }: ItemKey,
    old: StoredItem | undefined,
    next: NewItem,
  ): void {
    const id = old?.id ?? ++this.#lastId;
    const due = dueSecond(table, next.item);
    const text = JSON.stringify(next.item);
    const columns = [id, table.id, slot, hash, range, next.size, due, text];
    if (old === undefined) this.insert('items', ...columns);
    else {
      const sql = 'UPDATE items SET size = ?, due = ?, item = ?, sum = ? WHERE id = ?';
      this.run(sql, next.size, due, text, sumOf(columns), id);
    }
  }

  #moveEntry(
    index: IndexDefinition,
    { id, key }: { id: number; key: ItemKey },
    from: Item | undefined,
    to: Item | undefined,
  ): void {
    const [old, next] = [from, to].map((item) => item && entryOf(index, item, key));
    if (old !== undefined && next !== undefined && isSame(old, next)) return;
    const at = 'x = ? AND slot = ? AND h = ? AND r = ? AND tslot = ? AND th = ? AND tr = ?';
    if (old !== undefined) this.run(`DELETE FROM entries WHERE ${at}`, ...old);
    if (next !== undefined) this.insert('entries', ...next, id);
  }
}

/** A row of items as an array of its columns. */
type Row = readonly [number, number, string];

function toStored([id, size, text]: Row): StoredItem {
  return { id, size, item: JSON.parse(text) };
}

function entryOf(index: IndexDefinition, item: Item, key: ItemKey): readonly SQLInputValue[] | undefined {
  const place = indexKeyOf(index, item);
  if (place === undefined) return undefined;
  return [index.id, place.slot, place.hash, place.range, key.slot, key.hash, key.range];
}

function isSame(a: readonly SQLInputValue[], b: readonly SQLInputValue[]): boolean {
  return a.every((value, at) => {
    const other = b[at];
    if (!(value instanceof Uint8Array && other instanceof Uint8Array)) return value === other;
    return Buffer.compare(value, other) === 0;
  });
}
