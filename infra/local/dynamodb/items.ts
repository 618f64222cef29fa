import { type Context, tableOf } from './context.ts';
import { demand } from './errors.ts';
import { identity } from './keys.ts';
import { demandSome } from './reads.ts';
import type * as requests from './requests.ts';
import type { Typed } from './shapes.ts';
import { apply, evaluate, prepare, returned, type WriteKind } from './writes.ts';

type SingleWrite = requests.WriteInput & {
  readonly ReturnValues?: string;
};

const MAX_BATCH_WRITES = 25;

/** PutItem, UpdateItem or DeleteItem. */
export function singleWrite(kind: WriteKind) {
  return (context: Context, input: SingleWrite) => {
    const table = tableOf(context, input.TableName);
    const outcome = evaluate(context.store, prepare(kind, table, input));
    apply(context.store, outcome);
    return returned(input.ReturnValues, outcome);
  };
}

export function batchWrite(context: Context, input: Typed<typeof requests.batchWrite>) {
  const writes = Object.entries(input.RequestItems).flatMap(([TableName, given]) => {
    const table = tableOf(context, TableName);
    return given.map(({ PutRequest, DeleteRequest }) => {
      demand(
        (PutRequest === undefined) !== (DeleteRequest === undefined),
        'A write request must contain exactly one of PutRequest and DeleteRequest',
      );
      const kind = PutRequest === undefined ? 'Delete' : 'Put';
      return prepare(kind, table, { TableName, ...PutRequest, ...DeleteRequest });
    });
  });
  demand(writes.length <= MAX_BATCH_WRITES, 'Too many items requested for the BatchWriteItem call');
  demandSome(writes.length, 'RequestItems', '{}');
  const items = new Set(writes.map(({ table, key }) => identity(table.id, key)));
  demand(items.size === writes.length, 'Provided list of item keys contains duplicates');
  for (const write of writes) {
    apply(context.store, evaluate(context.store, write));
  }
  return { UnprocessedItems: {} };
}
