import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';
import type { ChainedEvent } from '../kernel/event.ts';
import { EntryId } from '../kernel/ids.ts';
import type {
  CaseStore,
  Commit,
  CommitOutcome,
  ErasedEvent,
  IdempotencyRecord,
  StoredEntry,
} from '../ports.ts';
import { claimStore } from './claim-store.ts';
import { erasable } from './erasure.ts';
import { driveFrom, entryFrom, type Item, unsealed } from './items.ts';
import { keys } from './keys.ts';
import { listStore } from './list-store.ts';
import { outboxStore } from './outbox-store.ts';
import { noSealer, type Sealer } from './sealer.ts';
import { type Step, stepsOf } from './transaction.ts';
import { wakeStore } from './wake-store.ts';

// AWS refuses more (design P15).
const MAX_ITEMS = 100;

/** CaseStore over one DynamoDB table. Speaks in entries; items stay in here. */
export function caseStore(
  client: DynamoDBDocumentClient,
  table: string,
  sealer: Sealer = noSealer,
): CaseStore {
  const query = (input: Omit<QueryCommandInput, 'TableName'>) =>
    client.send(new QueryCommand({ TableName: table, ...input }));

  return {
    ...claimStore(client, table),
    ...listStore(client, table),
    ...outboxStore(client, table),
    ...wakeStore(client, table),

    async load(kind, id) {
      const items = await allItems(query, rangeOf(id, keys.stateRange));
      const head = items.find(({ sk }) => sk === 'HEAD');
      if (head === undefined || head.kind !== kind) return null;
      return entryFrom(
        head,
        items.filter(({ sk }) => sk !== 'HEAD'),
        sealer,
      );
    },

    async loadDrive(kind, id) {
      const { Item: head } = await client.send(
        new GetCommand({ TableName: table, Key: keys.head(id), ConsistentRead: true }),
      );
      return head === undefined || head.kind !== kind ? null : driveFrom(head);
    },

    commit: (commit) => commitSteps(client, stepsOf(commit, table, sealer), commit),

    async keepDriver(entry, driver, execution) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: keys.head(entry.id),
            UpdateExpression:
              'SET driver = :driver, execution = :execution, revision = revision + :one REMOVE undrivenSince, wakePk, wakeSk',
            ConditionExpression: 'revision = :revision',
            ExpressionAttributeValues: {
              ':driver': driver,
              ':execution': execution,
              ':one': 1,
              ':revision': entry.revision,
            },
          }),
        );
        return true;
      } catch (error) {
        if ((error as Error).name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },

    idempotency: (person, key) => idempotencyRecord(client, table, { person, key }),

    async history(id, { after, limit }) {
      const { Items = [] } = await query({ ...rangeOf(id, keys.eventRange(after)), Limit: limit });
      const events = Items.map((item) => unsealed(id, item.event, sealer) as ChainedEvent);
      if (events[0]?.seq === after + 1) return events;
      const own = await embedded(client, table, id);
      const earlier = own.slice(after).map((text) => unsealed(id, text, sealer) as ChainedEvent);
      return [...earlier, ...events].slice(0, limit);
    },

    async eventsAbout(id, erasure) {
      const items = await allItems(query, rangeOf(id, keys.eventRange(0)));
      const recorded = items.map((item) => ({
        item,
        event: unsealed(id, item.event, sealer) as ChainedEvent,
      }));
      const events = erasable(recorded, erasure);
      // A record that has expired needs no erasing, and must not come back to life.
      const alive = async (event: ErasedEvent): Promise<ErasedEvent> => {
        const { idempotency: at } = event;
        return at === null || (await this.idempotency(at.person, at.key)) !== null
          ? event
          : { ...event, idempotency: null };
      };
      return Promise.all(events.map(alive));
    },
  };
}

/** Texts of the events a compact entry bears in its own item. */
async function embedded(client: DynamoDBDocumentClient, table: string, id: EntryId): Promise<string[]> {
  const { Item: head } = await client.send(
    new GetCommand({
      TableName: table,
      Key: keys.head(id),
      ConsistentRead: true,
      ProjectionExpression: '#events',
      ExpressionAttributeNames: { '#events': 'events' },
    }),
  );
  return (head?.events ?? []) as string[];
}

async function idempotencyRecord(
  client: DynamoDBDocumentClient,
  table: string,
  { person, key }: Pick<IdempotencyRecord, 'person' | 'key'>,
): Promise<IdempotencyRecord | null> {
  const { Item: item } = await client.send(
    new GetCommand({ TableName: table, Key: keys.idempotency(person, key), ConsistentRead: true }),
  );
  if (item === undefined) return null;
  return {
    person,
    key,
    bodyHash: String(item.bodyHash),
    caseId: EntryId.parse(item.caseId),
    answer: JSON.parse(String(item.answer)),
    expiresAt: String(item.until),
  };
}

function rangeOf(
  id: StoredEntry['id'],
  { from, to }: { from: string; to: string },
): Omit<QueryCommandInput, 'TableName'> {
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': keys.partition(id), ':from': from, ':to': to },
    ConsistentRead: true,
  };
}

type Query = (input: Omit<QueryCommandInput, 'TableName'>) => Promise<{
  Items?: Item[] | undefined;
  LastEvaluatedKey?: Item | undefined;
}>;

async function allItems(query: Query, input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await query({ ...input, ...(from === undefined ? {} : { ExclusiveStartKey: from }) });
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

async function commitSteps(
  client: DynamoDBDocumentClient,
  steps: readonly Step[],
  commit: Commit,
): Promise<CommitOutcome> {
  if (steps.length === 0) return { outcome: 'done' };
  if (steps.length > MAX_ITEMS)
    throw new AppError('RuleViolation', 'too-much-at-once', { params: { items: steps.length } });
  try {
    await client.send(new TransactWriteCommand({ TransactItems: steps.map(({ item }) => item) }));
    return { outcome: 'done' };
  } catch (error) {
    if (error instanceof TransactionCanceledException) return outcomeOf(error, steps);
    throw new Error(`commit of ${commit.writes.map(({ after }) => after.id).join(', ')} failed`, {
      cause: error,
    });
  }
}

// The first condition in this order explains the failure best: a used key was our own earlier success.
const RANK = ['key-used', 'handled', 'actor-changed', 'taken', 'lost'];

function outcomeOf(error: TransactionCanceledException, steps: readonly Step[]): CommitOutcome {
  const reasons = error.CancellationReasons ?? [];
  const failed = steps
    .filter((_, i) => reasons[i]?.Code === 'ConditionalCheckFailed')
    .map(({ onFail }) => onFail);
  failed.sort((a, b) => RANK.indexOf(a.outcome) - RANK.indexOf(b.outcome));
  const [first] = failed;
  if (first !== undefined) return first;
  if (reasons.some(({ Code }) => Code === 'TransactionConflict')) return { outcome: 'lost' };
  throw error;
}
