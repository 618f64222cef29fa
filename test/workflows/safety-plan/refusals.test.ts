import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { CommandName } from '../../../workflows/safety-plan/commands.ts';
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
  manager,
  member,
  owner,
  type PlanBuilder,
  START,
  stranger,
  successor,
  timer,
  UNIT,
} from './builders.ts';
import { IN } from './fixtures.ts';

const GONE = EntryId.parse('PE-GONE');
const PREVIOUS = EntryId.parse('SP-0');
const opening = { forum: FORUM, startsOn: '2026-11-01', months: 6 };
const follows = { ...opening, follows: PREVIOUS };

const after = (plan: PlanBuilder, state: PlanBuilder) => plan.register('safety-plan', PREVIOUS, state.plan);
const ballots = (input: object) => ({ group: 'all', ...input });
const priority = (concern: string) => ({ concern, goal: 'reduce', analysis: 'Known since 2017.' });
const priorities = (...concerns: string[]) => ({ priorities: concerns.map(priority) });

/** A plan in priority setting with three concerns and these ballots. */
const voted = (...all: object[]): PlanBuilder =>
  aPlan().inPrioritySetting(3).give(chair, 'RecordBallots', { group: 'all', ballots: all });

const manyConcerns = (): PlanBuilder => {
  const plan = aPlan().opened();
  for (let n = 0; n < 60; n++) plan.give(member, 'AddConcern', aConcern);
  return plan;
};
const manyEdits = (): PlanBuilder => {
  const plan = aPlan().opened().give(member, 'AddConcern', aConcern);
  for (let n = 1; n < 36; n++) plan.give(member, 'EditConcern', { ...aConcern, concern: 'C01' });
  return plan;
};
const manyActions = (): PlanBuilder => {
  const plan = voted({ first: 'C01', second: 'C02', third: 'C03' });
  plan.give(chair, 'SetPriorities', priorities('C01', 'C02', 'C03'));
  for (let n = 0; n < 40; n++) plan.give(chair, 'PlanAction', { ...anAction, concern: `C0${(n % 3) + 1}` });
  return plan;
};

type Case = [code: string, plan: () => PlanBuilder, actor: Actor, name: CommandName, input: object, string?];

const RULES: readonly Case[] = [
  ['forum-unknown', aPlan, chair, 'OpenPlan', { ...opening, forum: EntryId.parse('FO-NOWHERE') }, '/forum'],
  [
    'forum-dormant',
    () => aPlan().register('forum', FORUM, { ...FORUM_ENTRY, status: 'dormant' }),
    chair,
    'OpenPlan',
    opening,
    '/forum',
  ],
  ['not-first-of-month', aPlan, chair, 'OpenPlan', { ...opening, startsOn: '2026-11-02' }, '/startsOn'],
  ['person-unknown', aPlan, chair, 'OpenPlan', { ...opening, facilitator: GONE }, '/facilitator'],
  [
    'person-deactivated',
    () => aPlan().register('person', GONE, { status: 'deactivated' }),
    chair,
    'OpenPlan',
    { ...opening, facilitator: GONE },
    '/facilitator',
  ],
  ['previous-plan-unknown', aPlan, chair, 'OpenPlan', follows, '/follows'],
  ['previous-plan-still-open', () => after(aPlan(), IN.review()), chair, 'OpenPlan', follows, '/follows'],
  [
    'previous-plan-of-other-forum',
    () => {
      const other = EntryId.parse('FO-OTHER');
      return after(aPlan(), aPlan().closed()).register('forum', other, FORUM_ENTRY);
    },
    chair,
    'OpenPlan',
    { ...follows, forum: EntryId.parse('FO-OTHER') },
    '/follows',
  ],
  ['already-open', () => aPlan().opened(), chair, 'OpenPlan', opening],
  ['not-open', aPlan, member, 'AddConcern', aConcern],
  ['not-in-this-stage', () => IN.review(), member, 'AddConcern', aConcern],
  ['plan-closed', () => IN.closed(), member, 'AddConcern', aConcern],
  ['plan-suspended', () => IN.suspended(), member, 'AddConcern', aConcern],
  ['plan-cancelled', () => IN.cancelled(), member, 'AddConcern', aConcern],
  ['plan-superseded', () => IN.superseded(), member, 'AddConcern', aConcern],

  [
    'protected-class',
    () => aPlan().opened(),
    member,
    'AddConcern',
    { ...aConcern, category: 'trafficking' },
    '/category',
  ],
  [
    'mark-protected-instead',
    () => aPlan().inPrioritySetting(),
    member,
    'EditConcern',
    { ...aConcern, concern: 'C01', category: 'gender-based-violence' },
    '/category',
  ],
  ['too-many-concerns', manyConcerns, member, 'AddConcern', aConcern],
  ['too-many-changes', manyEdits, member, 'EditConcern', { ...aConcern, concern: 'C01' }, '/concern'],
  [
    'concern-unknown',
    IN['priority-setting'],
    member,
    'EditConcern',
    { ...aConcern, concern: 'C99' },
    '/concern',
  ],
  [
    'track-not-available',
    () => {
      const plan = aPlan().inPrioritySetting();
      plan.unknownKinds.add('protected-concern');
      return plan;
    },
    member,
    'MarkProtected',
    { concern: 'C01', class: 'trafficking' },
  ],
  [
    'return-plan-first',
    IN.signature,
    chair,
    'WithdrawConcern',
    { concern: 'C01', reason: 'mistake' },
    '/concern',
  ],
  [
    'concern-in-signed-plan',
    IN.implementation,
    chair,
    'MarkProtected',
    { concern: 'C01', class: 'trafficking' },
    '/concern',
  ],
  [
    'priority-needs-chair',
    IN['action-planning'],
    member,
    'MarkProtected',
    { concern: 'C01', class: 'trafficking' },
    '/concern',
  ],

  ['ballots-empty', IN['priority-setting'], chair, 'RecordBallots', ballots({}), '/ballots'],
  [
    'ballots-or-scores',
    IN['priority-setting'],
    chair,
    'RecordBallots',
    ballots({
      ballots: [{ first: 'C01' }],
      scores: [{ concern: 'C01', severity: 1, frequency: 1, feasibility: 1 }],
    }),
    '/scores',
  ],
  [
    'named-twice',
    IN['priority-setting'],
    chair,
    'RecordBallots',
    ballots({ ballots: [{ first: 'C01', second: 'C01' }] }),
    '/ballots/0',
  ],
  [
    'single-incident',
    () =>
      aPlan()
        .inPrioritySetting()
        .give(member, 'AddConcern', { ...aConcern, frequency: 'once' }),
    chair,
    'SetPriorities',
    priorities('C03'),
    '/priorities/0/concern',
  ],
  [
    'ballots-missing',
    () => aPlan().opened().give(member, 'AddConcern', aConcern),
    chair,
    'SetPriorities',
    priorities('C01'),
  ],
  [
    'tie-break-missing',
    () => voted({ first: 'C01' }, { first: 'C02' }),
    chair,
    'SetPriorities',
    priorities('C02', 'C01'),
    '/tieBreak',
  ],
  [
    'departure-unexplained',
    () => voted({ first: 'C01', second: 'C02' }),
    chair,
    'SetPriorities',
    priorities('C02', 'C01'),
    '/departure',
  ],

  ['not-a-priority', IN['action-planning'], chair, 'PlanAction', { ...anAction, concern: 'C02' }, '/concern'],
  [
    'due-before-start',
    IN['action-planning'],
    chair,
    'PlanAction',
    { ...anAction, startsOn: '2027-02-01' },
    '/dueOn',
  ],
  [
    'due-in-the-past',
    IN['action-planning'],
    chair,
    'PlanAction',
    { ...anAction, startsOn: '2026-10-01', dueOn: '2026-10-29' },
    '/dueOn',
  ],
  [
    'due-after-period',
    IN['action-planning'],
    chair,
    'PlanAction',
    { ...anAction, dueOn: '2027-05-02' },
    '/dueOn',
  ],
  [
    'due-not-working-day',
    IN['action-planning'],
    chair,
    'PlanAction',
    { ...anAction, dueOn: '2027-01-15' },
    '/dueOn',
  ],
  ['too-many-actions', manyActions, chair, 'PlanAction', anAction],
  ['action-unknown', IN['action-planning'], chair, 'DropAction', { action: 'A99' }, '/action'],
  [
    'priority-of-action-fixed',
    () =>
      voted({ first: 'C01', second: 'C02' })
        .give(chair, 'SetPriorities', priorities('C01', 'C02'))
        .give(chair, 'PlanAction', anAction),
    chair,
    'ChangeAction',
    { ...anAction, action: 'A01', concern: 'C02' },
    '/concern',
  ],
  ['priority-without-action', () => aPlan().inActionPlanning(), chair, 'SubmitPlan', {}],
  [
    'action-due-not-working-day',
    () => {
      const plan = IN['action-planning']();
      plan.calendar = { holidays: { [anAction.dueOn]: 'Eid' } };
      return plan;
    },
    chair,
    'SubmitPlan',
    {},
  ],

  ['signed-already', () => IN.signature().give(chair, 'SignPlan'), chair, 'SignPlan', {}],
  ['own-draft', IN.signature, { ...field, id: chair.id }, 'SignPlan', {}],
  ['not-a-signer', IN.signature, stranger, 'SignPlan', {}],
  [
    'signature-not-open',
    () => IN.signature().give(commander, 'SignPlan'),
    { ...commander, id: successor.id },
    'SignPlan',
    {},
  ],
  [
    'say-as-whom',
    IN.signature,
    { ...commander, assignments: [...commander.assignments, ...chair.assignments] },
    'SignPlan',
    {},
    '/as',
  ],
  [
    'question-open',
    () => IN.signature().give(field, 'AskQuestion', { question: 'Who pays?' }),
    chair,
    'SignPlan',
    {},
  ],
  [
    'too-many-questions',
    () => {
      const plan = IN.signature();
      for (const question of ['Who pays?', 'Until when?'])
        plan.give(field, 'AskQuestion', { question }).give(chair, 'AnswerQuestion', { answer: 'We do.' });
      return plan;
    },
    field,
    'AskQuestion',
    { question: 'Why?' },
  ],
  ['no-question-open', IN.signature, chair, 'AnswerQuestion', { answer: 'We do.' }],
  [
    'own-question',
    () => IN.signature().give(chair, 'AskQuestion', { question: 'Who pays?' }),
    chair,
    'AnswerQuestion',
    { answer: 'We do.' },
  ],

  ['not-the-owner', IN.implementation, chair, 'ReportProgress', { action: 'A01', note: 'Fine.' }, '/action'],
  [
    'action-not-open',
    IN.implementation,
    owner,
    'ReportProgress',
    { action: 'A02', note: 'Fine.' },
    '/action',
  ],
  ['own-action', IN.implementation, owner, 'VerifyAction', { action: 'A02' }, '/action'],
  [
    'no-objection-missing',
    IN.implementation,
    chair,
    'AddAction',
    { ...anAction, stateResources: true },
    '/stateResources',
  ],
  [
    'owner-unchanged',
    IN.implementation,
    chair,
    'ReassignAction',
    { action: 'A01', owner: owner.id, reason: 'Same.' },
    '/owner',
  ],
  [
    'support-already-requested',
    () =>
      IN.implementation().give(chair, 'RequestSupport', {
        action: 'A01',
        kind: 'delivery',
        purpose: 'Lamps',
      }),
    chair,
    'RequestSupport',
    { action: 'A01', kind: 'delivery', purpose: 'Lamps' },
    '/action',
  ],
  ['holds-no-action', IN.implementation, stranger, 'HandOverPost', { successor: successor.id }],
  ['successor-is-self', IN.implementation, owner, 'HandOverPost', { successor: owner.id }, '/successor'],
  [
    'handover-pending',
    () =>
      IN.implementation()
        .give(chair, 'AddAction', { ...anAction, owner: field.id })
        .give(owner, 'HandOverPost', { successor: successor.id }),
    field,
    'HandOverPost',
    { successor: successor.id },
  ],
  ['no-handover-pending', IN.implementation, successor, 'AcceptPost', {}],
  [
    'not-the-successor',
    () => IN.implementation().give(owner, 'HandOverPost', { successor: successor.id }),
    stranger,
    'AcceptPost',
    {},
  ],

  [
    'meeting-in-the-future',
    IN.review,
    field,
    'RecordReviewMeeting',
    { ...aMeeting({ now: START }), heldOn: '2026-11-02' },
    '/heldOn',
  ],
  [
    'more-women-than-present',
    IN.review,
    field,
    'RecordReviewMeeting',
    { ...aMeeting({ now: START }), women: 21 },
    '/women',
  ],
  [
    'action-not-to-carry',
    () => aPlan().inReview(),
    field,
    'RecordReviewMeeting',
    { ...aMeeting({ now: START }), carryOver: ['A01'] },
    '/carryOver/0',
  ],
  ['meeting-missing', () => aPlan().inReview(), chair, 'ClosePlan', {}],
  [
    'result-missing',
    () =>
      aPlan()
        .inReview()
        .give(field, 'RecordReviewMeeting', aMeeting({ now: START })),
    chair,
    'ClosePlan',
    {},
  ],
  [
    'actions-still-open',
    () =>
      IN.review()
        .give(field, 'RecordReviewMeeting', aMeeting({ now: START }))
        .give(field, 'RecordResult', { concern: 'C01', outcome: 'moved', note: 'To the bridge.' }),
    chair,
    'ClosePlan',
    {},
  ],
  [
    'recorded-the-results',
    () =>
      aPlan()
        .inReview()
        .give(chair, 'RecordResult', { concern: 'C01', outcome: 'solved', note: 'Lit.' })
        .give(field, 'RecordReviewMeeting', aMeeting({ now: START })),
    chair,
    'ClosePlan',
    {},
  ],

  ['not-suspended', IN.review, manager, 'Resume', {}],
  [
    'unit-on-hold',
    () => IN.suspended().register('unit', UNIT, { hold: { reason: 'Under inquiry' } }),
    manager,
    'Resume',
    {},
  ],
  ['not-closed', IN.review, federal, 'ReopenPlan', { reason: 'Again.' }],
  [
    'signatures-given',
    () => IN.signature().give(commander, 'SignPlan'),
    chair,
    'Withdraw',
    { reason: 'Wrong forum.' },
  ],
  ['not-the-opener', IN.signature, member, 'Withdraw', { reason: 'Wrong forum.' }],
  ['nothing-due', IN.signature, timer, 'Escalate', {}],
  ['nothing-moved', IN.signature, timer, 'RecomputeDeadlines', {}],
];

describe('refusals', () => {
  it.each(RULES)('%s', (...[code, plan, actor, name, input, pointer]: Case) => {
    const refusal = plan().refusal(actor, name, input);
    expect(refusal?.code).toBe(code);
    expect(refusal?.pointer).toBe(pointer);
  });

  it('are all tried here', () => {
    const folder = new URL('../../../workflows/safety-plan/', import.meta.url);
    const source = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .join('');
    const codes = [...source.matchAll(/(?:refuse|outOfTurn|wrongPerson)\(\s*'([a-z-]+)'/g)].map(([, c]) => c);
    const tried = new Set(RULES.map(([code]) => code));
    expect([...new Set(codes)].filter((code) => code !== undefined && !tried.has(code))).toEqual([]);
  });
});

describe('separation of duties', () => {
  it.each([
    ['the owner in his own name', owner],
    ['somebody who acts for the owner', commander.as(owner)],
    ['the owner, acting for somebody else', owner.as(commander)],
  ])('refuses verification by %s', (_, actor) => {
    expect(IN.implementation().refusal(actor, 'VerifyAction', { action: 'A02' })).toMatchObject({
      code: 'own-action',
      because: 'person',
    });
  });

  it('refuses verification by whoever reported it in place of the owner', () => {
    const plan = IN.implementation().give(successor.as(owner), 'ReportActionDone', {
      action: 'A01',
      note: 'Lit.',
    });
    expect(plan.code({ ...commander, id: successor.id }, 'VerifyAction', { action: 'A01' })).toBe(
      'own-action',
    );
    expect(plan.code(commander, 'VerifyAction', { action: 'A01' })).toBe('accepted');
  });

  it('refuses a second signature by the same person for somebody else', () => {
    const plan = IN.signature().give(commander, 'SignPlan');
    expect(plan.code(commander.as(chair), 'SignPlan', { as: 'chair' })).toBe('signed-already');
  });

  it('refuses a signature by somebody for whom another has signed', () => {
    const plan = IN.signature().give(stranger.as(chair), 'SignPlan');
    expect(plan.code(chair, 'SignPlan')).toBe('signed-already');
    expect(plan.code({ ...field, onBehalfOf: chair.id }, 'SignPlan')).toBe('signed-already');
    expect(plan.code(field, 'SignPlan')).toBe('accepted');
  });

  it('refuses closing by somebody for whom the results were recorded', () => {
    const plan = aPlan()
      .inReview()
      .give(field.as(chair), 'RecordResult', { concern: 'C01', outcome: 'solved', note: 'Lit.' })
      .give(field, 'RecordReviewMeeting', aMeeting({ now: START }));
    expect(plan.code(chair, 'ClosePlan')).toBe('recorded-the-results');
  });

  it('lets the chair close once somebody else has recorded the results anew', () => {
    const result = { concern: 'C01', outcome: 'solved', note: 'Lit.' };
    const plan = aPlan()
      .inReview()
      .give(chair, 'RecordResult', result)
      .give(field, 'RecordReviewMeeting', aMeeting({ now: START }))
      .give(field, 'RecordResult', result);
    expect(plan.code(chair, 'ClosePlan')).toBe('accepted');
  });

  it('refuses a successor who signs both sides of a handover', () => {
    const plan = IN.implementation().give(owner, 'HandOverPost', { successor: successor.id });
    expect(plan.code(owner.as(successor), 'AcceptPost')).toBe('not-the-successor');
    expect(plan.code(successor, 'AcceptPost')).toBe('accepted');
  });
});
