import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { isLanguage } from '../../../shared/i18n/languages.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { readForm, textOf } from '../forms/read-form.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { DIGITS_COOKIE, LANGUAGE_COOKIE, localeFor } from '../language.ts';
import { localPath } from '../local-path.ts';
import { SignInPage } from '../pages/sign-in.tsx';
import { forgetSession, openSession, rememberSession, requireSameOrigin } from '../session.ts';
import { titlesOf } from '../titles.ts';

const ONE_YEAR_S = 365 * 24 * 60 * 60;

/** Signing in and out, and the language of the pages. */
export const accountPages = (front: Front) =>
  new Hono<Env>()
    .get('/sign-in', (c) => signInPage(front, c))
    .post('/sign-in', (c) => signIn(front, c))
    .post('/sign-out', (c) => {
      requireSameOrigin(front, c);
      forgetSession(c);
      c.header('Clear-Site-Data', '"cache"');
      return c.redirect('/sign-in', 303);
    })
    .get('/language', (c) => chooseLanguage(c));

async function signInPage(front: Front, c: Ctx): Promise<Response> {
  const people = front.demoSignIn && front.people !== undefined ? await front.people() : [];
  const next = localPath(c.req.query('next'));
  const places = people.map(({ place }) => place);
  const names = await titlesOf(front, { kind: 'system', job: 'sign-in' }, localeFor(c), places);
  const frame = frameFor(front, c, { actor: null, names });
  const elsewhere = front.demoSignIn ? null : (front.signInUrl ?? '/');
  c.header('Cache-Control', 'no-store');
  return c.html(SignInPage({ frame, people, next, elsewhere }));
}

async function signIn(front: Front, c: Ctx): Promise<Response> {
  requireSameOrigin(front, c);
  if (!front.demoSignIn) throw new AppError('NotFound', 'not-found');
  const form = await readForm(c);
  const { token } = await openSession(front, textOf(form, 'person') ?? '');
  rememberSession(c, token);
  return c.redirect(localPath(textOf(form, 'next')), 303);
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
