import { afterAll, beforeAll, expect, test } from 'vitest';
import { QAYARA } from '../journeys/cast.ts';
import { wholePlan } from '../journeys/plan-script.ts';
import { PLANS, runSteps } from '../journeys/run-steps.ts';
import { openWorld, type World } from '../journeys/world.ts';
import { seedOf } from './chance.ts';
import { faultsIn } from './checker.ts';
import { gather } from './evidence.ts';

const seed = seedOf(process.env);
let world: World;

beforeAll(async () => {
  process.env.AMAN_UNKIND = String(seed);
  world = await openWorld();
}, 90_000);
afterAll(async () => {
  delete process.env.AMAN_UNKIND;
  await world?.close();
});

test('a plan is led to its end although indexes lag, replies are lost and transactions meet others', async () => {
  console.log(`seed ${seed}; AMAN_SEED=${seed} repeats it; npm run unkind for all journeys`);
  const id = await runSteps({ as: world.as, prefix: 'unkind' }, wholePlan(QAYARA));
  const chair = await world.as(QAYARA.chair);
  expect((await chair.one(PLANS, id)).body.stage).toBe('closed');
  expect(faultsIn(await gather(world, new Map([[id, QAYARA]]))), `seed ${seed}`).toEqual([]);
}, 60_000);
