import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** All journeys on servers whose AWS doubles, loses and delays what AWS may; gives what did not pass. */
export async function journeysUnkindly({ seed }: { readonly seed: number }): Promise<readonly string[]> {
  const args = [VITEST, 'run', '--config', 'test/vitest.config.ts', '--reporter=dot', 'test/journeys'];
  const env = { ...process.env, AMAN_UNKIND: String(seed) };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return code === 0 ? [] : [`journeys did not pass with AMAN_UNKIND=${seed}`];
}
