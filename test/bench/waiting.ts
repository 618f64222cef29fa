import { concernInput } from '../journeys/plan-script.ts';
import { round } from './load.ts';
import { hire, idOf, inParallel, openForum, signIn, type Worker } from './people.ts';
import { cpuMs, folderMb, pssMb } from './proc.ts';
import { type Measured, startMeasured } from './server-process.ts';
import { type Wire, wireTo } from './wire.ts';

export interface Waiting {
  readonly plans: number;
  readonly openedPerSecond: number;
  readonly pssMbEmpty: number;
  readonly pssMb: number;
  readonly pssKbPerPlan: number;
  /** After the kill, when the way back is over and nothing was opened in this process. */
  readonly pssMbAfterRestart: number;
  readonly diskMb: number;
  readonly idleSeconds: number;
  readonly idleCpuPercent: number;
  readonly msFromKillToAnswer: number;
  readonly msFromKillToTask: number;
}

/** Plans of one forum follow one another for ten years. */
const PLANS_A_FORUM = 20;
/** A minute and a bit, so that one run of the sweeper falls into it. */
const IDLE_SECONDS = 65;
const LANES = 16;

/** Memory, idle CPU and the way back after SIGKILL with so many plans that wait for somebody. */
export async function withWaiting(plans: number, log: (line: string) => void): Promise<Waiting> {
  const server = await startMeasured();
  try {
    const wire = wireTo(server.url);
    const manager = await signIn(wire, 'PE-IOM-MANAGER-1');
    const second = await signIn(wire, 'PE-IOM-MANAGER-2');
    const iom = await signIn(wire, 'PE-IOM-NINEWA-1');
    const crew = await hire(wire, [manager, second], iom, 0);
    const pssMbEmpty = pssMb(server.pid());
    const began = performance.now();
    const ids = await openPlans(manager, iom, plans);
    const openedPerSecond = round(plans / ((performance.now() - began) / 1000));
    log(`${plans} plans wait; ${openedPerSecond} opened a second`);
    const id = idOf(await crew.chair.post('/api/safety-plans', period(crew.forum, 0)));
    await driven(iom, ids);
    const idle = await idleCpu(server);
    const pss = pssMb(server.pid());
    const back = await killed(server, wire, crew.chair, id);
    return {
      plans,
      openedPerSecond,
      pssMbEmpty: round(pssMbEmpty),
      pssMb: round(pss),
      pssKbPerPlan: round(((pss - pssMbEmpty) * 1024) / plans),
      diskMb: round(folderMb(server.dataDir)),
      idleSeconds: IDLE_SECONDS,
      idleCpuPercent: idle,
      ...back,
      pssMbAfterRestart: round(pssMb(server.pid())),
    };
  } finally {
    await server.remove();
  }
}

async function openPlans(manager: Worker, iom: Worker, plans: number): Promise<string[]> {
  const forums = await inParallel(Math.ceil(plans / PLANS_A_FORUM), LANES, (n) =>
    openForum(manager, `Waiting ${n}`, 'UN-QAYARA-STATION'),
  );
  return inParallel(plans, LANES, async (n) => {
    const forum = forums[Math.floor(n / PLANS_A_FORUM)] ?? '';
    return idOf(await iom.post('/api/safety-plans', period(forum, n % PLANS_A_FORUM)));
  });
}

function period(forum: string, n: number) {
  const half = n % 2 === 0 ? '05' : '11';
  return { forum, startsOn: `${2027 + Math.floor(n / 2)}-${half}-01`, months: 6 };
}

/** The last ones opened may still be on their way to their wait. */
async function driven(reader: Worker, ids: readonly string[]): Promise<void> {
  for (const id of ids.slice(-LANES))
    while (!(await reader.get(`/api/safety-plans/${id}`)).text.includes('"driven":"token"'));
}

async function idleCpu(server: Measured): Promise<number> {
  const before = cpuMs(server.pid());
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  return round(((cpuMs(server.pid()) - before) / (IDLE_SECONDS * 1000)) * 100);
}

/** From the kill: started again at once, asked until it answers, then one command and its effect on the queue. */
async function killed(server: Measured, wire: Wire, chair: Worker, id: string) {
  const began = performance.now();
  await server.end('SIGKILL');
  server.launch();
  const since = () => Math.round(performance.now() - began);
  const patient = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      const answer = await ask().catch(() => null);
      if (answer !== null) return answer;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  await patient(() => wire({ method: 'GET', path: '/healthz', headers: {} }));
  const msFromKillToAnswer = since();
  const concern = concernInput('theft', 'Shops are broken into at night.');
  idOf(await chair.post(`/api/safety-plans/${id}/commands/AddConcern`, concern));
  while (!(await chair.get('/api/tasks')).text.includes('"id":"set-priorities'));
  return { msFromKillToAnswer, msFromKillToTask: since() };
}
