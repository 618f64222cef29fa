import { z } from 'zod';
import { addWorkingDays, type Calendar, subtractWorkingDays, workingDaysBetween } from './calendar.ts';
import { baghdadDate, CalendarDate, DAY_MS, Instant, lateFrom, startOfDay } from './time.ts';

/**
 * When something is due and how far its lateness has climbed (design P1, P5; tracks 0.4).
 * `from` and `days` are kept so that a moved holiday can recompute `dueOn`; `wakeAt` is the next instant at
 * which the state machine has something to do about it.
 */
export const Deadline = z.object({
  from: CalendarDate,
  days: z.number().int().min(0),
  dueOn: CalendarDate,
  level: z.number().int().min(0).max(3),
  wakeAt: Instant,
});
export type Deadline = z.infer<typeof Deadline>;

const LADDER = {
  /** Working days each escalation level grants (tracks 0.4, setting). */
  grantDays: 5,
  levels: 3,
  /** After the last level the machine looks again only this often: 4 events a year, no loop burns history (P5). */
  restDays: 90,
  /** A reminder is sent this many working days before the due date (tracks 0.4, setting). */
  reminderDays: 2,
} as const;

/** Due `days` working days after `from`. */
export function startDeadline(from: CalendarDate, days: number, calendar: Calendar): Deadline {
  return dueOnDate(from, days, addWorkingDays(from, days, calendar));
}

/** Due on a date that people chose; a moved holiday does not move it. */
export const fixedDeadline = (from: CalendarDate, dueOn: CalendarDate): Deadline => dueOnDate(from, 0, dueOn);

const dueOnDate = (from: CalendarDate, days: number, dueOn: CalendarDate): Deadline => ({
  from,
  days,
  dueOn,
  level: 0,
  wakeAt: lateFrom(dueOn),
});

export const isDue = (deadline: Deadline, now: Instant): boolean => deadline.wakeAt <= now;

/** The deadline after its lateness was handled once: next level and 5 working days more, or a rest of 90 days. */
export function escalate(deadline: Deadline, now: Instant, calendar: Calendar): Deadline {
  if (deadline.level >= LADDER.levels)
    return { ...deadline, wakeAt: new Date(Date.parse(now) + LADDER.restDays * DAY_MS).toISOString() };
  const from = baghdadDate(now);
  const dueOn = addWorkingDays(from, LADDER.grantDays, calendar);
  return { from, days: LADDER.grantDays, dueOn, level: deadline.level + 1, wakeAt: lateFrom(dueOn) };
}

/** The deadline under a changed calendar; unchanged when people chose the date or it is already at rest. */
export function recompute(deadline: Deadline, calendar: Calendar): Deadline {
  if (deadline.days === 0 || deadline.wakeAt !== lateFrom(deadline.dueOn)) return deadline;
  const dueOn = addWorkingDays(deadline.from, deadline.days, calendar);
  return dueOn === deadline.dueOn ? deadline : { ...deadline, dueOn, wakeAt: lateFrom(dueOn) };
}

/** The instant at which the reminder for a deadline is due: 00:00 Baghdad two working days before. */
export const remindAt = (dueOn: CalendarDate, calendar: Calendar): Instant =>
  startOfDay(subtractWorkingDays(dueOn, LADDER.reminderDays, calendar));

/** A clock that stands still: the working days it had left, and how late it was. */
export const Paused = z.strictObject({ days: z.number().int().min(1), level: z.number().int() });
export type Paused = z.infer<typeof Paused>;

/** Working days left; at least one, so that nobody is late the moment a clock runs again. */
export const pause = (deadline: Deadline, today: CalendarDate, calendar: Calendar): Paused => ({
  days: Math.max(1, workingDaysBetween(today, deadline.dueOn, calendar)),
  level: deadline.level,
});

export const unpause = (
  { days }: Paused,
  { today, calendar }: { readonly today: CalendarDate; readonly calendar: Calendar },
): Deadline => startDeadline(today, days, calendar);

/** Of several clocks the earliest date and the highest level. */
export function mostUrgent(deadlines: readonly (Deadline | undefined)[]): Deadline | undefined {
  const known = deadlines.filter((deadline) => deadline !== undefined);
  const [first] = known.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  return first && { ...first, level: Math.max(...known.map(({ level }) => level)) };
}
