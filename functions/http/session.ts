import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { PersonActor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { Ctx, Front } from './http-deps.ts';

const COOKIE = 'aman'; // sent as `__Host-aman`
const TWELVE_HOURS_S = 12 * 60 * 60;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who is signed in; throws Unauthenticated. A bearer token is never mixed with the cookie. */
export async function signedIn(front: Front, c: Ctx): Promise<PersonActor> {
  const actor = c.get('actor') ?? (await identify(front, c));
  if (actor === null) throw new AppError('Unauthenticated', 'not-signed-in');
  c.set('actor', actor);
  return actor;
}

/** Who is signed in, or null; for pages that greet but do not require. */
export async function identify(front: Front, c: Ctx): Promise<PersonActor | null> {
  const token = tokenOf(front, c);
  if (token === undefined || token.length > 4096) return null;
  const person = await front.sessions.verify(token);
  return person === null ? null : front.casework.loadActor(front.workplace, person);
}

/** Issue a token for somebody known and active; throws NotFound. */
export async function openSession(
  front: Front,
  person: string,
): Promise<{ token: string; actor: PersonActor }> {
  const id = EntryId.safeParse(person);
  const actor = id.success ? await front.casework.loadActor(front.workplace, id.data) : null;
  if (actor === null) throw new AppError('NotFound', 'not-found');
  return { token: await front.sessions.issue(actor.id), actor };
}

export const rememberSession = (c: Ctx, token: string): void =>
  setCookie(c, COOKIE, token, {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: TWELVE_HOURS_S,
  });

export const forgetSession = (c: Ctx): void => {
  deleteCookie(c, COOKIE, { prefix: 'host', path: '/', secure: true });
};

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

function tokenOf(front: Front, c: Ctx): string | undefined {
  const header = c.req.header('authorization');
  if (header !== undefined) return /^Bearer ([\w.~+/=-]+)$/i.exec(header)?.[1];
  const cookie = getCookie(c, COOKIE, 'host');
  if (cookie !== undefined) requireSameOrigin(front, c);
  return cookie;
}

// Compared by host: a proxy that ends TLS changes the scheme, and the cookie itself is `Secure`.
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
