import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Accepted, Entry, HistoryEvent, MessageItem, Problem, Row, TaskItem } from './answers.ts';
import { until } from './until.ts';

/** One answer of the server. A refusal has the fields of `Problem` in its body. */
export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body & Partial<Problem>;
}

export interface Precondition {
  /** Default: a fresh one. */
  readonly key?: string;
  readonly ifMatch?: string;
}

/** A command as it was sent and how it ended; `status` 0: nobody knows, the connection died. */
export interface Sent {
  readonly person: string;
  readonly path: string;
  readonly key: string;
  readonly status: number;
  readonly body: Partial<Accepted & Problem>;
}

type Given = Reply<Partial<Accepted>>;

/** One person at work, signed in. */
export interface Client {
  readonly person: string;
  raw(method: string, path: string, options?: Raw): Promise<Reply<unknown>>;
  get<Body>(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply<Body>>;
  one(collection: string, id: string): Promise<Reply<Entry>>;
  /** Every row of a list, over all its pages. */
  list(collection: string, query?: string): Promise<Row[]>;
  open(collection: string, input: object, precondition?: Precondition): Promise<Given>;
  command(path: CommandPath, input: object, precondition?: Precondition): Promise<Given>;
  history(collection: string, id: string): Promise<HistoryEvent[]>;
  tasks(caseId?: string): Promise<TaskItem[]>;
  messages(caseId?: string): Promise<MessageItem[]>;
}

interface CommandPath {
  readonly collection: string;
  readonly id: string;
  readonly name: string;
}

interface Raw {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Place {
  readonly url: string;
  /** Every command sent and its answer, in order. */
  readonly sent?: Sent[];
  /** Language of the answers. */
  readonly language?: string;
  /** A request without an answer is sent again, with the same key, for so long (ms). Default: never. */
  readonly patience?: number;
  /** On an unkind AWS lists lag behind what was done; a person looks this much later. */
  readonly lagMs?: number;
}

/** Signs in for the demonstration, and again whenever the session has ended. */
export async function signIn(place: Place, person: string): Promise<Client> {
  let token = await newSession(place, person);
  const once = async (method: string, path: string, { headers, body }: Raw = {}) => {
    const attempt = () => {
      const own = { authorization: `Bearer ${token}`, 'accept-language': place.language ?? 'en' };
      const content = body === undefined ? {} : { body };
      return send(`${place.url}${path}`, { method, headers: { ...own, ...headers }, ...content });
    };
    const reply = await attempt();
    if (reply.status !== 401) return reply;
    token = await newSession(place, person);
    return attempt();
  };
  const raw: Client['raw'] = (...request) => patiently(() => once(...request), place.patience);
  const get = async <Body>(path: string, headers?: Readonly<Record<string, string>>) =>
    (await raw('GET', path, headers === undefined ? {} : { headers })) as Reply<Body>;

  async function post(path: string, input: object, precondition: Precondition = {}): Promise<Given> {
    const { key = randomUUID(), ifMatch } = precondition;
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const request = { headers, body: JSON.stringify(input) };
    const attempt = async () => {
      const reply = await once('POST', path, request).catch((error: unknown) => {
        place.sent?.push({ person, path, key, status: 0, body: {} });
        throw error;
      });
      place.sent?.push({ person, path, key, status: reply.status, body: reply.body });
      return reply as Given;
    };
    return patiently(attempt, place.patience);
  }

  async function pages<Item>(path: string, next: (body: Page<Item>) => string | null): Promise<Item[]> {
    const items: Item[] = [];
    await pause(place.lagMs ?? 0);
    for (let more: string | null = ''; more !== null; ) {
      const { status, body, text } = await get<Page<Item>>(`${path}${more}`);
      if (status !== 200) throw new Error(`${path} answers ${text}`);
      items.push(...body.items);
      more = next(body);
    }
    return items;
  }
  const byCursor = ({ nextCursor = null }: Page<unknown>) =>
    nextCursor === null ? null : `&cursor=${encodeURIComponent(nextCursor)}`;
  const byNumber = ({ nextAfter = null }: Page<unknown>) =>
    nextAfter === null ? null : `&after=${nextAfter}`;
  const of = <Item extends { readonly caseId: string }>(items: Item[], caseId?: string) =>
    caseId === undefined ? items : items.filter((item) => item.caseId === caseId);

  return {
    person,
    raw,
    get,
    one: (collection, id) => get(`/api/${collection}/${id}`),
    list: (collection, query = '') => pages<Row>(`/api/${collection}?limit=100${query}`, byCursor),
    open: (collection, input, precondition) => post(`/api/${collection}`, input, precondition),
    command: ({ collection, id, name }, input, precondition) =>
      post(`/api/${collection}/${id}/commands/${name}`, input, precondition),
    history: (collection, id) => pages<HistoryEvent>(`/api/${collection}/${id}/history?limit=100`, byNumber),
    tasks: async (caseId) => of(await pages<TaskItem>('/api/tasks?limit=100', byCursor), caseId),
    messages: async (caseId) => of(await pages<MessageItem>('/api/messages?limit=100', byCursor), caseId),
  };
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
  readonly nextAfter?: number | null;
}

async function newSession({ url, patience }: Place, person: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ person });
  const post = () => send(`${url}/api/session`, { method: 'POST', headers, body });
  const answer = await patiently(post, patience);
  const { token } = answer.body as { token?: string };
  if (token === undefined) throw new Error(`${person} cannot sign in: ${answer.text}`);
  return token;
}

/** Rejects only when there is no answer. */
async function send(url: string, init: RequestInit): Promise<Reply<unknown>> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const body: unknown = isJson && text !== '' && !url.endsWith('.ndjson') ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, body: body as Partial<Problem> };
}

const patiently = <Body>(
  ask: () => Promise<Reply<Body>>,
  patience: number | undefined,
): Promise<Reply<Body>> => (patience === undefined ? ask() : until(() => ask().catch(() => null), patience));
