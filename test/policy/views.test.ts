import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemCrypto } from '../../shared/aws/system.ts';
import { findChainFault } from '../../shared/kernel/audit-chain.ts';
import type { ChainedEvent } from '../../shared/kernel/event.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { registry } from '../../workflows/registry.ts';
import { type Fixture, fixtures, furnish } from './fixtures.ts';
import { type House, openHouse } from './house.ts';
import { type Caller, callers, invite } from './people.ts';

const SECRETIVE = 'PE-T-SECRETIVE';
const own: readonly Fixture[] = [...fixtures, { collection: 'people', id: SECRETIVE, place: {} }];

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await invite(house);
  await furnish(house);
  await house.open('person', SECRETIVE, {
    name: { given: 'CANARY-GIVEN', father: 'CANARY-FATHER', tribal: 'CANARY-TRIBE', display: 'Somebody' },
    duty: { en: 'duty', ar: 'duty', ckb: 'duty' },
    language: 'ckb',
    sex: 'female',
    phone: '+9647701234567',
    invented: true,
  });
  const scope = { kind: 'forum', id: 'FO-KIFRI' };
  await house.give(SECRETIVE, 'AssignRole', { role: 'member', scope, from: '2024-02-03', until: null });
  await house.give('FO-QAYARA-1', 'ChangeForum', { coordinates: { lat: 35.81234, lon: 43.29876 } });
  await house.give('FA-QAYARA-STATION', 'ChangeFacility', { coordinates: { lat: 35.82345, lon: 43.28765 } });
}, 300_000);
afterAll(() => house?.close());

/** Values that mean something wherever they turn up: no plain words, which pages are full of. */
function leaves(value: unknown): Set<string> {
  if (typeof value === 'object' && value !== null)
    return new Set(Object.values(value).flatMap((inner) => [...leaves(inner)]));
  const text = String(value);
  return new Set(text.length >= 5 && !/^[a-z]+$/.test(text) ? [text] : []);
}

async function whole({ collection, id }: Fixture): Promise<unknown> {
  const kind = registry.collection(collection);
  const entry = await house.workplace.store.load(kind?.kind ?? '', EntryId.parse(id));
  return entry?.state;
}

const textOf = async (path: string, { person }: Caller, headers: Record<string, string> = {}) => {
  const answer = await house.send(path, { person, headers });
  return { status: answer.status, text: answer.status === 200 ? await answer.text() : '' };
};

interface Seen {
  readonly surface: string;
  readonly text: string;
}

/** Everything one reader is shown of one entry. */
async function shown(caller: Caller, { collection, id }: Fixture): Promise<readonly Seen[]> {
  const api = `/api/${collection}/${id}`;
  const surfaces = {
    history: `${api}/history?limit=100`,
    page: `/${collection}/${id}`,
    print: `/${collection}/${id}/print`,
    'history as CSV': `${api}/history/export/csv`,
  };
  const seen = await Promise.all(
    Object.entries(surfaces).map(async ([surface, path]) => ({ surface, ...(await textOf(path, caller)) })),
  );
  return seen.filter(({ status }) => status === 200);
}

const row = async (caller: Caller, { collection, id }: Fixture): Promise<string> => {
  const { text } = await textOf(`/api/${collection}?limit=100`, caller);
  const { items } = (text === '' ? { items: [] } : JSON.parse(text)) as { items: { id: string }[] };
  return JSON.stringify(items.find((one) => one.id === id) ?? {});
};

const lists = new Map<string, Promise<{ status: number; text: string }>>();

/** The lines of the exported list that speak of it; a list is taken along once by each reader. */
async function exportedRow(caller: Caller, { collection, id }: Fixture): Promise<string> {
  const path = `/api/${collection}/export/csv`;
  const key = `${caller.person} ${path}`;
  const list = lists.get(key) ?? textOf(path, caller);
  lists.set(key, list);
  const { text } = await list;
  return text
    .split('\n')
    .filter((line) => line.includes(id))
    .join('\n');
}

/** What the reader was told of it. */
async function mail(caller: Caller, { id }: Fixture): Promise<string> {
  const { text } = await textOf('/api/messages?limit=100', caller);
  const { items } = (text === '' ? { items: [] } : JSON.parse(text)) as { items: { caseId: string }[] };
  return JSON.stringify(items.filter(({ caseId }) => caseId === id));
}

describe('an entry as one reader sees it', () => {
  it('hides the same on its page, in its history, on paper, in lists, files and messages as in the API', async () => {
    const leaks: string[] = [];
    let hidden = 0;
    for (const fixture of own) {
      const all = leaves(await whole(fixture));
      for (const caller of callers) {
        const { status, text } = await textOf(`/api/${fixture.collection}/${fixture.id}`, caller);
        if (status !== 200) continue;
        const own = leaves((JSON.parse(text) as { state: unknown }).state);
        const secret = [...all].filter((value) => ![...own].some((visible) => visible.includes(value)));
        hidden += secret.length;
        const surfaces = secret.length === 0 ? [] : await shown(caller, fixture);
        for (const { surface, text: there } of [
          ...surfaces,
          { surface: 'list', text: await row(caller, fixture) },
          { surface: 'list as CSV', text: await exportedRow(caller, fixture) },
          { surface: 'messages', text: await mail(caller, fixture) },
        ])
          for (const value of secret)
            if (there.includes(value)) leaks.push(`${fixture.id} to ${caller.title}, ${surface}: ${value}`);
        const links = JSON.stringify((JSON.parse(text) as { links: unknown }).links);
        for (const value of secret) if (links.includes(value)) leaks.push(`${fixture.id} links: ${value}`);
      }
    }
    expect(leaks).toEqual([]);
    expect(hidden).toBeGreaterThan(100);
  }, 300_000);

  it.each([
    ['a telephone number', SECRETIVE, '+9647701234567'],
    ['a name on official papers', SECRETIVE, 'CANARY-FATHER'],
    ['a role', SECRETIVE, 'FO-KIFRI'],
    ['the place of a forum', 'FO-QAYARA-1', '35.81234'],
    ['the place of a station', 'FA-QAYARA-STATION', '35.82345'],
  ])('keeps %s from who has nothing to do with it', async (_, id, value) => {
    const collection = registry.of(id)?.collection ?? '';
    const nobody = callers.find(({ person }) => person === 'PE-T-NOBODY');
    if (nobody === undefined) throw new Error('nobody');
    for (const path of [
      `/api/${collection}/${id}`,
      `/api/${collection}/${id}/history`,
      `/${collection}/${id}`,
    ]) {
      const { status, text } = await textOf(path, nobody);
      expect([path, status, text.includes(value)]).toEqual([path, 200, false]);
    }
    const manager = callers.find(({ person }) => person === 'PE-T-IOM-MANAGER-PROGRAMME-OWN');
    const { text } = await textOf(`/api/${collection}/${id}/history?limit=100`, manager ?? nobody);
    expect(text).toContain(value);
  });

  it('is exported as the auditor sees it, with a chain that still verifies', async () => {
    const auditor = callers.find(({ person }) => person === 'PE-T-AUDITOR-PROGRAMME-OWN');
    const answer = await house.send('/api/export.ndjson', { person: auditor?.person ?? null });
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const mine = lines.filter((line) => line.entry === SECRETIVE || line.id === SECRETIVE);
    expect(mine.length).toBeGreaterThan(2);
    expect(JSON.stringify(mine)).not.toContain('+9647701234567');
    expect(JSON.stringify(mine)).toContain('FO-KIFRI');
    const events = mine
      .filter((line) => line.type === 'event')
      .map(({ eventType, entry: _, ...event }) => ({ ...event, type: eventType }) as unknown as ChainedEvent);
    expect(findChainFault(events, systemCrypto.sha256)).toBeNull();
    expect(lines.some((line) => String(line.id).startsWith('PC-'))).toBe(false);
  }, 300_000);
});

const MANAGER = 'PE-T-IOM-MANAGER-PROGRAMME-OWN';
const CHAIR = 'PE-T-CHAIR-FORUM-OWN';

describe('the list of a forum', () => {
  it('has only what the reader may read one by one', async () => {
    const office = {
      id: 'OB-T-OTHER',
      forum: 'FO-QAYARA-1',
      unit: 'UN-MOSUL-STATION',
      purpose: 'Of another station',
    };
    const { id, ...input } = office;
    await house.open('office-build', id, input);
    let rows = 0;
    for (const caller of callers.filter(({ isActive }) => isActive))
      for (const collection of ['safety-plans', 'deliveries', 'office-builds']) {
        const { text } = await textOf(`/api/${collection}?forum=FO-QAYARA-1`, caller);
        const { items } = (text === '' ? { items: [] } : JSON.parse(text)) as { items: { id: string }[] };
        for (const item of items) {
          const { status } = await textOf(`/api/${collection}/${item.id}`, caller);
          expect([caller.title, item.id, status]).toEqual([caller.title, item.id, 200]);
          rows += 1;
        }
      }
    expect(rows).toBeGreaterThan(20);
  });
});

describe('the page who may do what', () => {
  const page = (collection: string, person: string | null, language = 'en') =>
    house.send(`/who-may-do-what?of=${collection}`, { person, headers: { 'Accept-Language': language } });
  const LINE = /<li( class="mine")?><strong>(.*?)<\/strong>/g;
  const mine = (html: string) =>
    [...html.matchAll(LINE)].filter(([, is]) => is !== undefined).map(([, , names]) => names);

  it.each(['en', 'ar', 'ckb'])(
    'is short and complete in %s, for whoever has not signed in',
    async (language) => {
      for (const { collection, commands } of registry.kinds) {
        const answer = await page(collection, null, language);
        const html = await answer.text();
        expect([collection, answer.status, html.length < 15 * 1024]).toEqual([collection, 200, true]);
        expect(html).not.toMatch(/\b(reach|grantee|policy|denied)\.[a-z]/);
        const given = Object.values(commands).filter(({ who }) => who.length > 0);
        expect(given.length === 0 || html.includes('<ul class="policy">')).toBe(true);
      }
    },
  );

  it('marks what is open to the reader, and nothing else', async () => {
    const plans = mine(await (await page('safety-plans', CHAIR)).text()).join();
    expect(plans).toContain('Submit for signature');
    expect(plans).not.toContain('Reopen the plan');
    const managers = mine(await (await page('safety-plans', MANAGER)).text()).join();
    expect(managers).toContain('Reopen the plan');
    expect(managers).not.toContain('Submit for signature');
    expect(mine(await (await page('safety-plans', null)).text())).toEqual([]);
  });

  it('knows only collections there are', async () => {
    expect((await page('secrets', null)).status).toBe(404);
    expect((await house.send('/who-may-do-what?else=1')).status).toBe(400);
  });
});

describe('an entry', () => {
  it('says what others do at this stage, and why not this reader', async () => {
    const answer = await house.send('/api/safety-plans/SP-T-NEW', { person: MANAGER });
    const { withheld } = (await answer.json()) as {
      withheld: { name: string; why: string; roles: string[] }[];
    };
    expect(withheld).toContainEqual({ name: 'RecordBallots', why: 'role', roles: ['chair'] });
    const html = await (await house.send('/safety-plans/SP-T-NEW', { person: MANAGER })).text();
    expect(html).toContain('This is done by: Forum chair. You hold none of these roles.');
    const elsewhere = await house.send('/forums/FO-QAYARA-1', { person: 'PE-T-CHAIR-FORUM-OTHER' });
    expect(await elsewhere.text()).toContain('You hold such a role, but not for this forum');
  });
});
