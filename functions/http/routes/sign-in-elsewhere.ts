import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { SignInElsewhere } from '../../identity/identity.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { localPath } from '../local-path.ts';
import { readQuery } from '../query.ts';
import { beginSession, personToSignIn } from '../session.ts';
import { addressOf } from '../throttle.ts';

const COOKIE = 'aman-sign-in'; // sent as `__Host-aman-sign-in`
const ATTRIBUTES = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;
// As long as somebody may look for the telephone with the second factor.
const ATTEMPT_S = 10 * 60;

const CALLBACK = '/sign-in/callback';
const Start = z.strictObject({ next: z.string().max(2000).optional() });
const Answer = z.object({
  state: z.string().max(200).optional(),
  code: z.string().max(2000).optional(),
  error: z.string().max(200).optional(),
});

/** Signing in at an OpenID provider: authorization code with PKCE, state and nonce, each of them used once. */
export const signInElsewhere = (front: Front) =>
  new Hono<Env>().get('/sign-in/start', (c) => start(front, c)).get(CALLBACK, (c) => callback(front, c));

function provider({ identity }: Front): SignInElsewhere {
  if (identity.signIn.by !== 'redirect') throw new AppError('NotFound', 'not-found');
  return identity.signIn;
}

async function start(front: Front, c: Ctx): Promise<Response> {
  const elsewhere = provider(front);
  const { next } = readQuery(c, Start);
  const [state, nonce, verifier] = [fresh(front), fresh(front), fresh(front)];
  const { clock } = front.workplace;
  const expiresAt = new Date(Date.parse(clock.now()) + ATTEMPT_S * 1000).toISOString();
  await front.attempts.keepAttempt(keyOf(state), { nonce, verifier, next: localPath(next), expiresAt });
  // The way back is open only in this browser: nobody is signed in as somebody else by a link.
  setCookie(c, COOKIE, state, { ...ATTRIBUTES, maxAge: ATTEMPT_S });
  c.header('Cache-Control', 'no-store');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { language } = localeFor(c);
  return c.redirect(
    elsewhere.address({ state, nonce, challenge, redirectUri: callbackOf(front, c), language }),
    303,
  );
}

async function callback(front: Front, c: Ctx): Promise<Response> {
  const elsewhere = provider(front);
  const { state = '', code } = Answer.parse(c.req.query());
  const own = getCookie(c, COOKIE, 'host') ?? '';
  deleteCookie(c, COOKIE, ATTRIBUTES);
  c.header('Cache-Control', 'no-store');
  const attempt = isSame(state, own) ? await front.attempts.takeAttempt(keyOf(state)) : null;
  if (attempt === null || attempt.expiresAt <= front.workplace.clock.now())
    throw new AppError('Forbidden', 'sign-in-not-begun-here');
  if (code === undefined) throw new AppError('Forbidden', 'sign-in-not-accepted');
  const { nonce, verifier, next } = attempt;
  const address = addressOf(c);
  const actor = await front.throttle
    .guard({ person: `code ${keyOf(code)}`, address }, async () => {
      const person = await elsewhere.redeem({ code, verifier, nonce, redirectUri: callbackOf(front, c) });
      return personToSignIn(front, person);
    })
    .catch((cause: unknown) => refuse(front, cause));
  await beginSession(front, c, actor);
  return c.redirect(next, 303);
}

/** Whatever was wrong with the account, the person reads the same; why is in the log, with no name. */
function refuse({ workplace }: Front, cause: unknown): never {
  if (!(cause instanceof AppError) || (cause.name !== 'Unauthenticated' && cause.name !== 'NotFound'))
    throw cause;
  workplace.log.warn('sign-in.refused', { code: cause.code, error: cause });
  throw new AppError('Forbidden', 'sign-in-not-accepted', { cause });
}

const callbackOf = ({ publicUrl }: Front, c: Ctx): string =>
  `${publicUrl ?? new URL(c.req.url).origin}${CALLBACK}`;

const fresh = ({ workplace }: Front): string =>
  Buffer.from(workplace.crypto.random(32)).toString('base64url');

const keyOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const isSame = (a: string, b: string): boolean =>
  a.length > 0 && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
