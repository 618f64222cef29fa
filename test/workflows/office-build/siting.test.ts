import { describe, expect, it } from 'vitest';
import { greatCircleKm } from '../../../shared/kernel/geo.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import {
  aBuild,
  aDesign,
  aSite,
  BUILD,
  type BuildBuilder,
  chair,
  DISTRICT,
  FORUM,
  facility,
  federal,
  federal2,
  field,
  id,
  krg,
  MOSUL,
  manager,
  member,
  STATION,
  UNIT,
  UNIT_ENTRY,
} from './builders.ts';

const TOWNS = {
  mosul: MOSUL,
  qayyarah: { lat: 35.795, lon: 43.246 },
  bashiqa: { lat: 36.454, lon: 43.35 },
  ramadi: { lat: 33.42, lon: 43.3 },
  fallujah: { lat: 33.35, lon: 43.78 },
  tikrit: { lat: 34.607, lon: 43.678 },
  samarra: { lat: 34.198, lon: 43.874 },
  duhok: { lat: 36.867, lon: 42.988 },
} as const;
type Town = keyof typeof TOWNS;

/** A build sited in one town that is asked to serve a forum of another. */
const serving = (from: Town, to: Town) =>
  aBuild()
    .forum('FO-OTHER', 0, { coordinates: TOWNS[to] })
    .opened()
    .give(field, 'ChooseSite', { ...aSite, coordinates: TOWNS[from] })
    .refusal(field, 'AssignForum', { forum: id('FO-OTHER') });

const at = (km: number): BuildBuilder => aBuild().forum('FO-OTHER', km).sited();
const OTHER = { forum: id('FO-OTHER') };

/** An office that serves so many forums already. */
const full = (count: number): BuildBuilder => {
  const build = aBuild().sited();
  for (let n = 2; n <= count; n++)
    build.forum(`FO-N${n}`, n).give(field, 'AssignForum', { forum: id(`FO-N${n}`) });
  return build.forum('FO-OTHER', 9);
};

describe('the distances of DF-53', () => {
  it.each([
    ['mosul', 'bashiqa', 24, 'accepted'],
    ['ramadi', 'fallujah', 45, 'accepted'],
    ['tikrit', 'samarra', 49, 'accepted'],
    ['duhok', 'mosul', 61, 'office-too-far'],
    ['mosul', 'qayyarah', 61.5, 'office-too-far'],
  ] as const)('%s–%s is about %d km: %s', (from, to, km, outcome) => {
    expect(Math.abs(greatCircleKm(TOWNS[from], TOWNS[to]) - km)).toBeLessThan(1.1);
    expect(serving(from, to)?.code ?? 'accepted').toBe(outcome);
  });

  it('shows the distance that was refused (G-03)', () => {
    expect(serving('mosul', 'qayyarah')).toMatchObject({
      because: 'rule',
      pointer: '/forum',
      params: { km: 61.5, maximum: 50 },
    });
  });
});

describe('five forums within 50.0 km (G-02)', () => {
  it.each([
    ['at 49.9 km', at(49.9), 'accepted'],
    ['at 50.0 km', at(50), 'accepted'],
    ['at 50.01 km', at(50.01), 'office-too-far'],
    ['at 50.1 km', at(50.1), 'office-too-far'],
    ['as the fifth', full(4), 'accepted'],
    ['as the sixth', full(5), 'office-full'],
  ])('one %s', (_, build, outcome) => {
    expect(build.code(field, 'AssignForum', OTHER)).toBe(outcome);
  });

  it('never shows a refused distance as the limit itself', () => {
    expect(at(50.01).refusal(field, 'AssignForum', OTHER)?.params).toEqual({ km: 50.1, maximum: 50 });
  });

  it.each([
    ['too far', () => at(61.5)],
    ['the sixth', () => full(5)],
  ])('lets the ministry make an exception for one %s, which its own approver did not grant', (_, build) => {
    const exception = { ...OTHER, reason: 'The bridge is the only way.' };
    const granted = build()
      .give(federal, 'GrantSitingException', exception)
      .give(field, 'AssignForum', OTHER);
    granted.give(field, 'SubmitSite', aDesign);
    expect(granted.code(federal, 'ApproveSite')).toBe('granted-the-exception');
    expect(granted.code(federal2.as(federal), 'ApproveSite')).toBe('granted-the-exception');
    expect(granted.code(federal2, 'ApproveSite')).toBe('accepted');
  });

  it('makes no exception where none is needed', () => {
    const exception = { ...OTHER, reason: 'To be sure.' };
    expect(at(12).code(federal, 'GrantSitingException', exception)).toBe('exception-not-needed');
  });

  it('is asked again when the site moves, and forgets what was allowed at the old one', () => {
    const build = at(61.5)
      .give(federal, 'GrantSitingException', { ...OTHER, reason: 'The only way.' })
      .give(field, 'AssignForum', OTHER)
      .give(field, 'ChooseSite', { ...aSite, name: { en: 'B', ar: 'B', ckb: 'B' } });
    expect(build.refusal(field, 'SubmitSite', aDesign)).toMatchObject({
      code: 'office-too-far',
      params: { forum: 'FO-OTHER', km: 61.5 },
    });
    build.give(field, 'UnassignForum', OTHER);
    expect(build.code(field, 'SubmitSite', aDesign)).toBe('accepted');
  });

  it('does not bind the headquarters (SF-67)', () => {
    const { parent: _, ...site } = aSite;
    const build = aBuild()
      .forum('FO-OTHER', 400)
      .opened()
      .give(field, 'ChooseSite', { ...site, workType: 'headquarters' });
    expect(build.code(field, 'AssignForum', OTHER)).toBe('accepted');
    expect(build.code(field, 'SubmitSite', aDesign)).toBe('accepted');
  });
});

describe('a site', () => {
  const chosen = (site: object, build = aBuild()) =>
    build.opened().code(field, 'ChooseSite', { ...aSite, ...site });

  it.each([
    ['at a main station', {}, 'accepted'],
    ['without a station', { parent: undefined }, 'parent-station-missing'],
    ['at an unknown station', { parent: id('FA-NOWHERE') }, 'facility-unknown'],
    ['at another office', { parent: id('FA-OFFICE') }, 'office-needs-station'],
    ['in an unknown district', { district: id('PL-NOWHERE') }, 'place-unknown'],
    ['that is an office in the register', { facility: id('FA-OFFICE') }, 'accepted'],
    ['that is a station', { facility: STATION }, 'not-an-office'],
    [
      'far from the office it rebuilds',
      { facility: id('FA-OFFICE'), coordinates: { lat: 36, lon: 43 } },
      'facility-elsewhere',
    ],
  ])('%s', (_, site, outcome) => {
    const build = aBuild().register('facility', id('FA-OFFICE'), facility('office'));
    expect(chosen(site, build)).toBe(outcome);
  });

  it('is governed by whoever governs its district that day, not by its code (DF-51)', () => {
    const build = aBuild().governedBy('joint').sited();
    expect(build.build.authority).toBe('joint');
    expect(build.last?.relies).toEqual([{ id: FORUM, fact: 'status' }]);
    expect(aBuild().governedBy('krg').sited().build.authority).toBe('krg');
  });

  it.each([
    ['without a forum', () => aBuild().opened().give(field, 'ChooseSite', aSite), 'no-forum-served'],
    ['without a letter', () => aBuild().sited({ letterNumber: undefined }), 'land-letter-missing'],
    ['not chosen', () => aBuild().opened(), 'site-not-chosen'],
  ])('%s is not submitted', (_, build, outcome) => {
    expect(build().code(field, 'SubmitSite', aDesign)).toBe(outcome);
  });

  it('asks the office in the register to keep a place, and gives it back at the end', () => {
    const office = id('FA-OFFICE');
    const build = aBuild()
      .register('facility', office, facility('office', { forums: [id('FO-X')] }))
      .sited({ facility: office });
    expect(build.last?.effects).toEqual([
      {
        kind: 'facility',
        id: office,
        command: expect.objectContaining({
          type: 'ReserveForum',
          forum: FORUM,
          build: BUILD,
          exception: false,
        }),
      },
    ]);
    build.give(manager, 'Cancel', { reason: 'No money.' });
    expect(build.last?.effects).toEqual([
      { kind: 'facility', id: office, command: { type: 'ReleaseForum', forum: FORUM, build: BUILD } },
    ]);
  });

  it('is promised one forum at a time', () => {
    expect(officeBuild.listing(aBuild().sited().build).unique).toEqual([`office-of:${FORUM}`]);
    expect(aBuild().sited().code(field, 'AssignForum', { forum: FORUM })).toBe('forum-already-assigned');
  });
});

describe('objections', () => {
  const objecting = () =>
    aBuild().sited().give(member, 'RaiseObjection', { kind: 'land', text: 'Not yours.' });
  const settle = (outcome: string) => ({ objection: 'O01', outcome, note: 'The land office says so.' });

  it('hold up the site until somebody else settles them', () => {
    const build = objecting();
    expect(build.code(field, 'SubmitSite', aDesign)).toBe('objection-open');
    expect(build.code(member, 'SettleObjection', settle('resolved'))).toBe('own-objection');
    build.give(manager, 'SettleObjection', settle('not-upheld'));
    expect(build.code(field, 'SubmitSite', aDesign)).toBe('accepted');
  });

  it('that hold take the site away, before and while it is approved', () => {
    expect(objecting().give(manager, 'SettleObjection', settle('upheld')).build.site).toBeNull();
    const build = aBuild().inApproval().give(manager, 'ApproveSite');
    build.give(chair, 'RaiseObjection', { kind: 'land', text: 'Not yours.' });
    expect(build.code(federal, 'ApproveSite')).toBe('objection-open');
    build.give(manager, 'SettleObjection', settle('upheld'));
    expect(build.types).toEqual(['ObjectionSettled', 'SiteOverturned']);
    expect(build.build).toMatchObject({ stage: 'siting', site: null, siteApprovals: [] });
  });

  it('about a threat belong where they are protected', () => {
    const threat = { kind: 'hlp-threat', text: 'x' };
    expect(aBuild().sited().refusal(chair, 'RaiseObjection', threat)?.code).toBe('protected-class');
  });
});

describe('approval', () => {
  it.each([
    ['federal', [federal]],
    ['krg', [krg]],
    ['joint', [federal, krg]],
  ] as const)('of a %s site needs IOM and its ministries, in any order (G-06)', (authority, ministries) => {
    for (const order of [
      [manager, ...ministries],
      [...ministries, manager],
      [...ministries].reverse().concat(manager),
    ]) {
      const build = aBuild().governedBy(authority).inApproval();
      for (const [n, one] of order.entries()) {
        expect(build.build.stage).toBe('approval');
        expect(build.code(one.id === federal.id ? federal : one, 'ApproveSite')).toBe('accepted');
        build.give(one, 'ApproveSite');
        if (n < order.length - 1) expect(build.code(one, 'ApproveSite')).toBe('approved-already');
      }
      expect(build.build.stage).toBe('contracting');
    }
  });

  it('of a joint site is void when one of them refuses (G-06)', () => {
    const build = aBuild()
      .governedBy('joint')
      .inApproval()
      .give(federal, 'ApproveSite')
      .give(manager, 'ApproveSite');
    build.give(krg, 'RefuseSite', { reason: 'Disputed.', letterNumber: '9', letterDate: '2026-11-02' });
    expect(build.build).toMatchObject({ stage: 'siting', siteApprovals: [], returned: { refused: true } });
  });

  it('is not for whoever proposed, nor for a ministry that does not govern the site', () => {
    const proposed = aBuild()
      .opened()
      .give(federal, 'ChooseSite', aSite)
      .give(field, 'AssignForum', { forum: FORUM });
    proposed.give(field, 'SubmitSite', aDesign);
    expect(proposed.code(federal, 'ApproveSite')).toBe('own-proposal');
    expect(proposed.code(krg, 'ApproveSite')).toBe('not-an-approver');
  });

  it.each([
    ['is missing', { ...UNIT_ENTRY, assessment: null }, 'due-diligence-missing'],
    ['has run out', { ...UNIT_ENTRY, assessment: { validUntil: '2026-10-31' } }, 'due-diligence-expired'],
    ['ends today', { ...UNIT_ENTRY, assessment: { validUntil: '2026-11-01' } }, 'accepted'],
    ['does not help a unit on hold', { ...UNIT_ENTRY, hold: {} }, 'unit-on-hold'],
  ])('needs due diligence: one that %s', (_, unit, outcome) => {
    expect(aBuild().inApproval().register('unit', UNIT, unit).code(federal, 'ApproveSite')).toBe(outcome);
    const handing = aBuild().inContracting().withContract().register('unit', UNIT, unit);
    expect(handing.code(field, 'HandOverSite')).toBe(outcome);
  });

  it('keeps ranks, letter and remarks', () => {
    const committee = ['Colonel', 'Major', 'Captain'].map((rank) => ({ name: `A ${rank}`, rank }));
    const words = { remarks: 'With a ramp.', letterNumber: '4/2026', letterDate: '2026-11-01', committee };
    const build = aBuild().inApproval().give(federal, 'ApproveSite', words);
    expect(build.build.siteApprovals).toMatchObject([{ slot: 'ministry-federal', by: federal.id, ...words }]);
  });

  it('is bound to the site, its forums and the design, and to nothing that happens beside (P9, G-12)', () => {
    const content = (build: BuildBuilder) => officeBuild.track?.content(build.build);
    const build = aBuild().inApproval();
    const shown = content(build);
    expect(content(build.give(manager, 'ApproveSite').later(30).expire())).toEqual(shown);
    build.give(federal, 'ReturnSite', { reason: 'Smaller.' }).give(field, 'ChooseSite', aSite);
    build.give(field, 'SubmitSite', { ...aDesign, budget: { amount: '99999', currency: 'USD' } });
    expect(content(build)).not.toEqual(shown);
  });
});

it('stands where the forum or the district stands, before it exists', () => {
  const placed = (input: object) =>
    officeBuild.placement(
      officeBuild.parse('OpenBuild', { purpose: 'x', ...input }),
      aBuild().context(field).entry,
    );
  expect(placed({ forum: FORUM })).toEqual({
    forum: FORUM,
    unit: UNIT,
    governorate: 'IQG15',
    authority: 'federal',
  });
  expect(placed({ district: DISTRICT })).toEqual({ governorate: 'IQG15', authority: 'federal' });
  expect(placed({ forum: id('FO-NOWHERE') })).toBeUndefined();
});

it('is opened by an action of a plan that asks for support', () => {
  const build = aBuild().register('safety-plan', id('SP-1'), {});
  const support = { forum: FORUM, plan: id('SP-1'), action: 'A01', unit: UNIT, purpose: 'Somewhere to talk' };
  build.opened(support);
  expect(build.build).toMatchObject({ plan: 'SP-1', action: 'A01', unit: UNIT });
  expect(officeBuild.listing(build.build).links).toContainEqual({ rel: 'plan', id: 'SP-1' });
  expect(aBuild().code(field, 'OpenBuild', support)).toBe('plan-unknown');
  expect(aBuild().code(field, 'OpenBuild', { purpose: 'x' })).toBe('forum-or-district');
});
