import { addWorkingDays, type Calendar } from '../../shared/kernel/calendar.ts';
import { type Deadline, startDeadline } from '../../shared/kernel/deadline.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import type { CaseFile } from './case.ts';
import type { Plan } from './events.ts';
import { inDays } from './policy.ts';
import { CONSTRUCTION, type MilestoneCode, rowOf } from './templates.ts';

/** Planned dates: so many working days after the start. */
export const planOf = (
  startedOn: CalendarDate,
  days: Readonly<Record<string, number>>,
  calendar: Calendar,
): Plan =>
  Object.fromEntries(
    Object.entries(days).map(([code, count]) => [code, addWorkingDays(startedOn, count, calendar)]),
  );

/** The plan of what is not approved yet, `more` working days later. */
export function laterPlan(
  { startedOn, milestones }: Pick<CaseFile, 'startedOn' | 'milestones'>,
  more: number,
  calendar: Calendar,
): Plan {
  const open = Object.entries(milestones).filter(([, { status }]) => status !== 'approved');
  const days = Object.fromEntries(open.map(([code, milestone]) => [code, milestone.days + more]));
  return startedOn === null ? {} : planOf(startedOn, days, calendar);
}

/** The first milestone that is not approved: what the machine waits for. */
export const currentMilestone = (milestones: CaseFile['milestones']): MilestoneCode | null =>
  CONSTRUCTION.find((code) => milestones[code]?.status !== 'approved') ?? null;

/** The clock of a milestone that can be worked on: its planned day, or a few days when that is past. */
export function plannedDeadline(
  { startedOn }: Pick<CaseFile, 'startedOn'>,
  days: number,
  context: Pick<Context, 'today' | 'calendar'>,
): Deadline {
  const { today, calendar } = context;
  const planned = startDeadline(startedOn ?? today, days, calendar);
  return planned.dueOn >= today ? planned : inDays(OFFICE_BUILD.againDays, context);
}

/** Clocks of open milestones after the plan moved by `more` days; work under review keeps its own. */
export function movedClocks(build: CaseFile, more: number, context: Context): Record<string, Deadline> {
  const running = Object.entries(build.milestones).filter(
    ([code, { status }]) => status === 'open' && build.deadlines[code] !== undefined,
  );
  return Object.fromEntries(
    running.map(([code, { days }]) => [code, plannedDeadline(build, days + more, context)]),
  );
}

/** The hold point before this milestone that is not approved yet (DF-47, G-11). */
export function openHoldPoint({ site, milestones }: CaseFile, code: string): MilestoneCode | null {
  if (site === null) return null;
  const before = CONSTRUCTION.slice(0, CONSTRUCTION.indexOf(code as MilestoneCode));
  return (
    before.find(
      (one) => rowOf(site.workType, one)?.hold === true && milestones[one]?.status !== 'approved',
    ) ?? null
  );
}
