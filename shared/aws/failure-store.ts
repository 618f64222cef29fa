import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FailureStore, Failures } from '../access.ts';
import { epoch, type Item } from './items.ts';
import { keys } from './keys.ts';

// Counted rows are forgotten after a day.
const KEPT_S = 86_400;

/** Failed sign-ins in the one table. Subjects are digests: who tried to be whom is nobody's business. */
export function failureStore(client: DynamoDBDocumentClient, table: string): FailureStore {
  const from = (item: Item): Failures => ({ count: Number(item.count), lastAt: String(item.lastAt) });

  /** Null: the row is over, or begins with a clock that was set back. */
  async function oneMore(subject: string, now: string, since: string): Promise<Failures | null> {
    try {
      const { Attributes = {} } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: keys.failures(subject),
          UpdateExpression: 'ADD #count :one SET lastAt = :now, expiresAt = :ends',
          ConditionExpression: 'attribute_not_exists(pk) OR lastAt BETWEEN :since AND :now',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: {
            ':one': 1,
            ':now': now,
            ':since': since,
            ':ends': epoch(now) + KEPT_S,
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return from(Attributes);
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') return null;
      throw error;
    }
  }

  const set = async (subject: string, count: number, now: string): Promise<Failures> => {
    const item = { ...keys.failures(subject), count, lastAt: now, expiresAt: epoch(now) + KEPT_S };
    await client.send(new PutCommand({ TableName: table, Item: item }));
    return { count, lastAt: now };
  };

  return {
    async read(subject) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keys.failures(subject), ConsistentRead: true }),
      );
      return item === undefined ? null : from(item);
    },
    add: async (subject, { now, since }) =>
      (await oneMore(subject, now, since)) ?? (await set(subject, 1, now)),
    async clear(subject) {
      await set(subject, 0, new Date(0).toISOString());
    },
  };
}
