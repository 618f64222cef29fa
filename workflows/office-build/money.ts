import { z } from 'zod';

/** Decimal text, never a float: `48000.00`. Iraqi dinars have no smaller coin in use, yet are written alike. */
export const Money = z.strictObject({
  amount: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
  currency: z.enum(['EUR', 'USD', 'CAD', 'IQD']),
});
export type Money = z.infer<typeof Money>;

/** Hundredths; 14 digits, so that every sum below stays exact. */
export function hundredths({ amount }: Pick<Money, 'amount'>): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

export const money = (sum: number, currency: Money['currency']): Money => ({
  amount: `${Math.floor(sum / 100)}.${String(sum % 100).padStart(2, '0')}`,
  currency,
});

export const sumOf = (all: readonly Pick<Money, 'amount'>[]): number =>
  all.reduce((sum, one) => sum + hundredths(one), 0);
