import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { assetsModule, buildAssets } from './assets.ts';

const NAME = 'aman:assets';
const RESOLVED = `\0${NAME}`;
const CACHE = join(import.meta.dirname, '../.build/cache');

/** The module `aman:assets` for vite and vitest: `plugins: [assetsVitePlugin()]`. */
export function assetsVitePlugin() {
  return {
    name: NAME,
    resolveId: (id: string) => (id === NAME ? RESOLVED : null),
    load: async (id: string) => (id === RESOLVED ? assetsModule(await buildAssets(CACHE)) : null),
  };
}

/** The same for esbuild. */
export function assetsPlugin(source: () => Promise<string>): Plugin {
  return {
    name: NAME,
    setup(build) {
      build.onResolve({ filter: /^aman:assets$/ }, () => ({ path: NAME, namespace: NAME }));
      build.onLoad({ filter: /.*/, namespace: NAME }, async () => ({
        contents: await source(),
        loader: 'js',
      }));
    },
  };
}
