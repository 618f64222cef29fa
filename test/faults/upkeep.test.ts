import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AmanServer, freePort, startServer } from '../support/server.ts';
import { everything, wire } from './dynamodb/wire.ts';
import { pause } from './nemesis.ts';

const COMMAND = join(import.meta.dirname, '../../infra/upkeep/upkeep.mjs');
let folder: string;
let server: AmanServer;
let backup: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aman-upkeep-'));
  server = await startServer({ dataDir: join(folder, 'data') });
  backup = join(folder, 'backup');
  await wire(server.awsUrl)('CreateTable', {
    TableName: 'notes',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
}, 60_000);
afterAll(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

function command(name: string, argument: string | undefined, dataDir = server.dataDir) {
  const args = [COMMAND, name, ...(argument === undefined ? [] : [argument])];
  const child = spawn(process.execPath, args, { env: { ...process.env, DATA_DIR: dataDir } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { child, ended };
}

const put = (id: string) => wire(server.awsUrl)('PutItem', { TableName: 'notes', Item: { id: { S: id } } });

const idsAt = async (url: string) =>
  ((await everything(wire(url), { TableName: 'notes' })) as { id: { S: string } }[]).map(({ id }) => id.S);

describe('a backup', () => {
  test('is made while Aman runs and people write, and holds everything acknowledged before it', async () => {
    for (let n = 0; n < 20; n++) await put(`before-${n}`);
    const { ended } = command('backup', backup);
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    for (let n = 0; !isOver; n++) expect(await put(`during-${n}`)).toMatchObject({ outcome: 'ok' });
    const { code, output } = await ended;
    expect(output).toContain('checked.');
    expect(code).toBe(0);
    expect(existsSync(join(backup, 'sealing-secret'))).toBe(false);
    expect(existsSync(join(backup, 'manifest.json'))).toBe(true);
  });

  test('is restored to a folder that Aman starts on', async () => {
    const dataDir = join(folder, 'restored');
    expect(await command('restore', backup, dataDir).ended).toMatchObject({ code: 0 });
    const restored = new AmanServer(await freePort(), { dataDir });
    cpSync(join(server.dataDir, 'sealing-secret'), join(dataDir, 'sealing-secret'));
    expect((await command('doctor', dataDir).ended).output).toContain('The data folder is sound.');
    await restored.start();
    const ids = await idsAt(restored.awsUrl);
    for (let n = 0; n < 20; n++) expect(ids).toContain(`before-${n}`);
    await restored.kill();
    // What a kill leaves behind, log and all, is looked at as it is.
    expect((await command('doctor', dataDir).ended).output).toContain('The data folder is sound.');
  });

  test('never replaces anything', async () => {
    const again = await command('backup', backup).ended;
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining('is there already') });
    const onto = await command('restore', backup).ended;
    expect(onto).toMatchObject({ code: 1, output: expect.stringContaining('is not empty') });
  });

  test('cut off by a kill is not taken for one, and the next one succeeds', async () => {
    const target = join(folder, 'killed');
    const { child, ended } = command('backup', target);
    await pause(250);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(target)) expect(existsSync(join(target, 'manifest.json'))).toBe(true);
    else {
      const half = `${target}.partial`;
      if (existsSync(half)) expect((await command('restore', half, join(folder, 'x')).ended).code).toBe(1);
      expect((await command('backup', target).ended).code).toBe(0);
    }
    expect(await put('after the kill')).toMatchObject({ outcome: 'ok' });
  });

  test.each<[string, (copy: string) => void, RegExp]>([
    [
      'a changed file',
      (copy) => appendFileSync(join(copy, 'dynamodb.sqlite'), 'x'),
      /is damaged: dynamodb\.sqlite/,
    ],
    [
      'a missing file',
      (copy) => rmSync(join(copy, 'states.sqlite')),
      /is incomplete: states\.sqlite is missing/,
    ],
    [
      'a file more',
      (copy) => writeFileSync(join(copy, 'else'), ''),
      /holds else, which its manifest does not name/,
    ],
    [
      'no manifest',
      (copy) => rmSync(join(copy, 'manifest.json')),
      /is no backup of Aman, or one that was cut off/,
    ],
    [
      'another manifest',
      (copy) => writeFileSync(join(copy, 'manifest.json'), '{}'),
      /damaged or of another program/,
    ],
  ])('with %s is refused, and nothing is restored', async (_, change, sentence) => {
    const copy = join(folder, 'changed');
    rmSync(copy, { recursive: true, force: true });
    cpSync(backup, copy, { recursive: true });
    change(copy);
    const target = join(folder, 'nowhere');
    const { code, output } = await command('restore', copy, target).ended;
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringMatching(sentence) });
    expect(existsSync(target)).toBe(false);
  });
});

describe('the doctor', () => {
  test('finds a running folder sound, and says what is in it', async () => {
    const { code, output } = await command('doctor', undefined).ended;
    expect(output).toContain('databases read from the running host');
    expect(output).toMatch(/\d+ items in notes/);
    expect(output).toContain('messages waiting in the outbox: 0');
    expect(output).toContain('The data folder is sound.');
    expect(code).toBe(0);
  });

  test('finds what is wrong with a folder at rest, says what to do, and changes nothing', async () => {
    const dataDir = join(folder, 'ill');
    expect((await command('restore', backup, dataDir).ended).code).toBe(0);
    const file = join(dataDir, 'dynamodb.sqlite');
    const bytes = readFileSync(file);
    // Wherever it stands: some places may be left over and mean nothing.
    for (let at = bytes.indexOf('before-7'); at >= 0; at = bytes.indexOf('before-7', at + 1))
      bytes.write('X', at);
    writeFileSync(file, bytes);
    chmodSync(dataDir, 0o755);
    writeFileSync(join(dataDir, 'sealing-secret'), 'somebody else’s secret, made by a start too early');
    const { code, output } = await command('doctor', dataDir).ended;
    expect(code).toBe(1);
    expect(output).toContain('databases read at rest');
    expect(output).toMatch(/PROBLEM .*dynamodb\.sqlite is damaged .* npm run restore/);
    expect(output).toMatch(/PROBLEM Others may read .* chmod 700/);
    expect(output).toMatch(/PROBLEM .*sealing-secret is not the one these data were sealed with/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test('says that there is nothing where there is nothing', async () => {
    const { code, output } = await command('doctor', join(folder, 'empty')).ended;
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('holds no data of Aman'),
    });
  });
});
