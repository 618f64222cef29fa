import { AwsJsonError, type AwsJsonService } from '../aws-json.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Context } from './context.ts';
import { openDatabase } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { batchWrite, deleteItem, putItem, updateItem } from './items.ts';
import { query, scan } from './query.ts';
import { batchGet, getItem } from './reads.ts';
import { Store } from './store.ts';
import type { TableDefinition } from './table.ts';
import {
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  listTables,
  loadTables,
  updateTable,
  updateTimeToLive,
} from './tables.ts';
import { Tokens } from './tokens.ts';
import { transactGet, transactWrite } from './transactions.ts';
import { sweepExpired } from './ttl.ts';

/** The embedded DynamoDB over one SQLite file. */
export interface DynamoDbService extends AwsJsonService {
  /** Waits for the writes under way, then closes the file. */
  close(): Promise<void>;
  /** Deletes expired items, as AWS does in the background; gives their number. */
  sweepTtl(): Promise<number>;
}

type Operation = (context: Context, input: unknown) => unknown;

const READS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GetItem', getItem],
  ['BatchGetItem', batchGet],
  ['TransactGetItems', transactGet],
  ['Query', query],
  ['Scan', scan],
  ['DescribeTable', describeTable],
  ['ListTables', listTables],
  ['DescribeTimeToLive', describeTimeToLive],
]);
const WRITES: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['PutItem', putItem],
  ['UpdateItem', updateItem],
  ['DeleteItem', deleteItem],
  ['BatchWriteItem', batchWrite],
  ['TransactWriteItems', transactWrite],
  ['CreateTable', createTable],
  ['UpdateTable', updateTable],
  ['DeleteTable', deleteTable],
  ['UpdateTimeToLive', updateTimeToLive],
]);

/** Opens or creates the file, alone. Throws when it is held, foreign, newer or damaged. */
export function openDynamoDb({ file, clock }: { file: string; clock: EngineClock }): DynamoDbService {
  const database = openDatabase(file);
  const store = new Store(database);
  const tables = new Map<string, TableDefinition>(loadTables(store));
  const tokens = new Tokens(store);
  const context: Context = { store, clock, tables, tokens };
  const writes = new GroupCommit(database, () => {
    tables.clear();
    for (const [name, table] of loadTables(store)) tables.set(name, table);
    tokens.load();
  });
  let isOpen = true;
  const assertOpen = () => {
    if (!isOpen) throw new AwsJsonError('ServiceUnavailable', 'The service is closed', 503);
    writes.assertSound();
  };
  return {
    targetPrefix: 'DynamoDB_20120810',
    async call(operation, input) {
      assertOpen();
      const write = WRITES.get(operation);
      if (write !== undefined) return writes.run(() => write(context, input));
      const read = READS.get(operation);
      if (read === undefined)
        throw new AwsJsonError('UnknownOperationException', `The operation ${operation} is not supported`);
      // Groups commit within one turn, so a read never meets a write under way.
      return read(context, input);
    },
    async sweepTtl() {
      assertOpen();
      return sweepExpired(context, writes);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await writes.idle();
      database.close();
    },
  };
}
