import type { Role } from '../../shared/kernel/actor.ts';
import type { Row } from './places.ts';

export type Sex = 'female' | 'male';
type Assignment = readonly [role: Role, scope: string];

export interface DemoPerson {
  readonly id: string;
  /** Own, father's, grandfather's and tribal or family name. Invented: nobody of this name exists. */
  readonly official: readonly [given: string, father: string, grandfather: string, tribal: string];
  readonly display: string;
  readonly sex: Sex;
  readonly language: 'ar' | 'ckb' | 'en';
  readonly duty: Row;
  readonly rank?: string;
  readonly roles: readonly Assignment[];
}

type Self = Pick<DemoPerson, 'official' | 'display' | 'sex' | 'language'>;

export function self(display: string, official: string, sex: Sex, language: DemoPerson['language']): Self {
  const [given = '', father = '', grandfather = '', ...tribal] = official.split(' ');
  return { official: [given, father, grandfather, tribal.join(' ')], display, sex, language };
}

/** A duty as it is called for a woman and for a man. */
type Duty = (sex: Sex) => Row;

export const person = (id: string, own: Self, duty: Duty, ...roles: Assignment[]): DemoPerson => ({
  id: `PE-${id}`,
  ...own,
  duty: duty(own.sex),
  roles,
});

export const ranked = (rank: string, one: DemoPerson): DemoPerson => ({ ...one, rank });

export const always =
  (row: Row): Duty =>
  () =>
    row;

const at =
  (en: string, arabic: readonly [female: string, male: string], ckb: string) =>
  (place: Row): Duty =>
  (sex) => [`${en}, ${place[0]}`, `${arabic[sex === 'female' ? 0 : 1]}، ${place[1]}`, `${ckb}، ${place[2]}`];

export const CHAIR = at('Chair of the forum', ['رئيسة المنتدى', 'رئيس المنتدى'], 'سەرۆکی کۆڕبەند');
export const MEMBER = at('Member of the forum', ['عضوة المنتدى', 'عضو المنتدى'], 'ئەندامی کۆڕبەند');
export const SECRETARY = at(
  'Secretary of the forum',
  ['سكرتيرة المنتدى', 'سكرتير المنتدى'],
  'سکرتێری کۆڕبەند',
);
export const OFFICER = at(
  'Community police officer',
  ['ضابطة الشرطة المجتمعية', 'ضابط الشرطة المجتمعية'],
  'ئەفسەری پۆلیسی کۆمەڵگەیی',
);
export const COMMANDER = at(
  'Commander of the police station',
  ['آمرة مركز الشرطة', 'آمر مركز الشرطة'],
  'فەرماندەی بنکەی پۆلیس',
);
export const FIELD = at(
  'IOM field staff',
  ['موظفة ميدانية في المنظمة الدولية للهجرة', 'موظف ميداني في المنظمة الدولية للهجرة'],
  'کارمەندی مەیدانی ڕێکخراوی نێودەوڵەتی کۆچ',
);
export const LOGISTICS = at('Logistics officer', ['مسؤولة الإمداد', 'مسؤول الإمداد'], 'بەرپرسی لۆجستی');
export const CENTRAL = at(
  'Central logistics officer',
  ['مسؤولة الإمداد المركزي', 'مسؤول الإمداد المركزي'],
  'بەرپرسی لۆجستی ناوەندی',
);
export const ENGINEER = at('Site engineer', ['مهندسة الموقع', 'مهندس الموقع'], 'ئەندازیاری شوێن');
export const MANAGER = at('Programme manager', ['مديرة البرنامج', 'مدير البرنامج'], 'بەڕێوەبەری بەرنامە');
export const REVIEWER = at('Reviewer', ['مدققة', 'مدقق'], 'پێداچوونەوەکار');
