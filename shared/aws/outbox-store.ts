import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CaseStore, OutboxBody, OutboxMessage } from '../ports.ts';
import type { Item } from './items.ts';
import { keys, SHARDS, shardOf } from './keys.ts';
import { outboxItem, outboxKey } from './transaction.ts';

type Outbox = Pick<CaseStore, 'outbox' | 'outboxDepth' | 'hasPending' | 'settle' | 'postpone'>;

/** Undelivered messages, in the base table so that the sweeper misses none by index lag. */
export function outboxStore(client: DynamoDBDocumentClient, table: string): Outbox {
  const due = async (shard: number, now: string, limit: number): Promise<Item[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk <= :now',
        ExpressionAttributeValues: { ':pk': keys.outboxShard(shard), ':now': `${now}~` },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return Items;
  };
  const allDue = async (now: string, limit: number): Promise<Item[]> =>
    (await Promise.all(SHARDS.map((shard) => due(shard, now, limit)))).flat();

  return {
    async outbox(now, limit) {
      const items = await allDue(now, limit);
      items.sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
      return items.slice(0, limit).map(messageFrom);
    },

    async outboxDepth(now, limit) {
      return Math.min((await allDue(now, limit)).length, limit);
    },

    async hasPending(caseId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'caseId = :id',
          ExpressionAttributeValues: { ':pk': keys.outboxShard(shardOf(caseId)), ':id': caseId },
          ConsistentRead: true,
        }),
      );
      return Items.map(messageFrom).some(({ body }) => body.type !== 'command' && body.type !== 'job');
    },

    async settle(message) {
      await client.send(new DeleteCommand({ TableName: table, Key: outboxKey(message) }));
    },

    async postpone(message, until, body: OutboxBody = message.body) {
      const later: OutboxMessage = { ...message, notBefore: until, attempts: message.attempts + 1, body };
      const before = outboxKey(message);
      const after = outboxItem(later);
      const same = before.pk === after.pk && before.sk === after.sk;
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: table, Item: after } },
            ...(same ? [] : [{ Delete: { TableName: table, Key: before } }]),
          ],
        }),
      );
    },
  };
}

function messageFrom(item: Item): OutboxMessage {
  const sk = String(item.sk);
  const bar = sk.indexOf('#');
  return {
    id: sk.slice(bar + 1),
    notBefore: sk.slice(0, bar),
    attempts: Number(item.attempts),
    body: JSON.parse(String(item.body)) as OutboxBody,
  };
}
