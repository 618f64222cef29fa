import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { forumEntries } from '../../../infra/demo/forums.ts';
import { type DemoApi, loadDemo } from '../../../infra/demo/load.ts';
import { demoPeople, personEntries } from '../../../infra/demo/people.ts';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { Role } from '../../../shared/kernel/actor.ts';
import { isWorkingDay } from '../../../shared/kernel/calendar.ts';
import { greatCircleKm } from '../../../shared/kernel/geo.ts';
import { baghdadDate } from '../../../shared/kernel/time.ts';
import { mayGive, mayRead } from '../../../workflows/casework/authorise.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import { type Calendar, calendarIds, calendarOf } from '../../../workflows/register/calendar/entry.ts';
import type { Facility } from '../../../workflows/register/facility/entry.ts';
import type { Forum } from '../../../workflows/register/forum/commands.ts';
import { countForums } from '../../../workflows/register/forum/count.ts';
import { assignmentsOn, type Person } from '../../../workflows/register/person/commands.ts';
import type { Place } from '../../../workflows/register/place/entry.ts';
import { registry } from '../../../workflows/registry.ts';
import { id, NOW, SYSTEM, World } from '../../workflows/register/world.ts';

/** The demonstration loaded by the rules alone, with everybody's permission checked as casework does. */
async function demo(now: string): Promise<{ world: World; at: readonly string[] }> {
  const world = new World(registry.kinds);
  const instants: string[] = [];
  const calendar = () =>
    world.entries.has('CA-KRG')
      ? calendarOf(calendarIds('joint').map((one) => world.state<Calendar>(one)))
      : { holidays: {} };
  const actorOf = (as: string, at: string): Actor => {
    if (as === 'system') return SYSTEM;
    const person = world.state<Person>(as);
    const assignments = assignmentsOn(person, baghdadDate(at));
    return {
      kind: 'person',
      id: id(as),
      name: person.name.display,
      assignments,
      authVersion: person.authVersion,
    };
  };
  const api: DemoApi = {
    async attach(content) {
      return createHash('sha256').update(content).digest('hex');
    },
    async open(_kind, entry, input, at = now) {
      instants.push(at);
      world.open(entry, input, { at, calendar: calendar() });
    },
    async command(...[kindName, entry, name, input, as, at = now]) {
      instants.push(at);
      const actor = actorOf(as, at);
      const { kind, state } = world.known(entry);
      expect(kind.kind).toBe(kindName);
      const request = { kind, state, listing: kind.listing(state), now: at };
      const spec = kind.commands[name];
      const given = kind.parse(name, input);
      const permitted = mayRead(actor, request) && spec !== undefined && mayGive(actor, spec, given, request);
      if (!permitted) throw new Error(`${as} may not give ${name} to ${entry}`);
      world.give(entry, name, input, { as: actor, at, calendar: calendar() });
    },
  };
  await loadDemo(api, now);
  return { world, at: instants };
}

let world: World;
beforeAll(async () => {
  ({ world } = await demo(NOW));
});

const all = <State>(prefix: string): State[] =>
  [...world.entries].filter(([key]) => key.startsWith(prefix)).map(([, { state }]) => state as State);

describe('the 66 forums', () => {
  it.each([
    ['2015-12-31', { total: 16, iom: 16, independent: 0 }],
    ['2016-11-30', { total: 43, iom: 30, independent: 13 }],
    // Al-Qayara 1 opened in late January 2017, when 46 others existed.
    ['2017-01-25', { total: 46, iom: 32, independent: 14 }],
    ['2017-01-26', { total: 47, iom: 33, independent: 14 }],
    ['2017-12-20', { total: 66, iom: 42, independent: 24 }],
    ['2026-11-15', { total: 66, iom: 42, independent: 24 }],
  ])('on %s are %o (G-01)', (date, count) => {
    expect(countForums(all<Forum>('FO-'), date)).toEqual(count);
  });

  it('of 2015 lie in six governorates, all of them in eleven (SF-13, SF-70)', () => {
    const forums = all<Forum>('FO-');
    const first = forums.filter(({ establishedOn }) => (establishedOn ?? '') <= '2015-12-31');
    expect(new Set(first.map(({ governorate }) => governorate)).size).toBe(6);
    expect([...new Set(forums.map(({ governorate }) => governorate))].sort()).toEqual([
      'IQG01',
      'IQG02',
      'IQG06',
      'IQG07',
      'IQG08',
      'IQG09',
      'IQG10',
      'IQG11',
      'IQG13',
      'IQG15',
      'IQG16',
    ]);
  });

  it('grew by five in Ninewa in November and December 2017 (SF-19)', () => {
    const young = all<Forum>('FO-').filter(
      ({ governorate, establishedOn }) => governorate === 'IQG15' && (establishedOn ?? '') >= '2017-11-01',
    );
    expect(young).toHaveLength(5);
  });

  it('were four of them planned before they were established (SF-18)', () => {
    const planned = all<Forum>('FO-').filter(({ statusSince }) => statusSince[0]?.status === 'planned');
    expect(planned.map(({ id: one }) => one).sort()).toEqual([
      'FO-KHALIS',
      'FO-QAYARA-1',
      'FO-QAYARA-2',
      'FO-RAMADI',
    ]);
  });

  it('engaged by the end of 2015 what the donor was told (SF-14)', () => {
    const groups = all<Forum>('FO-').flatMap(({ membership }) => membership?.groups ?? []);
    const engaged = (category: string) =>
      groups.filter((group) => group.category === category).reduce((sum, { count }) => sum + count, 0);
    expect(engaged('community')).toBeGreaterThan(500);
    expect(engaged('police')).toBe(80);
    expect(engaged('local-authority')).toBeGreaterThan(80);
    expect(engaged('civil-society')).toBe(70);
  });

  it('stand under the federal, the regional and, in Kifri, both authorities', () => {
    const of = (one: string) => world.state<Forum>(one).authority;
    expect([
      of('FO-QAYARA-1'),
      of('FO-DUHOK'),
      of('FO-ERBIL'),
      of('FO-SULAYMANIYAH'),
      of('FO-KIFRI'),
    ]).toEqual(['federal', 'krg', 'krg', 'krg', 'joint']);
  });
});

describe('places', () => {
  it('are 19 governorates, one of them without a P-code (DF-48)', () => {
    const governorates = all<Place>('PL-').filter(({ level }) => level === 'governorate');
    expect(governorates).toHaveLength(19);
    expect(governorates.filter(({ pcode }) => pcode === null).map(({ names }) => names.en)).toEqual([
      'Halabja',
    ]);
  });

  it('have a name in each language and script', () => {
    for (const { names } of all<Place>('PL-')) {
      expect(names.en).toMatch(/^[A-Za-z' -]+$/);
      expect(names.ar).toMatch(/^[\u0600-\u06ff ]+$/);
      expect(names.ckb).toMatch(/^[\u0600-\u06ff ]+$/);
    }
  });

  it('put Al-Qayara too far from the office in Mosul, and Bashiqa near enough (G-03, DF-53)', () => {
    const { coordinates } = world.state<Facility>('FA-MOSUL-OFFICE');
    const km = (one: string) =>
      greatCircleKm(world.state<Forum>(one).coordinates ?? coordinates, coordinates);
    expect(Math.ceil(km('FO-QAYARA-1') * 10) / 10).toBe(61.5);
    expect(Math.round(km('FO-MOSUL-BASHIQA'))).toBe(24);
    expect(world.outcome('FO-QAYARA-1', 'ChangeForum', { office: 'FA-MOSUL-OFFICE' })).toBe('office-full');
    world.give('FO-TILKAEF', 'ChangeForum', { office: null });
    expect(world.outcome('FO-QAYARA-1', 'ChangeForum', { office: 'FA-MOSUL-OFFICE' })).toBe('office-too-far');
    world.give('FO-TILKAEF', 'ChangeForum', { office: 'FA-MOSUL-OFFICE' });
  });
});

describe('people', () => {
  it('hold every role there is, and are all invented', () => {
    expect(new Set(demoPeople.map(({ role }) => role))).toEqual(new Set(Role.options));
    expect(all<Person>('PE-').every(({ invented }) => invented)).toBe(true);
  });

  it('keep the goods of every governorate where units of the police stand', () => {
    const held = all<Person>('PE-').flatMap(({ assignments }) => assignments);
    const kept = held.flatMap(({ role, scope }) =>
      role === 'logistics' && scope.kind === 'governorate' ? [scope.id] : [],
    );
    const needed = all<{ governorate: string | null }>('UN-').flatMap(({ governorate }) => governorate ?? []);
    expect([...new Set(needed)].filter((governorate) => !kept.includes(governorate))).toEqual([]);
  });

  it('have ids, telephone numbers and names of their own', () => {
    const count = demoPeople.length;
    expect(new Set(demoPeople.map(({ id: one }) => one)).size).toBe(count);
    expect(new Set(demoPeople.map(({ name }) => name)).size).toBe(count);
    expect(new Set(personEntries.map(({ input }) => input.phone)).size).toBe(count);
  });

  it.each(['FO-QAYARA-1', 'FO-DUHOK', 'FO-KIFRI', 'FO-RAMADI'])(
    'who can run a plan of %s are there',
    (forum) => {
      const { id: own, unit, governorate } = world.state<Forum>(forum);
      const held = all<Person>('PE-').flatMap(({ assignments }) => assignments);
      const has = (role: string, scope: object) =>
        held.some((one) => one.role === role && JSON.stringify(one.scope) === JSON.stringify(scope));
      expect(has('chair', { kind: 'forum', id: own })).toBe(true);
      expect(has('officer', { kind: 'unit', id: unit })).toBe(true);
      expect(has('commander', { kind: 'unit', id: unit })).toBe(true);
      expect(has('iom-field', { kind: 'governorate', id: governorate })).toBe(true);
    },
  );
});

describe('plans', () => {
  const stage = (plan: string) => world.kindOf(plan).track?.stage(world.state(plan));

  it('stand in three stages', () => {
    expect([stage('SP-QAYARA-2'), stage('SP-RAMADI'), stage('SP-DUHOK')]).toEqual([
      'priority-setting',
      'signature',
      'implementation',
    ]);
  });

  it('leave Al-Qayara 1 free for those who try it out', () => {
    const forums = all<{ forum: string }>('SP-').map(({ forum }) => forum);
    expect(forums).not.toContain('FO-QAYARA-1');
  });

  it('has one action of Duhok done and one late', () => {
    const plan = world.state<{
      duties: Record<string, { status: string }>;
      deadlines: Record<string, { dueOn: string }>;
    }>('SP-DUHOK');
    expect(plan.duties.A01?.status).toBe('done');
    expect(plan.duties.A02?.status).toBe('open');
    expect((plan.deadlines.A02?.dueOn ?? '') < baghdadDate(NOW)).toBe(true);
    expect((plan.deadlines.A03?.dueOn ?? '') > baghdadDate(NOW)).toBe(true);
  });

  // A quiet week, a Sunday, the end of a month, Newroz and Eid, the last days of a year.
  it.each([
    '2026-11-15T00:30:00.000Z',
    '2026-11-30T20:59:00.000Z',
    '2027-03-24T08:00:00.000Z',
    '2026-06-01T08:00:00.000Z',
    '2026-12-31T22:00:00.000Z',
    '2025-08-31T08:00:00.000Z',
  ])('can be told on %s, never from the future', async (now) => {
    const told = await demo(now);
    expect(told.at.every((at) => at <= now)).toBe(true);
    expect(told.world.entries.has('SP-DUHOK')).toBe(true);
  });
});

describe('calendars', () => {
  const calendar = (one: string) => calendarOf([world.state<Calendar>(one)]);

  it.each([
    ['CA-FEDERAL', '2026-01-06', false],
    ['CA-FEDERAL', '2027-03-14', true],
    ['CA-KRG', '2027-03-14', false],
    ['CA-FEDERAL', '2027-03-22', true],
    ['CA-KRG', '2027-03-22', false],
    ['CA-FEDERAL', '2026-05-27', false],
    ['CA-KRG', '2026-05-27', false],
    ['CA-FEDERAL', '2026-06-25', false],
    ['CA-KRG', '2026-06-25', true],
  ])('%s on %s: a working day is %s', (one, date, working) => {
    expect(isWorkingDay(date, calendar(one))).toBe(working);
  });

  it('mark the feasts of the moon as to be confirmed, and no others', () => {
    const { holidays } = world.state<Calendar>('CA-FEDERAL');
    expect(holidays['2026-05-28']?.toBeConfirmed).toBe(true);
    expect(holidays['2026-05-01']?.toBeConfirmed).toBeUndefined();
  });
});

it('every name of a forum is written in three languages', () => {
  expect(forumEntries).toHaveLength(66);
  for (const { input } of forumEntries) expect(Object.keys(input.name)).toEqual(['en', 'ar', 'ckb']);
});

describe('offices named in the sources', () => {
  it.each(['MOSUL', 'RAMADI', 'FALLUJAH', 'KHALIS', 'TIKRIT', 'ADHAMIYA', 'KIFRI', 'DUHOK'])(
    'have a vehicle and technical, security and communication equipment: %s',
    (slug) => {
      const held = all<Asset>('AS-').filter(({ holder }) => holder.id === `UN-${slug}-STATION`);
      expect(new Set(held.map((one) => one.class))).toEqual(
        new Set(['vehicle', 'technical', 'security', 'communication']),
      );
      expect(held.every(({ status }) => status === 'in-service')).toBe(true);
    },
  );
});
