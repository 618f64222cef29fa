import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { fontLicence, subsetFonts } from './fonts/fonts.ts';

const ROOT = join(import.meta.dirname, '..');
const STYLE = join(ROOT, 'functions/http/assets/site.css');
const CLIENT = join(ROOT, 'functions/http/client');
/** A worker must keep its address and stand at the top, or it cannot serve the whole site. */
const WORKER = 'service-worker.js';

export interface BuiltAsset {
  /** As pages name it, e.g. `site.css`. */
  readonly name: string;
  /** Where it is served, e.g. `/assets/site.1f0c9ab2.css`. */
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array;
  readonly immutable: boolean;
}

/** Fonts, style sheet and browser code as they are served; `cache` keeps the subset fonts. */
export async function buildAssets(cache: string): Promise<readonly BuiltAsset[]> {
  const fonts = (await subsetFonts(cache)).map(({ name, body }) => hashed(name, 'font/woff2', body));
  const licence = hashed('OFL.txt', 'text/plain; charset=utf-8', await fontLicence());
  const scripts = await clientScripts();
  const style = await styleSheet([...fonts, ...scripts]);
  return [...fonts, licence, ...scripts, style].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function hashed(name: string, type: string, body: Uint8Array): BuiltAsset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 8);
  const dot = name.lastIndexOf('.');
  return {
    name,
    path: `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`,
    type,
    body,
    immutable: true,
  };
}

async function clientScripts(): Promise<readonly BuiltAsset[]> {
  const sources = (await readdir(CLIENT).catch(() => [])).filter((file) => /^[a-z-]+\.ts$/.test(file));
  const entries = sources.filter((file) => !file.endsWith('.d.ts'));
  return Promise.all(entries.sort().map(clientScript));
}

async function clientScript(source: string): Promise<BuiltAsset> {
  const name = source.replace(/\.ts$/, '.js');
  const { outputFiles } = await build({
    entryPoints: [join(CLIENT, source)],
    bundle: true,
    minify: true,
    write: false,
    format: name === WORKER ? 'iife' : 'esm',
    target: 'es2022',
    legalComments: 'none',
  });
  const body = outputFiles[0]?.contents ?? new Uint8Array();
  const type = 'text/javascript; charset=utf-8';
  return name === WORKER
    ? { name, path: `/${name}`, type, body, immutable: false }
    : hashed(name, type, body);
}

/** `url("/assets/x.woff2")` in the source becomes the hashed path. */
async function styleSheet(others: readonly BuiltAsset[]): Promise<BuiltAsset> {
  const { outputFiles } = await build({
    entryPoints: [STYLE],
    bundle: true,
    minify: true,
    write: false,
    external: ['/assets/*'],
  });
  const source = outputFiles[0]?.text ?? '';
  const code = others.reduce((css, { name, path }) => css.replaceAll(`/assets/${name}`, path), source);
  return hashed('site.css', 'text/css; charset=utf-8', Buffer.from(code));
}

/** The source of the module `aman:assets` (infra/aman-assets.d.ts). */
export function assetsModule(assets: readonly BuiltAsset[]): string {
  const byPath = Object.fromEntries(
    assets.map(({ path, type, body, immutable }) => [
      path,
      { type, body: Buffer.from(body).toString('base64'), immutable },
    ]),
  );
  const paths = Object.fromEntries(assets.map(({ name, path }) => [name, path]));
  return `export const assets = ${JSON.stringify(byPath)};
const paths = ${JSON.stringify(paths)};
export function assetPath(name) {
  const path = paths[name];
  if (path === undefined) throw new Error('No asset is called ' + name);
  return path;
}
`;
}
