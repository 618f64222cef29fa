import { afterAll, beforeAll, expect, test } from 'vitest';
import { exifOf, join, jpegWith, segment, text } from '../support/pictures.ts';
import type { Client } from './client.ts';
import { openWorld, type World } from './world.ts';

const MANAGER = 'PE-IOM-MANAGER-1';
const COMMANDER = 'PE-QAYARA-COMMANDER';
const OFFICER = 'PE-QAYARA-OFFICER';
const LOGISTICS = 'PE-LOGISTICS-NINEWA';
const STRANGER = 'PE-RAMADI-COMMANDER';
const PICKUP = 'AS-PICKUP-1';
const RADIO = 'AS-RADIO-11';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const page = async (person: string, path: string, language = 'en') =>
  (await world.as(person, language)).raw('GET', path, {
    headers: { cookie: `aman-language=${language}` },
  });

const found = async (person: string, query: string) =>
  (await (await world.as(person)).list('assets', query)).map(({ id }) => id).sort();

test.each([
  ['as stamped', '235001'],
  ['with an O for a 0, and a space', 'O12 35OO1'],
  ['in Arabic digits', '٢٣٥٠٠١'],
  ['in Persian digits', '۲۳۵۰۰۱'],
  ['whole', 'mr0fz29g901235001'],
  ['by the plate, in Arabic digits', '٢٢ أ ١٠٦٠١'],
])('a vehicle is found by the end of its number: %s', async (_, typed) => {
  expect(await found(MANAGER, `&ending=${encodeURIComponent(typed)}`)).toEqual([PICKUP]);
});

test('a longer number finds only what it ends, and nobody finds what he may not see', async () => {
  expect(await found(MANAGER, '&ending=901235001')).toEqual([PICKUP]);
  expect(await found(MANAGER, '&ending=801235001')).toEqual([]);
  for (const person of [STRANGER, 'PE-KRG-1', 'PE-DONOR-GERMANY'])
    expect(await found(person, '&ending=235001'), person).toEqual([]);
});

test('whoever holds something is asked for by unit, person, store and place, each reader in his own scope', async () => {
  const held = await found(MANAGER, '&holder=UN-QAYARA-STATION');
  expect(held).toContain(PICKUP);
  expect(held).not.toContain(RADIO);
  expect(await found(COMMANDER, '&holder=UN-QAYARA-STATION')).toEqual(held);
  expect(await found(OFFICER, `&holder=${OFFICER}`)).toEqual([RADIO]);
  expect(await found(MANAGER, `&holder=${OFFICER}&governorate=IQG15`)).toEqual([RADIO]);
  expect(await found(MANAGER, `&holder=${OFFICER}&governorate=IQG01`)).toEqual([]);
  expect((await found(LOGISTICS, '&holder=FA-ERBIL-WAREHOUSE')).length).toBeGreaterThan(0);
  for (const person of [STRANGER, 'PE-DONOR-GERMANY'])
    for (const holder of ['UN-QAYARA-STATION', OFFICER, 'FA-ERBIL-WAREHOUSE'])
      expect(await found(person, `&holder=${holder}`), `${person} ${holder}`).toEqual([]);
  const wrong = await (await world.as(MANAGER)).raw('GET', '/api/forums?holder=UN-QAYARA-STATION');
  expect([wrong.status, (wrong.body as { code: string }).code]).toEqual([400, 'filter-not-for-these']);
});

test('the page "where is it?" says who answers for it and where, in both directions of writing', async () => {
  for (const [language, words] of [
    ['en', 'Al-Qayara Police Station'],
    ['ar', 'مركز شرطة القيارة'],
  ] as const) {
    const { status, text: html } = await page(MANAGER, '/where?number=O12%2035OO1', language);
    expect(status).toBe(200);
    expect(html).toContain(`/assets/${PICKUP}`);
    expect(html).toContain('<bdi dir="ltr">MR0FZ29G901235001</bdi>');
    expect(html).toContain(words);
    expect(Buffer.byteLength(html)).toBeLessThan(15 * 1024);
  }
  const short = await page(MANAGER, '/where?number=01');
  expect([short.status, short.text.includes('Type at least four characters.')]).toEqual([400, true]);
  const all = await page(MANAGER, '/where?holder=UN-QAYARA-STATION&number=&governorate=');
  expect(all.text).toContain(PICKUP);
  expect(Buffer.byteLength(all.text)).toBeLessThan(15 * 1024);
});

test('an asset says who answered for it and who owned it on any past day, as JSON and as a page', async () => {
  const manager = await world.as(MANAGER);
  const { custody } = (await manager.one('assets', RADIO)).body.state as unknown as {
    custody: { from: string; holder: { id: string }; document: string; delivery: string | null }[];
  };
  const [first, , , last] = custody;
  const day = (at: string | undefined, move: number) =>
    new Date(Date.parse(at ?? '') + move * 86_400_000).toISOString().slice(0, 10);
  const standing = async (on: string) => {
    const { body } = await manager.get<{
      standing: {
        custody: { holder: { id: string }; document: string | null } | null;
        title: { owner: string } | null;
      };
    }>(`/api/assets/${RADIO}?on=${on}`);
    return [body.standing.custody?.holder.id ?? null, body.standing.title?.owner ?? null];
  };
  expect(await standing(day(first?.from, -1))).toEqual([null, null]);
  expect(await standing(day(first?.from, 0))).toEqual(['FA-ERBIL-WAREHOUSE', 'IOM Iraq']);
  expect(await standing(day(last?.from, -1))).toEqual(['FA-ERBIL-WAREHOUSE', 'IOM Iraq']);
  expect(await standing(day(last?.from, 0))).toEqual([OFFICER, 'Ministry of Interior']);
  expect((await manager.get(`/api/assets/${RADIO}?on=2031-01-01`)).status).toBe(400);
  expect((await manager.get(`/api/assets/${RADIO}?on=yesterday`)).status).toBe(400);
  expect((await (await world.as(STRANGER)).get(`/api/assets/${RADIO}?on=2026-10-01`)).status).toBe(404);

  const then = await page(MANAGER, `/assets/${RADIO}?on=${day(last?.from, -1)}`);
  expect(then.text).toMatch(/In custody of[\s\S]{0,80}FA-ERBIL-WAREHOUSE/);
  const now = await page(MANAGER, `/assets/${RADIO}`);
  expect(now.text).toMatch(new RegExp(`In custody of[\\s\\S]{0,80}${OFFICER}`));
  expect(now.text).toContain('/deliveries/DL-QAYARA-PATROLS#s-handovers');
  expect(now.text).toContain(`<bdi dir="ltr">${last?.document}</bdi>`);
  expect(now.text).toContain('Next check');
  expect(Buffer.byteLength(now.text)).toBeLessThan(15 * 1024);
  // And back again: from the delivery to the asset, from the unit to what it answers for.
  expect((await page(MANAGER, '/deliveries/DL-QAYARA-PATROLS')).text).toContain(`/assets/${RADIO}`);
  expect((await page(MANAGER, '/units/UN-QAYARA-STATION')).text).toContain('/where?holder=UN-QAYARA-STATION');
  expect((await page(MANAGER, `/assets/${PICKUP}`)).text).toContain('Finding F01');
});

const upload = async (client: Client, bytes: Uint8Array) =>
  client.raw('POST', '/api/attachments', {
    headers: { 'content-type': 'image/jpeg' },
    body: bytes as unknown as string,
  });

test('a photo loses its place, and is there for its bringer and for whoever may read what refers to it', async () => {
  const exif = segment(0xe1, join(text('Exif\0\0'), exifOf(6)));
  const officer = await world.as(OFFICER);
  const sent = await upload(officer, jpegWith(exif));
  expect(sent.status).toBe(201);
  const { sha256 } = sent.body as { sha256: string };
  const own = `/api/attachments/${sha256}`;
  const through = (entry: string) => `/api/assets/${entry}/attachments/${sha256}`;
  const statusFor = async (person: string, path: string) =>
    (await (await world.as(person)).raw('GET', path)).status;

  expect(await statusFor(OFFICER, own)).toBe(200);
  const { text: kept, headers } = await officer.raw('GET', own);
  expect(kept).not.toMatch(/Telephone|35\.8/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('private, no-cache');
  // Nobody else, and through nothing that does not refer to it: the very answer given for nothing.
  const nothing = await (await world.as(MANAGER)).raw('GET', own.replace(/[0-9a-f]{64}/, '0'.repeat(64)));
  const hidden = await (await world.as(MANAGER)).raw('GET', own);
  const blind = (reply: { text: string }) => reply.text.replace(/"instance":"[^"]*"/, '');
  expect([hidden.status, blind(hidden)]).toEqual([404, blind(nothing)]);
  expect(await statusFor(MANAGER, through(RADIO))).toBe(404);

  const attached = await officer.command(
    { collection: 'assets', id: RADIO, name: 'AttachFile' },
    { file: sha256, kind: 'photo', caption: 'Front' },
  );
  expect(attached.status, attached.text).toBe(200);
  expect(await statusFor(MANAGER, through(RADIO))).toBe(200);
  expect(await statusFor(STRANGER, through(RADIO))).toBe(404);
  expect(await statusFor(MANAGER, through(PICKUP))).toBe(404);
  expect(await statusFor(MANAGER, own)).toBe(404);
  expect((await page(MANAGER, `/assets/${RADIO}`)).text).toContain(`<img src="${through(RADIO)}"`);

  const { now } = (await (await fetch(`${world.server.awsUrl}/clock`)).json()) as { now: string };
  await world.clockTo(new Date(Date.parse(now) + 25 * 3_600_000).toISOString());
  expect(await statusFor(OFFICER, own)).toBe(404);
  expect(await statusFor(OFFICER, through(RADIO))).toBe(200);
});

test.each([
  ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['a page', '<!doctype html><script>alert(1)</script>'],
])('%s is refused, and nothing is kept', async (_, body) => {
  const reply = await (await world.as(OFFICER)).raw('POST', '/api/attachments', {
    headers: { 'content-type': 'image/jpeg' },
    body,
  });
  expect([reply.status, (reply.body as { code: string }).code]).toEqual([415, 'sheet-html']);
});
