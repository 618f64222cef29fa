import { Hono } from 'hono';
import { foldDigits } from '../../../shared/i18n/format.ts';
import { type SealedPaper, SHORT_DIGEST } from '../../../workflows/casework/papers.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { CheckPage } from '../pages/check.tsx';
import { CheckQuery, readQuery } from '../query.ts';
import { identify } from '../session.ts';

/** Does this paper say what was signed? For anybody who holds it; nothing of its content is shown. */
export const checkPages = (front: Front) =>
  new Hono<Env>().get('/check', (c) => check(front, c)).get('/check/:number', (c) => check(front, c));

async function check(front: Front, c: Ctx): Promise<Response> {
  const query = readQuery(c, CheckQuery);
  // Typed from paper, with any keyboard.
  const typed = (text: string | undefined) => foldDigits(text ?? '').replace(/\s/g, '');
  const number = typed(c.req.param('number') ?? query.number)
    .slice(0, 60)
    .toUpperCase();
  const digest = typed(query.h).toLowerCase();
  const asked = number !== '' || digest !== '';
  const found = asked ? await front.casework.checkPaper(front.workplace, number, digest) : null;
  const frame = frameFor(front, c, { actor: await identify(front, c) });
  c.header('Cache-Control', 'no-store');
  c.header('X-Robots-Tag', 'noindex');
  return c.html(CheckPage({ frame, number, digest, asked, found }));
}

/** Where somebody who holds the paper finds out whether it is genuine. */
export function checkAddress(front: Front, c: Ctx, { number, sha256 }: SealedPaper): string {
  const origin = front.publicUrl ?? new URL(c.req.url).origin;
  return `${origin}/check/${encodeURIComponent(number)}?h=${sha256.slice(0, SHORT_DIGEST)}`;
}
