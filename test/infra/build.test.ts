import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assetsVitePlugin } from '../../infra/assets-plugin.ts';
import { type Built, build, FUNCTIONS } from '../../infra/build.ts';
import { FONT_TEXT } from '../../infra/fonts/fonts.ts';
import { EnvName } from '../../shared/aws/env.ts';

const outdir = mkdtempSync(join(tmpdir(), 'aman-build-'));
let built: Built;

beforeAll(async () => {
  built = await build({ outdir });
}, 30_000);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const filesOf = (name: string): string[] => readdirSync(join(outdir, 'functions', name));
const textOf = (name: string): string =>
  filesOf(name)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(join(outdir, 'functions', name, file), 'utf8'))
    .join('\n');

const ENVIRONMENT = {
  [EnvName.stage]: 'test',
  [EnvName.tableName]: 'cases',
  [EnvName.stateMachines]: '{}',
  [EnvName.attachmentsFolder]: outdir,
  [EnvName.anchorsFolder]: outdir,
  [EnvName.sessionSecret]: 'only for this test, and long enough',
  [EnvName.sealingSecret]: 'only for this test, and long enough',
  [EnvName.demoSignIn]: '1',
  AWS_REGION: 'me-central-1',
};

const NAMES = Object.keys(FUNCTIONS);

describe.each(NAMES)('the bundle of %s', (name) => {
  it('starts on Node alone and exports a handler', () => {
    const url = pathToFileURL(join(outdir, 'functions', name, 'index.mjs')).href;
    const program = `import('${url}').then(({ handler }) => process.stdout.write(typeof handler))`;
    expect(execFileSync(process.execPath, ['-e', program], { env: ENVIRONMENT, encoding: 'utf8' })).toBe(
      'function',
    );
    expect(/from ?"@|Dynamic require/.test(textOf(name))).toBe(false);
  });

  it('looks for credentials in the environment only', () => {
    expect(textOf(name).includes('sso_start_url')).toBe(false);
  });

  it('speaks none of the languages of zod', () => {
    expect(textOf(name).includes('Ungültige Eingabe')).toBe(false);
  });

  it('has a source map beside each file', () => {
    const files = filesOf(name).filter((file) => file.endsWith('.mjs'));
    for (const file of files) expect(filesOf(name)).toContain(`${file}.map`);
  });
});

// Uncompressed KB that a cold start loads: a doubled library or a forgotten `import *` shows here.
const LIMITS_KB: Readonly<Record<string, number>> = {
  // A third of it are the words of the pages in three languages, a quarter is zod; what makes the API's description, reads
  // spreadsheets and draws the ceremony is loaded when it is asked for.
  http: 1650,
  'enter-stage': 800,
  'expire-stage': 800,
  sweep: 800,
  anchor: 800,
};

it.each(NAMES)('keeps what a cold start of %s loads below its limit', (name) => {
  const size = built.functions.find((each) => each.name === name);
  expect(size?.bytes).toBeLessThan((LIMITS_KB[name] ?? 0) * 1024);
});

it('leaves the readers and writers of spreadsheets out of every cold start', () => {
  for (const name of NAMES) {
    const first = readFileSync(join(outdir, 'functions', name, 'index.mjs'), 'utf8');
    expect(/mergeCell|spreadsheetml\.sheet\.main|CSV_INVALID/.test(first), name).toBe(false);
  }
  expect(textOf('http')).toContain('mergeCell');
});

describe('the style sheet', () => {
  it('asks for the fonts under the addresses they are served at', () => {
    const style = built.assets.find(({ name }) => name === 'site.css');
    const asked = [
      ...Buffer.from(style?.body ?? [])
        .toString()
        .matchAll(/url\("?([^")]+)"?\)/g),
    ];
    const served = built.assets.map(({ path }) => path);
    expect(asked).toHaveLength(2);
    for (const [, path] of asked) expect(served).toContain(path);
  });
});

describe('the assets', () => {
  it('are served under the hash of their content, except what must keep its name', () => {
    for (const { path, immutable } of built.assets)
      if (immutable) expect(path).toMatch(/^\/assets\/[a-z0-9-]+\.[0-9a-f]{8}\.[a-z0-9]+$/i);
  });

  it('lie beside their manifest and the licence of the fonts', () => {
    const manifest = JSON.parse(readFileSync(join(outdir, 'assets/manifest.json'), 'utf8'));
    for (const path of Object.values<string>(manifest))
      expect(statSync(join(outdir, 'assets', basename(path))).size).toBeGreaterThan(0);
    expect(manifest).toHaveProperty(['OFL.txt']);
  });

  it.each([400, 700])('draw every letter of Arabic and Sorani at weight %i in at most 12 KB', (weight) => {
    const font = built.assets.find(({ name }) => name === `noto-sans-arabic-${weight}.woff2`);
    expect(font?.body.byteLength).toBeLessThan(12 * 1024);
    for (const letter of 'ابپتثجچحخدذرڕزژسشصضطظعغفڤقكکگلڵمنهھەوۆؤيیێئءأإآىة٠١٢٣٤٥٦٧٨٩،؛؟')
      expect(FONT_TEXT).toContain(letter);
  });
});

describe('the module aman:assets', () => {
  const plugin = assetsVitePlugin();

  it('gives the same files to tests as to the bundles', async () => {
    const source = await plugin.load(plugin.resolveId('aman:assets') ?? '');
    const module = await import(`data:text/javascript,${encodeURIComponent(source ?? '')}`);
    expect(Object.keys(module.assets).sort()).toEqual(built.assets.map(({ path }) => path).sort());
    const path = module.assetPath('OFL.txt');
    expect(Buffer.from(module.assets[path].body, 'base64').toString()).toContain('SIL OPEN FONT LICENSE');
    expect(() => module.assetPath('nothing.css')).toThrow('nothing.css');
  });

  it('leaves other modules alone', async () => {
    expect(plugin.resolveId('hono')).toBeNull();
    expect(await plugin.load('hono')).toBeNull();
  });
});

it('leaves alone what has not changed', async () => {
  const at = () => statSync(join(outdir, 'functions/sweep/index.mjs')).mtimeMs;
  const before = at();
  await build({ outdir });
  expect(at()).toBe(before);
});
