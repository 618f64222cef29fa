import { describe, expect, it } from 'vitest';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { checkPaper, readPapers } from '../../../workflows/casework/papers.ts';
import { certificateOf } from '../../../workflows/delivery/certificate.ts';
import { delivery } from '../../../workflows/delivery/track.ts';
import { isSamePerson, type Signature } from '../../../workflows/register/signature.ts';
import { assetId, beds, computers, DL, type Road, road, sign } from './builders.ts';

const id = EntryId.parse(DL);
const lines = [computers(2), beds];

const handOver = async (more: object = {}): Promise<Road> => {
  const way = await (await road()).received(lines);
  await way.give('PE-STORE', DL, 'RecordHandover', way.ceremony(more));
  return way;
};

const paperOf = async (way: Road) => {
  const [paper] = await readPapers(way.workplace, delivery, id, { kind: 'system', job: 'test' });
  if (paper === undefined) throw new Error('no certificate');
  return paper;
};

describe('the certificate', () => {
  it('bears every number and name as they were that day, refused ones too', async () => {
    const way = await handOver({
      ministry: 'UN-MINISTRY',
      officers: [{ asset: assetId(0), person: 'PE-OFFICER' }],
      exceptions: [{ line: 'L01', refusedAssets: [assetId(1)], remark: 'Broken.' }],
    });
    const certificate = certificateOf(id, way.delivery);
    expect(Object.values(certificate?.identities ?? {}).map(({ serial }) => serial)).toEqual([
      'SN00000',
      'SN00001',
    ]);
    expect(certificate?.names).toMatchObject({
      'UN-MINISTRY': { ar: 'Al-Qayara ع' },
      'UN-QAYARA': { ckb: 'Al-Qayara ک' },
      'PE-OFFICER': { en: 'PE-OFFICER' },
    });
  });

  it('does not change with what befalls the goods, the units and the delivery afterwards', async () => {
    const way = await handOver();
    const { sha256 } = await paperOf(way);
    await way.give('system', 'UN-QAYARA', 'ChangeUnit', { name: { en: 'New', ar: 'New', ckb: 'New' } });
    await way.give('system', assetId(0), 'CorrectIdentity', { serial: 'SN9', reason: 'Mistyped.' });
    await way.give('PE-MANAGER', assetId(0), 'ApproveCorrection');
    await way.give('PE-MANAGER', DL, 'Suspend', { reason: 'x' });
    expect((await paperOf(way)).sha256).toBe(sha256);
  });

  it('is confirmed by number and digest only', async () => {
    const way = await handOver();
    const { number, sha256 } = await paperOf(way);
    const check = (...of: [string, string]) => checkPaper(way.workplace, ...of);
    expect(await check(number, sha256.slice(0, 16))).toMatchObject({
      number,
      lines: 2,
      title: 'paper.delivery',
    });
    expect(await check(number, sha256.slice(0, 15))).toBeNull();
    expect(await check(number, sha256.slice(1, 20))).toBeNull();
    expect(await check(DL, sha256)).toBeNull();
    expect(await check('PE-STORE', sha256)).toBeNull();
  });

  it('is not there before the ceremony, though its number is taken', async () => {
    const way = await (await road()).received(lines);
    expect(await readPapers(way.workplace, delivery, id, { kind: 'system', job: 'test' })).toEqual([]);
    const [number = ''] = [...way.unique.keys()].filter((value) => value.startsWith('paper:'));
    await way.give('PE-MANAGER', DL, 'Cancel', { reason: 'x' });
    expect([number, way.unique.has(number)]).toEqual(['paper:HC-F-2026-0001', false]);
  });
});

describe('the ceremony', () => {
  it.each<[string, object, string]>([
    [
      'a ministry that signs without being named',
      { received: [{ ...sign('PE-FEDERAL'), unit: 'UN-MINISTRY' }] },
      'not-a-recipient',
    ],
    [
      'no receiver for a unit that gets something',
      { ministry: 'UN-MINISTRY', received: [{ ...sign('PE-FEDERAL'), unit: 'UN-MINISTRY' }] },
      'recipient-has-not-signed',
    ],
    [
      'more refused than was there',
      { exceptions: [{ line: 'L02', refused: 101, remark: 'x' }] },
      'more-than-accepted',
    ],
  ])('refuses %s', async (_, more, code) => {
    const way = await (await road()).received(lines);
    expect(await way.code('PE-STORE', DL, 'RecordHandover', way.ceremony(more))).toBe(code);
  });

  it('takes the signature of the ministry beside those of the units', async () => {
    const way = await (await road()).received(lines);
    const { received } = way.ceremony();
    const input = way.ceremony({
      ministry: 'UN-MINISTRY',
      received: [...received, { ...sign('PE-FEDERAL'), unit: 'UN-MINISTRY' }],
    });
    await way.give('PE-STORE', DL, 'RecordHandover', input);
    expect(way.delivery.handovers.H01?.received.map(({ unit }) => unit)).toEqual([
      'UN-QAYARA',
      'UN-MINISTRY',
    ]);
  });
});

describe('two signatures', () => {
  const by = (name: string): Signature => ({ name, mark: { by: 'typed', reason: 'x' } });
  it.each([
    ['علي حسن', 'على  حسن', true],
    ['أحمد كريم', 'احمد کریم', true],
    ['مُحمّد', 'محمد', true],
    ['Ali Hasan', 'ali hasan', true],
    ['علي حسن', 'علي حسين', false],
  ])('%s and %s are one person: %s', (one, other, same) => {
    expect(isSamePerson(by(one), by(other))).toBe(same);
  });
});
