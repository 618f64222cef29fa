import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AmanServer, freePort, startServer } from '../../support/server.ts';

const DAY_MS = 86_400_000;

const clockOf = async (server: AmanServer): Promise<number> => {
  const { now } = (await (await fetch(`${server.awsUrl}/clock`)).json()) as { now: string };
  return Date.parse(now);
};

const putClock = (server: AmanServer, body: string) =>
  fetch(`${server.awsUrl}/clock`, { method: 'PUT', body });

const moveTo = (server: AmanServer, at: number) =>
  putClock(server, JSON.stringify({ now: new Date(at).toISOString() }));

describe('a running host', () => {
  let server: AmanServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.remove());

  test('answers on both ports and says so', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
      status: 'ready',
      quiescent: true,
    });
    expect(server.output).toContain(server.url);
    expect(server.output).toContain(server.dataDir);
  });

  test('keeps data and secret for its owner alone', () => {
    expect(statSync(join(server.dataDir, 'secret')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(server.dataDir, 'dynamodb.sqlite'))).toBe(true);
    expect(existsSync(join(server.dataDir, 'states.sqlite'))).toBe(true);
  });

  test('is reached by the AWS wire protocol', async () => {
    const response = await fetch(server.awsUrl, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    });
    expect(await response.json()).toEqual({ TableNames: [expect.stringMatching(/Cases/)] });
  });

  test('is not ended by broken requests', async () => {
    const bodies = ['', '{', 'null', '[]', '\0', '"x"'];
    for (const body of bodies) {
      await fetch(server.awsUrl, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
        body,
      });
      await fetch(`${server.url}/api/safety-plans`, { method: 'POST', body });
    }
    await fetch(`${server.url}/%E0%A4%A`);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('refuses a second process on its data, and goes on', async () => {
    const second = new AmanServer(await freePort(), { dataDir: server.dataDir });
    await expect(second.start()).rejects.toThrow(/Ended with 1:\nAman: .*dynamodb.sqlite is in use/);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test.each([
    ['no JSON', 'tomorrow'],
    ['nothing', ''],
    ['another type', '{"now": 5}'],
    ['no zone', '{"now": "2027-01-01T00:00:00"}'],
    ['a date alone', '{"now": "2027-01-01"}'],
    ['no such day', '{"now": "2027-02-30T00:00:00Z"}'],
    ['another field', '{"now": "2027-01-01T00:00:00Z", "then": 1}'],
    ['a year beyond all calendars', '{"now": "2227-01-01T00:00:00Z"}'],
    ['too much', `{"now": "${'2'.repeat(5000)}"}`],
  ])('refuses to move the clock by %s', async (_, body) => {
    const response = await putClock(server, body);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'malformed' });
  });

  test('moves the clock of everything', async () => {
    const target = Date.now() + 30 * DAY_MS;
    const answer = (await (await moveTo(server, target)).json()) as { now: string };
    expect(answer).toMatchObject({ moved: 'forward', fired: 0 });
    expect(Date.parse(answer.now)).toBeGreaterThanOrEqual(target - 1);
    expect(await clockOf(server)).toBeGreaterThanOrEqual(target - 1);
  });

  test('says that stored instants stay when the clock goes back', async () => {
    const answer = await (await moveTo(server, Date.now())).json();
    expect(answer).toMatchObject({ moved: 'back', note: expect.any(String) });
  });
});

describe('the life of a host', () => {
  test('stops at once and cleanly on SIGTERM, and starts again', async () => {
    const server = await startServer();
    try {
      const started = performance.now();
      expect(await server.stop()).toBe(0);
      expect(performance.now() - started).toBeLessThan(5000);
      await server.start();
      expect(server.output).not.toMatch(/created|updated|built/);
    } finally {
      await server.remove();
    }
  });

  test('survives requests cut off in the middle, and does not wait for one that never ends', async () => {
    const server = await startServer();
    const half =
      'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"per';
    const open = async (url: string) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(half);
      return socket;
    };
    try {
      for (const url of [server.url, server.awsUrl, server.url]) (await open(url)).resetAndDestroy();
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      await Promise.all([open(server.url), open(server.awsUrl)]);
      const started = performance.now();
      expect(await server.stop()).toBe(0);
      expect(performance.now() - started).toBeLessThan(6000);
    } finally {
      await server.remove();
    }
  });

  test('is back on the same port and data right after SIGKILL, with the clock where it was', async () => {
    const server = await startServer();
    try {
      const target = Date.now() + 90 * DAY_MS;
      expect((await moveTo(server, target)).status).toBe(200);
      await server.kill();
      await server.start();
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      expect(await clockOf(server)).toBeGreaterThanOrEqual(target - 1);
    } finally {
      await server.remove();
    }
  });

  test('begins at AMAN_NOW', async () => {
    const server = await startServer({ env: { AMAN_NOW: '2027-03-21T06:00:00Z' } });
    try {
      expect(new Date(await clockOf(server)).toISOString()).toContain('2027-03-21T06:00');
    } finally {
      await server.remove();
    }
  });

  test.each([
    ['a port that is no number', { PORT: 'web' }, /PORT must be a number/],
    ['a clock that is no instant', { AMAN_NOW: 'yesterday' }, /AMAN_NOW must be an RFC 3339 instant/],
    ['a data folder that is a file', { DATA_DIR: import.meta.filename }, /The data folder cannot be used/],
  ])('refuses %s in one line', async (_, env, sentence) => {
    const server = new AmanServer(await freePort(), { env });
    try {
      await expect(server.start()).rejects.toThrow(sentence);
      expect(server.output.trim().split('\n')).toHaveLength(1);
    } finally {
      await server.remove();
    }
  });

  test('refuses a port that is in use in one line', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    const server = new AmanServer(port);
    try {
      await expect(server.start()).rejects.toThrow(`Port ${port} is in use`);
      expect(server.output.trim().split('\n')).toHaveLength(1);
      expect(readdirSync(server.dataDir)).toEqual([]);
    } finally {
      holder.close();
      await server.remove();
    }
  });

  test.each(['dynamodb.sqlite', 'states.sqlite'])(
    'refuses a damaged %s instead of starting empty',
    async (file) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'aman-damaged-'));
      writeFileSync(join(dataDir, file), 'not a database, but somebody wrote it here once\n'.repeat(100));
      const server = new AmanServer(await freePort(), { dataDir });
      try {
        await expect(server.start()).rejects.toThrow(file);
      } finally {
        await server.remove();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  );
});
