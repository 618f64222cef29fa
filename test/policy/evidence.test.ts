import { describe, expect, it } from 'vitest';
import { policyFile } from './csv.ts';
import {
  actions,
  describeDeviation,
  deviations,
  listedDeviations,
  matrix,
  reasons,
  rules,
  rulesUsed,
} from './evidence.ts';

describe('the table of permissions against the evidence', () => {
  it('knows all 99 actions of 14 roles', () => {
    expect(matrix).toHaveLength(99);
    expect(new Set(matrix.map(({ action }) => action)).size).toBe(99);
    for (const { area: _, action: __, ...cells } of matrix) expect(Object.keys(cells)).toHaveLength(14);
  });

  it('says for each action which operations it is here, or why there is none', () => {
    expect(new Set(actions.map(({ action }) => action))).toEqual(new Set(matrix.map(({ action }) => action)));
    const unclear = actions.filter(({ operations, why }) => (operations === '') === why.length < 20);
    expect(unclear).toEqual([]);
  });

  it('speaks of operations that exist', () => {
    const known = new Set(policyFile().map(({ collection, operation }) => `${collection} ${operation}`));
    const named = actions.flatMap(({ collection, operations }) =>
      operations.split(';').map((operation) => `${collection} ${operation}`),
    );
    expect(named.filter((one) => one !== ' ' && !known.has(one))).toEqual([]);
  });

  it('lists every deviation, none twice, none that is no longer one', () => {
    const found = deviations().map(describeDeviation);
    expect(listedDeviations.map(describeDeviation).sort()).toEqual(found.sort());
  });

  it('gives a reason for each, and needs each of the general ones', () => {
    expect(reasons.filter((reason) => reason.length < 20)).toEqual([]);
    deviations();
    expect(rules.filter((_, n) => !rulesUsed.has(n))).toEqual([]);
  });
});
