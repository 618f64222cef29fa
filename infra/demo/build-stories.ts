import { TEMPLATES } from '../../workflows/office-build/templates.ts';
import { AccessItem, type WorkType } from '../../workflows/office-build/vocabulary.ts';
import { names, type Row } from './places.ts';
import type { Step } from './plan-script.ts';

/** A file of the demonstration by name; its SHA-256 is filled in when it is kept. */
type Files = (name: string) => string;

/** A build told as its people lived it. */
interface BuildStory {
  readonly id: string;
  readonly openedBefore: number;
  readonly open: object;
  readonly steps: readonly Step[];
}

const MINISTRY = 'PE-MOI-1';
const MANAGER = 'PE-IOM-MANAGER-1';
const RECORDER = 'PE-IOM-MANAGER-2';
const CONTRACTOR = 'PE-CONTRACTOR';
const usd = (amount: string) => ({ amount, currency: 'USD' });

interface Place {
  readonly workType: WorkType;
  readonly row: Row;
  readonly district: string;
  readonly at: readonly [lat: number, lon: number];
  readonly field: string;
  readonly engineer: string;
  readonly parent?: string;
  readonly facility?: string;
  readonly forums: readonly string[];
}

const site = ({ workType, row, district, at: [lat, lon], parent, facility }: Place) => ({
  workType,
  name: names(row),
  district,
  coordinates: { lat, lon },
  ...(parent === undefined ? {} : { parent }),
  ...(facility === undefined ? {} : { facility }),
  letterNumber: `م/${district.slice(-2)}/118`,
  letterDate: '2026-01-12',
});

const siting = (before: number, place: Place, budget: string, file: Files): Step[] => [
  [before, place.field, 'ChooseSite', site(place)],
  ...place.forums.map((forum): Step => [before, place.field, 'AssignForum', { forum }]),
  [
    before - 2,
    place.field,
    'SubmitSite',
    { budget: usd(budget), drawings: [file('drawings')], billOfQuantities: [file('bill-of-quantities')] },
  ],
];

const approved = (before: number): Step[] => [
  [before, MANAGER, 'ApproveSite', {}],
  [
    before - 1,
    MINISTRY,
    'ApproveSite',
    {
      remarks: 'مع مراعاة مدخل خاص بالنساء.',
      letterNumber: '4127',
      letterDate: '2026-02-01',
      committee: [
        { name: 'حيدر فاضل عباس', rank: 'عميد' },
        { name: 'زهراء هادي ناجي', rank: 'عقيد' },
        { name: 'قصي جابر مزهر', rank: 'رائد' },
      ],
    },
  ],
];

const contract = (before: number, number: string, amount: string, workingDays: number): Step => [
  before,
  RECORDER,
  'RecordContract',
  {
    contractor: 'شركة ضفاف دجلة للمقاولات',
    number: `IQ-CP-${number}`,
    amount: usd(amount),
    workingDays,
    retention: 10,
    contract: `CO-DEMO-${number}`,
  },
];

const contracted = (before: number, { engineer }: Place): Step[] => [
  [before, MANAGER, 'ApproveContract', {}],
  [before - 1, MINISTRY, 'ApproveContract', { finalApprover: 'PE-MOI-2' }],
  [before - 3, engineer, 'HandOverSite', { note: 'تم تسليم الموقع ومفاتيح البوابة.' }],
];

const proof = ({ workType }: Place, milestone: string, file: Files) => ({
  milestone,
  evidence: (TEMPLATES[workType].find(({ code }) => code === milestone)?.evidence ?? []).map((kind) => ({
    kind,
    files: [file(`${milestone}-${kind}`)],
  })),
});

const submitted = (before: number, place: Place, milestone: string, file: Files): Step[] => [
  [before, CONTRACTOR, 'SubmitMilestone', proof(place, milestone, file)],
];

const inspected = (before: number, place: Place, milestone: string, file: Files): Step[] => [
  ...submitted(before, place, milestone, file),
  [before - 1, place.engineer, 'InspectMilestone', { milestone, passed: true, findings: 'مطابق للمخططات.' }],
];

const passed = (before: number, place: Place, milestone: string, file: Files): Step[] => [
  ...inspected(before, place, milestone, file),
  [before - 2, MINISTRY, 'ApproveMilestone', { milestone, payment: usd('8000.00') }],
];

const all = (from: number, every: number, place: Place, file: Files): Step[] =>
  TEMPLATES[place.workType].flatMap(({ code }, n) => passed(from - n * every, place, code, file));

/** Ninewa: from Mosul it is too far to Al-Qayara, so it gets an office of its own (G-03). */
const qayara = (file: Files): BuildStory => {
  const place: Place = {
    workType: 'prefab',
    row: [
      'Al-Qayara Community Police Office',
      'مكتب الشرطة المجتمعية في القيارة',
      'نووسینگەی پۆلیسی کۆمەڵگەیی قەیارە',
    ],
    district: 'PL-IQG15Q05',
    at: [35.801, 43.291],
    parent: 'FA-QAYARA-STATION',
    field: 'PE-IOM-NINEWA-1',
    engineer: 'PE-ENGINEER-1',
    forums: ['FO-QAYARA-1', 'FO-QAYARA-2'],
  };
  return {
    id: 'OB-QAYARA',
    openedBefore: 75,
    open: { forum: 'FO-QAYARA-1', purpose: 'مكان يتحدث فيه الأهالي مع الشرطة بعيدا عن بوابة المركز.' },
    steps: [
      ...siting(74, place, '84000.00', file),
      ...approved(68),
      contract(64, '1', '79500.00', 70),
      ...contracted(62, place),
      ...passed(40, place, 'M06', file),
      [30, place.engineer, 'RecordStopDays', { from: '', until: '', cause: 'weather' }],
      ...inspected(3, place, 'M07', file),
    ],
  };
};

/** Anbar: in the defects period, with a look back and a defect. */
const fallujah = (file: Files): BuildStory => {
  const place: Place = {
    workType: 'annex',
    row: [
      'Fallujah Community Police Office',
      'مكتب الشرطة المجتمعية في الفلوجة',
      'نووسینگەی پۆلیسی کۆمەڵگەیی فەللووجە',
    ],
    district: 'PL-IQG01Q01',
    at: [33.351, 43.781],
    parent: 'FA-FALLUJAH-STATION',
    field: 'PE-IOM-ANBAR-1',
    engineer: 'PE-ENGINEER-2',
    forums: ['FO-FALLUJAH', 'FO-AMIRIAT', 'FO-RAMADI'],
  };
  const access = { access: [...AccessItem.options] };
  return {
    id: 'OB-FALLUJAH',
    openedBefore: 88,
    open: { forum: 'FO-FALLUJAH', purpose: 'مكتب يخدم منتديات الفلوجة والعامرية والرمادي.' },
    steps: [
      ...siting(87, place, '96000.00', file),
      ...approved(84),
      contract(82, '2', '91000.00', 30),
      ...contracted(81, place),
      ...all(76, 5, place, file),
      [46, place.engineer, 'AddSnag', { text: 'باب غرفة المقابلات لا يغلق.', severity: 'minor' }],
      [44, CONTRACTOR, 'MarkSnagFixed', { snag: 'S01' }],
      [43, 'PE-MOI-2', 'CloseSnag', { snag: 'S01' }],
      [42, MANAGER, 'AcceptProvisionally', access],
      [41, MINISTRY, 'AcceptProvisionally', access],
      [38, place.field, 'RecordOpening', { on: '' }],
      [
        9,
        place.engineer,
        'RecordPeriodCheck',
        { month: 1, outcome: 'defects-reported', note: 'تسرب في سقف الممر.' },
      ],
      [9, place.engineer, 'ReportDefect', { text: 'تسرب ماء في سقف الممر.', severity: 'minor' }],
    ],
  };
};

/** Diyala: a venue that is adapted, with snags to mend. */
const khalis = (file: Files): BuildStory => {
  const place: Place = {
    workType: 'venue-adaptation',
    row: [
      'Al-Khalis Community Police Office',
      'مكتب الشرطة المجتمعية في الخالص',
      'نووسینگەی پۆلیسی کۆمەڵگەیی خالس',
    ],
    district: 'PL-IQG10Q01',
    at: [33.811, 44.531],
    parent: 'FA-KHALIS-STATION',
    field: 'PE-IOM-DIYALA-1',
    engineer: 'PE-ENGINEER-2',
    forums: ['FO-KHALIS'],
  };
  return {
    id: 'OB-KHALIS',
    openedBefore: 60,
    open: { forum: 'FO-KHALIS', purpose: 'تكييف قاعة بلدية لتصبح مكتبا للشرطة المجتمعية.' },
    steps: [
      ...siting(59, place, '52000.00', file),
      ...approved(56),
      contract(54, '3', '49000.00', 35),
      ...contracted(53, place),
      ...all(49, 7, place, file),
      [6, place.engineer, 'AddSnag', { text: 'لا يوجد درابزين للمنحدر.', severity: 'serious' }],
      [6, place.engineer, 'AddSnag', { text: 'لوحة الدلالة بلغة واحدة.', severity: 'minor' }],
      [4, CONTRACTOR, 'MarkSnagFixed', { snag: 'S02' }],
    ],
  };
};

/** Salah al-Din: IOM has approved, the ministry is asked. */
const tikrit = (file: Files): BuildStory => {
  const place: Place = {
    workType: 'new-build',
    row: [
      'Tikrit Community Police Office',
      'مكتب الشرطة المجتمعية في تكريت',
      'نووسینگەی پۆلیسی کۆمەڵگەیی تکریت',
    ],
    district: 'PL-IQG16Q06',
    at: [34.602, 43.682],
    parent: 'FA-TIKRIT-STATION',
    field: 'PE-IOM-BAGHDAD-1',
    engineer: 'PE-ENGINEER-2',
    forums: ['FO-TIKRIT'],
  };
  return {
    id: 'OB-TIKRIT',
    openedBefore: 12,
    open: {
      forum: 'FO-TIKRIT',
      unit: 'UN-TIKRIT-STATION',
      purpose: 'مكتب جديد بجانب المركز لخدمة منتدى تكريت.',
    },
    steps: [
      ...siting(10, place, '110000.00', file),
      [4, MANAGER, 'ApproveSite', { remarks: 'Ramp on the street side.' }],
    ],
  };
};

/** Baghdad: the headquarters serves the whole country and knows no fifty kilometres (SF-67). */
const headquarters = (file: Files): BuildStory => {
  const place: Place = {
    workType: 'headquarters',
    row: [
      'Community Police Department Headquarters, Baghdad',
      'مقر قسم الشرطة المجتمعية، بغداد',
      'بارەگای بەشی پۆلیسی کۆمەڵگەیی، بەغدا',
    ],
    district: 'PL-IQG08Q06',
    at: [33.325, 44.422],
    facility: 'FA-BAGHDAD-HQ',
    field: 'PE-IOM-BAGHDAD-1',
    engineer: 'PE-ENGINEER-2',
    forums: [],
  };
  return {
    id: 'OB-BAGHDAD-HQ',
    openedBefore: 30,
    open: {
      district: 'PL-IQG08Q06',
      unit: 'UN-FEDERAL',
      purpose: 'مقر لقسم الشرطة المجتمعية يخدم البلاد كلها.',
    },
    steps: [...siting(28, place, '640000.00', file), ...approved(20), contract(5, '4', '618000.00', 260)],
  };
};

/** Five builds in the governorates the agreement names (SF-66, SF-67), each somewhere else on its way. */
export const buildStories = [qayara, fallujah, khalis, tikrit, headquarters];
