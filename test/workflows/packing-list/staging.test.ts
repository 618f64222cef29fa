import { describe, expect, it } from 'vitest';
import { readSheets } from '../../../shared/sheets/read.ts';
import { carryOutAny } from '../../../workflows/casework/give-later.ts';
import { readImport } from '../../../workflows/casework/read-import.ts';
import type { AssetImport } from '../../../workflows/register/asset-import/batch.ts';
import { goodXlsx, messyXlsx } from '../../support/packing-list.ts';
import { type Road, road } from '../delivery/builders.ts';

const IM = 'IM-1';
const GOOD = 'a'.repeat(64);
const MESSY = 'b'.repeat(64);
const OTHER = 'c'.repeat(64);
const FILES: Readonly<Record<string, () => Uint8Array>> = {
  [GOOD]: () => goodXlsx(40, 40),
  [MESSY]: messyXlsx,
  [OTHER]: () => goodXlsx(3, 0, 500),
};

async function way(): Promise<Road> {
  const found = await road();
  const sheets = {
    read: async (sha256: string) => {
      const make = FILES[sha256];
      return make === undefined ? null : readSheets(make());
    },
  };
  Object.assign(found.workplace, { sheets });
  return found;
}

const open = (on: Road, file: string) =>
  on.give('PE-CENTRAL', IM, 'OpenImport', {
    name: 'Packing list 17',
    file,
    holder: { kind: 'facility', id: 'FA-STORE' },
    title: 'IOM',
    governorate: 'IQG15',
    authority: 'federal',
  });
const batchOf = (on: Road): AssetImport => on.state<AssetImport>(IM);
const register = (on: Road, vin: string) =>
  on.code('PE-CENTRAL', 'AS-MINE', 'RegisterAsset', {
    class: 'vehicle',
    make: 'Toyota',
    model: 'Hilux',
    vin,
    holder: { kind: 'facility', id: 'FA-STORE' },
    title: 'IOM',
    governorate: 'IQG15',
    authority: 'federal',
  });

describe('a list read from its file', () => {
  it('is staged to its last row in the request that brought it, each step in a small transaction', async () => {
    const on = await way();
    await open(on, GOOD);
    const { rows, pending, list } = batchOf(on);
    expect([Object.keys(rows).length, pending.length, list?.errors]).toEqual([80, 0, 0]);
    expect(on.assets()).toEqual([]);
    await on.give('PE-CENTRAL', IM, 'ConfirmImport');
    expect(on.assets()).toHaveLength(80);
    expect(await on.code('PE-CENTRAL', IM, 'ConfirmImport')).toBe('import-confirmed-already');
    expect(Math.max(...on.heaviest.values())).toBeLessThanOrEqual(100);
  });

  it('goes on where a power cut stopped it', async () => {
    const on = await way();
    const { store } = on.workplace;
    const { commit } = store;
    let left = 3;
    Object.assign(store, {
      commit: async (one: Parameters<typeof commit>[0]) => {
        if (left-- <= 0) throw new Error('power cut');
        return commit(one);
      },
    });
    await open(on, GOOD);
    Object.assign(store, { commit });
    expect([Object.keys(batchOf(on).rows).length, batchOf(on).pending.length]).toEqual([40, 40]);
    expect(await on.code('PE-CENTRAL', IM, 'ConfirmImport')).toBe('import-still-staging');
    const message = on.commits.at(-1)?.outbox[0];
    if (message === undefined) throw new Error('nothing is left to be done');
    await carryOutAny(on.workplace, message);
    expect([Object.keys(batchOf(on).rows).length, batchOf(on).pending.length]).toEqual([80, 0]);
    expect(await on.code('system', IM, 'StageList')).toBe('nothing-to-stage');
  });

  it('with errors stages nothing and cannot be confirmed until it is corrected', async () => {
    const on = await way();
    await open(on, MESSY);
    expect([Object.keys(batchOf(on).rows), batchOf(on).pending]).toEqual([[], []]);
    expect(batchOf(on).list?.errors).toBeGreaterThan(15);
    expect(await on.code('PE-CENTRAL', IM, 'ConfirmImport')).toBe('list-has-errors');
    expect(on.tasks(IM).map(({ commands }) => commands)).toEqual([['ReplaceFile', 'DiscardImport']]);
    await on.give('PE-CENTRAL', IM, 'ReplaceFile', { file: OTHER });
    await on.give('PE-CENTRAL', IM, 'ConfirmImport');
    expect(on.assets()).toHaveLength(3);
  });

  it('takes no typed rows beside those of the file', async () => {
    const on = await way();
    await open(on, GOOD);
    const row = { row: 900, class: 'furniture', make: 'x', model: 'y' };
    expect(await on.code('PE-CENTRAL', IM, 'StageRows', { rows: [row] })).toBe('rows-from-file');
    expect(await on.code('PE-CENTRAL', IM, 'ReplaceFile', { file: OTHER })).toBe('accepted');
  });

  it('names the cell of a number that is in the register already, and reserves the others', async () => {
    const on = await way();
    expect(await register(on, 'JTEBX3FJ8K6000004')).toBe('accepted');
    await open(on, GOOD);
    expect(batchOf(on).taken).toEqual([{ row: 7, field: 'vin' }]);
    expect(Object.keys(batchOf(on).rows)).toHaveLength(79);
    const kind = on.kindOf(IM);
    const { read } = await readImport(on.workplace, kind, batchOf(on).id, { kind: 'system', job: 'test' });
    expect(read?.findings).toContainEqual({
      cell: 'D7',
      code: 'taken',
      weight: 'error',
      from: 'JTEBX3FJ8K6000004',
    });
    expect(await on.code('PE-CENTRAL', IM, 'ConfirmImport')).toBe('list-has-errors');
  });

  it('gives all its numbers back before a corrected one takes them again', async () => {
    const on = await way();
    await open(on, GOOD);
    await on.give('PE-CENTRAL', IM, 'ReplaceFile', { file: GOOD });
    expect([Object.keys(batchOf(on).rows).length, batchOf(on).stale]).toEqual([80, []]);
    await on.give('PE-CENTRAL', IM, 'ReplaceFile', { file: OTHER });
    expect([Object.keys(batchOf(on).rows).length, batchOf(on).pending.length]).toEqual([3, 0]);
    expect(await register(on, 'JTEBX3FJ8K6000004')).toBe('accepted');
    await on.give('PE-CENTRAL', IM, 'ConfirmImport');
    expect(on.assets()).toHaveLength(4);
    expect(on.faults()).toEqual([]);
    expect(Math.max(...on.heaviest.values())).toBeLessThanOrEqual(100);
  });
});
