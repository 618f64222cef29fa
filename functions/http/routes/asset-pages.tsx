import { Hono } from 'hono';
import { z } from 'zod';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { type Asset, standingOn } from '../../../workflows/register/asset/asset.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import type { Cursors } from '../cursor.ts';
import { frameFor } from '../frame.ts';
import { type Asked, WherePage, type WhereProps } from '../holdings/where.tsx';
import { ASSET, ASSETS, WHERE } from '../holdings/words.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import { createSay } from '../wording.ts';
import { idOf } from './entries.ts';

const blank = z.literal('').transform(() => undefined);
const WhereQuery = z.strictObject({
  number: z.union([blank, z.string().trim().max(40)]).optional(),
  holder: z.union([blank, EntryId]).optional(),
  governorate: z.union([blank, z.string().regex(/^[\w-]{1,10}$/)]).optional(),
  cursor: z.string().max(4096).optional(),
});

const OnQuery = z.strictObject({ on: CalendarDate });

// What a phone shows at once; a page stays below 15 KB.
const ROWS = 12;
// More than these are found through what they hold, or by their own page.
const OFFERED = 60;
const SHORTEST = 4;

/** What is special to assets: the search, and how one stood on a past day. */
export const assetPages = (front: Front, cursors: Cursors) =>
  new Hono<Env>()
    .get(WHERE, (c) => where(front, cursors, c))
    .get(`/api/${ASSETS}/:id`, (c, next) => (c.req.query('on') === undefined ? next() : standing(front, c)));

function assetKind({ workplace }: Front): EntryKind {
  const kind = workplace.registry.kind(ASSET);
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}

async function where(front: Front, cursors: Cursors, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const { number, holder, governorate, cursor } = readQuery(c, WhereQuery);
  const asked: Asked = {
    number: number === undefined || number === '' ? null : number,
    holder: holder ?? null,
    governorate: governorate ?? null,
  };
  const short = asked.number !== null && asked.number.length < SHORTEST;
  const isAsked = !short && Object.values(asked).some((one) => one !== null);
  const found = isAsked ? await find(front, cursors, actor, { asked, cursor }) : null;
  const rows = found?.items ?? null;
  const names = await titlesOf(front, actor, localeFor(c), [
    asked.holder,
    rows?.map(({ card }) => card.holder),
  ]);
  const props: WhereProps = {
    frame: frameFor(front, c, { actor, names }),
    asked,
    ...(await offered(front, c, actor)),
    rows,
    cursor: found?.nextCursor ?? null,
    short,
  };
  c.header('Cache-Control', 'no-store');
  return c.html(WherePage(props), short ? 400 : 200);
}

interface Search {
  readonly asked: Asked;
  readonly cursor: string | undefined;
}

async function find(front: Front, cursors: Cursors, actor: PersonActor, { asked, cursor }: Search) {
  const { number, holder, governorate } = asked;
  const owner = { actor, list: `${WHERE} ${JSON.stringify(asked)}` };
  const filter = {
    ...(number === null ? {} : { ending: number }),
    ...(holder === null ? {} : { holder: EntryId.parse(holder) }),
    ...(governorate === null ? {} : { governorate }),
  };
  const page = { limit: ROWS, cursor: cursors.open(cursor, owner) };
  const found = await front.casework.listEntries(front.workplace, assetKind(front), actor, { filter, page });
  return { ...found, nextCursor: cursors.seal(found.nextCursor, owner) };
}

/** Whom and where the form offers: what this reader's own lists begin with. */
async function offered(
  front: Front,
  c: Ctx,
  actor: PersonActor,
): Promise<Pick<WhereProps, 'holders' | 'governorates'>> {
  const say = createSay(localeFor(c));
  const holders = await Promise.all(
    ['unit', 'facility', 'person'].map(async (name) => {
      const kind = front.workplace.registry.kind(name);
      if (kind === undefined) return { kind: name, options: [] };
      const request = { filter: {}, page: { limit: OFFERED, cursor: null } };
      const { items } = await front.casework.listEntries(front.workplace, kind, actor, request);
      // Custody lies with stores; stations are held by their unit.
      const some = name === 'facility' ? items.filter(({ card }) => card.kind === 'warehouse') : items;
      return {
        kind: name,
        options: some.map(({ id, title, card }) => ({ id, label: say.title(title, card) })),
      };
    }),
  );
  return { holders: holders.filter(({ options }) => options.length > 0), governorates: GOVERNORATES };
}

/** The nineteen governorates (DF-47), by their codes. */
const GOVERNORATES = [
  ...Array.from({ length: 18 }, (_, n) => `IQG${String(n + 1).padStart(2, '0')}`),
  'IQ-HALABJA',
];

/** Who answered for an asset and who owned it at the end of a day, with the asset as it is now. */
async function standing(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const { on } = readQuery(c, OnQuery);
  const view = await front.casework.readEntry(front.workplace, assetKind(front), idOf(c), actor);
  const { today } = frameFor(front, c, { actor });
  if (on > today)
    throw new AppError('InvalidInput', 'invalid-input', {
      errors: [{ pointer: '/on', code: 'date-in-future' }],
    });
  c.header('Cache-Control', 'private, no-cache');
  const waitsFor = view.waitsFor === null ? null : createSay(localeFor(c)).text(view.waitsFor);
  return c.json({ ...view, waitsFor, standing: standingOn(view.state as Asset, on) });
}
