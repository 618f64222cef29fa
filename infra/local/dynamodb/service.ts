import { openFile } from '../../sqlite/file.ts';
import { GroupCommit } from '../../sqlite/group-commit.ts';
import { AwsJsonError, type AwsJsonService } from '../aws-json.ts';
import type { EngineClock } from '../engine-clock.ts';
import { chanceOf } from '../unkind.ts';
import { FORMAT } from './format.ts';
import * as reads from './reads.ts';
import * as requests from './requests.ts';
import { Store } from './store.ts';
import * as tables from './tables.ts';
import { lateIndexes, unkindCall } from './unkind.ts';
import { batchWrite, singleWrite, sweep, transactWrite } from './writes.ts';

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

type Run<T> = (store: Store, input: T, now: number) => unknown;
type Operation = Run<Record<string, unknown>>;

const READS: ReadonlyMap<string, Operation> = new Map([
  operation('GetItem', requests.getItem, reads.getItem),
  operation('BatchGetItem', requests.batchGet, reads.batchGet),
  operation('TransactGetItems', requests.transactGet, reads.transactGet),
  operation('Query', requests.query, reads.query),
  operation('Scan', requests.scan, reads.scan),
  operation('DescribeTable', requests.named, tables.describeTable),
  operation('ListTables', requests.listTables, tables.listTables),
  operation('DescribeTimeToLive', requests.named, tables.describeTimeToLive),
]);
const WRITES: ReadonlyMap<string, Operation> = new Map([
  operation('PutItem', requests.putItem, singleWrite('Put')),
  operation('UpdateItem', requests.updateItem, singleWrite('Update')),
  operation('DeleteItem', requests.deleteItem, singleWrite('Delete')),
  operation('BatchWriteItem', requests.batchWrite, batchWrite),
  operation('TransactWriteItems', requests.transactWrite, transactWrite),
  operation('CreateTable', requests.createTable, tables.createTable),
  operation('UpdateTable', requests.updateTable, tables.updateTable),
  operation('DeleteTable', requests.named, tables.deleteTable),
  operation('UpdateTimeToLive', requests.updateTimeToLive, tables.updateTimeToLive),
]);

function operation<T>(name: string, shape: requests.Shape<T>, run: Run<T>): [string, Operation] {
  return [name, (store, input, now) => run(store, shape(input, name, name), now)];
}

/** Opens or creates the file, alone. Throws when it is held, foreign, newer or damaged. */
export function openDynamoDb({ file, clock, onFault }: Options): DynamoDbService {
  const database = openFile(file, FORMAT);
  const store = new Store(database);
  const writes = new GroupCommit(database, { onFault });
  let isOpen = true;
  const assertOpen = () => {
    if (!isOpen) throw new AwsJsonError('ServiceUnavailable', 'The service is closed', 503);
    writes.assertSound();
  };
  const chance = chanceOf(process.env);
  const late = chance && lateIndexes(database, store);
  const call: AwsJsonService['call'] = async (name, input) => {
    assertOpen();
    const write = WRITES.get(name);
    if (write !== undefined) return writes.run(() => write(store, input, clock.now()));
    const read = READS.get(name);
    if (read === undefined)
      throw new AwsJsonError('UnknownOperationException', `The operation ${name} is not supported`);
    // Groups commit within one turn, so a read never meets a write under way.
    const run = () => read(store, input, clock.now());
    return input.IndexName === undefined || late === undefined ? run() : late(run);
  };
  return {
    targetPrefix: 'DynamoDB_20120810',
    call: chance === undefined ? call : unkindCall(call, chance),
    async sweepTtl() {
      assertOpen();
      for (let total = 0; ; ) {
        const deleted = await writes.run(() => sweep(store, clock.now()));
        if (deleted === 0) return total;
        total += deleted;
      }
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await writes.idle();
      database.close();
    },
  };
}
