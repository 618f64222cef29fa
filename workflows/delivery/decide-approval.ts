import { covers, rolesTowards } from '../../shared/kernel/actor.ts';
import { pause, startDeadline, unpause } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { DELIVERY } from '../settings.ts';
import type { Context } from '../track.ts';
import type { Delivery, DeliveryIn } from './case.ts';
import type { DeliveryCommand } from './commands.ts';
import { type DeliveryEvent, event } from './events.ts';
import { approversOf, involves, notNow, placementOf, requiredSlots, stageDeadline } from './policy.ts';
import type { Slot } from './vocabulary.ts';

export function approveRequest(
  delivery: Delivery,
  command: DeliveryCommand<'ApproveRequest'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'approval') return notNow(delivery);
  if (delivery.question !== null) return outOfTurn('question-open');
  const refusal = refuseApprover(delivery, context);
  if (refusal !== null) return refusal;
  if (involves(context, approversOf(delivery))) return wrongPerson('approved-already');
  const mine = slotsOf(delivery, context).filter((slot) => command.as === undefined || slot === command.as);
  const open = openSlots(delivery);
  const [slot, another] = mine.filter((candidate) => open.includes(candidate));
  if (slot === undefined) return outOfTurn('approval-not-open');
  if (another !== undefined) return refuse('say-as-whom', { pointer: '/as' });
  const { remarks, letterNumber, letterDate } = command;
  const approved = event('RequestApproved', { slot, remarks, letterNumber, letterDate });
  if (open.length > 1) return accept([approved]);
  return accept([approved, event('PreparationStarted', { deadline: stageDeadline('preparation', context) })]);
}

export function sendBack(
  delivery: Delivery,
  { type, reason, letterNumber, letterDate }: DeliveryCommand<'ReturnRequest' | 'RefuseRequest'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'approval') return notNow(delivery);
  const refusal = refuseApprover(delivery, context);
  if (refusal !== null) return refusal;
  const data = { reason, letterNumber, letterDate, deadline: stageDeadline('request', context) };
  return accept([event(type === 'RefuseRequest' ? 'RequestRefused' : 'RequestReturned', data)]);
}

export function askQuestion(
  delivery: Delivery,
  { question }: DeliveryCommand<'AskQuestion'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'approval') return notNow(delivery);
  const refusal = refuseApprover(delivery, context);
  if (refusal !== null) return refusal;
  const { stage } = delivery.deadlines;
  if (delivery.question !== null || stage === undefined) return outOfTurn('question-open');
  const maximum = DELIVERY.questionsPerStage;
  if (delivery.questions >= maximum) return refuse('too-many-questions', { params: { maximum } });
  const { today, calendar } = context;
  const asked = event('QuestionAsked', {
    question,
    paused: pause(stage, today, calendar),
    deadline: startDeadline(today, DELIVERY.answerDays, calendar),
  });
  return accept([asked]);
}

export function answerQuestion(
  delivery: Delivery,
  { answer }: DeliveryCommand<'AnswerQuestion'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'approval') return notNow(delivery);
  const { question } = delivery;
  if (question === null) return outOfTurn('no-question-open');
  if (involves(context, question.askedBy)) return wrongPerson('own-question');
  const deadline = { ...unpause(question.paused, context), level: question.paused.level };
  return accept([event('QuestionAnswered', { answer, deadline })]);
}

export const openSlots = (delivery: DeliveryIn<'approval'>): Slot[] =>
  requiredSlots(delivery).filter((slot) => !delivery.approvals.some((approval) => approval.slot === slot));

/** Nobody decides about what he asked for himself (tracks 2). */
function refuseApprover(delivery: DeliveryIn<'approval'>, context: Context): Decision<never> | null {
  if (slotsOf(delivery, context).length === 0) return wrongPerson('not-an-approver');
  return involves(context, delivery.requestedBy) ? wrongPerson('own-request') : null;
}

/** The needed approvals this actor may give; jobs and demonstration data may give any. */
function slotsOf(delivery: DeliveryIn<'approval'>, { actor }: Context): Slot[] {
  const required = requiredSlots(delivery);
  if (actor.kind !== 'person') return required;
  const place = placementOf(delivery);
  const slots: Slot[] = rolesTowards(actor, place).includes('iom-manager') ? ['iom'] : [];
  for (const { role, scope } of actor.assignments)
    if (role === 'ministry' && scope.kind === 'directorate' && covers(scope, place))
      slots.push(`ministry-${scope.id}`);
  return slots.filter((slot) => required.includes(slot));
}
