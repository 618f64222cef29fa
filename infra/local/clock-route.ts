import { Hono } from 'hono';
import { z } from 'zod';
import type { Wire } from './aws-json.ts';
import type { MovableClock } from './clock.ts';
import type { TimeTravel } from './time-travel.ts';

// Calendars, deadlines and holidays mean something between these years.
const Instant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((at) => at >= Date.UTC(2000) && at < Date.UTC(2100));
const Move = z.strictObject({ now: Instant });
const WANTED =
  'The body should be {"now": "2026-11-20T09:15:00Z"}, an RFC 3339 instant from 2000 to 2099, and nothing else.';

/**
 * `GET /clock` → `{ now, aheadMs }` · `PUT /clock { "now": RFC 3339 }` → `{ now, moved, fired }`, when everything due
 * on the way has happened. The clock may also go back; what was stored keeps its later instants, and the answer says so.
 */
export function clockRoute(clock: MovableClock, travel: TimeTravel): Wire {
  const route: Wire = new Hono();
  const now = () => new Date(clock.now()).toISOString();
  route.get('/clock', (context) => context.json({ now: now(), aheadMs: clock.offset }));
  route.put('/clock', async (context) => {
    const move = Move.safeParse(await context.req.json().catch(() => undefined));
    if (!move.success) return problem(400, 'malformed', WANTED);
    const isBack = move.data.now < clock.now();
    const fired = await travel.moveTo(move.data.now);
    const note = 'What was stored later than this keeps its instants.';
    return context.json({
      now: now(),
      ...(isBack ? { moved: 'back', fired, note } : { moved: 'forward', fired }),
    });
  });
  route.all('/clock', () => problem(405, 'method-not-allowed', 'The clock knows GET and PUT.'));
  return route;
}

/** An instant for AMAN_NOW: milliseconds. Throws a sentence. */
export function instantFrom(text: string): number {
  const { success, data } = Instant.safeParse(text);
  if (success) return data;
  throw new Error(`AMAN_NOW must be an RFC 3339 instant such as 2026-11-20T09:15:00Z, not "${text}"`);
}

function problem(status: number, code: string, detail: string): Response {
  const headers = { 'content-type': 'application/problem+json' };
  return Response.json({ status, code, title: code, detail }, { status, headers });
}
