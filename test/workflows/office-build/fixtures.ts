import type { Actor } from '../../../shared/kernel/actor.ts';
import type { Stage } from '../../../workflows/office-build/case.ts';
import type { CommandName } from '../../../workflows/office-build/commands.ts';
import {
  ACCESS,
  aBuild,
  aContract,
  aDesign,
  aSite,
  aSnag,
  type BuildBuilder,
  chair,
  contractor,
  DELIVERY,
  engineer,
  FORUM,
  federal,
  federal2,
  field,
  HASH,
  id,
  manager,
  manager2,
  START,
  timer,
  usd,
} from './builders.ts';

const FAR = id('FO-FAR');
const NEAR = id('FO-NEAR');

const withForums = (build: BuildBuilder): BuildBuilder =>
  build.forum('FO-FAR', 61.5).forum('FO-NEAR', 10).register('delivery', DELIVERY, { stage: 'approval' });

const siting = (): BuildBuilder =>
  withForums(aBuild()).sited().give(chair, 'RaiseObjection', { kind: 'land', text: 'The plot is shared.' });

/** Of the construction M06 is approved, M07 inspected, M08 submitted, M09 open; V01 is asked for. */
const construction = (): BuildBuilder =>
  withForums(aBuild())
    .inConstruction()
    .passed('M06', '10000.00')
    .inspected('M07')
    .submitted('M08')
    .give(engineer, 'RequestVariation', {
      what: 'A second water tank',
      reason: 'The mains run two hours a day.',
      amount: usd('2000.00'),
      days: 5,
    })
    .later(20);

/** S01 is mended, S02 open. */
const snagged = (): BuildBuilder =>
  withForums(aBuild())
    .inProvisionalAcceptance()
    .give(engineer, 'AddSnag', aSnag)
    .give(engineer, 'AddSnag', aSnag)
    .give(contractor, 'MarkSnagFixed', { snag: 'S01' });

/** D01 is mended, D02 open; a month has passed. */
const defects = (): BuildBuilder =>
  snagged()
    .accepted()
    .give(engineer, 'ReportDefect', { ...aSnag, severity: 'serious' })
    .give(engineer, 'ReportDefect', aSnag)
    .give(contractor, 'MarkDefectFixed', { defect: 'D01' })
    .later(31);

/** A build in each stage, rich enough that most commands of the stage are accepted. */
export const IN: Readonly<Record<Stage, () => BuildBuilder>> = {
  siting,
  approval: () => withForums(aBuild()).inApproval(),
  contracting: () => withForums(aBuild()).inContracting().give(manager2, 'RecordContract', aContract),
  construction,
  'provisional-acceptance': snagged,
  'defects-period': defects,
  'final-acceptance': () => withForums(aBuild()).inFinalAcceptance(),
  closed: () => aBuild().closed(),
  suspended: () => construction().give(manager, 'Suspend', { reason: 'Roads are closed.' }),
  cancelled: () => construction().give(manager, 'Cancel', { reason: 'The land was sold.' }),
};

const approved = { remarks: 'As shown.', letterNumber: '77/2026', letterDate: '2026-11-10' };

/** Each command as the right person would give it to such a build. */
export const SAMPLES: Readonly<Record<CommandName, [Actor, object]>> = {
  OpenBuild: [field, { forum: FORUM, purpose: 'An office' }],
  ChooseSite: [field, { ...aSite, workType: 'prefab' }],
  AssignForum: [field, { forum: NEAR, roadKm: 14 }],
  UnassignForum: [field, { forum: FORUM }],
  GrantSitingException: [federal, { forum: FAR, reason: 'No road leads to any other office.' }],
  RaiseObjection: [chair, { kind: 'community', text: 'The school is next door.' }],
  SettleObjection: [manager, { objection: 'O01', outcome: 'resolved', note: 'The owner agreed in writing.' }],
  SubmitSite: [field, aDesign],
  ApproveSite: [federal, approved],
  ReturnSite: [federal, { reason: 'The ramp is missing.' }],
  RefuseSite: [manager, { reason: 'The budget is for two offices.' }],
  RecordContract: [manager2, aContract],
  ApproveContract: [federal, { ...approved, finalApprover: federal2.id }],
  ReturnContract: [federal, { reason: 'The guarantee is too short.' }],
  HandOverSite: [engineer, { note: 'Keys of the gate given.' }],
  SubmitMilestone: [contractor, { milestone: 'M09', evidence: [{ kind: 'test-sheets', files: [HASH] }] }],
  InspectMilestone: [engineer, { milestone: 'M08', passed: true, findings: 'Dry after 24 hours.' }],
  ApproveMilestone: [federal, { milestone: 'M07', payment: usd('12000.00'), ...approved }],
  ReturnMilestone: [federal, { milestone: 'M07', reason: 'The cube test is of another site.' }],
  RecordStopDays: [engineer, { from: '2026-11-08', until: '2026-11-10', cause: 'weather' }],
  RequestVariation: [
    contractor,
    { what: 'Shade', reason: 'The queue stands in the sun.', amount: usd('500'), days: 3 },
  ],
  ApproveVariation: [federal, { variation: 'V01' }],
  RefuseVariation: [manager, { variation: 'V01', reason: 'The tank is in the bill of quantities.' }],
  LinkDelivery: [field, { delivery: DELIVERY }],
  AddSnag: [engineer, { ...aSnag, severity: 'serious' }],
  MarkSnagFixed: [contractor, { snag: 'S02' }],
  ReopenSnag: [federal, { snag: 'S01', reason: 'It still does not close.' }],
  CloseSnag: [federal, { snag: 'S01' }],
  AcceptProvisionally: [federal, { access: ACCESS, ...approved }],
  RecordOpening: [field, { on: START.slice(0, 10) }],
  ReportDefect: [chair, aSnag],
  MarkDefectFixed: [contractor, { defect: 'D02' }],
  ReopenDefect: [engineer, { defect: 'D01', reason: 'It leaks again.' }],
  CloseDefect: [engineer, { defect: 'D01' }],
  RecordPeriodCheck: [engineer, { month: 1, outcome: 'in-order', note: 'In use.' }],
  AcceptFinally: [federal, approved],
  ReturnToDefects: [manager, { reason: 'The roof leaks.' }],
  AskQuestion: [federal, { question: 'Who owns the wall?' }],
  AnswerQuestion: [field, { answer: 'The station.' }],
  HandOverPost: [federal, { successor: federal2.id }],
  AcceptPost: [federal2, {}],
  ReopenBuild: [manager, { reason: 'A crack was found.' }],
  Suspend: [manager, { reason: 'Roads are closed.' }],
  Resume: [manager, {}],
  Cancel: [federal, { reason: 'The land was sold.' }],
  Withdraw: [field, { reason: 'Opened twice.' }],
  SuspendForHold: [timer, {}],
  Escalate: [timer, {}],
  RecomputeDeadlines: [timer, {}],
};
