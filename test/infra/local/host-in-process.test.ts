import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHost } from '../../../infra/local/host.ts';

const DAY_MS = 86_400_000;
const RealDate = Date;
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'aman-host-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = () => startHost({ dataDir, port: 0, awsPort: 0 });

describe('a host inside this process', () => {
  test('leaves the process as it was, and may be followed by another', async () => {
    const surroundings = () => [process.env.TABLE_NAME, process.env.AWS_REGION, process.env.SESSION_SECRET];
    const before = surroundings();
    for (let round = 0; round < 2; round++) {
      const host = await start();
      const ready = await (await fetch(`${host.url}/readyz`)).json();
      expect(ready).toMatchObject({ status: 'ready', quiescent: true });
      expect(process.env.TABLE_NAME).toMatch(/Cases/);
      await host.close();
      expect(surroundings()).toEqual(before);
    }
  });

  test('moves this process through time, and gives it back', async () => {
    const host = await start();
    try {
      const target = Date.now() + 3 * DAY_MS;
      await host.moveTo(target);
      expect(Date.now()).toBeGreaterThanOrEqual(target);
    } finally {
      await host.close();
    }
    expect(Date).toBe(RealDate);
  });

  test('goes on with the moved clock on the same data', async () => {
    const target = Date.now() + 3 * DAY_MS;
    const first = await start();
    await first.moveTo(target);
    await first.close();
    const second = await start();
    expect(second.clock.now()).toBeGreaterThanOrEqual(target);
    await second.close();
  });

  test('is the only one', async () => {
    const host = await start();
    await expect(start()).rejects.toThrow(/already runs/);
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
    await host.close();
  });

  test('leaves nothing open when it cannot start', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    await expect(startHost({ dataDir, port, awsPort: 0 })).rejects.toThrow(/in use/);
    holder.close();
    await (await start()).close();
  });
});
