import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { baghdadDate } from '../../../shared/kernel/time.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { IndicatorQuery, NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';

/** Counts for any past date, and the auditor's export. */
export const reportRoutes = (front: Front) =>
  new Hono<Env>()
    .get('/api/indicators', async (c) => {
      const actor = await signedIn(front, c);
      const { asOf = baghdadDate(front.workplace.clock.now()) } = readQuery(c, IndicatorQuery);
      return c.json(await front.casework.indicators(front.workplace, actor, asOf));
    })
    .get('/api/export.ndjson', (c) => exportLines(front, c));

async function exportLines(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const lines = front.casework.exportLines(front.workplace, actor)[Symbol.asyncIterator]();
  // The first line before the status: a refusal must not come as a broken download.
  const first = await lines.next();
  c.header('Content-Type', 'application/x-ndjson');
  c.header('Cache-Control', 'no-store');
  c.header('Content-Disposition', 'attachment; filename="aman-export.ndjson"');
  return stream(c, async (out) => {
    for (let line = first; line.done !== true; line = await lines.next())
      await out.write(`${JSON.stringify(line.value)}\n`);
  });
}
