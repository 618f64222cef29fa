import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { AmanServer, freePort } from '../../support/server.ts';

const server = new AmanServer(await freePort(), { env: { AMAN_DEMO: '1' } });
afterAll(() => server.remove());

const post = (path: string, body: object) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('the demonstration', () => {
  test('is whole although its load was killed twice', async () => {
    for (const delay of [800, 1200]) {
      await server.start('loading demonstration data');
      await pause(delay);
      await server.kill();
    }
    await server.start();
    expect(server.output).toContain('loading demonstration data');
    expect(server.output).not.toContain('incomplete');
  });

  test('is loaded once', async () => {
    expect(await server.stop()).toBe(0);
    await server.start();
    expect(server.output).not.toContain('loading');
    expect(server.output).toMatch(/Sign in as/);
  });

  test('can be entered, and has work waiting in a case that is driven', async () => {
    const session = await post('/api/session', { person: 'PE-RAMADI-CHAIR' });
    const { token } = (await session.json()) as { token: string };
    const tasks = await fetch(`${server.url}/api/tasks`, { headers: { authorization: `Bearer ${token}` } });
    const { items } = (await tasks.json()) as { items: { track: string }[] };
    expect(items.map(({ track }) => track)).toContain('safety-plan');
    // The run of the schedule may be at it just now.
    const readiness = async () => (await fetch(`${server.url}/readyz`)).json();
    await expect.poll(readiness, { timeout: 20_000 }).toMatchObject({ quiescent: true });
  });
});
