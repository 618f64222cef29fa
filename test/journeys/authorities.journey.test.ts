import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cast, DUHOK, everybodyOf, KIFRI, QAYARA } from './cast.ts';
import { planning, setting, signing, wholePlan } from './plan-script.ts';
import { type Course, give, PLANS, runSteps, tasksInQueues } from './run-steps.ts';
import { openWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

async function watched(cast: Cast, prefix: string): Promise<Course> {
  const people = await Promise.all(everybodyOf(cast).map((person) => world.as(person)));
  // Nobody in Kifri is a plain member: what is addressed to members stands in nobody's queue.
  const hasMember = cast.member !== cast.officer;
  return {
    as: world.as,
    prefix,
    async after({ command, tasks }, plan) {
      const expected = tasks.filter((task) => hasMember || task !== 'collect-concerns');
      expect(await tasksInQueues(people, plan), command).toEqual(expected);
    },
  };
}

const period = (startsOn: string) => ({ startsOn, months: 6 }) as const;

describe('a forum of both authorities', () => {
  test.for([
    ['Baghdad first', KIFRI.ministries, '2026-11-01'],
    ['Erbil first', KIFRI.ministries.toReversed(), '2027-05-01'],
  ] as const)('needs both ministries, %s', async ([name, ministries, startsOn]) => {
    const course = await watched(KIFRI, `kifri ${name}`.replaceAll(' ', '-'));
    const steps = [...setting(KIFRI, period(startsOn)), ...planning(KIFRI), ...signing(KIFRI, ministries)];
    const id = await runSteps(course, steps);
    const { body } = await (await world.as(KIFRI.chair)).one(PLANS, id);
    expect(body.stage).toBe('implementation');
    const slots = (body.state.signatures as { slot: string }[]).map(({ slot }) => slot);
    expect(slots.slice(1, 3)).toEqual(ministries.map(({ slot }) => slot));
  });

  test('takes neither ministry twice, nor one for the other', async () => {
    const steps = [...setting(KIFRI, period('2027-11-01')), ...planning(KIFRI), ...signing(KIFRI)];
    const first = steps.findIndex(({ by }) => by === 'PE-KRG-1');
    const id = await runSteps({ as: world.as, prefix: 'kifri-again' }, steps.slice(0, first));
    const colleague = { by: 'PE-MOI-2', command: 'SignPlan', input: {}, approves: true } as const;
    const answer = await give(world, colleague, id, 'second-of-baghdad');
    expect([answer.status, answer.body.code]).toEqual([409, 'signature-not-open']);
    const claim = { ...colleague, input: { as: 'ministry-krg' } };
    const other = await give(world, claim, id, 'for-the-other');
    expect([other.status, other.body.code]).toEqual([403, 'not-a-signer']);
  });
});

test('a forum of the Kurdistan Region runs its whole plan with its own people', async () => {
  const course = await watched(DUHOK, 'duhok');
  const id = await runSteps(course, wholePlan(DUHOK, '2027-12-01'));
  const { body } = await (await world.as(DUHOK.chair)).one(PLANS, id);
  expect(body.stage).toBe('closed');
  const baghdad = await (await world.as('PE-MOI-1')).one(PLANS, id);
  expect(baghdad.status).toBe(404);
});

describe('the life around the stages', () => {
  const command = (by: string, name: string, input: object) => ({ by, command: name, input });
  const act = async (id: string, step: ReturnType<typeof command>) =>
    give(world, step, id, `${step.command}-${step.by}-${id}`);
  const view = async (id: string) => (await (await world.as('PE-IOM-MANAGER-1')).one(PLANS, id)).body;
  const reason = { reason: 'The road to the town is cut.' };
  let id: string;

  beforeAll(async () => {
    id = await runSteps({ as: world.as, prefix: 'life' }, setting(QAYARA, period('2027-05-01')));
  });

  test('a suspended plan keeps its remaining days and waits for one decision', async () => {
    const due = (await view(id)).dueOn;
    expect(due).toBe('2026-12-14');
    const suspended = await act(id, command('PE-MOI-1', 'Suspend', reason));
    expect(suspended.body.stage).toBe('suspended');
    expect((await view(id)).tasks.map(({ dueOn }) => dueOn)).toEqual(['2026-12-22']);
    await world.clockTo('2026-12-01T06:00:00Z');
    const chair = await act(id, command(QAYARA.chair, 'SubmitPlan', {}));
    expect([chair.status, chair.body.code]).toEqual([409, 'plan-suspended']);
    const resumed = await act(id, command('PE-IOM-MANAGER-1', 'Resume', {}));
    expect(resumed.body.stage).toBe('action-planning');
    // Fifteen working days were left on 22 November; on 1 December fifteen still are.
    expect((await view(id)).dueOn).toBe('2026-12-23');
  });

  test('a cancelled plan ends its run and waits for nobody', async () => {
    const answer = await act(id, command('PE-IOM-MANAGER-1', 'Cancel', reason));
    expect(answer.body.stage).toBe('cancelled');
    await world.rest();
    expect(await view(id)).toMatchObject({ tasks: [], driven: null });
    expect(await world.machines.executions('RUNNING')).not.toContain(`${id}-r1`);
  });

  test('a cancelled period is free again, a taken one is not', async () => {
    const chair = await world.as(QAYARA.chair);
    const input = { forum: QAYARA.forum, ...period('2027-05-01') };
    const free = await chair.open(PLANS, input);
    expect(free.status).toBe(201);
    expect(free.headers.get('location')).toBe(`/api/${PLANS}/${free.body.id}`);
    const overlapping = await chair.open(PLANS, { ...input, startsOn: '2027-10-01' });
    expect([overlapping.status, overlapping.body.code]).toEqual([409, 'taken']);
  });

  test('a superseded plan ends, and its period can be planned anew', async () => {
    const steps = [...setting(QAYARA, period('2028-05-01')), ...planning(QAYARA), ...signing(QAYARA)];
    const old = await runSteps({ as: world.as, prefix: 'old' }, steps);
    const answer = await act(old, command(QAYARA.chair, 'SupersedePlan', reason));
    expect(answer.body.stage).toBe('superseded');
    const chair = await world.as(QAYARA.chair);
    const next = { forum: QAYARA.forum, ...period('2028-05-01'), follows: old };
    const opened = await chair.open(PLANS, next);
    expect(opened.status).toBe(201);
    const { concerns } = (await view(opened.body.id ?? '')).state;
    const carried = Object.values(concerns as Record<string, { source: string }>);
    expect(carried.map(({ source }) => source)).toEqual(['carried-over', 'carried-over']);
  });
});

test('the forums of the register count 16, then 43 = 30 + 13, then 66 = 42 + 24', async () => {
  const reader = await world.as('PE-DONOR-GERMANY');
  const on = async (day: string) => (await reader.get(`/api/indicators?asOf=${day}`)).body;
  expect(await on('2015-12-31')).toMatchObject({ forums: { total: 16 } });
  expect(await on('2016-11-30')).toMatchObject({ forums: { total: 43, iom: 30, independent: 13 } });
  expect(await on('2017-12-20')).toMatchObject({ forums: { total: 66, iom: 42, independent: 24 } });
});
