import { baghdadDate, type CalendarDate, type Instant } from '../kernel/time.ts';
import { intlTag, type Locale } from './languages.ts';
import { SORANI_LIST, SORANI_MONTHS } from './sorani.ts';

const BAGHDAD = 'Asia/Baghdad';

export const formatNumber = (locale: Locale, value: number): string =>
  new Intl.NumberFormat(intlTag(locale)).format(value);

/** `20 November 2026`, `٢٠ تشرين الثاني ٢٠٢٦`, `٢٠ی تشرینی دووەمی ٢٠٢٦`. */
export function formatDate(locale: Locale, date: CalendarDate): string {
  if (locale.language === 'ckb') return soraniDate(locale, date);
  return new Intl.DateTimeFormat(intlTag(locale), {
    dateStyle: 'long',
    timeZone: 'UTC',
    calendar: 'gregory',
  }).format(new Date(`${date}T00:00:00Z`));
}

/** `November 2026`, `تشرين الثاني ٢٠٢٦`, `تشرینی دووەمی ٢٠٢٦`; `month` is `YYYY-MM`. */
export function formatMonth(locale: Locale, month: string): string {
  if (locale.language === 'ckb') return soraniMonth(locale, month);
  return new Intl.DateTimeFormat(intlTag(locale), {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
    calendar: 'gregory',
  }).format(new Date(`${month}-01T00:00:00Z`));
}

/** Date and time in Baghdad. */
export function formatInstant(locale: Locale, at: Instant): string {
  const time = new Intl.DateTimeFormat(intlTag(locale), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: BAGHDAD,
  }).format(new Date(at));
  const comma = locale.language === 'en' ? ', ' : '، ';
  return `${formatDate(locale, baghdadDate(at))}${comma}${time}`;
}

/** `a, b and c` in the reader's language. */
export function formatList(locale: Locale, items: readonly string[]): string {
  if (locale.language !== 'ckb') return new Intl.ListFormat(intlTag(locale)).format(items);
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  return `${items.slice(0, -1).join(SORANI_LIST.comma)}${SORANI_LIST.and}${last}`;
}

const soraniNumber = (locale: Locale, value: string): string =>
  new Intl.NumberFormat(intlTag(locale), { useGrouping: false }).format(Number(value));

function soraniMonth(locale: Locale, date: string): string {
  const [year = '', month = ''] = date.split('-');
  return `${SORANI_MONTHS[Number(month) - 1] ?? ''}ی ${soraniNumber(locale, year)}`;
}

const soraniDate = (locale: Locale, date: CalendarDate): string =>
  `${soraniNumber(locale, date.slice(8))}ی ${soraniMonth(locale, date)}`;

// Arabic-Indic and Persian digits start at these code points.
const FOREIGN_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Digits as machines want them: ٠-٩ and ۰-۹ become 0-9. */
export const foldDigits = (text: string): string =>
  text.replace(FOREIGN_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf));
