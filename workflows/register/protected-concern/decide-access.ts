import type { Role, RoleAssignment } from '../../../shared/kernel/actor.ts';
import { partiesOf } from '../../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import { addDays } from '../../../shared/kernel/time.ts';
import { PROTECTED } from '../../settings.ts';
import type { Context } from '../../track.ts';
import { inputOf } from '../common.ts';
import type { CommandNamed, ConcernEvent, ProtectedConcern } from './commands.ts';
import { isFocalPoint } from './reading.ts';

const MAX_GRANTS = 20;

/** Who may be named at all: logistics, engineers, contractors, donors, auditors and administrators may not. */
const NAMEABLE: readonly Role[] = [
  'member',
  'chair',
  'officer',
  'commander',
  'ministry',
  'iom-field',
  'iom-manager',
];

type Decided = Decision<ConcernEvent>;
type Granting = CommandNamed<'GrantAccess'> | CommandNamed<'ExtendAccess'>;

export function grantAccess(concern: ProtectedConcern, command: Granting, context: Context): Decided {
  const has = concern.grants[command.person];
  const runs = has !== undefined && context.today <= has;
  if (command.type === 'GrantAccess' && runs)
    return outOfTurn('access-granted-already', { pointer: '/person' });
  if (command.type === 'ExtendAccess' && has === undefined)
    return refuse('access-not-granted', { pointer: '/person' });
  const refusal = refusePerson(command, context) ?? refuseUntil(concern, command, context);
  if (refusal !== null) return refusal;
  if (has === undefined && Object.keys(concern.grants).length >= MAX_GRANTS)
    return refuse('too-many', { params: { maximum: MAX_GRANTS } });
  const type = command.type === 'GrantAccess' ? 'AccessGranted' : 'AccessExtended';
  return accept([{ type, data: inputOf(command) }]);
}

/** Nobody names herself, nor whoever she acts for. */
function refusePerson({ person }: Granting, { actor, entry, today }: Context): Decision<never> | null {
  if (partiesOf(actor).includes(person)) return wrongPerson('own-rights', { pointer: '/person' });
  const known = entry('person', person)?.state as
    | { status?: unknown; assignments?: readonly RoleAssignment[] }
    | undefined;
  if (known === undefined) return refuse('person-unknown', { pointer: '/person' });
  if (known.status !== 'active') return refuse('person-deactivated', { pointer: '/person' });
  const holds = (known.assignments ?? []).some(
    ({ role, from, until }) => NAMEABLE.includes(role) && from <= today && (until === null || today <= until),
  );
  return holds ? null : refuse('access-not-for-role', { pointer: '/person' });
}

function refuseUntil(
  { author, grants }: ProtectedConcern,
  { until }: Granting,
  { actor, today }: Context,
): Decision<never> | null {
  if (until < today) return refuse('date-in-past', { pointer: '/until' });
  if (until > addDays(today, PROTECTED.grantDays))
    return refuse('access-too-long', { pointer: '/until', params: { days: PROTECTED.grantDays } });
  if (actor.kind !== 'person' || actor.id === author || isFocalPoint(actor)) return null;
  // A chair who was named herself gives no more than she has.
  const own = grants[actor.id];
  return own !== undefined && until <= own ? null : refuse('access-longer-than-own', { pointer: '/until' });
}
