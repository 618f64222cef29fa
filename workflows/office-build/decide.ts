import { assertNever } from '../../shared/kernel/assert-never.ts';
import { type Decision, outOfTurn } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import type { OfficeBuild } from './case.ts';
import type { BuildCommand, CommandName } from './commands.ts';
import * as acceptance from './decide-acceptance.ts';
import * as approval from './decide-approval.ts';
import * as construction from './decide-construction.ts';
import * as contracting from './decide-contracting.ts';
import * as defects from './decide-defects.ts';
import * as flaws from './decide-flaws.ts';
import * as life from './decide-life.ts';
import * as objections from './decide-objections.ts';
import * as post from './decide-post.ts';
import * as questions from './decide-questions.ts';
import * as siting from './decide-siting.ts';
import * as variations from './decide-variations.ts';
import type { BuildEvent } from './events.ts';
import { openBuild } from './open.ts';

const PREPARING = [
  'ChooseSite',
  'AssignForum',
  'UnassignForum',
  'GrantSitingException',
  'RaiseObjection',
  'SettleObjection',
  'SubmitSite',
  'ApproveSite',
  'ReturnSite',
  'RefuseSite',
  'RecordContract',
  'ApproveContract',
  'ReturnContract',
  'HandOverSite',
] as const satisfies CommandName[];
type Preparing = BuildCommand<(typeof PREPARING)[number]>;

const ALWAYS = [
  'AskQuestion',
  'AnswerQuestion',
  'HandOverPost',
  'AcceptPost',
  'ReopenBuild',
  'Suspend',
  'SuspendForHold',
  'Resume',
  'Cancel',
  'Withdraw',
  'Escalate',
  'RecomputeDeadlines',
] as const satisfies CommandName[];
type Always = BuildCommand<(typeof ALWAYS)[number]>;
type Building = Exclude<BuildCommand, Preparing | Always | BuildCommand<'OpenBuild'>>;

/** May this be done now, by this person, and what happened then? */
export function decide(
  build: OfficeBuild | null,
  command: BuildCommand,
  context: Context,
): Decision<BuildEvent> {
  if (command.type === 'OpenBuild')
    return build === null ? openBuild(command, context) : outOfTurn('already-open');
  if (build === null) return outOfTurn('not-open');
  if (isPreparing(command)) return prepare(build, command, context);
  if (isAlways(command)) return live(build, command, context);
  return carryOut(build, command, context);
}

const isPreparing = (command: BuildCommand): command is Preparing =>
  (PREPARING as readonly string[]).includes(command.type);
const isAlways = (command: BuildCommand): command is Always =>
  (ALWAYS as readonly string[]).includes(command.type);

/** Up to the day the site is handed over. */
function prepare(build: OfficeBuild, command: Preparing, context: Context): Decision<BuildEvent> {
  switch (command.type) {
    case 'ChooseSite':
      return siting.chooseSite(build, command, context);
    case 'AssignForum':
      return siting.assignForum(build, command, context);
    case 'UnassignForum':
      return siting.unassignForum(build, command, context);
    case 'GrantSitingException':
      return siting.grantSitingException(build, command, context);
    case 'RaiseObjection':
      return objections.raiseObjection(build, command, context);
    case 'SettleObjection':
      return objections.settleObjection(build, command, context);
    case 'SubmitSite':
      return siting.submitSite(build, command, context);
    case 'ApproveSite':
      return approval.approveSite(build, command, context);
    case 'ReturnSite':
    case 'RefuseSite':
      return approval.sendBackSite(build, command, context);
    case 'RecordContract':
      return contracting.recordContract(build, command, context);
    case 'ApproveContract':
      return contracting.approveContract(build, command, context);
    case 'ReturnContract':
      return contracting.returnContract(build, command, context);
    case 'HandOverSite':
      return contracting.handOverSite(build, command, context);
    default:
      return assertNever(command);
  }
}

/** Construction, both acceptances, and the year between them. */
function carryOut(build: OfficeBuild, command: Building, context: Context): Decision<BuildEvent> {
  switch (command.type) {
    case 'SubmitMilestone':
      return construction.submitMilestone(build, command, context);
    case 'InspectMilestone':
      return construction.inspectMilestone(build, command, context);
    case 'ApproveMilestone':
      return construction.approveMilestone(build, command, context);
    case 'ReturnMilestone':
      return construction.returnMilestone(build, command, context);
    case 'RecordStopDays':
      return construction.recordStopDays(build, command, context);
    case 'RequestVariation':
      return variations.requestVariation(build, command, context);
    case 'ApproveVariation':
      return variations.approveVariation(build, command, context);
    case 'RefuseVariation':
      return variations.refuseVariation(build, command, context);
    default:
      return accepting(build, command, context);
  }
}

type Accepting = BuildCommand<
  | 'LinkDelivery'
  | 'AddSnag'
  | 'MarkSnagFixed'
  | 'ReopenSnag'
  | 'CloseSnag'
  | 'AcceptProvisionally'
  | 'RecordOpening'
  | 'ReportDefect'
  | 'MarkDefectFixed'
  | 'ReopenDefect'
  | 'CloseDefect'
  | 'RecordPeriodCheck'
  | 'AcceptFinally'
  | 'ReturnToDefects'
>;

function accepting(build: OfficeBuild, command: Accepting, context: Context): Decision<BuildEvent> {
  switch (command.type) {
    case 'LinkDelivery':
      return acceptance.linkDelivery(build, command, context);
    case 'AddSnag':
      return flaws.addSnag(build, command);
    case 'MarkSnagFixed':
      return flaws.markSnagFixed(build, command, context);
    case 'ReopenSnag':
      return flaws.reopenSnag(build, command, context);
    case 'CloseSnag':
      return flaws.closeSnag(build, command, context);
    case 'AcceptProvisionally':
      return acceptance.acceptProvisionally(build, command, context);
    case 'RecordOpening':
      return acceptance.recordOpening(build, command, context);
    case 'ReportDefect':
      return flaws.reportDefect(build, command, context);
    case 'MarkDefectFixed':
      return flaws.markDefectFixed(build, command, context);
    case 'ReopenDefect':
      return flaws.reopenDefect(build, command, context);
    case 'CloseDefect':
      return flaws.closeDefect(build, command, context);
    case 'RecordPeriodCheck':
      return defects.recordPeriodCheck(build, command, context);
    case 'AcceptFinally':
      return acceptance.acceptFinally(build, command, context);
    case 'ReturnToDefects':
      return defects.returnToDefects(build, command, context);
    default:
      return assertNever(command);
  }
}

/** What may happen to a build at any time. */
function live(build: OfficeBuild, command: Always, context: Context): Decision<BuildEvent> {
  switch (command.type) {
    case 'AskQuestion':
      return questions.askQuestion(build, command, context);
    case 'AnswerQuestion':
      return questions.answerQuestion(build, command, context);
    case 'HandOverPost':
      return post.handOverPost(build, command, context);
    case 'AcceptPost':
      return post.acceptPost(build, context);
    case 'ReopenBuild':
      return life.reopenBuild(build, command, context);
    case 'Suspend':
      return life.suspend(build, command.reason, context);
    case 'SuspendForHold':
      return life.suspend(build, null, context);
    case 'Resume':
      return life.resume(build, command, context);
    case 'Cancel':
      return life.cancel(build, command, context);
    case 'Withdraw':
      return life.withdraw(build, command, context);
    case 'Escalate':
      return life.escalate(build, context);
    case 'RecomputeDeadlines':
      return life.recomputeDeadlines(build, context);
    default:
      return assertNever(command);
  }
}
