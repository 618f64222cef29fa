import { registry } from '../../workflows/registry.ts';
import type { Client } from './client.ts';

/** Something only some people may come across; ids of entries are canaries as well. */
export interface Canary {
  readonly text: string;
  readonly mayFind: readonly string[];
}

export interface Seen {
  readonly path: string;
  readonly text: string;
}

interface Crawl {
  /** Entries of which everything is looked at; of others a few of each kind. */
  readonly near: readonly string[];
  readonly forum: string;
}

const FEW = 1;
const AT_ONCE = 8;
const ID = /\b[A-Z]{2}-[A-Z0-9][A-Z0-9-]{0,36}\b/g;
const HREF = /(?:href|action)="(\/[^"#]*)/g;
const ELSEWHERE = /^\/(?:language|sign-out|assets|docs|api\/attachments)/;

/** Everything this person reaches from the first page, the lists and the links of both, as the wire carries it. */
export async function crawl(client: Client, { near, forum }: Crawl): Promise<Seen[]> {
  const seen: Seen[] = [];
  const known = new Set<string>();
  const queue: string[] = [];
  const count = new Map<string, number>();
  const add = (path: string): void => {
    if (known.has(path) || ELSEWHERE.test(path)) return;
    known.add(path);
    const shape = path.replace(ID, '*').replace(/cursor=[^&]*/, 'cursor');
    const before = count.get(shape) ?? 0;
    if (before >= FEW && shape.includes('*') && !near.some((id) => path.includes(id))) return;
    count.set(shape, before + 1);
    queue.push(path);
  };
  for (const path of seeds(forum, near)) add(path);
  const work = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const { status, headers, text } = await client.raw('GET', path);
      const carried = `${text} ${JSON.stringify([...headers])}`;
      // A page that is not there leads back to the address that was asked for: nobody learns his own question.
      seen.push({ path, text: status === 404 ? withoutEcho(carried, path) : carried });
      if (status === 200) for (const next of linksIn(text, path)) add(next);
    }
  };
  // A worker that finds the queue empty must not end while another is about to fill it.
  do await Promise.all(Array.from({ length: AT_ONCE }, work));
  while (queue.length > 0);
  return seen;
}

const withoutEcho = (text: string, path: string): string =>
  [...path.matchAll(ID)].reduce((rest, [own]) => rest.replaceAll(own, ''), text);

function seeds(forum: string, near: readonly string[]): string[] {
  const lists = registry.kinds.flatMap(({ collection, sealed, track }) => {
    const filtered = [
      `/api/${collection}?limit=100&forum=${forum}`,
      `/api/${collection}?limit=100&governorate=IQG15`,
    ];
    const plain = [
      `/api/${collection}?limit=100`,
      `/api/${collection}?limit=100&open=false`,
      `/${collection}`,
    ];
    return sealed || track !== null ? [...plain, ...filtered, `/${collection}/new`] : plain;
  });
  const own = ['/', '/messages', '/register', '/desk', '/desk?open=false', '/desk/new'];
  const api = ['me', 'tasks?limit=100', 'messages?limit=100', 'indicators', 'export.ndjson'];
  return [...own, ...api.map((path) => `/api/${path}`), ...lists, ...near.flatMap(pathsOf)];
}

/** Every address under which an entry can be asked for. */
export function pathsOf(id: string): string[] {
  const kind = registry.of(id);
  if (kind === undefined) return [];
  const { collection, sealed } = kind;
  const pages = sealed ? [collection, 'desk'] : [collection];
  return [
    `/api/${collection}/${id}`,
    `/api/${collection}/${id}/history?limit=100`,
    ...pages.flatMap((page) => [`/${page}/${id}`, `/${page}/${id}/print`]),
  ];
}

function linksIn(text: string, path: string): string[] {
  const hrefs = [...text.matchAll(HREF)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  const cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
  const next =
    cursor === undefined ? [] : [`${path.replace(/&cursor=.*/, '')}&cursor=${encodeURIComponent(cursor)}`];
  return [...hrefs, ...next, ...new Set(text.match(ID) ?? [])].flatMap((one) =>
    one.startsWith('/') ? [one] : pathsOf(one),
  );
}

/** Where this person came across what is not for him. */
export const leaks = (person: string, seen: readonly Seen[], canaries: readonly Canary[]): string[] =>
  canaries
    .filter(({ mayFind }) => !mayFind.includes(person))
    .flatMap(({ text: canary }) =>
      seen
        .filter(({ text }) => text.includes(canary))
        .map(({ path }) => `${person} finds ${canary} at ${path}`),
    );
