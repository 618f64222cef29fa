import { type DemoPerson, LOGISTICS, person, type Sex, self } from './person.ts';
import type { Row } from './places.ts';

type Officer = readonly [
  slug: string,
  governorate: string,
  place: Row,
  own: readonly [display: string, official: string, sex: Sex, language: 'ar' | 'ckb'],
];

/** One in every governorate where units of the police stand: returns, intakes and checks wait for them (tracks 2). */
const OFFICERS: readonly Officer[] = [
  [
    'ANBAR',
    'IQG01',
    ['Anbar', 'الأنبار', 'ئەنبار'],
    ['Ruba Sattar Hamid al-Dulaimi', 'ربا ستار حميد الدليمي', 'female', 'ar'],
  ],
  [
    'BASRA',
    'IQG02',
    ['Basra', 'البصرة', 'بەسرە'],
    ['Murtadha Jabbar Salim al-Maliki', 'مرتضى جبار سالم المالكي', 'male', 'ar'],
  ],
  [
    'SULAYMANIYAH',
    'IQG06',
    ['Sulaymaniyah', 'السليمانية', 'سلێمانی'],
    ['Shilan Kamal Faraj Jaff', 'شیلان کەمال فەرەج جاف', 'female', 'ckb'],
  ],
  [
    'BABIL',
    'IQG07',
    ['Babil', 'بابل', 'بابل'],
    ['Hussam Kareem Abd al-Janabi', 'حسام كريم عبد الجنابي', 'male', 'ar'],
  ],
  [
    'BAGHDAD',
    'IQG08',
    ['Baghdad', 'بغداد', 'بەغدا'],
    ['Dina Luay Mahmoud al-Bayati', 'دينا لؤي محمود البياتي', 'female', 'ar'],
  ],
  [
    'DUHOK',
    'IQG09',
    ['Duhok', 'دهوك', 'دهۆک'],
    ['Hozan Sabri Taha Doski', 'هۆزان سەبری تەها دۆسکی', 'male', 'ckb'],
  ],
  [
    'DIYALA',
    'IQG10',
    ['Diyala', 'ديالى', 'دیالە'],
    ['Yasser Amer Dawood al-Zuhairi', 'ياسر عامر داود الزهيري', 'male', 'ar'],
  ],
  [
    'ERBIL',
    'IQG11',
    ['Erbil', 'أربيل', 'هەولێر'],
    ['Lana Azad Mustafa Dizayi', 'لانە ئازاد مستەفا دزەیی', 'female', 'ckb'],
  ],
  [
    'KIRKUK',
    'IQG13',
    ['Kirkuk', 'كركوك', 'کەرکووک'],
    ['Orhan Celal Nuri Bayatli', 'أورهان جلال نوري البياتلي', 'male', 'ar'],
  ],
  [
    'SALAH-AL-DIN',
    'IQG16',
    ['Salah Al-Din', 'صلاح الدين', 'سەلاحەدین'],
    ['Suha Muthanna Ibrahim al-Samarrai', 'سهى مثنى إبراهيم السامرائي', 'female', 'ar'],
  ],
];

export const logisticsPeople: readonly DemoPerson[] = OFFICERS.map(([slug, governorate, place, own]) =>
  person(`LOGISTICS-${slug}`, self(...own), LOGISTICS(place), ['logistics', `governorate:${governorate}`]),
);
