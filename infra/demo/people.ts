import type { Role } from '../../shared/kernel/actor.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { forumPeople } from './forum-people.ts';
import { forumEntries } from './forums.ts';
import { logisticsPeople } from './logistics-people.ts';
import type { DemoPerson } from './person.ts';
import { names, placeEntries } from './places.ts';
import { programmePeople } from './programme-people.ts';
import { unitEntries } from './units.ts';

const all: readonly DemoPerson[] = [...forumPeople, ...programmePeople, ...logisticsPeople];

/** Telephone numbers of a range no operator has given out, one per person. */
const phone = (n: number): string => `+96477000000${String(n + 10).padStart(2, '0')}`;

export const personEntries = all.map(({ id, official, display, sex, language, duty, rank }, n) => ({
  id,
  input: {
    name: {
      given: official[0],
      father: official[1],
      grandfather: official[2],
      tribal: official[3],
      display,
    },
    duty: names(duty),
    language,
    sex,
    phone: phone(n),
    invented: true,
    ...(rank === undefined ? {} : { rank }),
  },
}));

const scopeOf = (scope: string): { kind: string; id?: string } => {
  const [kind = '', id] = scope.split(':');
  return id === undefined ? { kind } : { kind, id };
};

/** Roles of everybody, held since the beginning of 2024. */
export const roleEntries = all.flatMap(({ id, roles }) =>
  roles.map(([role, scope]) => ({
    id,
    input: { role, scope: scopeOf(scope), from: '2024-01-01', until: null },
  })),
);

export interface SignInPerson {
  readonly id: EntryId;
  /** In Latin letters; `official` is the full name in the person's own script. */
  readonly name: string;
  readonly official: string;
  readonly duty: { readonly en: string; readonly ar: string; readonly ckb: string };
  readonly role: Role;
  /** Forum, unit, governorate or ministry, in words; empty for the whole programme. */
  readonly place: string;
}

const TITLES = new Map(
  [...forumEntries, ...unitEntries].map(({ id, input }): [string, string] => [id, input.name.en]),
);

function placeOf(scope: string): string {
  const [kind = '', id = ''] = scope.split(':');
  if (kind === 'governorate')
    return placeEntries.find(({ input }) => input.code === id)?.input.names.en ?? id;
  if (kind === 'directorate') return TITLES.get(id === 'krg' ? 'UN-KRG' : 'UN-FEDERAL') ?? id;
  return TITLES.get(id) ?? '';
}

/** Whom to sign in as, in the order of the sign-in page and the start banner. */
export const demoPeople: readonly SignInPerson[] = all.map(({ id, display, official, duty, roles }) => {
  const [role, scope] = roles[0] ?? ['member', ''];
  return {
    id: EntryId.parse(id),
    name: display,
    official: official.join(' '),
    duty: names(duty),
    role,
    place: placeOf(scope),
  };
});
