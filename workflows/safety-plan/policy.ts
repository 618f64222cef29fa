import type { Placement } from '../../shared/kernel/actor.ts';
import { type Deadline, fixedDeadline, startDeadline } from '../../shared/kernel/deadline.ts';
import { type Decision, outOfTurn, refuse } from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { addDays, type CalendarDate } from '../../shared/kernel/time.ts';
import { SAFETY_PLAN } from '../settings.ts';
import type { Context } from '../track.ts';
import type { CaseFile, Duty, SafetyPlan, Stage } from './case.ts';
import type { Slot } from './vocabulary.ts';

export const placementOf = (
  plan: Pick<CaseFile, 'forum' | 'unit' | 'governorate' | 'authority'>,
): Placement => ({
  forum: plan.forum,
  unit: plan.unit ?? undefined,
  governorate: plan.governorate,
  authority: plan.authority,
});

/** The stage's clock, started today. */
export const stageDeadline = (stage: keyof typeof SAFETY_PLAN.stageDays, context: Context): Deadline =>
  startDeadline(context.today, SAFETY_PLAN.stageDays[stage], context.calendar);

/** The date people chose, or a few days more when it has passed. */
export const ownerDeadline = (dueOn: CalendarDate, { today, calendar }: Context): Deadline =>
  dueOn >= today ? fixedDeadline(today, dueOn) : startDeadline(today, SAFETY_PLAN.verifyDays, calendar);

/** Signatures the plan needs: the ministries only where an action needs state resources (tracks 1, G-06). */
export function requiredSlots(plan: Pick<CaseFile, 'authority' | 'actions'>): Slot[] {
  const slots: Slot[] = ['police', 'iom', 'chair'];
  if (!Object.values(plan.actions).some((action) => action.stateResources)) return slots;
  if (plan.authority !== 'krg') slots.push('ministry-federal');
  if (plan.authority !== 'federal') slots.push('ministry-krg');
  return slots;
}

/** Actions somebody still has to do something about. */
export const isLive = (duty: Duty): boolean => duty.status === 'open' || duty.status === 'reported';

export const liveActions = (plan: Pick<CaseFile, 'duties'>): string[] =>
  Object.keys(plan.duties).filter((id) => plan.duties[id] !== undefined && isLive(plan.duties[id]));

const ENDED: Partial<Record<Stage, string>> = {
  closed: 'plan-closed',
  cancelled: 'plan-cancelled',
  superseded: 'plan-superseded',
  suspended: 'plan-suspended',
};

/** The command belongs to another stage. */
export const notNow = (plan: SafetyPlan): Decision<never> =>
  outOfTurn(ENDED[plan.stage] ?? 'not-in-this-stage', { params: { stage: plan.stage } });

/** Refusal unless the person exists and is active; `pointer` names the field. */
export function refusePerson(context: Context, id: EntryId, pointer: string): Decision<never> | null {
  const person = context.entry('person', id);
  if (person === undefined) return refuse('person-unknown', { pointer });
  const { status } = person.state as { status?: unknown };
  return status === 'active' ? null : refuse('person-deactivated', { pointer });
}

export const personIsActive = (id: EntryId) => ({ id, fact: 'status' });

/** Last day of a period that starts on the first of a month. */
export const lastDay = (firstOfNextPeriod: CalendarDate): CalendarDate => addDays(firstOfNextPeriod, -1);

/** ISO week, e.g. `2026-W47`. */
export function weekOf(date: CalendarDate): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const year = day.getUTCFullYear();
  const week = Math.ceil(((day.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}
