import { describe, expect, it } from 'vitest';
import type { Facility } from '../../../workflows/register/facility/entry.ts';
import type { Forum } from '../../../workflows/register/forum/commands.ts';
import { countForums } from '../../../workflows/register/forum/count.ts';
import { AL_QAYARA, forumInput, names, ninewa } from './builders.ts';
import { actor, role, TODAY } from './world.ts';

describe('opening a forum', () => {
  it.each([
    ['established years ago', forumInput(), 'accepted'],
    ['planned from today', forumInput({ establishedOn: undefined }), 'accepted'],
    ['planned first, established later', forumInput({ plannedOn: '2016-11-30' }), 'accepted'],
    ['established before it was planned', forumInput({ plannedOn: '2017-02-01' }), 'date-before-last'],
    ['established tomorrow', forumInput({ establishedOn: '2026-11-16' }), 'date-in-future'],
    ['in an unknown district', forumInput({ district: 'PL-NONE' }), 'place-unknown'],
    ['in a district of another governorate', forumInput({ governorate: 'IQG01' }), 'district-elsewhere'],
    ['with an unknown station', forumInput({ unit: 'UN-NONE' }), 'unit-unknown'],
    ['with an unknown office', forumInput({ office: 'FA-NONE' }), 'facility-unknown'],
    ['served by a station instead of an office', forumInput({ office: 'FA-QAYARA' }), 'not-an-office'],
  ])('%s', (_, input, outcome) => {
    const given = JSON.parse(JSON.stringify(input));
    expect(ninewa().outcome('FO-2', 'OpenForum', given)).toBe(outcome);
  });

  it('knows where it stands before it exists, so that field staff of the governorate may open it', () => {
    const world = ninewa();
    const command = world.kindOf('FO-2').parse('OpenForum', forumInput());
    expect(world.kindOf('FO-2').placement(command, () => undefined)).toEqual({
      governorate: 'IQG15',
      authority: 'federal',
    });
  });

  it('has the placement and facts that plans rely on', () => {
    const { kind, state } = ninewa().known('FO-1');
    const { placement, facts } = kind.listing(state);
    expect(placement).toEqual({
      forum: 'FO-1',
      unit: 'UN-QAYARA',
      governorate: 'IQG15',
      authority: 'federal',
    });
    expect(facts).toEqual({ status: 'established', authority: 'federal' });
  });
});

describe('the life of a forum', () => {
  const at = (status: string) => {
    const world = ninewa();
    if (status === 'planned')
      return world.open(
        'FO-2',
        JSON.parse(JSON.stringify(forumInput({ establishedOn: undefined, plannedOn: '2025-01-01' }))),
      );
    world.open('FO-2', forumInput());
    if (status === 'self-sustaining') world.give('FO-2', 'MarkSelfSustaining', { on: '2020-01-01' });
    if (status === 'dormant') world.give('FO-2', 'MarkDormant', { on: '2020-01-01', reason: 'nobody came' });
    return world;
  };
  const on = { on: '2026-01-01' };

  it.each([
    ['planned', 'EstablishForum', 'accepted'],
    ['planned', 'MarkSelfSustaining', 'forum-status-does-not-follow'],
    ['planned', 'MarkDormant', 'accepted'],
    ['established', 'EstablishForum', 'forum-status-does-not-follow'],
    ['established', 'MarkSelfSustaining', 'accepted'],
    ['established', 'MarkDormant', 'accepted'],
    ['self-sustaining', 'EstablishForum', 'forum-status-does-not-follow'],
    ['self-sustaining', 'MarkSelfSustaining', 'forum-status-does-not-follow'],
    ['self-sustaining', 'MarkDormant', 'accepted'],
    ['dormant', 'EstablishForum', 'accepted'],
    ['dormant', 'MarkSelfSustaining', 'forum-status-does-not-follow'],
    ['dormant', 'MarkDormant', 'forum-status-does-not-follow'],
  ])('%s × %s: %s', (status, name, outcome) => {
    const input = name === 'MarkDormant' ? { ...on, reason: 'nobody came' } : on;
    expect(at(status).outcome('FO-2', name, input)).toBe(outcome);
  });

  it.each([
    ['a date to come', '2026-11-16', 'date-in-future'],
    ['a date before the last change', '2017-01-26', 'date-before-last'],
  ])('refuses %s', (_, date, code) => {
    expect(at('established').outcome('FO-2', 'MarkSelfSustaining', { on: date })).toBe(code);
  });

  it('counts on a date what was at work that day', () => {
    const world = at('dormant').give('FO-2', 'EstablishForum', { on: '2022-01-01' });
    const forum = world.state<Forum>('FO-2');
    const total = (date: string) => countForums([forum], date).total;
    expect(['2017-01-25', '2017-01-26', '2019-12-31', '2020-01-01', '2022-01-01'].map(total)).toEqual([
      0, 1, 1, 0, 1,
    ]);
    expect(forum.establishedOn).toBe('2017-01-26');
  });
});

describe('membership', () => {
  const group = { category: 'community', sex: 'female', age: '25-59', displacement: 'returnee', count: 6 };
  const men = { ...group, sex: 'male' };

  it.each([
    ['groups', [group, men], 'accepted'],
    ['the same group twice', [group, men, { ...group, count: 2 }], 'group-twice'],
  ])('takes %s', (_, groups, outcome) => {
    expect(ninewa().outcome('FO-1', 'RecordMembership', { on: TODAY, groups })).toBe(outcome);
  });

  it('is for those who work with the forum', () => {
    const world = ninewa().give('FO-1', 'RecordMembership', { on: TODAY, groups: [group] });
    const { kind, state } = world.known('FO-1');
    const chair = actor('PE-X', role('chair', { kind: 'forum', id: actor('FO-1').id }));
    const donor = actor('PE-Y', role('donor', { kind: 'programme' }));
    expect(kind.project(state, chair)).toHaveProperty('membership.groups');
    expect(kind.project(state, donor)).not.toHaveProperty('membership');
    expect(kind.project(state, donor)).not.toHaveProperty('coordinates');
  });
});

describe('the office that serves a forum', () => {
  // One degree of latitude is 111.195 km on the sphere of the great-circle rule.
  const north = (km: number) => ({ lat: AL_QAYARA.lat + km / 111.19508, lon: AL_QAYARA.lon });

  it.each([
    ['at its door', AL_QAYARA, 'accepted'],
    ['at 49.99 km', north(49.99), 'accepted'],
    ['at 50.1 km', north(50.1), 'office-too-far'],
    ['in Mosul', { lat: 36.34, lon: 43.13 }, 'office-too-far'],
  ])('%s: %s', (_, coordinates, outcome) => {
    const input = forumInput({ office: 'FA-QAYARA-OFFICE', coordinates });
    expect(ninewa().outcome('FO-2', 'OpenForum', input)).toBe(outcome);
  });

  const five = () => {
    const world = ninewa();
    for (let n = 2; n <= 6; n++) world.open(`FO-${n}`, forumInput({ office: 'FA-QAYARA-OFFICE' }));
    return world;
  };

  it('serves five and no sixth (SF-64)', () => {
    expect(five().outcome('FO-7', 'OpenForum', forumInput({ office: 'FA-QAYARA-OFFICE' }))).toBe(
      'office-full',
    );
    expect(five().outcome('FO-1', 'ChangeForum', { office: 'FA-QAYARA-OFFICE' })).toBe('office-full');
  });

  it('has room again when a forum goes elsewhere', () => {
    const world = five().give('FO-2', 'ChangeForum', { office: null });
    expect(world.state<Facility>('FA-QAYARA-OFFICE').forums).toHaveLength(4);
    expect(world.outcome('FO-1', 'ChangeForum', { office: 'FA-QAYARA-OFFICE' })).toBe('accepted');
  });

  it('measures again a forum that moves', () => {
    const world = five();
    expect(world.outcome('FO-2', 'ChangeForum', { coordinates: north(50.1) })).toBe('office-too-far');
    world.give('FO-2', 'ChangeForum', { coordinates: north(10) });
    expect(world.state<Facility>('FA-QAYARA-OFFICE').forums).toHaveLength(5);
  });

  it('the headquarters knows no limits (SF-67)', () => {
    const world = ninewa().open('FA-HQ', {
      name: names('Headquarters'),
      kind: 'headquarters',
      governorate: 'IQG08',
      authority: 'federal',
      coordinates: { lat: 33.32, lon: 44.42 },
      parent: null,
      unit: 'UN-FEDERAL',
    });
    expect(world.outcome('FO-1', 'ChangeForum', { office: 'FA-HQ' })).toBe('accepted');
  });
});

describe('facilities', () => {
  const office = (changes: object = {}) => ({
    name: names('Office'),
    kind: 'office',
    governorate: 'IQG15',
    authority: 'federal',
    coordinates: AL_QAYARA,
    parent: 'FA-QAYARA',
    unit: null,
    ...changes,
  });

  it.each([
    ['an office at a station', office(), 'accepted'],
    ['an office on its own (SF-63)', office({ parent: null }), 'office-needs-station'],
    ['an office at another office', office({ parent: 'FA-QAYARA-OFFICE' }), 'office-needs-station'],
    ['an office at an unknown place', office({ parent: 'FA-NONE' }), 'facility-unknown'],
    ['a warehouse', office({ kind: 'warehouse', parent: null }), 'accepted'],
    ['an unknown unit', office({ unit: 'UN-NONE' }), 'unit-unknown'],
  ])('%s', (_, input, outcome) => {
    expect(ninewa().outcome('FA-NEW', 'AddFacility', input)).toBe(outcome);
  });

  it('show strangers a place within a kilometre only', () => {
    const { kind, state } = ninewa().known('FA-QAYARA');
    const donor = actor('PE-Y', role('donor', { kind: 'programme' }));
    const field = actor('PE-Z', role('iom-field', { kind: 'governorate', id: 'IQG15' }));
    expect(kind.project(state, donor)).toHaveProperty('coordinates', { lat: 35.79, lon: 43.29 });
    expect(kind.project(state, field)).toHaveProperty('coordinates', AL_QAYARA);
  });
});
