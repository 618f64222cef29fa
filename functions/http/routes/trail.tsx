import { Hono } from 'hono';
import type { Anchor } from '../../../shared/kernel/anchor.ts';
import { frameFor } from '../frame.ts';
import type { Env, Front } from '../http-deps.ts';
import { TrailPage } from '../pages/trail.tsx';
import { NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';

/** The auditor's tools: signed anchors to check an export with, and what to compare on paper. */
export const trailRoutes = (front: Front) =>
  new Hono<Env>()
    .get('/api/anchors.ndjson', async (c) => {
      readQuery(c, NoQuery);
      c.header('Cache-Control', 'no-store');
      c.header('Content-Type', 'application/x-ndjson');
      c.header('Content-Disposition', 'attachment; filename="aman-anchors.ndjson"');
      return c.body(linesOf(await front.anchors.read('open')));
    })
    .get('/trail', async (c) => {
      const actor = await signedIn(front, c);
      c.header('Cache-Control', 'no-store');
      const anchors = await front.anchors.read('open');
      return c.html(TrailPage({ frame: frameFor(front, c, { actor }), anchors }));
    });

const linesOf = (anchors: readonly Anchor[]): string =>
  anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join('');
