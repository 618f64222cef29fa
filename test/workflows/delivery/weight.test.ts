import { describe, expect, it } from 'vitest';
import { noSealer } from '../../../shared/aws/sealer.ts';
import { stepsOf } from '../../../shared/aws/transaction.ts';
import { EVENTS_IN_ONE } from '../../../shared/kernel/entry.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import { evolve } from '../../../workflows/register/asset/evolve.ts';
import { assetId, beds, computers, DL, Road } from './builders.ts';

const LIMIT = 100;
const FOUR_MB = 4 * 1024 * 1024;
// Of a joint delivery for a plan and a forum: the most that hangs on a ceremony beside the assets.
const ROOM = 80;

async function joint(pieces: number): Promise<Road> {
  const way = new Road();
  way.authority = 'joint';
  await way.registered();
  await way.give('system', 'SP-1', 'OpenPlan', { forum: 'FO-1', startsOn: '2026-11-01', months: 6 });
  for (let n = 0; n < pieces; n++) await way.intake(n, 'technical');
  return way;
}

/** As if so much had happened to the asset already, each time told in so many letters. */
function aged(way: Road, n: number, version: number, letters = 20): void {
  const id = assetId(n);
  const entry = way.entries.get(id);
  if (entry === undefined) throw new Error(`no ${id}`);
  let state = entry.state as Asset;
  const repair = { what: 'ش'.repeat(letters), workshop: 'ورشة', condition: 'good' as const };
  for (let seq = entry.version + 1; seq <= version; seq++)
    state = evolve(state, {
      seq,
      type: 'RepairRecorded',
      at: way.now,
      actor: { kind: 'system', job: 'test' },
      data: repair,
    });
  way.entries.set(id, { ...entry, version, state });
}

const packed = (way: Road, pieces: number) =>
  way.packed([computers(pieces), beds], { forum: 'FO-1', plan: 'SP-1' });

const allocated = async (way: Road, pieces: number): Promise<string> => {
  await way.approved([computers(pieces), beds], { forum: 'FO-1', plan: 'SP-1' });
  const assets = Array.from({ length: pieces }, (_, n) => assetId(n));
  return way.code('PE-LOGISTICS', DL, 'AllocateAsset', { line: 'L01', assets });
};

async function handedOver(way: Road, more: object = {}): Promise<string> {
  const officers = way.delivery.lines.L01?.assets.map((asset) => ({ asset, person: 'PE-OFFICER' }));
  const input = way.ceremony({ ministry: 'UN-MINISTRY', officers, ...more });
  return way.code('PE-STORE', DL, 'RecordHandover', input);
}

async function counted(way: Road): Promise<void> {
  await way.give('PE-LOGISTICS', DL, 'Dispatch', {
    driver: 'Ali',
    waybill: 'WB-1',
    vehicle: '22 A 1',
    arriveOn: '2026-11-10',
  });
  await way.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' });
  const assets = way.delivery.lines.L01?.assets.map((asset) => ({ asset, outcome: 'accepted' }));
  await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', assets });
  await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L02', accepted: 100 });
  await way.give('PE-COMMANDER', DL, 'ConfirmReceipt');
}

/** Bytes of the heaviest transaction so far, as the table counts them (an update is the whole item after it). */
const bytesOfLast = (way: Road): number => {
  const commit = way.commits.at(-1);
  if (commit === undefined) return 0;
  const appended = commit.writes.flatMap(({ after }) =>
    after.kind === 'asset' ? [(after.state as Asset).eventBytes] : [],
  );
  const items = stepsOf(commit, 'table', noSealer).map(({ item }) => Buffer.byteLength(JSON.stringify(item)));
  return [...items, ...appended].reduce((sum, bytes) => sum + bytes, 0);
};

describe('assets with a long history', () => {
  it('count twice, so that the fullest consignment still changes hands in one transaction', async () => {
    const heavy = 20;
    const way = await joint(ROOM - heavy);
    for (let n = 0; n < heavy; n++) aged(way, n, EVENTS_IN_ONE);
    await packed(way, ROOM - heavy);
    await counted(way);
    // Late at every level: the summary tasks of all superiors go with it.
    for (let n = 0; n < 3; n++) await way.expire(DL);
    expect(await handedOver(way)).toBe('accepted');
    const items = way.heaviest.get('RecordHandover') ?? 0;
    expect(items).toBeLessThanOrEqual(LIMIT);
    expect(items, 'measured, not guessed').toBeGreaterThan(LIMIT - 5);
    expect(way.faults()).toEqual([]);
  });

  it('are refused at their allocation when the ceremony could not move them', async () => {
    const way = await joint(60);
    for (let n = 0; n < 21; n++) aged(way, n, EVENTS_IN_ONE);
    expect(await allocated(way, 60)).toBe('consignment-too-heavy');
    expect(way.assets().every(({ reservedFor }) => reservedFor === null)).toBe(true);
  });

  it('are refused when they come in two goes, too', async () => {
    const way = await joint(60);
    for (let n = 0; n < 21; n++) aged(way, n, EVENTS_IN_ONE);
    await way.approved([computers(60), beds], { forum: 'FO-1', plan: 'SP-1' });
    const go = (from: number, to: number) => ({
      line: 'L01',
      assets: Array.from({ length: to - from }, (_, n) => assetId(from + n)),
    });
    expect(await way.code('PE-LOGISTICS', DL, 'AllocateAsset', go(0, 20))).toBe('accepted');
    expect(await way.code('PE-LOGISTICS', DL, 'AllocateAsset', go(20, 21))).toBe('consignment-too-heavy');
  });

  it('that grew on the way are refused by name at the ceremony, which goes on without some of them', async () => {
    const way = await joint(ROOM);
    await packed(way, ROOM);
    await counted(way);
    for (let n = 0; n < 3; n++) aged(way, n, EVENTS_IN_ONE);
    const before = way.commits.length;
    expect(await handedOver(way)).toBe('ceremony-too-heavy');
    expect(way.commits.length).toBe(before);
    const refusedAssets = [0, 1, 2].map(assetId);
    const exceptions = [{ line: 'L01', refusedAssets, remark: 'Later.' }];
    expect(await handedOver(way, { exceptions, officers: [] })).toBe('accepted');
    expect(way.heaviest.get('RecordHandover')).toBeLessThanOrEqual(LIMIT);
  });

  it('are looked at all the same: a check of eighty is one transaction, and what is too much follows', async () => {
    const way = await joint(ROOM);
    await packed(way, ROOM);
    await counted(way);
    expect(await handedOver(way)).toBe('accepted');
    for (let n = 0; n < 50; n++) aged(way, n, 60);
    await way.give('PE-FIELD', DL, 'RecordEndUseCheck', way.check());
    expect(way.heaviest.get('RecordEndUseCheck')).toBeLessThanOrEqual(LIMIT);
    const commit = way.commits.at(-1);
    expect(commit?.writes.filter(({ after }) => after.kind === 'asset')).toHaveLength(30);
    expect(commit?.outbox.filter(({ body }) => body.type === 'command')).toHaveLength(50);
  });

  it('are weighed in bytes as well: a transaction takes four million', async () => {
    const way = await joint(ROOM);
    for (let n = 0; n < ROOM; n++) aged(way, n, 25, 400);
    expect(await allocated(way, ROOM)).toBe('consignment-too-heavy');

    const fits = await joint(ROOM);
    for (let n = 0; n < ROOM; n++) aged(fits, n, 18, 400);
    await packed(fits, ROOM);
    await counted(fits);
    expect(await handedOver(fits)).toBe('accepted');
    expect(bytesOfLast(fits)).toBeGreaterThan(FOUR_MB / 2);
    expect(bytesOfLast(fits)).toBeLessThan(FOUR_MB);
  });
});
