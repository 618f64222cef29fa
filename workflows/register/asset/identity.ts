import { latinDigits } from '../digits.ts';

const compact = (text: string): string =>
  latinDigits(text)
    .toUpperCase()
    .replace(/[\s\u200c-\u200f_./-]/g, '');

/** VINs know no O, I or Q, people type them nevertheless; null unless 17 characters remain (ISO 3779). */
export function vinOf(typed: string): string | null {
  const vin = compact(typed).replace(/[OQ]/g, '0').replace(/I/g, '1');
  return /^[A-HJ-NPR-Z0-9]{17}$/.test(vin) ? vin : null;
}

/** Serial number as compared: an O is never told from a zero. */
export const serialOf = (typed: string): string => compact(typed).replace(/O/g, '0');

/** Make or model as compared. */
export const makeOf = (typed: string): string => compact(typed);

/** Plate as compared: Latin digits, no spaces, one form of alef, kaf, yeh and heh (DF-57). */
export const plateOf = (typed: string): string =>
  compact(typed)
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىی]/g, 'ي')
    .replace(/ک/g, 'ك')
    .replace(/[ةە]/g, 'ه')
    .replace(/ـ/g, '')
    .replace(/O/g, '0');
