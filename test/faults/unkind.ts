import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { seedOf } from './chance.ts';

/** Every journey on an AWS as unkind as it may be: `npm run unkind [-- files]`. */
const ROOT = join(import.meta.dirname, '../..');
const seed = seedOf(process.env);
const files = process.argv.slice(2);
console.log(`seed ${seed}; AMAN_SEED=${seed} repeats it`);
const child = spawn(
  process.execPath,
  [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config=test/vitest.config.ts',
    // Everything takes longer when one write in twelve is made again.
    ...['--testTimeout=120000', '--hookTimeout=120000'],
    ...(files.length === 0 ? ['test/journeys'] : files),
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, AMAN_UNKIND: String(seed) } },
);
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
