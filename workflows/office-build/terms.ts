import type { CommandSpec } from '../track.ts';
import type { CommandName } from './commands.ts';

/** Who may give a command, and in which stages it is offered (tracks 3, matrix C). */
type Terms = Omit<CommandSpec, 'input'>;

const BEFORE_CONTRACT = ['siting', 'approval'];
const ACCEPTING = ['provisional-acceptance', 'defects-period', 'final-acceptance'];
const LIVE = [...BEFORE_CONTRACT, 'contracting', 'construction', ...ACCEPTING];
const APPROVED_IN = ['approval', 'contracting', 'construction', 'provisional-acceptance', 'final-acceptance'];
const WITH_APPROVER = ['construction', ...ACCEPTING];

const proposers: Terms = { who: ['chair', 'commander', 'ministry', 'iom-field'], stages: ['siting'] };
const approvers: Terms = { who: ['ministry', 'iom-manager'] };
const ministry: Terms = { who: ['ministry'] };
const contractor: Terms = { who: ['contractor'] };
const finalApprover: Terms = { who: ['named'] };
const site: Terms = { who: ['contractor', 'engineer', 'iom-field'], stages: ['construction'] };
const internal: Terms = { who: [] };

export const TERMS: { readonly [N in CommandName]: Terms } = {
  OpenBuild: { who: ['chair', 'commander', 'ministry', 'iom-field', 'iom-manager'], stages: [] },
  ChooseSite: proposers,
  AssignForum: proposers,
  UnassignForum: proposers,
  GrantSitingException: { ...ministry, stages: ['siting'] },
  RaiseObjection: {
    who: ['member', 'chair', 'officer', 'iom-field', 'protection'],
    stages: BEFORE_CONTRACT,
  },
  SettleObjection: { who: ['ministry', 'iom-manager', 'protection'], stages: BEFORE_CONTRACT },
  SubmitSite: proposers,
  ApproveSite: { ...approvers, stages: ['approval'], approves: true },
  ReturnSite: { ...approvers, stages: ['approval'] },
  RefuseSite: { ...approvers, stages: ['approval'] },
  RecordContract: { ...approvers, stages: ['contracting'] },
  ApproveContract: { ...approvers, stages: ['contracting'], approves: true },
  ReturnContract: { ...approvers, stages: ['contracting'] },
  HandOverSite: { who: ['ministry', 'iom-manager', 'iom-field', 'engineer'], stages: ['contracting'] },
  SubmitMilestone: site,
  InspectMilestone: { who: ['engineer'], stages: ['construction'] },
  ApproveMilestone: { ...ministry, stages: ['construction'], approves: true },
  ReturnMilestone: { ...ministry, stages: ['construction'] },
  RecordStopDays: { who: ['engineer', 'iom-field'], stages: ['construction'] },
  RequestVariation: site,
  ApproveVariation: { ...approvers, stages: ['construction'], approves: true },
  RefuseVariation: { ...approvers, stages: ['construction'] },
  LinkDelivery: {
    who: ['iom-field', 'iom-manager', 'commander'],
    stages: ['contracting', 'construction', 'provisional-acceptance', 'defects-period'],
  },
  AddSnag: {
    who: ['engineer', 'ministry', 'iom-field', 'iom-manager', 'officer', 'commander'],
    stages: ['provisional-acceptance'],
  },
  MarkSnagFixed: { ...contractor, stages: ['provisional-acceptance', 'defects-period'] },
  ReopenSnag: { ...finalApprover, stages: ['provisional-acceptance', 'defects-period'] },
  CloseSnag: { ...finalApprover, stages: ['provisional-acceptance', 'defects-period'] },
  AcceptProvisionally: { ...approvers, stages: ['provisional-acceptance'], approves: true },
  RecordOpening: { who: ['ministry', 'iom-manager', 'iom-field'], stages: ACCEPTING },
  ReportDefect: {
    who: ['chair', 'officer', 'commander', 'engineer', 'iom-field'],
    stages: ['defects-period'],
  },
  MarkDefectFixed: { ...contractor, stages: ['defects-period'] },
  ReopenDefect: { who: ['engineer', 'iom-field', 'ministry'], stages: ['defects-period'] },
  CloseDefect: { who: ['engineer', 'iom-field', 'ministry'], stages: ['defects-period'] },
  RecordPeriodCheck: { who: ['engineer', 'iom-field', 'ministry'], stages: ['defects-period'] },
  AcceptFinally: { ...approvers, stages: ['final-acceptance'], approves: true },
  ReturnToDefects: { ...approvers, stages: ['final-acceptance'] },
  AskQuestion: { ...approvers, stages: APPROVED_IN },
  AnswerQuestion: { who: ['iom-field', 'engineer', 'commander'], stages: APPROVED_IN },
  HandOverPost: { who: ['named'], stages: WITH_APPROVER },
  AcceptPost: { who: ['named'], stages: WITH_APPROVER },
  ReopenBuild: { ...approvers, stages: ['closed'] },
  Suspend: { ...approvers, stages: LIVE },
  Resume: { ...approvers, stages: ['suspended'] },
  Cancel: { ...approvers, stages: [...LIVE, 'suspended'] },
  Withdraw: { who: ['named'], stages: BEFORE_CONTRACT },
  SuspendForHold: { ...internal, stages: LIVE },
  Escalate: { ...internal, stages: [...LIVE, 'suspended'] },
  RecomputeDeadlines: { ...internal, stages: [...LIVE, 'suspended'] },
};
