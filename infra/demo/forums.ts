import { authorityOf, governorateOf, names, type Row } from './places.ts';

interface DemoForum {
  readonly slug: string;
  readonly row: Row;
  readonly district: string;
  readonly at: readonly [lat: number, lon: number];
  readonly on: string;
  readonly by: 'iom' | 'independent';
  readonly planned?: string;
  readonly unit?: string;
  readonly office?: string;
}

type Place = readonly [slug: string, district: string, lat: number, lon: number];

const forum = (by: 'iom' | 'independent', on: string, place: Place, row: Row): DemoForum => {
  const [slug, district, lat, lon] = place;
  return { slug, row, district, at: [lat, lon], on, by };
};
const iom = (on: string, place: Place, row: Row) => forum('iom', on, place, row);
const own = (on: string, place: Place, row: Row) => forum('independent', on, place, row);

/** 2012–2015: sixteen forums in six governorates, south, centre and north (SF-13). */
const firstSixteen: readonly DemoForum[] = [
  {
    ...iom('2012-10-14', ['ADHAMIYA', 'IQG08Q01', 33.37, 44.36], ['Al-Adhamiya', 'الأعظمية', 'ئەعزەمیە']),
    office: 'FA-ADHAMIYA-OFFICE',
  },
  iom('2012-12-09', ['KARKH', 'IQG08Q03', 33.31, 44.35], ['Al-Karkh', 'الكرخ', 'کەرخ']),
  {
    ...iom('2013-03-10', ['KADHIMIYA', 'IQG08Q02', 33.38, 44.33], ['Al-Kadhimiya', 'الكاظمية', 'کازمیە']),
    office: 'FA-ADHAMIYA-OFFICE',
  },
  iom('2013-06-16', ['MADAIN', 'IQG08Q04', 33.1, 44.58], ["Al-Mada'in", 'المدائن', 'مەدائین']),
  iom('2013-11-03', ['SADR-CITY', 'IQG08Q07', 33.39, 44.46], ['Sadr City', 'مدينة الصدر', 'شاری سەدر']),
  iom('2013-02-17', ['BASRA', 'IQG02Q02', 30.51, 47.78], ['Basra', 'البصرة', 'بەسرە']),
  iom(
    '2014-01-19',
    ['ABU-AL-KHASEEB', 'IQG02Q01', 30.44, 47.99],
    ['Abu Al-Khaseeb', 'أبو الخصيب', 'ئەبولخەسیب'],
  ),
  iom('2014-03-09', ['SHATT-AL-ARAB', 'IQG02Q07', 30.55, 47.86], ['Shatt Al-Arab', 'شط العرب', 'شەتولعەرەب']),
  iom('2013-04-21', ['HILLA', 'IQG07Q02', 32.48, 44.43], ['Al-Hilla', 'الحلة', 'حیللە']),
  iom('2014-05-11', ['MAHAWEEL', 'IQG07Q03', 32.66, 44.41], ['Al-Mahaweel', 'المحاويل', 'مەحاویل']),
  iom('2014-09-14', ['KIRKUK-1', 'IQG13Q04', 35.47, 44.39], ['Kirkuk 1', 'كركوك 1', 'کەرکووک 1']),
  iom('2015-02-22', ['KIRKUK-2', 'IQG13Q04', 35.45, 44.41], ['Kirkuk 2', 'كركوك 2', 'کەرکووک 2']),
  iom('2013-09-08', ['ERBIL', 'IQG11Q02', 36.19, 44.01], ['Erbil', 'أربيل', 'هەولێر']),
  iom('2015-04-12', ['ANKAWA', 'IQG11Q02', 36.23, 43.99], ['Ankawa', 'عنكاوا', 'عەنکاوە']),
  iom('2014-11-16', ['SULAYMANIYAH', 'IQG06Q01', 35.56, 45.43], ['Sulaymaniyah', 'السليمانية', 'سلێمانی']),
  iom('2015-09-13', ['CHAMCHAMAL', 'IQG06Q02', 35.53, 44.83], ['Chamchamal', 'جمجمال', 'چەمچەماڵ']),
];

/** To 30 November 2016: fourteen more with IOM, thirteen by local police on their own (SF-15, SF-16). */
const second: readonly DemoForum[] = [
  {
    ...iom('2016-04-17', ['DUHOK', 'IQG09Q02', 36.867, 42.988], ['Duhok', 'دهوك', 'دهۆک']),
    unit: 'UN-DUHOK-STATION',
    office: 'FA-DUHOK-OFFICE',
  },
  {
    ...iom('2016-05-08', ['SUMAIL', 'IQG09Q03', 36.86, 42.85], ['Sumail', 'سميل', 'سێمێل']),
    office: 'FA-DUHOK-OFFICE',
  },
  iom('2016-05-15', ['ERBIL-2', 'IQG11Q02', 36.17, 44.03], ['Erbil 2', 'أربيل 2', 'هەولێر 2']),
  iom(
    '2016-05-22',
    ['SULAYMANIYAH-2', 'IQG06Q01', 35.58, 45.39],
    ['Sulaymaniyah 2', 'السليمانية 2', 'سلێمانی 2'],
  ),
  iom('2016-06-05', ['KIRKUK-3', 'IQG13Q04', 35.49, 44.36], ['Kirkuk 3', 'كركوك 3', 'کەرکووک 3']),
  iom('2016-06-12', ['RISAFA', 'IQG08Q06', 33.34, 44.41], ['Al-Risafa', 'الرصافة', 'ڕەسافە']),
  iom('2016-07-24', ['ABU-GHRAIB', 'IQG08Q03', 33.3, 44.07], ['Abu Ghraib', 'أبو غريب', 'ئەبوغرێب']),
  iom('2016-07-31', ['BAQUBA', 'IQG10Q04', 33.75, 44.64], ['Baquba', 'بعقوبة', 'بەعقووبە']),
  {
    ...iom('2016-08-14', ['KIFRI', 'IQG10Q06', 34.69, 44.96], ['Kifri', 'كفري', 'کفری']),
    unit: 'UN-KIFRI-STATION',
  },
  iom('2016-08-28', ['SAMARRA', 'IQG16Q05', 34.2, 43.87], ['Samarra', 'سامراء', 'سامەڕا']),
  iom('2016-09-18', ['BALAD', 'IQG16Q04', 34.01, 44.15], ['Balad', 'بلد', 'بەلەد']),
  iom('2016-10-02', ['MUSAYYIB', 'IQG07Q04', 32.78, 44.29], ['Al-Musayyib', 'المسيب', 'موسەیەب']),
  iom('2016-10-16', ['ZUBAIR', 'IQG02Q06', 30.39, 47.71], ['Al-Zubair', 'الزبير', 'زوبێر']),
  iom('2016-11-13', ['HADITHA', 'IQG01Q06', 34.14, 42.38], ['Haditha', 'حديثة', 'حەدیسە']),
  own('2016-02-07', ['MAHMOUDIYA', 'IQG08Q05', 33.06, 44.36], ['Al-Mahmoudiya', 'المحمودية', 'مەحموودیە']),
  own('2016-03-13', ['KARRADA', 'IQG08Q06', 33.3, 44.43], ['Karrada', 'الكرادة', 'کەڕادە']),
  own('2016-04-03', ['DORA', 'IQG08Q03', 33.25, 44.4], ['Dora', 'الدورة', 'دۆڕە']),
  own('2016-04-24', ['QURNA', 'IQG02Q05', 31.02, 47.43], ['Al-Qurna', 'القرنة', 'قورنە']),
  own('2016-05-29', ['MIDAINA', 'IQG02Q04', 30.96, 47.27], ['Al-Midaina', 'المدينة', 'مەدینە']),
  own('2016-06-19', ['HASHIMIYA', 'IQG07Q01', 32.37, 44.66], ['Al-Hashimiya', 'الهاشمية', 'هاشمیە']),
  own('2016-07-10', ['DAQUQ', 'IQG13Q02', 35.14, 44.45], ['Daquq', 'داقوق', 'داقووق']),
  own('2016-08-07', ['MUQDADIYA', 'IQG10Q02', 33.98, 44.94], ['Al-Muqdadiya', 'المقدادية', 'میقدادیە']),
  own('2016-08-21', ['BALADRUZ', 'IQG10Q03', 33.7, 45.08], ['Baladruz', 'بلدروز', 'بەلەدرووز']),
  own('2016-09-04', ['DUJAIL', 'IQG16Q04', 33.85, 44.24], ['Al-Dujail', 'الدجيل', 'دوجەیل']),
  own('2016-09-25', ['SHAQLAWA', 'IQG11Q06', 36.41, 44.32], ['Shaqlawa', 'شقلاوة', 'شەقڵاوە']),
  own('2016-10-23', ['KALAR', 'IQG06Q06', 34.63, 45.32], ['Kalar', 'كلار', 'کەلار']),
  own('2016-11-20', ['ZAKHO', 'IQG09Q04', 37.14, 42.69], ['Zakho', 'زاخو', 'زاخۆ']),
];

/** To 20 December 2017: twelve with IOM, eleven on their own (SF-17); 46 others when Al-Qayara 1 opened. */
const third: readonly DemoForum[] = [
  // The four planned for the end of 2016 (SF-18).
  {
    ...iom('2016-12-18', ['RAMADI', 'IQG01Q03', 33.426, 43.299], ['Ramadi', 'الرمادي', 'ڕومادی']),
    planned: '2016-11-27',
    unit: 'UN-RAMADI-STATION',
  },
  {
    ...iom('2016-12-22', ['KHALIS', 'IQG10Q01', 33.81, 44.53], ['Al-Khalis', 'الخالص', 'خالس']),
    planned: '2016-11-27',
    unit: 'UN-KHALIS-STATION',
  },
  {
    ...iom('2017-01-26', ['QAYARA-1', 'IQG15Q05', 35.8, 43.29], ['Al-Qayara 1', 'القيارة 1', 'قەیارە 1']),
    planned: '2016-11-27',
    unit: 'UN-QAYARA-STATION',
  },
  {
    ...iom('2017-03-12', ['QAYARA-2', 'IQG15Q05', 35.79, 43.3], ['Al-Qayara 2', 'القيارة 2', 'قەیارە 2']),
    planned: '2016-11-27',
    unit: 'UN-QAYARA-STATION',
  },
  {
    ...iom('2017-05-14', ['FALLUJAH', 'IQG01Q01', 33.35, 43.78], ['Fallujah', 'الفلوجة', 'فەللووجە']),
    unit: 'UN-FALLUJAH-STATION',
  },
  {
    ...iom(
      '2017-07-09',
      ['AMIRIAT', 'IQG01Q01', 33.16, 43.86],
      ['Al-Amiriat Al-Fallujah', 'عامرية الفلوجة', 'عامریەی فەللووجە'],
    ),
    unit: 'UN-FALLUJAH-STATION',
  },
  iom('2017-09-17', ['TIKRIT', 'IQG16Q06', 34.6, 43.68], ['Tikrit', 'تكريت', 'تکریت']),
  // Five new ones in Ninewa in November and December 2017 (SF-19).
  {
    ...iom(
      '2017-11-12',
      ['MOSUL-BASHIQA', 'IQG15Q05', 36.45, 43.35],
      ['Mosul-Bashiqa', 'الموصل - بعشيقة', 'مووسڵ - بەعشیقە'],
    ),
    unit: 'UN-MOSUL-STATION',
    office: 'FA-MOSUL-OFFICE',
  },
  {
    ...iom(
      '2017-11-19',
      ['MOSUL-ZUHUR', 'IQG15Q05', 36.37, 43.17],
      ['Mosul Al-Zuhur', 'الموصل - الزهور', 'مووسڵ - زوهوور'],
    ),
    unit: 'UN-MOSUL-STATION',
    office: 'FA-MOSUL-OFFICE',
  },
  {
    ...iom('2017-11-26', ['HAMDANIYA', 'IQG15Q03', 36.27, 43.38], ['Al-Hamdaniya', 'الحمدانية', 'حەمدانیە']),
    office: 'FA-MOSUL-OFFICE',
  },
  {
    ...iom('2017-12-03', ['TILKAEF', 'IQG15Q09', 36.49, 43.12], ['Tilkaef', 'تلكيف', 'تلکێف']),
    office: 'FA-MOSUL-OFFICE',
  },
  {
    ...iom(
      '2017-12-10',
      ['HAMMAM-AL-ALIL', 'IQG15Q05', 36.16, 43.26],
      ['Hammam Al-Alil', 'حمام العليل', 'حەمام عەلیل'],
    ),
    office: 'FA-MOSUL-OFFICE',
  },
  own('2017-01-15', ['FAW', 'IQG02Q03', 29.98, 48.47], ['Al-Faw', 'الفاو', 'فاو']),
  own('2017-03-05', ['HEET', 'IQG01Q07', 33.64, 42.83], ['Heet', 'هيت', 'هیت']),
  own('2017-04-02', ['KHALIDIYA', 'IQG01Q03', 33.4, 43.52], ['Al-Khalidiya', 'الخالدية', 'خالیدیە']),
  own('2017-05-07', ['GARMA', 'IQG01Q01', 33.39, 43.96], ['Al-Garma', 'الكرمة', 'گەرمە']),
  own('2017-06-11', ['KHANAQIN', 'IQG10Q05', 34.35, 45.38], ['Khanaqin', 'خانقين', 'خانەقین']),
  own('2017-07-16', ['DAUR', 'IQG16Q01', 34.46, 43.78], ['Al-Daur', 'الدور', 'دوور']),
  own('2017-08-06', ['BAIJI', 'IQG16Q03', 34.93, 43.49], ['Baiji', 'بيجي', 'بێجی']),
  own('2017-08-27', ['RANYA', 'IQG06Q09', 36.25, 44.88], ['Ranya', 'رانية', 'ڕانیە']),
  own('2017-10-08', ['AMEDI', 'IQG09Q01', 37.09, 43.49], ['Amedi', 'العمادية', 'ئامێدی']),
  own('2017-10-29', ['KOYA', 'IQG11Q03', 36.08, 44.63], ['Koya', 'كويسنجق', 'کۆیە']),
  own('2017-11-30', ['HAWIJA', 'IQG13Q01', 35.32, 43.77], ['Hawija', 'الحويجة', 'حەویجە']),
];

/** The 66 forums of the seeds; where the seeds name no town and date, both are plausible and invented. */
const demoForums: readonly DemoForum[] = [...firstSixteen, ...second, ...third];

const forumId = ({ slug }: DemoForum): string => `FO-${slug}`;

export const forumEntries = demoForums.map((one) => ({
  id: forumId(one),
  input: {
    name: names(one.row),
    governorate: governorateOf(one.district),
    district: `PL-${one.district}`,
    authority: authorityOf(one.district),
    establishedBy: one.by,
    establishedOn: one.on,
    coordinates: { lat: one.at[0], lon: one.at[1] },
    sopVersion: one.by === 'iom' ? '2' : '1',
    ...(one.planned === undefined ? {} : { plannedOn: one.planned }),
    ...(one.unit === undefined ? {} : { unit: one.unit }),
    ...(one.office === undefined ? {} : { office: one.office }),
  },
}));

const group = (category: string, sex: string, count: number) => ({
  category,
  sex,
  age: '25-59',
  displacement: 'not-asked',
  count,
});

/**
 * What the first sixteen engaged by the end of 2015: more than 500 residents, 80 police officers, more than 80
 * officials, 70 people of civil society (SF-14). The shares of women are invented.
 */
export const membershipEntries = firstSixteen.map((one, n) => ({
  id: forumId(one),
  input: {
    on: '2015-12-31',
    groups: [
      group('community', 'female', 13),
      group('community', 'male', 19),
      group('police', 'male', 5),
      group('local-authority', 'male', n === 0 ? 6 : 5),
      group('civil-society', 'female', 2),
      group('civil-society', 'male', n < 6 ? 3 : 2),
    ],
  },
}));
