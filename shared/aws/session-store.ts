import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { SessionStore, SignInAttempt, StoredSession } from '../access.ts';
import { epoch, type Item } from './items.ts';
import { keys } from './keys.ts';

/** Sessions in the one table: found by the digest of their id, listed by person. */
export function sessionStore(client: DynamoDBDocumentClient, table: string): SessionStore {
  async function find(key: string): Promise<StoredSession | null> {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: table, Key: keys.session(key), ConsistentRead: true }),
    );
    return item === undefined ? null : (item.session as StoredSession);
  }

  return {
    ...attemptStore(client, table),
    find,

    async add(session) {
      const { key, person, expiresAt } = session;
      const put = (item: Item) => ({
        Put: { TableName: table, Item: { ...item, expiresAt: epoch(expiresAt) } },
      });
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            put({ ...keys.session(key), session }),
            put({ ...keys.sessionOf(person, key), listed: true }),
          ],
        }),
      );
    },

    change: (key, changes) => change(client, table, { key, changes }),

    async remove({ key, person }) {
      // First what lets somebody in: cut off between the two, the list merely names one that is gone.
      await client.send(new DeleteCommand({ TableName: table, Key: keys.session(key) }));
      await client.send(new DeleteCommand({ TableName: table, Key: keys.sessionOf(person, key) }));
    },

    async of(person) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': keys.sessionList(person) },
          ConsistentRead: true,
        }),
      );
      const found = await Promise.all(Items.map(({ sk }) => find(String(sk))));
      return found.filter((session) => session !== null);
    },
  };
}

type Changes = Parameters<SessionStore['change']>[1];

async function change(
  client: DynamoDBDocumentClient,
  table: string,
  { key, changes }: { readonly key: string; readonly changes: Changes },
): Promise<boolean> {
  const names = Object.keys(changes);
  if (names.length === 0) return true;
  const sets = names.map((_, n) => `#session.#f${n} = :f${n}`);
  const ends = changes.expiresAt === undefined ? {} : { ':ends': epoch(changes.expiresAt) };
  if (changes.expiresAt !== undefined) sets.push('expiresAt = :ends');
  try {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: keys.session(key),
        UpdateExpression: `SET ${sets.join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: {
          '#session': 'session',
          ...Object.fromEntries(names.map((name, n) => [`#f${n}`, name])),
        },
        ExpressionAttributeValues: {
          ...ends,
          ...Object.fromEntries(Object.values(changes).map((value, n) => [`:f${n}`, value])),
        },
      }),
    );
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

type Attempts = Pick<SessionStore, 'keepAttempt' | 'takeAttempt'>;

const attemptStore = (client: DynamoDBDocumentClient, table: string): Attempts => ({
  async keepAttempt(key, attempt) {
    const item = { ...keys.signInAttempt(key), attempt, expiresAt: epoch(attempt.expiresAt) };
    await client.send(
      new PutCommand({
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  },

  async takeAttempt(key) {
    const { Attributes } = await client.send(
      new DeleteCommand({ TableName: table, Key: keys.signInAttempt(key), ReturnValues: 'ALL_OLD' }),
    );
    return (Attributes?.attempt as SignInAttempt | undefined) ?? null;
  },
});
