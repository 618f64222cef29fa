import { isAmong } from '../../shared/kernel/actor.ts';
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
import type { EntryId } from '../../shared/kernel/ids.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import { addDays, addMonths, type CalendarDate } from '../../shared/kernel/time.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { isIn, type OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { periodEnd } from './decide-defects.ts';
import { releaseAll } from './decide-siting.ts';
import { type BuildEvent, event, type Plan } from './events.ts';
import { laterPlan } from './planning.ts';
import { dateDeadline, isLive, notNow, stageDeadline } from './policy.ts';

export function suspend(
  build: OfficeBuild,
  reason: string | null,
  { today, calendar }: Context,
): Decision<BuildEvent> {
  if (!isLive(build)) return notNow(build);
  const remaining = mapValues(build.deadlines, (deadline) => pause(deadline, today, calendar));
  const deadline = fixedDeadline(today, addDays(today, OFFICE_BUILD.suspendedDays));
  return accept([event('BuildSuspended', { reason, remaining, deadline })]);
}

/** Clocks run on with the days they had left; looks back and the end of the defects period keep their dates. */
export function resume(
  build: OfficeBuild,
  { note }: BuildCommand<'Resume'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'suspended') return outOfTurn('not-suspended', { params: { stage: build.stage } });
  const unit = build.unit === null ? undefined : context.entry('unit', build.unit);
  if ((unit?.state as { hold?: unknown } | undefined)?.hold != null) return refuse('unit-on-hold');
  const deadlines = mapValues(build.remaining, (paused, key) => {
    const date = dateOf(build, key);
    return date === null ? unpause(paused, context) : dateDeadline(date, context);
  });
  const relies = unit === undefined ? [] : [{ id: unit.id, fact: 'onHold' }];
  return accept([event('BuildResumed', { note, deadlines })], { relies });
}

/** The defects period is a date of the contract: it does not stand still with us. */
function dateOf({ taken, periodEndsOn }: OfficeBuild, key: string): CalendarDate | null {
  if (key === 'period') return periodEndsOn;
  const [, month] = /^check-(\d+)$/.exec(key) ?? [];
  return month === undefined || taken === null ? null : addMonths(taken.on, Number(month));
}

export function cancel(
  build: OfficeBuild,
  { reason }: BuildCommand<'Cancel'>,
  { id }: Context,
): Decision<BuildEvent> {
  if (!isLive(build) && build.stage !== 'suspended') return notNow(build);
  return accept([event('BuildCancelled', { reason })], { effects: releaseAll(build, id) });
}

export function withdraw(
  build: OfficeBuild,
  { reason }: BuildCommand<'Withdraw'>,
  { actor, id }: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'siting', 'approval')) return notNow(build);
  if (build.siteApprovals.length > 0) return outOfTurn('approvals-given');
  const isOpener = build.openedBy !== null && isAmong(actor, [build.openedBy as EntryId]);
  if (actor.kind === 'person' && !isOpener) return wrongPerson('not-the-opener');
  return accept([event('BuildWithdrawn', { reason })], { effects: releaseAll(build, id) });
}

/** Back to where it was accepted last; from there it can go back to the defects period. */
export function reopenBuild(
  build: OfficeBuild,
  { reason }: BuildCommand<'ReopenBuild'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'closed') return outOfTurn('not-closed', { params: { stage: build.stage } });
  return accept([event('BuildReopened', { reason, deadline: stageDeadline('final-acceptance', context) })]);
}

/** Handles all that is due in one event (P1); the end of the defects period leads on when no flaw is open. */
export function escalate(build: OfficeBuild, context: Context): Decision<BuildEvent> {
  const { now, calendar } = context;
  const due = dueAt(build, now);
  if (due.length === 0) return outOfTurn('nothing-due');
  const ended = periodEnd(build, {}, context);
  if (ended.length > 0) return accept(ended);
  const raised = due.map(([key, deadline]): [string, Deadline] => [
    key,
    escalateDeadline(deadline, now, calendar),
  ]);
  const level = Math.max(...raised.map(([, deadline]) => deadline.level));
  const deadlines = Object.fromEntries(raised);
  return accept([event('Escalated', { level, count: raised.length, deadlines })]);
}

export const dueAt = (build: OfficeBuild, now: string): [string, Deadline][] =>
  Object.entries(build.deadlines).filter(([, deadline]) => isDue(deadline, now));

/** After a changed calendar; the plan of the construction moves with its clocks (tracks 0.3). */
export function recomputeDeadlines(build: OfficeBuild, { calendar }: Context): Decision<BuildEvent> {
  const { deadlines, plan } = movedBy(build, calendar);
  const count = Object.keys(deadlines).length;
  if (count + Object.keys(plan).length === 0) return outOfTurn('nothing-moved');
  return accept([event('DeadlinesMoved', { count, deadlines, plan })]);
}

export function movedBy(
  build: OfficeBuild,
  calendar: Context['calendar'],
): { deadlines: Record<string, Deadline>; plan: Plan } {
  const moved = Object.entries(build.deadlines).flatMap(([key, before]): [string, Deadline][] => {
    const after = recomputeDeadline(before, calendar);
    return after.dueOn === before.dueOn ? [] : [[key, after]];
  });
  const plan = build.stage === 'construction' ? laterPlan(build, 0, calendar) : {};
  const later = Object.entries(plan).filter(([code, on]) => build.milestones[code]?.plannedOn !== on);
  return { deadlines: Object.fromEntries(moved), plan: Object.fromEntries(later) };
}
