import { type CapacityMode, Consumption } from './capacity.ts';
import { type Context, tableOf } from './context.ts';
import { validation } from './errors.ts';
import { constraint, take } from './parameters.ts';
import { identity } from './reads.ts';
import type { TableDefinition } from './table.ts';
import {
  apply,
  evaluate,
  prepareDelete,
  preparePut,
  prepareUpdate,
  returned,
  type Write,
  type WriteParameters,
} from './writes.ts';

interface SingleWrite extends WriteParameters {
  readonly ReturnValues?: string;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface BatchWriteInput {
  readonly RequestItems: Readonly<Record<string, readonly unknown[]>>;
  readonly ReturnConsumedCapacity?: CapacityMode;
}

interface WriteRequest {
  readonly PutRequest?: unknown;
  readonly DeleteRequest?: unknown;
}

const MAX_BATCH_WRITES = 25;

export const putItem = singleWrite('PutItem', preparePut);
export const updateItem = singleWrite('UpdateItem', prepareUpdate);
export const deleteItem = singleWrite('DeleteItem', prepareDelete);

export function batchWrite(context: Context, raw: unknown) {
  const input = take<BatchWriteInput>('BatchWriteItem', raw);
  const writes = Object.entries(input.RequestItems).flatMap(([name, requests]) => {
    if (!Array.isArray(requests)) throw constraint('null', 'RequestItems', 'Member must be a list');
    const table = tableOf(context, name);
    return requests.map((request) => toWrite(table, request));
  });
  if (writes.length > MAX_BATCH_WRITES)
    throw validation('Too many items requested for the BatchWriteItem call');
  if (writes.length === 0)
    throw constraint("'{}'", 'RequestItems', 'Member must have length greater than or equal to 1');
  const items = new Set(writes.map(({ table, key }) => identity(table, key)));
  if (items.size !== writes.length) throw validation('Provided list of item keys contains duplicates');
  const consumption = new Consumption(input.ReturnConsumedCapacity, 'write');
  for (const write of writes) {
    const outcome = evaluate(context.store, write);
    apply(context.store, outcome);
    consumption.write(write.table, outcome.old, outcome.next);
  }
  return { UnprocessedItems: {}, ...consumption.all() };
}

function singleWrite(operation: string, prepare: (table: TableDefinition, input: SingleWrite) => Write) {
  return (context: Context, raw: unknown) => {
    const input = take<SingleWrite>(operation, raw);
    const { ReturnValues: mode = 'NONE' } = input;
    if (operation !== 'UpdateItem' && mode !== 'NONE' && mode !== 'ALL_OLD')
      throw constraint(`'${mode}'`, 'ReturnValues', 'Member must satisfy enum value set: [NONE, ALL_OLD]');
    const outcome = evaluate(context.store, prepare(tableOf(context, input.TableName), input));
    apply(context.store, outcome);
    const consumption = new Consumption(input.ReturnConsumedCapacity, 'write');
    consumption.write(outcome.write.table, outcome.old, outcome.next);
    return { ...returned(mode, outcome), ...consumption.one() };
  };
}

function toWrite(table: TableDefinition, raw: unknown): Write {
  const request = take<WriteRequest>('BatchWriteItem.RequestItems', raw);
  if ((request.PutRequest === undefined) === (request.DeleteRequest === undefined))
    throw validation('A write request must contain exactly one of PutRequest and DeleteRequest');
  const TableName = table.name;
  if (request.PutRequest === undefined) {
    const given = take<WriteParameters>('BatchWriteItem.DeleteRequest', request.DeleteRequest);
    return prepareDelete(table, { ...given, TableName });
  }
  return preparePut(table, {
    ...take<WriteParameters>('BatchWriteItem.PutRequest', request.PutRequest),
    TableName,
  });
}
