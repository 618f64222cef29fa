import {
  CHAIR,
  COMMANDER,
  type DemoPerson,
  MEMBER,
  OFFICER,
  person,
  ranked,
  SECRETARY,
  self,
} from './person.ts';
import type { Row } from './places.ts';

const QAYARA: Row = ['Al-Qayara', 'القيارة', 'قەیارە'];
const QAYARA_2: Row = ['Al-Qayara 2', 'القيارة 2', 'قەیارە 2'];
const RAMADI: Row = ['Ramadi', 'الرمادي', 'ڕومادی'];
const DUHOK: Row = ['Duhok', 'دهوك', 'دهۆک'];
const KIFRI: Row = ['Kifri', 'كفري', 'کفری'];

const forum = (slug: string) => `forum:FO-${slug}`;
const station = (slug: string) => `unit:UN-${slug}-STATION`;

/** Al-Qayara 1 first: it has no plan, and everything can be tried there. */
const qayara: readonly DemoPerson[] = [
  person(
    'QAYARA-CHAIR',
    self('Abdulrahman Hamad Khalaf al-Jubouri', 'عبدالرحمن حمد خلف الجبوري', 'male', 'ar'),
    CHAIR(QAYARA),
    ['chair', forum('QAYARA-1')],
  ),
  person(
    'QAYARA-MEMBER',
    self('Sumaya Ibrahim Saleh al-Luhaibi', 'سمية إبراهيم صالح اللهيبي', 'female', 'ar'),
    MEMBER(QAYARA),
    ['member', forum('QAYARA-1')],
  ),
  person(
    'QAYARA-SECRETARY',
    self('Muthanna Aziz Hussein al-Jarba', 'مثنى عزيز حسين الجربا', 'male', 'ar'),
    SECRETARY(QAYARA),
    ['member', forum('QAYARA-1')],
  ),
  ranked(
    'first-lieutenant',
    person(
      'QAYARA-OFFICER',
      self('Rana Khalil Mahmoud al-Sabawi', 'رنا خليل محمود السبعاوي', 'female', 'ar'),
      OFFICER(QAYARA),
      ['officer', station('QAYARA')],
    ),
  ),
  ranked(
    'lieutenant-colonel',
    person(
      'QAYARA-COMMANDER',
      self('Thamir Yunis Abdullah al-Hamdani', 'ثامر يونس عبدالله الحمداني', 'male', 'ar'),
      COMMANDER(QAYARA),
      ['commander', station('QAYARA')],
    ),
  ),
  person(
    'QAYARA2-CHAIR',
    self('Wafaa Salim Daoud al-Jubouri', 'وفاء سالم داود الجبوري', 'female', 'ar'),
    CHAIR(QAYARA_2),
    ['chair', forum('QAYARA-2')],
  ),
  person(
    'QAYARA2-MEMBER',
    self('Nashwan Faris Ali al-Agaidi', 'نشوان فارس علي العكيدي', 'male', 'ar'),
    MEMBER(QAYARA_2),
    ['member', forum('QAYARA-2')],
  ),
];

const ramadi: readonly DemoPerson[] = [
  person(
    'RAMADI-CHAIR',
    self('Majid Ahmed Farhan al-Dulaimi', 'ماجد أحمد فرحان الدليمي', 'male', 'ar'),
    CHAIR(RAMADI),
    ['chair', forum('RAMADI')],
  ),
  person(
    'RAMADI-MEMBER',
    self('Huda Nouri Jassim al-Alwani', 'هدى نوري جاسم العلواني', 'female', 'ar'),
    MEMBER(RAMADI),
    ['member', forum('RAMADI')],
  ),
  ranked(
    'captain',
    person(
      'RAMADI-OFFICER',
      self('Omar Sattar Hamid al-Fahdawi', 'عمر ستار حميد الفهداوي', 'male', 'ar'),
      OFFICER(RAMADI),
      ['officer', station('RAMADI')],
    ),
  ),
  ranked(
    'colonel',
    person(
      'RAMADI-COMMANDER',
      self('Khalid Hatem Abed al-Assafi', 'خالد حاتم عبد العسافي', 'male', 'ar'),
      COMMANDER(RAMADI),
      ['commander', station('RAMADI')],
    ),
  ),
];

const duhok: readonly DemoPerson[] = [
  person(
    'DUHOK-CHAIR',
    self('Rezan Salih Tahir Doski', 'ڕێزان ساڵح تاهیر دۆسکی', 'female', 'ckb'),
    CHAIR(DUHOK),
    ['chair', forum('DUHOK')],
  ),
  person(
    'DUHOK-MEMBER',
    self('Hogir Majeed Ramadan Barwari', 'هۆگر مەجید ڕەمەزان بەرواری', 'male', 'ckb'),
    MEMBER(DUHOK),
    ['member', forum('DUHOK')],
  ),
  ranked(
    'first-lieutenant',
    person(
      'DUHOK-OFFICER',
      self('Chiman Hassan Omer Zebari', 'چیمەن حەسەن عومەر زێباری', 'female', 'ckb'),
      OFFICER(DUHOK),
      ['officer', station('DUHOK')],
    ),
  ),
  ranked(
    'major',
    person(
      'DUHOK-COMMANDER',
      self('Dilshad Rasheed Mustafa Mizuri', 'دڵشاد ڕەشید مستەفا مزووری', 'male', 'ckb'),
      COMMANDER(DUHOK),
      ['commander', station('DUHOK')],
    ),
  ),
];

const kifri: readonly DemoPerson[] = [
  person(
    'KIFRI-CHAIR',
    self('Shilan Karim Mahmood Zangana', 'شیلان کەریم مەحموود زەنگەنە', 'female', 'ckb'),
    CHAIR(KIFRI),
    ['chair', forum('KIFRI')],
  ),
  ranked(
    'lieutenant',
    person(
      'KIFRI-OFFICER',
      self('Qasim Jawad Kadhim al-Bayati', 'قاسم جواد كاظم البياتي', 'male', 'ar'),
      OFFICER(KIFRI),
      ['officer', station('KIFRI')],
    ),
  ),
  ranked(
    'major',
    person(
      'KIFRI-COMMANDER',
      self('Azad Faraj Ali Jaf', 'ئازاد فەرەج عەلی جاف', 'male', 'ckb'),
      COMMANDER(KIFRI),
      ['commander', station('KIFRI')],
    ),
  ),
];

export const forumPeople: readonly DemoPerson[] = [...qayara, ...ramadi, ...duhok, ...kifri];
