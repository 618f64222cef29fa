import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { StoredSession } from '../../../shared/access.ts';
import { isLanguage } from '../../../shared/i18n/languages.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { readAccount } from '../account.ts';
import { readForm, textOf } from '../forms/read-form.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { DIGITS_COOKIE, LANGUAGE_COOKIE, localeFor } from '../language.ts';
import { localPath } from '../local-path.ts';
import { AccountPage } from '../pages/account.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { NoQuery, readQuery } from '../query.ts';
import { beginSession, endSession, personToSignIn, requireSameOrigin, signedIn } from '../session.ts';
import { addressOf } from '../throttle.ts';
import { titlesOf } from '../titles.ts';

const ONE_YEAR_S = 365 * 24 * 60 * 60;

/** Signing in and out, my account, and the language of the pages. */
export const accountPages = (front: Front) =>
  new Hono<Env>()
    .get('/sign-in', (c) => signInPage(front, c))
    .post('/sign-in', (c) => signIn(front, c))
    .post('/sign-out', (c) => signOut(front, c))
    .get('/account', (c) => account(front, c))
    .post('/account/acting-for', (c) => actFor(front, c))
    .post('/account/sessions', (c) => endSessions(front, c))
    .get('/language', (c) => chooseLanguage(c));

async function signInPage(front: Front, c: Ctx): Promise<Response> {
  const { signIn } = front.identity;
  const people = signIn.by === 'choice' ? await signIn.people() : [];
  const next = localPath(c.req.query('next'));
  const places = people.map(({ place }) => place);
  const names = await titlesOf(front, { kind: 'system', job: 'sign-in' }, localeFor(c), places);
  const frame = frameFor(front, c, { actor: null, names });
  const elsewhere = signIn.by === 'choice' ? null : `/sign-in/start?next=${encodeURIComponent(next)}`;
  c.header('Cache-Control', 'no-store');
  return c.html(SignInPage({ frame, people, next, elsewhere }));
}

async function signIn(front: Front, c: Ctx): Promise<Response> {
  requireSameOrigin(front, c);
  if (front.identity.signIn.by !== 'choice') throw new AppError('NotFound', 'not-found');
  const form = await readForm(c);
  const person = (textOf(form, 'person') ?? '').slice(0, 100);
  const named = { person, address: addressOf(c) };
  await beginSession(front, c, await front.throttle.guard(named, () => personToSignIn(front, person)));
  return c.redirect(localPath(textOf(form, 'next')), 303);
}

async function signOut(front: Front, c: Ctx): Promise<Response> {
  requireSameOrigin(front, c);
  await endSession(front, c);
  c.header('Clear-Site-Data', '"cache"');
  const { signIn } = front.identity;
  const home = `${front.publicUrl ?? new URL(c.req.url).origin}/`;
  return c.redirect(signIn.by === 'choice' ? '/sign-in' : signIn.signOutAddress(home), 303);
}

async function account(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const { person, scopes } = await readAccount(front, actor);
  const sessions = await front.sessions.of(actor.id);
  const names = await titlesOf(front, actor, localeFor(c), [scopes, person]);
  c.header('Cache-Control', 'no-store');
  return c.html(
    AccountPage({
      frame: frameFor(front, c, { actor, names }),
      person,
      sessions,
      current: c.get('session')?.key ?? null,
    }),
  );
}

/** `absent` empty: back to oneself. */
async function actFor(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const session = sessionOf(c);
  const form = await readForm(c);
  const chosen = textOf(form, 'absent') ?? '';
  const absent = chosen === '' ? null : EntryId.safeParse(chosen).data;
  if (absent === undefined) throw new AppError('InvalidInput', 'bad-acting-for');
  // Throws where this person does not stand in for the other today.
  if (absent !== null) await front.casework.loadActor(front.workplace, actor.id, { actingFor: absent });
  await front.sessions.actFor(session, absent);
  return c.redirect(absent === null ? '/account' : '/', 303);
}

/** Ends one of my sessions, or all but this one. */
async function endSessions(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const session = sessionOf(c);
  const key = textOf(await readForm(c), 'session') ?? '';
  if (key === 'others') await front.sessions.endOthers(actor.id, session.key);
  else {
    const mine = (await front.sessions.of(actor.id)).find((one) => one.key === key);
    if (mine === undefined) throw new AppError('NotFound', 'not-found');
    await front.sessions.end(mine);
  }
  return c.redirect('/account', 303);
}

/** These pages belong to a browser; a program has its token. */
function sessionOf(c: Ctx): StoredSession {
  const session = c.get('session');
  if (session === undefined) throw new AppError('NotFound', 'not-found');
  return session;
}

function chooseLanguage(c: Ctx): Response {
  const remember = (name: string, value: string) =>
    setCookie(c, name, value, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: true,
      maxAge: ONE_YEAR_S,
    });
  const language = c.req.query('to');
  const digits = c.req.query('digits');
  if (isLanguage(language)) remember(LANGUAGE_COOKIE, language);
  if (digits === 'arab' || digits === 'latn') remember(DIGITS_COOKIE, digits);
  return c.redirect(localPath(c.req.query('back')), 303);
}
