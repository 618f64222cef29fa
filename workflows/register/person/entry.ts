import { type Actor, covers, type Placement, type Scope } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { defineEntry } from '../../track.ts';
import { holdsAnywhere, opened, type Recorded } from '../common.ts';
import { inputs, type Person, type PersonCommand, type PersonEvent } from './commands.ts';
import { decide, needs } from './decide.ts';
import { sameRole } from './rights.ts';

function evolve(person: Person | null, event: Recorded<PersonEvent>): Person {
  if (event.type === 'PersonInvited')
    return {
      ...event.data,
      status: 'active',
      assignments: [],
      authVersion: 1,
      substitute: null,
      standsInFor: [],
    };
  const known = opened(person);
  if (event.type === 'ContactChanged') return withContact(known, event.data);
  return { ...known, ...changed(known, event), authVersion: known.authVersion + 1 };
}

/** What an event changes of somebody's rights; `authVersion` rises with each. */
function changed(
  person: Person,
  event: Exclude<Recorded<PersonEvent>, { type: 'PersonInvited' | 'ContactChanged' }>,
): Partial<Person> {
  switch (event.type) {
    case 'RoleAssigned':
      return { assignments: [...person.assignments, event.data] };
    case 'RoleEnded':
      return { assignments: ended(person, event.data) };
    case 'PersonDeactivated':
      return { status: 'deactivated', substitute: null, standsInFor: [] };
    case 'PersonReactivated':
      return { status: 'active' };
    case 'SubstituteAppointed':
      return { substitute: event.data };
    case 'SubstituteEnded':
      return { substitute: null };
    case 'StandInBegun': {
      const { absent, from, until } = event.data;
      return { standsInFor: [...without(person, absent), { person: absent, from, until }] };
    }
    case 'StandInEnded':
      return { standsInFor: without(person, event.data.absent) };
    default:
      return assertNever(event);
  }
}

const without = ({ standsInFor }: Person, absent: Person['id']) =>
  standsInFor.filter(({ person }) => person !== absent);

function withContact(
  person: Person,
  { phone, ...changes }: Extract<PersonEvent, { type: 'ContactChanged' }>['data'],
) {
  if (phone === undefined) return { ...person, ...changes };
  const { phone: _, ...rest } = person;
  return { ...rest, ...changes, ...(phone === null ? {} : { phone }) };
}

/** A role that has not begun by its last day is dropped; one already over keeps its own end. */
function ended(
  { assignments }: Person,
  role: Extract<PersonEvent, { type: 'RoleEnded' }>['data'],
): Person['assignments'] {
  return assignments.flatMap((one) => {
    if (!sameRole(one, role) || (one.until !== null && one.until <= role.lastDay)) return [one];
    return one.from > role.lastDay ? [] : [{ ...one, until: role.lastDay }];
  });
}

function listing(person: Person): Listing {
  const { name, duty, rank, status, authVersion, invented, phone } = person;
  return {
    title: name.display,
    authority: 'none',
    governorate: 'none',
    open: status === 'active',
    placement: {},
    card: { duty, rank: rank ?? null, status, invented },
    links: person.assignments.flatMap(({ role, scope }) =>
      scope.kind === 'forum' || scope.kind === 'unit' ? [{ rel: role, id: scope.id }] : [],
    ),
    // One number, one account: nobody passes two steps of an approval under two names (SD14).
    unique: phone !== undefined && status === 'active' ? [`phone:${phone}`] : [],
    facts: { status, authVersion },
  };
}

const placeOf = (scope: Scope): Placement =>
  scope.kind === 'programme'
    ? {}
    : scope.kind === 'directorate'
      ? { authority: scope.id }
      : { [scope.kind]: scope.id };

/** Name and duty for everybody, rights for those who keep them, telephone for IOM and the own forum or office. */
function project(person: Person, reader: Actor): unknown {
  if (reader.kind !== 'person') return person;
  const shares = person.assignments.some(({ scope }) =>
    reader.assignments.some((own) => own.scope.kind !== 'programme' && covers(own.scope, placeOf(scope))),
  );
  const iom = holdsAnywhere(reader, ['iom-field', 'iom-manager', 'protection']);
  if (shares || iom || reader.id === person.id) return person;
  const { phone: _, sex: __, ...official } = person;
  if (holdsAnywhere(reader, ['administrator', 'auditor', 'ministry'])) return official;
  const { id, name, duty, rank, status, invented } = person;
  return {
    id,
    name: { display: name.display },
    duty,
    ...(rank === undefined ? {} : { rank }),
    status,
    invented,
  };
}

/**
 * People with their roles. One administrator or IOM manager changes rights for now; the full dual control of
 * SD11 (proposer, approver and subject all different) comes with its own piece of work.
 */
export const person = defineEntry<Person, PersonCommand, PersonEvent>({
  kind: 'person',
  collection: 'people',
  prefix: 'PE',
  readers: ['everyone pR'],
  opens: 'InvitePerson',
  commands: {
    InvitePerson: { input: inputs.InvitePerson, who: ['administrator p*', 'iom-manager p*'] },
    AssignRole: { input: inputs.AssignRole, who: ['administrator p*', 'iom-manager p*'] },
    EndRole: { input: inputs.EndRole, who: ['administrator p*', 'iom-manager p*'] },
    DeactivatePerson: { input: inputs.DeactivatePerson, who: ['administrator p*', 'iom-manager p*'] },
    ReactivatePerson: { input: inputs.ReactivatePerson, who: ['administrator p*', 'iom-manager p*'] },
    ChangeContact: { input: inputs.ChangeContact, who: ['everyone x', 'administrator p'] },
    AppointSubstitute: { input: inputs.AppointSubstitute, who: ['everyone x', 'iom-manager p'] },
    EndSubstitute: { input: inputs.EndSubstitute, who: ['everyone x', 'iom-manager p'] },
    StandIn: { input: inputs.StandIn, who: [] },
    EndStandIn: { input: inputs.EndStandIn, who: [] },
    LoseSubstitute: { input: inputs.LoseSubstitute, who: [] },
  },
  needs,
  decide,
  evolve,
  listing,
  named: ({ id }) => [id],
  project,
  tells: {
    RoleAssigned: 'assignments',
    RoleEnded: 'assignments',
    PersonDeactivated: 'assignments',
    PersonReactivated: 'assignments',
    SubstituteAppointed: 'substitute',
    SubstituteEnded: 'substitute',
    StandInBegun: 'standsInFor',
    StandInEnded: 'standsInFor',
  },
});
