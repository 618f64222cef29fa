import { describe, expect, it } from 'vitest';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import {
  aConcern,
  aMeeting,
  anAction,
  aPlan,
  chair,
  commander,
  FORUM,
  FORUM_ENTRY,
  federal,
  field,
  krg,
  manager,
  member,
  owner,
  PLAN,
  type PlanBuilder,
  successor,
  UNIT,
} from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

const data = (plan: PlanBuilder, n = 0) => plan.last?.events[n]?.data;
const unique = (plan: PlanBuilder) => safetyPlan.listing(plan.plan).unique;
const MONTHS = ['2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04'];

describe('opening', () => {
  it('takes every month of the period, and gives them back at the end', () => {
    const months = MONTHS.map((month) => `plan:${FORUM}:${month}`);
    expect(unique(aPlan().opened())).toEqual(months);
    expect(unique(IN.suspended())).toEqual(months);
    for (const stage of ['closed', 'cancelled', 'superseded'] as const)
      expect(unique(IN[stage]())).toEqual([]);
    const reopened = IN.closed().give(federal, 'ReopenPlan', { reason: 'The lamps are gone.' });
    expect(unique(reopened)).toEqual(months);
  });

  it('relies on what the forum and the facilitator are at that moment', () => {
    const plan = aPlan().opened({ facilitator: field.id });
    expect(plan.last?.relies).toEqual([
      { id: FORUM, fact: 'status' },
      { id: FORUM, fact: 'authority' },
      { id: field.id, fact: 'status' },
    ]);
  });

  it('reads the forum, the facilitator and the previous plan', () => {
    const command = safetyPlan.parse('OpenPlan', {
      ...SAMPLES.OpenPlan[1],
      facilitator: field.id,
      follows: 'SP-0',
    });
    expect(safetyPlan.needs(null, command).map(({ kind }) => kind)).toEqual([
      'forum',
      'person',
      'safety-plan',
    ]);
  });

  it('stands where the forum stands, before it exists', () => {
    const command = safetyPlan.parse('OpenPlan', SAMPLES.OpenPlan[1]);
    const { entry } = aPlan().context(chair);
    expect(safetyPlan.placement(command, entry)).toEqual({
      forum: FORUM,
      unit: UNIT,
      governorate: 'IQG15',
      authority: 'federal',
    });
    expect(safetyPlan.placement(command, () => undefined)).toBeUndefined();
  });

  it('proposes what the previous plan left unfinished', () => {
    const previous = IN.review()
      .give(field, 'RecordResult', { concern: 'C01', outcome: 'reduced', note: 'Half.' })
      .give(commander, 'VerifyAction', { action: 'A02' })
      .give(field, 'RecordReviewMeeting', { ...aMeeting({ now: '2026-11-01' }), carryOver: ['A01'] })
      .give(chair, 'ClosePlan');
    const plan = aPlan().register('safety-plan', EntryId.parse('SP-0'), previous.plan);
    plan.opened({ startsOn: '2027-05-01', follows: 'SP-0' });
    expect(plan.types).toEqual(['PlanOpened', 'ConcernAdded']);
    expect(plan.plan.concerns).toMatchObject({ C01: { text: aConcern.text, source: 'carried-over' } });
    expect(plan.last?.relies).toContainEqual({ id: 'SP-0', fact: 'stage' });
    plan.give(member, 'AddConcern', aConcern);
    expect(Object.keys(plan.plan.concerns)).toEqual(['C01', 'C02']);
  });

  it('proposes nothing that was solved', () => {
    const plan = aPlan().register('safety-plan', EntryId.parse('SP-0'), aPlan().closed().plan);
    expect(plan.opened({ startsOn: '2027-05-01', follows: 'SP-0' }).plan.concerns).toEqual({});
  });

  it('goes to the commander of the governorate where the forum has no unit', () => {
    const plan = aPlan().register('forum', FORUM, { ...FORUM_ENTRY, unit: null });
    plan.inActionPlanning();
    expect(plan.tasks[1]?.addressees).toEqual([
      { kind: 'role', role: 'commander', scope: { kind: 'governorate', id: 'IQG15' } },
    ]);
  });
});

describe('priorities', () => {
  it('keep the ballots, and the ranking of women apart', () => {
    const plan = aPlan()
      .inPrioritySetting(2)
      .give(chair, 'RecordBallots', { group: 'all', ballots: [{ first: 'C01', second: 'C02' }] })
      .give(chair, 'RecordBallots', {
        group: 'women',
        scores: [{ concern: 'C02', severity: 5, frequency: 5, feasibility: 4 }],
      });
    expect(plan.plan.ballots).toEqual({
      all: { ballots: [{ first: 'C01', second: 'C02' }], scores: [] },
      women: { ballots: [], scores: [{ concern: 'C02', severity: 5, frequency: 5, feasibility: 4 }] },
    });
  });

  it('are set with goal and analysis, one event each, so that one can be erased', () => {
    const plan = aPlan().inActionPlanning();
    expect(plan.types).toEqual(['PrioritySet', 'PrioritiesSet']);
    expect(data(plan)).toMatchObject({ concern: 'C01', rank: 1, goal: 'reduce' });
    expect(plan.plan.priorities).toEqual([{ concern: 'C01', goal: 'reduce' }]);
  });

  it('need an analysis', () => {
    const input = { priorities: [{ concern: 'C01', goal: 'reduce' }] };
    expect(() => aPlan().inPrioritySetting().ask(chair, 'SetPriorities', input)).toThrow('invalid-input');
  });

  it.each([0, 8])('are never %i', (count) => {
    const priorities = Array.from({ length: count }, (_, n) => ({
      concern: `C0${n}`,
      goal: 'reduce',
      analysis: 'Known.',
    }));
    expect(() => aPlan().inPrioritySetting().ask(chair, 'SetPriorities', { priorities })).toThrow();
  });

  it.each([
    ['a tie among the chosen', ['C01', 'C02'], [{ first: 'C01' }, { first: 'C02' }]],
    ['a tie with one left out', ['C01'], [{ first: 'C01' }, { first: 'C02' }]],
  ])('record how %s was broken', (_, chosen, ballots) => {
    const plan = aPlan().inPrioritySetting().give(chair, 'RecordBallots', { group: 'all', ballots });
    const priorities = chosen.map((concern) => ({ concern, goal: 'reduce', analysis: 'Known.' }));
    expect(plan.code(chair, 'SetPriorities', { priorities })).toBe('tie-break-missing');
    plan.give(chair, 'SetPriorities', { priorities, tieBreak: 'The women ranked it first.' });
    expect(data(plan, chosen.length)).toMatchObject({ tieBreak: 'The women ranked it first.' });
  });

  it('may depart from the ballots with a reason, and by scores as well', () => {
    const scores = [
      { concern: 'C01', severity: 5, frequency: 5, feasibility: 5 },
      { concern: 'C02', severity: 1, frequency: 1, feasibility: 1 },
    ];
    const plan = aPlan().inPrioritySetting().give(chair, 'RecordBallots', { group: 'all', scores });
    const priorities = [{ concern: 'C02', goal: 'reduce', analysis: 'Known.' }];
    expect(plan.code(chair, 'SetPriorities', { priorities })).toBe('departure-unexplained');
    expect(plan.code(chair, 'SetPriorities', { priorities, departure: 'Others deal with it.' })).toBe(
      'accepted',
    );
  });

  it('do not count votes for a concern withdrawn since', () => {
    const plan = aPlan()
      .inPrioritySetting(2)
      .give(chair, 'RecordBallots', { group: 'all', ballots: [{ first: 'C02', second: 'C01' }] })
      .give(member, 'WithdrawConcern', { concern: 'C02', reason: 'duplicate' });
    expect(plan.code(...sample('SetPriorities'))).toBe('accepted');
  });
});

const sample = (name: keyof typeof SAMPLES) => [SAMPLES[name][0], name, SAMPLES[name][1]] as const;

describe('signatures', () => {
  const signers = [commander, field, chair, federal, krg];
  const joint = () =>
    aPlan()
      .register('forum', FORUM, { ...FORUM_ENTRY, authority: 'joint' })
      .inSignature({ stateResources: true });

  it.each([
    ['police counterpart, IOM, chair', 'federal', false, ['police', 'iom', 'chair']],
    ['the federal ministry', 'federal', true, ['police', 'iom', 'chair', 'ministry-federal']],
    ['the ministry of the Region', 'krg', true, ['police', 'iom', 'chair', 'ministry-krg']],
    ['both', 'joint', true, ['police', 'iom', 'chair', 'ministry-federal', 'ministry-krg']],
    ['no ministry', 'joint', false, ['police', 'iom', 'chair']],
  ])('are asked of %s (%s, state resources: %s)', (_, authority, stateResources, slots) => {
    const plan = aPlan().register('forum', FORUM, { ...FORUM_ENTRY, authority });
    plan.inSignature({ stateResources });
    expect(plan.tasks.map(({ title }) => title.params?.slot)).toEqual(slots);
  });

  it.each([
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [2, 4, 0, 3, 1],
  ])('of a joint plan come in any order: %i %i %i %i %i', (...order) => {
    const plan = joint();
    for (const [n, index] of order.entries()) {
      expect(plan.plan.stage).toBe('signature');
      plan.give(signers[index] ?? chair, 'SignPlan');
      expect(plan.tasks.length).toBeGreaterThan(0);
      expect(plan.types).toEqual(n < 4 ? ['PlanSigned'] : ['PlanSigned', 'ImplementationStarted']);
    }
    expect(plan.plan.stage).toBe('implementation');
  });

  it.each([federal, krg])('of a joint plan are all void when one ministry returns it', (ministry) => {
    const plan = joint()
      .give(commander, 'SignPlan')
      .give(ministry === krg ? federal : krg, 'SignPlan');
    plan.give(ministry, 'ReturnPlan', { reason: 'No budget line.', letterNumber: '4711' });
    expect(plan.plan).toMatchObject({
      stage: 'action-planning',
      returned: { reason: 'No budget line.', letterNumber: '4711' },
    });
    plan.give(chair, 'SubmitPlan');
    expect(plan.tasks).toHaveLength(5);
    expect(plan.code(commander, 'SignPlan')).toBe('accepted');
  });

  it('of the other ministry are not asked for', () => {
    expect(aPlan().inSignature({ stateResources: true }).code(krg, 'SignPlan')).toBe('not-a-signer');
  });

  it('keep remarks, and number and date of the official letter', () => {
    const plan = IN.signature().give(commander, 'SignPlan', {
      remarks: 'We patrol at dusk.',
      letterNumber: '17/2026',
      letterDate: '2026-10-30',
    });
    expect(plan.plan).toMatchObject({
      signatures: [
        {
          slot: 'police',
          by: commander.id,
          remarks: 'We patrol at dusk.',
          letterNumber: '17/2026',
          letterDate: '2026-10-30',
        },
      ],
    });
  });

  it('name both when a substitute signs', () => {
    const plan = IN.signature().give(successor.as(chair), 'SignPlan');
    expect(plan.plan).toMatchObject({
      signatures: [{ slot: 'chair', by: successor.id, onBehalfOf: chair.id }],
    });
  });

  it('are given for one office at a time by somebody who holds two', () => {
    const both = { ...commander, assignments: [...chair.assignments, ...commander.assignments] };
    const plan = IN.signature().give(both, 'SignPlan', { as: 'police' });
    expect(plan.plan).toMatchObject({ signatures: [{ slot: 'police' }] });
    expect(plan.code(both, 'SignPlan', { as: 'chair' })).toBe('signed-already');
  });
});

describe('what a signature covers', () => {
  const content = (plan: PlanBuilder) => safetyPlan.track?.content(plan.state);

  it('is not changed by signatures, questions, lateness, a moved holiday or progress', () => {
    const plan = IN.signature();
    const signed = content(plan);
    plan.give(commander, 'SignPlan');
    plan
      .give(field, 'AskQuestion', { question: 'Who pays?' })
      .give(chair, 'AnswerQuestion', { answer: 'We.' });
    plan.expire();
    plan.give(field, 'SignPlan').give(chair, 'SignPlan');
    plan.give(owner, 'ReportProgress', { action: 'A01', note: 'Six.' });
    plan.give(owner, 'RequestSupport', { action: 'A01', kind: 'delivery', purpose: 'Lamps' });
    plan.give(manager, 'Suspend', { reason: 'Roads.' });
    expect(content(plan)).toEqual(signed);
  });

  it.each([
    ['what is to be done', { what: 'Sell the lamps.' }],
    ['who answers for it', { owner: successor.id }],
    ['its date', { dueOn: '2027-01-13' }],
    ['state resources', { stateResources: true }],
  ])('is changed by %s', (_, change) => {
    const plan = IN['action-planning']();
    const before = content(plan);
    plan.give(chair, 'ChangeAction', { ...anAction, action: 'A01', ...change });
    expect(content(plan)).not.toEqual(before);
  });

  it('is asked for by SignPlan alone', () => {
    const approving = Object.entries(safetyPlan.commands).filter(([, { approves }]) => approves === true);
    expect(approving.map(([name]) => name)).toEqual(['SignPlan']);
  });
});

describe('an action', () => {
  it('is named to its owner only, and known by its number and text', () => {
    const plan = aPlan().inImplementation();
    expect(plan.tasks.find(({ key }) => key.startsWith('act:'))).toMatchObject({
      title: { key: 'task.safety-plan.act', params: { action: 'A01', what: anAction.what } },
      addressees: [{ kind: 'person', id: owner.id }],
      dueOn: anAction.dueOn,
    });
  });

  it('goes from report to verification and back', () => {
    const plan = aPlan().withReportedAction();
    expect(plan.plan.duties.A01).toMatchObject({ status: 'reported', reportedBy: [owner.id] });
    expect(plan.tasks.map(({ key }) => key.split(':')[0])).toEqual(['steer', 'verify']);
    plan.give(field, 'RejectActionDone', { action: 'A01', reason: 'Two lamps are dark.' });
    expect(plan.plan.duties.A01).toMatchObject({ status: 'open', reportedBy: [] });
    expect(plan.plan.actions.A01?.report?.note).toBe('Two lamps are dark.');
    expect(plan.plan.deadlines.A01?.dueOn).toBe(anAction.dueOn);
  });

  it('says that it is blocked', () => {
    const plan = aPlan()
      .inImplementation()
      .give(owner, 'ReportBlocked', { action: 'A01', blocker: 'No cable.' });
    expect(plan.plan.actions.A01?.report).toMatchObject({ note: 'No cable.', blocked: true });
  });

  it('changes hands by the chair', () => {
    const plan = aPlan().inImplementation();
    plan.give(chair, 'ReassignAction', { action: 'A01', owner: successor.id, reason: 'He left.' });
    expect(data(plan)).toMatchObject({ from: owner.id, owner: successor.id });
    expect(plan.code(owner, 'ReportProgress', { action: 'A01', note: 'Six.' })).toBe('not-the-owner');
    expect(plan.last?.relies).toEqual([{ id: successor.id, fact: 'status' }]);
  });

  it('may need state resources later only where a ministry has signed', () => {
    const signed = aPlan()
      .inSignature({ stateResources: true })
      .give(commander, 'SignPlan')
      .give(field, 'SignPlan')
      .give(chair, 'SignPlan')
      .give(federal, 'SignPlan');
    expect(signed.code(chair, 'AddAction', { ...anAction, stateResources: true })).toBe('accepted');
  });

  it('opens a delivery or a build, and knows which', () => {
    const plan = aPlan().inImplementation();
    plan.give(owner, 'RequestSupport', { action: 'A01', kind: 'office-build', purpose: 'A room' });
    expect(plan.last?.effects).toEqual([
      {
        kind: 'office-build',
        id: 'OB-FRESH0',
        open: true,
        command: {
          type: 'OpenBuild',
          forum: FORUM,
          plan: PLAN,
          action: 'A01',
          unit: UNIT,
          purpose: 'A room',
        },
      },
    ]);
    expect(plan.plan.actions.A01?.linked).toEqual({ kind: 'office-build', id: 'OB-FRESH0' });
  });

  it('asks for support by name where that track is not there', () => {
    const plan = aPlan().inImplementation();
    plan.unknownKinds.add('delivery');
    expect(
      plan.refusal(owner, 'RequestSupport', { action: 'A01', kind: 'delivery', purpose: 'Lamps' }),
    ).toEqual({
      code: 'track-not-available',
      because: 'rule',
      pointer: '/kind',
      params: { kind: 'delivery' },
    });
  });

  it('keeps its number for ever', () => {
    const plan = aPlan()
      .inActionPlanning()
      .give(chair, 'PlanAction', anAction)
      .give(chair, 'DropAction', { action: 'A01' })
      .give(chair, 'PlanAction', anAction);
    expect(Object.keys(plan.plan.actions)).toEqual(['A02']);
  });
});

describe('review and closing', () => {
  it('carries over what the last meeting named', () => {
    const plan = IN.review();
    const meeting = aMeeting(plan);
    plan.give(field, 'RecordReviewMeeting', { ...meeting, carryOver: ['A01', 'A02'] });
    expect(Object.values(plan.plan.duties).map(({ status }) => status)).toEqual(['carried', 'carried']);
    plan.give(field, 'RecordReviewMeeting', { ...meeting, carryOver: ['A02'] });
    expect(Object.values(plan.plan.duties).map(({ status }) => status)).toEqual(['open', 'carried']);
    plan
      .give(chair, 'CancelAction', { action: 'A01', reason: 'The traders did it.' })
      .give(field, 'RecordResult', { concern: 'C01', outcome: 'moved', note: 'To the bridge.' })
      .give(chair, 'ClosePlan');
    expect(data(plan)).toEqual({ carriedOver: 1 });
  });

  it('takes carried actions up again when implementation is reopened', () => {
    const plan = IN.review();
    plan.give(field, 'RecordReviewMeeting', { ...aMeeting(plan), carryOver: ['A01'] });
    plan.give(chair, 'ReopenImplementation', { reason: 'There is time.' });
    expect(plan.plan.duties).toMatchObject({ A01: { status: 'open' }, A02: { status: 'reported' } });
  });

  it('sets no timers where nobody keeps recurrence watches', () => {
    const plan = aPlan().readyToClose();
    plan.unknownKinds.add('recurrence-watch');
    expect(plan.give(chair, 'ClosePlan').last?.timers).toEqual([]);
  });

  it('asks for a new meeting after reopening, and keeps the results', () => {
    const plan = IN.closed().give(manager, 'ReopenPlan', { reason: 'The lamps are gone.' });
    expect(plan.plan).toMatchObject({
      stage: 'review',
      meeting: null,
      results: { C01: { outcome: 'solved' } },
    });
    expect(plan.code(chair, 'ClosePlan')).toBe('meeting-missing');
  });

  it('lets the chair supersede a closed plan', () => {
    expect(IN.closed().give(chair, 'SupersedePlan', { reason: 'New.' }).plan.stage).toBe('superseded');
  });
});

describe('withdrawing', () => {
  it('ends a plan that nobody has signed', () => {
    const plan = IN.signature().give(chair, 'Withdraw', { reason: 'Wrong forum.' });
    expect(plan.plan).toMatchObject({ stage: 'cancelled', withdrawn: true });
  });

  it.each([
    ['Withdraw', {}, [chair.id]],
    ['ReportProgress', { action: 'A01', note: 'x' }, [owner.id]],
    ['AcceptPost', {}, [successor.id]],
    ['HandOverPost', { successor: successor.id }, [owner.id, owner.id]],
    ['AddAction', anAction, []],
  ])('%s is for the persons the plan names', (name, input, persons) => {
    const plan = IN.implementation().give(owner, 'HandOverPost', { successor: successor.id });
    const given = name === 'Withdraw' ? { reason: 'x' } : input;
    expect(safetyPlan.named(plan.plan, safetyPlan.parse(name, given))).toEqual(persons);
  });
});

describe('the sentence that says what a plan waits for', () => {
  it.each([
    ['priority-setting', { dueOn: '2026-11-29' }],
    ['action-planning', { dueOn: '2026-11-22' }],
    ['signature', { count: 3, dueOn: '2026-11-15' }],
    ['implementation', { open: 1, reported: 1, dueOn: '2026-11-08' }],
    ['review', { missing: 1, dueOn: '2026-11-22' }],
    ['suspended', { dueOn: '2026-12-01' }],
    ['closed', {}],
    ['cancelled', {}],
    ['superseded', {}],
  ] as const)('in %s', (stage, params) => {
    expect(safetyPlan.track?.waitsFor(IN[stage]().plan)).toEqual({
      key: `waits.safety-plan.${stage}`,
      params,
    });
  });
});
