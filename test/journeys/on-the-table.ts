import { expect } from 'vitest';
import type { World } from './world.ts';

export const COMMANDER = 'PE-QAYARA-COMMANDER';
export const OFFICER = 'PE-QAYARA-OFFICER';
export const LOGISTICS = 'PE-LOGISTICS-NINEWA';
export const CENTRAL = 'PE-LOGISTICS-FEDERAL';
export const MANAGER = 'PE-IOM-MANAGER-1';
const MINISTRY = 'PE-MOI-1';
export const DELIVERIES = 'deliveries';

/** A line of a delivery; of serialised ones the first `rejected` pieces are found broken. */
export interface Wanted {
  readonly kind: 'serialised' | 'quantity';
  readonly class: 'vehicle' | 'technical' | 'furniture';
  readonly what: string;
  readonly quantity: number;
  readonly recipient?: string;
  readonly unitValue?: { readonly amount: string; readonly currency: string };
  readonly rejected?: number;
}

export interface OnTheTable {
  readonly id: string;
  /** Ids and numbers of the assets, line by line. */
  readonly assets: readonly (readonly { readonly id: string; readonly number: string }[])[];
}

let made = 0;

/** A delivery that waits for its ceremony: requested, approved, packed, sent, counted, everything settled. */
export async function onTheTable(
  world: World,
  wanted: readonly Wanted[],
  more: object = {},
): Promise<OnTheTable> {
  const accepted = async (person: string, id: string, name: string, input: object = {}) => {
    const client = await world.as(person);
    const { headers } = await client.one(DELIVERIES, id);
    const ifMatch = headers.get('etag') ?? '';
    const reply = await client.command({ collection: DELIVERIES, id, name }, input, { ifMatch });
    expect(reply.status, `${name}: ${reply.text}`).toBe(200);
    return reply;
  };
  const assets = await Promise.all(
    wanted.map(({ kind, class: of, quantity }) =>
      kind === 'quantity' ? [] : Promise.all(Array.from({ length: quantity }, () => registered(world, of))),
    ),
  );
  const opened = await (await world.as(COMMANDER)).open(DELIVERIES, {
    purpose: 'Presence of the police in Al-Qayara',
    unit: 'UN-QAYARA-STATION',
    grant: 'GR-NL',
    ...more,
  });
  expect(opened.status, opened.text).toBe(201);
  const id = opened.body.id ?? '';
  for (const { rejected: _, ...line } of wanted) await accepted(COMMANDER, id, 'AddLine', line);
  await accepted(COMMANDER, id, 'SubmitRequest');
  await accepted(MANAGER, id, 'ApproveRequest');
  await accepted(MINISTRY, id, 'ApproveRequest', { letterNumber: '17/2026' });
  const lines = wanted.map((line, n) => ({ ...line, line: `L0${n + 1}`, own: assets[n] ?? [] }));
  for (const { line, kind, quantity, own } of lines)
    await accepted(
      LOGISTICS,
      id,
      'AllocateAsset',
      kind === 'quantity' ? { line, quantity } : { line, assets: own.map((asset) => asset.id) },
    );
  for (const kind of ['waybill', 'packing-list', 'registration', 'insurance'])
    await accepted(LOGISTICS, id, 'AttachDocument', { kind, number: '17' });
  await accepted(LOGISTICS, id, 'Dispatch', {
    driver: 'Ali',
    waybill: 'W-1',
    vehicle: '22 A 1',
    arriveOn: '2026-12-01',
  });
  await accepted(LOGISTICS, id, 'RecordArrival', { place: 'Al-Qayara' });
  for (const { line, kind, quantity, own, rejected = 0 } of lines) {
    const reason = rejected > 0 ? { reason: 'Broken on the way.' } : {};
    const outcome = (n: number) => (n < rejected ? 'rejected' : 'accepted');
    const counted =
      kind === 'quantity'
        ? { accepted: quantity - rejected, rejected }
        : { assets: own.map((asset, n) => ({ asset: asset.id, outcome: outcome(n) })) };
    await accepted(OFFICER, id, 'RecordReceipt', { line, ...counted, ...reason });
  }
  await accepted(COMMANDER, id, 'ConfirmReceipt');
  for (const n of lines.filter(({ rejected = 0 }) => rejected > 0).keys())
    await accepted(MANAGER, id, 'ResolveDiscrepancy', {
      discrepancy: `X0${n + 1}`,
      resolution: 'return',
      note: 'To be repaired.',
    });
  return { id, assets };
}

async function registered(world: World, kind: Wanted['class']): Promise<{ id: string; number: string }> {
  made += 1;
  const n = String(made).padStart(4, '0');
  const number = kind === 'vehicle' ? `JTEBX3FJ8K52${n}7` : `PC-${n}`;
  const opened = await (await world.as(CENTRAL)).open('assets', {
    class: kind,
    make: 'Make',
    model: 'Model',
    ...(kind === 'vehicle' ? { vin: number } : { serial: number }),
    holder: { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' },
    title: 'IOM Iraq',
    governorate: 'IQG15',
    authority: 'federal',
  });
  expect(opened.status, opened.text).toBe(201);
  const id = opened.body.id ?? '';
  const path = { collection: 'assets', id, name: 'ConfirmIntake' };
  const confirmed = await (await world.as(LOGISTICS)).command(path, {});
  expect(confirmed.status, confirmed.text).toBe(200);
  return { id, number };
}
