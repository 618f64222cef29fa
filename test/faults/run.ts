import { parseArgs } from 'node:util';
import { seedOf } from './chance.ts';
import { runCustody } from './custody-run.ts';
import { surviveKills, tell } from './dynamodb/kills.ts';
import { journeysUnkindly } from './unkind.ts';

interface Order {
  readonly kills: number;
  readonly writes: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

/** Every program gives the violations it found, in words. */
type Program = (order: Order) => Promise<readonly string[]>;

const PROGRAMS: Readonly<Record<string, Program>> = {
  custody: runCustody,
  dynamodb: async (order) => {
    const report = await surviveKills(order);
    order.log(tell(report));
    return report.faults;
  },
  unkind: journeysUnkindly,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '500' }, writes: { type: 'string', default: '50000' } },
});
const program = PROGRAMS[positionals[0] ?? ''];
if (program === undefined) {
  console.error(`npm run faults -- ${Object.keys(PROGRAMS).join(' | ')} [--kills N] [--writes N]`);
  process.exitCode = 2;
} else {
  const seed = seedOf(process.env);
  console.log(`seed ${seed}; AMAN_SEED=${seed} repeats what is random`);
  const faults = await program({
    kills: Number(values.kills),
    writes: Number(values.writes),
    seed,
    log: (line) => console.log(line),
  });
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
