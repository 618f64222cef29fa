import { getCookie } from 'hono/cookie';
import { isLanguage, type Locale, localeOf, preferredLanguage } from '../../shared/i18n/languages.ts';
import type { Ctx } from './http-deps.ts';

export const LANGUAGE_COOKIE = 'aman-language';
export const DIGITS_COOKIE = 'aman-digits';

/** The reader's own choice, else the language of the browser, else English. */
export function localeFor(c: Ctx): Locale {
  const chosen = getCookie(c, LANGUAGE_COOKIE);
  const language = isLanguage(chosen) ? chosen : preferredLanguage(c.req.header('accept-language'));
  return localeOf(language, getCookie(c, DIGITS_COOKIE));
}
