import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const COMMANDER = 'PE-RAMADI-COMMANDER';
const OFFICER = 'PE-RAMADI-OFFICER';
const LOGISTICS = 'PE-LOGISTICS-ANBAR';
const FIELD = 'PE-IOM-ANBAR-1';
const MANAGER = 'PE-IOM-MANAGER-1';
const MINISTRY = 'PE-MOI-1';
const RAMADI = 'UN-RAMADI-STATION';
const DELIVERIES = 'deliveries';
const DAY_MS = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

async function give(person: string, id: string, name: string, input: object = {}) {
  const client = await world.as(person);
  const ifMatch = (await client.one(DELIVERIES, id)).headers.get('etag') ?? '';
  return client.command({ collection: DELIVERIES, id, name }, input, { ifMatch });
}

async function accepted(...given: Parameters<typeof give>): Promise<void> {
  const reply = await give(...given);
  expect(reply.status, `${given[2]}: ${reply.text}`).toBe(200);
}

const refusal = async (...given: Parameters<typeof give>) => {
  const { status, body } = await give(...given);
  return [status, body.code];
};

const read = async (id: string, person = MANAGER) =>
  (await (await world.as(person)).one(DELIVERIES, id)).body;

const signed = (person: string) => ({
  name: `Name of ${person}`,
  person,
  mark: { by: 'typed', reason: 'No screen.' },
});

/** A computer of the store and ten chairs, packed and documented. */
async function packed(serial: string): Promise<{ id: string; asset: string }> {
  const central = await world.as('PE-LOGISTICS-FEDERAL');
  const registered = await central.open('assets', {
    class: 'technical',
    make: 'Lenovo',
    model: 'ThinkPad',
    serial,
    holder: { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' },
    title: 'IOM Iraq',
    governorate: 'IQG01',
    authority: 'federal',
  });
  const asset = registered.body.id ?? '';
  const confirm = { collection: 'assets', id: asset, name: 'ConfirmIntake' };
  expect((await (await world.as(LOGISTICS)).command(confirm, {})).status).toBe(200);
  const opened = await (await world.as(COMMANDER)).open(DELIVERIES, {
    purpose: 'Reception desk of the community police',
    unit: RAMADI,
    grant: 'GR-NL',
  });
  expect(opened.status, opened.text).toBe(201);
  const id = opened.body.id ?? '';
  const computer = { kind: 'serialised', class: 'technical', what: 'Computer', quantity: 1 };
  await accepted(COMMANDER, id, 'AddLine', computer);
  await accepted(COMMANDER, id, 'AddLine', {
    kind: 'quantity',
    class: 'furniture',
    what: 'Chair',
    quantity: 10,
  });
  await accepted(COMMANDER, id, 'SubmitRequest');
  await accepted(MANAGER, id, 'ApproveRequest');
  await accepted(MINISTRY, id, 'ApproveRequest', { letterNumber: '5/26' });
  await accepted(LOGISTICS, id, 'AllocateAsset', { line: 'L01', assets: [asset] });
  await accepted(LOGISTICS, id, 'AllocateAsset', { line: 'L02', quantity: 10 });
  for (const kind of ['waybill', 'packing-list'])
    await accepted(LOGISTICS, id, 'AttachDocument', { kind, number: '9' });
  return { id, asset };
}

const release = { driver: 'Ali', waybill: 'W-9', vehicle: '12 A 1', arriveOn: '2026-12-20' };

async function clock(): Promise<string> {
  return ((await (await fetch(`${world.server.awsUrl}/clock`)).json()) as { now: string }).now;
}

const laterBy = async (days: number) =>
  world.clockTo(new Date(Date.parse(await clock()) + days * DAY_MS).toISOString());

let sent = { id: '', asset: '' };

test('an assessment that runs out on the way takes nothing back, stops new releases and says so everywhere (G-09)', async () => {
  sent = await packed('RAM-0001');
  const waiting = await packed('RAM-0002');
  await accepted(LOGISTICS, sent.id, 'Dispatch', release);
  expect((await read(sent.id)).notices).toEqual([]);
  await laterBy(25);

  for (const id of [sent.id, waiting.id]) {
    const { notices } = await read(id);
    expect(notices).toEqual([expect.stringContaining('nothing more can be released')]);
    const html = (await (await world.as(MANAGER)).raw('GET', `/deliveries/${id}`)).text;
    expect(html).toContain('nothing more can be released');
  }
  expect(await refusal(LOGISTICS, waiting.id, 'Dispatch', { ...release, arriveOn: '2027-01-20' })).toEqual([
    422,
    'due-diligence-expired',
  ]);
  expect((await read(waiting.id)).stage).toBe('preparation');

  await accepted(LOGISTICS, sent.id, 'RecordArrival', { place: 'Ramadi' });
  const computer = { line: 'L01', assets: [{ asset: sent.asset, outcome: 'accepted' }] };
  await accepted(OFFICER, sent.id, 'RecordReceipt', computer);
  await accepted(OFFICER, sent.id, 'RecordReceipt', { line: 'L02', accepted: 10 });
  await accepted(COMMANDER, sent.id, 'ConfirmReceipt');
  await accepted(LOGISTICS, sent.id, 'RecordHandover', {
    place: 'Ramadi',
    given: signed(LOGISTICS),
    received: [{ ...signed(COMMANDER), unit: RAMADI }],
    officers: [{ asset: sent.asset, person: OFFICER }],
  });
  expect((await read(sent.id)).stage).toBe('monitoring');

  const assessed = await (await world.as(MANAGER)).open('due-diligence-assessments', {
    unit: RAMADI,
    outcome: 'low-risk',
    mitigation: null,
    validFrom: (await clock()).slice(0, 10),
    validUntil: '2027-11-30',
  });
  expect(assessed.status, assessed.text).toBe(201);
  expect((await read(waiting.id)).notices).toEqual([]);
  await accepted(LOGISTICS, waiting.id, 'Dispatch', { ...release, arriveOn: '2027-01-20' });
});

const observed = (more: object = {}) => ({
  place: 'Ramadi',
  observations: [
    { line: 'L01', present: 1, condition: 'good', use: 'as-stated' },
    { line: 'L02', present: 10, condition: 'good', use: 'as-stated' },
  ],
  ...more,
});

const queued = async (person: string, name: string) =>
  (await (await world.as(person)).tasks(sent.id))
    .filter(({ id }) => id.startsWith(name))
    .map(({ dueOn }) => dueOn);

test('checks after 30 and 180 days and every year are born at the ceremony, and not for the holder to make', async () => {
  const { state } = await read(sent.id);
  const handed = Date.parse((state as { handedOverAt: string }).handedOverAt);
  const dayAfter = (days: number) =>
    new Date(handed + days * DAY_MS + 3 * 3_600_000).toISOString().slice(0, 10);
  expect(await queued(FIELD, 'check')).toEqual([dayAfter(30)]);
  for (const holder of [OFFICER, COMMANDER])
    expect((await refusal(holder, sent.id, 'RecordEndUseCheck', observed()))[0], holder).toBe(403);

  await laterBy(31);
  const missing = observed({
    observations: [
      { line: 'L01', present: 0, absent: [sent.asset], condition: 'good', use: 'not-used', remark: 'Gone.' },
      { line: 'L02', present: 10, condition: 'worn', use: 'as-stated' },
    ],
  });
  const bare = {
    ...missing,
    observations: missing.observations.map(({ line, present, condition, use }) => ({
      line,
      present,
      condition,
      use,
    })),
  };
  expect((await refusal(FIELD, sent.id, 'RecordEndUseCheck', bare))[0]).toBe(422);
  await accepted(FIELD, sent.id, 'RecordEndUseCheck', missing);
  expect(await queued(FIELD, 'check')).toEqual([dayAfter(180)]);
  const { lastSeen } = ((await (await world.as(MANAGER)).one('assets', sent.asset)).body.state ?? {}) as {
    lastSeen: { seen: boolean };
  };
  expect(lastSeen.seen).toBe(false);
});

test('a finding asks for corrective work until somebody else than the holder closes it, and shows at the asset', async () => {
  await accepted(FIELD, sent.id, 'ReportFinding', {
    kind: 'other',
    what: 'The computer is at home.',
    line: 'L01',
  });
  expect((await queued(FIELD, 'finding')).length).toBeGreaterThan(0);
  const asset = async () => (await (await world.as(MANAGER)).raw('GET', `/assets/${sent.asset}`)).text;
  expect(await asset()).toContain('The computer is at home.');
  expect((await refusal(OFFICER, sent.id, 'CloseFinding', { finding: 'F01', result: 'x' }))[0]).toBe(403);

  await laterBy(155);
  await accepted(FIELD, sent.id, 'RecordEndUseCheck', observed());
  for (const days of [190, 370]) {
    await laterBy(days);
    await accepted(FIELD, sent.id, 'RecordEndUseCheck', observed());
  }
  expect(await refusal(FIELD, sent.id, 'RecordEndUseCheck', observed())).toEqual([409, 'checks-done']);
  expect((await read(sent.id)).stage).toBe('monitoring');
  await accepted(LOGISTICS, sent.id, 'CloseFinding', {
    finding: 'F01',
    result: 'It stands in the office again.',
  });
  expect((await read(sent.id)).stage).toBe('closed');
  expect(await asset()).not.toContain('Open matters');
  const history = await (await world.as('PE-AUDITOR')).history('assets', sent.asset);
  expect(history.filter(({ type }) => type === 'CheckNoted')).toHaveLength(4);
});
