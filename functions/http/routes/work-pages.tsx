import { Hono } from 'hono';
import { mayGiveAnywhere } from '../../../workflows/casework/authorise.ts';
import type { Cursors } from '../cursor.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { kindOfPage } from '../page-path.ts';
import { ListPage, RegisterPage } from '../pages/list.tsx';
import { MessagesPage, QueuePage } from '../pages/queue.tsx';
import { PageQuery, RowsQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';

/** My work, my messages, the lists. */
export const workPages = (front: Front, cursors: Cursors) =>
  new Hono<Env>()
    .get('/', (c) => queue(front, cursors, c))
    .get('/messages', (c) => messages(front, cursors, c))
    .get('/register', async (c) => {
      const actor = await signedIn(front, c);
      const kinds = front.workplace.registry.kinds.filter(({ track }) => track === null);
      return sendPage(c, RegisterPage({ frame: frameFor(front, c, { actor }), kinds }));
    })
    .get('/:collection', (c) => list(front, cursors, c));

/** A page for one person: kept by nobody. */
function sendPage(c: Ctx, page: ReturnType<typeof QueuePage>, status: 200 | 400 = 200) {
  c.header('Cache-Control', 'no-store');
  return c.html(page, status);
}

async function queue(front: Front, cursors: Cursors, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const { limit, cursor } = readQuery(c, PageQuery);
  const owner = { actor, list: '/' };
  const { casework, workplace } = front;
  const [tasks, newest] = await Promise.all([
    casework.listTasks(workplace, actor, { limit, cursor: cursors.open(cursor, owner) }),
    casework.listMessages(workplace, actor, { limit: 3, cursor: null }),
  ]);
  const names = await titlesOf(front, actor, localeFor(c), [
    tasks.items.map(({ title }) => title),
    newest.items,
  ]);
  const frame = frameFor(front, c, { actor, names });
  const sealed = { ...tasks, nextCursor: cursors.seal(tasks.nextCursor, owner) };
  return sendPage(c, QueuePage({ frame, tasks: sealed, messages: newest }));
}

async function messages(front: Front, cursors: Cursors, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const { limit, cursor } = readQuery(c, PageQuery);
  const owner = { actor, list: '/messages' };
  const page = { limit, cursor: cursors.open(cursor, owner) };
  const found = await front.casework.listMessages(front.workplace, actor, page);
  const names = await titlesOf(
    front,
    actor,
    localeFor(c),
    found.items.map(({ texts }) => texts),
  );
  const frame = frameFor(front, c, { actor, names });
  const sealed = { ...found, nextCursor: cursors.seal(found.nextCursor, owner) };
  return sendPage(c, MessagesPage({ frame, messages: sealed }));
}

async function list(front: Front, cursors: Cursors, c: Ctx): Promise<Response> {
  const kind = kindOfPage(front, c);
  const actor = await signedIn(front, c);
  const { open, limit, cursor } = readQuery(c, RowsQuery);
  const isOpen = open !== 'false';
  const owner = { actor, list: `/${kind.collection} ${isOpen}` };
  const page = { limit, cursor: cursors.open(cursor, owner) };
  const request = { filter: { open: isOpen }, page };
  const found = await front.casework.listEntries(front.workplace, kind, actor, request);
  const rows = { ...found, nextCursor: cursors.seal(found.nextCursor, owner) };
  const mayOpen = mayGiveAnywhere(actor, kind, kind.opens);
  return sendPage(c, ListPage({ frame: frameFor(front, c, { actor }), kind, rows, open: isOpen, mayOpen }));
}
