import { describe, expect, it } from 'vitest';
import { aPlan, chair, FORUM, UNIT } from './builders.ts';

describe('the straight path of a plan', () => {
  it('runs from the first concern to the recurrence watches', () => {
    const plan = aPlan().closed();
    expect(plan.plan.stage).toBe('closed');
    expect(plan.position).toBeNull();
    expect(plan.tasks).toEqual([]);
    expect(plan.last?.timers.map(({ notBefore, command }) => [notBefore, command.afterDays])).toEqual([
      ['2026-12-30T21:00:00.000Z', 60],
      ['2027-04-29T21:00:00.000Z', 180],
    ]);
  });

  it('copies what the forum is on the day of opening', () => {
    const { plan } = aPlan().opened();
    expect(plan).toMatchObject({
      stage: 'priority-setting',
      forum: FORUM,
      unit: UNIT,
      governorate: 'IQG15',
      authority: 'federal',
      startsOn: '2026-11-01',
      endsOn: '2027-04-30',
      openedBy: chair.id,
      since: 1,
    });
  });

  it('waits in each stage for somebody, until a date', () => {
    const where = [
      aPlan().opened(),
      aPlan().inActionPlanning(),
      aPlan().inSignature(),
      aPlan().inImplementation(),
      aPlan().inReview(),
      aPlan().suspended(),
    ].map(({ position, tasks }) => [position?.state, position?.dueAt, tasks.length]);
    expect(where).toEqual([
      ['PrioritySetting', '2026-11-29T21:00:00.000Z', 2],
      ['ActionPlanning', '2026-11-22T21:00:00.000Z', 2],
      ['Signature', '2026-11-15T21:00:00.000Z', 3],
      ['Implementation', '2027-01-12T21:00:00.000Z', 2],
      ['Review', '2026-11-22T21:00:00.000Z', 2],
      ['Suspended', '2026-12-01T21:00:00.000Z', 1],
    ]);
  });
});
