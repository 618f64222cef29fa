import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Nobody reads zod's own sentences, and 264 KB of them would be loaded at every cold start. */
export const withoutZodLocales: Plugin = {
  name: 'without-zod-locales',
  setup(bundler) {
    bundler.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.(js|cjs)$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
      loader: 'js',
    }));
  },
};

/** Lambda gives credentials in the environment; the chain that looks elsewhere is 130 KB and 22 ms of a cold start. */
export const environmentCredentials: Plugin = {
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

/** `import { z }` is one object with all of zod on it; a namespace import lets 90 KB of it go. */
export const zodByParts: Plugin = {
  name: 'zod-by-parts',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/](functions|shared|workflows)[\\/].*\.tsx?$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        "import { z } from 'zod';",
        "import * as z from 'zod';",
      ),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }));
  },
};
