import { describe, expect, it } from 'vitest';
import { ProtectedClass } from '../../../workflows/safety-plan/vocabulary.ts';
import { aConcern, anAction, aPlan, chair, field, member, type PlanBuilder, system } from './builders.ts';
import { IN } from './fixtures.ts';

const SECRET = 'A girl is held in the third house.';
const withSecret = (): PlanBuilder =>
  aPlan()
    .inPrioritySetting(1)
    .give(member, 'AddConcern', { ...aConcern, text: SECRET });

describe('a protected concern', () => {
  it.each(ProtectedClass.options)('of class %s never enters a plan', (category) => {
    const plan = aPlan().opened();
    expect(plan.code(member, 'AddConcern', { ...aConcern, category, text: SECRET })).toBe('protected-class');
    expect(JSON.stringify(plan.plan)).not.toContain(SECRET);
  });

  it('leaves the plan as an ordinary withdrawal and opens an entry of its own', () => {
    const plan = withSecret().give(member, 'MarkProtected', { concern: 'C02', class: 'trafficking' });
    expect(plan.last?.events).toEqual([
      { type: 'ConcernWithdrawn', data: { concern: 'C02', reason: 'not-for-the-plan' } },
    ]);
    expect(plan.last?.erases).toEqual([{ field: 'concern', equals: 'C02' }]);
    expect(plan.last?.effects).toEqual([
      {
        kind: 'protected-concern',
        id: 'PC-FRESH0',
        open: true,
        command: {
          type: 'OpenProtectedConcern',
          forum: plan.plan.forum,
          governorate: 'IQG15',
          class: 'trafficking',
          text: SECRET,
          month: '2026-11',
        },
      },
    ]);
    expect(JSON.stringify(plan.plan)).not.toContain(SECRET);
  });

  it('cannot be told from a withdrawn one, in the events, the erasures or the plan', () => {
    const marked = withSecret().give(member, 'MarkProtected', { concern: 'C02', class: 'child-protection' });
    const withdrawn = withSecret().give(member, 'WithdrawConcern', {
      concern: 'C02',
      reason: 'not-for-the-plan',
    });
    expect(marked.last?.events).toEqual(withdrawn.last?.events);
    expect(marked.last?.erases).toEqual(withdrawn.last?.erases);
    expect(marked.plan).toEqual(withdrawn.plan);
    expect(marked.last?.relies).toEqual(withdrawn.last?.relies);
  });

  it.each(['action-planning', 'signature', 'implementation', 'review'] as const)(
    'is still found in %s, as long as it is no priority',
    (stage) => {
      const plan = IN[stage]();
      for (const [name, more] of [
        ['MarkProtected', { class: 'hlp-threat' }],
        ['WithdrawConcern', { reason: 'mistake' }],
      ] as const)
        expect(plan.code(member, name, { concern: 'C02', ...more })).toBe('accepted');
    },
  );

  it('takes its priority and its actions with it', () => {
    const plan = aPlan()
      .inPrioritySetting(2)
      .give(chair, 'RecordBallots', { group: 'all', ballots: [{ first: 'C01', second: 'C02' }] })
      .give(chair, 'SetPriorities', {
        priorities: ['C01', 'C02'].map((concern) => ({ concern, goal: 'reduce', analysis: SECRET })),
      })
      .give(chair, 'PlanAction', { ...anAction, what: SECRET })
      .give(chair, 'PlanAction', { ...anAction, concern: 'C02' })
      .give(field, 'MarkProtected', { concern: 'C01', class: 'trafficking' });
    expect(plan.plan).toMatchObject({
      stage: 'action-planning',
      priorities: [{ concern: 'C02', goal: 'reduce' }],
    });
    expect(Object.keys(plan.plan.concerns)).toEqual(['C02']);
    expect(Object.keys(plan.plan.actions)).toEqual(['A02']);
    expect(Object.keys(plan.plan.duties)).toEqual(['A02']);
  });

  it('sends the plan back to priority setting when it was the only priority', () => {
    const plan = IN['action-planning']();
    plan.give(chair, 'MarkProtected', { concern: 'C01', class: 'trafficking' });
    expect(plan.types).toEqual(['ConcernWithdrawn', 'PrioritiesReopened']);
    expect(plan.plan).toMatchObject({ stage: 'priority-setting', priorities: [], actions: {}, duties: {} });
    expect(plan.position?.state).toBe('PrioritySetting');
  });

  it('is marked by a job too, when a person is not there to ask', () => {
    const plan = IN['action-planning']();
    expect(plan.code(system, 'MarkProtected', { concern: 'C01', class: 'trafficking' })).toBe('accepted');
  });
});

describe('every event that bears the text of a concern', () => {
  it('carries its id, so that erasing finds it', () => {
    const plan = aPlan();
    const spoken: [string, unknown][] = [];
    const give = (...[actor, name, input]: Parameters<PlanBuilder['give']>) => {
      plan.give(actor, name, input);
      for (const { type, data } of plan.last?.events ?? [])
        if (JSON.stringify(data).includes(SECRET))
          spoken.push([type, (data as { concern?: unknown }).concern]);
    };
    plan.opened();
    const fields = { ...aConcern, text: SECRET };
    give(member, 'AddConcern', fields);
    give(member, 'EditConcern', { ...fields, concern: 'C01', tried: SECRET });
    give(chair, 'RecordBallots', { group: 'all', ballots: [{ first: 'C01' }] });
    give(chair, 'SetPriorities', { priorities: [{ concern: 'C01', goal: 'reduce', analysis: SECRET }] });
    give(chair, 'PlanAction', { ...anAction, what: SECRET });
    give(chair, 'ChangeAction', { ...anAction, action: 'A01', what: SECRET });
    expect(spoken.map(([type]) => type)).toEqual([
      'ConcernAdded',
      'ConcernEdited',
      'PrioritySet',
      'ActionPlanned',
      'ActionChanged',
    ]);
    expect(spoken.every(([, concern]) => concern === 'C01')).toBe(true);
  });

  it('is erased as well when an individual case is referred: pathway and week remain', () => {
    const plan = withSecret().give(chair, 'ReferConcern', { concern: 'C02', pathway: 'family-protection' });
    expect(plan.last?.events[0]?.data).toEqual({
      concern: 'C02',
      pathway: 'family-protection',
      week: '2026-W44',
    });
    expect(plan.last?.erases).toEqual([{ field: 'concern', equals: 'C02' }]);
    expect(plan.plan.concerns.C02).toEqual({
      status: 'referred',
      pathway: 'family-protection',
      week: '2026-W44',
    });
    expect(plan.code(chair, 'EditConcern', { ...aConcern, concern: 'C02' })).toBe('concern-unknown');
  });
});
