import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCursors } from '../../../functions/http/cursor.ts';
import { jsonLog } from '../../../shared/aws/log.ts';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { bearer, cookie, fakeFront, jsonPost, NOW, ORIGIN } from './fake-front.ts';
import { HANA, OMAR, VISIT } from './fake-kinds.ts';

const COMMAND = `/api/visits/${VISIT}/commands/AddConcern`;
const PAGE_COMMAND = `/visits/${VISIT}/commands/AddConcern`;
const CONCERN = { text: 'Lights are out', source: 'resident' };

describe('headers on every route and every status (T27, E-3)', () => {
  const { app } = fakeFront();
  const filled = (path: string): string =>
    path
      .replace(':collection', 'visits')
      .replace(':id', VISIT)
      .replace(':name', 'AddConcern')
      .replace(':sha256', '0'.repeat(64))
      .replaceAll(/:\w+(\{[^}]*\})?/g, 'x');
  const paths = [
    ...new Set(app.routes.filter(({ method }) => method !== 'ALL').map(({ path }) => filled(path))),
  ];
  const WHO: Record<string, Record<string, string>> = {
    nobody: {},
    'a program': bearer(),
    'a browser': { ...cookie(), Origin: ORIGIN },
    'a browser on another site': { ...cookie(), Origin: 'https://evil.example' },
  };
  const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
  const MAY_SET_COOKIES = new Set([
    '/sign-in',
    '/sign-out',
    '/sign-in/start',
    '/sign-in/callback',
    '/language',
  ]);

  it('are there on more than three hundred answers', async () => {
    let answers = 0;
    for (const path of [...paths, '/not/there/at/all', '/api/nothing', '/%2e%2e/etc'])
      for (const method of METHODS)
        for (const [who, headers] of Object.entries(WHO)) {
          const answer = await app.request(path, { method, headers });
          const at = `${method} ${path} as ${who} (${answer.status})`;
          const policy = answer.headers.get('content-security-policy') ?? '';
          expect(policy, at).toMatch(/default-src 'none'|sandbox/);
          expect(policy, at).not.toMatch(/unsafe-(inline|eval)|\*|https?:/);
          expect(answer.headers.get('x-content-type-options'), at).toBe('nosniff');
          expect(answer.headers.get('x-frame-options'), at).toBe('DENY');
          expect(answer.headers.get('referrer-policy'), at).toBe('same-origin');
          expect(answer.headers.get('strict-transport-security'), at).toMatch(/max-age=\d+/);
          expect(answer.headers.get('cache-control'), at).not.toBeNull();
          expect(answer.headers.get('access-control-allow-origin'), at).toBeNull();
          expect(answer.headers.get('x-powered-by'), at).toBeNull();
          expect(answer.status, at).toBeLessThan(500);
          for (const set of answer.headers.getSetCookie()) {
            expect(MAY_SET_COOKIES.has(path), `${at}: ${set}`).toBe(true);
            for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
              expect(set, at).toContain(part);
          }
          answers += 1;
        }
    expect(answers).toBeGreaterThan(300);
  });

  it('give each page a nonce of its own, and no page code or style without it', async () => {
    const policies = new Set<string>();
    for (const path of ['/', '/messages', `/visits/${VISIT}`, '/account', '/sign-in', '/docs']) {
      const answer = await app.request(path, { headers: cookie() });
      policies.add(answer.headers.get('content-security-policy') ?? '');
      expect(await answer.text()).not.toMatch(/<script(?![^>]*nonce=)|<style|\sstyle="|\son[a-z]+="/);
    }
    expect(policies.size).toBe(6);
  });
});

describe('forms of other sites (T-3)', () => {
  const site = (headers: Record<string, string>) => ({ ...cookie(), ...headers });
  const SHAPES: readonly (readonly [string, Record<string, string>])[] = [
    ['no Origin at all', {}],
    ['another origin', { Origin: 'https://evil.example' }],
    ['the origin null', { Origin: 'null' }],
    ['our host as a part of another', { Origin: 'http://localhost.evil.example' }],
    ['our host in the user part', { Origin: 'http://localhost@evil.example' }],
    ['our host on another port', { Origin: 'http://localhost:8080' }],
    ['an origin that is no URL', { Origin: 'localhost' }],
    ['two origins', { Origin: `${ORIGIN} https://evil.example` }],
    ['a cross-site fetch', { Origin: ORIGIN, 'Sec-Fetch-Site': 'cross-site' }],
    ['a same-site fetch', { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-site' }],
    ['a navigation from nowhere', { 'Sec-Fetch-Site': 'none' }],
    ['only a referrer', { Referer: `${ORIGIN}/` }],
  ];
  const TYPES = ['application/x-www-form-urlencoded', 'text/plain', 'application/json'];

  it.each(SHAPES)('are refused with %s, on pages and on the API', async (_, headers) => {
    const { app, calls } = fakeFront();
    for (const path of [PAGE_COMMAND, COMMAND, '/account/sessions', '/account/acting-for'])
      for (const type of TYPES) {
        const init = { method: 'POST', headers: { ...site(headers), 'Content-Type': type }, body: '{}' };
        expect((await app.request(path, init)).status, `${path} ${type}`).toBe(403);
      }
    expect(calls.filter(({ name }) => name === 'submitCommand')).toEqual([]);
  });

  it('cannot give a command over the API with the cookie and plain text', async () => {
    const { app } = fakeFront();
    const headers = { ...cookie(), Origin: ORIGIN, 'Content-Type': 'text/plain', 'Idempotency-Key': 'k' };
    const init = { method: 'POST', headers, body: JSON.stringify(CONCERN) };
    expect((await app.request(COMMAND, init)).status).toBe(415);
  });

  it('cannot ride on a token: a bearer is never taken together with a cookie', async () => {
    const { app, calls } = fakeFront();
    const headers = { ...cookie(HANA), ...bearer(OMAR) };
    expect(await (await app.request('/api/me', { headers })).json()).toMatchObject({ id: OMAR });
    const wrong = { ...cookie(HANA), Authorization: 'Bearer nonsense' };
    expect((await app.request('/api/me', { headers: wrong })).status).toBe(401);
    expect(calls.some(({ name }) => name === 'submitCommand')).toBe(false);
  });
});

describe('fields nobody asked for (T-1, E-7)', () => {
  const KEYS = ['role', 'status', 'version', 'holder', 'stage', 'id', 'authVersion', 'actor', 'onBehalfOf'];
  const PROTO = ['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];

  it.each([...KEYS, ...PROTO])('%s in a body changes nothing', async (key) => {
    const { app, calls } = fakeFront();
    const answer = await app.request(COMMAND, jsonPost({ ...CONCERN, [key]: { admin: true } }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: `/${key}`, code: 'unknown-field' }] });
    expect(calls.filter(({ name }) => name === 'loadActor')).toHaveLength(1);
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"a":{"__proto__":{"admin":true}}}',
    '[{"__proto__":1}]',
    '{"\\u005f_proto__":{"admin":true}}',
    '{"text":"a","text":"b"}',
    '{"a":{"x":1,"x":2}}',
  ])('%s is not read at all', async (body) => {
    const { app } = fakeFront();
    expect((await app.request(COMMAND, jsonPost(body))).status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('are not taken from names of form fields', async () => {
    const { app, calls } = fakeFront();
    const fields = {
      _key: 'k',
      '/text': 'Lights',
      '/source': 'resident',
      '/__proto__/admin': '1',
      '__proto__.admin': '1',
      'constructor.prototype.admin': '1',
      '/role': 'administrator',
    };
    const headers = {
      ...cookie(),
      Origin: ORIGIN,
      'Content-Type': 'application/x-www-form-urlencoded',
    };
    const body = new URLSearchParams(fields).toString();
    expect((await app.request(PAGE_COMMAND, { method: 'POST', headers, body })).status).toBe(303);
    expect(calls.at(-1)?.args[1]).toMatchObject({ input: { text: 'Lights', source: 'resident' } });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('cursors (T-5)', () => {
  const person = (id: EntryId, more: Partial<PersonActor> = {}): PersonActor => ({
    kind: 'person',
    id,
    name: 'x',
    assignments: [],
    authVersion: 1,
    ...more,
  });
  let now = NOW;
  const cursors = createCursors('a secret of the tests, long enough to count', { now: () => now });
  const owner = { actor: person(HANA), list: '/api/visits {}' };
  const position = JSON.stringify({ pk: 'CASE#SECRET', sk: 'HEAD' });
  const cursor = cursors.seal(position, owner) ?? '';
  const refused = (given: string, by = owner) => expect(() => cursors.open(given, by)).toThrow('bad-cursor');

  it('give back what was sealed, and show nothing of it', () => {
    expect(cursors.open(cursor, owner)).toBe(position);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('SECRET');
    expect(cursors.seal(position, owner)).not.toBe(cursor);
  });

  it('are worth nothing to another person, for another list, or to whoever acts for somebody', () => {
    refused(cursor, { ...owner, actor: person(OMAR) });
    refused(cursor, { ...owner, list: '/api/visits {"open":false}' });
    refused(cursor, { ...owner, actor: person(HANA, { onBehalfOf: OMAR }) });
  });

  it('are worth nothing with any bit changed, cut, lengthened, or made by another secret', () => {
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      refused(`${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`);
    }
    for (const given of [
      cursor.slice(1),
      `${cursor}A`,
      `${cursor} `,
      `${cursor}=`,
      'x',
      ' ',
      'A'.repeat(4097),
    ])
      refused(given);
    const stranger = createCursors('another secret, just as long as the first', { now: () => NOW });
    refused(stranger.seal(position, owner) ?? '');
  });

  it('are worth nothing after a day', () => {
    now = new Date(Date.parse(NOW) + 25 * 3_600_000).toISOString();
    refused(cursor);
    now = NOW;
  });

  it('that the store alone would know are not taken', async () => {
    const { app } = fakeFront();
    for (const raw of [position, Buffer.from(position).toString('base64url'), '{"pk":"CASE#PE-1"}']) {
      const answer = await app.request(`/api/visits?cursor=${encodeURIComponent(raw)}`, {
        headers: bearer(),
      });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'bad-cursor']);
    }
  });
});

describe('bodies that are bombs (D-1)', () => {
  const bytes = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
    fakeFront().app.request(COMMAND, { ...jsonPost('', headers), body });

  it('are not unpacked', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(8_000_000, 0x20)));
    for (const packing of ['gzip', 'deflate', 'br', 'gzip, gzip', 'x'])
      expect((await bytes(bomb, { 'Content-Encoding': packing })).status).toBe(415);
  });

  it.each([
    ['a wide object', `{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":1`).join(',')}}`],
    ['a wide array', `[${'1,'.repeat(100_000)}1]`],
    ['a deep object', `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`],
    ['a long number', `{"text":${'9'.repeat(200_000)}}`],
    ['a long string', `{"text":"${'\\u0000'.repeat(30_000)}"}`],
    ['quotes without end', `{"text":"${'\\"'.repeat(100_000)}`],
    ['half a surrogate', '{"text":"\\ud800","source":"resident"}'],
    ['bytes that are no text', '\ud800'],
  ])('are answered quickly: %s', async (_, body) => {
    const { app } = fakeFront();
    const began = performance.now();
    const answer = await app.request(COMMAND, jsonPost(body));
    expect(answer.status).toBeLessThan(500);
    // A reading that went wrong would take minutes; the machine may be busy.
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('in forms are counted too', async () => {
    const headers = { ...cookie(), Origin: ORIGIN, 'Content-Type': 'application/x-www-form-urlencoded' };
    const body = Array.from({ length: 3000 }, (_, n) => `f${n}=1`).join('&');
    const answer = await fakeFront().app.request(PAGE_COMMAND, { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
  });
});

/** Ends a line, steers a terminal, or turns the text around. */
const steers = (letter: string): boolean =>
  letter < ' ' ||
  (letter >= '\u007f' && letter <= '\u009f') ||
  /[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/.test(letter);

describe('lines of the log (I-5)', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['line ends', 'a\r\n{"level":"ERROR","message":"forged"}'],
    ['line ends of Unicode', 'a\u2028b\u2029c\u0085d'],
    ['colours', '\u001b[31mred\u001b[0m \u009b2J'],
    ['bidirectional marks', 'abc\u202egpj.exe\u2066\u2069'],
    ['invisible marks', 'a\u200bb\ufeffc\u200fd'],
    ['a null', 'a\u0000b'],
  ])('stay one line each, with %s written out', (_, text) => {
    let written = '';
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        written += String(chunk);
        return true;
      });
    const log = jsonLog('test');
    log.warn('some.code', { path: text, inner: { deep: [text] }, error: new Error(text) });
    vi.restoreAllMocks();
    const [line = '', ...more] = written.split('\n');
    expect(more).toEqual(['']);
    expect([...line].filter(steers)).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ message: 'some.code' });
  });
});

it('an id is never more than an id', () => {
  for (const text of ['PE-1/../x', 'PE-1%00', 'pe-1', 'PE-', 'PE-1 ', `PE-${'A'.repeat(40)}`, 'PE-1\n'])
    expect(EntryId.safeParse(text).success, text).toBe(false);
});
