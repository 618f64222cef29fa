import type { Actor, Role } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import type { Link, Listing } from '../../../shared/kernel/entry.ts';
import { defineEntry } from '../../track.ts';
import { holds, opened, type Recorded } from '../common.ts';
import { type Forum, type ForumCommand, type ForumEvent, inputs, placementOfForum } from './commands.ts';
import { decide, needs } from './decide.ts';

function evolve(forum: Forum | null, event: Recorded<ForumEvent>): Forum {
  if (event.type === 'ForumOpened') return open(event);
  const known = opened(forum);
  switch (event.type) {
    case 'ForumStatusChanged': {
      const { status, from } = event.data;
      const establishedOn = known.establishedOn ?? (status === 'established' ? from : null);
      return { ...known, status, establishedOn, statusSince: [...known.statusSince, { status, from }] };
    }
    case 'ForumChanged':
      return { ...known, ...event.data };
    case 'ForumAuthoritySet':
      return {
        ...known,
        authority: event.data.authority,
        authoritySince: [...known.authoritySince, event.data],
      };
    case 'MembershipRecorded':
      return { ...known, membership: event.data };
    default:
      return assertNever(event);
  }
}

function open({ data }: Extract<Recorded<ForumEvent>, { type: 'ForumOpened' }>): Forum {
  const [first] = data.statusSince;
  const last = data.statusSince.at(-1);
  const established = data.statusSince.find(({ status }) => status === 'established');
  return {
    ...data,
    status: last?.status ?? 'planned',
    establishedOn: established?.from ?? null,
    authoritySince: first === undefined ? [] : [{ authority: data.authority, from: first.from }],
    membership: null,
  };
}

function listing(forum: Forum): Listing {
  const { name, governorate, district, authority, status, establishedBy, establishedOn } = forum;
  const links: Link[] = [{ rel: 'district', id: district }];
  if (forum.unit !== null) links.push({ rel: 'unit', id: forum.unit });
  if (forum.office !== null) links.push({ rel: 'office', id: forum.office });
  return {
    title: name.en,
    authority,
    governorate,
    // A dormant forum stays in the list: counts for past dates are taken from it.
    open: true,
    placement: placementOfForum(forum),
    card: { name, status, establishedBy, establishedOn, statusSince: forum.statusSince },
    links,
    unique: [],
    facts: { status, authority },
  };
}

const INSIDE: readonly Role[] = [
  'member',
  'chair',
  'officer',
  'commander',
  'ministry',
  'iom-field',
  'iom-manager',
  'protection',
  'auditor',
];

/** Composition and exact position are for those who work with the forum; everybody may know that it exists. */
function project(forum: Forum, reader: Actor): unknown {
  if (holds(reader, INSIDE, placementOfForum(forum))) return forum;
  const { membership: _, coordinates: __, ...known } = forum;
  return known;
}

/** Community Policing Forums. */
export const forum = defineEntry<Forum, ForumCommand, ForumEvent>({
  kind: 'forum',
  collection: 'forums',
  prefix: 'FO',
  readers: ['everyone pR'],
  opens: 'OpenForum',
  commands: {
    OpenForum: { input: inputs.OpenForum, who: ['iom-field g', 'iom-manager p'] },
    EstablishForum: { input: inputs.EstablishForum, who: ['iom-field g', 'iom-manager p'] },
    ChangeForum: { input: inputs.ChangeForum, who: ['iom-field g', 'iom-manager p'] },
    SetForumAuthority: { input: inputs.SetForumAuthority, who: ['administrator p'] },
    RecordMembership: { input: inputs.RecordMembership, who: ['chair o', 'iom-field g', 'iom-manager p'] },
    MarkSelfSustaining: { input: inputs.MarkSelfSustaining, who: ['iom-manager p'] },
    MarkDormant: { input: inputs.MarkDormant, who: ['iom-field g', 'iom-manager p'] },
  },
  needs,
  decide,
  evolve,
  listing,
  placement: (command) =>
    command.type === 'OpenForum'
      ? { governorate: command.governorate, authority: command.authority }
      : undefined,
  project,
  tells: {
    ForumStatusChanged: 'statusSince',
    ForumAuthoritySet: 'authoritySince',
    MembershipRecorded: 'membership',
  },
});
