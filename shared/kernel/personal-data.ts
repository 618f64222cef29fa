import { nameLike } from './name-like.ts';

/** What in a text points to one person (reliability notes, 7). The code names it; the text itself is never repeated. */
export const PERSONAL_CODES = ['phone-number', 'identity-number', 'email-address', 'name-like'] as const;
type PersonalCode = (typeof PERSONAL_CODES)[number];

/** Which kinds of personal data stand in a text written by hand, in Arabic, Sorani or Latin script. */
export function personalData(text: string): PersonalCode[] {
  const plain = unambiguous(text);
  const numbers = numbersIn(plain);
  const found: readonly [PersonalCode, boolean][] = [
    ['phone-number', numbers.some(isPhone)],
    ['identity-number', numbers.some(isIdentity) || IDENTITY_NAMED.test(plain)],
    ['email-address', EMAIL.test(plain) || EMAIL_SPELT.test(plain)],
    ['name-like', nameLike(plain)],
  ];
  return found.flatMap(([code, isThere]) => (isThere ? [code] : []));
}

/** Latin digits, one kind of space, no direction marks. */
const unambiguous = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640\ufeff]/g, '')
    .replace(/\s/g, ' ')
    .replace(/[\u2010-\u2015]/g, '-');

// Every repetition below is bounded, so that a text of 2,000 letters costs no more than its length.
const DATE = /(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)/g;
const DEGREES = /(?<![\d.])\d{2}\.\d{3,8}(?![\d.])/g;
const GROUPED = /^\d{1,3}(?: \d{3}){1,4}$/;
const RUN = /(?<![A-Za-z\d])\+?\d(?:[ .\-/()]{0,2}\d){6,24}(?![A-Za-z\d])/g;

const numbersIn = (text: string): string[] => text.replace(DATE, ',').replace(DEGREES, ',').match(RUN) ?? [];

/** Mobile 07x, +964 or 00964 with any spacing, a mobile without its zero, landlines, any other country by +. */
function isPhone(run: string): boolean {
  if (GROUPED.test(run)) return false;
  const digits = run.replace(/\D/g, '');
  if (run.startsWith('+')) return digits.length >= 8 && digits.length <= 15;
  return /^(?:00\d{8,13}|9640?7\d{9}|0[1-7]\d{7,9}|7[3-9]\d{8})$/.test(digits);
}

/** The number of a national card: twelve digits, in one piece or by fours. */
const isIdentity = (run: string): boolean =>
  /^(?:\d{12}|\d{4}[ -]\d{4}[ -]\d{4})$/.test(run) && !/^(?:00|964)/.test(run);

const IDENTITY_NAMED =
  /(?:هوي[ةهت]\p{L}{0,3}|البطاقة (?:الوطنية|التموينية|الموحدة)|الجنسية|جواز(?: السفر)?|ناسنامە|پاسپۆرت|پاسەپۆرت|کارتی نیشتیمانی|passport|identity (?:card|number|no)|id (?:card|number|no))[\p{L} .:#-]{0,24}[A-Z]?\d{6,12}(?!\d)/iu;

const EMAIL =
  /[\p{L}\p{N}._%+-]{1,64} ?(?:@|\((?:at|@)\)|\[(?:at|@)\]) ?[\p{L}\p{N}-]{1,63}(?: ?\. ?[\p{L}\p{N}-]{2,63}){1,3}/u;
const EMAIL_SPELT = /\b(?:gmail|yahoo|hotmail|outlook|icloud) ?(?:\.|dot) ?com\b/i;
