import { rolesTowards } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import { CAPS, isIn, type OpenConcern, type PlanIn, type SafetyPlan } from './case.ts';
import type { ConcernFields, PlanCommand } from './commands.ts';
import { event, type PlanEvent } from './events.ts';
import { concernId } from './open.ts';
import { notNow, placementOf, stageDeadline, weekOf } from './policy.ts';
import { isProtected } from './vocabulary.ts';

export function addConcern(plan: SafetyPlan, command: PlanCommand<'AddConcern'>): Decision<PlanEvent> {
  if (plan.stage !== 'priority-setting') return notNow(plan);
  // A plain refusal leaves nothing in the plan, not even that somebody wrote; the sentence leads to the entry
  // of its own. Opening that entry from here would need an event in the plan, which is a trace (P11).
  if (isProtected(command.category)) return refuse('protected-class', { pointer: '/category' });
  if (Object.keys(plan.concerns).length >= CAPS.concerns)
    return refuse('too-many-concerns', { params: { maximum: CAPS.concerns } });
  return accept([
    event('ConcernAdded', { concern: concernId(plan.issued.concerns + 1), ...concernFields(command) }),
  ]);
}

export function editConcern(plan: SafetyPlan, command: PlanCommand<'EditConcern'>): Decision<PlanEvent> {
  if (plan.stage !== 'priority-setting') return notNow(plan);
  if (openConcern(plan, command.concern) === undefined) return noConcern;
  if (isProtected(command.category)) return refuse('mark-protected-instead', { pointer: '/category' });
  if (isFull(plan, command.concern)) return tooManyChanges;
  return accept([event('ConcernEdited', { concern: command.concern, ...concernFields(command) })]);
}

/** Every withdrawal erases, so that erased values never tell a protected concern from a withdrawn one (P11). */
export function withdrawConcern(
  plan: SafetyPlan,
  command: PlanCommand<'WithdrawConcern'>,
  context: Context,
): Decision<PlanEvent> {
  const refusal = refuseWithdrawal(plan, command.concern, context);
  if (refusal !== null) return refusal;
  const events = withdrawal(plan, command.concern, command.reason, context);
  return accept(events, { erases: [{ field: 'concern', equals: command.concern }] });
}

export function markProtected(
  plan: SafetyPlan,
  command: PlanCommand<'MarkProtected'>,
  context: Context,
): Decision<PlanEvent> {
  const refusal = refuseWithdrawal(plan, command.concern, context);
  if (refusal !== null) return refusal;
  const concern = openConcern(plan, command.concern);
  if (concern === undefined) return noConcern;
  if (!context.knows('protected-concern'))
    return refuse('track-not-available', { params: { kind: 'protected-concern' } });
  const open = {
    type: 'OpenProtectedConcern',
    forum: plan.forum,
    governorate: plan.governorate,
    class: command.class,
    text: concern.text,
    month: context.today.slice(0, 7),
  };
  return accept(withdrawal(plan, command.concern, 'not-for-the-plan', context), {
    erases: [{ field: 'concern', equals: command.concern }],
    effects: [{ kind: 'protected-concern', id: context.freshId('PC'), open: true, command: open }],
  });
}

export function referConcern(
  plan: SafetyPlan,
  { concern, pathway }: PlanCommand<'ReferConcern'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'priority-setting') return notNow(plan);
  if (openConcern(plan, concern) === undefined) return noConcern;
  const referred = event('ConcernReferred', { concern, pathway, week: weekOf(context.today) });
  return accept([referred], { erases: [{ field: 'concern', equals: concern }] });
}

function refuseWithdrawal(plan: SafetyPlan, concern: string, context: Context): Decision<never> | null {
  if (!isIn(plan, 'priority-setting', 'action-planning', 'signature', 'implementation', 'review'))
    return notNow(plan);
  if (openConcern(plan, concern) === undefined) return noConcern;
  if (!isPriority(plan, concern)) return null;
  if (plan.stage === 'signature') return outOfTurn('return-plan-first', { pointer: '/concern' });
  if (plan.stage !== 'action-planning') return outOfTurn('concern-in-signed-plan', { pointer: '/concern' });
  return mayTakeOut(plan, context) ? null : wrongPerson('priority-needs-chair', { pointer: '/concern' });
}

/** A chosen priority is taken out by the chair or IOM field staff only, for whichever reason (P11). */
function mayTakeOut(plan: SafetyPlan, { actor }: Context): boolean {
  if (actor.kind !== 'person') return true;
  return rolesTowards(actor, placementOf(plan)).some((role) => role === 'chair' || role === 'iom-field');
}

function withdrawal(
  plan: SafetyPlan,
  concern: string,
  reason: PlanCommand<'WithdrawConcern'>['reason'],
  context: Context,
): PlanEvent[] {
  const withdrawn = event('ConcernWithdrawn', { concern, reason });
  const isLastPriority = isPriority(plan, concern) && plan.priorities.length === 1;
  if (!isLastPriority) return [withdrawn];
  return [withdrawn, event('PrioritiesReopened', { deadline: stageDeadline('priority-setting', context) })];
}

const isPriority = (plan: SafetyPlan, concern: string): boolean =>
  plan.priorities.some((priority) => priority.concern === concern);

/** The concern, if it still stands in the plan with its text. */
export function openConcern(plan: SafetyPlan, id: string): OpenConcern | undefined {
  const concern = plan.concerns[id];
  return concern?.status === 'open' ? concern : undefined;
}

const noConcern = refuse('concern-unknown', { pointer: '/concern' });

/** One transaction could not take back more: its events are erased, its actions go; each may still be dropped (P15). */
export function isFull(plan: PlanIn<'priority-setting' | 'action-planning'>, concern: string): boolean {
  const actions = Object.values(plan.actions).filter((action) => action.concern === concern);
  return (plan.traces[concern] ?? 0) + actions.length >= CAPS.traces;
}

export const tooManyChanges = refuse('too-many-changes', {
  pointer: '/concern',
  params: { maximum: CAPS.traces },
});

const concernFields = (command: ConcernFields): ConcernFields => ({
  category: command.category,
  text: command.text,
  source: command.source,
  place: command.place,
  affected: command.affected,
  frequency: command.frequency,
  tried: command.tried,
});
