import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../workflows/delivery/case.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import type { AssetImport } from '../../../workflows/register/asset-import/batch.ts';
import { assetId, cars, computers, DISPATCH, DL, Road, sign } from './builders.ts';
import { Ledger } from './ledger.ts';

type Move = readonly [person: string, id: string, name: string, input: object];
type Making = (way: Road, n: number) => Move | null;

const CARS = 2;
const POOL = 4;
const IMPORTS = ['IM-1', 'IM-2'];
const STORE = { kind: 'facility', id: 'FA-STORE' };
const TO = [
  STORE,
  { kind: 'unit', id: 'UN-QAYARA' },
  { kind: 'unit', id: 'UN-HAMMAM' },
  { kind: 'person', id: 'PE-OFFICER' },
  { kind: 'person', id: 'PE-OFFICER-2' },
];
const pick = <T>(some: readonly T[], n: number): T | undefined => some[n % some.length];

/** The same few plates and serials in many hands: with O for 0, in Arabic digits, with spaces. */
const plate = (n: number): string => pick(['22 A 10', '22A1O', '٢٢ A ١٠', '22 B 11', '22b11'], n) ?? '';
const serial = (n: number): string => pick(['SN-1O', 'sn 10', 'SN١٠', 'SN20', 'SN00000'], n) ?? '';

const anyAsset = (way: Road, n: number): string => pick(way.assets(), n)?.id ?? assetId(0);

const row = (n: number, at: number) =>
  n % 2 === 0
    ? {
        row: at,
        class: 'vehicle',
        make: 'Make',
        model: 'Model',
        vin: `JTEBX3FJ8K53000${n % 8}0`,
        plate: plate(n),
      }
    : { row: at, class: 'technical', make: 'Make', model: 'Model', serial: serial(n) };

/** The hand-back and the replacement: deliveries that a settled discrepancy opened, each driven on by one step. */
function legOf(way: Road): { id: string; leg: Delivery } | null {
  for (const { id, kind, state } of way.entries.values())
    if (kind === 'delivery' && id !== DL && (state as Delivery).stage !== 'closed')
      return { id, leg: state as Delivery };
  return null;
}

function nextStep(way: Road, n: number): Move | null {
  const found = legOf(way);
  if (found === null) return null;
  const { id, leg } = found;
  const [[line, { assets, quantity }] = ['L01', { assets: [], quantity: 1 }]] = Object.entries(leg.lines);
  switch (leg.stage) {
    case 'request':
      return leg.origin?.kind === 'return' && leg.warehouse === null
        ? ['PE-COMMANDER', id, 'ChangeRequest', { warehouse: 'FA-STORE' }]
        : ['PE-COMMANDER', id, 'SubmitRequest', {}];
    case 'approval':
      return [n % 2 === 0 ? 'PE-MANAGER' : 'PE-FEDERAL', id, 'ApproveRequest', {}];
    case 'preparation':
      return preparing(way, id, leg, n);
    case 'in-transit':
      return ['PE-LOGISTICS', id, 'RecordArrival', { place: 'Store' }];
    case 'inspection':
      return n % 2 === 0
        ? [
            'PE-STORE',
            id,
            'RecordReceipt',
            { line, assets: assets.map((asset) => ({ asset, outcome: 'accepted' })) },
          ]
        : ['PE-STORE', id, 'ConfirmReceipt', {}];
    case 'handover':
      return [
        'PE-OFFICER',
        id,
        'RecordHandover',
        { place: 'Store', given: sign('PE-OFFICER'), received: [{ ...sign('PE-STORE'), unit: 'UN-QAYARA' }] },
      ];
    default:
      return ['PE-FIELD', id, 'ReportFinding', { kind: 'other', what: `${quantity}` }];
  }
}

function preparing(way: Road, id: string, leg: Delivery, n: number): Move {
  const [[line, { packed, quantity }] = ['L01', { packed: 0, quantity: 1 }]] = Object.entries(leg.lines);
  if (packed < quantity) return ['PE-LOGISTICS', id, 'AllocateAsset', { line, assets: [anyAsset(way, n)] }];
  const kinds = ['waybill', 'packing-list', 'registration', 'insurance'];
  if (leg.documents.length < kinds.length)
    return ['PE-LOGISTICS', id, 'AttachDocument', { kind: pick(kinds, leg.documents.length), number: '1' }];
  return ['PE-LOGISTICS', id, 'Dispatch', DISPATCH];
}

const MOVES: readonly Making[] = [
  (way, n) => [
    pick(['PE-COMMANDER', 'PE-STORE', 'PE-OFFICER'], n) ?? '',
    anyAsset(way, n),
    'TransferCustody',
    {
      to: pick(TO, n * 7 + 3),
      place: 'x',
      condition: 'good',
      given: sign(pick(['PE-COMMANDER', 'PE-STORE', 'PE-OFFICER'], n) ?? ''),
      received: sign('PE-OFFICER-2'),
    },
  ],
  (_, n) => [
    'PE-CENTRAL',
    pick(IMPORTS, n) ?? '',
    'OpenImport',
    {
      name: 'List',
      file: 'a'.repeat(64),
      holder: pick(TO, n),
      title: 'IOM',
      governorate: 'IQG15',
      authority: 'federal',
    },
  ],
  (way, n) => {
    const id = pick(IMPORTS, n) ?? '';
    const count = way.entries.has(id) ? Object.keys(way.state<AssetImport>(id).rows).length : 0;
    return ['PE-CENTRAL', id, 'StageRows', { rows: [row(n, count + 1), row(n * 3 + 1, count + 2)] }];
  },
  (_, n) => ['PE-CENTRAL', pick(IMPORTS, n) ?? '', 'ConfirmImport', {}],
  (_, n) => ['PE-LOGISTICS', pick(IMPORTS, n) ?? '', 'ConfirmIntakes', {}],
  (_, n) => (n % 3 === 0 ? ['PE-CENTRAL', pick(IMPORTS, n) ?? '', 'DiscardImport', { reason: 'x' }] : null),
  (way, n) => ['PE-LOGISTICS', anyAsset(way, n), 'RecordPlate', { plate: plate(n) }],
  (way, n) => ['PE-LOGISTICS', anyAsset(way, n), 'CorrectIdentity', { serial: serial(n), reason: 'x' }],
  (way, n) => [
    'PE-LOGISTICS',
    anyAsset(way, n),
    'CorrectIdentity',
    { plate: plate(n), make: 'MAKE', reason: 'x' },
  ],
  (way, n) => [
    'PE-MANAGER',
    anyAsset(way, n),
    n % 4 === 0 ? 'RejectCorrection' : 'ApproveCorrection',
    n % 4 === 0 ? { reason: 'x' } : {},
  ],
  (way, n) => ['PE-LOGISTICS', anyAsset(way, n), 'ReportDamage', { what: 'x', condition: 'damaged' }],
  (way, n) => [
    'PE-LOGISTICS',
    anyAsset(way, n),
    'RecordRepair',
    { what: 'x', workshop: 'x', condition: 'good' },
  ],
  (way, n) => [
    'PE-LOGISTICS',
    anyAsset(way, n),
    'ReportLoss',
    { how: 'lost', happenedOn: '2026-11-01', policeReport: '1', account: 'x' },
  ],
  (way, n) => [
    'PE-LOGISTICS',
    anyAsset(way, n),
    'RecordRecovery',
    { place: 'x', condition: 'good', account: 'x' },
  ],
  (way, n) => ['PE-LOGISTICS', anyAsset(way, n), 'ProposeWriteOff', { reason: 'x' }],
  (way, n) => [n % 2 === 0 ? 'PE-MANAGER' : 'PE-FEDERAL', anyAsset(way, n), 'ApproveWriteOff', {}],
  (way, n) => [
    'PE-FEDERAL',
    anyAsset(way, n),
    'TransferTitle',
    { owner: `Owner ${n % 3}`, document: '1', on: '2026-11-01' },
  ],
  (_, n) => [
    'PE-CENTRAL',
    DL,
    'ResolveDiscrepancy',
    { discrepancy: `X0${(n % 2) + 1}`, resolution: pick(['return', 'replace', 'write-off'], n), note: 'x' },
  ],
  (way) => ['PE-STORE', DL, 'RecordHandover', way.ceremony({ ministry: 'UN-MINISTRY' })],
  (way) => ['PE-FIELD', DL, 'RecordEndUseCheck', way.check()],
  nextStep,
  nextStep,
  nextStep,
];

/** Whole or not at all; what is lined up for one delivery is promised to no other; the state says what the events say. */
function faultsOf(way: Road, ledger: Ledger): string[] {
  const faults = [...ledger.faults, ...way.faults()];
  for (const { kind, state } of way.entries.values()) {
    if (kind !== 'asset-import') continue;
    const { status, rows } = state as AssetImport;
    const shown = Object.values(rows).filter(({ asset }) => way.entries.has(asset)).length;
    const isShown = status === 'confirmed' || status === 'taken-in';
    if (shown !== (isShown ? Object.keys(rows).length : 0)) faults.push(`half an import: ${shown} ${status}`);
  }
  for (const { id, holder } of way.assets())
    if (ledger.holder(id) !== `${holder.kind} ${holder.id}`) faults.push(`${id} stands with somebody else`);
  if (ledger.size !== way.assets().length) faults.push('an asset without a beginning');
  return faults;
}

async function prepared(): Promise<{ way: Road; ledger: Ledger }> {
  const way = await new Road().registered();
  for (let n = 0; n < CARS; n++) await way.intake(n, 'vehicle');
  for (let n = CARS; n < POOL; n++) await way.intake(n, 'technical');
  // One car and one computer came broken: what follows may send them back, replace them, write them off.
  await way.received([cars(CARS), computers(POOL - CARS)], {}, 1);
  const ledger = new Ledger();
  for (const commit of way.commits) ledger.book(commit);
  return { way, ledger };
}

describe('the ledger of custody', () => {
  it('closes after any sequence: transfer, ceremony, import, correction, hand-back, loss, return, write-off', async () => {
    const accepted = new Map<string, number>();
    const moves = fc.array(fc.tuple(fc.nat(MOVES.length - 1), fc.nat(99)), { minLength: 40, maxLength: 90 });
    await fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        const { way, ledger } = await prepared();
        for (const [which, n] of sequence) {
          const move = MOVES[which]?.(way, n);
          if (move === null || move === undefined) continue;
          const before = way.commits.length;
          const outcome = await way.code(...move);
          for (const commit of way.commits.slice(before)) ledger.book(commit);
          if (outcome === 'accepted') accepted.set(move[2], (accepted.get(move[2]) ?? 0) + 1);
          else expect(way.commits.length, `${move[2]} refused as ${outcome} changes nothing`).toBe(before);
          expect(faultsOf(way, ledger), `${move[2]} ${JSON.stringify(move[3])}`).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
    // Every route was gone, not only tried.
    const routes = [
      'TransferCustody',
      'RecordHandover',
      'ConfirmImport',
      'ConfirmIntakes',
      'ApproveCorrection',
    ];
    const more = ['RecordPlate', 'ReportLoss', 'RecordRecovery', 'ApproveWriteOff', 'ResolveDiscrepancy'];
    for (const name of [...routes, ...more]) expect(accepted.get(name) ?? 0, name).toBeGreaterThan(0);
  }, 120_000);

  it('closes when what came broken goes all the way back to the store, signed by both', async () => {
    const { way, ledger } = await prepared();
    const start = way.commits.length;
    for (const discrepancy of ['X01', 'X02'])
      await way.give('PE-CENTRAL', DL, 'ResolveDiscrepancy', {
        discrepancy,
        resolution: 'return',
        note: 'x',
      });
    const broken = way
      .assets()
      .filter(({ id }) => way.delivery.lines.L01?.receipt?.outcomes[id] === 'rejected');
    const [car] = broken as [Asset];
    const found = legOf(way);
    expect(found?.leg.origin?.kind).toBe('return');
    for (let n = 0; n < 60 && legOf(way)?.id === found?.id && stageOf(way, found?.id) !== 'monitoring'; n++) {
      const move = nextStep(way, n);
      if (move !== null) await way.code(...move);
    }
    for (const commit of way.commits.slice(start)) ledger.book(commit);
    expect(faultsOf(way, ledger)).toEqual([]);
    expect(stageOf(way, found?.id)).toBe('monitoring');
    expect(way.state<Asset>(car.id).custody.at(-1)).toMatchObject({ because: 'handover', holder: STORE });
  });

  it('finds what a broken rule would do', () => {
    const at = '2026-11-01T09:00:00.000Z';
    const event = (seq: number, type: string, data: Readonly<Record<string, unknown>>) => ({
      seq,
      type,
      at,
      data,
    });
    const registered = { holder: STORE, make: 'M', model: 'M', serial: 'SN10' };
    const write = (id: string, ...events: object[]) =>
      ({ writes: [{ after: { kind: 'asset', id }, events }] }) as unknown as Parameters<Ledger['book']>[0];
    const faultsAfter = (...commits: Parameters<Ledger['book']>[0][]) => {
      const ledger = new Ledger();
      for (const commit of commits) ledger.book(commit);
      return ledger.faults;
    };
    const begun = write('AS-1', event(1, 'AssetRegistered', registered));
    const elsewhere = { from: { kind: 'unit', id: 'UN-1' }, to: STORE };
    expect(faultsAfter(begun)).toEqual([]);
    expect(faultsAfter(begun, write('AS-1', event(2, 'CustodyTransferred', elsewhere)))).toHaveLength(1);
    expect(faultsAfter(begun, begun)).not.toEqual([]);
    expect(
      faultsAfter(begun, write('AS-2', event(1, 'AssetRegistered', { ...registered, serial: 'sn-1O' }))),
    ).toHaveLength(1);
    expect(faultsAfter(write('AS-3', event(1, 'CustodyTransferred', elsewhere)))).toHaveLength(1);
  });
});

const stageOf = (way: Road, id: string | undefined): string => (id === undefined ? '' : way.stage(id));
