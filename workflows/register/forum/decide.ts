import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { accept, type Decision, type Effect, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { CalendarDate } from '../../../shared/kernel/time.ts';
import type { Context, Need } from '../../track.ts';
import { inputOf, opened } from '../common.ts';
import type { Place } from '../place/entry.ts';
import type { CommandNamed, Forum, ForumCommand, ForumEvent } from './commands.ts';
import type { ForumStatus } from './count.ts';

type Decided = Decision<ForumEvent>;

export function needs(_: Forum | null, command: ForumCommand): Need[] {
  if (command.type !== 'OpenForum' && command.type !== 'ChangeForum') return [];
  const needed: Need[] = [];
  if (command.type === 'OpenForum') needed.push({ kind: 'place', id: command.district });
  if (command.unit) needed.push({ kind: 'unit', id: command.unit });
  if (command.office) needed.push({ kind: 'facility', id: command.office });
  return needed;
}

export function decide(forum: Forum | null, command: ForumCommand, context: Context): Decided {
  if (command.type === 'OpenForum')
    return forum === null ? open(command, context) : outOfTurn('already-open');
  const known = opened(forum);
  switch (command.type) {
    case 'EstablishForum':
      return moveTo(known, 'established', command, context);
    case 'MarkSelfSustaining':
      return moveTo(known, 'self-sustaining', command, context);
    case 'MarkDormant':
      return moveTo(known, 'dormant', command, context);
    case 'ChangeForum':
      return change(known, command, context);
    case 'SetForumAuthority':
      if (command.from > context.today) return refuse('date-in-future', { pointer: '/from' });
      if (known.authoritySince.some(({ from }) => from >= command.from))
        return refuse('date-before-last', { pointer: '/from' });
      return accept([{ type: 'ForumAuthoritySet', data: inputOf(command) }]);
    case 'RecordMembership':
      return recordMembership(known, command, context);
    default:
      return assertNever(command);
  }
}

function open(command: CommandNamed<'OpenForum'>, context: Context): Decided {
  const { plannedOn, establishedOn, ...forum } = inputOf(command);
  const { id, today } = context;
  const planned = plannedOn ?? (establishedOn === undefined ? today : undefined);
  if ((establishedOn ?? today) > today) return refuse('date-in-future', { pointer: '/establishedOn' });
  if ((planned ?? today) > today) return refuse('date-in-future', { pointer: '/plannedOn' });
  if (planned !== undefined && establishedOn !== undefined && establishedOn <= planned)
    return refuse('date-before-last', { pointer: '/establishedOn' });
  const district = context.entry('place', command.district)?.state as Place | undefined;
  if (district === undefined) return refuse('place-unknown', { pointer: '/district' });
  if (district.governorate !== command.governorate)
    return refuse('district-elsewhere', { pointer: '/district' });
  const unknown = unknownLink(command, context);
  if (unknown !== null) return unknown;
  const { unit = null, office = null, coordinates = null, sopVersion = null } = forum;
  const statusSince = [
    ...(planned === undefined ? [] : [{ status: 'planned' as const, from: planned }]),
    ...(establishedOn === undefined ? [] : [{ status: 'established' as const, from: establishedOn }]),
  ];
  const data = { id, ...forum, unit, office, coordinates, sopVersion, statusSince };
  return accept([{ type: 'ForumOpened', data }], { effects: serve(data, null, office) });
}

function unknownLink(
  { unit, office }: CommandNamed<'OpenForum' | 'ChangeForum'>,
  { entry }: Context,
): Decision<never> | null {
  if (unit && entry('unit', unit) === undefined) return refuse('unit-unknown', { pointer: '/unit' });
  if (office && entry('facility', office) === undefined)
    return refuse('facility-unknown', { pointer: '/office' });
  return null;
}

const FROM: Readonly<Record<ForumStatus, readonly ForumStatus[]>> = {
  planned: [],
  // A dormant forum can be taken up again.
  established: ['planned', 'dormant'],
  'self-sustaining': ['established'],
  dormant: ['planned', 'established', 'self-sustaining'],
};

function moveTo(
  forum: Forum,
  status: ForumStatus,
  { on, reason }: { on: CalendarDate; reason?: string },
  { today }: Context,
): Decided {
  if (!FROM[status].includes(forum.status))
    return outOfTurn('forum-status-does-not-follow', { params: { from: forum.status, to: status } });
  if (on > today) return refuse('date-in-future', { pointer: '/on' });
  if (forum.statusSince.some(({ from }) => from >= on)) return refuse('date-before-last', { pointer: '/on' });
  const data = { status, from: on, ...(reason === undefined ? {} : { reason }) };
  return accept([{ type: 'ForumStatusChanged', data }]);
}

function change(forum: Forum, command: CommandNamed<'ChangeForum'>, context: Context): Decided {
  const changes = inputOf(command);
  if (Object.keys(changes).length === 0) return refuse('nothing-changed');
  const unknown = unknownLink(command, context);
  if (unknown !== null) return unknown;
  const after = { ...forum, ...changes };
  // A forum that moves is measured again by the office it keeps.
  const moved = command.coordinates !== undefined || forum.office !== after.office;
  const effects = moved ? serve(after, forum.office, after.office) : [];
  return accept([{ type: 'ForumChanged', data: changes }], { effects });
}

/** The office keeps its own count of forums and its own limits (SF-64, SF-65). */
function serve(
  { id, coordinates }: Pick<Forum, 'id' | 'coordinates'>,
  before: EntryId | null,
  after: EntryId | null,
): Effect[] {
  const effects: Effect[] = [];
  if (before !== null)
    effects.push({ kind: 'facility', id: before, command: { type: 'StopServing', forum: id } });
  if (after !== null)
    effects.push({ kind: 'facility', id: after, command: { type: 'ServeForum', forum: id, coordinates } });
  return effects;
}

function recordMembership(
  forum: Forum,
  command: CommandNamed<'RecordMembership'>,
  { today }: Context,
): Decided {
  if (forum.status === 'planned') return outOfTurn('forum-not-established');
  if (command.on > today) return refuse('date-in-future', { pointer: '/on' });
  if (forum.membership !== null && command.on < forum.membership.on)
    return refuse('date-before-last', { pointer: '/on' });
  const keys = command.groups.map(({ count: _, ...group }) => Object.values(group).join(' '));
  const twice = keys.findIndex((key, i) => keys.indexOf(key) < i);
  if (twice >= 0) return refuse('group-twice', { pointer: `/groups/${twice}` });
  return accept([{ type: 'MembershipRecorded', data: inputOf(command) }]);
}
