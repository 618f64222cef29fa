import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeFront } from '../http/fake-front.ts';
import { HANA, VISIT } from '../http/fake-kinds.ts';

const { app, calls, faults } = fakeFront();
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const PATIENCE_MS = 400;

/** What comes back for these very bytes, until the other side closes or stays silent. */
async function raw(bytes: string | Buffer, { close = false } = {}): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    answer += chunk;
    socket.setTimeout(PATIENCE_MS / 4);
  });
  socket.on('error', () => undefined);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  if (close) socket.end(bytes);
  else socket.write(bytes);
  await closed;
  return answer;
}

const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));

const AUTH = `Authorization: Bearer token-${HANA}\r\n`;
const request = (line: string, headers = '', body = ''): string =>
  `${line}\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n${body}`;
const POST = `POST /api/visits/${VISIT}/commands/AddConcern HTTP/1.1`;
const JSON_HEADERS = `${AUTH}Content-Type: application/json\r\nIdempotency-Key: k\r\n`;
const BODY = '{"text":"a","source":"resident"}';

describe('requests that are no requests (T30, E-8)', () => {
  const SHAPES: readonly (readonly [string, string | Buffer])[] = [
    [
      'both lengths',
      request(POST, `${JSON_HEADERS}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\nGET /'),
    ],
    ['two lengths', request(POST, `${JSON_HEADERS}Content-Length: 2\r\nContent-Length: 30\r\n`, BODY)],
    ['a length in words', request(POST, `${JSON_HEADERS}Content-Length: many\r\n`, BODY)],
    ['a negative length', request(POST, `${JSON_HEADERS}Content-Length: -1\r\n`, BODY)],
    ['a length with a sign', request(POST, `${JSON_HEADERS}Content-Length: +32\r\n`, BODY)],
    [
      'a length beyond every number',
      request(POST, `${JSON_HEADERS}Content-Length: ${'9'.repeat(30)}\r\n`, BODY),
    ],
    [
      'a chunk size in words',
      request(POST, `${JSON_HEADERS}Transfer-Encoding: chunked\r\n`, 'zz\r\nab\r\n0\r\n\r\n'),
    ],
    [
      'a negative chunk',
      request(POST, `${JSON_HEADERS}Transfer-Encoding: chunked\r\n`, '-1\r\nab\r\n0\r\n\r\n'),
    ],
    [
      'an enormous chunk',
      request(POST, `${JSON_HEADERS}Transfer-Encoding: chunked\r\n`, 'ffffffffffffffff1\r\nab'),
    ],
    ['a chunk without its end', request(POST, `${JSON_HEADERS}Transfer-Encoding: chunked\r\n`, '5\r\n{"a"')],
    [
      'a chunk with an endless extension',
      request(
        POST,
        `${JSON_HEADERS}Transfer-Encoding: chunked\r\n`,
        `2;${'x'.repeat(70_000)}\r\n{}\r\n0\r\n\r\n`,
      ),
    ],
    ['a coding nobody knows', request(POST, `${JSON_HEADERS}Transfer-Encoding: xchunked\r\n`, BODY)],
    ['a coding twice', request(POST, `${JSON_HEADERS}Transfer-Encoding: chunked, identity\r\n`, '0\r\n\r\n')],
    ['a header of 64 KB', request('GET /api/me HTTP/1.1', `X: ${'a'.repeat(65_536)}\r\n`)],
    ['two thousand headers', request('GET /api/me HTTP/1.1', 'X-A: b\r\n'.repeat(3000))],
    ['a cookie of 60 KB', request('GET / HTTP/1.1', `Cookie: __Host-aman=${'a'.repeat(60_000)}\r\n`)],
    ['a header name with a space', request('GET /api/me HTTP/1.1', 'X y: z\r\n')],
    ['a folded header', request('GET /api/me HTTP/1.1', 'X: a\r\n b\r\n')],
    ['a header with a null', request('GET /api/me HTTP/1.1', 'X: a\u0000b\r\n')],
    ['a bare line feed', 'GET /api/me HTTP/1.1\nHost: x\n\n'],
    ['a bare carriage return', request('GET /api/me HTTP/1.1', 'X: a\rY: b\r\n')],
    ['no host', 'GET /api/me HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', request('GET /api/me HTTP/1.1', 'Host: evil.example\r\n')],
    ['a host that is no host', 'GET /api/me HTTP/1.1\r\nHost: a b:c/@\r\nConnection: close\r\n\r\n'],
    ['HTTP/1.0 without anything', 'GET /api/me HTTP/1.0\r\n\r\n'],
    ['HTTP/0.9', 'GET /api/me\r\n\r\n'],
    ['HTTP/2 in clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/9.9', request('GET /api/me HTTP/9.9')],
    ['TLS', Buffer.from('16030100ff010000fb0303', 'hex')],
    ['noise', Buffer.from(Array.from({ length: 2000 }, (_, n) => (n * 7919) % 256))],
    ['TRACE', request('TRACE / HTTP/1.1', AUTH)],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['a method nobody knows', request('BREW /api/me HTTP/1.1', AUTH)],
    ['an upgrade', request('GET / HTTP/1.1', 'Upgrade: websocket\r\nConnection: Upgrade\r\n')],
    ['an expectation', request('GET /api/me HTTP/1.1', 'Expect: 200-ok\r\n')],
    ['an address of 100 KB', request(`GET /${'a'.repeat(100_000)} HTTP/1.1`)],
    ['an address with a space', request('GET /api/ me HTTP/1.1')],
    ['an address that is a star', request('GET * HTTP/1.1')],
    ['an address of another site', request('GET http://evil.example/api/me HTTP/1.1')],
    ['half a request', 'GET /api/m'],
    ['half a body', request(POST, `${JSON_HEADERS}Content-Length: 1000\r\n`, '{"text":')],
    ['nothing', ''],
  ];

  it(`are never a fault of ours and give nothing away: ${SHAPES.length} shapes`, async () => {
    await Promise.all(
      SHAPES.map(async ([name, bytes]) => {
        const answer = await raw(bytes, { close: bytes.length < 20 });
        for (const status of statusesIn(answer)) expect(status, name).toBeLessThan(500);
        expect(answer, name).not.toContain('Hana Yousif');
      }),
    );
    expect(calls.filter(({ name }) => name === 'submitCommand')).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('leave the server as it was', async () => {
    expect(statusesIn(await raw(request('GET /healthz HTTP/1.1')))).toEqual([200]);
    const good = request(POST, `${JSON_HEADERS}Content-Length: ${BODY.length}\r\n`, BODY);
    expect(statusesIn(await raw(good))).toEqual([200]);
  });

  it('cannot hide a second request behind a first', async () => {
    const hidden = `GET /api/me HTTP/1.1\r\nHost: localhost\r\n${AUTH}\r\n`;
    const smuggled = `${request(POST, `Content-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n')}${hidden}`;
    expect(await raw(smuggled)).not.toContain('Hana Yousif');
  });
});

describe('ways around a check by the address (T30, D7)', () => {
  const AROUND = [
    ...['//api/me', '/api//me', '/api/me/', '/api/./me', '/api/../api/me', '/./api/me', '/x/../api/me'],
    ...[
      '/API/ME',
      '/Api/me',
      '/api/ME',
      '/api/me%20',
      '/api/me%00',
      '/api/me%0a',
      '/api/me%0d%0a',
      '/api/me%09',
    ],
    ...[
      '/api%2fme',
      '/api%252fme',
      '/%61pi/me',
      '/api/%6de',
      '/api/m%65',
      '/%2fapi/me',
      '/api%5cme',
      '/api\\me',
    ],
    ...['/api/me;x=1', '/api;x/me', '/api/me?', '/api/me?x', '/api/me#x', '/api/me.json', '/api/me/..;/me'],
    ...[
      '/api/me%c0%af',
      '/api/%e0%80%afme',
      '/api/me%ef%bc%8f',
      '/api/me\u00ad',
      '/.//api/me',
      '/api/..%2fapi/me',
    ],
    ...[
      '/assets/../api/me',
      '/assets/..%2f..%2fapi/me',
      '/healthz/../api/me',
      '/docs/%2e%2e/api/me',
      '/sign-in/..;/api/me',
    ],
    ...[
      `/visits/${VISIT}`,
      `/VISITS/${VISIT}`,
      `//visits/${VISIT}`,
      `/visits/${VISIT}/`,
      `/visits/${VISIT}%2fprint`,
    ],
    ...[
      `/api/visits/${VISIT}/history`,
      `/api/visits/${VISIT}%2fhistory`,
      '/api/export.ndjson',
      '/api/export%2endjson',
    ],
  ];

  it(`leads past no sign-in: ${AROUND.length} shapes`, async () => {
    await Promise.all(
      AROUND.map(async (path) => {
        const answer = await raw(request(`GET ${Buffer.from(path).toString('latin1')} HTTP/1.1`));
        const [status = 0] = statusesIn(answer);
        expect(status, path).toBeGreaterThanOrEqual(300);
        expect(status, path).toBeLessThan(500);
        expect(answer, path).not.toMatch(/Hana Yousif|Visit to Ramadi|secret-salt/);
      }),
    );
    expect(AROUND.length).toBeGreaterThan(40);
  });

  it.each([
    'X-HTTP-Method-Override: DELETE',
    'X-Method-Override: POST',
    'X-Original-URL: /api/me',
    'X-Rewrite-URL: /api/me',
    'X-Forwarded-User: PE-HANA',
    'X-Forwarded-Host: evil.example',
    'X-Acting-For: PE-HANA',
    'Forwarded: for=127.0.0.1;host=evil.example',
    'X-Middleware-Subrequest: middleware',
  ])('no header changes what is asked for: %s', async (header) => {
    const answer = await raw(request('GET /healthz HTTP/1.1', `${header}\r\n`));
    expect(statusesIn(answer)).toEqual([200]);
    const me = await raw(request('GET /api/me HTTP/1.1', `${header}\r\n`));
    expect(statusesIn(me)).toEqual([401]);
    expect(answer + me).not.toContain('evil.example');
  });
});
