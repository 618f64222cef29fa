import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { StoredSession } from '../../shared/access.ts';
import type { PersonActor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { SESSION_LIFE } from '../sessions.ts';
import { deviceOf } from './device.ts';
import type { Ctx, Front } from './http-deps.ts';

const COOKIE = 'aman'; // sent as `__Host-aman`
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whom a program with a bearer token acts for; pages choose it once for their session. */
const ACTING_FOR = 'x-acting-for';

/** Who is signed in; throws Unauthenticated. A bearer token is never mixed with the cookie. */
export async function signedIn(front: Front, c: Ctx): Promise<PersonActor> {
  const actor = c.get('actor') ?? (await identify(front, c));
  if (actor === null) throw new AppError('Unauthenticated', 'not-signed-in');
  if (!SAFE_METHODS.has(c.req.method) && c.get('actor') === undefined)
    front.allowance.take(c.get('session')?.key ?? actor.id);
  c.set('actor', actor);
  return actor;
}

/** Who is signed in, or null; for pages that greet but do not require. */
export async function identify(front: Front, c: Ctx): Promise<PersonActor | null> {
  const header = c.req.header('authorization');
  if (header !== undefined) return byToken(front, c, header);
  const cookie = getCookie(c, COOKIE, 'host');
  if (cookie === undefined) return null;
  requireSameOrigin(front, c);
  return byCookie(front, c, cookie);
}

async function byToken(front: Front, c: Ctx, header: string): Promise<PersonActor | null> {
  const token = /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(header)?.[1];
  const known = token === undefined ? null : await front.identity.bearer(token);
  if (known === null) return null;
  const { person, admissions } = known;
  return front.casework.loadActor(front.workplace, person, { admissions, actingFor: actingForIn(c) });
}

function actingForIn(c: Ctx): EntryId | undefined {
  const given = c.req.header(ACTING_FOR);
  if (given === undefined) return undefined;
  const id = EntryId.safeParse(given);
  if (!id.success) throw new AppError('InvalidInput', 'bad-acting-for');
  return id.data;
}

async function byCookie(front: Front, c: Ctx, cookie: string): Promise<PersonActor | null> {
  const session = await front.sessions.find(cookie);
  if (session === null) return null;
  const actor = await actorOf(front, c, session);
  if (actor === null) await front.sessions.end(session);
  else c.set('session', session);
  return actor;
}

/** The session's own person, or the absent one's substitute for as long as the substitution lasts. */
async function actorOf(front: Front, c: Ctx, session: StoredSession): Promise<PersonActor | null> {
  const { person, admissions, actingFor } = session;
  const load = (absent?: EntryId) =>
    front.casework.loadActor(front.workplace, person, { admissions, actingFor: absent });
  if (actingFor === null) return load();
  try {
    return await load(actingFor);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'substitution-ended') throw error;
    await front.sessions.actFor(session, null);
    // What was written for somebody else is not sent in one's own name.
    if (!SAFE_METHODS.has(c.req.method)) throw error;
    return load();
  }
}

/** Somebody known and active; throws NotFound, alike for everybody else. */
export async function personToSignIn(front: Front, person: string): Promise<PersonActor> {
  const id = EntryId.safeParse(person);
  const actor = id.success ? await front.casework.loadActor(front.workplace, id.data) : null;
  if (actor === null) throw new AppError('NotFound', 'not-found');
  return actor;
}

/** A new session in this browser; what was there before is over, so that nobody can plant one (S-2). */
export async function beginSession(front: Front, c: Ctx, actor: PersonActor): Promise<void> {
  await endStored(front, c);
  const id = await front.sessions.open(actor, deviceOf(c.req.header('user-agent')));
  setCookie(c, COOKIE, id, { ...ATTRIBUTES, maxAge: SESSION_LIFE.wholeMs / 1000 });
}

/** Ends the session of this browser where it is kept, not only where it is carried. */
export async function endSession(front: Front, c: Ctx): Promise<void> {
  await endStored(front, c);
  deleteCookie(c, COOKIE, ATTRIBUTES);
}

async function endStored(front: Front, c: Ctx): Promise<void> {
  const cookie = getCookie(c, COOKIE, 'host');
  const session = cookie === undefined ? null : await front.sessions.find(cookie);
  if (session !== null) await front.sessions.end(session);
}

const ATTRIBUTES = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const;

/** A changing request must come from a page of ours; throws Forbidden. */
export function requireSameOrigin({ publicUrl }: Front, c: Ctx): void {
  if (SAFE_METHODS.has(c.req.method)) return;
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const siteAgrees = site === undefined || site === 'same-origin';
  const originAgrees = origin === undefined || hostOf(origin) === new URL(publicUrl ?? c.req.url).host;
  const told = site !== undefined || origin !== undefined;
  if (!told || !siteAgrees || !originAgrees) throw new AppError('Forbidden', 'cross-site');
}

// Compared by host: a proxy that ends TLS changes the scheme, and the cookie itself is `Secure`.
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
