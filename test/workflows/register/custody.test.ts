import { describe, expect, it } from 'vitest';
import { chainFault, holderOn } from '../../../workflows/register/asset/asset.ts';
import { assetId, type Road, road, sign } from '../delivery/builders.ts';

const A = assetId(0);
const move = (to: { kind: string; id: string }, more: object = {}) => ({
  to,
  place: 'Al-Qayara',
  condition: 'good',
  given: sign('PE-STORE'),
  received: sign('PE-COMMANDER'),
  ...more,
});
const STATION = { kind: 'unit', id: 'UN-QAYARA' };
const OFFICER = { kind: 'person', id: 'PE-OFFICER' };

describe('custody', () => {
  it('moves when both sides sign, there and back', async () => {
    const way = await road(1);
    await way.give('PE-STORE', A, 'TransferCustody', move(STATION));
    await way.give(
      'PE-COMMANDER',
      A,
      'TransferCustody',
      move(OFFICER, { given: sign('PE-COMMANDER'), received: sign('PE-OFFICER') }),
    );
    const back = { given: sign('PE-OFFICER'), received: sign('PE-STORE') };
    await way.give('PE-OFFICER', A, 'TransferCustody', move({ kind: 'facility', id: 'FA-STORE' }, back));
    const { custody } = way.asset(0);
    expect(custody.map(({ holder }) => holder.id)).toEqual([
      'FA-STORE',
      'UN-QAYARA',
      'PE-OFFICER',
      'FA-STORE',
    ]);
    expect(chainFault(way.asset(0))).toBeNull();
    expect(holderOn(way.asset(0), '2026-10-31')).toBeNull();
  });

  it.each([
    [
      'one person on both sides',
      'PE-STORE',
      move(STATION, { received: sign('PE-STORE') }),
      'signed-for-both-sides',
    ],
    ['nobody at the device', 'PE-LOGISTICS', move(STATION), 'signer-not-present'],
    [
      'a unit that was never assessed',
      'PE-STORE',
      move({ kind: 'unit', id: 'UN-MINISTRY' }),
      'due-diligence-missing',
    ],
    ['the holder itself', 'PE-STORE', move({ kind: 'facility', id: 'FA-STORE' }), 'holder-unchanged'],
    ['nobody known', 'PE-STORE', move({ kind: 'person', id: 'PE-NOBODY' }), 'holder-unknown'],
  ])('does not move to %s', async (_, person, input, code) => {
    const way = await road(1);
    expect(await way.code(person, A, 'TransferCustody', input)).toBe(code);
    expect(way.asset(0).custody).toHaveLength(1);
  });

  it('keeps moving for two hundred holders, then asks for a page of its own', async () => {
    const way = await road(1);
    const to = (n: number) => move(n % 2 === 0 ? STATION : OFFICER);
    for (let n = 0; n < 199; n++) await way.give('system', A, 'TransferCustody', to(n));
    expect(await way.code('system', A, 'TransferCustody', to(199))).toBe('custody-full');
    expect(chainFault(way.asset(0))).toBeNull();
  });
});

describe('two people', () => {
  const request = { serial: 'SN99999', reason: 'Misread.' };

  it('correct a number, and the old one is free again', async () => {
    const way = await road(2);
    await way.give('PE-LOGISTICS', A, 'CorrectIdentity', request);
    expect(way.asset(0).serial).toBe('SN00000');
    expect(await way.code('PE-LOGISTICS', A, 'ApproveCorrection')).toBe('forbidden');
    await way.give('PE-MANAGER', A, 'ApproveCorrection');
    expect(way.asset(0).serial).toBe('SN99999');
    expect(await way.code('PE-LOGISTICS', assetId(1), 'CorrectIdentity', request)).toBe('accepted');
    expect(await way.code('PE-MANAGER', assetId(1), 'ApproveCorrection')).toBe('taken');
  });

  it('write off: one of IOM and one of the ministry, neither who proposed it', async () => {
    const way: Road = await road(1);
    await way.give('system', 'PE-MANAGER', 'AssignRole', {
      role: 'logistics',
      scope: { kind: 'governorate', id: 'IQG15' },
      from: '2020-01-01',
      until: null,
    });
    await way.give('PE-MANAGER', A, 'ProposeWriteOff', { reason: 'Burnt out.' });
    expect(await way.code('PE-MANAGER', A, 'ApproveWriteOff')).toBe('own-write-off');
    await way.give('PE-FEDERAL', A, 'ApproveWriteOff');
    expect(way.asset(0).status).toBe('in-service');
    expect(await way.code('PE-FEDERAL', A, 'ApproveWriteOff')).toBe('approved-already');
    await way.give('system', A, 'ApproveWriteOff');
    expect(way.asset(0).status).toBe('written-off');
    expect(await way.code('PE-STORE', A, 'TransferCustody', move(STATION))).toBe('asset-written-off');
  });
});
