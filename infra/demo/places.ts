import type { Authority } from '../../shared/kernel/calendar.ts';

/** English, Arabic, Sorani. */
export type Row = readonly [en: string, ar: string, ckb: string];

export const names = ([en, ar, ckb]: Row) => ({ en, ar, ckb });

interface Governorate {
  readonly code: string;
  readonly pcode: string | null;
  readonly authority: Authority;
  readonly from: string;
  readonly row: Row;
  readonly aliases: readonly string[];
}

// Who governs is dated data (DF-51); where no date is published we count from the constitution of 2005.
const SINCE = '2005-10-15';

const governorate = (
  code: string,
  authority: Authority,
  row: Row,
  aliases: readonly string[] = [],
): Governorate => ({ code, pcode: code, authority, from: SINCE, row, aliases });

/** The 19 governorates: OCHA codes and names (TD-01); Halabja has no code yet (DF-48). */
const governorates: readonly Governorate[] = [
  governorate('IQG01', 'federal', ['Al-Anbar', 'الأنبار', 'ئەنبار'], ['Anbar']),
  governorate('IQG02', 'federal', ['Al-Basrah', 'البصرة', 'بەسرە'], ['Basra', 'Basrah']),
  governorate('IQG03', 'federal', ['Al-Muthanna', 'المثنى', 'موسەننا'], ['Muthanna']),
  governorate('IQG04', 'federal', ['Al-Najaf', 'النجف', 'نەجەف'], ['Najaf']),
  governorate('IQG05', 'federal', ['Al-Qadissiya', 'القادسية', 'قادسیە'], ['Qadisiyah', 'Diwaniyah']),
  governorate('IQG06', 'krg', ['Al-Sulaymaniyah', 'السليمانية', 'سلێمانی'], ['Sulaymaniyah', 'Slemani']),
  governorate('IQG07', 'federal', ['Babil', 'بابل', 'بابل'], ['Babylon']),
  governorate('IQG08', 'federal', ['Baghdad', 'بغداد', 'بەغدا']),
  governorate('IQG09', 'krg', ['Duhok', 'دهوك', 'دهۆک'], ['Dohuk', 'Dahuk']),
  governorate('IQG10', 'federal', ['Diyala', 'ديالى', 'دیالە']),
  governorate('IQG11', 'krg', ['Erbil', 'أربيل', 'هەولێر'], ['Arbil', 'Hawler']),
  governorate('IQG12', 'federal', ['Kerbala', 'كربلاء', 'کەربەلا'], ['Karbala']),
  governorate('IQG13', 'federal', ['Kirkuk', 'كركوك', 'کەرکووک']),
  governorate('IQG14', 'federal', ['Maysan', 'ميسان', 'مەیسان'], ['Missan']),
  governorate('IQG15', 'federal', ['Ninewa', 'نينوى', 'نەینەوا'], ['Nineveh', 'Ninawa']),
  governorate('IQG16', 'federal', ['Salah Al-Din', 'صلاح الدين', 'سەلاحەدین'], ['Saladin']),
  governorate('IQG17', 'federal', ['Thi Qar', 'ذي قار', 'زیقار'], ['Dhi Qar']),
  governorate('IQG18', 'federal', ['Wassit', 'واسط', 'واست'], ['Wasit']),
  {
    code: 'IQ-HALABJA',
    pcode: null,
    authority: 'krg',
    from: '2025-04-14',
    row: ['Halabja', 'حلبجة', 'هەڵەبجە'],
    aliases: ['Halabcha'],
  },
];

interface District {
  readonly code: string;
  readonly row: Row;
  readonly aliases: readonly string[];
  /** Where it differs from the governorate (DF-51); to be confirmed by both ministries. */
  readonly authority?: Authority;
}

const district = (code: string, row: Row, ...aliases: string[]): District => ({ code, row, aliases });

/** Districts in which forums work, and those whose authority the code does not tell. */
const districts: readonly District[] = [
  district('IQG01Q01', ['Al-Falluja', 'الفلوجة', 'فەللووجە'], 'Fallujah'),
  district('IQG01Q03', ['Al-Ramadi', 'الرمادي', 'ڕومادی'], 'Ramadi'),
  district('IQG01Q06', ['Haditha', 'حديثة', 'حەدیسە']),
  district('IQG01Q07', ['Heet', 'هيت', 'هیت'], 'Hit'),
  district('IQG02Q01', ['Abu Al-Khaseeb', 'أبو الخصيب', 'ئەبولخەسیب']),
  district('IQG02Q02', ['Al-Basrah', 'البصرة', 'بەسرە'], 'Basra'),
  district('IQG02Q03', ['Al-Faw', 'الفاو', 'فاو'], 'Faw'),
  district('IQG02Q04', ['Al-Midaina', 'المدينة', 'مەدینە']),
  district('IQG02Q05', ['Al-Qurna', 'القرنة', 'قورنە']),
  district('IQG02Q06', ['Al-Zubair', 'الزبير', 'زوبێر']),
  district('IQG02Q07', ['Shat Al-Arab', 'شط العرب', 'شەتولعەرەب']),
  district('IQG06Q01', ['Al-Sulaymaniyah', 'السليمانية', 'سلێمانی'], 'Slemani'),
  district('IQG06Q02', ['Chamchamal', 'جمجمال', 'چەمچەماڵ']),
  district('IQG06Q06', ['Kalar', 'كلار', 'کەلار']),
  district('IQG06Q09', ['Rania', 'رانية', 'ڕانیە'], 'Ranya'),
  district('IQG07Q01', ['Al-Hashimiya', 'الهاشمية', 'هاشمیە']),
  district('IQG07Q02', ['Al-Hilla', 'الحلة', 'حیللە'], 'Hillah'),
  district('IQG07Q03', ['Al-Mahaweel', 'المحاويل', 'مەحاویل']),
  district('IQG07Q04', ['Al-Mussyab', 'المسيب', 'موسەیەب'], 'Musayyib'),
  district('IQG08Q01', ['Al-Adhamiya', 'الأعظمية', 'ئەعزەمیە']),
  district('IQG08Q02', ['Al-Kadhmiyah', 'الكاظمية', 'کازمیە']),
  district('IQG08Q03', ['Al-Karkh', 'الكرخ', 'کەرخ']),
  district('IQG08Q04', ["Al-Mada'in", 'المدائن', 'مەدائین']),
  district('IQG08Q05', ['Al-Mahmoudiya', 'المحمودية', 'مەحموودیە']),
  district('IQG08Q06', ['Al-Risafa', 'الرصافة', 'ڕەسافە']),
  district('IQG08Q07', ['Al-Thawra', 'الثورة', 'سەورە'], 'Sadr City'),
  district('IQG09Q01', ['Al-Amadiya', 'العمادية', 'ئامێدی'], 'Amedi'),
  district('IQG09Q02', ['Duhok', 'دهوك', 'دهۆک'], 'Dohuk'),
  district('IQG09Q03', ['Sumail', 'سميل', 'سێمێل'], 'Semel'),
  district('IQG09Q04', ['Zakho', 'زاخو', 'زاخۆ']),
  district('IQG10Q01', ['Al-Khalis', 'الخالص', 'خالس'], 'Al Khalas'),
  district('IQG10Q02', ['Al-Muqdadiya', 'المقدادية', 'میقدادیە']),
  district('IQG10Q03', ['Baladruz', 'بلدروز', 'بەلەدرووز']),
  district('IQG10Q04', ['Baquba', 'بعقوبة', 'بەعقووبە'], 'Baqubah'),
  district('IQG10Q05', ['Khanaqin', 'خانقين', 'خانەقین']),
  { ...district('IQG10Q06', ['Kifri', 'كفري', 'کفری']), authority: 'joint' },
  district('IQG11Q02', ['Erbil', 'أربيل', 'هەولێر'], 'Hawler'),
  district('IQG11Q03', ['Koysinjaq', 'كويسنجق', 'کۆیە'], 'Koya'),
  { ...district('IQG11Q04', ['Makhmour', 'مخمور', 'مەخموور']), authority: 'joint' },
  district('IQG11Q06', ['Shaqlawa', 'شقلاوة', 'شەقڵاوە']),
  district('IQG13Q01', ['Al-Hawiga', 'الحويجة', 'حەویجە'], 'Hawija'),
  district('IQG13Q02', ['Daquq', 'داقوق', 'داقووق']),
  district('IQG13Q04', ['Kirkuk', 'كركوك', 'کەرکووک']),
  { ...district('IQG15Q01', ['Aqra', 'عقرة', 'ئاکرێ'], 'Akre'), authority: 'krg' },
  district('IQG15Q03', ['Al-Hamdaniya', 'الحمدانية', 'حەمدانیە'], 'Qaraqosh'),
  district('IQG15Q05', ['Al-Mosul', 'الموصل', 'مووسڵ'], 'Mosul', 'Baasheka', 'Qayyarah'),
  { ...district('IQG15Q06', ['Al-Shikhan', 'الشيخان', 'شێخان'], 'Shekhan'), authority: 'krg' },
  district('IQG15Q09', ['Tilkaef', 'تلكيف', 'تلکێف'], 'Tel Keppe'),
  district('IQG16Q01', ['Al-Daur', 'الدور', 'دوور']),
  district('IQG16Q03', ['Beygee', 'بيجي', 'بێجی'], 'Baiji'),
  district('IQG16Q04', ['Balad', 'بلد', 'بەلەد']),
  district('IQG16Q05', ['Samarra', 'سامراء', 'سامەڕا']),
  district('IQG16Q06', ['Tikrit', 'تكريت', 'تکریت']),
];

export const governorateOf = (districtCode: string): string => districtCode.slice(0, 5);

export const authorityOf = (districtCode: string): Authority =>
  districts.find(({ code }) => code === districtCode)?.authority ??
  governorates.find(({ code }) => code === governorateOf(districtCode))?.authority ??
  'federal';

/** Inputs of the place entries, governorates first. */
export const placeEntries = [
  ...governorates.map(({ code, pcode, authority, from, row, aliases }) => ({
    id: `PL-${code}`,
    input: {
      code,
      pcode,
      level: 'governorate',
      names: names(row),
      aliases,
      parent: null,
      authority: { authority, from },
    },
  })),
  ...districts.map(({ code, row, aliases }) => ({
    id: `PL-${code}`,
    input: {
      code,
      pcode: code,
      level: 'district',
      names: names(row),
      aliases,
      parent: `PL-${governorateOf(code)}`,
      authority: { authority: authorityOf(code), from: SINCE },
    },
  })),
];
