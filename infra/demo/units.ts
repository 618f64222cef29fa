import { names, type Row } from './places.ts';

interface DemoUnit {
  readonly id: string;
  readonly row: Row;
  readonly kind: 'directorate' | 'department' | 'station';
  readonly parent: string | null;
  readonly governorate: string | null;
  readonly authority: 'federal' | 'krg' | 'joint';
}

const department = (
  slug: string,
  governorate: string,
  authority: 'federal' | 'krg',
  [en, ar, ckb]: Row,
): DemoUnit => ({
  id: `UN-${slug}`,
  row: [
    `Community Police Department of ${en}`,
    `قسم الشرطة المجتمعية في ${ar}`,
    `بەشی پۆلیسی کۆمەڵگەیی ${ckb}`,
  ],
  kind: 'department',
  parent: authority === 'krg' ? 'UN-KRG' : 'UN-FEDERAL',
  governorate,
  authority,
});

const station = (
  slug: string,
  department: string,
  [governorate, authority]: readonly [string, DemoUnit['authority']],
  [en, ar, ckb]: Row,
): DemoUnit => ({
  id: `UN-${slug}-STATION`,
  row: [`${en} Police Station`, `مركز شرطة ${ar}`, `بنکەی پۆلیسی ${ckb}`],
  kind: 'station',
  parent: department,
  governorate,
  authority,
});

/** Both directorates (SF-51), a department in each of the eleven governorates (SF-70), stations of named towns. */
const demoUnits: readonly DemoUnit[] = [
  {
    id: 'UN-FEDERAL',
    row: [
      'Community Police Directorate, Ministry of Interior',
      'مديرية الشرطة المجتمعية، وزارة الداخلية',
      'بەڕێوەبەرایەتی پۆلیسی کۆمەڵگەیی، وەزارەتی ناوخۆی عێراق',
    ],
    kind: 'directorate',
    parent: null,
    governorate: null,
    authority: 'federal',
  },
  {
    id: 'UN-KRG',
    row: [
      'Community Police Directorate, Kurdistan Regional Government',
      'مديرية الشرطة المجتمعية، حكومة إقليم كردستان',
      'بەڕێوەبەرایەتی پۆلیسی کۆمەڵگەیی، حکوومەتی هەرێمی کوردستان',
    ],
    kind: 'directorate',
    parent: null,
    governorate: null,
    authority: 'krg',
  },
  department('ANBAR', 'IQG01', 'federal', ['Anbar', 'الأنبار', 'ئەنبار']),
  department('BASRA', 'IQG02', 'federal', ['Basra', 'البصرة', 'بەسرە']),
  department('SULAYMANIYAH', 'IQG06', 'krg', ['Sulaymaniyah', 'السليمانية', 'سلێمانی']),
  department('BABIL', 'IQG07', 'federal', ['Babil', 'بابل', 'بابل']),
  department('BAGHDAD', 'IQG08', 'federal', ['Baghdad', 'بغداد', 'بەغدا']),
  department('DUHOK', 'IQG09', 'krg', ['Duhok', 'دهوك', 'دهۆک']),
  department('DIYALA', 'IQG10', 'federal', ['Diyala', 'ديالى', 'دیالە']),
  department('ERBIL', 'IQG11', 'krg', ['Erbil', 'أربيل', 'هەولێر']),
  department('KIRKUK', 'IQG13', 'federal', ['Kirkuk', 'كركوك', 'کەرکووک']),
  department('NINEWA', 'IQG15', 'federal', ['Ninewa', 'نينوى', 'نەینەوا']),
  department('SALAH-AL-DIN', 'IQG16', 'federal', ['Salah Al-Din', 'صلاح الدين', 'سەلاحەدین']),
  station('QAYARA', 'UN-NINEWA', ['IQG15', 'federal'], ['Al-Qayara', 'القيارة', 'قەیارە']),
  station(
    'MOSUL',
    'UN-NINEWA',
    ['IQG15', 'federal'],
    ['Mosul Al-Zuhur', 'الزهور في الموصل', 'زوهووری مووسڵ'],
  ),
  station('RAMADI', 'UN-ANBAR', ['IQG01', 'federal'], ['Ramadi', 'الرمادي', 'ڕومادی']),
  station('FALLUJAH', 'UN-ANBAR', ['IQG01', 'federal'], ['Fallujah', 'الفلوجة', 'فەللووجە']),
  station('KHALIS', 'UN-DIYALA', ['IQG10', 'federal'], ['Al-Khalis', 'الخالص', 'خالس']),
  station('KIFRI', 'UN-DIYALA', ['IQG10', 'joint'], ['Kifri', 'كفري', 'کفری']),
  station('TIKRIT', 'UN-SALAH-AL-DIN', ['IQG16', 'federal'], ['Tikrit', 'تكريت', 'تکریت']),
  station('ADHAMIYA', 'UN-BAGHDAD', ['IQG08', 'federal'], ['Al-Adhamiya', 'الأعظمية', 'ئەعزەمیە']),
  station('DUHOK', 'UN-DUHOK', ['IQG09', 'krg'], ['Duhok', 'دهوك', 'دهۆک']),
];

export const unitEntries = demoUnits.map(({ id, row, ...unit }) => ({
  id,
  input: { name: names(row), ...unit },
}));

interface DemoFacility {
  readonly id: string;
  readonly row: Row;
  readonly kind: 'station' | 'office' | 'headquarters' | 'warehouse';
  readonly at: readonly [lat: number, lon: number];
  readonly parent: string | null;
  readonly unit: string | null;
  readonly governorate: string;
  readonly authority: 'federal' | 'krg' | 'joint';
}

const building = (
  slug: string,
  unit: string,
  at: readonly [number, number],
  { row: [en, ar, ckb], governorate, authority }: Pick<DemoFacility, 'row' | 'governorate' | 'authority'>,
): DemoFacility => ({
  id: `FA-${slug}-STATION`,
  row: [`${en} Police Station`, `مبنى مركز شرطة ${ar}`, `بینای بنکەی پۆلیسی ${ckb}`],
  kind: 'station',
  at,
  parent: null,
  unit,
  governorate,
  authority,
});

const office = (
  slug: string,
  at: readonly [number, number],
  { row: [en, ar, ckb], governorate, authority }: Pick<DemoFacility, 'row' | 'governorate' | 'authority'>,
): DemoFacility => ({
  id: `FA-${slug}-OFFICE`,
  row: [
    `${en} Community Police Office`,
    `مكتب الشرطة المجتمعية في ${ar}`,
    `نووسینگەی پۆلیسی کۆمەڵگەیی ${ckb}`,
  ],
  kind: 'office',
  at,
  parent: `FA-${slug}-STATION`,
  unit: `UN-${slug}-STATION`,
  governorate,
  authority,
});

const QAYARA = {
  row: ['Al-Qayara', 'القيارة', 'قەیارە'],
  governorate: 'IQG15',
  authority: 'federal',
} as const;
const MOSUL = { row: ['Mosul', 'الموصل', 'مووسڵ'], governorate: 'IQG15', authority: 'federal' } as const;
const DUHOK = { row: ['Duhok', 'دهوك', 'دهۆک'], governorate: 'IQG09', authority: 'krg' } as const;
const ADHAMIYA = {
  row: ['Al-Adhamiya', 'الأعظمية', 'ئەعزەمیە'],
  governorate: 'IQG08',
  authority: 'federal',
} as const;
const RAMADI = { row: ['Ramadi', 'الرمادي', 'ڕومادی'], governorate: 'IQG01', authority: 'federal' } as const;
const FALLUJAH = {
  row: ['Fallujah', 'الفلوجة', 'فەللووجە'],
  governorate: 'IQG01',
  authority: 'federal',
} as const;
const TIKRIT = { row: ['Tikrit', 'تكريت', 'تکریت'], governorate: 'IQG16', authority: 'federal' } as const;
const KIFRI = { row: ['Kifri', 'كفري', 'کفری'], governorate: 'IQG10', authority: 'joint' } as const;
const KHALIS = { row: ['Al-Khalis', 'الخالص', 'خالس'], governorate: 'IQG10', authority: 'federal' } as const;

/** Al-Qayara has no office yet: from Mosul it is 61.5 km, too far (G-03). */
const demoFacilities: readonly DemoFacility[] = [
  building('QAYARA', 'UN-QAYARA-STATION', [35.8, 43.29], QAYARA),
  building('MOSUL', 'UN-MOSUL-STATION', [36.335, 43.119], MOSUL),
  building('DUHOK', 'UN-DUHOK-STATION', [36.867, 42.988], DUHOK),
  building('ADHAMIYA', 'UN-ADHAMIYA-STATION', [33.368, 44.362], ADHAMIYA),
  building('RAMADI', 'UN-RAMADI-STATION', [33.426, 43.299], RAMADI),
  building('KHALIS', 'UN-KHALIS-STATION', [33.81, 44.53], KHALIS),
  building('FALLUJAH', 'UN-FALLUJAH-STATION', [33.35, 43.78], FALLUJAH),
  building('TIKRIT', 'UN-TIKRIT-STATION', [34.6, 43.68], TIKRIT),
  building('KIFRI', 'UN-KIFRI-STATION', [34.69, 44.96], KIFRI),
  office('MOSUL', [36.335, 43.119], MOSUL),
  office('DUHOK', [36.867, 42.988], DUHOK),
  office('ADHAMIYA', [33.368, 44.362], ADHAMIYA),
  {
    id: 'FA-BAGHDAD-HQ',
    row: [
      'Community Police Department Headquarters, Baghdad',
      'مقر قسم الشرطة المجتمعية، بغداد',
      'بارەگای بەشی پۆلیسی کۆمەڵگەیی، بەغدا',
    ],
    kind: 'headquarters',
    at: [33.325, 44.422],
    parent: null,
    unit: 'UN-FEDERAL',
    governorate: 'IQG08',
    authority: 'federal',
  },
  {
    id: 'FA-ERBIL-WAREHOUSE',
    row: [
      'IOM Warehouse, Erbil',
      'مخزن المنظمة الدولية للهجرة، أربيل',
      'کۆگای ڕێکخراوی نێودەوڵەتی کۆچ، هەولێر',
    ],
    kind: 'warehouse',
    at: [36.2, 43.97],
    parent: null,
    unit: null,
    governorate: 'IQG11',
    authority: 'krg',
  },
];

export const facilityEntries = demoFacilities.map(({ id, row, at: [lat, lon], ...facility }) => ({
  id,
  input: { name: names(row), coordinates: { lat, lon }, ...facility },
}));
