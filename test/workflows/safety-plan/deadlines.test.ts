import { describe, expect, it } from 'vitest';
import { baghdadDate, DAY_MS } from '../../../shared/kernel/time.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import {
  anAction,
  aPlan,
  chair,
  commander,
  FORUM_ENTRY,
  field,
  manager,
  owner,
  type PlanBuilder,
  successor,
} from './builders.ts';
import { IN } from './fixtures.ts';

const dueOn = (plan: PlanBuilder, key = 'stage') => plan.plan.deadlines[key]?.dueOn;
const taskOf = (plan: PlanBuilder, name: string) => plan.tasks.find(({ key }) => key.startsWith(`${name}:`));

describe('due dates', () => {
  it.each([
    ['priority-setting', 20, '2026-11-29'],
    ['action-planning', 15, '2026-11-22'],
    ['signature', 10, '2026-11-15'],
    ['review', 15, '2026-11-22'],
  ] as const)('of %s are %i working days away', (stage, _, date) => {
    expect(dueOn(IN[stage]())).toBe(date);
  });

  it('step over holidays', () => {
    const plan = aPlan();
    plan.calendar = { holidays: { '2026-11-03': 'a', '2026-11-04': 'b' } };
    expect(dueOn(plan.opened())).toBe('2026-12-01');
  });

  it('of actions are those people chose, and the period ends on its last day', () => {
    const plan = IN.implementation();
    expect([dueOn(plan, 'A01'), dueOn(plan, 'period')]).toEqual(['2027-01-12', '2027-04-30']);
  });

  it('stand in the position, the earliest first', () => {
    const plan = IN.implementation();
    expect(plan.position).toMatchObject({
      state: 'Implementation',
      slot: '',
      dueAt: '2026-11-08T21:00:00.000Z',
    });
    plan.give(commander, 'VerifyAction', { action: 'A02' });
    expect(plan.position?.dueAt).toBe('2027-01-12T21:00:00.000Z');
  });
});

describe('a moved holiday', () => {
  const eid = { holidays: { '2026-11-09': 'Eid', '2026-11-10': 'Eid', '2026-11-11': 'Eid' } };

  it('moves an open date and says so in the history', () => {
    const plan = IN.signature();
    const command = safetyPlan.track?.recompute(plan.state, eid);
    expect(command).toEqual({ type: 'RecomputeDeadlines' });
    plan.calendar = eid;
    plan.give({ kind: 'system', job: 'calendar-changed' }, 'RecomputeDeadlines');
    expect(plan.types).toEqual(['DeadlinesMoved']);
    expect(plan.last?.events[0]?.data).toMatchObject({ count: 1 });
    expect(dueOn(plan)).toBe('2026-11-18');
    expect(plan.position?.dueAt).toBe('2026-11-18T21:00:00.000Z');
    expect(taskOf(plan, 'sign')?.dueOn).toBe('2026-11-18');
    expect(safetyPlan.track?.recompute(plan.state, eid)).toBeNull();
  });

  it('does not move a date people chose, nor the end of the period', () => {
    const plan = aPlan().inImplementation();
    const calendar = { holidays: { '2027-01-12': 'Eid', '2027-04-29': 'Eid' } };
    expect(safetyPlan.track?.recompute(plan.state, calendar)).toBeNull();
  });

  it('that is taken back moves the date back', () => {
    const plan = IN.signature();
    plan.calendar = eid;
    plan.give({ kind: 'system', job: 'calendar-changed' }, 'RecomputeDeadlines');
    plan.calendar = { holidays: {} };
    plan.give({ kind: 'system', job: 'calendar-changed' }, 'RecomputeDeadlines');
    expect(dueOn(plan)).toBe('2026-11-15');
  });
});

describe('lateness', () => {
  it('climbs three levels of five working days and then rests for 90 days', () => {
    const plan = IN.signature();
    const seen: unknown[] = [];
    for (let n = 0; n < 6; n++) {
      const at = plan.position?.dueAt;
      plan.expire();
      seen.push([at, plan.plan.late.map(({ level }) => level), dueOn(plan)]);
    }
    expect(seen).toEqual([
      ['2026-11-15T21:00:00.000Z', [1], '2026-11-23'],
      ['2026-11-23T21:00:00.000Z', [1, 2], '2026-12-01'],
      ['2026-12-01T21:00:00.000Z', [1, 2, 3], '2026-12-09'],
      ['2026-12-09T21:00:00.000Z', [1, 2, 3], '2026-12-09'],
      ['2027-03-09T21:00:00.000Z', [1, 2, 3], '2026-12-09'],
      ['2027-06-07T21:00:00.000Z', [1, 2, 3], '2026-12-09'],
    ]);
  });

  it('gives each superior one summary task, which stays the same while the level stands', () => {
    const plan = IN.signature().expire().expire();
    const superiors = () =>
      plan.tasks
        .filter(({ key }) => key.startsWith('overdue:'))
        .map(({ key, addressees }) => [key, addressees.map((to) => (to.kind === 'role' ? to.role : to.id))]);
    const before = superiors();
    expect(before).toEqual([
      ['overdue:level-1:10', ['iom-field']],
      ['overdue:level-2:11', ['iom-manager']],
    ]);
    plan.expire();
    expect(superiors()).toEqual([...before, ['overdue:level-3:12', ['ministry']]]);
  });

  it('of a joint plan reaches both ministries', () => {
    const plan = aPlan().register('forum', IN.signature().plan.forum, {
      ...FORUM_ENTRY,
      authority: 'joint',
    });
    plan.inSignature().expire().expire().expire();
    expect(taskOf(plan, 'overdue:level-3')?.addressees).toHaveLength(2);
  });

  it('of many actions is handled in one event', () => {
    const plan = aPlan().inImplementation();
    for (let n = 0; n < 5; n++) plan.give(chair, 'AddAction', { ...anAction, what: `Lamp ${n}` });
    plan.expire();
    expect(plan.types).toEqual(['Escalated']);
    expect(plan.last?.events[0]?.data).toMatchObject({ level: 1, count: 6 });
    expect(plan.tasks.filter(({ key, level }) => key.startsWith('act:') && level === 1)).toHaveLength(6);
  });

  it('ends with the work: the superior is let off when the late action is done', () => {
    const plan = aPlan().inImplementation().expire();
    expect(taskOf(plan, 'overdue')).toBeDefined();
    plan.give(owner, 'ReportActionDone', { action: 'A01', note: 'Lit.' });
    expect(taskOf(plan, 'overdue')).toBeUndefined();
    expect(taskOf(plan, 'verify')?.level).toBe(0);
  });

  it('of verification climbs too', () => {
    const plan = aPlan().withReportedAction().expire();
    expect(taskOf(plan, 'verify')?.level).toBe(1);
  });
});

describe('the end of the period', () => {
  it('leads to the review, whatever else is due', () => {
    const plan = IN.implementation().at('2027-05-01T00:00:00.000Z');
    plan.give({ kind: 'timer' }, 'Escalate');
    expect(plan.types).toEqual(['ReviewStarted']);
    expect(plan.last?.events[0]?.data).toMatchObject({ because: 'period-ended' });
    expect(plan.plan.stage).toBe('review');
  });

  it('gives a reopened implementation twenty working days more', () => {
    const plan = IN.review().at('2027-05-02T09:00:00.000Z');
    plan.give(chair, 'ReopenImplementation', { reason: 'The lamps come next week.' });
    expect(dueOn(plan, 'period')).toBe('2027-05-30');
    expect(dueOn(plan, 'A01')).toBe('2027-05-09');
    expect(plan.code(chair, 'AddAction', { ...anAction, dueOn: '2027-05-30' })).toBe('accepted');
    expect(plan.code(chair, 'AddAction', { ...anAction, dueOn: '2027-05-31' })).toBe('due-after-period');
  });
});

describe('a suspended plan', () => {
  it('asks one thing of the programme manager and the ministry, for thirty days', () => {
    const plan = IN.suspended();
    expect(
      plan.tasks.map(({ key, addressees, dueOn }) => [key.split(':')[0], addressees.length, dueOn]),
    ).toEqual([['resume-or-cancel', 2, '2026-12-01']]);
  });

  it('keeps the remaining working days of every clock', () => {
    const plan = aPlan().inSignature().at('2026-11-04T09:00:00.000Z');
    plan.give(manager, 'Suspend', { reason: 'Roads are closed.' });
    plan.at('2027-02-01T09:00:00.000Z').give(manager, 'Resume');
    // Seven of ten working days were left: 1 February is a Monday.
    expect(dueOn(plan)).toBe('2027-02-10');
  });

  it('comes back as it was, with a fresh ladder', () => {
    const plan = IN.implementation().expire();
    const before = plan.plan;
    plan.give(manager, 'Suspend', { reason: 'Roads are closed.' }).give(manager, 'Resume', {});
    expect(plan.plan).toMatchObject({
      stage: 'implementation',
      actions: before.actions,
      duties: before.duties,
    });
    expect(Object.keys(plan.plan.deadlines).toSorted()).toEqual(['A01', 'A02', 'period']);
    expect(plan.plan.late).toEqual([]);
  });

  it('keeps a question open', () => {
    const plan = IN.signature().give(field, 'AskQuestion', { question: 'Who pays?' });
    plan.give(manager, 'Suspend', { reason: 'Roads.' }).give(manager, 'Resume', {});
    expect(taskOf(plan, 'answer')).toBeDefined();
    expect(plan.code(chair, 'AnswerQuestion', { answer: 'We do.' })).toBe('accepted');
  });

  it('escalates when nobody decides', () => {
    const plan = IN.suspended().expire();
    expect(plan.tasks.map(({ key }) => key.split(':')[0])).toEqual(['resume-or-cancel', 'overdue']);
  });

  it('is suspended by a hold on its unit, and by no other', () => {
    const plan = IN.implementation();
    const hold = (unit: string) => safetyPlan.track?.hold?.(plan.state, unit);
    expect(hold('UN-OTHER')).toBeNull();
    expect(hold(String(plan.plan.unit))).toEqual({ type: 'SuspendForHold' });
    plan.give({ kind: 'system', job: 'unit-hold' }, 'SuspendForHold');
    expect(plan.plan).toMatchObject({ stage: 'suspended', reason: null });
    expect(hold(String(plan.plan.unit))).toBeNull();
  });
});

describe('a question', () => {
  it('stops the clock until it is answered', () => {
    const plan = IN.signature().at('2026-11-03T09:00:00.000Z');
    plan.give(field, 'AskQuestion', { question: 'Who pays?' });
    expect(plan.tasks.map(({ key, dueOn, commands }) => [key.split(':')[0], dueOn, commands])).toEqual([
      ['answer', '2026-11-10', ['AnswerQuestion']],
    ]);
    plan.at('2026-11-09T09:00:00.000Z').give(chair, 'AnswerQuestion', { answer: 'The municipality.' });
    // Eight working days were left on 3 November.
    expect(dueOn(plan)).toBe('2026-11-19');
    expect(plan.tasks).toHaveLength(3);
  });

  it('of the chair goes to the police counterpart', () => {
    const plan = IN.signature().give(chair, 'AskQuestion', { question: 'Can you patrol?' });
    expect(taskOf(plan, 'answer')?.addressees).toMatchObject([{ role: 'commander' }]);
  });

  it('that is not answered climbs the ladder', () => {
    const plan = IN.signature().give(field, 'AskQuestion', { question: 'Who pays?' }).expire();
    expect(taskOf(plan, 'answer')?.level).toBe(1);
  });

  it('does not let lateness be forgotten', () => {
    const plan = IN.signature().expire();
    plan
      .give(field, 'AskQuestion', { question: 'Who pays?' })
      .give(chair, 'AnswerQuestion', { answer: 'We.' });
    expect(taskOf(plan, 'sign')?.level).toBe(1);
  });
});

describe('a post', () => {
  it('moves all live actions to the successor once both have signed', () => {
    const plan = aPlan().inImplementation().give(owner, 'HandOverPost', { successor: successor.id });
    expect(taskOf(plan, 'accept-post')?.addressees).toEqual([{ kind: 'person', id: successor.id }]);
    expect(taskOf(plan, 'act')?.addressees).toEqual([{ kind: 'person', id: owner.id }]);
    plan.give(successor, 'AcceptPost');
    expect(plan.last?.events[0]?.data).toEqual({ from: owner.id, to: successor.id, actions: ['A01'] });
    expect(taskOf(plan, 'accept-post')).toBeUndefined();
    expect(taskOf(plan, 'act')?.addressees).toEqual([{ kind: 'person', id: successor.id }]);
    expect(dueOn(plan, 'A01')).toBe('2027-01-12');
  });

  it('can be offered to somebody else by the same person', () => {
    const plan = aPlan()
      .inImplementation()
      .give(owner, 'HandOverPost', { successor: successor.id })
      .give(owner, 'HandOverPost', { successor: field.id });
    expect(taskOf(plan, 'accept-post')?.addressees).toEqual([{ kind: 'person', id: field.id }]);
  });
});

it('never wakes the machine in the past of the event that set the clock', () => {
  const plan = aPlan().inSignature();
  const wake = Date.parse(plan.position?.dueAt ?? '');
  expect(wake).toBeGreaterThan(Date.parse(plan.now));
  expect(wake - Date.parse(plan.now)).toBeLessThan(20 * DAY_MS);
  expect(baghdadDate(plan.now)).toBe('2026-11-01');
});
