import { isWorkingDay } from '../../shared/kernel/calendar.ts';
import { accept, type Decision, refuse } from '../../shared/kernel/decision.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';
import type { Context } from '../track.ts';
import { CAPS, type SafetyPlan } from './case.ts';
import type { ActionFields, PlanCommand } from './commands.ts';
import { isFull, tooManyChanges } from './decide-concerns.ts';
import { event, type PlanEvent } from './events.ts';
import { actionId } from './open.ts';
import { notNow, personIsActive, refusePerson, stageDeadline } from './policy.ts';

export function planAction(
  plan: SafetyPlan,
  command: PlanCommand<'PlanAction'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'action-planning') return notNow(plan);
  const refusal = refuseNewAction(plan) ?? refuseAction(plan, command, context, plan.endsOn);
  if (refusal !== null) return refusal;
  if (isFull(plan, command.concern)) return tooManyChanges;
  const action = actionId(plan.issued.actions + 1);
  const planned = event('ActionPlanned', { action, ...actionFields(command) });
  return accept([planned], { relies: [personIsActive(command.owner)] });
}

export function changeAction(
  plan: SafetyPlan,
  command: PlanCommand<'ChangeAction'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'action-planning') return notNow(plan);
  const action = plan.actions[command.action];
  if (action === undefined) return noAction;
  // Its events bear the text of the priority it was planned for; under another one they could not be erased.
  if (action.concern !== command.concern) return refuse('priority-of-action-fixed', { pointer: '/concern' });
  const refusal = refuseAction(plan, command, context, plan.endsOn);
  if (refusal !== null) return refusal;
  if (isFull(plan, command.concern)) return tooManyChanges;
  const changed = event('ActionChanged', { action: command.action, ...actionFields(command) });
  return accept([changed], { relies: [personIsActive(command.owner)] });
}

export function dropAction(plan: SafetyPlan, command: PlanCommand<'DropAction'>): Decision<PlanEvent> {
  if (plan.stage !== 'action-planning') return notNow(plan);
  const action = plan.actions[command.action];
  if (action === undefined) return noAction;
  return accept([event('ActionDropped', { action: command.action, concern: action.concern })]);
}

export function submitPlan(plan: SafetyPlan, context: Context): Decision<PlanEvent> {
  if (plan.stage !== 'action-planning') return notNow(plan);
  const actions = Object.entries(plan.actions);
  const bare = plan.priorities.findIndex(({ concern }) => !actions.some(([, a]) => a.concern === concern));
  if (bare >= 0) return refuse('priority-without-action', { params: { rank: bare + 1 } });
  const ill = actions.find(([, { dueOn }]) => !isWorkingDay(dueOn, context.calendar));
  if (ill !== undefined) return refuse('action-due-not-working-day', { params: { action: ill[0] } });
  const deadline = stageDeadline('signature', context);
  return accept([event('PlanSubmitted', { actions: actions.length, deadline })]);
}

export const refuseNewAction = (plan: SafetyPlan): Decision<never> | null =>
  Object.keys(plan.actions).length < CAPS.actions
    ? null
    : refuse('too-many-actions', { params: { maximum: CAPS.actions } });

/** The rules every action obeys, planned or added later. `latest` is the last day of the plan. */
export function refuseAction(
  plan: SafetyPlan,
  fields: ActionFields,
  context: Context,
  latest: CalendarDate,
): Decision<never> | null {
  if (!plan.priorities.some(({ concern }) => concern === fields.concern))
    return refuse('not-a-priority', { pointer: '/concern' });
  if (fields.dueOn < fields.startsOn) return refuse('due-before-start', { pointer: '/dueOn' });
  if (fields.dueOn < context.today) return refuse('due-in-the-past', { pointer: '/dueOn' });
  if (fields.dueOn > latest) return refuse('due-after-period', { pointer: '/dueOn', params: { latest } });
  if (!isWorkingDay(fields.dueOn, context.calendar))
    return refuse('due-not-working-day', { pointer: '/dueOn' });
  return refusePerson(context, fields.owner, '/owner');
}

export const noAction = refuse('action-unknown', { pointer: '/action' });

export const actionFields = (command: ActionFields): ActionFields => ({
  concern: command.concern,
  what: command.what,
  kind: command.kind,
  owner: command.owner,
  helpers: command.helpers,
  resources: command.resources,
  startsOn: command.startsOn,
  dueOn: command.dueOn,
  indicator: command.indicator,
  risk: command.risk,
  stateResources: command.stateResources,
  support: command.support,
});
