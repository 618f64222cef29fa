import type { DatabaseSync } from 'node:sqlite';
import { AwsJsonError, type AwsJsonService, LostReply } from '../aws-json.ts';
import type { Chance } from '../unkind.ts';
import type { ChangeListener, Store } from './store.ts';
import { cancelled } from './writes.ts';

/** One write in so many meets a transaction of somebody else; of the others, one in so many loses its reply. */
const CONFLICT_ONE_IN = 25;
const LOST_ONE_IN = 25;
/** How far the indexes lag behind the table. */
const LAG_MS = 200;
const CONFLICT = 'Transaction is ongoing for the item';
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'];

/** Refuses some writes for a conflict and loses the replies of others, after they were committed. */
export function unkindCall(call: AwsJsonService['call'], chance: Chance): AwsJsonService['call'] {
  return async (operation, input) => {
    if (!WRITES.includes(operation)) return call(operation, input);
    if (chance(CONFLICT_ONE_IN) === 0) {
      if (operation !== 'TransactWriteItems')
        throw new AwsJsonError('TransactionConflictException', CONFLICT);
      const { length } = Array.isArray(input.TransactItems) ? input.TransactItems : [];
      const unlucky = chance(Math.max(1, length));
      const conflict = { Code: 'TransactionConflict', Message: CONFLICT };
      throw cancelled(Array.from({ length }, (_, at) => (at === unlucky ? conflict : { Code: 'None' })));
    }
    const answer = await call(operation, input);
    if (chance(LOST_ONE_IN) === 0) throw new LostReply();
    return answer;
  };
}

/** Lets indexes be read as they stood a moment ago. */
export function lateIndexes(database: DatabaseSync, store: Store): <T>(read: () => T) => T {
  let recent: { readonly at: number; readonly change: Parameters<ChangeListener> }[] = [];
  const lately = () => recent.filter(({ at }) => at >= performance.now() - LAG_MS);
  store.onChange = (...change) => {
    recent = [...lately(), { at: performance.now(), change }];
  };
  // Takes the changes of the last moment back, reads, and makes them again.
  return (read) => {
    const kept = lately();
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const { change } of kept.toReversed()) {
        const [table, key, old] = change;
        store.change(table, key, store.get(table, key), old);
      }
      return read();
    } finally {
      database.exec('ROLLBACK');
      recent = kept;
    }
  };
}
