import type { PersonActor, RoleAssignment } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import type { Workplace } from './workplace.ts';

/** What signing in needs of a person entry (workflows/register/person). */
interface PersonState {
  readonly name: { readonly display: string };
  readonly status: 'active' | 'deactivated';
  readonly assignments: readonly RoleAssignment[];
  readonly authVersion: number;
}

/** The person with the rights that hold today; null when unknown or deactivated. Read on every request. */
export async function loadActor(
  { store, clock }: Pick<Workplace, 'store' | 'clock'>,
  id: EntryId,
): Promise<PersonActor | null> {
  const entry = await store.load('person', id);
  if (entry === null) return null;
  const person = entry.state as PersonState;
  if (person.status !== 'active') return null;
  const today = baghdadDate(clock.now());
  return {
    kind: 'person',
    id,
    name: person.name.display,
    assignments: person.assignments.filter(
      ({ from, until }) => from <= today && (until === null || today <= until),
    ),
    authVersion: person.authVersion,
  };
}
