import type { PersonActor, RoleAssignment } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type CalendarDate } from '../../shared/kernel/time.ts';
import type { Workplace } from './workplace.ts';

interface Substitution {
  readonly person: EntryId;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/** What signing in needs of a person entry (workflows/register/person). */
interface PersonState {
  readonly name: { readonly display: string };
  readonly status: 'invited' | 'active' | 'deactivated';
  readonly admissions: number;
  readonly assignments: readonly RoleAssignment[];
  readonly authVersion: number;
  readonly substitute: Substitution | null;
}

interface As {
  /** The absent person to act for. */
  readonly actingFor?: EntryId | undefined;
  /** What the session remembers; somebody let in again since then has to sign in again. */
  readonly admissions?: number | undefined;
}

type Reading = Pick<Workplace, 'store' | 'clock'>;

/**
 * The person with the rights that hold today; null when unknown or not active. Read on every request. Throws Forbidden
 * `substitution-ended` when this person does not, or no longer, stand in for the absent one.
 */
export async function loadActor(
  workplace: Reading,
  id: EntryId,
  { actingFor, admissions }: As = {},
): Promise<PersonActor | null> {
  const today = baghdadDate(workplace.clock.now());
  const [person, absent] = await Promise.all([
    activePerson(workplace, id),
    actingFor === undefined ? null : activePerson(workplace, actingFor),
  ]);
  if (person === null || (admissions !== undefined && admissions !== person.admissions)) return null;
  const own: PersonActor = {
    kind: 'person',
    id,
    name: person.name.display,
    assignments: validOn(person, today),
    authVersion: person.authVersion,
    admissions: person.admissions,
  };
  if (actingFor === undefined) return own;
  if (absent === null || !standsIn(absent, id, today)) throw new AppError('Forbidden', 'substitution-ended');
  return {
    ...own,
    assignments: validOn(absent, today),
    onBehalfOf: actingFor,
    absent: { name: absent.name.display, authVersion: absent.authVersion },
  };
}

async function activePerson({ store }: Reading, id: EntryId): Promise<PersonState | null> {
  const state = (await store.load('person', id))?.state as PersonState | undefined;
  return state?.status === 'active' ? state : null;
}

const validOn = ({ assignments }: PersonState, today: CalendarDate): RoleAssignment[] =>
  assignments.filter(({ from, until }) => from <= today && (until === null || today <= until));

const standsIn = ({ substitute }: PersonState, person: EntryId, today: CalendarDate): boolean =>
  substitute !== null &&
  substitute.person === person &&
  substitute.from <= today &&
  today <= substitute.until;
