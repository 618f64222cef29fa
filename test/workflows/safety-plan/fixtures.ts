import type { Actor } from '../../../shared/kernel/actor.ts';
import type { Stage } from '../../../workflows/safety-plan/case.ts';
import type { CommandName } from '../../../workflows/safety-plan/commands.ts';
import {
  aConcern,
  aMeeting,
  anAction,
  aPlan,
  chair,
  commander,
  FORUM,
  federal,
  field,
  manager,
  member,
  owner,
  type PlanBuilder,
  START,
  successor,
  timer,
} from './builders.ts';

const planning = (): PlanBuilder =>
  aPlan()
    .inActionPlanning()
    .give(chair, 'PlanAction', anAction)
    .give(chair, 'PlanAction', { ...anAction, what: 'Ask the traders to sweep.' });

const signature = (): PlanBuilder => planning().give(chair, 'SubmitPlan');

/** A01 is open, A02 is reported as done. */
const implementation = (): PlanBuilder =>
  signature()
    .give(commander, 'SignPlan')
    .give(field, 'SignPlan')
    .give(chair, 'SignPlan')
    .give(owner, 'ReportActionDone', { action: 'A02', note: 'Swept.' });

const review = (): PlanBuilder => implementation().give(chair, 'StartReview');

/** A plan in each stage, rich enough that most commands of the stage are accepted. */
export const IN: Readonly<Record<Stage, () => PlanBuilder>> = {
  'priority-setting': () => aPlan().inPrioritySetting(),
  'action-planning': planning,
  signature,
  implementation,
  review,
  closed: () => aPlan().closed(),
  suspended: () => review().give(manager, 'Suspend', { reason: 'Roads are closed.' }),
  cancelled: () => review().give(manager, 'Cancel', { reason: 'No forum any more.' }),
  superseded: () => review().give(chair, 'SupersedePlan', { reason: 'A new plan.' }),
};

/** Each command as the right person would give it to such a plan. */
export const SAMPLES: Readonly<Record<CommandName, [Actor, object]>> = {
  OpenPlan: [chair, { forum: FORUM, startsOn: '2026-11-01', months: 6 }],
  AddConcern: [member, aConcern],
  EditConcern: [member, { ...aConcern, concern: 'C02', place: 'Bridge' }],
  WithdrawConcern: [member, { concern: 'C02', reason: 'duplicate' }],
  MarkProtected: [member, { concern: 'C02', class: 'trafficking' }],
  ReferConcern: [chair, { concern: 'C02', pathway: 'municipality' }],
  RecordBallots: [chair, { group: 'women', ballots: [{ first: 'C02', second: 'C01' }] }],
  SetPriorities: [
    chair,
    { priorities: [{ concern: 'C01', goal: 'reduce', analysis: 'The lamps were stolen in 2017.' }] },
  ],
  PlanAction: [commander, anAction],
  ChangeAction: [commander, { ...anAction, action: 'A01', resources: 'Twelve lamps' }],
  DropAction: [chair, { action: 'A02' }],
  SubmitPlan: [chair, {}],
  SignPlan: [commander, { remarks: 'We patrol at dusk.', letterNumber: '17/2026' }],
  ReturnPlan: [field, { reason: 'The indicator cannot be measured.' }],
  AskQuestion: [commander, { question: 'Who pays for electricity?' }],
  AnswerQuestion: [chair, { answer: 'The municipality.' }],
  ReportProgress: [owner, { action: 'A01', note: 'Six lamps stand.' }],
  ReportBlocked: [owner, { action: 'A01', blocker: 'No cable.' }],
  ReportActionDone: [owner, { action: 'A01', note: 'All lamps are lit.' }],
  VerifyAction: [commander, { action: 'A02' }],
  RejectActionDone: [commander, { action: 'A02', reason: 'Half the street is dark.' }],
  AddAction: [chair, { ...anAction, what: 'Paint the kerb.' }],
  CancelAction: [chair, { action: 'A01', reason: 'The traders did it.' }],
  ReassignAction: [chair, { action: 'A01', owner: successor.id, reason: 'He moved to Mosul.' }],
  RequestSupport: [owner, { action: 'A01', kind: 'delivery', purpose: 'Twelve lamps' }],
  HandOverPost: [owner, { successor: successor.id }],
  AcceptPost: [successor, {}],
  StartReview: [chair, {}],
  RecordResult: [field, { concern: 'C01', outcome: 'reduced', note: 'Fewer thefts after dark.' }],
  RecordReviewMeeting: [field, { ...aMeeting({ now: START }), carryOver: ['A01'] }],
  ReopenImplementation: [chair, { reason: 'One more month is needed.' }],
  ClosePlan: [chair, {}],
  ReopenPlan: [federal, { reason: 'The lamps were stolen again.' }],
  SupersedePlan: [chair, { reason: 'A new plan is needed.' }],
  Suspend: [manager, { reason: 'Roads are closed.' }],
  Resume: [manager, {}],
  Cancel: [federal, { reason: 'The forum is dissolved.' }],
  Withdraw: [chair, { reason: 'Opened for the wrong forum.' }],
  SuspendForHold: [timer, {}],
  Escalate: [timer, {}],
  RecomputeDeadlines: [timer, {}],
};
