import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountedFor } from '../../../workflows/delivery/policy.ts';
import { STATE_NAMES } from '../../../workflows/delivery/position.ts';
import { assetId, computers, DISPATCH, DL, type Road, road, sign } from './builders.ts';

const POOL = 4;
const PEOPLE = [
  'PE-COMMANDER',
  'PE-OFFICER',
  'PE-LOGISTICS',
  'PE-STORE',
  'PE-FIELD',
  'PE-MANAGER',
  'PE-FEDERAL',
];
const two = [assetId(0), assetId(1)];
const TO = [
  { kind: 'unit', id: 'UN-QAYARA' },
  { kind: 'unit', id: 'UN-HAMMAM' },
  { kind: 'person', id: 'PE-OFFICER' },
  { kind: 'facility', id: 'FA-STORE' },
];

type Move = readonly [person: string, id: string, name: string, input: object];
type Making = (way: Road, n: number) => Move;

const asset = (n: number): string => assetId(n % POOL);
const counts = (n: number) => ({
  accepted: n % 7,
  rejected: n % 3,
  missing: n % 2,
  over: n % 5 === 0 ? 1 : 0,
});

/** Every route by which something may move, be counted or renamed: single, many at once, corrected, undone. */
const MOVES: readonly Making[] = [
  (_, n) => ['PE-LOGISTICS', DL, 'AllocateAsset', { line: 'L01', assets: n % 2 === 0 ? two : [asset(n)] }],
  (_, n) => ['PE-LOGISTICS', DL, 'ReleaseAsset', { line: 'L01', assets: [asset(n)] }],
  (_, n) => ['PE-LOGISTICS', DL, 'AllocateAsset', { line: 'L02', quantity: (n % 10) + 1 }],
  (_, n) => ['PE-LOGISTICS', DL, 'ReleaseAsset', { line: 'L02', quantity: (n % 4) + 1 }],
  () => ['PE-LOGISTICS', DL, 'Dispatch', DISPATCH],
  () => ['PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' }],
  (_, n) => [
    'PE-OFFICER',
    DL,
    'RecordReceipt',
    {
      line: 'L01',
      assets: [{ asset: asset(n), outcome: (['accepted', 'rejected', 'missing'] as const)[n % 3] }],
      reason: 'x',
    },
  ],
  (_, n) => [
    'PE-OFFICER',
    DL,
    'RecordReceipt',
    { line: 'L02', ...counts(n), ...(n % 4 === 0 ? {} : { reason: 'x' }) },
  ],
  (_, n) => ['PE-OFFICER', DL, 'ClearReceipt', { line: n % 2 === 0 ? 'L01' : 'L02', reason: 'x' }],
  () => ['PE-COMMANDER', DL, 'ConfirmReceipt', {}],
  (_, n) => [
    'PE-FEDERAL',
    DL,
    'ResolveDiscrepancy',
    {
      discrepancy: `X0${(n % 4) + 1}`,
      resolution: ['replace', 'return', 'write-off', 'keep'][n % 4],
      note: 'x',
    },
  ],
  (way, n) => [
    PEOPLE[n % PEOPLE.length] ?? '',
    DL,
    'RecordHandover',
    way.ceremony({
      ...(n % 2 === 0
        ? {}
        : { ministry: 'UN-MINISTRY', officers: [{ asset: asset(n), person: 'PE-OFFICER' }] }),
      ...(n % 3 === 0 ? { exceptions: [{ line: 'L02', refused: n % 5, remark: 'x' }] } : {}),
    }),
  ],
  (way) => ['PE-FIELD', DL, 'RecordEndUseCheck', way.check()],
  () => ['PE-OFFICER', DL, 'HandOverPost', { successor: 'PE-OFFICER-2' }],
  () => ['PE-OFFICER-2', DL, 'AcceptPost', {}],
  (_, n) => ['PE-MANAGER', DL, n % 2 === 0 ? 'Suspend' : 'Resume', n % 2 === 0 ? { reason: 'x' } : {}],
  (_, n) =>
    n % 9 === 0
      ? ['PE-MANAGER', DL, 'Cancel', { reason: 'x' }]
      : ['PE-LOGISTICS', DL, 'RecordCheckpoint', { place: 'x' }],
  (_, n) => [
    'PE-COMMANDER',
    asset(n),
    'TransferCustody',
    {
      to: TO[n % TO.length],
      place: 'x',
      condition: 'good',
      given: sign('PE-COMMANDER'),
      received: sign(n % 5 === 0 ? 'PE-COMMANDER' : 'PE-OFFICER'),
    },
  ],
  (_, n) => ['PE-LOGISTICS', asset(n), 'CorrectIdentity', { serial: `SN0000${n % 6}`, reason: 'x' }],
  (_, n) => ['PE-MANAGER', asset(n), 'ApproveCorrection', {}],
  (_, n) => [
    'PE-LOGISTICS',
    asset(n),
    'ReportLoss',
    { how: 'stolen', happenedOn: '2026-11-01', policeReport: '1', account: 'x' },
  ],
  (_, n) => ['PE-LOGISTICS', asset(n), 'RecordRecovery', { place: 'x', condition: 'good', account: 'x' }],
  (_, n) => ['PE-LOGISTICS', asset(n), 'ProposeWriteOff', { reason: 'x' }],
  (_, n) => [n % 2 === 0 ? 'PE-MANAGER' : 'PE-FEDERAL', asset(n), 'ApproveWriteOff', {}],
  (_, n) => [
    'system',
    `AS-NEW-${n % 4}`,
    'RegisterAsset',
    {
      class: 'technical',
      make: 'Make',
      model: 'Model',
      serial: `sn-O000${n % 8}`,
      holder: TO[0],
      title: 'IOM',
      governorate: 'IQG15',
      authority: 'federal',
    },
  ],
];

function faults(way: Road): string[] {
  const { lines, stage } = way.delivery;
  const broken = way.faults();
  for (const { packed, quantity, assets, kind, receipt } of Object.values(lines)) {
    if (packed > quantity) broken.push('more packed than asked for');
    if (kind === 'serialised' && assets.length !== packed) broken.push('packed differs from the assets');
    if (receipt !== null && accountedFor(receipt) > packed) broken.push('more arrived than left');
    const isCounted = ['discrepancy', 'handover', 'monitoring'].includes(stage);
    if (isCounted && (receipt === null || accountedFor(receipt) !== packed))
      broken.push('not all accounted for');
  }
  const allocated = Object.values(lines).flatMap(({ assets }) => assets);
  if (new Set(allocated).size !== allocated.length) broken.push('allocated twice');
  const serials = way
    .assets()
    .flatMap(({ serial }) => serial?.toUpperCase().replace(/[-\s]/g, '').replace(/O/g, '0') ?? []);
  if (new Set(serials).size !== serials.length) broken.push('serial twice');
  if (STATE_NAMES[stage] !== undefined && way.tasks(DL).length === 0) broken.push('nobody is asked');
  return broken;
}

describe('whatever people do, in whatever order', () => {
  it('every asset has one holder, nothing is lost or made, no number is given twice', async () => {
    const arbitrary = fc.array(fc.tuple(fc.nat(MOVES.length - 1), fc.nat(60)), {
      minLength: 20,
      maxLength: 60,
    });
    let handedOver = 0;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.boolean(), async (moves, ahead) => {
        const way = await road(POOL);
        const lines = [
          computers(2),
          { kind: 'quantity', class: 'communication', what: 'Batteries', quantity: 10 },
        ];
        if (ahead) await way.received(lines);
        else await way.approved(lines);
        if (!ahead)
          for (const kind of ['waybill', 'packing-list'])
            await way.give('PE-LOGISTICS', DL, 'AttachDocument', { kind, number: '1' });
        for (const [which, n] of moves) {
          const move = MOVES[which]?.(way, n);
          if (move === undefined) continue;
          const before = way.commits.length;
          const outcome = await way.code(...move);
          if (outcome !== 'accepted') expect(way.commits.length, 'a refusal changes nothing').toBe(before);
          else accepted += 1;
          expect(faults(way), `${move[2]} ${JSON.stringify(move[3])}`).toEqual([]);
        }
        if (way.delivery.handovers.H01 !== undefined) handedOver += 1;
      }),
      { numRuns: 300 },
    );
    // The sequences do get somewhere.
    expect(handedOver).toBeGreaterThan(5);
    expect(accepted).toBeGreaterThan(300);
  }, 120_000);
});
