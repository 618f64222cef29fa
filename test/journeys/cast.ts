/** The people of one forum's plan, by what they do in it; ids of the demonstration. */
export interface Cast {
  readonly forum: string;
  readonly chair: string;
  /** Brings concerns. */
  readonly member: string;
  readonly officer: string;
  readonly commander: string;
  readonly iom: string;
  /** Ministries that must not object, with the name of their signature. */
  readonly ministries: readonly { readonly slot: string; readonly person: string }[];
}

const FEDERAL = { slot: 'ministry-federal', person: 'PE-MOI-1' };
const KRG = { slot: 'ministry-krg', person: 'PE-KRG-1' };

export const QAYARA: Cast = {
  forum: 'FO-QAYARA-1',
  chair: 'PE-QAYARA-CHAIR',
  member: 'PE-QAYARA-MEMBER',
  officer: 'PE-QAYARA-OFFICER',
  commander: 'PE-QAYARA-COMMANDER',
  iom: 'PE-IOM-NINEWA-1',
  ministries: [FEDERAL],
};

export const RAMADI: Cast = {
  forum: 'FO-RAMADI',
  chair: 'PE-RAMADI-CHAIR',
  member: 'PE-RAMADI-MEMBER',
  officer: 'PE-RAMADI-OFFICER',
  commander: 'PE-RAMADI-COMMANDER',
  iom: 'PE-IOM-ANBAR-1',
  ministries: [FEDERAL],
};

/** Of both authorities: both ministries sign, in any order (G-06). */
export const KIFRI: Cast = {
  forum: 'FO-KIFRI',
  chair: 'PE-KIFRI-CHAIR',
  member: 'PE-KIFRI-OFFICER',
  officer: 'PE-KIFRI-OFFICER',
  commander: 'PE-KIFRI-COMMANDER',
  iom: 'PE-IOM-DIYALA-1',
  ministries: [FEDERAL, KRG],
};

export const DUHOK: Cast = {
  forum: 'FO-DUHOK',
  chair: 'PE-DUHOK-CHAIR',
  member: 'PE-DUHOK-MEMBER',
  officer: 'PE-DUHOK-OFFICER',
  commander: 'PE-DUHOK-COMMANDER',
  iom: 'PE-IOM-DUHOK-1',
  ministries: [KRG],
};

/** Everybody in whose work queue something of the plan may stand. */
export const everybodyOf = ({ chair, member, officer, commander, iom, ministries }: Cast): string[] => [
  ...new Set([
    chair,
    member,
    officer,
    commander,
    iom,
    ...ministries.map(({ person }) => person),
    'PE-IOM-MANAGER-1',
  ]),
];
