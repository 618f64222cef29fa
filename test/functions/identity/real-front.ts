import { createApp } from '../../../functions/http/app.tsx';
import type { HttpDeps } from '../../../functions/http/http-deps.ts';
import { allowance, signInThrottle } from '../../../functions/http/throttle.ts';
import { identityByChoice } from '../../../functions/identity/by-choice.ts';
import { sessionsIn } from '../../../functions/sessions.ts';
import type { Bench } from '../../support/workbench.ts';

export const ORIGIN = 'http://localhost';
const SECRET = 'a secret of the tests, long enough to count';
type App = ReturnType<typeof createApp>;

/** The front end as it is wired in production, on the real store of a workbench, with a clock in our hands. */
export function realFront(bench: Bench, changes: Partial<HttpDeps> = {}): App {
  const { clock, crypto } = bench.workplace;
  const { sessions: store, failures } = bench.access;
  const deps: HttpDeps = {
    workplace: bench.workplace,
    identity: identityByChoice({ secret: SECRET, clock, people: async () => [] }),
    sessions: sessionsIn({ store, clock, crypto }),
    attempts: store,
    anchors: { read: async () => [] },
    throttle: signInThrottle({ store: failures, clock, crypto }),
    allowance: allowance(60_000, clock),
    version: '1.2.3',
    secret: SECRET,
    assets: { assets: {}, assetPath: (name) => `/assets/${name}` },
    ...changes,
  };
  return createApp(deps);
}

/** The pairs of a `Set-Cookie`, for the next request. */
export const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');

export const get = (app: App, path: string, cookie = '', headers: Record<string, string> = {}) =>
  app.request(`${ORIGIN}${path}`, { headers: { ...(cookie === '' ? {} : { cookie }), ...headers } });

/** A form of one of our pages. */
export const send = (app: App, path: string, fields: Record<string, string>, cookie = '') =>
  app.request(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: {
      origin: ORIGIN,
      'content-type': 'application/x-www-form-urlencoded',
      ...(cookie === '' ? {} : { cookie }),
    },
    body: new URLSearchParams(fields).toString(),
  });

/** Signed in as on the page; gives the cookie. */
export async function signIn(app: App, person: string, cookie = '', agent = ''): Promise<string> {
  const answer = await app.request(`${ORIGIN}/sign-in`, {
    method: 'POST',
    headers: {
      origin: ORIGIN,
      'content-type': 'application/x-www-form-urlencoded',
      ...(cookie === '' ? {} : { cookie }),
      ...(agent === '' ? {} : { 'user-agent': agent }),
    },
    body: new URLSearchParams({ person }).toString(),
  });
  if (answer.status !== 303) throw new Error(`${person} cannot sign in: ${answer.status}`);
  return cookiesOf(answer);
}

export async function tokenFor(app: App, person: string): Promise<string> {
  const answer = await app.request(`${ORIGIN}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  return ((await answer.json()) as { token: string }).token;
}

/** A program at work for one person. */
export interface Program {
  get(path: string): Promise<Response>;
  post(path: string, input: object, key?: string): Promise<Response>;
}

let sent = 0;

export async function program(
  app: App,
  person: string,
  headers: Record<string, string> = {},
): Promise<Program> {
  const own = { authorization: `Bearer ${await tokenFor(app, person)}`, ...headers };
  return {
    get: async (path) => app.request(`${ORIGIN}/api/${path}`, { headers: own }),
    post: async (path, input, key = `key-${sent++}`) =>
      app.request(`${ORIGIN}/api/${path}`, {
        method: 'POST',
        headers: { ...own, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(input),
      }),
  };
}

/** Status, and the code of a refusal. */
export async function outcome(answer: Response | Promise<Response>): Promise<string> {
  const given = await answer;
  const { code = 'done' } = (await given.json()) as { code?: string };
  return `${given.status} ${code}`;
}
