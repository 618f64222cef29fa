import type { Context } from './context.ts';
import { keyOfItem } from './keys.ts';
import { expiredBetween } from './table.ts';

/** Few enough that other writes wait only a moment for a group with a batch in it. */
const BATCH = 200;

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

function sweepBatch({ store, clock, tables }: Context): number {
  const [from, to] = expiredBetween(clock.now());
  let deleted = 0;
  for (const table of tables.values()) {
    if (table.ttlAttribute === undefined) continue;
    const sql = `SELECT id, size, item FROM items WHERE t = ? AND due BETWEEN ? AND ? LIMIT ?`;
    for (const expired of [...store.select(sql, [table.id, from, to, BATCH - deleted])]) {
      store.change(table, keyOfItem(table, expired.item), expired, undefined);
      deleted += 1;
    }
  }
  return deleted;
}
