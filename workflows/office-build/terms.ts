import type { CommandSpec } from '../track.ts';
import type { CommandName } from './commands.ts';

/** Who may give a command, and in which stages it is offered (tracks 3, matrix C). */
type Terms = Omit<CommandSpec, 'input'>;

const BEFORE_CONTRACT = ['siting', 'approval'];
const ACCEPTING = ['provisional-acceptance', 'defects-period', 'final-acceptance'];
const LIVE = [...BEFORE_CONTRACT, 'contracting', 'construction', ...ACCEPTING];
const APPROVED_IN = ['approval', 'contracting', 'construction', 'provisional-acceptance', 'final-acceptance'];
const WITH_APPROVER = ['construction', ...ACCEPTING];

const proposers: Terms = {
  who: ['chair o', 'commander sg', 'ministry d', 'iom-field g'],
  stages: ['siting'],
};
const approvers: Terms = { who: ['ministry d*', 'iom-manager p*'] };
const superiors: Terms = { who: ['ministry d', 'iom-manager p'] };
const ministry: Terms = { who: ['ministry d*'] };
const contractor: Terms = { who: ['contractor n'] };
const finalApprover: Terms = { who: ['named n*'] };
const site: Terms = { who: ['contractor n', 'engineer ng', 'iom-field g'], stages: ['construction'] };
const internal: Terms = { who: [] };

export const TERMS: { readonly [N in CommandName]: Terms } = {
  OpenBuild: { who: proposers.who, stages: [] },
  ChooseSite: proposers,
  AssignForum: proposers,
  UnassignForum: proposers,
  GrantSitingException: { ...ministry, stages: ['siting'] },
  RaiseObjection: {
    who: ['member o', 'chair o', 'iom-field g', 'protection p'],
    stages: BEFORE_CONTRACT,
  },
  SettleObjection: { who: ['ministry d*', 'iom-manager p*', 'protection p*'], stages: BEFORE_CONTRACT },
  SubmitSite: proposers,
  ApproveSite: { ...approvers, stages: ['approval'], approves: true },
  ReturnSite: { ...approvers, stages: ['approval'] },
  RefuseSite: { ...approvers, stages: ['approval'] },
  RecordContract: { ...superiors, stages: ['contracting'] },
  ApproveContract: { ...approvers, stages: ['contracting'], approves: true },
  ReturnContract: { ...approvers, stages: ['contracting'] },
  HandOverSite: {
    who: ['ministry d', 'iom-manager p', 'iom-field g', 'engineer ng'],
    stages: ['contracting'],
  },
  SubmitMilestone: site,
  InspectMilestone: { who: ['engineer ng*'], stages: ['construction'] },
  ApproveMilestone: { ...ministry, stages: ['construction'], approves: true },
  ReturnMilestone: { ...ministry, stages: ['construction'] },
  RecordStopDays: { who: ['engineer ng', 'iom-field g'], stages: ['construction'] },
  RequestVariation: site,
  ApproveVariation: { ...approvers, stages: ['construction'], approves: true },
  RefuseVariation: { ...approvers, stages: ['construction'] },
  LinkDelivery: {
    who: ['iom-field g', 'iom-manager p', 'commander sg'],
    stages: ['contracting', 'construction', 'provisional-acceptance', 'defects-period'],
  },
  AddSnag: {
    who: [
      'chair o',
      'officer os',
      'commander sg',
      'engineer ng',
      'ministry d',
      'iom-field g',
      'iom-manager p',
    ],
    stages: ['provisional-acceptance'],
  },
  MarkSnagFixed: { ...contractor, stages: ['provisional-acceptance', 'defects-period'] },
  ReopenSnag: { ...finalApprover, stages: ['provisional-acceptance', 'defects-period'] },
  CloseSnag: { ...finalApprover, stages: ['provisional-acceptance', 'defects-period'] },
  AcceptProvisionally: { ...approvers, stages: ['provisional-acceptance'], approves: true },
  RecordOpening: { who: ['ministry d', 'iom-manager p', 'iom-field g'], stages: ACCEPTING },
  ReportDefect: {
    who: ['chair o', 'officer os', 'commander sg', 'engineer ng', 'iom-field g'],
    stages: ['defects-period'],
  },
  MarkDefectFixed: { ...contractor, stages: ['defects-period'] },
  ReopenDefect: { who: ['engineer ng*', 'iom-field g*'], stages: ['defects-period'] },
  CloseDefect: { who: ['engineer ng*', 'iom-field g*'], stages: ['defects-period'] },
  RecordPeriodCheck: { who: ['engineer ng', 'iom-field g', 'ministry d'], stages: ['defects-period'] },
  AcceptFinally: { ...approvers, stages: ['final-acceptance'], approves: true },
  ReturnToDefects: { ...approvers, stages: ['final-acceptance'] },
  AskQuestion: { ...approvers, stages: APPROVED_IN },
  AnswerQuestion: { who: ['iom-field g*', 'engineer ng*', 'commander sg*'], stages: APPROVED_IN },
  HandOverPost: { who: ['named n'], stages: WITH_APPROVER },
  AcceptPost: { who: ['named n'], stages: WITH_APPROVER },
  ReopenBuild: { ...superiors, stages: ['closed'] },
  Suspend: { ...superiors, stages: LIVE },
  Resume: { ...superiors, stages: ['suspended'] },
  Cancel: { ...superiors, stages: [...LIVE, 'suspended'] },
  Withdraw: { who: ['named n'], stages: BEFORE_CONTRACT },
  SuspendForHold: { ...internal, stages: LIVE },
  Escalate: { ...internal, stages: [...LIVE, 'suspended'] },
  RecomputeDeadlines: { ...internal, stages: [...LIVE, 'suspended'] },
};
