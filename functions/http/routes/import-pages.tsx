import { Hono } from 'hono';
import { z } from 'zod';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import type { ImportRead } from '../../../workflows/casework/read-import.ts';
import type { Attempt } from '../forms/attempt.ts';
import { choicesFor } from '../forms/choices.ts';
import { fieldsOf } from '../forms/fields.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { ImportPage, waitingRows } from '../pages/import.tsx';
import { statusOf } from '../problem.ts';
import { readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import { idOf } from './entries.ts';
import { giveByForm } from './give-by-form.ts';
import { IMPORTS, importKind } from './imports.ts';

const PageOfImport = z.strictObject({
  page: z.coerce.number().int().min(1).max(1000).default(1),
  done: z.string().max(60).optional(),
  command: z.string().max(60).optional(),
  after: z.string().max(10).optional(),
});

/** What is asked for on the page of a list, by what comes next. */
const OFFERED = ['ConfirmImport', 'ReplaceFile', 'ConfirmIntakes', 'DiscardImport'];
const BY_STATUS: Readonly<Record<string, readonly string[]>> = {
  staging: ['ConfirmImport', 'ReplaceFile', 'DiscardImport'],
  confirmed: ['ConfirmIntakes'],
};
const REFRESH_S = '2';

/** The preview of a list read from a spreadsheet. Lists whose rows are typed have the page of any entry. */
export const importPages = (front: Front) =>
  new Hono<Env>()
    .get(`/${IMPORTS}/:id{IM-[A-Z0-9-]+}`, async (c, next) => (await preview(front, c)) ?? next())
    .post(
      `/${IMPORTS}/:id{IM-[A-Z0-9-]+}/commands/:name`,
      async (c, next) => (await give(front, c)) ?? next(),
    );

async function found(front: Front, c: Ctx): Promise<{ actor: PersonActor; list: ImportRead }> {
  const actor = await signedIn(front, c);
  const list = await front.casework.readImport(front.workplace, importKind(front), idOf(c), actor);
  return { actor, list };
}

async function preview(front: Front, c: Ctx): Promise<Response | null> {
  const { actor, list } = await found(front, c);
  if (list.batch.list === null) return null;
  const { page, done } = readQuery(c, PageOfImport);
  return draw(front, c, { actor, list, page, done: done ?? null });
}

async function give(front: Front, c: Ctx): Promise<Response | null> {
  const name = c.req.param('name') ?? '';
  if (!OFFERED.includes(name)) return null;
  const { actor, list } = await found(front, c);
  if (list.batch.list === null) return null;
  const kind = importKind(front);
  const outcome = await giveByForm(front, c, { kind, id: idOf(c), name, actor });
  if (outcome.answer !== null) return c.redirect(`/${IMPORTS}/${list.view.id}?done=${name}`, 303);
  const now = await front.casework.readImport(front.workplace, kind, idOf(c), actor);
  return draw(front, c, { actor, list: now, page: 1, done: null, attempt: outcome.attempt });
}

interface Drawn {
  readonly actor: PersonActor;
  readonly list: ImportRead;
  readonly page: number;
  readonly done: string | null;
  readonly attempt?: Attempt;
}

async function draw(front: Front, c: Ctx, { actor, list, page, done, attempt }: Drawn): Promise<Response> {
  const kind = importKind(front);
  const { view, batch } = list;
  const offers = offersOf(list);
  const fields = offers.flatMap((name) => fieldsOf(kind.commands[name]?.input ?? z.strictObject({})));
  const entry = { kind, id: view.id };
  const { items } = await front.casework.readHistory(front.workplace, entry, actor, { after: 0, limit: 30 });
  const [choices, names] = await Promise.all([
    choicesFor(front, actor, fields, batch),
    titlesOf(front, actor, localeFor(c), [batch.holder.id, items.map((event) => event.actor)]),
  ]);
  c.header('Cache-Control', 'no-store');
  // Without script: the browser asks again while rows are being prepared.
  if (waitingRows(list) > 0) c.header('Refresh', REFRESH_S);
  const frame = frameFor(front, c, { actor, names, path: `/${IMPORTS}/${view.id}` });
  const isDone = done !== null && Object.hasOwn(kind.commands, done);
  const html = ImportPage({
    frame,
    kind,
    found: list,
    offers,
    choices,
    history: items,
    page,
    attempt,
    done: isDone ? done : null,
  });
  return c.html(html, attempt?.error == null ? 200 : statusOf(attempt.error));
}

/** A list with problems cannot be confirmed: the corrected one is asked for first. */
function offersOf({ view, batch }: ImportRead): string[] {
  const isFaulty = (batch.list?.errors ?? 0) + batch.taken.length > 0;
  const may = new Set(view.commands.map(({ name }) => name));
  return (BY_STATUS[batch.status] ?? []).filter(
    (name) => may.has(name) && !(isFaulty && name === 'ConfirmImport'),
  );
}
