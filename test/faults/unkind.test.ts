import { afterAll, beforeAll, expect, test } from 'vitest';
import { QAYARA } from '../journeys/cast.ts';
import { wholePlan } from '../journeys/plan-script.ts';
import { runSteps } from '../journeys/run-steps.ts';
import { openWorld, type World } from '../journeys/world.ts';
import { seedOf } from './chance.ts';
import { faultsIn } from './checker.ts';
import { gather } from './evidence.ts';

const seed = seedOf(process.env);
let world: World;

beforeAll(async () => {
  console.log(`seed ${seed}; AMAN_SEED=${seed} repeats what is doubled and lost`);
  world = await openWorld({ unkind: seed });
}, 60_000);
afterAll(() => world?.close());

test('a plan lives through functions run twice, lost replies and doubled callbacks, each act once', async () => {
  const steps = wholePlan(QAYARA);
  const half = Math.floor(steps.length / 2);
  const course = { as: world.as, prefix: 'unkind' };
  const id = await runSteps(course, steps.slice(0, half));
  // Deadlines pass meanwhile: the machine escalates through functions that run twice.
  await world.clockTo('2026-12-15T06:00:00Z');
  await runSteps({ ...course, id, from: half }, steps.slice(half));
  await world.rest();
  expect(faultsIn(await gather(world, new Map([[id, QAYARA]]))), `seed ${seed}`).toEqual([]);
}, 60_000);
