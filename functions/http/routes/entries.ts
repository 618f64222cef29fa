import { type Context, Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { CommandAnswer } from '../../../workflows/casework/submit-command.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { readJson } from '../body.ts';
import type { Cursors } from '../cursor.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { entityTag, idempotencyKey, ifMatch, isNotModified } from '../preconditions.ts';
import { filterOf, HistoryQuery, ListQuery, NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { createSay } from '../wording.ts';

/** Every kind of entry of the registry behind one set of routes. */
export const entryRoutes = (front: Front, cursors: Cursors) =>
  new Hono<Env>()
    .get('/api/:collection', (c) => list(front, cursors, c))
    .post('/api/:collection', (c) => open(front, c))
    .get('/api/:collection/:id', (c) => read(front, c))
    .get('/api/:collection/:id/history', (c) => history(front, c))
    .post('/api/:collection/:id/commands/:name', (c) => command(front, c));

async function list(front: Front, cursors: Cursors, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  const { cursor, ...query } = readQuery(c, ListQuery);
  const filter = filterOf(query);
  const owner = { actor, list: `/api/${kind.collection} ${JSON.stringify(filter)}` };
  const page = { limit: query.limit, cursor: cursors.open(cursor, owner) };
  const { items, nextCursor } = await front.casework.listEntries(front.workplace, kind, actor, {
    filter,
    page,
  });
  const sealed = cursors.seal(nextCursor, owner);
  if (sealed !== null) c.header('Link', nextLink(c, sealed));
  return c.json({ items, nextCursor: sealed });
}

async function open(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  readQuery(c, NoQuery);
  const key = idempotencyKey(c);
  const input = await readJson(c);
  const request = { kind, id: null, name: kind.opens, input, actor, idempotencyKey: key, ifMatch: null };
  const answer = await front.casework.submitCommand(front.workplace, request);
  c.header('Location', `/api/${kind.collection}/${answer.id}`);
  return answerCommand(c, answer, 201);
}

async function command(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  const id = idOf(c);
  readQuery(c, NoQuery);
  const name = c.req.param('name') ?? '';
  const spec = Object.hasOwn(kind.commands, name) ? kind.commands[name] : undefined;
  if (spec === undefined || name === kind.opens) throw new AppError('NotFound', 'not-found');
  const key = idempotencyKey(c);
  const seen = ifMatch(c, spec);
  const input = await readJson(c);
  const request = { kind, id, name, input, actor, idempotencyKey: key, ifMatch: seen };
  return answerCommand(c, await front.casework.submitCommand(front.workplace, request), 200);
}

async function read(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  readQuery(c, NoQuery);
  const view = await front.casework.readEntry(front.workplace, kind, idOf(c), actor);
  const say = createSay(localeFor(c));
  const waitsFor = view.waitsFor === null ? null : say.text(view.waitsFor);
  const notices = view.notices.map((notice) => say.text(notice));
  const body = JSON.stringify({ ...view, waitsFor, notices });
  const tag = entityTag(view.etag, body);
  c.header('ETag', tag);
  c.header('Cache-Control', kind.sealed ? 'no-store' : 'private, no-cache');
  c.header('Vary', 'Authorization, Cookie, Accept-Language');
  if (isNotModified(c, tag)) return c.body(null, 304);
  return c.body(body, 200, { 'Content-Type': 'application/json' });
}

async function history(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  const page = readQuery(c, HistoryQuery);
  const { items, nextAfter } = await front.casework.readHistory(
    front.workplace,
    { kind, id: idOf(c) },
    actor,
    page,
  );
  if (kind.sealed) c.header('Cache-Control', 'no-store');
  return c.json({ items: items.map(withoutSalts), nextAfter });
}

function answerCommand(c: Ctx, answer: CommandAnswer, status: 200 | 201): Response {
  if (answer.replayed) c.header('Idempotency-Replayed', 'true');
  const { id, version, stage, events, warnings } = answer;
  return c.json({ id, version, stage, events, ...(warnings === undefined ? {} : { warnings }) }, status);
}

/** The kind behind `/…/{collection}`; throws NotFound. */
export function kindOf(front: Front, c: Context): EntryKind {
  const kind = front.workplace.registry.collection(c.req.param('collection') ?? '');
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}

/** The id in the path; one that cannot exist is not there. */
export function idOf(c: Context): EntryId {
  const id = EntryId.safeParse(c.req.param('id'));
  if (!id.success) throw new AppError('NotFound', 'not-found');
  return id.data;
}

// A salt would let a reader guess a value that was erased elsewhere; the digests suffice to check the chain.
const withoutSalts = ({ seq, type, at, actor, onBehalfOf, data, digests, prevHash, hash }: ChainedEvent) => ({
  seq,
  type,
  at,
  actor,
  ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  data,
  digests,
  prevHash,
  hash,
});

function nextLink(c: Ctx, cursor: string): string {
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}
