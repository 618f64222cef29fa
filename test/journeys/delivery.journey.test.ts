import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { openWorld, type World } from './world.ts';

const COMMANDER = 'PE-QAYARA-COMMANDER';
const OFFICER = 'PE-QAYARA-OFFICER';
const LOGISTICS = 'PE-LOGISTICS-NINEWA';
const CENTRAL = 'PE-LOGISTICS-FEDERAL';
const FIELD = 'PE-IOM-NINEWA-1';
const MANAGER = 'PE-IOM-MANAGER-1';
const MINISTRY = 'PE-MOI-1';
const COLLECTION = 'deliveries';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const give = (person: string, id: string, name: string, input: object = {}) =>
  once(undefined, { person, id, name, input });

/** The same key again is the same sending. */
const once = async (
  key: string | undefined,
  { person, id, name, input }: { person: string; id: string; name: string; input: object },
) => {
  const client = await world.as(person);
  const { headers } = await client.one(COLLECTION, id);
  const ifMatch = headers.get('etag') ?? '';
  return client.command({ collection: COLLECTION, id, name }, input, {
    ifMatch,
    ...(key === undefined ? {} : { key }),
  });
};

const accepted = async (...given: Parameters<typeof give>) => {
  const reply = await give(...given);
  expect(reply.status, `${given[2]}: ${reply.text}`).toBe(200);
  return reply;
};

const holderOf = async (client: Client, id: string) => {
  const { body } = await client.one('assets', id);
  return body.state as unknown as {
    holder: { id: string };
    custody: { from: string; until: string | null }[];
    title: string;
  };
};

/** Six vehicles, thirty-two computers and a hundred beds for two units (G-07). */
async function registered(kind: 'vehicle' | 'technical', n: number): Promise<string> {
  const central = await world.as(CENTRAL);
  const number = String(n).padStart(4, '0');
  const { status, body, text } = await central.open('assets', {
    class: kind,
    make: 'Make',
    model: 'Model',
    ...(kind === 'vehicle' ? { vin: `JTEBX3FJ8K52${number}0` } : { serial: `PC-${number}` }),
    holder: { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' },
    title: 'IOM Iraq',
    governorate: 'IQG15',
    authority: 'federal',
  });
  expect(status, text).toBe(201);
  const confirmed = await (await world.as(LOGISTICS)).command(
    { collection: 'assets', id: body.id ?? '', name: 'ConfirmIntake' },
    {},
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  return body.id ?? '';
}

const signed = (person: string) => ({
  name: `Name of ${person}`,
  person,
  mark: { by: 'typed', reason: 'No screen.' },
});

test('six vehicles, 32 computers and 100 beds for two recipients are handed over in one ceremony (G-07, G-08)', async () => {
  const assessed = await (await world.as(MANAGER)).open('due-diligence-assessments', {
    unit: 'UN-MOSUL-STATION',
    outcome: 'low-risk',
    mitigation: null,
    validFrom: '2026-10-01',
    validUntil: '2027-06-30',
  });
  expect(assessed.status, assessed.text).toBe(201);
  const cars = await Promise.all(Array.from({ length: 6 }, (_, n) => registered('vehicle', n)));
  const computers = await Promise.all(Array.from({ length: 32 }, (_, n) => registered('technical', n)));
  const commander = await world.as(COMMANDER);
  const opened = await commander.open(COLLECTION, {
    purpose: 'Presence of the police in Al-Qayara and Mosul',
    unit: 'UN-QAYARA-STATION',
    recipients: ['UN-MOSUL-STATION'],
    grant: 'GR-NL',
  });
  expect(opened.status, opened.text).toBe(201);
  const id = opened.body.id ?? '';
  await accepted(COMMANDER, id, 'AddLine', {
    kind: 'serialised',
    class: 'vehicle',
    what: 'Pick-up',
    quantity: 6,
  });
  await accepted(COMMANDER, id, 'AddLine', {
    kind: 'serialised',
    class: 'technical',
    what: 'Computer',
    quantity: 32,
    recipient: 'UN-MOSUL-STATION',
  });
  await accepted(COMMANDER, id, 'AddLine', {
    kind: 'quantity',
    class: 'furniture',
    what: 'Bed',
    quantity: 100,
  });
  await accepted(COMMANDER, id, 'SubmitRequest');
  await accepted(MANAGER, id, 'ApproveRequest');
  await accepted(MINISTRY, id, 'ApproveRequest', { letterNumber: '17/2026' });
  await accepted(LOGISTICS, id, 'AllocateAsset', { line: 'L01', assets: cars });
  await accepted(LOGISTICS, id, 'AllocateAsset', { line: 'L02', assets: computers });
  await accepted(LOGISTICS, id, 'AllocateAsset', { line: 'L03', quantity: 100 });
  for (const kind of ['waybill', 'packing-list', 'registration', 'insurance'])
    await accepted(LOGISTICS, id, 'AttachDocument', { kind, number: '17' });
  const { body: ready } = await (await world.as(LOGISTICS)).one(COLLECTION, id);
  await accepted(LOGISTICS, id, 'Dispatch', {
    driver: 'Ali',
    waybill: 'W-1',
    vehicle: '22 A 1',
    arriveOn: '2026-12-01',
  });
  expect(ready.stage).toBe('preparation');
  await accepted(LOGISTICS, id, 'RecordArrival', { place: 'Al-Qayara' });

  const all = (assets: readonly string[], broken = 0) =>
    assets.map((asset, n) => ({ asset, outcome: n < broken ? 'rejected' : 'accepted' }));
  await accepted(OFFICER, id, 'RecordReceipt', { line: 'L01', assets: all(cars) });
  const bare = await give(OFFICER, id, 'RecordReceipt', { line: 'L02', assets: all(computers, 1) });
  expect([bare.status, bare.body.code]).toEqual([422, 'reason-missing']);
  await accepted(OFFICER, id, 'RecordReceipt', {
    line: 'L02',
    assets: all(computers, 1),
    reason: 'A broken screen.',
  });
  await accepted(OFFICER, id, 'RecordReceipt', { line: 'L03', accepted: 98 });
  const early = await give(COMMANDER, id, 'ConfirmReceipt');
  expect([early.status, early.body.code]).toEqual([422, 'line-not-accounted-for']);
  await accepted(OFFICER, id, 'RecordReceipt', { line: 'L03', missing: 2, reason: 'They fell off.' });
  await accepted(COMMANDER, id, 'ConfirmReceipt');
  await accepted(MANAGER, id, 'ResolveDiscrepancy', {
    discrepancy: 'X01',
    resolution: 'return',
    note: 'Repair.',
  });
  await accepted(MANAGER, id, 'ResolveDiscrepancy', {
    discrepancy: 'X02',
    resolution: 'write-off',
    note: 'Lost.',
  });

  const ceremony = {
    place: 'Al-Qayara',
    ministry: 'UN-FEDERAL',
    given: signed(LOGISTICS),
    received: [
      { ...signed(COMMANDER), unit: 'UN-QAYARA-STATION' },
      { name: 'Commander of Mosul', unit: 'UN-MOSUL-STATION', mark: { by: 'typed', reason: 'No account.' } },
    ],
  };
  const name = 'RecordHandover';
  const phones = [LOGISTICS, COMMANDER].map(
    (person) => () => once(person, { person, id, name, input: ceremony }),
  );
  const answers = await Promise.all(phones.map((send) => send()));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const again = await phones[answers.findIndex(({ status }) => status === 200)]?.();
  expect([again?.status, again?.headers.get('idempotency-replayed')]).toEqual([200, 'true']);

  const manager = await world.as(MANAGER);
  const history = await manager.history(COLLECTION, id);
  expect(history.filter(({ type }) => type === 'HandoverRecorded')).toHaveLength(1);
  const car = await holderOf(manager, cars[0] ?? '');
  expect([car.holder.id, car.title, car.custody.length]).toEqual([
    'UN-QAYARA-STATION',
    'Ministry of Interior',
    3,
  ]);
  const kept = await Promise.all(computers.map((asset) => holderOf(manager, asset)));
  expect(kept.filter(({ holder }) => holder.id === 'UN-MOSUL-STATION')).toHaveLength(31);
  expect(kept.filter(({ holder }) => holder.id === 'FA-ERBIL-WAREHOUSE')).toHaveLength(1);
  for (const { custody } of kept) {
    expect(custody.filter(({ until }) => until === null)).toHaveLength(1);
    for (const [n, link] of custody.slice(0, -1).entries()) expect(link.until).toBe(custody[n + 1]?.from);
  }
  const asset = await manager.history('assets', cars[0] ?? '');
  expect(asset.map(({ type }) => type)).toEqual([
    'AssetRegistered',
    'IntakeConfirmed',
    'AssetReserved',
    'CustodyHandedOver',
  ]);
  expect(asset.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});

test('an asset is found by the end of its VIN as people say it, by those who may see it', async () => {
  const manager = await world.as(MANAGER);
  const typed = encodeURIComponent('O12 35OO1');
  const found = await manager.list('assets', `&ending=${typed}`);
  expect(found.map(({ id }) => id)).toEqual(['AS-PICKUP-1']);
  const donor = await world.as('PE-DONOR-GERMANY');
  expect(await donor.list('assets', `&ending=${typed}`)).toEqual([]);
});

test('the first check is asked for after 30 days and climbs when nobody goes', async () => {
  const field = await world.as(FIELD);
  const rows = await field.list(COLLECTION);
  expect(rows.map(({ id }) => id)).toContain('DL-QAYARA-PATROLS');
  const { body } = await field.one(COLLECTION, 'DL-QAYARA-PATROLS');
  expect(body.stage).toBe('monitoring');
  expect(body.tasks.map(({ key }) => key.split(':')[0])).toEqual(
    expect.arrayContaining(['check', 'finding']),
  );
});

test('a hold on a unit suspends its open deliveries and says so (G-09)', async () => {
  const manager = await world.as(MANAGER);
  const held = await manager.command(
    { collection: 'units', id: 'UN-QAYARA-STATION', name: 'HoldUnit' },
    { reason: 'An allegation is being looked into.' },
  );
  expect(held.status, held.text).toBe(200);
  await world.rest();
  const { body } = await manager.one(COLLECTION, 'DL-QAYARA-CAMERAS');
  expect([body.stage, body.waitsFor]).toEqual(['suspended', expect.stringContaining('on hold')]);
  const refused = await give(MANAGER, 'DL-QAYARA-CAMERAS', 'Resume');
  expect([refused.status, refused.body.code]).toEqual([422, 'unit-on-hold']);
});
