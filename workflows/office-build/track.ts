import type { Listing } from '../../shared/kernel/entry.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { defineTrack, type EntryDefinition, type Need, type TrackPart } from '../track.ts';
import { type OfficeBuild, STAGES } from './case.ts';
import { type BuildCommand, COMMANDS } from './commands.ts';
import { contentOf } from './content.ts';
import { decide } from './decide.ts';
import { dueAt, movedBy } from './decide-life.ts';
import type { BuildEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { openingNeeds, openingPlacement } from './open.ts';
import { papersOf } from './papers.ts';
import { isLive, placementOf } from './policy.ts';
import { positionOf, slotOf } from './position.ts';
import { progressOf } from './progress.ts';
import { tasksOf } from './tasks.ts';
import { waitsFor } from './waits-for.ts';

const definition: EntryDefinition<OfficeBuild, BuildCommand, BuildEvent> = {
  kind: 'office-build',
  collection: 'office-builds',
  prefix: 'OB',
  readers: [
    'member o',
    'chair o',
    'officer os',
    'commander sg',
    'ministry d',
    'engineer ng',
    'contractor n',
    'iom-field g',
    'iom-manager p',
    'protection p',
    'auditor p',
    'named n',
  ],
  opens: 'OpenBuild',
  commands: COMMANDS,
  parts: ['objections', 'milestones', 'variations', 'snags', 'defects'],
  needs,
  decide,
  evolve,
  listing,
  placement: (command, entry) =>
    command.type === 'OpenBuild' ? openingPlacement(command, entry) : undefined,
  tasks: tasksOf,
  named,
  papers: papersOf,
};

const track: TrackPart<OfficeBuild, BuildCommand> = {
  stages: STAGES,
  stage: (build) => build.stage,
  position: positionOf,
  expire: (build, now) => (dueAt(build, now).length > 0 ? { type: 'Escalate' } : null),
  recompute(build, calendar) {
    const { deadlines, plan } = movedBy(build, calendar);
    const moved = Object.keys(deadlines).length + Object.keys(plan).length;
    return moved > 0 ? { type: 'RecomputeDeadlines' } : null;
  },
  hold: (build, unit) => (build.unit === unit && isLive(build) ? { type: 'SuspendForHold' } : null),
  content: contentOf,
  waitsFor,
};

/** The building of one police office, from its site to its final acceptance (tracks 3). */
export const officeBuild = defineTrack(definition, track);

const facility = (id: EntryId): Need => ({ kind: 'facility', id });
const forum = (id: string): Need => ({ kind: 'forum', id: id as EntryId });
const person = (id: EntryId | undefined): Need[] => (id === undefined ? [] : [{ kind: 'person', id }]);

function needs(build: OfficeBuild | null, command: BuildCommand): Need[] {
  switch (command.type) {
    case 'OpenBuild':
      return openingNeeds(command);
    case 'ChooseSite':
      return [
        { kind: 'place', id: command.district },
        ...[command.parent, command.facility].flatMap((id) => (id === undefined ? [] : [facility(id)])),
      ];
    case 'AssignForum':
    case 'GrantSitingException':
      return [forum(command.forum), ...ownFacility(build)];
    case 'SubmitSite':
      return ownFacility(build);
    case 'ApproveSite':
    case 'HandOverSite':
    case 'Resume':
      return build?.unit ? [{ kind: 'unit', id: build.unit }] : [];
    case 'ApproveContract':
      return person(command.finalApprover);
    case 'HandOverPost':
      return person(command.successor);
    case 'LinkDelivery':
      return [{ kind: 'delivery', id: command.delivery }];
    case 'RecordOpening':
      return (build?.deliveries ?? []).map((id) => ({ kind: 'delivery', id }));
    case 'AcceptFinally':
      return Object.keys(build?.forums ?? {}).map(forum);
    default:
      return [];
  }
}

const ownFacility = (build: OfficeBuild | null): Need[] => {
  const id = build?.site?.facility;
  return id == null ? [] : [facility(id)];
};

function named(build: OfficeBuild, command: BuildCommand): EntryId[] {
  switch (command.type) {
    case 'CloseSnag':
    case 'ReopenSnag':
    case 'HandOverPost':
      return build.finalApprover === null ? [] : [build.finalApprover];
    case 'AcceptPost':
      return build.handover === null ? [] : [build.handover.to];
    case 'Withdraw':
      return build.openedBy === null ? [] : [build.openedBy];
    default:
      return [];
  }
}

function listing(build: OfficeBuild): Listing {
  const open = build.stage !== 'closed' && build.stage !== 'cancelled';
  const dueOn = Object.values(build.deadlines).map((deadline) => deadline.dueOn);
  return {
    title: build.site?.name.en ?? build.purpose,
    authority: build.authority,
    governorate: build.governorate,
    open,
    placement: placementOf(build),
    card: {
      stage: build.stage,
      name: build.site?.name ?? null,
      workType: build.site?.workType ?? null,
      milestone: slotOf(build),
      progress: progressOf(build),
      forums: Object.keys(build.forums).length,
      dueOn: dueOn.toSorted()[0] ?? null,
      level: Math.max(0, ...build.late.map(({ level }) => level)),
      /** Since when something is late without a break; null: nothing is. */
      lateSince: build.late[0]?.sinceAt ?? null,
      waitsFor: waitsFor(build),
    },
    links: links(build),
    unique: open ? unique(build) : [],
    facts: { stage: build.stage, onHold: build.stage === 'suspended' },
  };
}

function links(build: OfficeBuild): Listing['links'] {
  const { site } = build;
  const one = (rel: string, id: EntryId | null | undefined) => (id == null ? [] : [{ rel, id }]);
  const forums = new Set([...(build.forum === null ? [] : [build.forum]), ...Object.keys(build.forums)]);
  return [
    ...[...forums].map((id) => ({ rel: 'forum', id: id as EntryId })),
    ...one('unit', build.unit),
    ...one('plan', build.plan),
    ...one('station', site?.parent),
    ...one('office', build.office ?? site?.facility),
    ...one('contract', build.contract?.id),
    ...build.deliveries.map((id) => ({ rel: 'delivery', id })),
  ];
}

/** A forum is promised one office at a time, and a contract builds one. */
const unique = (build: OfficeBuild): string[] => [
  ...Object.keys(build.forums).map((id) => `office-of:${id}`),
  ...(build.contract === null ? [] : [`contract:${build.contract.id}`]),
];
