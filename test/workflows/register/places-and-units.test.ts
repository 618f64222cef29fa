import { describe, expect, it } from 'vitest';
import { authorityOn, type Place } from '../../../workflows/register/place/entry.ts';
import type { Unit } from '../../../workflows/register/unit/entry.ts';
import { names, ninewa } from './builders.ts';

const kifri = (changes: object = {}) => ({
  code: 'IQG15Q06',
  pcode: 'IQG15Q06',
  level: 'district',
  names: names('Shikhan'),
  parent: 'PL-IQG15',
  authority: { authority: 'federal', from: '2003-01-01' },
  ...changes,
});

describe('places', () => {
  it.each([
    ['a district of a governorate', kifri(), 'accepted'],
    [
      'a governorate without P-code',
      kifri({ code: 'IQ-HALABJA', pcode: null, level: 'governorate', parent: null }),
      'accepted',
    ],
    ['a district without a governorate', kifri({ parent: null }), 'parent-does-not-fit'],
    ['a governorate inside another', kifri({ level: 'governorate' }), 'parent-does-not-fit'],
    ['a district of an unknown place', kifri({ parent: 'PL-NONE' }), 'place-unknown'],
    ['a code that is taken', kifri({ code: 'IQG15Q05' }), 'taken place:IQG15Q05'],
    [
      'an authority of tomorrow',
      kifri({ authority: { authority: 'krg', from: '2026-11-16' } }),
      'date-in-future',
    ],
  ])('%s', (_, input, outcome) => {
    expect(ninewa().outcome('PL-NEW', 'AddPlace', input)).toBe(outcome);
  });

  it('keep who governed as dated data (DF-51)', () => {
    const world = ninewa()
      .open('PL-SHIKHAN', kifri())
      .give('PL-SHIKHAN', 'SetAuthority', { authority: 'joint', from: '2017-10-16' })
      .give('PL-SHIKHAN', 'SetAuthority', { authority: 'krg', from: '2014-06-10' });
    const place = world.state<Place>('PL-SHIKHAN');
    const on = (date: string) => authorityOn(place, date);
    expect([on('2000-01-01'), on('2010-01-01'), on('2015-01-01'), on('2020-01-01')]).toEqual([
      null,
      'federal',
      'krg',
      'joint',
    ]);
    const { kind, state } = world.known('PL-SHIKHAN');
    expect(kind.listing(state).authority).toBe('joint');
  });

  it.each([
    [
      'the same date twice',
      'SetAuthority',
      { authority: 'krg', from: '2003-01-01' },
      'authority-already-dated',
    ],
    ['a date to come', 'SetAuthority', { authority: 'krg', from: '2027-01-01' }, 'date-in-future'],
    ['a correction of nothing', 'CorrectPlace', {}, 'nothing-changed'],
    ['a P-code that came later', 'CorrectPlace', { pcode: 'IQG19' }, 'accepted'],
  ])('%s', (_, name, input, outcome) => {
    expect(ninewa().outcome('PL-IQG15', name, input)).toBe(outcome);
  });
});

describe('units', () => {
  const station = (changes: object = {}) => ({
    name: names('Station'),
    kind: 'station',
    parent: 'UN-FEDERAL',
    governorate: 'IQG15',
    authority: 'federal',
    ...changes,
  });

  it.each([
    ['a station under a directorate', station(), 'accepted'],
    ['a station under nobody', station({ parent: null }), 'parent-does-not-fit'],
    ['a station nowhere', station({ governorate: null }), 'governorate-does-not-fit'],
    ['a directorate of one governorate', station({ kind: 'directorate' }), 'governorate-does-not-fit'],
    ['a station under an unknown unit', station({ parent: 'UN-NONE' }), 'unit-unknown'],
  ])('%s', (_, input, outcome) => {
    expect(ninewa().outcome('UN-NEW', 'AddUnit', input)).toBe(outcome);
  });

  it('on hold starts the job that suspends its cases, and says so as a fact', () => {
    const world = ninewa().give('UN-QAYARA', 'HoldUnit', { reason: 'allegations' });
    expect(world.jobs).toEqual([{ job: 'unit-hold', params: { unit: 'UN-QAYARA' } }]);
    const { kind, state } = world.known('UN-QAYARA');
    expect(kind.listing(state).facts.onHold).toBe(true);
    expect(world.outcome('UN-QAYARA', 'HoldUnit', { reason: 'again' })).toBe('unit-already-on-hold');
    expect(world.outcome('UN-QAYARA', 'LiftHold', { reason: 'settled' })).toBe('accepted');
    expect(world.outcome('UN-QAYARA', 'LiftHold', { reason: 'again' })).toBe('unit-not-on-hold');
  });
});

describe('due diligence', () => {
  const assessment = (changes: object = {}) => ({
    unit: 'UN-QAYARA',
    outcome: 'low-risk',
    mitigation: null,
    validFrom: '2026-06-01',
    validUntil: '2027-05-31',
    ...changes,
  });

  it.each([
    ['low risk', assessment(), 'accepted'],
    [
      'medium risk with what is done about it',
      assessment({ outcome: 'medium-risk', mitigation: 'training' }),
      'accepted',
    ],
    ['medium risk and nothing done', assessment({ outcome: 'medium-risk' }), 'mitigation-missing'],
    ['an unknown unit', assessment({ unit: 'UN-NONE' }), 'unit-unknown'],
    ['more than a year', assessment({ validUntil: '2027-06-02' }), 'assessment-too-long'],
    ['an end before the beginning', assessment({ validUntil: '2026-05-01' }), 'period-reversed'],
    ['an unknown assessor', assessment({ assessor: 'PE-NONE' }), 'person-unknown'],
  ])('%s', (_, input, outcome) => {
    expect(ninewa().outcome('DD-1', 'RecordAssessment', input)).toBe(outcome);
  });

  it('is borne by the unit until it is withdrawn', () => {
    const world = ninewa().open('DD-1', assessment());
    expect(world.state<Unit>('UN-QAYARA').assessment).toEqual({ id: 'DD-1', validUntil: '2027-05-31' });
    world.give('DD-1', 'WithdrawAssessment', { reason: 'new facts' });
    expect(world.state<Unit>('UN-QAYARA').assessment).toBeNull();
    expect(world.outcome('DD-1', 'WithdrawAssessment', { reason: 'again' })).toBe('assessment-withdrawn');
  });

  it('keeps the newer one when an older one is withdrawn', () => {
    const world = ninewa()
      .open('DD-1', assessment())
      .open('DD-2', assessment())
      .give('DD-1', 'WithdrawAssessment', { reason: 'old' });
    expect(world.state<Unit>('UN-QAYARA').assessment?.id).toBe('DD-2');
  });
});
