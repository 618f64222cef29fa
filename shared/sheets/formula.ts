/** Nothing of these is seen before the first visible character; a quotation mark hides the rest from a first look. */
const PADDING = /^[\s\p{Cc}\p{Cf}\p{Zs}'"]*/u;
const LINE_LEADS = /[\t\r\n]/;
const LEADS = '=+-@|%';

/** Would a spreadsheet program that opens this text calculate it? (T28) */
function isFormula(text: string): boolean {
  const padding = PADDING.exec(text)?.[0] ?? '';
  if (LINE_LEADS.test(padding)) return true;
  const [first = ''] = text.slice(padding.length);
  const [plain = ''] = first.normalize('NFKC');
  return plain !== '' && LEADS.includes(plain);
}

/** The text behind an apostrophe when it could be taken for a formula; `restored` gives it back as it was. */
export const neutral = (text: string): string => (isFormula(text) ? `'${text}` : text);

export const restored = (text: string): string =>
  text.startsWith("'") && isFormula(text.slice(1)) ? text.slice(1) : text;
