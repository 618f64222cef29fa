import { describe, expect, it } from 'vitest';
import { type Calendar, calendarIds, calendarOf } from '../../../workflows/register/calendar/entry.ts';
import { type Grant, isOpenOn } from '../../../workflows/register/grant/entry.ts';
import { names, ninewa } from './builders.ts';
import { actor, role, World } from './world.ts';

describe('calendars', () => {
  const newroz = { date: '2026-03-21', name: names('Newroz') };
  const eid = { date: '2026-03-20', name: { ...names('Eid'), toBeConfirmed: true } };
  const world = () =>
    new World()
      .open('CA-FEDERAL', { authority: 'federal', holidays: [newroz, eid] })
      .open('CA-KRG', { authority: 'krg', holidays: [{ ...newroz, date: '2026-03-14' }] });

  it.each([
    ['AddHoliday', { date: '2026-10-03', name: names('National Day') }, 'accepted', 1],
    ['AddHoliday', newroz, 'holiday-already-there', 0],
    ['MoveHoliday', { from: '2026-03-20', to: '2026-03-22' }, 'accepted', 1],
    ['MoveHoliday', { from: '2026-03-20', to: '2026-03-21' }, 'holiday-already-there', 0],
    ['MoveHoliday', { from: '2026-03-19', to: '2026-03-22' }, 'holiday-unknown', 0],
    ['RemoveHoliday', { date: '2026-03-20' }, 'accepted', 1],
    ['RemoveHoliday', { date: '2026-03-19' }, 'holiday-unknown', 0],
  ])('%s %o: %s', (name, input, outcome, jobs) => {
    const federal = world();
    expect(federal.outcome('CA-FEDERAL', name, input)).toBe(outcome);
    expect(federal.jobs).toEqual(
      Array(jobs).fill({ job: 'calendar-changed', params: { authority: 'federal' } }),
    );
  });

  it('move a holiday with its name', () => {
    const { holidays } = world()
      .give('CA-FEDERAL', 'MoveHoliday', { from: '2026-03-20', to: '2026-03-22' })
      .state<Calendar>('CA-FEDERAL');
    expect(holidays['2026-03-20']).toBeUndefined();
    expect(holidays['2026-03-22']).toEqual(eid.name);
  });

  it('live under fixed ids, one per authority', () => {
    const input = { authority: 'federal', holidays: [] };
    expect(new World().outcome('CA-OTHER', 'OpenCalendar', input)).toBe('calendar-has-fixed-id');
    expect(world().outcome('CA-FEDERAL', 'OpenCalendar', input)).toBe('already-open');
  });

  it('a joint case rests on both', () => {
    const states = calendarIds('joint').map((id) => world().state<Calendar>(id));
    expect(Object.keys(calendarOf(states).holidays).sort()).toEqual([
      '2026-03-14',
      '2026-03-20',
      '2026-03-21',
    ]);
    expect(calendarIds('krg')).toEqual(['CA-KRG']);
  });
});

describe('grants', () => {
  const germany = {
    title: names('Strengthening Community Policing in Iraq'),
    donor: 'Germany',
    aliases: ['German Federal Foreign Office'],
    amount: { amount: '4000000.00', currency: 'EUR' },
    from: '2016-03-01',
    until: '2017-12-31',
    phase: 'Phase 2',
  };

  it.each([
    ['the grant of Germany (SF-03)', germany, 'accepted'],
    ['a window that ends before it begins', { ...germany, until: '2016-02-01' }, 'period-reversed'],
  ])('%s', (_, input, outcome) => {
    expect(new World().outcome('GR-1', 'OpenGrant', input)).toBe(outcome);
  });

  it.each([
    ['2016-02-29', false],
    ['2016-03-01', true],
    ['2017-12-31', true],
    ['2018-01-01', false],
  ])('on %s is open: %s', (date, open) => {
    expect(isOpenOn(new World().open('GR-1', germany).state<Grant>('GR-1'), date)).toBe(open);
  });

  it('move their window', () => {
    const world = new World().open('GR-1', germany);
    world.give('GR-1', 'ChangeWindow', {
      from: '2016-03-01',
      until: '2018-03-31',
      reason: 'no-cost extension',
    });
    expect(isOpenOn(world.state<Grant>('GR-1'), '2018-01-01')).toBe(true);
  });

  it.each(['4,000,000', '4e6', '-1', '1.234'])('refuse the amount %s', (amount) => {
    const input = { ...germany, amount: { amount, currency: 'EUR' } };
    expect(() => new World().open('GR-1', input)).toThrow('invalid-input');
  });
});

describe('assets', () => {
  const car = (changes: object = {}) => ({
    class: 'vehicle',
    make: 'Toyota',
    model: 'Hilux',
    vin: 'JTEBX3FJ8K5123406',
    holder: { kind: 'unit', id: 'UN-QAYARA' },
    title: 'IOM Iraq',
    governorate: 'IQG15',
    authority: 'federal',
    ...changes,
  });
  const radio = (changes: object = {}) => ({
    ...car(),
    vin: undefined,
    class: 'communication',
    make: 'Motorola',
    model: 'DP 4400',
    serial: 'SN-1O02',
    ...changes,
  });
  const plain = (input: object) => JSON.parse(JSON.stringify(input));

  it.each([
    ['a vehicle', car(), 'accepted'],
    ['a vehicle without VIN', car({ vin: undefined }), 'vin-missing'],
    ['a VIN of 16 characters', car({ vin: 'JTEBX3FJ8K512345' }), 'vin-not-valid'],
    ['a radio', radio(), 'accepted'],
    ['a radio without serial number', radio({ serial: undefined }), 'serial-missing'],
    ['furniture without any number', radio({ class: 'furniture', serial: undefined }), 'accepted'],
    ['an unknown holder', car({ holder: { kind: 'person', id: 'PE-NONE' } }), 'holder-unknown'],
  ])('%s', (_, input, outcome) => {
    expect(ninewa().outcome('AS-1', 'RegisterAsset', plain(input))).toBe(outcome);
  });

  it.each([
    ['the same VIN with an O for a zero', car({ vin: 'JTEBX3FJ8K51234O6' }), 'vin:JTEBX3FJ8K5123406'],
    ['the same VIN in groups', car({ vin: ' jtebx3fj8 k5-123406' }), 'vin:JTEBX3FJ8K5123406'],
    ['the same VIN in Arabic-Indic digits', car({ vin: 'JTEBX٣FJ٨K٥١٢٣٤٠٦' }), 'vin:JTEBX3FJ8K5123406'],
    ['the same serial of the same model', radio({ serial: 'sn 1002' }), 'serial:MOTOROLA:DP4400:SN1002'],
    ['the same serial, another model', radio({ model: 'DP 2400' }), null],
    ['the same plate', car({ vin: 'JTEBX3FJ8K5999999', plate: '٢١ أ ١٢٣٤٥' }), 'plate:21ا12345'],
    [
      'the same plate in Persian digits',
      car({ vin: 'JTEBX3FJ8K5999999', plate: '۲۱-ا-۱۲۳۴۵' }),
      'plate:21ا12345',
    ],
  ])('%s is taken: %s', (_, input, taken) => {
    const world = ninewa()
      .open('AS-CAR', car({ plate: '21 أ 12345' }))
      .open('AS-RADIO', plain(radio()));
    const expected = taken === null ? 'accepted' : `taken ${taken}`;
    expect(world.outcome('AS-NEW', 'RegisterAsset', plain(input))).toBe(expected);
  });

  const registrar = actor('PE-AMAL', role('logistics-central', { kind: 'directorate', id: 'federal' }));

  it.each([
    ['another person', actor('PE-KAREEM'), 'accepted'],
    ['the same person', registrar, 'own-intake'],
    ['somebody acting for that person', { ...actor('PE-KAREEM'), onBehalfOf: registrar.id }, 'own-intake'],
  ])('intake is confirmed by %s: %s (SD6)', (_, as, outcome) => {
    const world = ninewa().open('AS-1', car(), { as: registrar });
    expect(world.outcome('AS-1', 'ConfirmIntake', {}, { as })).toBe(outcome);
  });

  it('intake is confirmed once', () => {
    const world = ninewa().open('AS-1', car()).give('AS-1', 'ConfirmIntake', {});
    expect(world.outcome('AS-1', 'ConfirmIntake', {})).toBe('intake-already-confirmed');
  });
});
