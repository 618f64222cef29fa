/** Latin digits for Arabic-Indic (U+0660) and Persian (U+06F0) ones, as people type them (DF-56). */
export const latinDigits = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));

/** Iraqi mobile or any international number as E.164; null when it is neither (DF-63, SF-74). */
export function e164(phone: string): string | null {
  const compact = latinDigits(phone)
    .replace(/\(0\)/g, '')
    .replace(/[\s().\u2010-\u2015\u200e\u200f-]/g, '')
    .replace(/^00/, '+');
  const international = /^07\d{9}$/.test(compact)
    ? `+964${compact.slice(1)}`
    : compact.replace(/^964(?=7\d{9}$)/, '+964').replace(/^\+9640(?=7)/, '+964');
  if (international.startsWith('+964'))
    return /^\+9647[5789]\d{8}$/.test(international) ? international : null;
  return /^\+[1-9]\d{7,14}$/.test(international) ? international : null;
}
