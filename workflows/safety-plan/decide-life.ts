import { partiesOf } from '../../shared/kernel/actor.ts';
import {
  type Deadline,
  escalate as escalateDeadline,
  fixedDeadline,
  isDue,
  pause,
  recompute as recomputeDeadline,
  unpause,
} from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import { addDays } from '../../shared/kernel/time.ts';
import { SAFETY_PLAN } from '../settings.ts';
import type { Context, Loaded } from '../track.ts';
import { isIn, type PlanIn, type SafetyPlan } from './case.ts';
import type { PlanCommand } from './commands.ts';
import { event, type PlanEvent } from './events.ts';
import { notNow, stageDeadline } from './policy.ts';

export function suspend(
  plan: SafetyPlan,
  reason: string | null,
  { today, calendar }: Context,
): Decision<PlanEvent> {
  if (!isLive(plan)) return notNow(plan);
  const remaining = mapValues(plan.deadlines, (deadline) => pause(deadline, today, calendar));
  const deadline = fixedDeadline(today, addDays(today, SAFETY_PLAN.suspendedDays));
  return accept([event('PlanSuspended', { reason, remaining, deadline })]);
}

export function resume(
  plan: SafetyPlan,
  { note }: PlanCommand<'Resume'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'suspended') return outOfTurn('not-suspended', { params: { stage: plan.stage } });
  const unit = plan.unit === null ? undefined : context.entry('unit', plan.unit);
  if (unit !== undefined && isOnHold(unit)) return refuse('unit-on-hold');
  const deadlines = mapValues(plan.remaining, (paused) => unpause(paused, context));
  const relies = unit === undefined ? [] : [{ id: unit.id, fact: 'onHold' }];
  return accept([event('PlanResumed', { note, deadlines })], { relies });
}

const isOnHold = ({ state }: Loaded): boolean => (state as { hold?: unknown }).hold != null;

export function cancel(plan: SafetyPlan, { reason }: PlanCommand<'Cancel'>): Decision<PlanEvent> {
  if (!isLive(plan) && plan.stage !== 'suspended') return notNow(plan);
  return accept([event('PlanCancelled', { reason })]);
}

export function withdraw(
  plan: SafetyPlan,
  { reason }: PlanCommand<'Withdraw'>,
  { actor }: Context,
): Decision<PlanEvent> {
  if (!isIn(plan, 'priority-setting', 'action-planning', 'signature')) return notNow(plan);
  if (plan.stage === 'signature' && plan.signatures.length > 0) return outOfTurn('signatures-given');
  const isOpener = plan.openedBy !== null && partiesOf(actor).includes(plan.openedBy);
  if (actor.kind === 'person' && !isOpener) return wrongPerson('not-the-opener');
  return accept([event('PlanWithdrawn', { reason })]);
}

export function reopenPlan(
  plan: SafetyPlan,
  { reason }: PlanCommand<'ReopenPlan'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'closed') return outOfTurn('not-closed', { params: { stage: plan.stage } });
  return accept([event('PlanReopened', { reason, deadline: stageDeadline('review', context) })]);
}

export function supersedePlan(
  plan: SafetyPlan,
  { reason }: PlanCommand<'SupersedePlan'>,
): Decision<PlanEvent> {
  if (!isIn(plan, 'implementation', 'review', 'closed')) return notNow(plan);
  return accept([event('PlanSuperseded', { reason })]);
}

/** Handles all that is due in one event (P1); the end of the period leads to the review. */
export function escalate(plan: SafetyPlan, context: Context): Decision<PlanEvent> {
  const { now, calendar } = context;
  const due = dueAt(plan, now);
  if (due.length === 0) return outOfTurn('nothing-due');
  if (due.some(([key]) => key === 'period'))
    return accept([
      event('ReviewStarted', { because: 'period-ended', deadline: stageDeadline('review', context) }),
    ]);
  const raised = due.map(([key, deadline]): [string, Deadline] => [
    key,
    escalateDeadline(deadline, now, calendar),
  ]);
  const level = Math.max(...raised.map(([, deadline]) => deadline.level));
  const deadlines = Object.fromEntries(raised);
  return accept([event('Escalated', { level, count: raised.length, deadlines })]);
}

export const dueAt = (plan: SafetyPlan, now: string): [string, Deadline][] =>
  Object.entries(plan.deadlines).filter(([, deadline]) => isDue(deadline, now));

/** After a changed calendar; the history says how many dates moved (tracks 0.3). */
export function recomputeDeadlines(plan: SafetyPlan, { calendar }: Context): Decision<PlanEvent> {
  const moved = movedBy(plan, calendar);
  const count = Object.keys(moved).length;
  if (count === 0) return outOfTurn('nothing-moved');
  return accept([event('DeadlinesMoved', { count, deadlines: moved })]);
}

export function movedBy(plan: SafetyPlan, calendar: Context['calendar']): Record<string, Deadline> {
  const moved = Object.entries(plan.deadlines)
    .map(([key, deadline]): [string, Deadline, Deadline] => [
      key,
      deadline,
      recomputeDeadline(deadline, calendar),
    ])
    .filter(([, before, after]) => after.dueOn !== before.dueOn);
  return Object.fromEntries(moved.map(([key, , after]) => [key, after]));
}

type LivePlan = PlanIn<'priority-setting' | 'action-planning' | 'signature' | 'implementation' | 'review'>;

export const isLive = (plan: SafetyPlan): plan is LivePlan =>
  isIn(plan, 'priority-setting', 'action-planning', 'signature', 'implementation', 'review');
