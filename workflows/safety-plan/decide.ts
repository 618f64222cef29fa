import { assertNever } from '../../shared/kernel/assert-never.ts';
import { type Decision, outOfTurn } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import type { SafetyPlan } from './case.ts';
import type { CommandName, PlanCommand } from './commands.ts';
import * as concerns from './decide-concerns.ts';
import * as implementation from './decide-implementation.ts';
import * as life from './decide-life.ts';
import * as planning from './decide-planning.ts';
import * as priorities from './decide-priorities.ts';
import * as review from './decide-review.ts';
import * as signature from './decide-signature.ts';
import type { PlanEvent } from './events.ts';
import { openPlan } from './open.ts';

const PREPARING = [
  'AddConcern',
  'EditConcern',
  'WithdrawConcern',
  'MarkProtected',
  'ReferConcern',
  'RecordBallots',
  'SetPriorities',
  'PlanAction',
  'ChangeAction',
  'DropAction',
  'SubmitPlan',
  'SignPlan',
  'ReturnPlan',
  'AskQuestion',
  'AnswerQuestion',
] as const satisfies CommandName[];
type Preparing = PlanCommand<(typeof PREPARING)[number]>;
type Later = Exclude<PlanCommand, Preparing | PlanCommand<'OpenPlan'>>;

/** May this be done now, by this person, and what happened then? */
export function decide(plan: SafetyPlan | null, command: PlanCommand, context: Context): Decision<PlanEvent> {
  if (command.type === 'OpenPlan')
    return plan === null ? openPlan(command, context) : outOfTurn('already-open');
  if (plan === null) return outOfTurn('not-open');
  return isPreparing(command) ? prepare(plan, command, context) : carryOut(plan, command, context);
}

const isPreparing = (command: Preparing | Later): command is Preparing =>
  (PREPARING as readonly string[]).includes(command.type);

/** Up to the signatures. */
function prepare(plan: SafetyPlan, command: Preparing, context: Context): Decision<PlanEvent> {
  switch (command.type) {
    case 'AddConcern':
      return concerns.addConcern(plan, command);
    case 'EditConcern':
      return concerns.editConcern(plan, command);
    case 'WithdrawConcern':
      return concerns.withdrawConcern(plan, command, context);
    case 'MarkProtected':
      return concerns.markProtected(plan, command, context);
    case 'ReferConcern':
      return concerns.referConcern(plan, command, context);
    case 'RecordBallots':
      return priorities.recordBallots(plan, command);
    case 'SetPriorities':
      return priorities.setPriorities(plan, command, context);
    case 'PlanAction':
      return planning.planAction(plan, command, context);
    case 'ChangeAction':
      return planning.changeAction(plan, command, context);
    case 'DropAction':
      return planning.dropAction(plan, command);
    case 'SubmitPlan':
      return planning.submitPlan(plan, context);
    case 'SignPlan':
      return signature.signPlan(plan, command, context);
    case 'ReturnPlan':
      return signature.returnPlan(plan, command, context);
    case 'AskQuestion':
      return signature.askQuestion(plan, command, context);
    case 'AnswerQuestion':
      return signature.answerQuestion(plan, command, context);
    default:
      return assertNever(command);
  }
}

/** From the signatures on, and what may happen to a plan at any time. */
function carryOut(plan: SafetyPlan, command: Later, context: Context): Decision<PlanEvent> {
  switch (command.type) {
    case 'ReportProgress':
    case 'ReportBlocked':
    case 'ReportActionDone':
      return implementation.reportOnAction(plan, command, context);
    case 'VerifyAction':
      return implementation.verifyAction(plan, command, context);
    case 'RejectActionDone':
      return implementation.rejectActionDone(plan, command, context);
    case 'AddAction':
      return implementation.addAction(plan, command, context);
    case 'CancelAction':
      return implementation.cancelAction(plan, command);
    case 'ReassignAction':
      return implementation.reassignAction(plan, command, context);
    case 'RequestSupport':
      return implementation.requestSupport(plan, command, context);
    case 'HandOverPost':
      return implementation.handOverPost(plan, command, context);
    case 'AcceptPost':
      return implementation.acceptPost(plan, context);
    case 'StartReview':
      return review.startReview(plan, context);
    case 'RecordResult':
      return review.recordResult(plan, command);
    case 'RecordReviewMeeting':
      return review.recordReviewMeeting(plan, command, context);
    case 'ReopenImplementation':
      return review.reopenImplementation(plan, command, context);
    case 'ClosePlan':
      return review.closePlan(plan, context);
    default:
      return live(plan, command, context);
  }
}

function live(plan: SafetyPlan, command: Always, context: Context): Decision<PlanEvent> {
  switch (command.type) {
    case 'ReopenPlan':
      return life.reopenPlan(plan, command, context);
    case 'SupersedePlan':
      return life.supersedePlan(plan, command);
    case 'Suspend':
      return life.suspend(plan, command.reason, context);
    case 'SuspendForHold':
      return life.suspend(plan, null, context);
    case 'Resume':
      return life.resume(plan, command, context);
    case 'Cancel':
      return life.cancel(plan, command);
    case 'Withdraw':
      return life.withdraw(plan, command, context);
    case 'Escalate':
      return life.escalate(plan, context);
    case 'RecomputeDeadlines':
      return life.recomputeDeadlines(plan, context);
    default:
      return assertNever(command);
  }
}

type Always = PlanCommand<
  | 'ReopenPlan'
  | 'SupersedePlan'
  | 'Suspend'
  | 'SuspendForHold'
  | 'Resume'
  | 'Cancel'
  | 'Withdraw'
  | 'Escalate'
  | 'RecomputeDeadlines'
>;
