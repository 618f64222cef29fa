import { assertNever } from '../../../shared/kernel/assert-never.ts';
import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../../shared/kernel/decision.ts';
import { addDays } from '../../../shared/kernel/time.ts';
import type { Context, Need } from '../../track.ts';
import { inputOf, opened, personsOf } from '../common.ts';
import { e164 } from '../digits.ts';
import type { CommandNamed, Person, PersonCommand, PersonEvent } from './commands.ts';
import { clash, fitsScope, overlap, sameRole, unfitSubstitute } from './rights.ts';

/** The longest absence a substitute may bridge (tracks 0.7). */
const SUBSTITUTE_DAYS = 30;
const MAX_ASSIGNMENTS = 40;

type Decided = Decision<PersonEvent>;

export function needs(_: Person | null, command: PersonCommand): Need[] {
  if (command.type === 'AppointSubstitute') return [{ kind: 'person', id: command.person }];
  if (command.type !== 'AssignRole') return [];
  const { scope } = command;
  return scope.kind === 'forum' || scope.kind === 'unit' ? [{ kind: scope.kind, id: scope.id }] : [];
}

export function decide(person: Person | null, command: PersonCommand, context: Context): Decided {
  if (command.type === 'InvitePerson')
    return person === null ? invite(command, context) : outOfTurn('already-open');
  const known = opened(person);
  switch (command.type) {
    case 'AssignRole':
      return assignRole(known, command, context);
    case 'EndRole':
      return endRole(known, command, context);
    case 'DeactivatePerson':
      return deactivate(known, command, context);
    case 'ReactivatePerson':
      if (isOwn(known, context)) return wrongPerson('own-rights');
      if (known.status === 'active') return outOfTurn('person-active');
      return accept([{ type: 'PersonReactivated', data: inputOf(command) }]);
    case 'ChangeContact':
      return changeContact(command);
    case 'AppointSubstitute':
      return appointSubstitute(known, command, context);
    case 'EndSubstitute':
      return endSubstitute(known);
    case 'StandIn':
      return accept([{ type: 'StandInBegun', data: inputOf(command) }]);
    case 'EndStandIn':
      return accept([{ type: 'StandInEnded', data: inputOf(command) }]);
    case 'LoseSubstitute':
      if (known.substitute === null) return accept([]);
      return accept([{ type: 'SubstituteEnded', data: { person: known.substitute.person } }]);
    default:
      return assertNever(command);
  }
}

const isOwn = (person: Person, { actor }: Context): boolean => personsOf(actor).includes(person.id);

function invite(command: CommandNamed<'InvitePerson'>, { id }: Context): Decided {
  const { phone: typed, invented = false, ...described } = inputOf(command);
  const phone = typed === undefined ? undefined : e164(typed);
  if (phone === null) return refuse('phone-not-valid', { pointer: '/phone' });
  const data = { id, ...described, invented, ...(phone === undefined ? {} : { phone }) };
  return accept([{ type: 'PersonInvited', data }]);
}

function assignRole(person: Person, command: CommandNamed<'AssignRole'>, context: Context): Decided {
  const { role, scope, from, until } = command;
  if (isOwn(person, context)) return wrongPerson('own-rights');
  if (person.status !== 'active') return refuse('person-deactivated');
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
  if (person.status !== 'active') return outOfTurn('person-deactivated');
  const effects: Effect[] = person.standsInFor.map(({ person: absent }) => ({
    kind: 'person',
    id: absent,
    command: { type: 'LoseSubstitute' },
  }));
  if (person.substitute !== null) effects.push(endStandIn(person, person.substitute.person));
  return accept([{ type: 'PersonDeactivated', data: inputOf(command) }], { effects });
}

function changeContact(command: CommandNamed<'ChangeContact'>): Decided {
  const changes = inputOf(command);
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
  if (person.status !== 'active') return refuse('person-deactivated');
  if (person.substitute !== null && person.substitute.until >= context.today)
    return outOfTurn('substitute-already-appointed');
  if (from < context.today) return refuse('date-in-past', { pointer: '/from' });
  if (until < from) return refuse('period-reversed', { pointer: '/until' });
  if (until > addDays(from, SUBSTITUTE_DAYS - 1))
    return refuse('substitute-too-long', { pointer: '/until', params: { days: SUBSTITUTE_DAYS } });
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
