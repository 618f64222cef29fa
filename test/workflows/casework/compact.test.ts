import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemCrypto } from '../../../shared/aws/system.ts';
import { findChainFault } from '../../../shared/kernel/audit-chain.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { type Bench, OFFICER, workbench } from '../../support/workbench.ts';

const A = EntryId.parse('AS-RADIO');

describe('an entry in one item, on the real store', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await workbench();
  });
  afterAll(() => bench.close());

  it('bears its first events itself and the later ones beside it, in one unbroken chain', async () => {
    const radio = {
      class: 'communication',
      make: 'Motorola',
      model: 'DP4400e',
      serial: '871TXK44O1',
      holder: { kind: 'person', id: OFFICER },
      title: 'IOM',
      governorate: 'IQG15',
      authority: 'federal',
    };
    await bench.give('system', 'RegisterAsset', null, radio, { kind: 'asset', openAs: A });
    const repair = { what: 'Battery', workshop: 'Own', condition: 'good' };
    for (let n = 0; n < 45; n++) await bench.give('system', 'RecordRepair', A, repair);
    const { store } = bench.workplace;
    const all = await store.history(A, { after: 0, limit: 100 });
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 46 }, (_, n) => n + 1));
    expect(findChainFault(all, systemCrypto.sha256)).toBeNull();
    for (const after of [0, 20, 39, 40, 45, 46]) {
      const page = await store.history(A, { after, limit: 5 });
      expect(page.map(({ seq }) => seq)).toEqual(all.slice(after, after + 5).map(({ seq }) => seq));
    }
  });

  it('is listed by its holder and found by the end of its number', async () => {
    const { store } = bench.workplace;
    const page = { limit: 10, cursor: null };
    const held = await store.list('asset', [{ linkedTo: OFFICER }], true, page);
    expect(held.items.map(({ id }) => id)).toEqual([A]);
    expect(await store.endingIn('asset', 'TXK4401', 5)).toEqual([A]);
    expect(await store.endingIn('asset', 'TXK4402', 5)).toEqual([]);
  });
});
