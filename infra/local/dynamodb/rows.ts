import type { SQLInputValue } from 'node:sqlite';
import type { KeyRange } from './key-condition.ts';
import type { ItemKey } from './keys.ts';
import type { Store, StoredItem } from './store.ts';
import type { IndexDefinition, TableDefinition } from './table.ts';

/** A part of a table or index, in order: one hash key with a range, or a run of slots. */
export interface Stretch {
  readonly range?: KeyRange;
  readonly slots?: { readonly from: number; readonly to: number };
  /** Begins after this place; in an index items with equal keys follow the order of the table. */
  readonly after?: { readonly place: ItemKey; readonly inTable: ItemKey } | undefined;
  readonly forward: boolean;
}

interface Place {
  readonly table: TableDefinition;
  readonly index: IndexDefinition | undefined;
}

/** The items of the stretch, read lazily; an index holds keys only and is joined to the items. */
export function pageRows(store: Store, { table, index }: Place, stretch: Stretch): Generator<StoredItem> {
  const e = index === undefined ? '' : 'e.';
  const where = new Where();
  if (index === undefined) where.add('t = ?', table.id);
  else where.add('e.x = ?', index.x);
  addStretch(where, stretch, e);
  const columns = stretch.range === undefined ? ['slot', 'h', 'r'] : ['r'];
  if (index !== undefined) columns.push('tslot', 'th', 'tr');
  addStart(where, columns, stretch, e);
  const direction = stretch.forward ? 'ASC' : 'DESC';
  const order = columns.map((column) => `${e}${column} ${direction}`).join(', ');
  return store.select(
    `${index === undefined ? FROM_ITEMS : FROM_INDEX} WHERE ${where.text} ORDER BY ${order}`,
    where.values,
  );
}

const FROM_ITEMS = 'SELECT id, size, item FROM items';
// CROSS JOIN keeps the index outside: SQLite must not begin with the items.
const FROM_INDEX = 'SELECT i.id, i.size, i.item FROM entries e CROSS JOIN items i ON i.id = e.id';

// The start lies inside the stretch, so it takes the place of the bound behind it: with both, SQLite might seek to the
// wrong one and read every earlier page again.
function addStretch(where: Where, { range, slots, after, forward }: Stretch, e: string): void {
  if (slots !== undefined) where.add(`${e}slot BETWEEN ? AND ?`, after?.place.slot ?? slots.from, slots.to);
  if (range === undefined) return;
  where.add(`${e}slot = ? AND ${e}h = ?`, range.hash.slot, range.hash.hash);
  const low = after !== undefined && forward ? undefined : range.low;
  const high = after !== undefined && !forward ? undefined : range.high;
  if (low !== undefined) where.add(`${e}r ${low.inclusive ? '>=' : '>'} ?`, low.key);
  if (high !== undefined) where.add(`${e}r ${high.inclusive ? '<=' : '<'} ?`, high.key);
}

function addStart(where: Where, columns: readonly string[], { after, forward }: Stretch, e: string): void {
  if (after === undefined) return;
  const { place, inTable } = after;
  const values: Readonly<Record<string, SQLInputValue>> = {
    slot: place.slot,
    h: place.hash,
    r: place.range,
    tslot: inTable.slot,
    th: inTable.hash,
    tr: inTable.range,
  };
  const names = columns.map((column) => e + column).join(', ');
  const marks = columns.map(() => '?').join(', ');
  where.add(
    `(${names}) ${forward ? '>' : '<'} (${marks})`,
    ...columns.map((column) => values[column] ?? null),
  );
}

/** The terms of a WHERE clause with their values. */
class Where {
  readonly #terms: string[] = [];
  readonly values: SQLInputValue[] = [];

  add(term: string, ...values: readonly SQLInputValue[]): void {
    this.#terms.push(term);
    this.values.push(...values);
  }

  get text(): string {
    return this.#terms.join(' AND ');
  }
}
