import type { SQLInputValue } from 'node:sqlite';
import type { ItemKey, KeyRange } from './keys.ts';
import type { Store, StoredItem } from './store.ts';
import type { IndexDefinition, TableDefinition } from './table.ts';

/** A table, or one of its indexes. */
export interface Source {
  readonly table: TableDefinition;
  readonly index: IndexDefinition | undefined;
}

/** A part of a table or index, in order: one hash key with a range, or a run of slots. */
export interface Stretch {
  readonly range?: KeyRange;
  readonly slots?: { readonly from: number; readonly to: number };
  /** Begins after this place; in an index items with equal keys follow the order of the table. */
  readonly after?: { readonly place: ItemKey; readonly inTable: ItemKey } | undefined;
  readonly forward: boolean;
}

const FROM_ITEMS = 'SELECT e.id, e.size, e.item FROM items e WHERE e.t = ?';
// CROSS JOIN keeps the index outside: SQLite must not begin with the items.
const FROM_INDEX =
  'SELECT i.id, i.size, i.item FROM entries e CROSS JOIN items i ON i.id = e.id WHERE e.x = ?';

/** The items of the stretch, read lazily; an index holds keys only and is joined to the items. */
export function pageRows(store: Store, { table, index }: Source, stretch: Stretch): Generator<StoredItem> {
  const columns = stretch.range === undefined ? ['slot', 'h', 'r'] : ['r'];
  if (index !== undefined) columns.push('tslot', 'th', 'tr');
  const direction = stretch.forward ? 'ASC' : 'DESC';
  const terms = [...boundsOf(stretch), ...startOf(stretch, columns)];
  const where = terms.map(({ sql }) => ` AND ${sql}`).join('');
  const order = columns.map((column) => `e.${column} ${direction}`).join(', ');
  return store.select(`${index === undefined ? FROM_ITEMS : FROM_INDEX}${where} ORDER BY ${order}`, [
    index?.id ?? table.id,
    ...terms.flatMap(({ values }) => values),
  ]);
}

interface Term {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

// The start lies inside the stretch, so it takes the place of the bound behind it: with both, SQLite might seek to the
// wrong one and read every earlier page again.
function boundsOf({ range, slots, after, forward }: Stretch): Term[] {
  const terms: Term[] = [];
  if (slots !== undefined)
    terms.push({ sql: 'e.slot BETWEEN ? AND ?', values: [after?.place.slot ?? slots.from, slots.to] });
  if (range === undefined) return terms;
  terms.push({ sql: 'e.slot = ? AND e.h = ?', values: [range.hash.slot, range.hash.hash] });
  const low = after !== undefined && forward ? undefined : range.low;
  const high = after !== undefined && !forward ? undefined : range.high;
  if (low !== undefined) terms.push({ sql: `e.r ${low.inclusive ? '>=' : '>'} ?`, values: [low.key] });
  if (high !== undefined) terms.push({ sql: `e.r ${high.inclusive ? '<=' : '<'} ?`, values: [high.key] });
  return terms;
}

function startOf({ after, forward }: Stretch, columns: readonly string[]): Term[] {
  if (after === undefined) return [];
  const { place, inTable } = after;
  const all: Readonly<Record<string, SQLInputValue>> = {
    ...{ slot: place.slot, h: place.hash, r: place.range },
    ...{ tslot: inTable.slot, th: inTable.hash, tr: inTable.range },
  };
  const names = columns.map((column) => `e.${column}`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  const values = columns.map((column) => all[column] ?? null);
  return [{ sql: `(${names}) ${forward ? '>' : '<'} (${marks})`, values }];
}
