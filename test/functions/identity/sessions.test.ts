import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, CHAIR, MANAGER, OFFICER, workbench } from '../../support/workbench.ts';
import { cookiesOf, get, realFront, send, signIn } from './real-front.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PHONE =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36';

let bench: Bench;
let app: ReturnType<typeof realFront>;

beforeAll(async () => {
  bench = await workbench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  app = realFront(bench);
  const others = await bench.access.sessions.of(CHAIR);
  for (const session of others) await bench.access.sessions.remove(session);
});

const isIn = async (cookie: string): Promise<boolean> => (await get(app, '/messages', cookie)).status === 200;

describe('a session (S-2)', () => {
  it('is an opaque value in a cookie of this host alone', async () => {
    const answer = await send(app, '/sign-in', { person: CHAIR });
    const [set = ''] = answer.headers.getSetCookie();
    expect(set).toMatch(/^__Host-aman=[\w-]{43}; /);
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=43200'])
      expect(set).toContain(part);
    expect(set).not.toContain('Domain');
    expect(set).not.toContain(CHAIR);
  });

  it('is kept as a digest: nobody who reads the table can use it', async () => {
    const cookie = await signIn(app, CHAIR);
    const value = cookie.split('=')[1] ?? '';
    expect(await bench.raw()).not.toContain(value);
    expect(await isIn(cookie)).toBe(true);
  });

  it('is another one after signing in, whatever was planted before, and the old one is over', async () => {
    const planted = await signIn(app, OFFICER);
    const own = await signIn(app, CHAIR, planted);
    expect(own).not.toBe(planted);
    expect(await isIn(planted)).toBe(false);
    expect(await isIn(own)).toBe(true);
    const made = await send(app, '/sign-in', { person: CHAIR }, `__Host-aman=${'a'.repeat(43)}`);
    expect(cookiesOf(made)).not.toContain('aaaa');
  });

  it('ends after half an hour without use, and is kept alive by using it', async () => {
    const cookie = await signIn(app, CHAIR);
    for (let n = 0; n < 3; n++) {
      bench.now += 29 * MINUTE;
      expect(await isIn(cookie)).toBe(true);
    }
    bench.now += 30 * MINUTE;
    expect(await isIn(cookie)).toBe(false);
    bench.now -= 10 * MINUTE;
    expect(await isIn(cookie)).toBe(false);
  });

  it('ends after twelve hours however much it is used', async () => {
    const cookie = await signIn(app, CHAIR);
    for (let n = 0; n < 35; n++) {
      bench.now += 20 * MINUTE;
      expect(await isIn(cookie)).toBe(true);
    }
    bench.now += 20 * MINUTE;
    expect(await isIn(cookie)).toBe(false);
  });

  it('survives a clock that is set back two days, and is not immortal by it (T19)', async () => {
    const cookie = await signIn(app, CHAIR);
    bench.now -= 48 * HOUR;
    expect(await isIn(cookie)).toBe(true);
    for (let n = 0; n < 35; n++) {
      bench.now += 20 * MINUTE;
      expect(await isIn(cookie)).toBe(true);
    }
    bench.now += 20 * MINUTE;
    expect(await isIn(cookie)).toBe(false);
    bench.now += 36 * HOUR;
  });

  it.each([
    ['forged', `__Host-aman=${'A'.repeat(43)}`],
    ['too short', '__Host-aman=abc'],
    ['a person', `__Host-aman=${CHAIR}`],
    ['without its prefix', `aman=${'A'.repeat(43)}`],
    ['four thousand characters long', `__Host-aman=${'A'.repeat(4000)}`],
  ])('is refused when it is %s', async (_, cookie) => {
    expect(await isIn(cookie)).toBe(false);
  });

  it('is really over after signing out: the cookie brought back opens nothing', async () => {
    const cookie = await signIn(app, CHAIR);
    const out = await send(app, '/sign-out', {}, cookie);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(await isIn(cookie)).toBe(false);
    expect(await bench.access.sessions.of(CHAIR)).toEqual([]);
  });

  it('ends when the person is deactivated, and stays over when the person is let in again', async () => {
    const cookie = await signIn(app, OFFICER);
    const token = await signIn(app, OFFICER);
    await bench.give('system', 'DeactivatePerson', OFFICER, { reason: 'left the service' });
    expect(await isIn(cookie)).toBe(false);
    await bench.give('system', 'ReactivatePerson', OFFICER, { reason: 'came back' });
    expect(await isIn(cookie)).toBe(false);
    // Not used in between: nothing has removed it, and it is worth nothing all the same.
    expect(await isIn(token)).toBe(false);
    expect(await isIn(await signIn(app, OFFICER))).toBe(true);
  });

  it('never has more than twenty beside it', async () => {
    for (let n = 0; n < 22; n++) await signIn(app, CHAIR);
    expect(await bench.access.sessions.of(CHAIR)).toHaveLength(20);
  });
});

describe('the account page', () => {
  it('lists where I am signed in, in words, and ends one of them', async () => {
    const desk = await signIn(app, CHAIR);
    const phone = await signIn(app, CHAIR, '', PHONE);
    const page = await (await get(app, '/account', desk)).text();
    expect(page).toContain('Chrome · Android');
    expect(page).toContain('Another device');
    expect(page).toContain('this one');
    const [key = ''] = [...page.matchAll(/name="session" value="([0-9a-f]{64})"/g)].map(([, one]) => one);
    expect((await send(app, '/account/sessions', { session: key }, desk)).status).toBe(303);
    expect(await isIn(phone)).toBe(false);
    expect(await isIn(desk)).toBe(true);
  });

  it('ends all others at once', async () => {
    const cookies = [await signIn(app, CHAIR), await signIn(app, CHAIR), await signIn(app, CHAIR)];
    await send(app, '/account/sessions', { session: 'others' }, cookies[1]);
    expect(await Promise.all(cookies.map(isIn))).toEqual([false, true, false]);
  });

  it('ends nobody else\u2019s session (T-2)', async () => {
    const mine = await signIn(app, CHAIR);
    const theirs = await signIn(app, MANAGER);
    const [{ key } = { key: '' }] = await bench.access.sessions.of(MANAGER);
    expect((await send(app, '/account/sessions', { session: key }, mine)).status).toBe(404);
    expect(await isIn(theirs)).toBe(true);
  });

  it('says my roles in words with their place and time', async () => {
    const page = await (await get(app, '/account', await signIn(app, CHAIR))).text();
    expect(page).toContain('since 1 January 2020');
    expect(page).toMatch(/href="\/forums\/FO-TEST"/);
  });

  it('is no place for a program: a token has no session to end', async () => {
    const answer = await app.request('http://localhost/account/sessions', {
      method: 'POST',
      headers: { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'session=others',
    });
    expect(answer.status).toBe(401);
  });
});
