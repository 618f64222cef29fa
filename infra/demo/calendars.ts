import { addDays } from '../../shared/kernel/time.ts';
import { names, type Row } from './places.ts';

type Fixed = readonly [monthDay: string, name: Row];

const NEW_YEAR: Row = ["New Year's Day", 'رأس السنة الميلادية', 'سەری ساڵی زایینی'];
const ARMY: Row = ['Army Day', 'عيد الجيش', 'ڕۆژی سوپا'];
const NEWROZ: Row = ['Newroz', 'عيد نوروز', 'جەژنی نەورۆز'];
const LABOUR: Row = ['Labour Day', 'عيد العمال', 'جەژنی کرێکاران'];
const CHRISTMAS: Row = ['Christmas Day', 'عيد الميلاد', 'جەژنی لەدایکبوونی مەسیح'];

const FEDERAL: readonly Fixed[] = [
  ['01-01', NEW_YEAR],
  ['01-06', ARMY],
  ['03-21', NEWROZ],
  ['05-01', LABOUR],
  ['10-03', ['National Day', 'اليوم الوطني', 'ڕۆژی نیشتمانی']],
  ['12-10', ['Victory Day', 'يوم النصر', 'ڕۆژی سەرکەوتن']],
  ['12-25', CHRISTMAS],
];

const KRG: readonly Fixed[] = [
  ['01-01', NEW_YEAR],
  ['01-06', ARMY],
  ['03-05', ['Uprising Day', 'يوم الانتفاضة', 'ڕۆژی ڕاپەڕین']],
  ['03-11', ['Liberation of Erbil', 'تحرير أربيل', 'ئازادکردنی هەولێر']],
  ['03-14', ['Birthday of Mustafa Barzani', 'ميلاد مصطفى بارزاني', 'لەدایکبوونی مستەفا بارزانی']],
  ['03-16', ['Halabja Remembrance Day', 'يوم استذكار حلبجة', 'ڕۆژی یادی هەڵەبجە']],
  ['03-21', NEWROZ],
  ['03-22', NEWROZ],
  ['03-23', NEWROZ],
  ['03-24', NEWROZ],
  ['04-14', ['Anfal Remembrance Day', 'يوم استذكار الأنفال', 'ڕۆژی یادی ئەنفال']],
  ['05-01', LABOUR],
  ['12-25', CHRISTMAS],
];

const FITR: Row = ['Eid al-Fitr', 'عيد الفطر', 'جەژنی ڕەمەزان'];
const ADHA: Row = ['Eid al-Adha', 'عيد الأضحى', 'جەژنی قوربان'];
const GHADIR: Row = ['Eid al-Ghadir', 'عيد الغدير', 'جەژنی غەدیر'];
const HIJRI: Row = ['Islamic New Year', 'رأس السنة الهجرية', 'سەری ساڵی کۆچی'];
const ASHURA: Row = ['Ashura', 'عاشوراء', 'عاشوورا'];
const MAWLID: Row = ["The Prophet's Birthday", 'المولد النبوي', 'لەدایکبوونی پێغەمبەر'];

/** First days by the Umm al-Qura calendar: all to be confirmed, the moon decides (DF-60). */
const LUNAR: readonly (readonly [
  fitr: string,
  adha: string,
  ghadir: string,
  hijri: string,
  ashura: string,
  mawlid: string,
])[] = [
  ['2025-03-30', '2025-06-06', '2025-06-14', '2025-06-26', '2025-07-05', '2025-09-04'],
  ['2026-03-20', '2026-05-27', '2026-06-04', '2026-06-16', '2026-06-25', '2026-08-25'],
  ['2027-03-09', '2027-05-16', '2027-05-24', '2027-06-06', '2027-06-15', '2027-08-14'],
  ['2028-02-26', '2028-05-05', '2028-05-13', '2028-05-25', '2028-06-03', '2028-08-03'],
];

interface Day {
  readonly date: string;
  readonly name: Row;
  readonly toBeConfirmed: boolean;
}

const days = (from: string, count: number, name: Row): Day[] =>
  Array.from({ length: count }, (_, n) => ({ date: addDays(from, n), name, toBeConfirmed: true }));

function holidays(fixed: readonly Fixed[], withFederalFeasts: boolean) {
  const all: Day[] = LUNAR.flatMap(([fitr, adha, ghadir, hijri, ashura, mawlid]) => [
    ...fixed.map(([day, name]) => ({ date: `${fitr.slice(0, 4)}-${day}`, name, toBeConfirmed: false })),
    ...days(fitr, 3, FITR),
    ...days(adha, 4, ADHA),
    ...days(hijri, 1, HIJRI),
    ...days(mawlid, 1, MAWLID),
    ...(withFederalFeasts ? [...days(ghadir, 1, GHADIR), ...days(ashura, 1, ASHURA)] : []),
  ]);
  // Two feasts on one day are one day off: the fixed one gives the name.
  const byDate = new Map(all.toReversed().map((day) => [day.date, day]));
  return [...byDate.values()]
    .toSorted((a, b) => a.date.localeCompare(b.date))
    .map(({ date, name, toBeConfirmed }) => ({
      date,
      name: { ...names(name), ...(toBeConfirmed ? { toBeConfirmed } : {}) },
    }));
}

/** Federal and regional holidays 2025–2028 (DF-58–DF-60). */
export const calendarEntries = [
  { id: 'CA-FEDERAL', input: { authority: 'federal', holidays: holidays(FEDERAL, true) } },
  { id: 'CA-KRG', input: { authority: 'krg', holidays: holidays(KRG, false) } },
];
