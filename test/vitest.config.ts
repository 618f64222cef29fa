import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { assetsVitePlugin } from '../infra/assets-plugin.ts';

/** They start servers, browsers or engines under load, or move the clock: one file at a time, after the rest. */
const ALONE = [
  'test/journeys/**/*.test.{ts,tsx}',
  'test/faults/**/*.test.{ts,tsx}',
  'test/browser/**/*.test.{ts,tsx}',
  'test/bench/**/*.test.{ts,tsx}',
  'test/infra/local/host*.test.ts',
];

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // A server loads the bundles as they are; nothing may rewrite them.
  server: { deps: { external: [/\/\.build\//] } },
};

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  plugins: [assetsVitePlugin()],
  test: {
    globalSetup: ['test/global-setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'together',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ALONE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
