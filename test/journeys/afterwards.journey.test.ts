import { afterAll, beforeAll, expect, test } from 'vitest';
import { QAYARA } from './cast.ts';
import { reviewing, wholePlan } from './plan-script.ts';
import { give, PLANS, runSteps, taskName } from './run-steps.ts';
import { openWorld, type World } from './world.ts';

const WATCHES = 'recurrence-watches';

let world: World;
let id: string;

beforeAll(async () => {
  world = await openWorld();
  id = await runSteps({ as: world.as, prefix: 'afterwards' }, wholePlan(QAYARA));
});
afterAll(() => world?.close());

test('a closed plan is not edited', async () => {
  const step = { by: QAYARA.chair, command: 'StartReview', input: {} };
  const answer = await give(world, step, id, 'too-late');
  expect([answer.status, answer.body.code]).toEqual([409, 'plan-closed']);
});

test('the next plan of the forum begins with what was not solved', async () => {
  const chair = await world.as(QAYARA.chair);
  const input = { forum: QAYARA.forum, startsOn: '2027-05-01', months: 6, follows: id };
  const { body } = await chair.open(PLANS, input);
  const next = (await chair.one(PLANS, body.id ?? '')).body;
  const concerns = Object.values(next.state.concerns as Record<string, { text: string; source: string }>);
  expect(concerns.map(({ source }) => source)).toEqual(['carried-over', 'carried-over']);
  expect(concerns.map(({ text }) => text).join()).toMatch(/unexploded ordnance.*dark since/);
  expect(next.links).toContainEqual({ rel: 'follows', id });
});

test('a higher level reopens the plan with a reason; the chair may not', async () => {
  const reason = { reason: 'A result was recorded for the wrong concern.' };
  const step = { by: QAYARA.chair, command: 'ReopenPlan', input: reason };
  expect((await give(world, step, id, 'by-the-chair')).status).toBe(403);
  const reopened = await give(world, { ...step, by: 'PE-MOI-2' }, id, 'by-the-ministry');
  expect(reopened.body.stage).toBe('review');
  await world.rest();
  expect(await world.machines.executions('RUNNING')).toContain(`${id}-r2`);
  const close = { by: QAYARA.chair, command: 'ClosePlan', input: {} };
  const tooSoon = await give(world, close, id, 'without-meeting');
  expect([tooSoon.status, tooSoon.body.code]).toEqual([422, 'meeting-missing']);
  const meeting = reviewing(QAYARA).filter(({ command }) => command === 'RecordReviewMeeting');
  await runSteps({ as: world.as, prefix: 'met-again', id }, meeting);
  expect((await give(world, close, id, 'again')).body.stage).toBe('closed');
  await world.rest();
  expect(await world.machines.executions('SUCCEEDED')).toEqual(
    expect.arrayContaining([`${id}-r1`, `${id}-r2`]),
  );
});

test('sixty days after closing, chair and officer are asked whether the problem came back', async () => {
  const chair = await world.as(QAYARA.chair);
  expect(await chair.list(WATCHES)).toEqual([]);
  await world.clockTo('2027-01-22T06:00:00Z');
  const [watch, ...others] = await chair.list(WATCHES);
  expect(others).toEqual([]);
  expect(watch?.card).toMatchObject({ afterDays: 60, recurred: null });
  const watchId = watch?.id ?? '';
  for (const person of [QAYARA.chair, QAYARA.officer]) {
    const [task] = await (await world.as(person)).tasks(watchId);
    expect(taskName(task?.id ?? ''), person).toMatch(/^recurrence/);
    expect(task?.commands).toEqual(['RecordRecurrence']);
  }
  const officer = await world.as(QAYARA.officer);
  const input = { recurred: false, text: 'No new ordnance was reported since the survey.' };
  const answer = await officer.command({ collection: WATCHES, id: watchId, name: 'RecordRecurrence' }, input);
  expect(answer.status).toBe(200);
  expect(await chair.tasks(watchId)).toEqual([]);
});

test('after 180 days they are asked once more, and the closed plan is as it was', async () => {
  const auditor = await world.as('PE-AUDITOR');
  const before = await auditor.history(PLANS, id);
  await world.clockTo('2027-05-22T06:00:00Z');
  const open = await (await world.as(QAYARA.chair)).list(WATCHES);
  expect(open.map(({ card }) => card.afterDays)).toEqual([180]);
  expect(await auditor.history(PLANS, id)).toEqual(before);
  await world.rest();
});
