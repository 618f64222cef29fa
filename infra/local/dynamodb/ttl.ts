import type { Context } from './context.ts';
import { keyOfItem } from './keys.ts';
import type { TableDefinition } from './table.ts';
import { type Item, own } from './values.ts';

const MAX_AGE_S = 5 * 365 * 24 * 3600;
/** Few enough that other writes wait only a moment for a group with a batch in it. */
const BATCH = 200;

/** The second at which the item expires, if its TTL attribute says so. */
export function dueSecond({ ttlAttribute }: TableDefinition, item: Item): number | null {
  const value = ttlAttribute === undefined ? undefined : own(item, ttlAttribute);
  const due = value !== undefined && 'N' in value ? Math.floor(Number(value.N)) : Number.NaN;
  return Number.isSafeInteger(due) ? due : null;
}

/** Deletes all expired items, batch by batch in groups of writes, and gives their number. */
export async function sweepExpired(
  context: Context,
  write: (work: () => number) => Promise<number>,
): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = await write(() => sweepBatch(context));
    total += deleted;
    if (deleted < BATCH) return total;
  }
}

// Dates long past are taken for mistakes, as AWS does.
function sweepBatch({ store, clock, tables }: Context): number {
  const now = Math.floor(clock.now() / 1000);
  let deleted = 0;
  for (const table of tables.values()) {
    if (table.ttlAttribute === undefined) continue;
    const sql = `SELECT id, size, item FROM items WHERE t = ? AND due BETWEEN ? AND ? LIMIT ?`;
    for (const expired of [...store.select(sql, [table.id, now - MAX_AGE_S, now, BATCH - deleted])]) {
      store.change(table, keyOfItem(table, expired.item), expired, undefined);
      deleted += 1;
    }
  }
  return deleted;
}
