import { Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { idOf, kindOf } from './entries.ts';

// Loaded when somebody hands something over: most cold starts do not need them.
const ceremony = () => import('../handover/ceremony-desk.tsx');
const transfer = () => import('../handover/transfer-desk.tsx');

/** The ceremony, its certificate, one asset from hand to hand, and the papers of any case for machines. */
export const handoverPages = (front: Front) =>
  new Hono<Env>()
    .get('/api/:collection/:id/certificates', (c) => papers(front, c))
    .get('/deliveries/:id/handover', async (c) => (await ceremony()).show(front, c))
    .post('/deliveries/:id/handover', async (c) => (await ceremony()).sign(front, c))
    .get('/deliveries/:id/certificate', async (c) => (await ceremony()).certificate(front, c))
    .get('/assets/:id/transfer', async (c) => (await transfer()).show(front, c))
    .post('/assets/:id/transfer', async (c) => (await transfer()).sign(front, c));

/** What is printed, in the form whose SHA-256 is printed with it. */
async function papers(front: Front, c: Ctx): Promise<Response> {
  const kind = kindOf(front, c);
  if (kind.track === null) throw new AppError('NotFound', 'not-found');
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const found = await front.casework.readPapers(front.workplace, kind, idOf(c), actor);
  const items = found.map(({ number, at, lines, sha256, canonical, content }) => ({
    number,
    at,
    lines,
    sha256,
    canonical,
    content,
  }));
  return c.json({ items });
}
