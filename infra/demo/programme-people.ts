import type { Role } from '../../shared/kernel/actor.ts';
import {
  always,
  CENTRAL,
  type DemoPerson,
  ENGINEER,
  FIELD,
  LOGISTICS,
  MANAGER,
  person,
  REVIEWER,
  ranked,
  self,
} from './person.ts';
import type { Row } from './places.ts';

const NINEWA: Row = ['Ninewa', 'نينوى', 'نەینەوا'];
const DUHOK: Row = ['Duhok', 'دهوك', 'دهۆک'];
const BAGHDAD: Row = ['Baghdad', 'بغداد', 'بەغدا'];
const ERBIL: Row = ['Erbil', 'أربيل', 'هەولێر'];
const IOM: Row = ['IOM', 'المنظمة الدولية للهجرة', 'ڕێکخراوی نێودەوڵەتی کۆچ'];
const MOI: Row = [
  'Community Police Directorate, Ministry of Interior',
  'مديرية الشرطة المجتمعية، وزارة الداخلية',
  'بەڕێوەبەرایەتی پۆلیسی کۆمەڵگەیی، وەزارەتی ناوخۆی عێراق',
];
const KRG: Row = [
  'Community Police Directorate, Kurdistan Regional Government',
  'مديرية الشرطة المجتمعية، حكومة إقليم كردستان',
  'بەڕێوەبەرایەتی پۆلیسی کۆمەڵگەیی، حکوومەتی هەرێمی کوردستان',
];
const PROGRAMME = 'programme';

export const programmePeople: readonly DemoPerson[] = [
  person(
    'LOGISTICS-NINEWA',
    self('Firas Talal Najm al-Obaidi', 'فراس طلال نجم العبيدي', 'male', 'ar'),
    LOGISTICS(NINEWA),
    ['logistics', 'governorate:IQG15'],
  ),
  person(
    'LOGISTICS-FEDERAL',
    self('Nibras Adel Kadhim al-Rubaie', 'نبراس عادل كاظم الربيعي', 'female', 'ar'),
    CENTRAL(BAGHDAD),
    ['logistics-central', 'directorate:federal'],
  ),
  person(
    'LOGISTICS-KRG',
    self('Sirwan Othman Rasul Khoshnaw', 'سیروان عوسمان ڕەسووڵ خۆشناو', 'male', 'ckb'),
    CENTRAL(ERBIL),
    ['logistics-central', 'directorate:krg'],
  ),
  ranked(
    'brigadier',
    person(
      'MOI-1',
      self('Haider Fadhil Abbas al-Saadi', 'حيدر فاضل عباس الساعدي', 'male', 'ar'),
      REVIEWER(MOI),
      ['ministry', 'directorate:federal'],
    ),
  ),
  ranked(
    'colonel',
    person(
      'MOI-2',
      self('Zahraa Hadi Naji al-Tamimi', 'زهراء هادي ناجي التميمي', 'female', 'ar'),
      REVIEWER(MOI),
      ['ministry', 'directorate:federal'],
    ),
  ),
  ranked(
    'brigadier',
    person(
      'KRG-1',
      self('Karwan Hama Amin Hawrami', 'کاروان حەمە ئەمین هەورامی', 'male', 'ckb'),
      REVIEWER(KRG),
      ['ministry', 'directorate:krg'],
    ),
  ),
  ranked(
    'colonel',
    person(
      'KRG-2',
      self('Nazanin Ali Sharif Barzinji', 'نازەنین عەلی شەریف بەرزنجی', 'female', 'ckb'),
      REVIEWER(KRG),
      ['ministry', 'directorate:krg'],
    ),
  ),
  person(
    'ENGINEER-1',
    self('Layth Basim Younis al-Nuaimi', 'ليث باسم يونس النعيمي', 'male', 'ar'),
    ENGINEER(NINEWA),
    ['engineer', 'governorate:IQG15'],
  ),
  person(
    'ENGINEER-2',
    self('Ruqaya Nazar Hatem al-Jumaili', 'رقية نزار حاتم الجميلي', 'female', 'ar'),
    ENGINEER(BAGHDAD),
    ['engineer', 'governorate:IQG01'],
    ['engineer', 'governorate:IQG08'],
    ['engineer', 'governorate:IQG10'],
    ['engineer', 'governorate:IQG16'],
  ),
  person(
    'IOM-NINEWA-1',
    self('Maryam Yousif Elias Hanna', 'مريم يوسف إلياس حنا', 'female', 'ar'),
    FIELD(NINEWA),
    ['iom-field', 'governorate:IQG15'],
  ),
  person(
    'IOM-NINEWA-2',
    self('Ammar Ghanim Saadi al-Taie', 'عمار غانم سعدي الطائي', 'male', 'ar'),
    FIELD(NINEWA),
    ['iom-field', 'governorate:IQG15'],
  ),
  person(
    'IOM-ANBAR-1',
    self('Shahad Mohammed Latif al-Kubaisi', 'شهد محمد لطيف الكبيسي', 'female', 'ar'),
    FIELD(['Anbar', 'الأنبار', 'ئەنبار']),
    ['iom-field', 'governorate:IQG01'],
  ),
  person(
    'IOM-DUHOK-1',
    self('Berivan Ahmed Haji Sindi', 'بێریڤان ئەحمەد حاجی سندی', 'female', 'ckb'),
    FIELD(DUHOK),
    ['iom-field', 'governorate:IQG09'],
  ),
  person(
    'IOM-DIYALA-1',
    self('Saif Raad Hashim al-Azzawi', 'سيف رعد هاشم العزاوي', 'male', 'ar'),
    FIELD(['Diyala', 'ديالى', 'دیالە']),
    ['iom-field', 'governorate:IQG10'],
  ),
  person(
    'IOM-BAGHDAD-1',
    self('Noor Sabah Mahdi al-Shammari', 'نور صباح مهدي الشمري', 'female', 'ar'),
    FIELD(BAGHDAD),
    ['iom-field', 'governorate:IQG08'],
    ['iom-field', 'governorate:IQG16'],
  ),
  person(
    'IOM-MANAGER-1',
    self('Lena Marie Falk Brandt', 'لينا ماري فالك براندت', 'female', 'en'),
    MANAGER(IOM),
    ['iom-manager', PROGRAMME],
  ),
  person(
    'IOM-MANAGER-2',
    self('Tariq Nabil Shakir al-Khafaji', 'طارق نبيل شاكر الخفاجي', 'male', 'ar'),
    MANAGER(IOM),
    ['iom-manager', PROGRAMME],
  ),
  person(
    'PROTECTION',
    self('Avin Jamal Rauf Talabani', 'ئەڤین جەمال ڕەئووف تاڵەبانی', 'female', 'ckb'),
    always([
      'Protection focal point, IOM',
      'مسؤولة الحماية، المنظمة الدولية للهجرة',
      'بەرپرسی پاراستن، ڕێکخراوی نێودەوڵەتی کۆچ',
    ]),
    ['protection', PROGRAMME],
  ),
  person(
    'CONTRACTOR',
    self('Bashar Munther Aboud al-Mashhadani', 'بشار منذر عبود المشهداني', 'male', 'ar'),
    always(['Representative of the contractor', 'ممثل المقاول', 'نوێنەری بەڵێندەر']),
    // One contract for each build of the demonstration, and three to try with.
    ...['1', '2', '3', '4', '5', '6'].map((n): [Role, string] => ['contractor', `contract:CO-DEMO-${n}`]),
  ),
  person(
    'DONOR-GERMANY',
    self('Jonas Karl Weber Lindner', 'يوناس كارل فيبر ليندنر', 'male', 'en'),
    always(['Donor desk officer, Germany', 'مسؤول ملف المانح، ألمانيا', 'بەرپرسی دۆسیەی بەخشەر، ئەڵمانیا']),
    ['donor', PROGRAMME],
  ),
  person(
    'AUDITOR',
    self('Ikhlas Munir Tawfiq al-Naqeeb', 'إخلاص منير توفيق النقيب', 'female', 'ar'),
    always(['Auditor', 'مدققة حسابات', 'وردبین']),
    ['auditor', PROGRAMME],
  ),
  person(
    'ADMIN',
    self('Rebin Fuad Nasih Salihi', 'ڕێبین فوئاد ناسیح ساڵحی', 'male', 'ckb'),
    always(['System administrator', 'مدير النظام', 'بەڕێوەبەری سیستەم']),
    ['administrator', PROGRAMME],
  ),
];
