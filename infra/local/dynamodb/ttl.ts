import type { Context } from './context.ts';
import type { GroupCommit } from './group-commit.ts';
import { keyOfItem } from './keys.ts';
import { expiredBetween } from './table.ts';

/** Few enough that other writes wait only a moment for a group with a batch in it. */
const BATCH = 200;

/** Deletes all expired items, batch by batch, and gives their number. */
export async function sweepExpired(context: Context, writes: GroupCommit): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await writes.run(() => sweepBatch(context));
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
      store.remove(table, keyOfItem(table, expired.item), expired);
      deleted += 1;
    }
  }
  return deleted;
}
