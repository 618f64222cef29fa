import { Hono } from 'hono';
import { localeOf } from '../../../shared/i18n/languages.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { isPrintable, PrintPage } from '../pages/print.tsx';
import { NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import { createSay } from '../wording.ts';
import { checkAddress } from './check-pages.tsx';
import { idOf, kindOf } from './entries.ts';

/** Sheets for paper. */
export const printPages = (front: Front) =>
  new Hono<Env>().get('/:collection/:id/print', (c) => print(front, c));

async function print(front: Front, c: Ctx): Promise<Response> {
  const kind = kindOf(front, c);
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const view = await front.casework.readEntry(front.workplace, kind, idOf(c), actor);
  if (!isPrintable(kind, view)) throw new AppError('NotFound', 'not-found');
  const names = await titlesOf(front, actor, localeFor(c), [view.state]);
  const own = localeFor(c);
  // Arabic and English, or Sorani and English; an English reader prints with Arabic.
  const second = own.language === 'en' ? localeOf('ar') : localeOf('en');
  const frame = frameFor(front, c, { actor, names, locale: own });
  const origin = front.publicUrl ?? new URL(c.req.url).origin;
  const [paper] = await front.casework.readPapers(front.workplace, kind, view.id, actor);
  c.header('Cache-Control', 'no-store');
  return c.html(
    PrintPage({
      frame,
      view,
      says: [frame.say, createSay(second, names)],
      address:
        paper === undefined ? `${origin}/${kind.collection}/${view.id}` : checkAddress(front, c, paper),
      signed: paper !== undefined,
      digest: paper?.sha256 ?? view.etag.replaceAll('"', ''),
      printedAt: front.workplace.clock.now(),
    }),
  );
}
