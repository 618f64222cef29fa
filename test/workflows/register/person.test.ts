import { describe, expect, it } from 'vitest';
import { assignmentsOn, type Person } from '../../../workflows/register/person/commands.ts';
import { ninewa, personInput } from './builders.ts';
import { actor, NOW, role, TODAY } from './world.ts';

const programme = { kind: 'programme' };
const qayara = { kind: 'unit', id: 'UN-QAYARA' };
const ninewaScope = { kind: 'governorate', id: 'IQG15' };
const assign = (name: string, scope: object, more: object = {}) => ({
  role: name,
  scope,
  from: '2026-01-01',
  until: null,
  ...more,
});
const manager = actor('PE-BOSS', role('iom-manager', { kind: 'programme' }));

describe('assigning roles', () => {
  it.each([
    ['a chair to his forum', assign('chair', { kind: 'forum', id: 'FO-1' }), 'accepted'],
    ['a commander to his station', assign('commander', qayara), 'accepted'],
    [
      'a ministry reviewer to a directorate',
      assign('ministry', { kind: 'directorate', id: 'krg' }),
      'accepted',
    ],
    ['a chair to a governorate', assign('chair', ninewaScope), 'scope-not-for-role'],
    ['an auditor to one unit', assign('auditor', qayara), 'scope-not-for-role'],
    ['a chair to an unknown forum', assign('chair', { kind: 'forum', id: 'FO-NONE' }), 'scope-unknown'],
    [
      'a role that ends before it begins',
      assign('donor', programme, { until: '2025-01-01' }),
      'period-reversed',
    ],
  ])('%s', (_, input, outcome) => {
    expect(ninewa().outcome('PE-AMAL', 'AssignRole', input, { as: manager })).toBe(outcome);
  });

  it('raises the version of the rights', () => {
    const world = ninewa().give('PE-AMAL', 'AssignRole', assign('iom-manager', programme));
    expect(world.state<Person>('PE-AMAL').authVersion).toBe(2);
  });

  it('refuses the same role in the same scope at the same time', () => {
    const world = ninewa().give('PE-AMAL', 'AssignRole', assign('commander', qayara));
    expect(world.outcome('PE-AMAL', 'AssignRole', assign('commander', qayara))).toBe('role-already-held');
  });

  it.each([
    ['administrator', 'iom-manager'],
    ['auditor', 'iom-manager'],
    ['donor', 'auditor'],
    ['iom-manager', 'administrator'],
    ['protection', 'donor'],
  ])('refuses %s beside %s (SD13)', (first, second) => {
    const world = ninewa().give('PE-AMAL', 'AssignRole', assign(first, programme));
    expect(world.outcome('PE-AMAL', 'AssignRole', assign(second, programme))).toBe(
      'roles-exclude-each-other',
    );
  });

  it('allows roles that exclude each other one after the other', () => {
    const world = ninewa().give(
      'PE-AMAL',
      'AssignRole',
      assign('auditor', programme, { until: '2026-06-30' }),
    );
    const later = assign('iom-manager', programme, { from: '2026-07-01' });
    expect(world.outcome('PE-AMAL', 'AssignRole', later)).toBe('accepted');
  });

  it.each([
    ['AssignRole', assign('iom-manager', programme)],
    ['EndRole', { role: 'chair', scope: { kind: 'forum', id: 'FO-1' }, lastDay: TODAY }],
    ['DeactivatePerson', { reason: 'left' }],
    ['ReactivatePerson', { reason: 'back' }],
  ])('refuses %s on oneself, and on the person one acts for', (name, input) => {
    const own = { ...manager, id: actor('PE-AMAL').id };
    const behalf = { ...manager, onBehalfOf: actor('PE-AMAL').id };
    expect(ninewa().outcome('PE-AMAL', name, input, { as: own })).toBe('own-rights');
    expect(ninewa().outcome('PE-AMAL', name, input, { as: behalf })).toBe('own-rights');
  });
});

describe('ending roles', () => {
  it('keeps the role until its last day', () => {
    const world = ninewa()
      .give('PE-AMAL', 'AssignRole', assign('commander', qayara))
      .give('PE-AMAL', 'EndRole', { role: 'commander', scope: qayara, lastDay: TODAY });
    const person = world.state<Person>('PE-AMAL');
    expect(assignmentsOn(person, TODAY)).toHaveLength(1);
    expect(assignmentsOn(person, '2026-11-16')).toHaveLength(0);
  });

  it('drops a role that never began', () => {
    const world = ninewa()
      .give('PE-AMAL', 'AssignRole', assign('commander', qayara, { from: '2027-01-01' }))
      .give('PE-AMAL', 'EndRole', { role: 'commander', scope: qayara, lastDay: TODAY });
    expect(world.state<Person>('PE-AMAL').assignments).toEqual([]);
  });

  it.each([
    ['a role never held', { role: 'officer', scope: qayara, lastDay: TODAY }, 'role-not-held'],
    ['a date long past', { role: 'commander', scope: qayara, lastDay: '2026-02-01' }, 'date-in-past'],
  ])('refuses %s', (_, input, code) => {
    const world = ninewa().give('PE-AMAL', 'AssignRole', assign('commander', qayara));
    expect(world.outcome('PE-AMAL', 'EndRole', input)).toBe(code);
  });
});

describe('substitutes', () => {
  const appoint = (person: string, from = TODAY, until = '2026-12-14') => ({ person, from, until });

  it.each([
    ['for 30 days', appoint('PE-KAREEM'), 'accepted'],
    ['for 31 days', appoint('PE-KAREEM', TODAY, '2026-12-15'), 'substitute-too-long'],
    ['from yesterday', appoint('PE-KAREEM', '2026-11-14'), 'date-in-past'],
    ['ending before it begins', appoint('PE-KAREEM', TODAY, '2026-11-14'), 'period-reversed'],
    ['nobody knows', appoint('PE-NOBODY'), 'person-unknown'],
    ['who is oneself', appoint('PE-AMAL'), 'substitute-is-self'],
  ])('appoints one %s', (_, input, outcome) => {
    expect(ninewa().outcome('PE-AMAL', 'AppointSubstitute', input)).toBe(outcome);
  });

  const three = () =>
    ninewa().open('PE-SARA', personInput('Sara')).give('PE-AMAL', 'AppointSubstitute', appoint('PE-KAREEM'));

  it('makes no chain', () => {
    expect(three().outcome('PE-KAREEM', 'AppointSubstitute', appoint('PE-SARA'))).toBe('substitute-chain');
    expect(three().outcome('PE-SARA', 'AppointSubstitute', appoint('PE-AMAL'))).toBe('substitute-chain');
  });

  it('is known to the substitute, whose rights change', () => {
    const substitute = three().state<Person>('PE-KAREEM');
    expect(substitute.standsInFor).toEqual([{ person: 'PE-AMAL', from: TODAY, until: '2026-12-14' }]);
    expect(substitute.authVersion).toBe(2);
  });

  it('ends on both sides', () => {
    const world = three().give('PE-AMAL', 'EndSubstitute', {});
    expect(world.state<Person>('PE-AMAL').substitute).toBeNull();
    expect(world.state<Person>('PE-KAREEM').standsInFor).toEqual([]);
  });

  it.each(['PE-AMAL', 'PE-KAREEM'])('ends on both sides when %s is deactivated', (left) => {
    const world = three().give(left, 'DeactivatePerson', { reason: 'left' });
    expect(world.state<Person>('PE-AMAL').substitute).toBeNull();
    expect(world.state<Person>('PE-KAREEM').standsInFor).toEqual([]);
  });

  it('refuses a substitute whose own role excludes the rights (SD13)', () => {
    const world = ninewa()
      .give('PE-AMAL', 'AssignRole', assign('iom-manager', programme))
      .give('PE-KAREEM', 'AssignRole', assign('auditor', programme));
    expect(world.outcome('PE-AMAL', 'AppointSubstitute', appoint('PE-KAREEM'))).toBe(
      'roles-exclude-each-other',
    );
  });
});

describe('telephone numbers', () => {
  it.each([
    ['+964 751 234 2550', '+9647512342550'],
    ['0751 234 2550', '+9647512342550'],
    ['07826504199', '+9647826504199'],
    ['+964 (0) 782 650 4199', '+9647826504199'],
    ['٠٧٧٠ ١٢٣ ٤٥٦٧', '+9647701234567'],
    ['00964 770 123 4567', '+9647701234567'],
    ['9647701234567', '+9647701234567'],
    ['+49 30 123456', '+4930123456'],
  ])('keeps %s as %s', (typed, kept) => {
    const world = ninewa().open('PE-NEW', personInput('New', { phone: typed }));
    expect(world.state<Person>('PE-NEW').phone).toBe(kept);
  });

  it.each(['0660 123', '+964 123', 'none', '+9647112345678'])('refuses %s', (typed) => {
    const input = personInput('New', { phone: typed });
    expect(ninewa().outcome('PE-NEW', 'InvitePerson', input)).toBe('phone-not-valid');
  });

  it('belongs to one account; a deactivated one gives it free (SD14)', () => {
    const world = ninewa().open('PE-ONE', personInput('One', { phone: '07701234567' }));
    const second = personInput('Two', { phone: '+964 770 123 4567' });
    expect(world.outcome('PE-TWO', 'InvitePerson', second)).toBe('taken phone:+9647701234567');
    world.give('PE-ONE', 'DeactivatePerson', { reason: 'left' });
    expect(world.outcome('PE-TWO', 'InvitePerson', second)).toBe('accepted');
  });

  it('can be taken away again', () => {
    const world = ninewa()
      .open('PE-ONE', personInput('One', { phone: '07701234567' }))
      .give('PE-ONE', 'ChangeContact', { phone: null });
    expect(world.state<Person>('PE-ONE')).not.toHaveProperty('phone');
  });
});

describe('what others see of a person', () => {
  const seen = (reader: ReturnType<typeof actor>) => {
    const world = ninewa()
      .open('PE-CHIEF', personInput('Chief', { phone: '07701234567', sex: 'male' }))
      .give('PE-CHIEF', 'AssignRole', assign('commander', qayara));
    const { kind, state } = world.known('PE-CHIEF');
    return kind.project(state, reader);
  };

  it.each([
    ['IOM field staff elsewhere', actor('PE-X', role('iom-field', { kind: 'governorate', id: 'IQG01' }))],
    [
      'an officer of the same station',
      actor('PE-X', role('officer', { kind: 'unit', id: actor('UN-QAYARA').id })),
    ],
    ['the person', actor('PE-CHIEF')],
  ])('%s sees the telephone', (_, reader) => {
    expect(seen(reader)).toHaveProperty('phone', '+9647701234567');
  });

  it.each([
    ['a chair elsewhere', actor('PE-X', role('chair', { kind: 'forum', id: actor('FO-1').id }))],
    ['a donor', actor('PE-X', role('donor', { kind: 'programme' }))],
    ['an administrator', actor('PE-X', role('administrator', { kind: 'programme' }))],
    ['a ministry reviewer', actor('PE-X', role('ministry', { kind: 'directorate', id: 'federal' }))],
  ])('%s does not', (_, reader) => {
    expect(JSON.stringify(seen(reader))).not.toContain('7701234567');
    expect(seen(reader)).toMatchObject({
      name: { display: 'Chief Hamad' },
      duty: { en: 'Chair of the forum' },
    });
  });

  it('keeps the telephone out of lists', () => {
    const world = ninewa().open('PE-CHIEF', personInput('Chief', { phone: '07701234567' }));
    const { kind, state } = world.known('PE-CHIEF');
    const { title, card } = kind.listing(state);
    expect(JSON.stringify({ title, card })).not.toContain('7701234567');
  });
});

it('names nobody but the person for his own contact', () => {
  const { kind, state } = ninewa().known('PE-AMAL');
  expect(kind.named(state, { type: 'ChangeContact' })).toEqual(['PE-AMAL']);
  expect(NOW.startsWith(TODAY)).toBe(true);
});
