import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type ItemKey, indexKeyOf } from './keys.ts';
import { dueSecond, type IndexDefinition, type TableDefinition } from './table.ts';
import type { Item } from './values.ts';

/** An item with its place in the store and its size in bytes. */
export interface StoredItem {
  readonly id: number;
  readonly size: number;
  readonly item: Item;
}

/** Items, index entries and tokens in SQLite. Every change of an item changes its index entries with it. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(table: TableDefinition, key: ItemKey): StoredItem | undefined {
    const row = this.one(
      'SELECT id, size, item FROM items WHERE t = ? AND slot = ? AND h = ? AND r = ?',
      table.id,
      key.slot,
      key.hash,
      key.range,
    );
    return row === undefined ? undefined : toStored(row);
  }

  /** Writes the item in place of the old one at the same key. */
  put(table: TableDefinition, key: ItemKey, old: StoredItem | undefined, next: Omit<StoredItem, 'id'>): void {
    const due = dueSecond(table, next.item);
    const text = JSON.stringify(next.item);
    let id = old?.id;
    if (id === undefined) {
      const insert = 'INSERT INTO items (t, slot, h, r, size, due, item) VALUES (?, ?, ?, ?, ?, ?, ?)';
      const { slot, hash, range } = key;
      id = Number(this.run(insert, table.id, slot, hash, range, next.size, due, text).lastInsertRowid);
    } else this.run('UPDATE items SET size = ?, due = ?, item = ? WHERE id = ?', next.size, due, text, id);
    for (const index of table.indexes) this.#moveEntry(index, { id, key, from: old?.item, to: next.item });
  }

  remove(table: TableDefinition, key: ItemKey, old: StoredItem): void {
    this.run('DELETE FROM items WHERE id = ?', old.id);
    for (const index of table.indexes)
      this.#moveEntry(index, { id: old.id, key, from: old.item, to: undefined });
  }

  /** Rows of (id, size, item), read lazily. */
  *select(sql: string, values: readonly SQLInputValue[]): Generator<StoredItem> {
    for (const row of this.#statement(sql).iterate(...values)) yield toStored(row as unknown as Row);
  }

  one<R extends readonly unknown[] = Row>(sql: string, ...values: readonly SQLInputValue[]): R | undefined {
    return this.#statement(sql).get(...values) as unknown as R | undefined;
  }

  all<R extends readonly unknown[]>(sql: string, ...values: readonly SQLInputValue[]): readonly R[] {
    return this.#statement(sql).all(...values) as unknown as R[];
  }

  /** Writes again when the item expires, after the table's TTL attribute changed. */
  setDue(table: TableDefinition, { id, item }: StoredItem): void {
    this.run('UPDATE items SET due = ? WHERE id = ?', dueSecond(table, item), id);
  }

  run(sql: string, ...values: readonly SQLInputValue[]) {
    return this.#statement(sql).run(...values);
  }

  /** Adds an entry for an item the index has none of yet. */
  addEntry(index: IndexDefinition, id: number, key: ItemKey, item: Item): void {
    this.#moveEntry(index, { id, key, from: undefined, to: item });
  }

  #moveEntry(
    index: IndexDefinition,
    { id, key, from, to }: { id: number; key: ItemKey; from: Item | undefined; to: Item | undefined },
  ): void {
    if (from !== undefined && to !== undefined && sameKeys(index, from, to)) return;
    const old = from === undefined ? undefined : indexKeyOf(index, from);
    if (old !== undefined)
      this.run(
        'DELETE FROM entries WHERE x = ? AND slot = ? AND h = ? AND r = ? AND tslot = ? AND th = ? AND tr = ?',
        index.x,
        ...[old.slot, old.hash, old.range, key.slot, key.hash, key.range],
      );
    const next = to === undefined ? undefined : indexKeyOf(index, to);
    if (next !== undefined)
      this.run(
        'INSERT INTO entries (x, slot, h, r, tslot, th, tr, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        index.x,
        ...[next.slot, next.hash, next.range, key.slot, key.hash, key.range, id],
      );
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** A row of items as an array of its columns. */
type Row = readonly [number, number, string];

function toStored([id, size, text]: Row): StoredItem {
  return { id, size, item: JSON.parse(text) };
}

function sameKeys(index: IndexDefinition, a: Item, b: Item): boolean {
  return sameAt(index.hash.name, a, b) && (index.range === undefined || sameAt(index.range.name, a, b));
}

function sameAt(name: string, a: Item, b: Item): boolean {
  const left = Object.hasOwn(a, name) ? a[name] : undefined;
  const right = Object.hasOwn(b, name) ? b[name] : undefined;
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
