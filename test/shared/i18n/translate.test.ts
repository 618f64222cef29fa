import { describe, expect, it } from 'vitest';
import {
  foldDigits,
  formatDate,
  formatInstant,
  formatList,
  formatNumber,
} from '../../../shared/i18n/format.ts';
import { localeOf, preferredLanguage } from '../../../shared/i18n/languages.ts';
import { say, t } from '../../../shared/i18n/translate.ts';

const en = localeOf('en');
const ar = localeOf('ar');
const ckb = localeOf('ckb');

describe('the language of a reader', () => {
  it.each([
    ['ar-IQ,ar;q=0.9,en;q=0.8', 'ar'],
    ['ckb', 'ckb'],
    ['ku-Arab-IQ', 'en'],
    ['ku-Arab', 'ckb'],
    ['ku', 'en'],
    ['fr-FR, en;q=0.5', 'en'],
    ['en;q=0.1, ar;q=0.9', 'ar'],
    ['ar;q=0', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [';;;,,q=', 'en'],
  ])('%s is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

describe('digits', () => {
  it('are those of the language, or those the reader chose', () => {
    expect(formatNumber(en, 1234)).toBe('1,234');
    expect(formatNumber(ar, 12)).toBe('١٢');
    expect(formatNumber(ckb, 12)).toBe('١٢');
    expect(formatNumber(localeOf('ar', 'latn'), 12)).toBe('12');
  });

  it.each([
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['١٢ Main ۳', '12 Main 3'],
  ])('%s folds to %s', (typed, folded) => {
    expect(foldDigits(typed)).toBe(folded);
  });
});

describe('dates', () => {
  it.each([
    [en, '20 November 2026'],
    [ar, '٢٠ تشرين الثاني ٢٠٢٦'],
    [ckb, '٢٠ی تشرینی دووەمی ٢٠٢٦'],
    [localeOf('ckb', 'latn'), '20ی تشرینی دووەمی 2026'],
  ])('%o writes %s', (locale, text) => {
    expect(formatDate(locale, '2026-11-20')).toBe(text);
  });

  it('are those of Baghdad', () => {
    expect(formatInstant(en, '2026-11-20T21:30:00.000Z')).toBe('21 November 2026, 00:30');
  });

  it('lists read as people speak', () => {
    expect(formatList(en, ['a', 'b', 'c'])).toBe('a, b and c');
    expect(formatList(ckb, ['a', 'b', 'c'])).toBe('a، b و c');
    expect(formatList(ckb, [])).toBe('');
  });
});

describe('sentences', () => {
  it('keep names in a bubble on pages written from the right', () => {
    expect(t(ar, 'sign-in.as', { name: 'Hana (IOM)' })).toBe('الدخول باسم \u2068Hana (IOM)\u2069');
    expect(t(en, 'sign-in.as', { name: 'Hana' })).toBe('Sign in as Hana');
    expect(t(en, 'sign-in.as', { name: 'هناء' })).toBe('Sign in as \u2068هناء\u2069');
  });

  it.each([
    [0, 'لا شيء بانتظارك'],
    [1, 'مهمة واحدة بانتظارك'],
    [2, 'مهمتان بانتظارك'],
    [3, '٣ مهام بانتظارك'],
    [11, '١١ مهمة بانتظارك'],
    [100, '١٠٠ مهمة بانتظارك'],
  ])('count %i in Arabic', (count, text) => {
    expect(t(ar, 'queue.count', { count })).toBe(text);
  });

  it('fall back to the next key, then to nothing', () => {
    expect(say(ar, ['no.such.key', 'app.name'])).toBe('أمان');
    expect(say(ar, ['no.such.key'])).toBeNull();
    expect(say(ar, ['constructor', '__proto__'])).toBeNull();
  });

  it('stay readable when a parameter is missing', () => {
    expect(t(en, 'sign-in.as')).toContain('Sign in as');
  });
});
