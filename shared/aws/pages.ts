import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from './items.ts';

/** One page of a partition of the table or of an index. */
export interface PageInput {
  readonly index?: 'inbox' | 'list' | 'link' | 'wake';
  readonly partition: string;
  /** Only sort keys that begin with this. */
  readonly prefix?: string;
  readonly after?: string | null;
  readonly before?: string | null;
  /** Only sort keys up to this instant. */
  readonly until?: string;
  readonly limit: number;
  readonly newestFirst?: boolean;
}
interface PageOf {
  readonly items: Item[];
  readonly last: Item | undefined;
}
export type Pages = (input: PageInput) => Promise<PageOf>;

function queryOf({ index, partition, prefix, after, before, until, limit, newestFirst }: PageInput) {
  const [pk, sk] = index === undefined ? ['pk', 'sk'] : [`${index}Pk`, `${index}Sk`];
  const low = after === undefined || after === null ? (prefix ?? ' ') : `${after} `;
  const high = before ?? (until === undefined ? `${prefix ?? ''}~` : `${until}~`);
  return {
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :low AND :high',
    ExpressionAttributeNames: { '#pk': pk, '#sk': sk },
    // A position is exclusive: `before` itself was shown already.
    ExpressionAttributeValues: {
      ':pk': partition,
      ':low': low,
      ':high': before == null ? high : justBelow(before),
    },
    Limit: limit,
    ScanIndexForward: newestFirst !== true,
  };
}

/** The greatest key below this one, as far as our printable keys go. */
const justBelow = (key: string): string =>
  `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(key.length - 1) - 1)}~`;

export function pagesOf(client: DynamoDBDocumentClient, table: string): Pages {
  return async (input) => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({ TableName: table, ...queryOf(input) }),
    );
    return { items: Items, last: LastEvaluatedKey };
  };
}

/** A cursor over several partitions: which one, and the last sort key read from it. */
export function splitCursor(cursor: string | null): [number, string | null] {
  if (cursor === null) return [0, null];
  const bar = cursor.indexOf('|');
  const after = cursor.slice(bar + 1);
  return [Number(cursor.slice(0, bar)), after === '' ? null : after];
}

export function nextSource(n: number, last: unknown, count: number): string | null {
  if (last !== undefined) return `${n}|${String(last)}`;
  return n + 1 < count ? `${n + 1}|` : null;
}
