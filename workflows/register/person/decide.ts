import { partiesOf } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../../shared/kernel/decision.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { addDays } from '../../../shared/kernel/time.ts';
import { SUBSTITUTE } from '../../settings.ts';
import type { Context, Need } from '../../track.ts';
import { inputOf, opened } from '../common.ts';
import { e164 } from '../digits.ts';
import { type DualCommand, decideDual, isDual, propose, proposedIn } from '../dual-control.ts';
import type { CommandNamed, Person, PersonCommand, PersonEvent } from './commands.ts';
import { clash, fitsScope, overlap, sameRole, unfitSubstitute } from './rights.ts';

const MAX_ASSIGNMENTS = 40;

type Decided = Decision<PersonEvent>;
type OwnCommand = Exclude<PersonCommand, DualCommand>;

export function needs(person: Person | null, command: PersonCommand): Need[] {
  const proposed = proposedIn(person, command);
  if (proposed !== null) return needs(person, proposed as unknown as PersonCommand);
  if (command.type === 'AppointSubstitute') return [{ kind: 'person', id: command.person }];
  if (command.type !== 'AssignRole') return [];
  const { scope } = command;
  return scope.kind === 'forum' || scope.kind === 'unit' ? [{ kind: scope.kind, id: scope.id }] : [];
}

export function decide(person: Person | null, command: PersonCommand, context: Context): Decided {
  if (command.type === 'InvitePerson')
    return person === null ? invite(command, context) : outOfTurn('already-open');
  const known = opened(person);
  if (!isDual(command)) return asked(known, command, context);
  return decideDual<PersonEvent>(known, command, context, {
    decide: (proposed) => rule(known, proposed as unknown as OwnCommand, context),
    subjects: (proposed) => subjectsOf(known, proposed as unknown as PersonCommand),
  });
}

/** Whom a proposed change concerns: the person, and the substitute where one is appointed. */
const subjectsOf = ({ id }: Person, command: PersonCommand): readonly EntryId[] =>
  command.type === 'AppointSubstitute' ? [id, command.person] : [id];

/**
 * What gives rights takes two people (SD11). What takes rights away at once takes one: an account that must not act
 * a minute longer, a substitute who is no longer needed. One's own substitute gets no more than one gives away.
 */
const TWO_PEOPLE: readonly PersonCommand['type'][] = ['AssignRole', 'EndRole', 'ReactivatePerson'];

function asked(person: Person, command: OwnCommand, context: Context): Decided {
  const decision = rule(person, command, context);
  if (decision.outcome === 'refused' || context.actor.kind !== 'person') return decision;
  const forAnother = command.type === 'AppointSubstitute' && !isOwn(person, context);
  if (!forAnother && !TWO_PEOPLE.includes(command.type)) return decision;
  return propose('person', person, command, context);
}

function rule(person: Person, command: OwnCommand, context: Context): Decided {
  switch (command.type) {
    case 'InvitePerson':
      return person.status === 'invited'
        ? accept([{ type: 'PersonAdmitted', data: {} }])
        : outOfTurn('already-open');
    case 'AssignRole':
      return assignRole(person, command, context);
    case 'EndRole':
      return endRole(person, command, context);
    case 'DeactivatePerson':
      return deactivate(person, command, context);
    case 'ReactivatePerson':
      if (isOwn(person, context)) return wrongPerson('own-rights');
      if (person.status !== 'deactivated') return outOfTurn('person-active');
      return accept([{ type: 'PersonReactivated', data: inputOf(command) }]);
    case 'ChangeContact':
      return changeContact(person, command, context);
    case 'AppointSubstitute':
      return appointSubstitute(person, command, context);
    case 'EndSubstitute':
      return endSubstitute(person);
    case 'StandIn':
      return accept([{ type: 'StandInBegun', data: inputOf(command) }]);
    case 'EndStandIn':
      return accept([{ type: 'StandInEnded', data: inputOf(command) }]);
    case 'LoseSubstitute':
      if (person.substitute === null) return accept([]);
      return accept([{ type: 'SubstituteEnded', data: { person: person.substitute.person } }]);
    default:
      return assertNever(command);
  }
}

const isOwn = (person: Person, { actor }: Context): boolean => partiesOf(actor).includes(person.id);

/** A substitute acts in the absent person's work, not in that person's own affairs. */
const isStandingIn = (person: Person, { actor }: Context): boolean =>
  actor.kind === 'person' && actor.onBehalfOf === person.id;

function invite(command: CommandNamed<'InvitePerson'>, context: Context): Decided {
  const { id } = context;
  const { phone: typed, invented = false, ...described } = inputOf(command);
  const phone = typed === undefined ? undefined : e164(typed);
  if (phone === null) return refuse('phone-not-valid', { pointer: '/phone' });
  const data = { id, ...described, invented, ...(phone === undefined ? {} : { phone }) };
  const invited: PersonEvent = { type: 'PersonInvited', data };
  if (context.actor.kind !== 'person') return accept([invited]);
  const proposed = propose<PersonEvent>('person', null, { type: 'InvitePerson' }, context);
  return proposed.outcome === 'refused' ? proposed : { ...proposed, events: [invited, ...proposed.events] };
}

function assignRole(person: Person, command: CommandNamed<'AssignRole'>, context: Context): Decided {
  const { role, scope, from, until } = command;
  if (isOwn(person, context)) return wrongPerson('own-rights');
  if (person.status === 'deactivated') return refuse('person-deactivated');
  if (!fitsScope(role, scope)) return refuse('scope-not-for-role', { pointer: '/scope', params: { role } });
  if (until !== null && until < from) return refuse('period-reversed', { pointer: '/until' });
  const known = scope.kind !== 'forum' && scope.kind !== 'unit' ? true : context.entry(scope.kind, scope.id);
  if (known === undefined) return refuse('scope-unknown', { pointer: '/scope/id' });
  if (person.assignments.length >= MAX_ASSIGNMENTS)
    return refuse('too-many', { params: { maximum: MAX_ASSIGNMENTS } });
  if (person.assignments.some((one) => sameRole(one, command) && overlap(one, command)))
    return outOfTurn('role-already-held', { pointer: '/role' });
  const excluded = clash(command, person.assignments);
  if (excluded !== null) return { outcome: 'refused', refusal: excluded };
  return accept([{ type: 'RoleAssigned', data: inputOf(command) }]);
}

function endRole(person: Person, command: CommandNamed<'EndRole'>, context: Context): Decided {
  if (isOwn(person, context)) return wrongPerson('own-rights');
  const ends = ({ until }: { until: string | null }) => until === null || until > command.lastDay;
  if (!person.assignments.some((one) => sameRole(one, command) && ends(one)))
    return refuse('role-not-held', { pointer: '/role' });
  if (command.lastDay < addDays(context.today, -1)) return refuse('date-in-past', { pointer: '/lastDay' });
  return accept([{ type: 'RoleEnded', data: inputOf(command) }]);
}

/** An account that ends takes every substitution with it, on both sides (reliability-security 3.4). */
function deactivate(person: Person, command: CommandNamed<'DeactivatePerson'>, context: Context): Decided {
  if (isOwn(person, context)) return wrongPerson('own-rights');
  if (person.status === 'deactivated') return outOfTurn('person-deactivated');
  const effects: Effect[] = person.standsInFor.map(({ person: absent }) => ({
    kind: 'person',
    id: absent,
    command: { type: 'LoseSubstitute' },
  }));
  if (person.substitute !== null) effects.push(endStandIn(person, person.substitute.person));
  return accept([{ type: 'PersonDeactivated', data: inputOf(command) }], { effects });
}

function changeContact(person: Person, command: CommandNamed<'ChangeContact'>, context: Context): Decided {
  const changes = inputOf(command);
  if (isStandingIn(person, context)) return wrongPerson('not-while-acting');
  // A rank decides for whom one may act.
  if (changes.rank !== undefined && isOwn(person, context))
    return wrongPerson('own-rank', { pointer: '/rank' });
  if (Object.keys(changes).length === 0) return refuse('nothing-changed');
  if (!command.phone) return accept([{ type: 'ContactChanged', data: changes }]);
  const phone = e164(command.phone);
  if (phone === null) return refuse('phone-not-valid', { pointer: '/phone' });
  return accept([{ type: 'ContactChanged', data: { ...changes, phone } }]);
}

function appointSubstitute(
  person: Person,
  command: CommandNamed<'AppointSubstitute'>,
  context: Context,
): Decided {
  const { from, until } = command;
  if (isStandingIn(person, context)) return wrongPerson('not-while-acting');
  if (person.status !== 'active') return refuse('person-deactivated');
  if (person.substitute !== null && person.substitute.until >= context.today)
    return outOfTurn('substitute-already-appointed');
  if (from < context.today) return refuse('date-in-past', { pointer: '/from' });
  if (until < from) return refuse('period-reversed', { pointer: '/until' });
  if (until > addDays(from, SUBSTITUTE.days - 1))
    return refuse('substitute-too-long', { pointer: '/until', params: { days: SUBSTITUTE.days } });
  const substitute = context.entry('person', command.person);
  if (substitute === undefined) return refuse('person-unknown', { pointer: '/person' });
  const unfit = unfitSubstitute(person, substitute.state as Person, { from, until });
  if (unfit !== null) return refuse(unfit, { pointer: '/person' });
  const standIn = { type: 'StandIn', absent: person.id, from, until };
  return accept([{ type: 'SubstituteAppointed', data: inputOf(command) }], {
    effects: [{ kind: 'person', id: command.person, command: standIn }],
  });
}

function endSubstitute(person: Person): Decided {
  if (person.substitute === null) return outOfTurn('no-substitute');
  const { person: substitute } = person.substitute;
  return accept([{ type: 'SubstituteEnded', data: { person: substitute } }], {
    effects: [endStandIn(person, substitute)],
  });
}

const endStandIn = (absent: Person, substitute: Person['id']): Effect => ({
  kind: 'person',
  id: substitute,
  command: { type: 'EndStandIn', absent: absent.id },
});
