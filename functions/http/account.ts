import type { PersonActor, RoleAssignment } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type CalendarDate } from '../../shared/kernel/time.ts';
import type { Front } from './http-deps.ts';

interface Substitution {
  readonly person: EntryId;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/** What an account page shows of its own person. */
export interface AccountPerson {
  readonly id: EntryId;
  /** All of them, those to come and those that are over included. */
  readonly assignments: readonly RoleAssignment[];
  readonly substitute: Substitution | null;
  /** Absent persons this one may act for today or later. */
  readonly standsInFor: readonly Substitution[];
}

/** The person's own entry, whoever he acts for at the moment, and the places his roles speak of. */
export async function readAccount(
  front: Front,
  { id, name }: PersonActor,
): Promise<{ person: AccountPerson; scopes: readonly string[] }> {
  const kind = front.workplace.registry.kind('person');
  if (kind === undefined) throw new Error('this installation knows no people');
  const self: PersonActor = { kind: 'person', id, name, assignments: [], authVersion: 0 };
  const { state } = await front.casework.readEntry(front.workplace, kind, id, self);
  const today = baghdadDate(front.workplace.clock.now());
  const { assignments = [], substitute = null, standsInFor = [] } = state as Partial<AccountPerson>;
  const person = {
    id,
    assignments,
    substitute: substitute !== null && substitute.until >= today ? substitute : null,
    standsInFor: standsInFor.filter(({ until }) => until >= today),
  };
  const scopes = assignments.flatMap(({ scope }) => ('id' in scope ? [scope.id] : []));
  return { person, scopes };
}
