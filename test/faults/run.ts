// Long runs of the kill tests: `npm run faults -- NAME --kills N [--seed N]`.
import { parseArgs } from 'node:util';
import { seedOf } from './chance.ts';
import { runCustody } from './custody-run.ts';

interface Terms {
  readonly kills: number;
  readonly seed: number;
}

/** By name; each gives what it found wrong. */
const PROGRAMS: Readonly<Record<string, (terms: Terms) => Promise<readonly string[]>>> = {
  custody: runCustody,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string' } },
});
const [name = ''] = positionals;
const program = PROGRAMS[name];
if (program === undefined) {
  console.error(`One of: ${Object.keys(PROGRAMS).join(', ')}`);
  process.exit(2);
}
const terms = { kills: Number(values.kills), seed: Number(values.seed ?? seedOf(process.env)) };
console.log(`${name}: ${terms.kills} kills, seed ${terms.seed}`);
const began = performance.now();
const faults = await program(terms);
for (const fault of faults.slice(0, 50)) console.error(fault);
console.log(`${faults.length} violations in ${Math.round((performance.now() - began) / 1000)} s`);
process.exit(faults.length === 0 ? 0 : 1);
