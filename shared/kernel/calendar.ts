import { z } from 'zod';
import { addDays, type CalendarDate } from './time.ts';

/** Who governs, as dated data of district and forum; never derived from a P-code (DF-51). */
export const Authority = z.enum(['federal', 'krg', 'joint']);
export type Authority = z.infer<typeof Authority>;

/** Official holidays of one authority: date → name key or text. `joint` cases rest on the holidays of both. */
export interface Calendar {
  readonly holidays: Readonly<Record<CalendarDate, string>>;
}

// The Iraqi week: Friday and Saturday are the weekend (DF-58).
const WEEKEND = new Set([5, 6]);

export function isWorkingDay(date: CalendarDate, calendar: Calendar): boolean {
  return !WEEKEND.has(new Date(`${date}T00:00:00Z`).getUTCDay()) && !(date in calendar.holidays);
}

/** The `days`-th working day after `date`; zero gives `date` itself or the next working day. */
export function addWorkingDays(date: CalendarDate, days: number, calendar: Calendar): CalendarDate {
  let current = date;
  for (let left = days; left > 0; ) {
    current = addDays(current, 1);
    if (isWorkingDay(current, calendar)) left -= 1;
  }
  return nextWorkingDay(current, calendar);
}

/** The working day `days` before `date` (for reminders). */
export function subtractWorkingDays(date: CalendarDate, days: number, calendar: Calendar): CalendarDate {
  let current = date;
  for (let left = days; left > 0; ) {
    current = addDays(current, -1);
    if (isWorkingDay(current, calendar)) left -= 1;
  }
  return current;
}

/** Working days after `from` up to and including `to`; zero when `to` is not later. */
export function workingDaysBetween(from: CalendarDate, to: CalendarDate, calendar: Calendar): number {
  let count = 0;
  for (let current = from; current < to; ) {
    current = addDays(current, 1);
    if (isWorkingDay(current, calendar)) count += 1;
  }
  return count;
}

export function nextWorkingDay(date: CalendarDate, calendar: Calendar): CalendarDate {
  let current = date;
  while (!isWorkingDay(current, calendar)) current = addDays(current, 1);
  return current;
}
