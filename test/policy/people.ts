import type { House } from './house.ts';

interface Held {
  readonly role: string;
  /** Forum, unit, contract, governorate, directorate or programme. */
  readonly kind: string;
  readonly id: string;
}

/** Somebody who knocks at every door. */
export interface Caller {
  /** What is told when he is let in wrongly. */
  readonly title: string;
  /** null: not signed in. */
  readonly person: string | null;
  readonly isActive: boolean;
  readonly holds: readonly Held[];
}

const OWN = {
  forum: 'FO-QAYARA-1',
  unit: 'UN-QAYARA-STATION',
  contract: 'CO-DEMO-1',
  governorate: 'IQG15',
  directorate: 'federal',
};
/** In the same governorate where there is one: the nearest that must still be kept out. */
const OTHER = {
  forum: 'FO-QAYARA-2',
  unit: 'UN-MOSUL-STATION',
  contract: 'CO-DEMO-9',
  governorate: 'IQG09',
  directorate: 'krg',
};

const SCOPES: Readonly<Record<string, readonly (keyof typeof OWN | 'programme')[]>> = {
  member: ['forum'],
  chair: ['forum'],
  officer: ['forum', 'unit'],
  commander: ['unit', 'governorate'],
  logistics: ['governorate'],
  'logistics-central': ['directorate'],
  ministry: ['directorate'],
  engineer: ['contract', 'governorate'],
  'iom-field': ['governorate'],
  'iom-manager': ['programme'],
  protection: ['programme'],
  contractor: ['contract'],
  donor: ['programme'],
  auditor: ['programme'],
  administrator: ['programme'],
};

export const idOf = (role: string, kind: string, where: 'own' | 'other'): string =>
  `PE-T-${role}-${kind}-${where}`.toUpperCase();

/** Every role with each scope it may be held in, here and next door. */
const withRoles: readonly Caller[] = Object.entries(SCOPES).flatMap(([role, kinds]) =>
  kinds.flatMap((kind): Caller[] => {
    if (kind === 'programme')
      return [caller(`${role} of the programme`, idOf(role, kind, 'own'), { role, kind, id: '' })];
    return [
      caller(`${role} of ${OWN[kind]}`, idOf(role, kind, 'own'), { role, kind, id: OWN[kind] }),
      caller(`${role} of ${OTHER[kind]}`, idOf(role, kind, 'other'), { role, kind, id: OTHER[kind] }),
    ];
  }),
);

function caller(title: string, person: string, ...holds: Held[]): Caller {
  return { title, person, isActive: true, holds };
}

/** Holds no role: whatever he may do, he may because an entry names him. */
export const NAMED = 'PE-T-NAMED';
const GONE = 'PE-T-GONE';

export const callers: readonly Caller[] = [
  ...withRoles,
  caller('somebody the entries name', NAMED),
  caller('somebody without a role', 'PE-T-NOBODY'),
  {
    ...caller('a deactivated manager', GONE, { role: 'iom-manager', kind: 'programme', id: '' }),
    isActive: false,
  },
  { title: 'somebody not signed in', person: null, isActive: false, holds: [] },
];

/** Invites everybody and gives them their roles; all at once, as the store writes them together. */
export async function invite(house: House): Promise<void> {
  await Promise.all(callers.map((one) => inviteOne(house, one)));
}

async function inviteOne(house: House, { person, holds, isActive }: Caller): Promise<void> {
  if (person === null) return;
  const name = { given: 'أ', father: 'ب', display: 'Somebody Invented' };
  const duty = { en: 'x', ar: 'x', ckb: 'x' };
  await house.open('person', person, { name, duty, language: 'ar', invented: true });
  for (const { role, kind, id } of holds) {
    const scope = id === '' ? { kind } : { kind, id };
    await house.give(person, 'AssignRole', { role, scope, from: '2024-01-01', until: null });
  }
  if (!isActive) await house.give(person, 'DeactivatePerson', { reason: 'test' });
}
