import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PERSONAL_CODES, personalData } from '../../../shared/kernel/personal-data.ts';
import { personalDemoNames } from '../../support/demo-names.ts';

type Code = (typeof PERSONAL_CODES)[number];

const THERE: Readonly<Record<Code, readonly string[]>> = {
  'phone-number': [
    'Call 07701234567 in the evening',
    'Call 0770 123 4567',
    '0750-123-4567',
    '(0770) 123 45 67',
    '0770.123.4567',
    '+964 770 123 4567',
    '+9647701234567',
    '00964 770 123 4567',
    '9647701234567',
    '+964 (0) 770 123 4567',
    '7701234567 is her number',
    'تلفونه ٠٧٧٠١٢٣٤٥٦٧',
    'اتصل على ٠٧٧٠ ١٢٣ ٤٥٦٧ مساءً',
    'رقمها: ٠٧٨١-٢٣٤-٥٦٧٨',
    '+٩٦٤ ٧٧٠ ١٢٣ ٤٥٦٧',
    'ژمارەکەی ۰۷۵۰۱۲۳۴۵۶۷ە، دوای نیوەڕۆ',
    'پەیوەندی بکە بە ۰۷۵۰ ۱۲۳ ۴۵۶۷',
    '0٧7٠ 1٢3 4567',
    '\u200e0770\u200f1234567',
    '+44 20 7946 0958',
    'office 01 7191234 Baghdad',
  ],
  'identity-number': [
    'card 199012345678',
    'card 1990 1234 5678',
    '1990-1234-5678',
    'رقم الهوية 00123456',
    'البطاقة الوطنية ١٩٩٠١٢٣٤٥٦٧٨',
    'هويته المرقمة ٤٥٦٧٨٩١٢',
    'جواز السفر A12345678',
    'Passport no. A1234567',
    'ID card 12345678',
    'ژمارەی ناسنامە: ٠٠١٢٣٤٥٦',
    'پاسپۆرت A12345678',
    'البطاقة التموينية رقم ١٢٣٤٥٦٧',
  ],
  'email-address': [
    'write to amal.h@example.org',
    'amal_h+forum@mail.example.co.uk please',
    'amal (at) example.org',
    'amal[at]example.org',
    'البريد amal@example.org مساءً',
    'ئیمەیل: amal@example.org',
    'amal at gmail dot com',
    'AMAL @ EXAMPLE . ORG',
  ],
  'name-like': [
    'Ahmed Hassan was taken from his house',
    'The brother of Zainab Kadhim al-Saadi said so',
    'ahmed hussein saw it',
    'Abdul Rahman Khalaf beats his sons',
    'Abd al-Rahman Khalaf beats his sons',
    'a man called Dhafir',
    'Mr Farouk owes rent',
    'Sheikh Mizhir decides about the land',
    'Khalid bin Mahmoud',
    'Shilan Karim does not come to school any more',
    'Hogir Barwari',
    'أحمد حسن الجبوري يهدد العائلة',
    'محمد علي أخذ البيت',
    'فاطمة كاظم لا تذهب إلى المدرسة',
    'شكت زينب عباس من المضايقة',
    'قال الجيران لمحمد جاسم أن يرحل',
    'وأحمد محمود كان معه',
    'عبد الرحمن خلف يضرب أولاده',
    'عبدالله بن خالد',
    'عمر الفهداوي',
    'الشيخ حاتم يقرر في أمر الأرض',
    'بنت اسمها زينب',
    'المدعو كريم',
    'نور صباح مهدي الشمري',
    'ئەحمەد حەسەن خێزانەکەی هەڕەشە لێ کراوە',
    'شیلان کەریم ناچێتە قوتابخانە',
    'کاک دلێر خانووەکەی لێ سەندراوە',
    'کچێک بە ناوی شیلان',
    'عەلی عومەر محەمەد',
    'نازەنین بەرزنجی',
    'ڕێبین فوئاد ناسیح',
  ],
};

/** What people write about places, units, vehicles, dates and money. */
const NOT_THERE: readonly string[] = [
  'Street lights are out near the market of Al-Qayara since 2026-09-01',
  'Two schools in Hay Ali Hassan have no guard',
  'Ali Hassan Street floods every winter',
  'The Ahmed Mahmoud School needs a crossing',
  'Khalid ibn al-Walid Street and Salah al-Din governorate',
  'Ali al-Gharbi, Abu Ghraib, Umm Qasr and Haji Omran report the same',
  'the shrine of Imam Hussein in Karbala',
  'The Mosul Dam Police and the Ninewa Operations Command',
  'Al-Amiriat Al-Fallujah, Mosul-Bashiqa and Tuz Khurmatu',
  'Community Police Directorate, Ministry of Interior',
  'International Organization for Migration and Provincial Council',
  'Officers arrived On Monday In The Morning',
  'Toyota Hilux 2022, VIN JTFBV71J808512345, plate 21 A 12345',
  'Toyota Land Cruiser GXR, plate 13457 Ninewa, odometer 48250 km',
  'Radio Motorola DP4400 serial 867TRX1234 and 30 chairs',
  'Vehicle SP-0KJ4Z8M1A2B3C4D and asset AS-0770123456712',
  'Site at 33.3152 44.3661, or 36.34891 43.15772',
  'from 2016-03-01 to 2017-12-31, EUR 4 000 000 of 120 000 000 000',
  'EUR 4,000,000 and IQD 12,500,000',
  'decree 15 of 2023, file 2026/1234567, letter 4411/12 of 03/11/2026',
  'opens 08:00-14:30, Sunday to Thursday',
  'good hope and peace in the morning, said the members of the forum',
  'الإنارة معطلة قرب سوق القيارة منذ ٢٠٢٦/٠٩/٠١',
  'شارع محمد القاسم مغلق بسبب الأعمال',
  'مدرسة فاطمة الزهراء بحاجة إلى حارس',
  'حي علي حسن ومحلة ٥١٢ زقاق ٧',
  'جامع الإمام علي وحسينية أحمد الوائلي',
  'محافظة صلاح الدين وناحية علي الغربي وقضاء أبو غريب',
  'مركز شرطة الشيخ عمر ومديرية الشرطة المجتمعية',
  'علي الأهالي الحضور إلى المنتدى',
  'على المستوى المحلي والأمن الداخلي',
  'عمر الطلاب بين عشرة واثني عشر عاماً',
  'أمل كبير ونور في آخر الطريق',
  'في رمضان وشعبان تزداد السرقات',
  'سلام دائم في المنطقة وكلام جميل من الحضور',
  'العجلة رقم ١٢٣٤٥ نينوى، ٢١ أ ١٢٣٤٥',
  'صرف ٤ ٠٠٠ ٠٠٠ دينار على عشرة كراسٍ',
  'القيادة العامة للشرطة في الموصل، الفرقة الثانية، الفوج الثالث',
  'گەڕەکی ئازادی و شەقامی مەلا مستەفا بارزانی',
  'قوتابخانەی ئەحمەد موختار پێویستی بە پاسەوانە',
  'بازاڕی شێخ ئەڵڵا و پارێزگای سەڵاحەددین',
  'ژیان و هیوا و ئاشتی بۆ هەموو گەڕەکەکان',
  'ئۆتۆمبێلی ژمارە ١٢٣٤٥ هەولێر، ٢١ A ١٢٣٤٥',
  'ناحیەی سەید سادق و حاجی ئۆمەران',
  'لە ٢٠٢٦-١١-٠١ تا ٢٠٢٦-١٢-٣١',
];

describe.each(PERSONAL_CODES)('%s', (code) => {
  it.each(THERE[code])('stands in «%s»', (text) => {
    expect(personalData(text)).toContain(code);
    expect(personalData(`The neighbours say: ${text}. Nobody helps.`)).toContain(code);
  });
});

describe('personal data', () => {
  it.each(NOT_THERE)('do not stand in «%s»', (text) => {
    expect(personalData(text)).toEqual([]);
  });

  it('are found for nine of ten people of the demonstration, in Latin and in their own script', () => {
    const names = personalDemoNames();
    const found = names.filter((name) => personalData(`reported to ${name} yesterday`).includes('name-like'));
    expect(names.length).toBeGreaterThan(70);
    expect(found.length / names.length).toBeGreaterThan(0.9);
  });

  it('are found in none of the sentences this program itself says', () => {
    const sentences = globSync('shared/i18n/*/*.json').flatMap((file) =>
      Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>),
    );
    const wrong = sentences.filter(
      ([key, text]) => !key.endsWith('phone-not-valid') && personalData(text).length > 0,
    );
    expect(sentences.length).toBeGreaterThan(3000);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['digits and spaces', '0 7 '.repeat(5000)],
    ['one long word', 'a'.repeat(20_000)],
    ['an address without end', `${'a.'.repeat(10_000)}@`],
    ['names without end', 'Ahmed Hassan Street '.repeat(1000)],
    ['identity words', 'passport '.repeat(2200)],
  ])('are looked for in time proportional to the text: %s', (_, text) => {
    const started = performance.now();
    personalData(text);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
