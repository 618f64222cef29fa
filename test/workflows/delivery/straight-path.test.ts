import { describe, expect, it } from 'vitest';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { certificateOf } from '../../../workflows/delivery/certificate.ts';
import { holderOn, ownerOn } from '../../../workflows/register/asset/asset.ts';
import { assetId, beds, cars, computers, DL, road, sign } from './builders.ts';

describe('a delivery', () => {
  it('goes from the request to the last check, and the ledger has no hole', async () => {
    const way = await (await road()).handedOver([cars(), computers(), beds]);
    expect(way.stage(DL)).toBe('monitoring');
    expect(way.delivery.handovers.H01?.number).toBe('HC-F-2026-0001');
    const asset = way.asset(0);
    expect(asset.custody.map(({ holder, because }) => [holder.id, because])).toEqual([
      ['FA-STORE', 'intake'],
      ['UN-QAYARA', 'handover'],
    ]);
    expect([asset.title, asset.reservedFor, asset.unit]).toEqual(['Ministry of Interior', null, 'UN-QAYARA']);
    expect(way.faults()).toEqual([]);
    await way.checkedToTheEnd();
    expect(way.stage(DL)).toBe('closed');
    expect(way.tasks(DL)).toEqual([]);
  });

  it('hands over to the ministry first, then its unit, then named officers, in one update of each asset', async () => {
    const way = await (await road()).received([cars(2)]);
    const before = way.commits.length;
    await way.give(
      'PE-COMMANDER',
      DL,
      'RecordHandover',
      way.ceremony({
        ministry: 'UN-MINISTRY',
        officers: [{ asset: assetId(0), person: 'PE-OFFICER' }],
        witnesses: [{ name: 'A neighbour', mark: { by: 'typed', reason: 'Cannot write.' } }],
      }),
    );
    expect(way.commits.length).toBe(before + 1);
    expect(way.asset(0).custody.map(({ holder }) => holder.id)).toEqual([
      'FA-STORE',
      'UN-MINISTRY',
      'UN-QAYARA',
      'PE-OFFICER',
    ]);
    expect(way.asset(1).holder).toEqual({ kind: 'unit', id: 'UN-QAYARA' });
    expect(way.faults()).toEqual([]);
  });

  it('tells who answered for an asset and who owned it on any past date', async () => {
    const way = await (await road()).packed([cars(1)]);
    await way.give('PE-LOGISTICS', DL, 'Dispatch', {
      driver: 'Ali',
      waybill: '1',
      vehicle: '2',
      arriveOn: '2026-11-05',
    });
    way.now = '2026-11-04T09:00:00.000Z';
    await way.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'Al-Qayara' });
    await way.give('PE-OFFICER', DL, 'RecordReceipt', {
      line: 'L01',
      assets: [{ asset: assetId(0), outcome: 'accepted' }],
    });
    await way.give('PE-COMMANDER', DL, 'ConfirmReceipt');
    await way.give('PE-STORE', DL, 'RecordHandover', way.ceremony());
    const asset = way.asset(0);
    const on = (date: string) => [
      holderOn(asset, date)?.holder.id ?? null,
      ownerOn(asset, date)?.owner ?? null,
    ];
    expect(on('2026-10-31')).toEqual([null, null]);
    expect(on('2026-11-03')).toEqual(['FA-STORE', 'IOM']);
    expect(on('2026-11-04')).toEqual(['UN-QAYARA', 'Ministry of Interior']);
  });

  it('asked for by a plan is opened with it and linked to it', async () => {
    const way = await road();
    const open = { purpose: 'Lamps', forum: 'FO-1', unit: null, action: 'A01' };
    await way.give('system', DL, 'OpenDelivery', open);
    expect(way.delivery).toMatchObject({ unit: null, governorate: 'IQG15', forum: 'FO-1', action: 'A01' });
    expect(await way.code('PE-CHAIR', DL, 'AddLine', beds)).toBe('accepted');
    expect(await way.code('PE-CHAIR', DL, 'SubmitRequest')).toBe('recipient-missing');
    await way.give('PE-FIELD', DL, 'ChangeRequest', { unit: 'UN-QAYARA', grant: 'GR-1' });
    expect(await way.code('PE-CHAIR', DL, 'SubmitRequest')).toBe('accepted');
  });

  it('gives the certificate exactly once, however often and by whom the ceremony is sent', async () => {
    const way = await (await road()).received([computers(2)]);
    const input = way.ceremony();
    const both = await Promise.all([
      way.keyed('one-phone', 'PE-STORE', DL, 'RecordHandover', input),
      way.keyed('another', 'PE-COMMANDER', DL, 'RecordHandover', input),
    ]);
    expect(both[1]).toBe('handed-over-already');
    expect(both[0]).toMatchObject({ stage: 'monitoring', replayed: false });
    const again = await way.keyed('one-phone', 'PE-STORE', DL, 'RecordHandover', input);
    expect(again).toMatchObject({ stage: 'monitoring', replayed: true });
    expect(way.asset(0).custody).toHaveLength(2);
    const certificate = certificateOf(EntryId.parse(DL), way.delivery);
    expect(certificate?.lines.map(({ what, quantity }) => [what, quantity])).toEqual([['Computers', 2]]);
    expect(certificate?.given).toEqual(sign('PE-STORE'));
  });
});
