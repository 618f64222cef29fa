const DAY_MS = 24 * 60 * 60 * 1000;
const FROM_1900 = Date.UTC(1899, 11, 30);
const FROM_1904 = Date.UTC(1904, 0, 1);
// The last day a spreadsheet knows is 31 December 9999.
const MOST = 2_958_466;
// Spreadsheets have a 29 February 1900, so that their first days are one off.
const MARCH_1900 = 60;

/** The date a spreadsheet counts by days, `2026-11-20` or `2026-11-20T09:15`; null when it is only a time. */
export function dateText(days: number, from1904: boolean): string | null {
  if (days < 1 || days >= MOST) return null;
  const shift = !from1904 && days < MARCH_1900 ? 1 : 0;
  const at = (from1904 ? FROM_1904 : FROM_1900) + Math.round((days + shift) * DAY_MS);
  const text = new Date(at).toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 16);
}
