import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DATABASE, openDataFolder } from '../../../infra/launch/data-folder.ts';
import { settingsFrom } from '../../../infra/launch/settings.ts';

let parent: string;
let path: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'aman-data-'));
  path = join(parent, 'a folder');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('the data folder', () => {
  test('is made for its owner alone, with a secret that stays', () => {
    const { secret, isNew } = openDataFolder(path);
    expect(isNew).toBe(true);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(openDataFolder(path).secret).toBe(secret);
  });

  test('is no longer new once there is a database', () => {
    writeFileSync(openDataFolder(path).file(DATABASE.dynamodb), '');
    expect(openDataFolder(path).isNew).toBe(false);
  });

  test('remembers the clock and the marks', () => {
    const folder = openDataFolder(path);
    expect([folder.readOffset(), folder.hasMark('demo')]).toEqual([0, false]);
    folder.writeOffset(86_400_000.4);
    folder.mark('demo');
    const again = openDataFolder(path);
    expect([again.readOffset(), again.hasMark('demo')]).toEqual([86_400_000, true]);
  });

  test.each(['clock', 'secret'])('says which file to delete when %s is damaged', (name) => {
    openDataFolder(path);
    writeFileSync(join(path, name), '?');
    expect(() => openDataFolder(path).readOffset()).toThrow(/is damaged. Delete it/);
    expect(readFileSync(join(path, name), 'utf8')).toBe('?');
  });
});

describe('the settings', () => {
  test('have defaults', () => {
    expect(settingsFrom({})).toEqual({
      port: 3000,
      awsPort: 3001,
      host: '127.0.0.1',
      dataDir: '.data',
      demo: true,
    });
  });

  test('come from the environment', () => {
    const env = { PORT: '8080', AWS_PORT: '9000', DATA_DIR: '/x', AMAN_DEMO: '0', HOST: '0.0.0.0' };
    expect(settingsFrom({ ...env, AMAN_NOW: '2027-03-21T09:00:00+03:00' })).toEqual({
      port: 8080,
      awsPort: 9000,
      host: '0.0.0.0',
      dataDir: '/x',
      demo: false,
      now: Date.UTC(2027, 2, 21, 6),
    });
  });

  test.each([
    { PORT: '-1' },
    { PORT: '65535' },
    { AWS_PORT: '70000' },
    { PORT: '3e3x' },
    { AMAN_NOW: '2027' },
  ])('refuse %j', (env) => expect(() => settingsFrom(env)).toThrow(/must be/));
});
