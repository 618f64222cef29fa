import { personOf } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import type { Listing, Task } from '../../../shared/kernel/entry.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { defineEntry } from '../../track.ts';
import { opened, type Recorded } from '../common.ts';
import { type Forum, placementOfForum } from '../forum/commands.ts';
import { type ConcernCommand, type ConcernEvent, inputs, type ProtectedConcern } from './commands.ts';
import { decide, needs } from './decide.ts';
import { mayRead, underGlass } from './reading.ts';

function evolve(concern: ProtectedConcern | null, event: Recorded<ConcernEvent>): ProtectedConcern {
  if (event.type === 'ProtectedConcernOpened') {
    const author = personOf(event.actor) ?? null;
    const since = { since: event.seq, sinceAt: event.at };
    const nothing = { grants: {}, glass: {}, proposal: null, referrals: [] };
    return { ...event.data, ...since, ...nothing, status: 'open', author };
  }
  const known = opened(concern);
  switch (event.type) {
    case 'AccessGranted':
    case 'AccessExtended':
      return { ...known, grants: { ...known.grants, [event.data.person]: event.data.until } };
    case 'AccessRevoked':
      return { ...known, grants: without(known.grants, event.data.person) };
    case 'ReferralRecorded':
      return { ...known, referrals: [...known.referrals, event.data] };
    case 'ProposalMade': {
      const by = [event.actor.kind === 'person' ? event.actor.id : [], event.onBehalfOf ?? []].flat();
      return { ...known, proposal: { ...event.data, by, since: event.seq, sinceAt: event.at } };
    }
    case 'ProposalDeclined':
      return { ...known, proposal: null };
    case 'TextErased':
      return { ...known, proposal: null, text: '' };
    case 'LoweringAgreed': {
      const { dueOn } = event.data;
      return { ...known, proposal: null, status: 'lowered', dueOn, since: event.seq, sinceAt: event.at };
    }
    case 'ProtectedConcernClosed':
      return { ...known, status: 'closed' };
    case 'GlassOpened': {
      const { person, ...glass } = event.data;
      return { ...known, glass: { ...known.glass, [person]: glass } };
    }
    case 'GlassEnded':
      return { ...known, glass: without(known.glass, event.data.person) };
    default:
      return assertNever(event);
  }
}

function without<Value>(all: Readonly<Record<EntryId, Value>>, person: EntryId): Record<EntryId, Value> {
  const { [person]: _, ...others } = all;
  return others;
}

/** No title, no card, no place: nothing of it stands in any list (I14). Links lead its own readers to it. */
const listing = ({ status, forum, governorate, author, grants }: ProtectedConcern): Listing => ({
  title: '',
  authority: 'none',
  governorate: 'none',
  open: status !== 'closed',
  placement: { forum, governorate },
  card: {},
  links: [...new Set([...(author === null ? [] : [author]), ...(Object.keys(grants) as EntryId[])])].map(
    (id) => ({ rel: 'reader', id }),
  ),
  unique: [],
  facts: {},
});

const FOCAL_POINT = { kind: 'role', role: 'protection', scope: { kind: 'programme' } } as const;

function tasks({ status, since, sinceAt, dueOn, proposal, forum }: ProtectedConcern): Task[] {
  const protect: Task = {
    key: `protect#${since}`,
    title: { key: 'task.protected-concern.protect' },
    addressees: [FOCAL_POINT],
    commands: ['GrantAccess', 'ExtendAccess', 'RevokeAccess', 'RecordReferral', 'CloseConcern'],
    since,
    sinceAt,
    dueOn,
    level: 0,
  };
  const takeOver: Task = {
    ...protect,
    key: `take-over#${since}`,
    title: { key: 'task.protected-concern.take-over' },
    addressees: [{ kind: 'role', role: 'chair', scope: { kind: 'forum', id: forum } }],
    commands: ['CloseConcern'],
  };
  const own = { open: [protect], lowered: [takeOver], closed: [] }[status];
  if (proposal === null) return own;
  const second: Task = {
    key: `proposal#${proposal.since}`,
    title: { key: `task.protected-concern.${proposal.what}` },
    addressees: [FOCAL_POINT],
    commands: ['DecideProposal'],
    since: proposal.since,
    sinceAt: proposal.sinceAt,
    dueOn: proposal.dueOn,
    level: 0,
  };
  return [...own, second];
}

const named = ({ author, grants }: ProtectedConcern): EntryId[] => [
  ...(author === null ? [] : [author]),
  ...(Object.keys(grants) as EntryId[]),
];

/**
 * A concern of a protected class: an entry of its own that the plan never refers to (design P11). A plan opens
 * it when a concern is marked; people may also bring one directly, so that its text never stands in a plan.
 * Whoever may not read it is told that it does not exist, before any of these commands is looked at.
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
    GrantAccess: { input: inputs.GrantAccess, who: ['protection p*', 'chair o*'] },
    ExtendAccess: { input: inputs.ExtendAccess, who: ['protection p*', 'chair o*'] },
    RevokeAccess: { input: inputs.RevokeAccess, who: ['protection p', 'chair o'] },
    RecordReferral: { input: inputs.RecordReferral, who: ['protection p', 'named n'] },
    ProposeLowering: { input: inputs.ProposeLowering, who: ['protection p'] },
    ProposeErasure: { input: inputs.ProposeErasure, who: ['protection p'] },
    DecideProposal: { input: inputs.DecideProposal, who: ['protection p*'] },
    CloseConcern: { input: inputs.CloseConcern, who: ['protection p', 'chair o'] },
    OpenGlass: { input: inputs.OpenGlass, who: [] },
    EndGlass: { input: inputs.EndGlass, who: [] },
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
  underGlass,
});
