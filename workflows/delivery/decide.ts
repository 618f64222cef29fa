import { assertNever } from '../../shared/kernel/assert-never.ts';
import { type Decision, outOfTurn } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import type { Delivery } from './case.ts';
import type { CommandName, DeliveryCommand } from './commands.ts';
import * as approval from './decide-approval.ts';
import * as arrival from './decide-arrival.ts';
import { resolveDiscrepancy } from './decide-discrepancy.ts';
import { recordHandover } from './decide-handover.ts';
import * as life from './decide-life.ts';
import * as monitoring from './decide-monitoring.ts';
import * as preparation from './decide-preparation.ts';
import * as request from './decide-request.ts';
import type { DeliveryEvent } from './events.ts';
import { openDelivery } from './open.ts';

const BEFORE_ARRIVAL = [
  'ChangeRequest',
  'AddLine',
  'ChangeLine',
  'RemoveLine',
  'SubmitRequest',
  'ApproveRequest',
  'ReturnRequest',
  'RefuseRequest',
  'AskQuestion',
  'AnswerQuestion',
  'AllocateAsset',
  'ReleaseAsset',
  'AttachDocument',
  'Dispatch',
] as const satisfies CommandName[];
type Early = DeliveryCommand<(typeof BEFORE_ARRIVAL)[number]>;

const ANY_TIME = [
  'ReopenDelivery',
  'Suspend',
  'SuspendForHold',
  'Resume',
  'Cancel',
  'Withdraw',
  'Escalate',
  'RecomputeDeadlines',
] as const satisfies CommandName[];
type Always = DeliveryCommand<(typeof ANY_TIME)[number]>;
type Late = Exclude<DeliveryCommand, Early | Always | DeliveryCommand<'OpenDelivery'>>;

/** May this be done now, by this person, and what happened then? */
export function decide(
  delivery: Delivery | null,
  command: DeliveryCommand,
  context: Context,
): Decision<DeliveryEvent> {
  if (command.type === 'OpenDelivery')
    return delivery === null ? openDelivery(command, context) : outOfTurn('already-open');
  if (delivery === null) return outOfTurn('not-open');
  if (isOne<Early>(BEFORE_ARRIVAL, command)) return prepare(delivery, command, context);
  if (isOne<Always>(ANY_TIME, command)) return live(delivery, command, context);
  return receive(delivery, command, context);
}

const isOne = <C extends DeliveryCommand>(
  names: readonly CommandName[],
  command: DeliveryCommand,
): command is C => names.includes(command.type);

/** Up to the release. */
function prepare(delivery: Delivery, command: Early, context: Context): Decision<DeliveryEvent> {
  switch (command.type) {
    case 'ChangeRequest':
      return request.changeRequest(delivery, command, context);
    case 'AddLine':
      return request.addLine(delivery, command);
    case 'ChangeLine':
      return request.changeLine(delivery, command);
    case 'RemoveLine':
      return request.removeLine(delivery, command);
    case 'SubmitRequest':
      return request.submitRequest(delivery, context);
    case 'ApproveRequest':
      return approval.approveRequest(delivery, command, context);
    case 'ReturnRequest':
    case 'RefuseRequest':
      return approval.sendBack(delivery, command, context);
    case 'AskQuestion':
      return approval.askQuestion(delivery, command, context);
    case 'AnswerQuestion':
      return approval.answerQuestion(delivery, command, context);
    case 'AllocateAsset':
      return preparation.allocateAsset(delivery, command, context);
    case 'ReleaseAsset':
      return preparation.releaseAsset(delivery, command, context);
    case 'AttachDocument':
      return preparation.attachDocument(delivery, command, context);
    case 'Dispatch':
      return preparation.dispatch(delivery, command, context);
    default:
      return assertNever(command);
  }
}

/** On the way, at the ceremony, and in the years after. */
function receive(delivery: Delivery, command: Late, context: Context): Decision<DeliveryEvent> {
  switch (command.type) {
    case 'RecordCheckpoint':
    case 'RecordIncident':
    case 'RecordArrival':
      return arrival.reportOnTheWay(delivery, command, context);
    case 'RecordReceipt':
      return arrival.recordReceipt(delivery, command, context);
    case 'ClearReceipt':
      return arrival.clearReceipt(delivery, command, context);
    case 'ConfirmReceipt':
      return arrival.confirmReceipt(delivery, command, context);
    case 'ResolveDiscrepancy':
      return resolveDiscrepancy(delivery, command, context);
    case 'RecordHandover':
      return recordHandover(delivery, command, context);
    case 'RecordEndUseCheck':
      return monitoring.recordEndUseCheck(delivery, command, context);
    case 'ReportFinding':
      return monitoring.reportFinding(delivery, command, context);
    case 'CloseFinding':
      return monitoring.closeFinding(delivery, command, context);
    case 'HandOverPost':
      return monitoring.handOverPost(delivery, command, context);
    case 'AcceptPost':
      return monitoring.acceptPost(delivery, context);
    default:
      return assertNever(command);
  }
}

function live(delivery: Delivery, command: Always, context: Context): Decision<DeliveryEvent> {
  switch (command.type) {
    case 'ReopenDelivery':
      return life.reopenDelivery(delivery, command, context);
    case 'Suspend':
      return life.suspend(delivery, command.reason, context);
    case 'SuspendForHold':
      return life.suspend(delivery, null, context);
    case 'Resume':
      return life.resume(delivery, command, context);
    case 'Cancel':
      return life.cancel(delivery, command, context);
    case 'Withdraw':
      return life.withdraw(delivery, command, context);
    case 'Escalate':
      return life.escalate(delivery, context);
    case 'RecomputeDeadlines':
      return life.recomputeDeadlines(delivery, context);
    default:
      return assertNever(command);
  }
}
