import {
  type Actor,
  covers,
  type PersonActor,
  type Placement,
  type Role,
  type Scope,
} from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import type { Grant } from '../../grants.ts';
import { defineEntry } from '../../track.ts';
import { holdsAnywhere, opened, type Recorded } from '../common.ts';
import { type DualEvent, dualCommands, dualTasks, evolvePending, isDualEvent } from '../dual-control.ts';
import { inputs, type OwnEvent, type Person, type PersonCommand, type PersonEvent } from './commands.ts';
import { decide, needs } from './decide.ts';
import { sameRole } from './rights.ts';

function evolve(person: Person | null, event: Recorded<PersonEvent>): Person {
  if (event.type === 'PersonInvited')
    return {
      ...event.data,
      status: 'active',
      admissions: 1,
      assignments: [],
      authVersion: 1,
      substitute: null,
      standsInFor: [],
      pending: {},
    };
  const known = opened(person);
  if (isDualEvent(event)) return withPending(known, event);
  if (event.type === 'ContactChanged') return withContact(known, event.data);
  return { ...known, ...changed(known, event), authVersion: known.authVersion + 1 };
}

/** Somebody invited is let in by the confirmation, and sent away when there is none. */
function withPending(person: Person, event: Recorded<DualEvent>): Person {
  const pending = evolvePending(person.pending, event);
  const concerned = pending[event.data.change] ?? person.pending[event.data.change];
  if (concerned?.command !== 'InvitePerson' || event.type === 'ChangeConfirmed')
    return { ...person, pending };
  const status = event.type === 'ChangeProposed' ? 'invited' : 'deactivated';
  return { ...person, pending, status };
}

/** What an event changes of somebody's rights; `authVersion` rises with each. */
function changed(
  person: Person,
  event: Exclude<Recorded<OwnEvent>, { type: 'PersonInvited' | 'ContactChanged' }>,
): Partial<Person> {
  switch (event.type) {
    case 'PersonAdmitted':
      return { status: 'active' };
    case 'RoleAssigned':
      return { assignments: [...person.assignments, event.data] };
    case 'RoleEnded':
      return { assignments: ended(person, event.data) };
    case 'PersonDeactivated':
      return { status: 'deactivated', substitute: null, standsInFor: [], pending: {} };
    case 'PersonReactivated':
      return { status: 'active', admissions: person.admissions + 1 };
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
  { phone, ...changes }: Extract<OwnEvent, { type: 'ContactChanged' }>['data'],
) {
  if (phone === undefined) return { ...person, ...changes };
  const { phone: _, ...rest } = person;
  return { ...rest, ...changes, ...(phone === null ? {} : { phone }) };
}

/** A role that has not begun by its last day is dropped; one already over keeps its own end. */
function ended(
  { assignments }: Person,
  role: Extract<OwnEvent, { type: 'RoleEnded' }>['data'],
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
    open: status !== 'deactivated',
    placement: {},
    card: { duty, rank: rank ?? null, status, invented },
    links: linksOf(person),
    // One number, one account: nobody passes two steps of an approval under two names (SD14).
    unique: phone !== undefined && status !== 'deactivated' ? [`phone:${phone}`] : [],
    facts: { status, authVersion },
  };
}

/** One link for each role and place, however often the role was held there. */
const linksOf = ({ assignments }: Person): Listing['links'] => [
  ...new Map(
    assignments.flatMap(({ role, scope }) =>
      scope.kind === 'forum' || scope.kind === 'unit'
        ? [[`${role} ${scope.id}`, { rel: role, id: scope.id }] as const]
        : [],
    ),
  ).values(),
];

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
  const known = maySeePending(person, reader) ? person : { ...person, pending: {} };
  if (shares || iom || reader.id === person.id) return known;
  const { phone: _, sex: __, ...official } = known;
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

/** Proposed rights concern the person, and those who decide or audit them. */
const maySeePending = ({ id }: Person, reader: PersonActor): boolean =>
  reader.id === id || holdsAnywhere(reader, [...RIGHTS, 'auditor', 'ministry']);

/** Who proposes and confirms rights (reliability-security 3.3, user.*). */
const RIGHTS = ['administrator', 'iom-manager'] as const satisfies readonly Role[];
const GIVEN_BY: readonly Grant[] = RIGHTS.map((role): Grant => `${role} p*`);

/** People with their roles. Rights are given by two people, neither of them the one who gets them (SD11). */
export const person = defineEntry<Person, PersonCommand, PersonEvent>({
  kind: 'person',
  collection: 'people',
  prefix: 'PE',
  readers: ['everyone pR'],
  opens: 'InvitePerson',
  commands: {
    InvitePerson: { input: inputs.InvitePerson, who: GIVEN_BY },
    AssignRole: { input: inputs.AssignRole, who: GIVEN_BY },
    EndRole: { input: inputs.EndRole, who: GIVEN_BY },
    DeactivatePerson: { input: inputs.DeactivatePerson, who: GIVEN_BY },
    ReactivatePerson: { input: inputs.ReactivatePerson, who: GIVEN_BY },
    ChangeContact: { input: inputs.ChangeContact, who: ['everyone x', 'administrator p'] },
    AppointSubstitute: { input: inputs.AppointSubstitute, who: ['everyone x', 'iom-manager p'] },
    EndSubstitute: {
      input: inputs.EndSubstitute,
      who: ['everyone x', 'iom-manager p'],
      offered: (state) => (state as Person).substitute !== null,
    },
    StandIn: { input: inputs.StandIn, who: [] },
    EndStandIn: { input: inputs.EndStandIn, who: [] },
    LoseSubstitute: { input: inputs.LoseSubstitute, who: [] },
    ...dualCommands(GIVEN_BY),
  },
  needs,
  decide,
  evolve,
  listing,
  // Whoever stands in may stop doing so.
  named: ({ id, substitute }, { type }) =>
    type === 'EndSubstitute' && substitute !== null ? [id, substitute.person] : [id],
  tasks: ({ pending, name }) => dualTasks(pending, { kind: 'person', name: name.display, roles: RIGHTS }),
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
