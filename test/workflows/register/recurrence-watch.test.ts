import { describe, expect, it } from 'vitest';
import { ninewa } from './builders.ts';

describe('a recurrence watch', () => {
  const watch = () => ninewa().open('RW-1', { forum: 'FO-1', plan: 'SP-1', afterDays: 60 });

  it('asks the chair of the forum and the officer of its station', () => {
    const { kind, state } = watch().known('RW-1');
    const [task] = kind.tasks(state);
    expect(task?.addressees).toEqual([
      { kind: 'role', role: 'chair', scope: { kind: 'forum', id: 'FO-1' } },
      { kind: 'role', role: 'officer', scope: { kind: 'unit', id: 'UN-QAYARA' } },
    ]);
    // 20 working days after Sunday 15 November, Fridays and Saturdays off.
    expect(task?.dueOn).toBe('2026-12-13');
    expect(kind.listing(state).placement).toEqual({
      forum: 'FO-1',
      unit: 'UN-QAYARA',
      governorate: 'IQG15',
      authority: 'federal',
    });
  });

  it('is answered once and then waits for nobody', () => {
    const world = watch().give('RW-1', 'RecordRecurrence', { recurred: false, text: 'quiet since' });
    const { kind, state } = world.known('RW-1');
    expect(kind.tasks(state)).toEqual([]);
    expect(kind.listing(state).open).toBe(false);
    const again = { recurred: true, text: 'back' };
    expect(world.outcome('RW-1', 'RecordRecurrence', again)).toBe('recurrence-already-recorded');
  });

  it('is opened once for a plan and day', () => {
    const again = { forum: 'FO-1', plan: 'SP-1', afterDays: 60 };
    expect(watch().outcome('RW-2', 'OpenRecurrenceWatch', again)).toBe('taken recurrence:SP-1:60');
    expect(watch().outcome('RW-2', 'OpenRecurrenceWatch', { ...again, forum: 'FO-NONE' })).toBe(
      'forum-unknown',
    );
  });
});
