import { describe, expect, it } from 'vitest';
import type { Role } from '../../../shared/kernel/actor.ts';
import { Role as Roles } from '../../../shared/kernel/actor.ts';
import { ninewa } from './builders.ts';
import { actor, id, role, TODAY } from './world.ts';

const chair = actor('PE-AMAL', role('chair', { kind: 'forum', id: id('FO-1') }));
const protection = actor('PE-FOCAL', role('protection', { kind: 'programme' }));
const text = 'Girls are followed on the way to the evening classes';
const concern = { forum: 'FO-1', class: 'gender-based-violence', text };
const opened = () => ninewa().open('PC-1', concern, { as: chair });

describe('a protected concern', () => {
  it.each([
    ['its author', chair, true],
    ['the protection focal point', protection, true],
    ['a job', { kind: 'system', job: 'export' } as const, false],
    ['a timer', { kind: 'timer' } as const, false],
  ])('is there for %s: %s', (_, reader, may) => {
    const { kind, state } = opened().known('PC-1');
    expect(kind.mayRead(state, reader, TODAY)).toBe(may);
  });

  it.each(Roles.options.filter((name) => name !== 'protection'))(
    'is not there for a %s of the whole programme',
    (name: Role) => {
      const { kind, state } = opened().known('PC-1');
      expect(kind.mayRead(state, actor('PE-OTHER', role(name, { kind: 'programme' })), TODAY)).toBe(false);
    },
  );

  it('is there for a named person until the last day', () => {
    const grant = { person: 'PE-KAREEM', until: '2026-12-01', reason: 'accompanies' };
    const { kind, state } = opened().give('PC-1', 'GrantAccess', grant, { as: protection }).known('PC-1');
    const may = (date: string) => kind.mayRead(state, actor('PE-KAREEM'), date);
    expect([may('2026-12-01'), may('2026-12-02')]).toEqual([true, false]);
  });

  it('says nothing in lists and little in its task', () => {
    const { kind, state } = opened().known('PC-1');
    const { title, card, links, placement, authority, governorate } = kind.listing(state);
    expect({ title, card, links, placement, authority, governorate }).toEqual({
      title: '',
      card: {},
      links: [],
      placement: {},
      authority: 'none',
      governorate: 'none',
    });
    const [task] = kind.tasks(state);
    expect(task?.addressees).toEqual([{ kind: 'role', role: 'protection', scope: { kind: 'programme' } }]);
    expect(task?.dueOn).toBe('2026-11-22');
    expect(JSON.stringify(task)).not.toMatch(/FO-1|violence|IQG15/);
  });

  it.each([
    ['GrantAccess', { person: 'PE-KAREEM', until: '2027-05-14', reason: 'x' }, 'accepted'],
    ['GrantAccess', { person: 'PE-KAREEM', until: '2027-05-15', reason: 'x' }, 'access-too-long'],
    ['GrantAccess', { person: 'PE-KAREEM', until: '2026-11-14', reason: 'x' }, 'date-in-past'],
    ['GrantAccess', { person: 'PE-NOBODY', until: '2026-12-01', reason: 'x' }, 'person-unknown'],
    ['GrantAccess', { person: 'PE-FOCAL', until: '2026-12-01', reason: 'x' }, 'own-rights'],
    ['RevokeAccess', { person: 'PE-KAREEM' }, 'access-not-granted'],
    ['RecordReferral', { pathway: 'family-protection', week: '2026-W47' }, 'accepted'],
    ['CloseConcern', { outcome: 'referred' }, 'accepted'],
  ])('%s %o: %s', (name, input, outcome) => {
    expect(opened().outcome('PC-1', name, input, { as: protection })).toBe(outcome);
  });

  it('takes no more commands once closed, and waits for nobody', () => {
    const world = opened().give('PC-1', 'CloseConcern', { outcome: 'referred' });
    expect(world.outcome('PC-1', 'RecordReferral', { pathway: 'health', week: '2026-W47' })).toBe(
      'concern-closed',
    );
    const { kind, state } = world.known('PC-1');
    expect(kind.tasks(state)).toEqual([]);
  });

  it.each(['victim', 'suspect', 'witness', 'name'])('has no field for a %s', (field) => {
    expect(() => ninewa().open('PC-1', { ...concern, [field]: 'x' })).toThrow('invalid-input');
  });
});

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
