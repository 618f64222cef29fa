import { describe, expect, it } from 'vitest';
import type { AssetImport } from '../../../workflows/register/asset-import/batch.ts';
import { DL, type Road, road } from '../delivery/builders.ts';

const IM = 'IM-1';
const car = (n: number) => ({
  row: n + 4,
  class: 'vehicle',
  make: 'Toyota',
  model: 'Hilux',
  vin: `JTEBX3FJ8K53${String(n).padStart(5, '0')}`,
  plate: `22 A ${10_000 + n}`,
});
const cars = (from: number, count: number) => Array.from({ length: count }, (_, n) => car(from + n));

async function opened(): Promise<Road> {
  const way = await road();
  await way.give('PE-CENTRAL', IM, 'OpenImport', {
    name: 'Packing list 17',
    file: 'a'.repeat(64),
    holder: { kind: 'facility', id: 'FA-STORE' },
    title: 'IOM',
    governorate: 'IQG15',
    authority: 'federal',
  });
  return way;
}

async function full(): Promise<Road> {
  const way = await opened();
  for (let n = 0; n < 80; n += 20) await way.give('PE-CENTRAL', IM, 'StageRows', { rows: cars(n, 20) });
  return way;
}

const numbers = (way: Road) => [...way.unique].filter(([value]) => /^(vin|plate):/.test(value));

describe('an import', () => {
  it('of eighty vehicles with plates shows all of them in one transaction, or none', async () => {
    const way = await full();
    expect(way.assets()).toEqual([]);
    const before = way.commits.length;
    await way.give('PE-CENTRAL', IM, 'ConfirmImport');
    expect(way.commits.length).toBe(before + 1);
    expect(way.assets()).toHaveLength(80);
    expect(way.faults()).toEqual([]);
    expect(await way.code('PE-CENTRAL', IM, 'ConfirmIntakes')).toBe('own-intake');
    await way.give('PE-LOGISTICS', IM, 'ConfirmIntakes');
    expect(way.assets().every(({ status }) => status === 'in-service')).toBe(true);
    expect(Math.max(...way.heaviest.values())).toBeLessThanOrEqual(100);
    expect(numbers(way).every(([, owner]) => owner.startsWith('AS-'))).toBe(true);
    expect(numbers(way)).toHaveLength(160);
  });

  it('keeps its numbers from others while nobody sees it, and gives them back when it is discarded', async () => {
    const way = await full();
    const register = {
      class: 'vehicle',
      make: 'Toyota',
      model: 'Hilux',
      vin: car(3).vin.replaceAll('0', 'O'),
      holder: { kind: 'facility', id: 'FA-STORE' },
      title: 'IOM',
      governorate: 'IQG15',
      authority: 'federal',
    };
    expect(await way.code('PE-CENTRAL', 'AS-MINE', 'RegisterAsset', register)).toBe('taken');
    await way.give('PE-CENTRAL', IM, 'DiscardImport', { reason: 'The wrong list.' });
    while (Object.keys(way.state<AssetImport>(IM).rows).length > 0) await way.give('system', IM, 'DropRows');
    expect(numbers(way)).toEqual([]);
    expect(await way.code('PE-CENTRAL', 'AS-MINE', 'RegisterAsset', register)).toBe('accepted');
    expect(way.assets()).toHaveLength(1);
    expect(Math.max(...way.heaviest.values())).toBeLessThanOrEqual(100);
  });

  it.each([
    ['a number that is registered', [{ ...car(0), vin: 'JTEBX3FJ8K5100000' }], 'taken'],
    ['the same number twice', [car(0), { ...car(0), row: 9 }], 'number-twice'],
    ['a bad VIN', [{ ...car(0), vin: 'SHORT' }], 'vin-not-valid'],
    ['a computer without serial', [{ row: 1, class: 'technical', make: 'x', model: 'y' }], 'serial-missing'],
  ])('refuses %s', async (_, rows, code) => {
    const way = await opened();
    await way.intake(0, 'vehicle');
    expect(await way.code('PE-CENTRAL', IM, 'StageRows', { rows })).toBe(code);
    expect(await way.code('PE-CENTRAL', IM, 'ConfirmImport')).toBe('no-rows');
  });

  it('takes no more rows than one transaction can show', async () => {
    const way = await full();
    expect(await way.code('PE-CENTRAL', IM, 'StageRows', { rows: cars(80, 1) })).toBe('too-many-rows');
    await way.give('PE-CENTRAL', IM, 'ConfirmImport');
    expect(await way.code('PE-CENTRAL', IM, 'StageRows', { rows: cars(80, 1) })).toBe(
      'import-confirmed-already',
    );
    expect(way.entries.has(DL)).toBe(false);
  });
});
