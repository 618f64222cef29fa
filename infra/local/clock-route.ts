import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { OtherRequests } from './aws-json.ts';
import type { MovableClock } from './clock.ts';
import type { TimeTravel } from './time-travel.ts';

const MAX_BODY_BYTES = 1024;
/** Calendars, deadlines and holidays mean something between these years. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const Move = z.strictObject({ now: z.iso.datetime({ offset: true }) });

/**
 * `GET /clock` → `{ now, aheadMs }` · `PUT /clock { "now": RFC 3339 }` → `{ now, moved, fired }`, when everything due
 * on the way has happened. The clock may also go back; what was stored keeps its later instants, and the answer says so.
 */
export function clockRoute(clock: MovableClock, travel: TimeTravel): OtherRequests {
  return async (request, response) => {
    if (request.url !== '/clock') return false;
    if (request.method === 'GET') send(response, 200, { now: instant(clock.now()), aheadMs: clock.offset });
    else if (request.method === 'PUT') await move(clock, travel, { request, response });
    else send(response, 405, problem(405, 'method-not-allowed', 'The clock knows GET and PUT.'));
    return true;
  };
}

async function move(
  clock: MovableClock,
  travel: TimeTravel,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const target = targetIn(await bodyOf(request));
  if (typeof target === 'string') {
    send(response, 400, problem(400, 'malformed', target));
    return;
  }
  const isBack = target < clock.now();
  const fired = await travel.moveTo(target);
  send(response, 200, {
    now: instant(clock.now()),
    moved: isBack ? 'back' : 'forward',
    fired,
    ...(isBack ? { note: 'What was stored later than this keeps its instants.' } : {}),
  });
}

/** Milliseconds, or what is wrong with the body. */
function targetIn(body: string): number | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return 'The body is not JSON; it should be {"now": "2026-11-20T09:15:00Z"}.';
  }
  const move = Move.safeParse(parsed);
  if (!move.success)
    return 'The body should be {"now": "2026-11-20T09:15:00Z"}, an RFC 3339 instant, and nothing else.';
  const target = Date.parse(move.data.now);
  const year = new Date(target).getUTCFullYear();
  if (!(year >= FIRST_YEAR && year < LAST_YEAR))
    return `The year must lie between ${FIRST_YEAR} and ${LAST_YEAR}.`;
  return target;
}

/** An instant for AMAN_NOW: milliseconds. Throws a sentence. */
export function instantFrom(text: string): number {
  const target = targetIn(JSON.stringify({ now: text }));
  if (typeof target === 'number') return target;
  throw new Error(`AMAN_NOW must be an RFC 3339 instant such as 2026-11-20T09:15:00Z, not "${text}"`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : '';
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(`${JSON.stringify(body)}\n`);
}

const problem = (status: number, code: string, detail: string) => ({ status, code, title: code, detail });

const instant = (at: number): string => new Date(at).toISOString();
