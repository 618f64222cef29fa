import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build as bundle, type Metafile, type OutputFile } from 'esbuild';
import { assetsModule, type BuiltAsset, buildAssets } from './assets.ts';
import { assetsPlugin } from './assets-plugin.ts';
import { environmentCredentials, withoutZodLocales, zodByParts } from './bundle-plugins.ts';
import { writeIfChanged } from './write-if-changed.ts';

const ROOT = join(import.meta.dirname, '..');

/** Each becomes `.build/functions/<name>/index.mjs` exporting `handler`. */
export const FUNCTIONS = {
  http: 'functions/http/handler.ts',
  'enter-stage': 'functions/tasks/enter-stage.ts',
  'expire-stage': 'functions/tasks/expire-stage.ts',
  sweep: 'functions/tasks/sweep.ts',
  anchor: 'functions/tasks/anchor.ts',
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export interface BundleSize {
  readonly name: FunctionName;
  /** What is loaded at a cold start. */
  readonly bytes: number;
  readonly gzip: number;
  /** What is loaded only when a request needs it. */
  readonly lazyBytes: number;
}

export interface Built {
  readonly functions: readonly BundleSize[];
  readonly assets: readonly BuiltAsset[];
}

/** Everything that is deployed, into `outdir` (default `.build`). Unchanged files are left alone. */
export async function build({ outdir = join(ROOT, '.build') }: { outdir?: string } = {}): Promise<Built> {
  const assets = buildAssets(join(ROOT, '.build/cache'));
  const [functions] = await Promise.all([bundleFunctions(outdir, assets), writeAssets(outdir, assets)]);
  return { functions, assets: await assets };
}

const LAMBDA = {
  bundle: true,
  minify: true,
  // Arabic and Sorani as they are: escaped, every letter would take six bytes.
  charset: 'utf8',
  write: false,
  format: 'esm',
  platform: 'node',
  // A dynamic import becomes a file of its own, loaded when it is first needed.
  splitting: true,
  outExtension: { '.js': '.mjs' },
  metafile: true,
  target: 'node24',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
} as const satisfies BuildOptions;

async function bundleFunctions(
  outdir: string,
  assets: Promise<readonly BuiltAsset[]>,
): Promise<readonly BundleSize[]> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return Promise.all(names.map((name) => bundleFunction(name, outdir, assets)));
}

async function bundleFunction(
  name: FunctionName,
  outdir: string,
  assets: Promise<readonly BuiltAsset[]>,
): Promise<BundleSize> {
  const folder = join(outdir, 'functions', name);
  const { outputFiles, metafile } = await bundle({
    ...LAMBDA,
    entryPoints: { index: join(ROOT, FUNCTIONS[name]) },
    outdir: folder,
    plugins: [
      withoutZodLocales,
      zodByParts,
      environmentCredentials,
      assetsPlugin(async () => assetsModule(await assets)),
    ],
  });
  await Promise.all(outputFiles.map(({ path, contents }) => writeIfChanged(path, contents)));
  await removeOthers(folder, new Set(outputFiles.map(({ path }) => basename(path))));
  return { name, ...sizes(outputFiles, metafile.outputs) };
}

/** Chunks are named by their content, so those of an earlier build would stay and be deployed. */
async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const present = await readdir(folder);
  const stale = present.filter((file) => !kept.has(file));
  await Promise.all(stale.map((file) => rm(join(folder, file))));
}

type Outputs = Metafile['outputs'];

/** What the entry imports by statement is loaded with it, the rest when it is asked for. */
function sizes(files: readonly OutputFile[], outputs: Outputs): Omit<BundleSize, 'name'> {
  const entry = Object.keys(outputs).find((path) => path.endsWith('/index.mjs'));
  const first = entry === undefined ? new Set<string>() : loadedWith(entry, outputs);
  const code = files.filter(({ path }) => path.endsWith('.mjs'));
  const isFirst = ({ path }: OutputFile) => [...first].some((output) => basename(output) === basename(path));
  const total = (of: readonly OutputFile[]) => of.reduce((sum, { contents }) => sum + contents.byteLength, 0);
  return {
    bytes: total(code.filter(isFirst)),
    gzip: gzipSync(Buffer.concat(code.filter(isFirst).map(({ contents }) => contents))).byteLength,
    lazyBytes: total(code.filter((file) => !isFirst(file))),
  };
}

function loadedWith(output: string, outputs: Outputs, seen = new Set<string>()): Set<string> {
  if (seen.has(output)) return seen;
  seen.add(output);
  for (const { path, kind } of outputs[output]?.imports ?? [])
    if (kind === 'import-statement') loadedWith(path, outputs, seen);
  return seen;
}

/** The assets again as files, for whoever serves them without the bundle, and the names they were given. */
async function writeAssets(outdir: string, built: Promise<readonly BuiltAsset[]>): Promise<void> {
  const assets = await built;
  const folder = join(outdir, 'assets');
  const manifest = Object.fromEntries(assets.map(({ name, path }) => [name, path]));
  await Promise.all([
    ...assets.map(({ path, body }) => writeIfChanged(join(folder, path.replace(/^\/(assets\/)?/, '')), body)),
    writeIfChanged(join(folder, 'manifest.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)),
  ]);
}

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(1);

function summary({ functions, assets }: Built): string {
  const bundles = functions.map(
    ({ name, bytes, gzip }) => `${name} ${kilobytes(bytes)} (${kilobytes(gzip)} gz)`,
  );
  const files = assets.map(({ name, body }) => `${name} ${kilobytes(body.byteLength)}`);
  return [...bundles, ...files].join(' · ');
}

if (import.meta.main) {
  const started = performance.now();
  const built = await build();
  console.log(`built in ${Math.round(performance.now() - started)} ms, KB: ${summary(built)}`);
}
