import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { assetsVitePlugin } from '../infra/assets-plugin.ts';

/** Each has a server of its own, some a browser, and mostly waits for it: two files at a time, after the rest. */
const JOURNEYS = [
  'test/journeys/**/*.test.{ts,tsx}',
  'test/browser/**/*.test.{ts,tsx}',
  'test/infra/local/host*.test.ts',
];

/** They put engines under load, or count milliseconds: one file at a time, last. */
const ALONE = ['test/faults/**/*.test.{ts,tsx}', 'test/bench/**/*.test.{ts,tsx}'];

/** Lost replies and doubled calls take their time. */
const PATIENCE = process.env.AMAN_UNKIND ? 3 : 1;

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
          exclude: [...JOURNEYS, ...ALONE],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'journeys',
          include: JOURNEYS,
          maxWorkers: 2,
          // A year of clock takes half a minute where two servers share two cores.
          testTimeout: PATIENCE * 120_000,
          hookTimeout: PATIENCE * 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
