import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build as bundle, type Plugin } from 'esbuild';
import { assetsModule, type BuiltAsset, buildAssets } from './assets.ts';
import { assetsPlugin } from './assets-plugin.ts';
import { writeIfChanged } from './write-if-changed.ts';

const ROOT = join(import.meta.dirname, '..');

/** Each becomes `.build/functions/<name>/index.mjs` exporting `handler`. */
export const FUNCTIONS = {
  http: 'functions/http/handler.ts',
  'enter-stage': 'functions/tasks/enter-stage.ts',
  'expire-stage': 'functions/tasks/expire-stage.ts',
  sweep: 'functions/tasks/sweep.ts',
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export interface BundleSize {
  readonly name: FunctionName;
  readonly bytes: number;
  readonly gzip: number;
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

/** Nobody reads zod's own sentences, and 264 KB of them would be loaded at every cold start. */
const withoutZodLocales: Plugin = {
  name: 'without-zod-locales',
  setup(bundler) {
    bundler.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.(js|cjs)$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
      loader: 'js',
    }));
  },
};

/** Lambda gives credentials in the environment; the chain that looks elsewhere is 130 KB and 22 ms of a cold start. */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(bundler) {
    bundler.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'environment-credentials',
      namespace: 'environment-credentials',
      pluginData: resolveDir,
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: String(pluginData),
      loader: 'js',
    }));
  },
};

/** CommonJS inside the SDK's dependencies asks for Node's modules through `require`. */
const REQUIRE =
  "import { createRequire as aCreateRequire } from 'node:module'; const require = aCreateRequire(import.meta.url);";

const LAMBDA = {
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  banner: { js: REQUIRE },
} as const satisfies BuildOptions;

async function bundleFunctions(
  outdir: string,
  assets: Promise<readonly BuiltAsset[]>,
): Promise<readonly BundleSize[]> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const sizes = await Promise.all(names.map((name) => bundleFunction(name, outdir, assets)));
  return sizes.filter((size) => size !== null);
}

async function bundleFunction(
  name: FunctionName,
  outdir: string,
  assets: Promise<readonly BuiltAsset[]>,
): Promise<BundleSize | null> {
  const entry = join(ROOT, FUNCTIONS[name]);
  if ((await stat(entry).catch(() => null)) === null) {
    console.warn(`  ${name}: ${FUNCTIONS[name]} is not there yet, skipped`);
    return null;
  }
  const folder = join(outdir, 'functions', name);
  const { outputFiles } = await bundle({
    ...LAMBDA,
    entryPoints: [entry],
    outfile: join(folder, 'index.mjs'),
    plugins: [
      withoutZodLocales,
      environmentCredentials,
      assetsPlugin(async () => assetsModule(await assets)),
    ],
  });
  await Promise.all(outputFiles.map(({ path, contents }) => writeIfChanged(path, contents)));
  const code = outputFiles.find(({ path }) => path.endsWith('.mjs'))?.contents ?? new Uint8Array();
  return { name, bytes: code.byteLength, gzip: gzipSync(code).byteLength };
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
