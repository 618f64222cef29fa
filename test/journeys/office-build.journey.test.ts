import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ACCESS,
  BUILDS,
  type Crew,
  MILESTONES,
  NINEWA,
  openBuild,
  pass,
  proofOf,
  QAYARA_SITE,
  type Site,
  toApproval,
  toConstruction,
  usd,
} from './build-site.ts';
import { openWorld, type World } from './world.ts';

let world: World;
const { field, engineer, contractor, manager } = NINEWA;
const FEDERAL = 'PE-MOI-1';
const purpose = 'A place where people can speak to the police undisturbed';

beforeAll(async () => {
  world = await openWorld();
}, 90_000);
afterAll(() => world?.close());

const EARTH_KM = 6371.0088;
const north = ({ lat, lon }: { lat: number; lon: number }, km: number) => ({
  lat: lat + (km / EARTH_KM) * (180 / Math.PI),
  lon,
});

const NINEWA_PLACE = { governorate: 'IQG15', district: 'PL-IQG15Q05' };

/** A new forum of the register, at these coordinates. */
async function forumAt(name: string, coordinates: object, where = NINEWA_PLACE): Promise<string> {
  const by = where === NINEWA_PLACE ? 'PE-IOM-NINEWA-1' : 'PE-IOM-BAGHDAD-1';
  const reply = await (await world.as(by)).open('forums', {
    name: { en: name, ar: name, ckb: name },
    ...where,
    authority: 'federal',
    establishedBy: 'iom',
    establishedOn: '2026-11-01',
    coordinates,
    unit: 'UN-QAYARA-STATION',
  });
  expect(reply.status, reply.text).toBe(201);
  return reply.body.id ?? '';
}

describe('five forums within fifty kilometres (G-02, G-03)', () => {
  const HERE = { lat: 36.3355, lon: 43.1187 };
  const site = { ...QAYARA_SITE, parent: 'FA-MOSUL-STATION', coordinates: HERE };
  let build: Site;
  const assign = async (forum: string) => {
    const reply = await build.try(field, 'AssignForum', { forum });
    return [reply.status, reply.body.code ?? reply.body.stage];
  };

  beforeAll(async () => {
    build = await openBuild(world, { forum: 'FO-MOSUL-ZUHUR', purpose });
    await build.give(field, 'ChooseSite', site);
  });

  test('Al-Qayara cannot be served from Mosul, and the distance is shown', async () => {
    const reply = await build.try(field, 'AssignForum', { forum: 'FO-QAYARA-1' });
    expect([reply.status, reply.body.code]).toEqual([422, 'office-too-far']);
    expect(reply.body.detail).toContain('61.5');
  });

  test('at 50.0 km yes, at 50.1 km no', async () => {
    expect(await assign(await forumAt('At fifty', north(HERE, 50)))).toEqual([200, 'siting']);
    const far = await forumAt('Beyond fifty', north(HERE, 50.1));
    expect(await assign(far)).toEqual([422, 'office-too-far']);
    const exception = { forum: far, reason: 'The bridge at Al-Qayara leads nowhere else.' };
    const other = await build.try(field, 'GrantSitingException', exception);
    expect(other.status).toBe(403);
    const unreasoned = await build.try(FEDERAL, 'GrantSitingException', { forum: far });
    expect(unreasoned.status).toBe(400);
    await build.give(FEDERAL, 'GrantSitingException', exception);
    expect(await assign(far)).toEqual([200, 'siting']);
    await build.give(field, 'UnassignForum', { forum: far });
  });

  test('of two who assign the fifth and the sixth at once, one is refused', async () => {
    for (const n of [2, 3, 4])
      expect(await assign(await forumAt(`Near ${n}`, north(HERE, n)))).toEqual([200, 'siting']);
    const both = [await forumAt('Fifth', north(HERE, 5)), await forumAt('Sixth', north(HERE, 6))];
    const answers = await Promise.all(both.map(assign));
    expect(answers.map(([status]) => status).sort()).toEqual([200, 422]);
    expect(answers.find(([status]) => status === 422)?.[1]).toBe('office-full');
    expect(Object.keys((await build.view()).body.state.forums as object)).toHaveLength(5);
  });

  test('an office in the register is counted too: what two builds bring, and what it serves', async () => {
    const office = 'FA-ADHAMIYA-OFFICE';
    const crew = { ...NINEWA, field: 'PE-IOM-BAGHDAD-1' };
    const where = { governorate: 'IQG08', district: 'PL-IQG08Q01' };
    const { body } = await (await world.as(crew.field)).one('facilities', office);
    const at = body.state.coordinates as { lat: number; lon: number };
    const rebuilt = {
      ...QAYARA_SITE,
      workType: 'rehabilitation',
      district: where.district,
      parent: 'FA-ADHAMIYA-STATION',
      facility: office,
      coordinates: at,
    };
    const builds = await Promise.all(
      [1, 2].map(() => openBuild(world, { district: where.district, purpose }, crew)),
    );
    for (const one of builds) await one.give(crew.field, 'ChooseSite', rebuilt);
    const free = 5 - (body.state.forums as string[]).length;
    const forums = await Promise.all(
      Array.from({ length: free + 1 }, (_, n) => forumAt(`Reserve ${n}`, north(at, n + 1), where)),
    );
    const answers = await Promise.all(
      forums.map((forum, n) => (builds[n % 2] as Site).try(crew.field, 'AssignForum', { forum })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(free);
    expect(answers.find(({ status }) => status === 422)?.body.code).toBe('office-full');
  });
});

describe('a joint district (G-06)', () => {
  const KIFRI: Crew = { ...NINEWA, field: 'PE-IOM-DIYALA-1', ministries: ['PE-MOI-1', 'PE-KRG-1'] };
  const site = {
    ...QAYARA_SITE,
    workType: 'annex',
    district: 'PL-IQG10Q06',
    parent: 'FA-KIFRI-STATION',
    coordinates: { lat: 34.69, lon: 44.96 },
  };
  let build: Site;

  beforeAll(async () => {
    const today = '2026-11-01';
    const assessed = await (await world.as(manager)).open('due-diligence-assessments', {
      unit: 'UN-KIFRI-STATION',
      outcome: 'low-risk',
      mitigation: null,
      validFrom: today,
      validUntil: '2027-10-31',
    });
    expect(assessed.status, assessed.text).toBe(201);
    build = await openBuild(world, { forum: 'FO-KIFRI', purpose }, KIFRI);
    const { body } = await (await world.as(KIFRI.field)).one('forums', 'FO-KIFRI');
    await toApproval(build, { ...site, coordinates: body.state.coordinates }, 'FO-KIFRI', KIFRI);
  });

  test('needs both ministries in any order; one refusal sends it back and voids the other', async () => {
    expect(await build.give('PE-KRG-1', 'ApproveSite')).toBe('approval');
    expect(await build.give(manager, 'ApproveSite')).toBe('approval');
    expect(await build.give('PE-MOI-1', 'RefuseSite', { reason: 'The boundary is disputed.' })).toBe(
      'siting',
    );
    expect((await build.view()).body.state.siteApprovals).toEqual([]);
    const [drawings, bill] = [await build.file('drawings 2'), await build.file('bill 2')];
    const design = { budget: usd('80000.00'), drawings: [drawings], billOfQuantities: [bill] };
    await build.give(KIFRI.field, 'SubmitSite', design);
    for (const by of ['PE-MOI-1', manager]) expect(await build.give(by, 'ApproveSite')).toBe('approval');
    const again = await build.try('PE-MOI-2', 'ApproveSite');
    expect([again.status, again.body.code]).toEqual([409, 'approval-not-open']);
    const committee = ['Brigadier', 'Colonel', 'Major'].map((rank) => ({ name: `Member ${rank}`, rank }));
    const letter = { letterNumber: '88/2026', letterDate: '2026-11-20', committee };
    expect(await build.give('PE-KRG-1', 'ApproveSite', letter)).toBe('contracting');
    expect((await build.view()).body.state.siteApprovals).toContainEqual(
      expect.objectContaining({ slot: 'ministry-krg', by: 'PE-KRG-1', ...letter }),
    );
  });
});

describe('approving what changed meanwhile (G-12)', () => {
  test('is refused, and what is there now is shown', async () => {
    const forum = await forumAt('Of the change', { lat: 35.83, lon: 43.27 });
    const build = await openBuild(world, { forum, purpose });
    await toApproval(build, QAYARA_SITE, forum);
    const seen = await build.view(FEDERAL);
    const ifMatch = seen.headers.get('etag') ?? '';
    await build.give(manager, 'ReturnSite', { reason: 'The budget is too small.' });
    const [drawings, bill] = [await build.file('drawings 3'), await build.file('bill 3')];
    const design = { budget: usd('85000.00'), drawings: [drawings], billOfQuantities: [bill] };
    await build.give(field, 'SubmitSite', design);
    const stale = await build.try(FEDERAL, 'ApproveSite', {}, { ifMatch });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale-view']);
    expect(stale.body.errors).toContainEqual({
      pointer: '/design/budget/amount',
      code: 'changed',
      message: 'It was 80000.00; now it is 85000.00.',
    });
    const blind = await build.try(FEDERAL, 'ApproveSite', {}, {});
    expect([blind.status, blind.body.code]).toEqual([428, 'if-match-required']);
    const now = await build.view(FEDERAL);
    expect(now.headers.get('etag')).not.toBe(ifMatch);
    expect(await build.give(FEDERAL, 'ApproveSite')).toBe('approval');
  });

  test('on another approval does not change what was seen', async () => {
    const build = await openBuild(world, { forum: 'FO-QAYARA-1', purpose });
    const other = await forumAt('Of the digest', { lat: 35.81, lon: 43.28 });
    await toApproval(build, QAYARA_SITE, other);
    const ifMatch = (await build.view(FEDERAL)).headers.get('etag') ?? '';
    await build.give(manager, 'ApproveSite');
    expect((await build.try(FEDERAL, 'ApproveSite', {}, { ifMatch })).body.stage).toBe('contracting');
  });
});

describe('a prefab office from its site to its register entry (G-11)', () => {
  let build: Site;
  let forum: string;

  test('its hold point cannot be skipped', async () => {
    forum = await forumAt('Of the prefab', { lat: 35.82, lon: 43.3 });
    build = await openBuild(world, { forum, purpose, unit: 'UN-QAYARA-STATION' });
    await toApproval(build, QAYARA_SITE, forum);
    await toConstruction(build, 'CO-DEMO-6');
    const without = {
      milestone: 'M06',
      evidence: [{ kind: 'rebar-photos', files: [await build.file('rebar')] }],
    };
    const bare = await build.try(contractor, 'SubmitMilestone', without);
    expect([bare.status, bare.body.code]).toEqual([422, 'evidence-missing']);
    const next = await build.try(contractor, 'SubmitMilestone', await proofOf(build, 'M07'));
    expect([next.status, next.body.code]).toEqual([422, 'hold-point-open']);
    const absent = { milestone: 'M06', evidence: [{ kind: 'cube-test', files: ['a'.repeat(64)] }] };
    expect((await build.try(contractor, 'SubmitMilestone', absent)).body.code).toBe('unknown-evidence');
  });

  test('its milestones are approved one by one, by three people each', async () => {
    for (const [n, milestone] of MILESTONES.entries()) {
      const stage = await pass(build, milestone);
      expect(stage).toBe(n < MILESTONES.length - 1 ? 'construction' : 'provisional-acceptance');
    }
    const state = (await build.view()).body.state as {
      milestones: Record<string, { payment: { amount: string } }>;
    };
    expect(Object.values(state.milestones).map(({ payment }) => payment.amount)).toEqual(
      Array(6).fill('12000.00'),
    );
  });

  test('a snag is reopened twice and closed by the final approver only', async () => {
    await build.give(engineer, 'AddSnag', { text: 'The door sticks.', severity: 'serious' });
    for (const n of [1, 2]) {
      await build.give(contractor, 'MarkSnagFixed', { snag: 'S01' });
      await build.give(FEDERAL, 'ReopenSnag', { snag: 'S01', reason: `Still sticks (${n}).` });
    }
    const early = await build.try(manager, 'AcceptProvisionally', ACCESS);
    expect([early.status, early.body.code]).toEqual([422, 'major-snags-open']);
    await build.give(contractor, 'MarkSnagFixed', { snag: 'S01' });
    for (const other of ['PE-MOI-2', manager, engineer, contractor])
      expect((await build.try(other, 'CloseSnag', { snag: 'S01' })).status, other).toBe(403);
    await build.give(FEDERAL, 'CloseSnag', { snag: 'S01' });
    await build.give(manager, 'AcceptProvisionally', ACCESS);
    expect(await build.give(FEDERAL, 'AcceptProvisionally', ACCESS)).toBe('defects-period');
  });

  test('a delivery that is not there cannot be linked; one that was handed over holds up no opening', async () => {
    const reply = await build.try(field, 'LinkDelivery', { delivery: 'DL-NONE' });
    expect([reply.status, reply.body.code]).toEqual([422, 'delivery-unknown']);
    await build.give(field, 'LinkDelivery', { delivery: 'DL-QAYARA-PATROLS' });
    expect((await build.view()).body.state.deliveries).toEqual(['DL-QAYARA-PATROLS']);
  });

  test('after twelve months it is accepted finally and stands in the register, serving its forum', async () => {
    await build.give(field, 'RecordOpening', { on: '2026-11-22' });
    const check = (month: number) => ({ month, outcome: 'in-order', note: 'In use every day.' });
    for (const [month, now] of [
      [1, '2026-12-23'],
      [6, '2027-05-23'],
      [11, '2027-10-24'],
    ] as const) {
      await world.clockTo(`${now}T06:00:00Z`);
      await build.give(engineer, 'RecordPeriodCheck', check(month));
    }
    await world.clockTo('2027-11-23T06:00:00Z');
    await world.rest();
    expect((await build.view()).body.stage).toBe('final-acceptance');
    await build.give(manager, 'AcceptFinally');
    expect(await build.give(FEDERAL, 'AcceptFinally')).toBe('closed');
    const { state } = (await build.view()).body;
    const office = String(state.office);
    const { body } = await (await world.as(field)).one('facilities', office);
    expect(body.state).toMatchObject({ kind: 'office', parent: 'FA-QAYARA-STATION', forums: [forum] });
    expect((await (await world.as(field)).one('forums', forum)).body.state.office).toBe(office);
    await world.rest();
    expect(await world.machines.executions('RUNNING')).not.toContain(`${build.id}-r1`);
  });

  test.for(['en', 'ar', 'ckb'])('its pages can be read in %s', async (language) => {
    const reader = await world.as(manager, language);
    const page = async (path: string) => {
      const { status, text } = await reader.get(`/${BUILDS}${path}`);
      expect(status, `${path} ${text.slice(0, 300)}`).toBe(200);
      return text;
    };
    const portfolio = await page('');
    for (const id of ['OB-QAYARA', 'OB-FALLUJAH', 'OB-KHALIS', 'OB-TIKRIT', 'OB-BAGHDAD-HQ'])
      expect(portfolio).toContain(`/${BUILDS}/${id}`);
    const siting = await page(`/${build.id}/siting`);
    expect(siting).toContain('<circle r="50"');
    expect(siting).toContain('FO-QAYARA-1');
    expect(await page(`/${build.id}/progress`)).toContain('<svg');
    expect(await page(`/${build.id}/provisional-certificate`)).toContain(`${build.id}-P`);
    expect(await page(`/${build.id}/final-certificate`)).toContain(`${build.id}-F`);
    expect(await page(`/${build.id}`)).toContain('final-certificate');
    expect(await page('?open=false')).toContain(build.id);
    for (const id of ['OB-QAYARA', 'OB-FALLUJAH', 'OB-KHALIS', 'OB-TIKRIT', 'OB-BAGHDAD-HQ'])
      await page(`/${id}`);
  });

  test('everything about it is in one chain', async () => {
    const events = await (await world.as(manager)).history(BUILDS, build.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    for (const [n, event] of events.entries()) if (n > 0) expect(event.prevHash).toBe(events[n - 1]?.hash);
  });
});
