import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cleanFile } from '../../../functions/http/media/clean.ts';
import { STATUS } from '../../../functions/http/problem.ts';
import type { IdentityProvider } from '../../../functions/identity/identity.ts';
import { AppError, ERROR_NAMES, type ErrorName } from '../../../shared/kernel/errors.ts';
import { JPEG, PNG, text, WEBP_LOSSY } from '../../support/pictures.ts';
import { bearer, cookie, fakeFront, jsonPost, NOW } from './fake-front.ts';
import { HANA, OMAR, VISIT } from './fake-kinds.ts';

const ELSEWHERE: IdentityProvider = {
  bearer: async () => null,
  signIn: {
    by: 'redirect',
    origin: 'https://sign-in.example',
    address: () => 'https://sign-in.example/authorize',
    redeem: async () => HANA,
    signOutAddress: () => 'https://sign-in.example/logout',
  },
};
const CONCERN = { text: 'Lights are out', source: 'resident' };
const COMMAND = `/api/visits/${VISIT}/commands/AddConcern`;
const SIGN = `/api/visits/${VISIT}/commands/SignVisit`;

describe('the JSON API', () => {
  it('says it is alive without touching anything', async () => {
    const { app, calls } = fakeFront();
    const answer = await app.request('/healthz');
    expect(await answer.json()).toEqual({ status: 'ok', version: '1.2.3' });
    expect(calls).toEqual([]);
  });

  it('says what is still on its way', async () => {
    const answer = await fakeFront().app.request('/readyz');
    expect(await answer.json()).toEqual({
      status: 'ready',
      version: '1.2.3',
      pending: { outbox: 0, timersDue: 0, undriven: 0 },
      quiescent: true,
    });
  });

  it('answers 503 with Retry-After while the store does not answer', async () => {
    const { app } = fakeFront({
      readiness: () => Promise.reject(new AppError('Unavailable', 'unavailable')),
    });
    const answer = await app.request('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('gives a token to a demo person, and never a cookie', async () => {
    const answer = await fakeFront().app.request('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ person: HANA }),
    });
    expect(await answer.json()).toMatchObject({
      token: `token-${HANA}`,
      person: { id: HANA, roles: ['chair'] },
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('knows no demo sign-in elsewhere', async () => {
    const { app } = fakeFront({}, { identity: ELSEWHERE });
    expect((await app.request('/api/session', jsonPost({ person: HANA }))).status).toBe(404);
  });

  it('says who I am and what waits for me', async () => {
    const { app } = fakeFront();
    const me = await app.request('/api/me', { headers: bearer() });
    expect(await me.json()).toMatchObject({ id: HANA, name: 'Hana Yousif', roles: ['chair'] });
    const tasks = await app.request('/api/tasks', { headers: bearer() });
    const { items, nextCursor } = (await tasks.json()) as { items: unknown[]; nextCursor: string };
    expect(items[0]).toMatchObject({
      caseId: VISIT,
      commands: ['AddConcern'],
      dueOn: '2026-11-18',
      level: 1,
    });
    expect(nextCursor).not.toContain('tasks-1');
  });

  it('opens an entry with 201 and its address', async () => {
    const { app, calls } = fakeFront();
    const input = { forum: 'FO-RAMADI', title: 'Visit', startsOn: '2026-12-01' };
    const answer = await app.request('/api/visits', jsonPost(input));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/visits/${VISIT}`);
    const request = calls.find(({ name }) => name === 'submitCommand')?.args[1];
    expect(request).toMatchObject({ id: null, name: 'OpenVisit', input, idempotencyKey: 'key-1' });
  });

  it('gives a command and says when the answer is a replay', async () => {
    const { app } = fakeFront({
      submitCommand: async () => ({ id: VISIT, version: 4, stage: 'collecting', events: [], replayed: true }),
    });
    const answer = await app.request(COMMAND, jsonPost(CONCERN));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('idempotency-replayed')).toBe('true');
    expect(await answer.json()).toEqual({ id: VISIT, version: 4, stage: 'collecting', events: [] });
  });

  it('passes on what an approver saw, without the part that progress changes', async () => {
    const { app, calls } = fakeFront();
    const seen = await app.request(`/api/visits/${VISIT}`, { headers: bearer() });
    const etag = seen.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"abc123~[\w-]{12}"$/);
    const answer = await app.request(SIGN, jsonPost({}, { 'If-Match': etag }));
    expect(answer.status).toBe(200);
    expect(calls.at(-1)?.args[1]).toMatchObject({ ifMatch: '"abc123"' });
  });

  it('answers 304 to whoever has the same answer, and only then', async () => {
    const { app } = fakeFront();
    const path = `/api/visits/${VISIT}`;
    const etag = (await app.request(path, { headers: bearer() })).headers.get('etag') ?? '';
    expect((await app.request(path, { headers: { ...bearer(), 'If-None-Match': etag } })).status).toBe(304);
    expect((await app.request(path, { headers: { ...bearer(), 'If-None-Match': `W/${etag}` } })).status).toBe(
      304,
    );
    expect((await app.request(path, { headers: { ...bearer(), 'If-None-Match': '"abc123"' } })).status).toBe(
      200,
    );
  });

  it('says in the reader\u2019s language what an entry waits for', async () => {
    const { app } = fakeFront();
    const one = async (language: string) => {
      const headers = { ...bearer(), 'Accept-Language': language };
      return (await app.request(`/api/nothing/${VISIT}`, { headers })).json();
    };
    expect(await one('en')).toMatchObject({ title: 'Not found', code: 'not-found', status: 404 });
    expect(await one('ar-IQ,en;q=0.5')).toMatchObject({ title: 'غير موجود' });
    expect(await one('ckb')).toMatchObject({ title: 'نەدۆزرایەوە' });
  });

  it('keeps salts out of the history', async () => {
    const answer = await fakeFront().app.request(`/api/visits/${VISIT}/history`, { headers: bearer() });
    const text = await answer.text();
    expect(text).toContain('"digests"');
    expect(text).not.toContain('secret-salt');
  });

  it('counts for a date, by default today in Baghdad', async () => {
    const { app } = fakeFront();
    const at = async (query: string) =>
      (await app.request(`/api/indicators${query}`, { headers: bearer() })).json();
    expect(await at('')).toMatchObject({ asOf: NOW.slice(0, 10) });
    expect(await at('?asOf=2017-12-20')).toMatchObject({ asOf: '2017-12-20' });
  });

  it('exports lines to the auditor only', async () => {
    const { app } = fakeFront();
    expect((await app.request('/api/export.ndjson', { headers: bearer(HANA) })).status).toBe(403);
    const answer = await app.request('/api/export.ndjson', { headers: bearer(OMAR) });
    expect(await answer.text()).toBe(`${JSON.stringify({ type: 'entry', id: VISIT })}\n`);
  });
});

describe('attachments', () => {
  const send = (app: ReturnType<typeof fakeFront>['app'], body: Uint8Array<ArrayBuffer>) =>
    app.request('/api/attachments', { method: 'POST', headers: bearer(), body });

  it.each([
    ['image/jpeg', JPEG, 'inline', 'jpg'],
    ['image/png', PNG, 'inline', 'png'],
    ['image/webp', WEBP_LOSSY, 'inline', 'webp'],
    ['application/pdf', text('%PDF-1.7\n%%EOF\n'), 'attachment', 'pdf'],
  ])('keeps %s cleaned and gives it back for nobody to run or share', async (type, bytes, shown, ending) => {
    const { app } = fakeFront();
    const kept = await send(app, new Uint8Array(bytes));
    expect(kept.status).toBe(201);
    const { sha256, size } = (await kept.json()) as { sha256: string; size: number };
    for (const path of [`/api/attachments/${sha256}`, `/api/visits/${VISIT}/attachments/${sha256}`]) {
      const back = await app.request(path, { headers: bearer() });
      const body = new Uint8Array(await back.arrayBuffer());
      expect(body).toEqual(new Uint8Array(cleanFile(bytes).content));
      expect([size, createHash('sha256').update(body).digest('hex')]).toEqual([body.length, sha256]);
      expect(Object.fromEntries(back.headers)).toMatchObject({
        'content-type': type,
        'content-disposition': `${shown}; filename="${sha256.slice(0, 12)}.${ending}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
      });
      const again = await app.request(path, { headers: { ...bearer(), 'If-None-Match': `"${sha256}"` } });
      expect(again.status).toBe(304);
    }
  });

  it('refuses other kinds, whatever they are called', async () => {
    const { app } = fakeFront();
    const html = new Uint8Array(Buffer.from('<html><script>'));
    expect((await send(app, html)).status).toBe(415);
    expect((await send(app, new Uint8Array())).status).toBe(415);
  });

  it('refuses more than 4 MB', async () => {
    const big = new Uint8Array(4 * 1024 * 1024 + 1);
    expect((await send(fakeFront().app, big)).status).toBe(413);
  });

  it.each(['x', '..%2f..%2fetc', 'A'.repeat(64), '0'.repeat(64)])('does not know %s', async (name) => {
    const answer = await fakeFront().app.request(`/api/attachments/${name}`, { headers: bearer() });
    expect(answer.status).toBe(404);
  });
});

describe('errors', () => {
  it.each(Object.entries(STATUS))('%s becomes %i', async (name, status) => {
    const error = new AppError(name as ErrorName, 'some-code', {
      errors: [{ pointer: '/text', code: 'missing' }],
    });
    const { app, faults } = fakeFront({ submitCommand: () => Promise.reject(error) });
    const answer = await app.request(COMMAND, jsonPost(CONCERN));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({
      status,
      code: 'some-code',
      instance: answer.headers.get('x-request-id'),
      errors: [{ pointer: '/text', code: 'missing', message: 'Fill this in.' }],
    });
    expect(faults).toEqual([]);
  });

  it('has a status for every name', () => {
    expect(Object.keys(STATUS).sort()).toEqual([...ERROR_NAMES].sort());
  });

  it('tells nobody but us about a fault', async () => {
    const { app, faults } = fakeFront({
      submitCommand: () => Promise.reject(new TypeError('secret detail')),
    });
    const answer = await app.request(COMMAND, jsonPost(CONCERN));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret detail');
    expect(faults).toHaveLength(1);
  });
});

describe('what the contract refuses', () => {
  const text = (type: string, body = JSON.stringify(CONCERN)) => jsonPost(body, { 'Content-Type': type });
  const without = (name: string): RequestInit => {
    const init = jsonPost(CONCERN);
    const headers = new Headers(init.headers);
    headers.delete(name);
    return { ...init, headers };
  };
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  const table: [string, string, RequestInit, number, string][] = [
    ['no token', COMMAND, without('authorization'), 401, 'not-signed-in'],
    ['a wrong token', COMMAND, jsonPost(CONCERN, bearer('nobody')), 401, 'not-signed-in'],
    ['a person no longer active', COMMAND, jsonPost(CONCERN, bearer('PE-GONE')), 401, 'not-signed-in'],
    ['another scheme', COMMAND, jsonPost(CONCERN, { Authorization: 'Basic eDp5' }), 401, 'not-signed-in'],
    ['an unknown collection', '/api/nothings', jsonPost({}), 404, 'not-found'],
    ['an unknown command', `/api/visits/${VISIT}/commands/Explode`, jsonPost({}), 404, 'not-found'],
    ['an inherited name', `/api/visits/${VISIT}/commands/constructor`, jsonPost({}), 404, 'not-found'],
    ['opening what is open', `/api/visits/${VISIT}/commands/OpenVisit`, jsonPost({}), 404, 'not-found'],
    ['an impossible id', '/api/visits/..%2f..%2f/commands/AddConcern', jsonPost(CONCERN), 404, 'not-found'],
    ['no idempotency key', COMMAND, without('idempotency-key'), 428, 'idempotency-key-required'],
    [
      'no key when opening',
      '/api/visits',
      { ...without('idempotency-key') },
      428,
      'idempotency-key-required',
    ],
    [
      'a key with spaces',
      COMMAND,
      jsonPost(CONCERN, { 'Idempotency-Key': 'a b' }),
      400,
      'bad-idempotency-key',
    ],
    [
      'a long key',
      COMMAND,
      jsonPost(CONCERN, { 'Idempotency-Key': 'k'.repeat(101) }),
      400,
      'bad-idempotency-key',
    ],
    ['an approval of nothing seen', SIGN, jsonPost({}), 428, 'if-match-required'],
    ['plain text', COMMAND, text('text/plain'), 415, 'unsupported-media'],
    ['a form', COMMAND, text('application/x-www-form-urlencoded'), 415, 'unsupported-media'],
    ['no content type', COMMAND, without('content-type'), 415, 'unsupported-media'],
    ['broken JSON', COMMAND, jsonPost('{"text":'), 400, 'malformed-json'],
    ['an empty body', COMMAND, jsonPost(''), 400, 'malformed-json'],
    ['an unterminated string', COMMAND, jsonPost(`"${'\\"'.repeat(100_000)}`), 400, 'malformed-json'],
    ['deep JSON', COMMAND, jsonPost(nested(21)), 400, 'too-deep'],
    ['deep arrays', COMMAND, jsonPost('['.repeat(100_000)), 400, 'too-deep'],
    ['a key twice', COMMAND, jsonPost('{"text":"a","text":"b"}'), 400, 'duplicate-key'],
    ['a key twice, escaped', COMMAND, jsonPost('{"text":"a","te\\u0078t":"b"}'), 400, 'duplicate-key'],
    ['__proto__', COMMAND, jsonPost('{"__proto__":{"role":"admin"}}'), 400, 'forbidden-key'],
    ['__proto__, escaped', COMMAND, jsonPost('{"__pro\\u0074o__":{}}'), 400, 'forbidden-key'],
    ['constructor', COMMAND, jsonPost({ ...CONCERN, constructor: {} }), 400, 'invalid-input'],
    ['a field nobody asked for', COMMAND, jsonPost({ ...CONCERN, role: 'admin' }), 400, 'invalid-input'],
    ['a body bomb', COMMAND, jsonPost({ text: 'x'.repeat(300_000) }), 413, 'too-large'],
    ['an unknown parameter', `${COMMAND}?role=admin`, jsonPost(CONCERN), 400, 'invalid-input'],
    ['an unknown list parameter', '/api/visits?sort=x', { headers: bearer() }, 400, 'invalid-input'],
    ['a parameter twice', '/api/visits?limit=1&limit=2', { headers: bearer() }, 400, 'invalid-input'],
    ['limit 0', '/api/visits?limit=0', { headers: bearer() }, 400, 'invalid-input'],
    ['limit 101', '/api/visits?limit=101', { headers: bearer() }, 400, 'invalid-input'],
    ['a limit in words', '/api/visits?limit=all', { headers: bearer() }, 400, 'invalid-input'],
    ['a made-up cursor', '/api/visits?cursor=abc', { headers: bearer() }, 400, 'bad-cursor'],
    ['no such date', '/api/indicators?asOf=2026-02-30', { headers: bearer() }, 400, 'invalid-input'],
    ['another method', '/api/visits', { method: 'PUT', headers: bearer() }, 405, 'method-not-allowed'],
    ['deleting', `/api/visits/${VISIT}`, { method: 'DELETE', headers: bearer() }, 405, 'method-not-allowed'],
    ['an unknown address', '/api/visits/VI-1/secrets', { headers: bearer() }, 404, 'not-found'],
  ];

  it.each(table)('%s', async (...[, path, init, status, code]) => {
    const { app, calls } = fakeFront();
    const answer = await app.request(path, init);
    const problem = (await answer.json()) as { code: string };
    expect([answer.status, problem.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (code !== 'invalid-input') expect(calls.filter(({ name }) => name === 'submitCommand')).toEqual([]);
  });

  it('does not trust what the client says about the length', async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const init = { ...jsonPost(''), body: stream, duplex: 'half' } as RequestInit;
    const answer = await fakeFront().app.request(COMMAND, init);
    expect(answer.status).toBe(413);
  });

  it('names the methods an address has', async () => {
    const answer = await fakeFront().app.request('/api/visits', { method: 'PATCH', headers: bearer() });
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });
});

describe('cookies and other sites', () => {
  const post = (headers: Record<string, string>): RequestInit => ({
    ...jsonPost(CONCERN),
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'k', ...cookie(), ...headers },
  });
  const shapes: [string, Record<string, string>, number][] = [
    ['our own origin', { Origin: 'http://localhost' }, 200],
    ['our own origin, told by the browser', { 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['nothing told', {}, 403],
    ['another origin', { Origin: 'https://evil.example' }, 403],
    ['our name as a prefix', { Origin: 'http://localhost.evil.example' }, 403],
    ['another port', { Origin: 'http://localhost:81' }, 403],
    ['our name as a user', { Origin: 'http://localhost@evil.example' }, 403],
    ['null', { Origin: 'null' }, 403],
    ['empty', { Origin: '' }, 403],
    ['cross-site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['same-site is not same-origin', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['the two disagree', { Origin: 'http://localhost', 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a user action without a page', { 'Sec-Fetch-Site': 'none' }, 403],
  ];

  it.each(shapes)('%s', async (_, headers, status) => {
    const { app } = fakeFront();
    expect((await app.request(COMMAND, post(headers))).status).toBe(status);
  });

  it('never falls back from a bad token to a good cookie', async () => {
    const init = { headers: { ...cookie(), Authorization: 'Bearer nonsense' } };
    expect((await fakeFront().app.request('/api/me', init)).status).toBe(401);
  });

  it('lets a cookie read', async () => {
    expect((await fakeFront().app.request('/api/me', { headers: cookie() })).status).toBe(200);
  });
});

describe('cursors', () => {
  const first = async (path = '/api/visits?limit=1', who: string = HANA) => {
    const { app } = fakeFront();
    const answer = await app.request(path, { headers: bearer(who) });
    return ((await answer.json()) as { nextCursor: string }).nextCursor;
  };
  const status = async (cursor: string, path = '/api/visits?limit=1', who: string = HANA) => {
    const { app } = fakeFront();
    const url = `${path}&cursor=${encodeURIComponent(cursor)}`;
    return (await app.request(url, { headers: bearer(who) })).status;
  };

  it('leads on where the store stopped', async () => {
    const { app, calls } = fakeFront();
    const answer = await app.request('/api/visits?limit=1', { headers: bearer() });
    const link = /<(.*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? '';
    expect((await app.request(link, { headers: bearer() })).status).toBe(200);
    expect(calls.at(-1)?.args.at(-1)).toEqual({ filter: {}, page: { limit: 1, cursor: 'position-1' } });
  });

  it('is of no use to another person, for another list or another filter', async () => {
    const cursor = await first();
    expect(await status(cursor)).toBe(200);
    expect(await status(cursor, '/api/visits?limit=1', OMAR)).toBe(400);
    expect(await status(cursor, '/api/people?limit=1')).toBe(400);
    expect(await status(cursor, '/api/visits?limit=1&open=true')).toBe(400);
  });

  it('is refused after any change', async () => {
    const cursor = await first();
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      expect(await status(`${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`)).toBe(400);
    }
    for (const other of [`${cursor}.`, `${cursor}=`, ` ${cursor}`, `${cursor}\n`, '.', 'x'.repeat(5000)])
      expect(await status(other)).toBe(400);
  });
});

describe('headers', () => {
  it('lets nothing in from elsewhere', async () => {
    const answer = await fakeFront().app.request('/healthz');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/script-src 'nonce-[^']+'/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  it('keeps a request id it was given only when it is harmless', async () => {
    const { app } = fakeFront();
    const id = async (given: string) =>
      (await app.request('/healthz', { headers: { 'X-Request-Id': given } })).headers.get('x-request-id');
    expect(await id('abc-1')).toBe('abc-1');
    expect(await id('a<script>')).not.toContain('<');
    expect(await id('x'.repeat(65))).toHaveLength(36);
  });
});
