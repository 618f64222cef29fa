import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addWorkingDays,
  isWorkingDay,
  subtractWorkingDays,
  workingDaysBetween,
} from '../../../shared/kernel/calendar.ts';
import {
  escalate,
  fixedDeadline,
  isDue,
  recompute,
  remindAt,
  startDeadline,
} from '../../../shared/kernel/deadline.ts';
import { addMonths, baghdadDate, lateFrom, startOfDay } from '../../../shared/kernel/time.ts';

const none = { holidays: {} };
const eid = { holidays: { '2026-03-22': 'Eid', '2026-03-23': 'Eid' } };

describe('working days', () => {
  it.each([
    ['a Thursday', '2026-11-19', true],
    ['a Friday', '2026-11-20', false],
    ['a Saturday', '2026-11-21', false],
    ['a Sunday', '2026-11-22', true],
  ])('%s', (_, date, works) => expect(isWorkingDay(date, none)).toBe(works));

  it('skip the weekend and the holidays', () => {
    expect(addWorkingDays('2026-11-19', 1, none)).toBe('2026-11-22');
    expect(addWorkingDays('2026-03-19', 1, eid)).toBe('2026-03-24');
    expect(subtractWorkingDays('2026-03-24', 1, eid)).toBe('2026-03-19');
  });

  it('count back what they counted forward, and never end on a day of rest', () => {
    const day = fc
      .integer({ min: 0, max: 3000 })
      .map((n) => baghdadDate(new Date(Date.UTC(2024, 0, 1 + n)).toISOString()));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (from, days) => {
        const due = addWorkingDays(from, days, eid);
        expect(isWorkingDay(due, eid)).toBe(true);
        expect(workingDaysBetween(from, due, eid)).toBe(days);
      }),
    );
  });
});

describe('Baghdad', () => {
  it('is three hours ahead of UTC all year', () => {
    expect(baghdadDate('2026-07-01T20:59:59.999Z')).toBe('2026-07-01');
    expect(baghdadDate('2026-07-01T21:00:00.000Z')).toBe('2026-07-02');
    expect(startOfDay('2026-01-01')).toBe('2025-12-31T21:00:00.000Z');
    expect(lateFrom('2026-01-01')).toBe('2026-01-01T21:00:00.000Z');
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-11-01', 12, '2027-11-01'],
  ])('%s and %i months is %s', (date, months, result) => expect(addMonths(date, months)).toBe(result));
});

describe('a deadline', () => {
  const deadline = startDeadline('2026-03-19', 1, none);

  it('is due from midnight in Baghdad after its date', () => {
    expect(deadline.dueOn).toBe('2026-03-22');
    expect(isDue(deadline, '2026-03-22T20:59:59.999Z')).toBe(false);
    expect(isDue(deadline, '2026-03-22T21:00:00.000Z')).toBe(true);
  });

  it('climbs three levels of five working days and then rests 90 days at a time', () => {
    let current = deadline;
    const seen = [];
    for (let n = 0; n < 5; n++) {
      current = escalate(current, current.wakeAt, none);
      seen.push([current.level, current.dueOn]);
    }
    expect(seen.map(([level]) => level)).toEqual([1, 2, 3, 3, 3]);
    expect(seen[3]).toEqual(seen[2]);
    const rested = escalate(current, current.wakeAt, none);
    expect(Date.parse(rested.wakeAt) - Date.parse(current.wakeAt)).toBe(90 * 24 * 3600 * 1000);
  });

  it('moves with a moved holiday, unless people chose its date', () => {
    expect(recompute(deadline, eid)).toMatchObject({ dueOn: '2026-03-24', level: 0 });
    const chosen = fixedDeadline('2026-03-01', '2026-03-22');
    expect(recompute(chosen, eid)).toBe(chosen);
  });

  it('is reminded of two working days before', () => {
    expect(remindAt('2026-03-24', eid)).toBe(startOfDay('2026-03-18'));
  });
});
