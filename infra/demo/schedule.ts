import { nextWorkingDay } from '../../shared/kernel/calendar.ts';
import {
  addDays,
  addMonths,
  baghdadDate,
  type CalendarDate,
  type Instant,
  startOfDay,
} from '../../shared/kernel/time.ts';
import { calendarEntries } from './calendars.ts';

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

const holidays = Object.fromEntries(
  calendarEntries.flatMap(({ input }) => input.holidays.map(({ date }) => [date, date])),
);

/** Dates of the demonstration, counted from the Sunday that began this week. */
export interface Schedule {
  /** The n-th moment of the morning so many days before that Sunday. */
  readonly at: (daysBefore: number, n: number) => Instant;
  /** A day off nowhere, at or after so many days from that Sunday. */
  readonly workingDay: (days: number) => CalendarDate;
  /** The first of a month, so many months from this one. */
  readonly firstOfMonth: (months: number) => CalendarDate;
}

export function scheduleFrom(now: Instant): Schedule {
  const today = baghdadDate(now);
  const sunday = addDays(today, -new Date(`${today}T00:00:00Z`).getUTCDay());
  const ten = 10 * HOUR_MS;
  return {
    at: (daysBefore, n) =>
      new Date(Date.parse(startOfDay(addDays(sunday, -daysBefore))) + ten + n * 10 * MINUTE_MS).toISOString(),
    workingDay: (days) => nextWorkingDay(addDays(sunday, days), { holidays }),
    firstOfMonth: (months) => addMonths(`${sunday.slice(0, 7)}-01`, months),
  };
}
