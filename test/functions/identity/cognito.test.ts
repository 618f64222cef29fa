import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cognitoIdentity } from '../../../functions/identity/cognito.ts';
import { type Bench, CHAIR, OFFICER, workbench } from '../../support/workbench.ts';
import { CLIENT, type OidcDouble, oidcDouble, POOL, type Spoiled } from './oidc-double.ts';
import { cookiesOf, get, ORIGIN, realFront, send } from './real-front.ts';

let bench: Bench;
let provider: OidcDouble;
let app: ReturnType<typeof realFront>;

beforeAll(async () => {
  bench = await workbench();
  provider = await oidcDouble();
  app = realFront(bench, {
    publicUrl: ORIGIN,
    identity: cognitoIdentity({
      userPoolId: POOL,
      clientId: CLIENT,
      signInUrl: provider.url,
      ask: provider.ask,
    }),
  });
});
afterAll(async () => {
  provider.close();
  await bench.close();
});
beforeEach(() => provider.spoil({}));

/** Left for the sign-in pages: where to, and with which cookie. */
async function leave(next = '/messages') {
  const answer = await get(app, `/sign-in/start?next=${encodeURIComponent(next)}`);
  return { to: answer.headers.get('location') ?? '', cookie: cookiesOf(answer) };
}
const back = (address: string, cookie: string) => get(app, address.slice(ORIGIN.length), cookie);
const sessionIn = (answer: Response): string =>
  answer.headers.getSetCookie().find((one) => one.startsWith('__Host-aman=')) ?? '';

describe('signing in with Cognito', () => {
  it('leads to the managed pages with PKCE, state and nonce, and back into a session of our own', async () => {
    const { to, cookie } = await leave();
    const asked = new URL(to).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('redirect_uri')).toBe(`${ORIGIN}/sign-in/callback`);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    expect(cookie).toMatch(/^__Host-aman-sign-in=/);
    const answer = await back(provider.approve(to, CHAIR.toLowerCase()), cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/messages']);
    const own = cookiesOf(answer);
    expect(own).toMatch(/^__Host-aman=[\w-]{43}$/);
    expect((await get(app, '/messages', own)).status).toBe(200);
    // What came from the provider is not kept, nor carried.
    expect(await bench.raw()).not.toContain('eyJ');
  });

  it('ends the session at both places on leaving', async () => {
    const { to, cookie } = await leave();
    const own = cookiesOf(await back(provider.approve(to, CHAIR), cookie));
    const out = await send(app, '/sign-out', {}, own);
    expect(out.headers.get('location')).toBe(
      `${provider.url}/logout?client_id=${CLIENT}&logout_uri=${encodeURIComponent(`${ORIGIN}/`)}`,
    );
    expect((await get(app, '/messages', own)).status).toBe(303);
    // A form of ours ends there, and the policy of the page lets it.
    const policy = (await get(app, '/sign-in')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`form-action 'self' ${provider.url}`);
  });

  it('goes nowhere else afterwards, whatever was asked for (I-8)', async () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const { to, cookie } = await leave(next);
      expect((await back(provider.approve(to, CHAIR), cookie)).headers.get('location')).toBe('/');
    }
  });

  it('knows no picking of a person', async () => {
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ person: CHAIR });
    expect((await app.request(`${ORIGIN}/api/session`, { ...json, body })).status).toBe(404);
    expect((await send(app, '/sign-in', { person: CHAIR })).status).toBe(404);
    expect(await (await get(app, '/sign-in')).text()).toContain('href="/sign-in/start?next=%2F"');
  });

  it('refuses what was begun in another browser, twice, or too long ago', async () => {
    const first = await leave();
    const other = await leave();
    const address = provider.approve(first.to, CHAIR);
    expect((await back(address, other.cookie)).status).toBe(403);
    expect((await back(address, '')).status).toBe(403);
    const changed = new URL(address);
    changed.searchParams.set('state', 'x'.repeat(43));
    expect((await back(changed.href, first.cookie)).status).toBe(403);
    expect((await back(address, first.cookie)).status).toBe(303);
    // Again with the same cookie: the attempt was taken.
    const replay = await back(address, first.cookie);
    expect([replay.status, sessionIn(replay)]).toEqual([403, '']);
    expect(await replay.text()).toContain('not begun in this browser');
    const late = await leave();
    bench.now += 11 * 60_000;
    expect((await back(provider.approve(late.to, CHAIR), late.cookie)).status).toBe(403);
  });

  it('refuses a code that was used, made up, or meant for another attempt', async () => {
    const first = await leave();
    const address = provider.approve(first.to, CHAIR);
    await back(address, first.cookie);
    const second = await leave();
    const mixed = new URL(provider.approve(second.to, CHAIR));
    mixed.searchParams.set('code', new URL(address).searchParams.get('code') ?? '');
    expect((await back(mixed.href, second.cookie)).status).toBe(403);
    const third = await leave();
    const fourth = await leave();
    // A code of the third attempt under the state of the fourth: the verifier does not fit its challenge.
    const code = new URL(provider.approve(third.to, CHAIR)).searchParams.get('code') ?? '';
    const wrong = new URL(provider.approve(fourth.to, CHAIR));
    wrong.searchParams.set('code', code);
    expect((await back(wrong.href, fourth.cookie)).status).toBe(403);
    const fifth = await leave();
    const denied = `${ORIGIN}/sign-in/callback?error=access_denied&state=${new URL(fifth.to).searchParams.get('state')}`;
    expect((await back(denied, fifth.cookie)).status).toBe(403);
  });

  const past = Math.floor(Date.now() / 1000) - 3600;
  const SPOILED: readonly (readonly [string, Spoiled])[] = [
    ['another nonce', { claims: { nonce: 'x'.repeat(43) } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'somebody-else' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    [
      'another pool',
      { claims: { iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other' } },
    ],
    ['an access token in its place', { claims: { token_use: 'access' } }],
    ['one that has expired', { claims: { exp: past } }],
    ['one of the future', { claims: { nbf: past + 7200 } }],
    ['no expiry', { claims: { exp: 'never' } }],
    ['alg none', { alg: 'none' }],
    ['HMAC with the public key', { alg: 'HS256' }],
    ['another key', { foreignKey: true }],
    ['an unknown key id', { kid: 'key-2' }],
    ['a changed letter', { forged: true }],
    ['no user name', { claims: { 'cognito:username': undefined } }],
    ['an e-mail address as user name', { claims: { 'cognito:username': 'chair@example.org' } }],
    ['a user name that is no person', { claims: { 'cognito:username': 'PE-NOBODY' } }],
  ];

  it.each(SPOILED)('refuses an identity token with %s (S-1)', async (_, how) => {
    provider.spoil(how);
    const { to, cookie } = await leave();
    const answer = await back(provider.approve(to, CHAIR), cookie);
    expect([answer.status, sessionIn(answer)]).toEqual([403, '']);
    expect(await answer.text()).toContain('The sign-in was not accepted.');
  });

  it('refuses an account whose person is deactivated, with the same words', async () => {
    await bench.give('system', 'DeactivatePerson', OFFICER, { reason: 'left' });
    const { to, cookie } = await leave();
    const answer = await back(provider.approve(to, OFFICER), cookie);
    expect([answer.status, (await answer.text()).includes('The sign-in was not accepted.')]).toEqual([
      403,
      true,
    ]);
  });
});

describe('an access token of Cognito as bearer', () => {
  const me = (token: string) =>
    app.request(`${ORIGIN}/api/me`, { headers: { authorization: `Bearer ${token}` } });

  it('speaks of the person its user name names', async () => {
    const answer = await me(provider.token('access', CHAIR));
    expect(await answer.json()).toMatchObject({ id: CHAIR, roles: ['chair'] });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('is verified with keys that are fetched once', async () => {
    const before = provider.keysAsked();
    for (let n = 0; n < 5; n++) expect((await me(provider.token('access', CHAIR))).status).toBe(200);
    expect(provider.keysAsked() - before).toBeLessThanOrEqual(1);
  });

  it.each([
    ['an identity token', 'id', {}],
    ['of another client', 'access', { claims: { client_id: 'x' } }],
    ['expired', 'access', { claims: { exp: Math.floor(Date.now() / 1000) - 1 } }],
    ['alg none', 'access', { alg: 'none' }],
    ['signed by another key', 'access', { foreignKey: true }],
    ['of another issuer', 'access', { claims: { iss: 'https://evil.example' } }],
    ['without a person', 'access', { claims: { username: 'nobody' } }],
    ['changed', 'access', { forged: true }],
  ] as const)('is refused when it is %s (S-1)', async (_, use, how) => {
    expect((await me(provider.token(use, CHAIR, how))).status).toBe(401);
  });

  it('is refused when it is no token at all', async () => {
    for (const text of ['x', 'a.b.c', '..', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(5000)])
      expect((await me(text)).status).toBe(401);
  });
});
