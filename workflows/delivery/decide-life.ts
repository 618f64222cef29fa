import {
  type Deadline,
  escalate as escalateDeadline,
  fixedDeadline,
  isDue,
  pause,
  recompute as recomputeDeadline,
  startDeadline,
  unpause,
} from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import { addDays } from '../../shared/kernel/time.ts';
import { DELIVERY } from '../settings.ts';
import type { Context } from '../track.ts';
import { type Delivery, isIn } from './case.ts';
import type { DeliveryCommand } from './commands.ts';
import { type DeliveryEvent, event } from './events.ts';
import {
  CHECK_DAYS,
  checkDeadline,
  holdReliances,
  involves,
  notNow,
  refuseHold,
  releases,
  reservedAssets,
  unitsOf,
} from './policy.ts';

export function suspend(
  delivery: Delivery,
  reason: string | null,
  { today, calendar }: Context,
): Decision<DeliveryEvent> {
  if (!isLive(delivery)) return notNow(delivery);
  const remaining = mapValues(delivery.deadlines, (deadline) => pause(deadline, today, calendar));
  const deadline = fixedDeadline(today, addDays(today, DELIVERY.suspendedDays));
  return accept([event('DeliverySuspended', { reason, remaining, deadline })]);
}

export function resume(
  delivery: Delivery,
  { note }: DeliveryCommand<'Resume'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'suspended')
    return outOfTurn('not-suspended', { params: { stage: delivery.stage } });
  const refusal = refuseHold(delivery, context);
  if (refusal !== null) return refusal;
  const deadlines = mapValues(delivery.remaining, (paused) => unpause(paused, context));
  return accept([event('DeliveryResumed', { note, deadlines })], { relies: holdReliances(delivery) });
}

/** What was allocated is free again, in the same transaction. */
export function cancel(
  delivery: Delivery,
  { reason }: DeliveryCommand<'Cancel'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (!isLive(delivery) && delivery.stage !== 'suspended') return notNow(delivery);
  const sheet = delivery.stage === 'suspended' ? delivery.held : delivery;
  if (sheet.stage === 'monitoring') return outOfTurn('handed-over-already');
  return accept([event('DeliveryCancelled', { reason })], {
    effects: releases(context.id, reservedAssets(delivery)),
  });
}

export function withdraw(
  delivery: Delivery,
  { reason }: DeliveryCommand<'Withdraw'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (!isIn(delivery, 'request', 'approval')) return notNow(delivery);
  if (delivery.stage === 'approval' && delivery.approvals.length > 0) return outOfTurn('approvals-given');
  if (context.actor.kind === 'person' && !involves(context, delivery.openedBy))
    return wrongPerson('not-the-opener');
  return accept([event('DeliveryWithdrawn', { reason })]);
}

/** Monitoring goes on: with the checks that are left, or with one more look. */
export function reopenDelivery(
  delivery: Delivery,
  { reason }: DeliveryCommand<'ReopenDelivery'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'closed') return outOfTurn('not-closed', { params: { stage: delivery.stage } });
  if (delivery.ended === null) return refuse('nothing-handed-over');
  const left = delivery.ended.checks.length < CHECK_DAYS.length;
  const again = left
    ? checkDeadline(context, delivery.ended.checks.length)
    : startDeadline(context.today, DELIVERY.findingDays, context.calendar);
  return accept([event('DeliveryReopened', { reason, deadlines: { check: again } })]);
}

/** Handles all that is due in one event (P1). */
export function escalate(delivery: Delivery, { now, calendar }: Context): Decision<DeliveryEvent> {
  const due = dueAt(delivery, now);
  if (due.length === 0) return outOfTurn('nothing-due');
  const raised = due.map(([key, deadline]): [string, Deadline] => [
    key,
    escalateDeadline(deadline, now, calendar),
  ]);
  const level = Math.max(...raised.map(([, deadline]) => deadline.level));
  return accept([event('Escalated', { level, count: raised.length, deadlines: Object.fromEntries(raised) })]);
}

export const dueAt = (delivery: Delivery, now: string): [string, Deadline][] =>
  Object.entries(delivery.deadlines).filter(([, deadline]) => isDue(deadline, now));

/** After a changed calendar; the history says how many dates moved (tracks 0.3). */
export function recomputeDeadlines(delivery: Delivery, { calendar }: Context): Decision<DeliveryEvent> {
  const moved = movedBy(delivery, calendar);
  const count = Object.keys(moved).length;
  if (count === 0) return outOfTurn('nothing-moved');
  return accept([event('DeadlinesMoved', { count, deadlines: moved })]);
}

export function movedBy(delivery: Delivery, calendar: Context['calendar']): Record<string, Deadline> {
  const moved = Object.entries(delivery.deadlines)
    .map(([key, before]) => ({ key, before, after: recomputeDeadline(before, calendar) }))
    .filter(({ before, after }) => after.dueOn !== before.dueOn);
  return Object.fromEntries(moved.map(({ key, after }) => [key, after]));
}

/** A hold on any receiving unit stops the whole delivery (P12). */
export const isHeldBy = (delivery: Delivery, unit: string): boolean =>
  isLive(delivery) && unitsOf(delivery).some((id) => id === unit);

const isLive = (delivery: Delivery): boolean => !isIn(delivery, 'suspended', 'closed', 'cancelled');
