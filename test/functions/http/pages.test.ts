import { describe, expect, it } from 'vitest';
import { AppError, type ErrorName } from '../../../shared/kernel/errors.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { faultsOf } from '../../support/valid-html.ts';
import { cookie, fakeFront, ORIGIN, view } from './fake-front.ts';
import { HANA, VISIT } from './fake-kinds.ts';

const PATHS = [
  '/sign-in',
  '/',
  '/messages',
  '/account',
  '/register',
  '/visits',
  '/visits/new',
  `/visits/${VISIT}`,
  `/visits/${VISIT}?command=PlanAction`,
  `/visits/${VISIT}?command=PlaceSign`,
  `/visits/${VISIT}?command=RecordBallots`,
  `/visits/${VISIT}?command=SignVisit&done=AddConcern`,
  `/visits/${VISIT}/print`,
  '/people',
  `/people/${HANA}`,
  '/docs',
  '/nothing/here/at/all',
];

const signed = { ...view, state: { ...(view.state as object), signatures: [{ slot: 'police', by: HANA }] } };
const front = () =>
  fakeFront({
    readEntry: async (_, kind) =>
      kind.kind === 'visit'
        ? signed
        : {
            ...view,
            kind: kind.kind,
            collection: kind.collection,
            state: { name: 'x' },
            commands: [],
            waitsFor: null,
          },
  });

const get = (app: ReturnType<typeof fakeFront>['app'], path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { ...cookie(), Origin: ORIGIN, ...headers } });

const post = (
  app: ReturnType<typeof fakeFront>['app'],
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) =>
  app.request(path, {
    method: 'POST',
    headers: { ...cookie(), Origin: ORIGIN, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ _key: 'form-key', ...fields }).toString(),
  });

describe.each(['en', 'ar', 'ckb'])('pages in %s', (language) => {
  it.each(PATHS)('%s is valid HTML', async (path) => {
    const answer = await get(front().app, path, {
      Cookie: `${cookie().Cookie}; aman-language=${language}`,
    });
    const html = await answer.text();
    expect(await faultsOf(html)).toEqual([]);
    expect(html).toContain(`<html lang="${language}" dir="${language === 'en' ? 'ltr' : 'rtl'}">`);
    expect(html).not.toMatch(/<script|style="|\son[a-z]+="/);
  });
});

describe('the work queue', () => {
  it('says in words that a task is late', async () => {
    const html = await (await get(front().app, '/')).text();
    expect(html).toContain('2 days late');
    expect(html).toContain('Escalated once');
  });

  it('sends whoever is not signed in to sign in, and back', async () => {
    const answer = await fakeFront().app.request('/messages');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/sign-in?next=%2Fmessages');
  });
});

describe('signing in', () => {
  it('gives a cookie of this host alone and goes on', async () => {
    const answer = await post(
      fakeFront().app,
      '/sign-in',
      { person: HANA, next: '/messages' },
      { Cookie: '' },
    );
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/messages');
    const set = answer.headers.get('set-cookie') ?? '';
    for (const part of ['__Host-aman=', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
      expect(set).toContain(part);
  });

  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: ORIGIN, 'Sec-Fetch-Site': 'cross-site' },
  ])('is refused from another site: %o', async (headers) => {
    expect((await post(fakeFront().app, '/sign-in', { person: HANA }, headers)).status).toBe(403);
    expect((await post(fakeFront().app, '/sign-out', {}, headers)).status).toBe(403);
  });

  it('forgets on leaving', async () => {
    const answer = await post(fakeFront().app, '/sign-out', {});
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(answer.headers.get('clear-site-data')).toBe('"cache"');
  });
});

describe('going back to a page', () => {
  it.each([
    ['/', '/'],
    ['/visits/VI-1?command=A#x', '/visits/VI-1?command=A'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['http:evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['data:text/html,x', '/'],
    ['evil.example', '/'],
    ['@evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    ['\t//evil.example', '/'],
    [' //evil.example', '/'],
    ['/../..//evil.example', '/'],
    ['/.//evil.example', '/'],
    ['/%0d%0aSet-Cookie:x', '/%0d%0aSet-Cookie:x'],
    ['/a\r\nSet-Cookie: x=y', '/'],
    ['', '/'],
    [`/${'a'.repeat(3000)}`, '/'],
  ])('%j leads to %j', async (back, place) => {
    const answer = await fakeFront().app.request(`/language?to=ar&back=${encodeURIComponent(back)}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(place);
  });

  it('keeps the language that was chosen, and no other', async () => {
    const chosen = async (query: string) =>
      (await fakeFront().app.request(`/language?${query}`)).headers.get('set-cookie');
    expect(await chosen('to=ckb')).toContain('aman-language=ckb');
    expect(await chosen('digits=latn')).toContain('aman-digits=latn');
    expect(await chosen('to=xx&digits=roman')).toBeNull();
  });
});

describe('giving a command from a page', () => {
  const COMMAND = `/visits/${VISIT}/commands/AddConcern`;

  it('goes back to the page with a confirmation', async () => {
    const { app, calls } = fakeFront();
    const answer = await post(app, COMMAND, { '/text': ' Lights ', '/source': 'resident' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/visits/${VISIT}?done=AddConcern`);
    expect(calls.at(-1)?.args[1]).toMatchObject({
      input: { text: 'Lights', source: 'resident' },
      idempotencyKey: 'form-key',
      ifMatch: null,
    });
    const page = await (await get(app, `/visits/${VISIT}?done=AddConcern`)).text();
    expect(page).toContain('Recorded: Add concern.');
  });

  it('says why not, beside the field and above, and keeps what was typed', async () => {
    const { app } = fakeFront();
    const answer = await post(app, COMMAND, { '/text': '', '/source': 'resident' });
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('href="#AddConcern-text"');
    expect(html).toContain('aria-describedby="AddConcern-text-problem"');
    expect(html).toMatch(/value="resident" checked/);
    expect(html).not.toContain('value="form-key"');
  });

  const refusals: [ErrorName, string, number][] = [
    ['RuleViolation', 'invalid-input', 422],
    ['Conflict', 'lost-race', 409],
    ['StaleView', 'stale-view', 412],
    ['Forbidden', 'forbidden', 403],
    ['KeyReused', 'key-reused', 422],
    ['Unavailable', 'unavailable', 503],
  ];
  it.each(refusals)('%s %s comes back with the page and %i', async (name, code, status) => {
    const { app } = fakeFront({ submitCommand: () => Promise.reject(new AppError(name, code)) });
    const answer = await post(app, COMMAND, { '/text': 'kept text', '/source': 'police' });
    expect(answer.status).toBe(status);
    const html = await answer.text();
    expect(html).toContain('kept text</textarea>');
    expect(html).toContain('role="alert"');
    // Nobody knows whether it arrived: only then the same key goes out again.
    expect(html.includes('value="form-key"')).toBe(name === 'Unavailable');
  });

  it('sends what was seen along with an approval', async () => {
    const { app, calls } = fakeFront();
    const page = await (await get(app, `/visits/${VISIT}?command=SignVisit`)).text();
    expect(page).toContain('name="_match" value="&quot;abc123&quot;"');
    await post(app, `/visits/${VISIT}/commands/SignVisit`, { _match: '"abc123"' });
    expect(calls.at(-1)?.args[1]).toMatchObject({ ifMatch: '"abc123"' });
    await post(app, `/visits/${VISIT}/commands/SignVisit`, {});
    expect(calls.at(-1)?.args[1]).toMatchObject({ ifMatch: '""' });
  });

  it('gives more rows without losing any, and without giving the command', async () => {
    const { app, calls } = fakeFront();
    const path = `/visits/${VISIT}/commands/PlanAction`;
    const answer = await post(app, path, {
      '/steps/0/what': 'first',
      '/steps/2/what': 'third',
      _more: '/steps',
    });
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('name="/steps/4/what"');
    expect(html).not.toContain('name="/steps/5/what"');
    expect(html).toContain('value="third"');
    expect(calls.map(({ name }) => name)).not.toContain('submitCommand');
  });

  it('opens a new entry', async () => {
    const fields = { '/forum': 'FO-RAMADI', '/title': 'Visit', '/startsOn': '٢٠٢٦-١٢-٠١' };
    const { app, calls } = fakeFront();
    const answer = await post(app, '/visits', fields);
    expect(answer.headers.get('location')).toBe(`/visits/${VISIT}?done=OpenVisit`);
    expect(calls.at(-1)?.args[1]).toMatchObject({ id: null, input: { startsOn: '2026-12-01' } });
  });

  it.each([
    ['JSON in a cookie session', { 'Content-Type': 'application/json' }, 415],
    ['text that looks like a form', { 'Content-Type': 'text/plain' }, 415],
    ['another site', { Origin: 'https://evil.example' }, 403],
    ['nobody', { Cookie: '' }, 401],
  ])('refuses %s', async (_, headers, status) => {
    expect((await post(fakeFront().app, COMMAND, { '/text': 'x' }, headers)).status).toBe(status);
  });

  it.each(['constructor', 'OpenVisit', 'Nothing'])('does not know %s', async (name) => {
    expect((await post(fakeFront().app, `/visits/${VISIT}/commands/${name}`, {})).status).toBe(404);
  });

  it('shows a fault without a word about it', async () => {
    const { app, faults } = fakeFront({ submitCommand: () => Promise.reject(new TypeError('inner detail')) });
    const answer = await post(app, COMMAND, { '/text': 'x', '/source': 'police' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('inner detail');
    expect(faults).toHaveLength(1);
  });
});

describe('text of others', () => {
  const PAYLOADS = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) '",
    '</textarea><script>alert(1)</script>',
    '</title><script>alert(1)</script>',
    '<svg/onload=alert(1)>',
    'javascript:alert(1)',
    '\u202e<b>\u0000',
  ];

  it.each(PAYLOADS)('%j is shown, never obeyed', async (payload) => {
    const evil = { ...view, title: payload, state: { title: payload, concerns: { c1: { text: payload } } } };
    const { app } = fakeFront({ readEntry: async () => evil });
    const html = await (await get(app, `/visits/${VISIT}`)).text();
    expect(html).not.toMatch(/<script|<img|<svg\/|<b>/);
    const back = await post(app, `/visits/${VISIT}/commands/AddConcern`, {
      '/text': payload,
      '/source': payload,
    });
    expect(await back.text()).not.toMatch(/<script|<img|<svg\/|<b>|autofocus onfocus=alert\(1\) '>/);
  });

  it('in the address is not reflected', async () => {
    const { app } = fakeFront();
    const query = '?done=<script>&command=<script>';
    expect(await (await get(app, `/visits/${VISIT}${query}`)).text()).not.toContain('<script');
    expect(await (await get(app, '/<script>alert(1)</script>')).text()).not.toContain('<script');
  });
});

describe('what a page offers', () => {
  const task = (of: string, command: string) => ({
    ...view,
    tasks: view.tasks.map((one) => ({
      ...one,
      addressees: [{ kind: 'person' as const, id: EntryId.parse(of) }],
      commands: [command],
    })),
  });
  const page = async (entry: typeof view) =>
    (await get(fakeFront({ readEntry: async () => entry }).app, `/visits/${VISIT}`)).text();

  it('begins with what my task asks for', async () => {
    const html = await page(task(HANA, 'PlaceSign'));
    expect(/<details[^>]*id="(do-\w+)"/.exec(html)?.[1]).toBe('do-PlaceSign');
  });

  it('has nothing beyond my roles, whatever a task says', async () => {
    const entry = { ...task(HANA, 'SignVisit'), commands: [] };
    expect(await page(entry)).not.toContain('do-SignVisit');
  });
});

describe('weight', () => {
  it('a decision page stays under 15 KB', async () => {
    const answer = await get(fakeFront().app, `/visits/${VISIT}`, { 'Accept-Encoding': 'gzip' });
    expect((await answer.arrayBuffer()).byteLength).toBeLessThan(15 * 1024);
  });
});
