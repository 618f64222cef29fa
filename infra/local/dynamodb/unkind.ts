import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsJsonError, type AwsJsonService, LostReply } from '../aws-json.ts';
import type { ItemKey } from './keys.ts';
import type { Store, StoredItem } from './store.ts';
import type { TableDefinition } from './table.ts';
import { cancelled } from './transactions.ts';

/** A whole number from 0 to `below` - 1. */
type Chance = (below: number) => number;

/** One write in so many meets a transaction of somebody else; of the others, one in so many loses its reply. */
const CONFLICT_ONE_IN = 25;
const LOST_ONE_IN = 25;
/** How far the indexes lag behind the table. */
const LAG_MS = 200;
const CONFLICT = 'Transaction is ongoing for the item';
const SINGLE_WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** AMAN_UNKIND=SEED makes AWS as unkind as it may be, the same way for the same seed; undefined without it. */
export function chanceOf({ AMAN_UNKIND: seed }: NodeJS.ProcessEnv): Chance | undefined {
  if (seed === undefined || seed === '') return undefined;
  let drawn = 0;
  return (below) => createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32BE(0) % below;
}

/** Refuses some writes for a conflict and loses the replies of others, after they were committed. */
export function unkindCall(call: AwsJsonService['call'], chance: Chance): AwsJsonService['call'] {
  return async (operation, input) => {
    const isTransaction = operation === 'TransactWriteItems';
    const isWrite = isTransaction || SINGLE_WRITES.includes(operation);
    if (isWrite && chance(CONFLICT_ONE_IN) === 0) {
      if (!isTransaction) throw new AwsJsonError('TransactionConflictException', CONFLICT);
      const { length } = Array.isArray(input.TransactItems) ? input.TransactItems : [];
      const unlucky = chance(Math.max(1, length));
      const reason = (_: unknown, at: number) =>
        at === unlucky ? { Code: 'TransactionConflict', Message: CONFLICT } : { Code: 'None' };
      throw cancelled(Array.from({ length }, reason));
    }
    const answer = await call(operation, input);
    if (isWrite && chance(LOST_ONE_IN) === 0) throw new LostReply();
    return answer;
  };
}

interface Change {
  readonly at: number;
  readonly table: TableDefinition;
  readonly key: ItemKey;
  readonly old: StoredItem | undefined;
}

/** Lets indexes be read as they stood a moment ago. */
export class LateIndexes {
  readonly #database: DatabaseSync;
  readonly #store: Store;
  readonly #recent: Change[] = [];

  constructor(database: DatabaseSync, store: Store) {
    this.#database = database;
    this.#store = store;
    this.#listen();
  }

  /** Takes the changes of the last moment back, reads, and makes them again. */
  read<T>(work: () => T): T {
    const store = this.#store;
    store.onChange = undefined;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const before = performance.now() - LAG_MS;
      const late = this.#recent.filter(({ at }) => at >= before);
      for (const { table, key, old } of late.reverse()) store.change(table, key, store.get(table, key), old);
      return work();
    } finally {
      this.#database.exec('ROLLBACK');
      this.#listen();
    }
  }

  #listen(): void {
    this.#store.onChange = (table, key, old) => {
      const at = performance.now();
      while ((this.#recent[0]?.at ?? at) < at - LAG_MS) this.#recent.shift();
      this.#recent.push({ at, table, key, old });
    };
  }
}
