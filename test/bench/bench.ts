import { parseArgs } from 'node:util';
import { type Figures, goalsOf, tableOf } from './goals.ts';
import { COMMANDS_A_LIFE } from './life.ts';
import { during, type Load, round, underLoad } from './load.ts';
import { type Crew, hire, inParallel, signIn } from './people.ts';
import { machine } from './proc.ts';
import { heaviest } from './profile.ts';
import { type Measured, startMeasured } from './server-process.ts';
import { rawSyncMs, syncsDuring } from './syncs.ts';
import { withWaiting } from './waiting.ts';
import { wireTo } from './wire.ts';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
  },
});
const seconds = Number(values.seconds);
const log = (line: string) => console.error(line);
const MOST_CLIENTS = 64;
const WARM_UP_SECONDS = 25;

const about = machine();
log(`${about.cores} cores, ${about.cpu}, ${about.memoryGb} GB, ${about.node}, load before ${about.load}`);
const loads = await measureLoad();
const waiting = await withWaiting(Number(values.waiting), log);
const figures: Figures = { ...loads, waiting };
const goals = goalsOf(figures);
const heavy = await heaviest(5, seconds);
console.log(
  JSON.stringify({ machine: about, commandsPerCase: COMMANDS_A_LIFE, ...figures, goals, heavy }, null, 1),
);
log(`\n${tableOf(goals)}\n\nheaviest functions by themselves, 16 clients:`);
for (const { percent, name, where } of heavy) log(`${String(percent).padStart(6)} %  ${name}  ${where}`);

async function measureLoad(): Promise<Omit<Figures, 'waiting'>> {
  const server = await startMeasured();
  try {
    const wire = wireTo(server.url);
    const manager = await signIn(wire, 'PE-IOM-MANAGER-1');
    const second = await signIn(wire, 'PE-IOM-MANAGER-2');
    const iom = await signIn(wire, 'PE-IOM-NINEWA-1');
    const crews = await inParallel(MOST_CLIENTS, 8, (n) => hire(wire, [manager, second], iom, n));
    log(`${crews.length} forums with their people are open`);
    // The compiler of the server needs thousands of commands until a command costs what it will cost from then on.
    await during(crews, WARM_UP_SECONDS);
    const at = async (clients: number, untilToken = false) => {
      const load = await underLoad(server, crews.slice(0, clients), { seconds, untilToken });
      log(told(load));
      return load;
    };
    const alone = await at(1);
    const withToken = await at(1, true);
    const sixteen = await at(16);
    const sixtyFour = await at(MOST_CLIENTS);
    const syncsPerCommand = {
      alone: await syncsPer(server, crews.slice(0, 1)),
      sixtyFour: await syncsPer(server, crews),
    };
    log(`syncs a command: ${syncsPerCommand.alone} alone, ${syncsPerCommand.sixtyFour} from ${MOST_CLIENTS}`);
    return {
      alone: { ...alone, toTokenMs: withToken.toTokenMs },
      sixteen,
      sixtyFour,
      rawSyncMs: rawSyncMs(server.dataDir),
      syncsPerCommand,
    };
  } finally {
    await server.remove();
  }
}

/** Apart from the timed runs: strace slows down what it watches. */
async function syncsPer(server: Measured, crews: readonly Crew[]): Promise<number | null> {
  let commands = 0;
  const syncs = await syncsDuring(server.pid(), async () => {
    commands = (await during(crews, 5)).commands;
  });
  return syncs === null || commands === 0 ? null : round(syncs / commands);
}

function told({ clients, casesPerSecond, commandsPerSecond, toNextMs, toTokenMs, serverCpuMsPerCase }: Load) {
  const token = toTokenMs === null ? '' : `, machine waits p50 ${toTokenMs.p50} ms p99 ${toTokenMs.p99} ms`;
  return (
    `${clients} clients: ${casesPerSecond} plans/s, ${commandsPerSecond} commands/s, next task p50 ${toNextMs.p50} ms` +
    ` p99 ${toNextMs.p99} ms${token}, server CPU ${serverCpuMsPerCase} ms a plan`
  );
}
