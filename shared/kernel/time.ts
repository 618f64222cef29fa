import { z } from 'zod';

/** Instant: RFC 3339 in UTC, e.g. `2026-11-20T09:15:00.000Z`. */
export const Instant = z.iso.datetime();
export type Instant = string;

/** Calendar date in Baghdad: `YYYY-MM-DD`. */
export const CalendarDate = z.iso.date();
export type CalendarDate = string;

// Asia/Baghdad is UTC+3 all year; daylight saving ended in 2008 (DF-62).
const BAGHDAD_OFFSET_MS = 3 * 60 * 60 * 1000;
export const DAY_MS = 24 * 60 * 60 * 1000;

/** The calendar date in Baghdad at an instant. */
export function baghdadDate(at: Instant): CalendarDate {
  return new Date(Date.parse(at) + BAGHDAD_OFFSET_MS).toISOString().slice(0, 10);
}

/** 00:00 in Baghdad of a date, as an instant. */
export function startOfDay(date: CalendarDate): Instant {
  return new Date(Date.parse(`${date}T00:00:00Z`) - BAGHDAD_OFFSET_MS).toISOString();
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** Late from here on: 00:00 Baghdad of the day after the due date (tracks 0.4). */
export const lateFrom = (dueOn: CalendarDate): Instant => startOfDay(addDays(dueOn, 1));

export const earliest = (instants: readonly Instant[]): Instant | null =>
  instants.reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);
