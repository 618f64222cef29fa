import { describe, expect, test } from 'vitest';
import { seedOf } from '../chance.ts';
import { surviveKills, tell } from './kills.ts';
import { type Found, Truth } from './truth.ts';

const seed = seedOf(process.env);

test('D1 D2 D3 D4 under eight clients and kills: acknowledged is there once, refused is not, indexes and sums are whole', async () => {
  const report = await surviveKills({ kills: 5, writes: 200, seed });
  console.log(`seed ${seed}: ${tell(report)}`);
  expect(report.faults, `seed ${seed}`).toEqual([]);
}, 60_000);

describe('the checker', () => {
  const items = [
    { key: 'one', version: 'v1', owner: 'o' },
    { key: 'two', version: 'v4', owner: 'o' },
  ];
  const honest: Found = {
    items,
    entries: items,
    accounts: [
      { name: 'a', balance: 70 },
      { name: 'b', balance: 130 },
    ],
    ledger: ['t1'],
  };

  /** one: v1 · two: v2, then perhaps v3, then v4 · three: written, deleted · four: refused. */
  function truth(): Truth {
    const known = new Truth(100);
    known.wrote('one', () => 'v1', 'ok');
    known.wrote('two', () => 'v2', 'ok');
    known.wrote('two', () => 'v3', 'unknown');
    known.wrote('two', () => 'v4', 'ok');
    known.wrote('three', () => 'v5', 'ok');
    known.wrote('three', () => null, 'ok');
    known.wrote('four', () => 'v6', 'refused');
    known.transferred('t1', { from: 'a', to: 'b', amount: 30 }, 'ok');
    known.transferred('t2', { from: 'a', to: 'b', amount: 5 }, 'refused');
    return known;
  }

  test('finds nothing wrong with the truth', () => {
    expect(truth().faultsIn(honest)).toEqual([]);
  });

  test('takes an unknown write either way, and an unknown transfer as well', () => {
    const either = truth();
    either.wrote('one', () => 'v7', 'unknown');
    either.transferred('t3', { from: 'b', to: 'a', amount: 10 }, 'unknown');
    const [first, ...others] = items;
    const moved = [{ ...first, key: 'one', version: 'v7', owner: 'o' }, ...others];
    const accounts = [
      { name: 'a', balance: 80 },
      { name: 'b', balance: 120 },
    ];
    expect(either.faultsIn({ items: moved, entries: moved, accounts, ledger: ['t1', 't3'] })).toEqual([]);
  });

  const ghost = { key: 'five', version: 'v9', owner: 'o' };
  const [one = ghost, two = ghost] = items;
  const older = [one, { ...two, version: 'v2' }];
  const table = (changed: Found['items']) => ({ items: changed, entries: changed });
  test.each<[string, Partial<Found>]>([
    ['an acknowledged item is lost', table([one])],
    ['an item fell back to an older version', table(older)],
    ['an item shows what was never certain', table([one, { ...two, version: 'v3' }])],
    ['a deleted item is back', table([...items, { ...ghost, key: 'three', version: 'v5' }])],
    ['a refused item is there', table([...items, { ...ghost, key: 'four', version: 'v6' }])],
    ['an item is there that nobody wrote', table([...items, ghost])],
    ['an item is there twice', table([...items, one])],
    ['the index lacks an item', { entries: [one] }],
    ['the index shows an item as it was', { entries: older }],
    ['the index shows an item under another key', { entries: [one, { ...two, owner: 'p' }] }],
    ['the index has an item the table has not', { entries: [...items, ghost] }],
    ['the index shows an item twice', { entries: [...items, one] }],
    [
      'half a transfer happened',
      {
        accounts: [
          { name: 'a', balance: 70 },
          { name: 'b', balance: 100 },
        ],
      },
    ],
    [
      'a transfer happened twice',
      {
        accounts: [
          { name: 'a', balance: 40 },
          { name: 'b', balance: 160 },
        ],
      },
    ],
    [
      'an acknowledged transfer is lost',
      {
        ledger: [],
        accounts: [
          { name: 'a', balance: 100 },
          { name: 'b', balance: 100 },
        ],
      },
    ],
    ['a refused transfer is there', { ledger: ['t1', 't2'] }],
    ['a transfer is there that nobody sent', { ledger: ['t1', 't9'] }],
    ['a transfer is written down twice', { ledger: ['t1', 't1'] }],
  ])('finds that %s', (_lie, change) => {
    expect(truth().faultsIn({ ...honest, ...change })).not.toEqual([]);
  });
});
