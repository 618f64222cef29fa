import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cast, everybodyOf, KIFRI, QAYARA } from '../journeys/cast.ts';
import { actionInput, DUE, wholePlan } from '../journeys/plan-script.ts';
import { PLANS, runSteps } from '../journeys/run-steps.ts';
import { until } from '../journeys/until.ts';
import { openWorld, type World } from '../journeys/world.ts';
import { type Chance, chanceOf, seedOf } from './chance.ts';
import { type Evidence, faultsIn } from './checker.ts';
import { gather } from './evidence.ts';
import { type Nemesis, nemesisOf, pause } from './nemesis.ts';

const KILLS = 10;
/** A command takes a few ms; a kill somewhere in it finds it before, within and after its commit. */
const DURING_COMMAND_MS = 10;
const PATIENCE_MS = 40_000;
/** Eight plans at once; six of them stop on the way, so that open ones are left in every stage. */
const MANY = [6, 10, 14, 20, 26, 31, undefined, undefined].map((leftAt, n) => ({
  leftAt,
  cast: n % 2 === 0 ? QAYARA : KIFRI,
  startsOn: ['2027-05-01', '2027-11-01', '2028-05-01', '2028-11-01'][Math.floor(n / 2)] ?? '',
}));

const seed = seedOf(process.env);
const plans = new Map<string, Cast>();
let world: World;
let chance: Chance;
let nemesis: Nemesis;

beforeAll(async () => {
  console.log(`seed ${seed}; AMAN_SEED=${seed} repeats these kills`);
  world = await openWorld({ patience: PATIENCE_MS, restarts: true });
  chance = chanceOf(seed);
  nemesis = nemesisOf(world.server, chance);
}, 90_000);
afterAll(() => world?.close());

test(`a plan lives through ${KILLS} kills: every acknowledged act once, nothing lost, doubled or stuck`, async () => {
  const steps = wholePlan(QAYARA);
  const moments = new Set<number>();
  while (moments.size < KILLS) moments.add(chance.below(steps.length));
  const blows: Promise<void>[] = [];
  const before = (_: unknown, n: number) => {
    if (moments.has(n)) blows.push(pause(chance.below(DURING_COMMAND_MS)).then(() => nemesis.strike()));
  };
  const id = await runSteps({ as: world.as, prefix: 'killed', before }, steps);
  await Promise.all(blows);
  plans.set(id, QAYARA);
  tell();
  expect(faultsIn(await gather(world, plans)), `seed ${seed}`).toEqual([]);
}, 120_000);

test('eight clients on eight plans and twenty on one command live through kills', async () => {
  const ids = Promise.all(
    MANY.map(({ cast, startsOn, leftAt }, n) =>
      runSteps({ as: world.as, prefix: `many-${n}` }, wholePlan(cast, startsOn).slice(0, leftAt)),
    ),
  );
  // A failed course is reported by `ids`; the blows need not know.
  const isDone = ids.then(
    () => true,
    () => true,
  );
  for (let n = 0; n < 4; n++) {
    if (await Promise.race([isDone, pause(60 + chance.below(500)).then(() => false)])) break;
    await nemesis.strike();
  }
  for (const [n, id] of (await ids).entries()) plans.set(id, MANY[n]?.cast ?? QAYARA);
  const id = (await ids)[1] ?? '';
  const person = await world.as(KIFRI.chair);
  const { version } = (await person.one(PLANS, id)).body;
  const input = actionInput('C02', KIFRI.officer, DUE.A03);
  const plan = { collection: PLANS, id, name: 'PlanAction' };
  const same = Array.from({ length: 20 }, () => person.command(plan, input, { key: 'twenty' }));
  await pause(chance.below(30));
  await nemesis.strike();
  const answers = new Set((await Promise.all(same)).map(({ status, text }) => `${status} ${text}`));
  expect([...answers]).toHaveLength(1);
  expect((await person.one(PLANS, id)).body.version).toBe(version + 1);
  tell();
  expect(faultsIn(await gather(world, plans)), `seed ${seed}`).toEqual([]);
}, 120_000);

/** Cases of every track have drivers. */
const TRACKS = [PLANS, 'office-builds', 'deliveries'];

test('without the data of the state machines every open case gets one driver again, and plans keep their tasks', async () => {
  const auditor = await world.as('PE-AUDITOR');
  const open = (
    await Promise.all(
      TRACKS.map(async (track) => (await auditor.list(track, '&open=true')).map(({ id }) => ({ track, id }))),
    )
  ).flat();
  const before = await taskIds();
  const runs = await world.machines.executions('RUNNING');
  expect(runs).toHaveLength(open.length);
  expect(await world.server.stop()).toBe(0);
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(world.server.dataDir, `states.sqlite${end}`), { force: true });
  await world.server.start();
  for (const { track, id } of open)
    await until(
      async () => ((await auditor.one(track, id)).body.driven === 'token' ? id : null),
      PATIENCE_MS,
    );
  expect(await taskIds()).toEqual(before);
  expect(await world.machines.executions('RUNNING')).toEqual(runs.map(nextRun).sort());
  expect(faultsIn(await gather(world, plans)), `seed ${seed}`).toEqual([]);
}, 60_000);

test('the checker that found nothing would have found each of these', async () => {
  const evidence = await gather(world, plans);
  const { sent, exported, queues, running } = evidence;
  const lines = exported.split('\n');
  const lastOf = lines.findLastIndex((line) => line.includes('"eventType":"PlanSubmitted"'));
  const [waiting = '', names = []] = [...queues].find(([, found]) => found.length > 0) ?? [];
  const acknowledged = sent.find(({ body }) => (body.events?.length ?? 0) > 0);
  const lies: Record<string, Partial<Evidence>> = {
    'an event is missing': { exported: lines.toSpliced(lastOf, 1).join('\n') },
    'two events changed places': {
      exported: lines
        .with(lastOf, lines[lastOf - 1] ?? '')
        .with(lastOf - 1, lines[lastOf] ?? '')
        .join('\n'),
    },
    'a value was edited': { exported: lines.map(solved).join('\n') },
    'an act was acknowledged twice': {
      sent: [...sent, ...(acknowledged === undefined ? [] : [{ ...acknowledged, key: 'another' }])],
    },
    'an act was acknowledged to nobody': { sent: sent.filter(({ key }) => key !== acknowledged?.key) },
    'a task is missing': { queues: new Map([...queues, [waiting, names.slice(1)]]) },
    'a task stands twice': { queues: new Map([...queues, [waiting, [...names, 'review']]]) },
    'a driver is missing': { running: running.slice(1) },
    'a driver outlived its plan': { running: [...running, `${[...plans.keys()][0]}-r1`] },
  };
  for (const [lie, change] of Object.entries(lies))
    expect(faultsIn({ ...evidence, ...change }), lie).not.toEqual([]);
});

const solved = (line: string): string =>
  line.includes('"eventType":"ResultRecorded"') ? line.replace('"reduced"', '"solved"') : line;

const nextRun = (name: string): string => name.replace(/\d+$/, (run) => String(Number(run) + 1));

/** Ids of every task in the queues of everybody on these plans. */
async function taskIds(): Promise<string[]> {
  const people = await Promise.all([QAYARA, KIFRI].flatMap(everybodyOf).map((person) => world.as(person)));
  const tasks = (await Promise.all(people.map((person) => person.tasks()))).flat();
  return [...new Set(tasks.map(({ caseId, id }) => `${caseId} ${id}`))].sort();
}

/** How it was, for whoever reads the log of a run. */
function tell(): void {
  const answered = new Set(world.sent.filter(({ status }) => status > 0).map(({ key }) => key));
  const doubtful = world.sent.filter(({ status, key }) => status === 0 && answered.has(key));
  const [fastest, ...others] = nemesis.starts.toSorted((a, b) => a - b).map(Math.round);
  console.log(
    `${nemesis.blows} kills; ${new Set(doubtful.map(({ key }) => key)).size} of ${answered.size} commands sent again`,
    `after a lost answer; ready ${fastest}–${others.at(-1)} ms after a start`,
  );
}
