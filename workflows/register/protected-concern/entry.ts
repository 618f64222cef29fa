import { type Actor, rolesTowards } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { addWorkingDays } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import type { Listing, Task } from '../../../shared/kernel/entry.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { addDays, type CalendarDate } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry, type Need } from '../../track.ts';
import { inputOf, opened, personsOf, type Recorded } from '../common.ts';
import { type Forum, placementOfForum } from '../forum/commands.ts';
import {
  type CommandNamed,
  type ConcernCommand,
  type ConcernEvent,
  inputs,
  type ProtectedConcern,
} from './commands.ts';

/** Access by name ends by itself after this many days at the latest (design P11). */
const MAX_ACCESS_DAYS = 180;
/** Working days to refer it or close it *(setting)*. */
const REFER_DAYS = 5;
const MAX_GRANTS = 20;
const MAX_REFERRALS = 20;

type Decided = Decision<ConcernEvent>;

function needs(_: ProtectedConcern | null, command: ConcernCommand): Need[] {
  if (command.type === 'OpenProtectedConcern') return [{ kind: 'forum', id: command.forum }];
  return command.type === 'GrantAccess' ? [{ kind: 'person', id: command.person }] : [];
}

function decide(concern: ProtectedConcern | null, command: ConcernCommand, context: Context): Decided {
  if (command.type === 'OpenProtectedConcern')
    return concern === null ? open(command, context) : outOfTurn('already-open');
  const known = opened(concern);
  if (known.status === 'closed') return outOfTurn('concern-closed');
  switch (command.type) {
    case 'GrantAccess':
      return grantAccess(known, command, context);
    case 'RevokeAccess':
      if (!Object.hasOwn(known.grants, command.person))
        return refuse('access-not-granted', { pointer: '/person' });
      return accept([{ type: 'AccessRevoked', data: inputOf(command) }]);
    case 'RecordReferral':
      if (!mayRead(known, context.actor, context.today)) return wrongPerson('access-expired');
      if (known.referrals.length >= MAX_REFERRALS)
        return refuse('too-many', { params: { maximum: MAX_REFERRALS } });
      return accept([{ type: 'ReferralRecorded', data: inputOf(command) }]);
    case 'CloseConcern':
      return accept([{ type: 'ProtectedConcernClosed', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function open(command: CommandNamed<'OpenProtectedConcern'>, context: Context): Decided {
  const forum = context.entry('forum', command.forum)?.state as Forum | undefined;
  if (forum === undefined) return refuse('forum-unknown', { pointer: '/forum' });
  const data = {
    ...inputOf(command),
    governorate: forum.governorate,
    month: command.month ?? context.today.slice(0, 7),
    dueOn: addWorkingDays(context.today, REFER_DAYS, context.calendar),
  };
  return accept([{ type: 'ProtectedConcernOpened', data }]);
}

function grantAccess(
  concern: ProtectedConcern,
  command: CommandNamed<'GrantAccess'>,
  context: Context,
): Decided {
  const { person, until } = command;
  if (personsOf(context.actor).includes(person)) return wrongPerson('own-rights');
  const known = context.entry('person', person)?.state as { status?: unknown } | undefined;
  if (known === undefined) return refuse('person-unknown', { pointer: '/person' });
  if (known.status !== 'active') return refuse('person-deactivated', { pointer: '/person' });
  if (until < context.today) return refuse('date-in-past', { pointer: '/until' });
  if (until > addDays(context.today, MAX_ACCESS_DAYS))
    return refuse('access-too-long', { pointer: '/until', params: { days: MAX_ACCESS_DAYS } });
  if (Object.keys({ ...concern.grants, [person]: until }).length > MAX_GRANTS)
    return refuse('too-many', { params: { maximum: MAX_GRANTS } });
  return accept([{ type: 'AccessGranted', data: inputOf(command) }]);
}

function evolve(concern: ProtectedConcern | null, event: Recorded<ConcernEvent>): ProtectedConcern {
  if (event.type === 'ProtectedConcernOpened') {
    const author = event.actor.kind === 'person' ? event.actor.id : null;
    const since = { since: event.seq, sinceAt: event.at };
    return { ...event.data, ...since, status: 'open', author, grants: {}, referrals: [] };
  }
  const known = opened(concern);
  switch (event.type) {
    case 'AccessGranted':
      return { ...known, grants: { ...known.grants, [event.data.person]: event.data.until } };
    case 'AccessRevoked': {
      const { [event.data.person]: _, ...grants } = known.grants;
      return { ...known, grants };
    }
    case 'ReferralRecorded':
      return { ...known, referrals: [...known.referrals, event.data] };
    case 'ProtectedConcernClosed':
      return { ...known, status: 'closed' };
    default:
      return assertNever(event);
  }
}

/** The author, the protection focal point, and whoever was named and whose time has not run out. */
function mayRead(concern: ProtectedConcern, reader: Actor, today: CalendarDate): boolean {
  if (reader.kind !== 'person') return false;
  if (concern.author === reader.id || rolesTowards(reader, {}).includes('protection')) return true;
  const until = concern.grants[reader.id];
  return until !== undefined && today <= until;
}

/** No title, no card, no links, no place: nothing of it may stand in any list (I14). */
const listing = ({ status }: ProtectedConcern): Listing => ({
  title: '',
  authority: 'none',
  governorate: 'none',
  open: status === 'open',
  placement: {},
  card: {},
  links: [],
  unique: [],
  facts: {},
});

function tasks({ status, since, sinceAt, dueOn }: ProtectedConcern): Task[] {
  if (status === 'closed') return [];
  return [
    {
      key: `protect#${since}`,
      title: { key: 'task.protected-concern.protect' },
      addressees: [{ kind: 'role', role: 'protection', scope: { kind: 'programme' } }],
      commands: ['GrantAccess', 'RevokeAccess', 'RecordReferral', 'CloseConcern'],
      since,
      sinceAt,
      dueOn,
      level: 0,
    },
  ];
}

const named = ({ author, grants }: ProtectedConcern): EntryId[] => [
  ...(author === null ? [] : [author]),
  ...(Object.keys(grants) as EntryId[]),
];

/**
 * A concern of a protected class: an entry of its own that the plan never refers to (design P11). A plan opens
 * it when a concern is marked; people may also bring one directly, so that its text never stands in a plan.
 */
export const protectedConcern = defineEntry<ProtectedConcern, ConcernCommand, ConcernEvent>({
  kind: 'protected-concern',
  collection: 'protected-concerns',
  prefix: 'PC',
  readers: ['protection p', 'named n'],
  sealed: true,
  opens: 'OpenProtectedConcern',
  commands: {
    OpenProtectedConcern: {
      input: inputs.OpenProtectedConcern,
      who: [
        'member o',
        'chair o',
        'officer os',
        'commander sg',
        'ministry d',
        'iom-field g',
        'iom-manager p',
        'protection p',
      ],
    },
    GrantAccess: { input: inputs.GrantAccess, who: ['protection p*'] },
    RevokeAccess: { input: inputs.RevokeAccess, who: ['protection p'] },
    RecordReferral: { input: inputs.RecordReferral, who: ['protection p', 'named n'] },
    CloseConcern: { input: inputs.CloseConcern, who: ['protection p'] },
  },
  needs,
  decide,
  evolve,
  listing,
  placement(command, entry) {
    if (command.type !== 'OpenProtectedConcern') return undefined;
    const forum = entry('forum', command.forum)?.state as Forum | undefined;
    return forum === undefined ? undefined : placementOfForum(forum);
  },
  tasks,
  named,
  mayRead,
});
