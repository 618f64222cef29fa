import type { CaseFile } from './case.ts';
import { hundredths, type Money, money, sumOf } from './money.ts';

type Accounts = Pick<CaseFile, 'contract' | 'variations' | 'milestones' | 'taken' | 'final'>;

/** Payments that were approved, in hundredths; what one ministry of two said counts already (I12). */
export const paidSoFar = ({ milestones }: Pick<CaseFile, 'milestones'>): number =>
  sumOf(Object.values(milestones).flatMap(({ payment }) => payment ?? []));

/** The price of the contract with the variations agreed on. */
export const payable = ({ contract, variations }: Pick<CaseFile, 'contract' | 'variations'>): number =>
  (contract === null ? 0 : hundredths(contract.amount)) +
  sumOf(
    Object.values(variations)
      .filter(({ status }) => status === 'approved')
      .map(({ amount }) => amount),
  );

export interface Account {
  readonly certified: Money;
  /** Kept back until provisional and final acceptance (DF-44). */
  readonly retained: Money;
  readonly released: Money;
}

/** What was certified, what is kept back, and how much of that the certificates released: a half each. */
export function accountOf(build: Accounts): Account | null {
  const { contract, taken, final } = build;
  if (contract === null) return null;
  const { currency } = contract.amount;
  const certified = paidSoFar(build);
  const kept = Math.round((certified * contract.retention) / 100);
  const released = final !== null ? kept : taken !== null ? Math.floor(kept / 2) : 0;
  return {
    certified: money(certified, currency),
    retained: money(kept - released, currency),
    released: money(released, currency),
  };
}
