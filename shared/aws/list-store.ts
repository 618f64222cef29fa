import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { EntryId } from '../kernel/ids.ts';
import type { CaseStore, ListRow, ListSource, Message, Within } from '../ports.ts';
import { type Item, rowFrom, tailOf, taskFrom } from './items.ts';
import { indexes, keys } from './keys.ts';
import { nextSource, type PageInput, type Pages, pagesOf, splitCursor } from './pages.ts';

type Lists = Pick<CaseStore, 'list' | 'ownerOf' | 'endingIn' | 'tasks' | 'messages'>;

/** Lists, work queues and messages. The indexes are eventually consistent by nature. */
export function listStore(client: DynamoDBDocumentClient, table: string): Lists {
  const page = pagesOf(client, table);
  return {
    list: (kind, sources, open, request) => listSources(page, { kind, sources, open }, request),

    async ownerOf(value) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keys.unique(value), ConsistentRead: true }),
      );
      return item === undefined ? null : EntryId.parse(item.entryId);
    },

    async endingIn(kind, tail, limit) {
      const partition = indexes.link.ending(kind, tailOf(tail));
      const { items } = await page({ index: 'link', partition, limit });
      return [...new Set(items.map(({ entryId }) => EntryId.parse(entryId)))];
    },

    async tasks(addressees, { limit, cursor }) {
      // All keys share one order, due date first, so one position serves them all (P16).
      const pages = await Promise.all(
        addressees.map((addressee) =>
          page({ index: 'inbox', partition: addressee, after: cursor, limit: limit + 1 }),
        ),
      );
      const items = pages.flatMap(({ items: own }) => own);
      items.sort((a, b) => (String(a.inboxSk) < String(b.inboxSk) ? -1 : 1));
      const unique = items.filter((item, i) => item.inboxSk !== items[i - 1]?.inboxSk);
      const shown = unique.slice(0, limit);
      const more = unique.length > limit;
      return { items: shown.map(taskFrom), nextCursor: more ? String(shown.at(-1)?.inboxSk) : null };
    },

    async messages(addressees, { limit, cursor }) {
      const pages = await Promise.all(
        addressees.map((to) =>
          page({ partition: keys.messageList(to), before: cursor, limit: limit + 1, newestFirst: true }),
        ),
      );
      const items = pages.flatMap(({ items: own }) => own);
      items.sort((a, b) => (String(a.sk) < String(b.sk) ? 1 : -1));
      const shown = items.slice(0, limit);
      const more = items.length > limit;
      return { items: shown.map(messageFrom), nextCursor: more ? String(shown.at(-1)?.sk) : null };
    },
  };
}

async function listSources(
  page: Pages,
  { kind, sources, open }: { kind: string; sources: readonly ListSource[]; open: boolean },
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<{ items: ListRow[]; nextCursor: string | null }> {
  const [n, after] = splitCursor(cursor);
  const source = sources[n];
  if (source === undefined) return { items: [], nextCursor: null };
  const { items, last } = await page({ ...sourceInput(kind, source, open), after, limit });
  const earlier = sources.slice(0, n);
  const rows = items
    .map(rowFrom)
    .filter(({ row, links }) => !earlier.some((other) => isCovered(row, links, other)));
  const nextCursor = nextSource(n, last?.[`${'linkedTo' in source ? 'link' : 'list'}Sk`], sources.length);
  const shown = rows.map(({ row }) => row);
  if (nextCursor === null || shown.length >= limit) return { items: shown, nextCursor };
  const rest = await listSources(
    page,
    { kind, sources, open },
    { limit: limit - shown.length, cursor: nextCursor },
  );
  return { items: [...shown, ...rest.items], nextCursor: rest.nextCursor };
}

function sourceInput(kind: string, source: ListSource, open: boolean): Omit<PageInput, 'limit'> {
  if ('linkedTo' in source) {
    const of = { index: 'link', partition: indexes.link.partition(source.linkedTo, kind, open) } as const;
    const { within } = source;
    if (within === undefined) return of;
    return { ...of, prefix: indexes.link.within(within.authority, within.governorate, within.unit) };
  }
  const partition = indexes.list.partition(kind, source.authority, open);
  return source.governorate === undefined
    ? { index: 'list', partition }
    : { index: 'list', partition, prefix: indexes.list.within(source.governorate) };
}

const isCovered = (row: ListRow, links: readonly string[], source: ListSource): boolean =>
  'linkedTo' in source
    ? links.includes(source.linkedTo) && (source.within === undefined || isWithin(row, source.within))
    : source.authority === row.authority && (source.governorate ?? row.governorate) === row.governorate;

const isWithin = (row: ListRow, { authority, governorate, unit }: Within): boolean =>
  authority === row.authority &&
  (governorate ?? row.governorate) === row.governorate &&
  (unit === undefined || unit === row.card.unit);

function messageFrom(item: Item): Message {
  const sk = String(item.sk);
  const at = sk.slice(0, sk.indexOf('#'));
  const body = JSON.parse(String(item.message)) as Omit<Message, 'to' | 'id' | 'at'>;
  return { ...body, to: String(item.pk).slice('MSG#'.length), id: sk.slice(at.length + 1), at };
}
