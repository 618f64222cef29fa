import { AwsJsonError, type AwsJsonService } from '../aws-json.ts';
import type { EngineClock } from '../engine-clock.ts';
import { openFile } from '../sqlite/file.ts';
import { GroupCommit } from '../sqlite/group-commit.ts';
import type { Context } from './context.ts';
import { FORMAT } from './format.ts';
import { batchWrite, singleWrite } from './items.ts';
import { query, scan } from './query.ts';
import { batchGet, getItem, transactGet } from './reads.ts';
import * as requests from './requests.ts';
import type { Shape } from './shapes.ts';
import { Store } from './store.ts';
import type { TableDefinition } from './table.ts';
import * as tables from './tables.ts';
import { Tokens } from './tokens.ts';
import { transactWrite } from './transactions.ts';
import { sweepExpired } from './ttl.ts';
import { chanceOf, LateIndexes, unkindCall } from './unkind.ts';

/** The embedded DynamoDB over one SQLite file. */
export interface DynamoDbService extends AwsJsonService {
  /** Waits for the writes under way, then closes the file. */
  close(): Promise<void>;
  /** Deletes expired items, as AWS does in the background; gives their number. */
  sweepTtl(): Promise<number>;
}

interface Options {
  readonly file: string;
  readonly clock: EngineClock;
  /** A sync failed: nothing is answered any more, and the process had better end. */
  readonly onFault?: (fault: unknown) => void;
}

type Operation = (context: Context, name: string, input: unknown) => unknown;

const READS: ReadonlyMap<string, Operation> = new Map([
  ['GetItem', operation(requests.getItem, getItem)],
  ['BatchGetItem', operation(requests.batchGet, batchGet)],
  ['TransactGetItems', operation(requests.transactGet, transactGet)],
  ['Query', operation(requests.query, query)],
  ['Scan', operation(requests.scan, scan)],
  ['DescribeTable', operation(requests.named, tables.describeTable)],
  ['ListTables', operation(requests.listTables, tables.listTables)],
  ['DescribeTimeToLive', operation(requests.named, tables.describeTimeToLive)],
]);
const WRITES: ReadonlyMap<string, Operation> = new Map([
  ['PutItem', operation(requests.putItem, singleWrite('Put'))],
  ['UpdateItem', operation(requests.updateItem, singleWrite('Update'))],
  ['DeleteItem', operation(requests.deleteItem, singleWrite('Delete'))],
  ['BatchWriteItem', operation(requests.batchWrite, batchWrite)],
  ['TransactWriteItems', operation(requests.transactWrite, transactWrite)],
  ['CreateTable', operation(requests.createTable, tables.createTable)],
  ['UpdateTable', operation(requests.updateTable, tables.updateTable)],
  ['DeleteTable', operation(requests.named, tables.deleteTable)],
  ['UpdateTimeToLive', operation(requests.updateTimeToLive, tables.updateTimeToLive)],
]);

function operation<T>(shape: Shape<T>, run: (context: Context, input: T) => unknown): Operation {
  return (context, name, input) => run(context, shape(input, name, name));
}

/** Opens or creates the file, alone. Throws when it is held, foreign, newer or damaged. */
export function openDynamoDb({ file, clock, onFault }: Options): DynamoDbService {
  const database = openFile(file, FORMAT);
  const store = new Store(database);
  const known = new Map<string, TableDefinition>(tables.loadTables(store));
  const context: Context = { store, clock, tables: known, tokens: new Tokens(store) };
  const onRollback = () => {
    known.clear();
    for (const [name, table] of tables.loadTables(store)) known.set(name, table);
    context.tokens.load();
  };
  const writes = new GroupCommit(database, { onRollback, onFault });
  let isOpen = true;
  const assertOpen = () => {
    if (!isOpen) throw new AwsJsonError('ServiceUnavailable', 'The service is closed', 503);
    writes.assertSound();
  };
  const chance = chanceOf(process.env);
  const late = chance && new LateIndexes(database, store);
  const call = async (name: string, input: Record<string, unknown>): Promise<unknown> => {
    assertOpen();
    const write = WRITES.get(name);
    if (write !== undefined) return writes.run(() => write(context, name, input));
    const read = READS.get(name);
    if (read === undefined)
      throw new AwsJsonError('UnknownOperationException', `The operation ${name} is not supported`);
    // Groups commit within one turn, so a read never meets a write under way.
    const run = () => read(context, name, input);
    return input.IndexName === undefined || late === undefined ? run() : late.read(run);
  };
  return {
    targetPrefix: 'DynamoDB_20120810',
    call: chance === undefined ? call : unkindCall(call, chance),
    async sweepTtl() {
      assertOpen();
      return sweepExpired(context, (work) => writes.run(work));
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await writes.idle();
      database.close();
    },
  };
}
