/** The languages of the interface, in the order the switch shows them. `ckb` is Sorani; `ku` would mean Kurmanji. */
export const LANGUAGES = ['ar', 'ckb', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `arab`: ٠١٢٣, `latn`: 0123. */
type Digits = 'arab' | 'latn';

/** How texts, numbers and dates are written for one reader. */
export interface Locale {
  readonly language: Language;
  readonly digits: Digits;
}

/** Names in their own script. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  ar: 'العربية',
  ckb: 'کوردی',
  en: 'English',
};

// CLDR: prose in ar-IQ and ckb is written with Arabic-Indic digits.
const DEFAULT_DIGITS: Readonly<Record<Language, Digits>> = { ar: 'arab', ckb: 'arab', en: 'latn' };
const TAGS: Readonly<Record<Language, string>> = { ar: 'ar-IQ', ckb: 'ckb-IQ', en: 'en-GB' };

export const isLanguage = (text: string | undefined): text is Language =>
  LANGUAGES.some((language) => language === text);

export const localeOf = (language: Language, digits?: string): Locale => ({
  language,
  digits: language !== 'en' && (digits === 'latn' || digits === 'arab') ? digits : DEFAULT_DIGITS[language],
});

export const direction = (language: Language): 'rtl' | 'ltr' => (language === 'en' ? 'ltr' : 'rtl');

/** BCP 47 tag for Intl, e.g. `ar-IQ-u-nu-latn`. */
export const intlTag = ({ language, digits }: Locale): string => `${TAGS[language]}-u-nu-${digits}`;

/** The best language of an Accept-Language header; English when none fits. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', quality = ''] = part.trim().toLowerCase().split(';q=');
      return { tag, weight: quality === '' ? 1 : Number(quality) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const language = tag === 'ku-arab' || tag === 'ku-iq' ? 'ckb' : tag.split('-')[0];
    if (isLanguage(language)) return language;
  }
  return 'en';
}
