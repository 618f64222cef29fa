import { afterAll, beforeAll, expect, test } from 'vitest';
import { everybodyOf, QAYARA } from './cast.ts';
import { acting, planning, reviewing, setting, signing } from './plan-script.ts';
import { type Course, PLANS, runSteps, taskName, tasksInQueues } from './run-steps.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let id: string;
let course: Course;

beforeAll(async () => {
  world = await openWorld();
  const people = await Promise.all(everybodyOf(QAYARA).map((person) => world.as(person)));
  course = {
    as: world.as,
    prefix: 'qayara',
    after: async (step, plan) => expect(await tasksInQueues(people, plan), step.command).toEqual(step.tasks),
  };
});
afterAll(() => world?.close());

const signatures = async (): Promise<unknown> => {
  const { body } = await (await world.as(QAYARA.chair)).one(PLANS, id);
  return body.state.signatures;
};

test('people set priorities, plan actions, and see after every act what waits for them', async () => {
  const steps = [...setting(QAYARA, { startsOn: '2026-11-01', months: 6 }), ...planning(QAYARA)];
  id = await runSteps(course, steps);
  const chair = await world.as(QAYARA.chair);
  const { body } = await chair.one(PLANS, id);
  expect(body.version).toBe(13);
  expect(body.waitsFor).toMatch(/\w/);
  expect(body.tasks.map(({ key }) => taskName(key)).sort()).toEqual(['help-plan-actions', 'plan-actions']);
  expect(body.state.ballots).toHaveProperty('women');
});

test('a return voids the signatures, and all distinct people sign again', async () => {
  const steps = signing(QAYARA);
  const returned = steps.findIndex(({ command }) => command === 'ReturnPlan');
  await runSteps({ ...course, id, from: 100 }, steps.slice(0, returned));
  expect(await signatures()).toHaveLength(1);
  await runSteps({ ...course, id, from: 100 + returned }, steps.slice(returned));
  const signed = (await signatures()) as { by: string }[];
  expect(new Set(signed.map(({ by }) => by)).size).toBe(4);
});

test('a late action escalates to IOM when its day has passed', async () => {
  await world.clockTo('2026-12-09T06:00:00Z');
  const owner = await world.as(QAYARA.officer);
  const [late] = await owner.tasks(id);
  expect(late).toMatchObject({ level: 1 });
  expect(taskName(late?.id ?? '')).toBe('act:A01');
  // Five working days on; the tenth is Victory Day.
  expect(late?.dueOn).toBe('2026-12-17');
  const superior = await world.as(QAYARA.iom);
  const summaries = (await superior.tasks(id)).filter((task) => taskName(task.id) === 'overdue:level-1');
  expect(summaries).toHaveLength(1);
  const colleague = await world.as('PE-IOM-NINEWA-2');
  expect((await colleague.tasks(id)).map((task) => taskName(task.id))).toEqual(['overdue:level-1']);
});

test('each level sends one message to each addressee, however long it lasts', async () => {
  await world.clockTo('2026-12-15T06:00:00Z');
  await world.rest();
  const late = async (person: string) =>
    (await (await world.as(person)).messages(id)).filter(({ kind }) => kind === 'late');
  expect(await late(QAYARA.officer)).toHaveLength(1);
  expect(await late(QAYARA.iom)).toHaveLength(1);
  await world.clockTo('2026-12-18T06:00:00Z');
  expect((await late(QAYARA.officer)).map(({ level }) => level).sort()).toEqual([1, 2]);
  expect((await late('PE-IOM-MANAGER-1')).map(({ level }) => level)).toEqual([2]);
});

test('the machine stood where the people stood: it fired one timer for each level', async () => {
  const events = await (await world.as(QAYARA.chair)).history(PLANS, id);
  const escalated = events.filter(({ type }) => type === 'Escalated');
  expect(escalated.map(({ at, actor }) => [at.slice(0, 10), actor.kind])).toEqual([
    ['2026-12-08', 'timer'],
    ['2026-12-17', 'timer'],
  ]);
});

test('the owner of an action is offered what it asks for, and nobody else', async () => {
  const offered = async (person: string) =>
    (await (await world.as(person)).one(PLANS, id)).body.commands.map(({ name }) => name);
  expect(await offered(QAYARA.officer)).toEqual(
    expect.arrayContaining(['ReportProgress', 'ReportActionDone']),
  );
  expect(await offered(QAYARA.chair)).not.toContain('ReportActionDone');
});

test('a report may only rely on files that are there', async () => {
  const owner = await world.as(QAYARA.officer);
  const path = { collection: PLANS, id, name: 'ReportProgress' };
  const report = (sha256: string) =>
    owner.command(path, { action: 'A01', note: 'See the photo.', evidence: [sha256] });
  const missing = await report('0'.repeat(64));
  expect(missing.status).toBe(422);
  expect(missing.body).toMatchObject({ code: 'unknown-evidence', errors: [{ pointer: '/evidence/0' }] });
  const photo = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex').toString('latin1');
  const headers = { 'content-type': 'image/jpeg' };
  const body = Uint8Array.from(photo, (letter) => letter.charCodeAt(0)) as unknown as string;
  const stored = await owner.raw('POST', '/api/attachments', { headers, body });
  expect(stored.status).toBe(201);
  expect((await report((stored.body as { sha256: string }).sha256)).status).toBe(200);
});

test('owners report, others verify, and lateness ends with the deed', async () => {
  const calm: Course = { as: world.as, prefix: course.prefix };
  const steps = acting(QAYARA);
  await runSteps({ ...calm, id, from: 200 }, steps);
  const iom = await world.as(QAYARA.iom);
  expect(await iom.tasks(id)).toEqual([]);
  expect(steps.at(-1)?.tasks).toEqual(['act:A03', 'steer']);
  const people = await Promise.all(everybodyOf(QAYARA).map((person) => world.as(person)));
  expect(await tasksInQueues(people, id)).toEqual(['act:A03', 'steer']);
});

test('the review closes the plan with results, a meeting and an action carried over', async () => {
  await runSteps({ ...course, id, from: 300 }, reviewing(QAYARA, '2026-12-16'));
  const { body } = await (await world.as(QAYARA.chair)).one(PLANS, id);
  expect(body).toMatchObject({ stage: 'closed', tasks: [], driven: null, dueOn: null });
  expect(body.state.duties).toMatchObject({ A01: { status: 'done' }, A03: { status: 'carried' } });
});

test('the run of the state machine tells the same story, and has ended', async () => {
  await world.rest();
  const name = `${id}-r1`;
  expect(await world.machines.executions('RUNNING')).not.toContain(name);
  expect(await world.machines.executions('SUCCEEDED')).toContain(name);
  const events = await world.machines.history(name);
  expect(events[0]?.type).toBe('ExecutionStarted');
  expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
  const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  const waits = entered.filter((state) => state.startsWith('Await') || state.startsWith('Escalate'));
  const story = waits.filter((state, n) => state !== waits[n - 1]);
  expect(story).toEqual([
    'AwaitPrioritySetting',
    'AwaitActionPlanning',
    'AwaitSignature',
    'AwaitActionPlanning',
    'AwaitSignature',
    'AwaitImplementation',
    'EscalateImplementation',
    'AwaitImplementation',
    'EscalateImplementation',
    'AwaitImplementation',
    'AwaitReview',
  ]);
  const inputs = events.flatMap(({ executionStartedEventDetails: started }) => started?.input ?? []);
  expect(Object.keys(JSON.parse(inputs[0] ?? '{}'))).toEqual(['caseId', 'run', 'position']);
});

test('the whole run repeated with the same keys answers the same and changes nothing', async () => {
  const before = await (await world.as(QAYARA.chair)).one(PLANS, id);
  const steps = [...setting(QAYARA, { startsOn: '2026-11-01', months: 6 }), ...planning(QAYARA)];
  const again = await runSteps({ as: world.as, prefix: 'qayara' }, steps);
  expect(again).toBe(id);
  const after = await (await world.as(QAYARA.chair)).one(PLANS, id);
  expect(after.text).toBe(before.text);
});
