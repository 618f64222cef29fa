import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { EntryId } from '../kernel/ids.ts';
import type { CaseStore, OpenCase } from '../ports.ts';
import { type Item, messageItem, taskFrom } from './items.ts';
import { indexes, keys, SHARDS } from './keys.ts';
import { nextSource, pagesOf, splitCursor } from './pages.ts';

type Wake = Pick<CaseStore, 'openCases' | 'undriven' | 'remindersDue' | 'remind'>;

const AUTHORITIES = ['federal', 'krg', 'joint', 'none'] as const;

/** What the sweeper looks for: open cases, cases without a driver, reminders that are due. */
export function wakeStore(client: DynamoDBDocumentClient, table: string): Wake {
  const page = pagesOf(client, table);
  const due = async (partition: (shard: number) => string, until: string, limit: number): Promise<Item[]> => {
    const pages = await Promise.all(
      SHARDS.map((shard) => page({ index: 'wake', partition: partition(shard), until, limit })),
    );
    return pages.flatMap(({ items }) => items);
  };

  return {
    async openCases(track, { limit, cursor }) {
      const [n, after] = splitCursor(cursor);
      const authority = AUTHORITIES[n];
      if (authority === undefined) return { items: [], nextCursor: null };
      const partition = indexes.list.partition(track, authority, true);
      const { items, last } = await page({ index: 'list', partition, after, limit });
      const nextCursor = nextSource(n, last?.listSk, AUTHORITIES.length);
      return { items: items.map((item) => openCase(item)), nextCursor };
    },

    undriven: async (before, limit) => (await due(indexes.wake.undriven, before, limit)).map(openCase),

    remindersDue: async (now, limit) => (await due(indexes.wake.reminders, now, limit)).map(taskFrom),

    async remind(task, messages) {
      const [first] = messages;
      if (first === undefined) return;
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Update: {
                  TableName: table,
                  Key: keys.task(task.caseId, task.key, first.to),
                  UpdateExpression: 'REMOVE wakePk, wakeSk',
                  ConditionExpression: 'attribute_exists(wakePk)',
                },
              },
              ...messages.map((message) => ({ Put: { TableName: table, Item: messageItem(message) } })),
            ],
          }),
        );
      } catch (error) {
        // Somebody reminded first, or the task is gone: either way nobody needs this reminder.
        if ((error as Error).name !== 'TransactionCanceledException') throw error;
      }
    },
  };
}

function openCase(item: Item): OpenCase {
  const run = item.run as { number: number; since: string };
  return { id: EntryId.parse(item.entryId), track: String(item.kind), run: run.number, runSince: run.since };
}
