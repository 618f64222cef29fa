import type { Cast } from '../journeys/cast.ts';
import { everybodyOf } from '../journeys/cast.ts';
import { PLANS, tasksInQueues } from '../journeys/run-steps.ts';
import type { World } from '../journeys/world.ts';
import type { Evidence } from './checker.ts';

/** Gathered from outside once everything has come to rest. */
export async function gather(world: World, plans: ReadonlyMap<string, Cast>): Promise<Evidence> {
  await world.rest();
  const auditor = await world.as('PE-AUDITOR');
  const histories: [string, Awaited<ReturnType<typeof auditor.history>>][] = [];
  const queues: [string, string[]][] = [];
  for (const [id, cast] of plans) {
    histories.push([id, await auditor.history(PLANS, id)]);
    // Where a forum has no plain member, the task addressed to members stands in nobody's queue.
    const absent = cast.member === cast.officer ? ['collect-concerns'] : [];
    const people = await Promise.all(everybodyOf(cast).map((person) => world.as(person)));
    const found = await tasksInQueues(people, id);
    queues.push([id, found.includes('set-priorities') ? [...absent, ...found].sort() : found]);
  }
  return {
    sent: world.sent,
    exported: (await auditor.raw('GET', '/api/export.ndjson')).text,
    histories: new Map(histories),
    queues: new Map(queues),
    running: await world.machines.executions('RUNNING'),
  };
}
