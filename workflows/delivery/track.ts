import type { Listing } from '../../shared/kernel/entry.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Grant } from '../grants.ts';
import { bookId } from '../register/certificate-book/entry.ts';
import { defineTrack, type EntryDefinition, type Need, paperKey, type TrackPart } from '../track.ts';
import { type Delivery, STAGES } from './case.ts';
import { numberOf, papersOf } from './certificate.ts';
import { COMMANDS, type DeliveryCommand } from './commands.ts';
import { decide } from './decide.ts';
import { handoverNeeds } from './decide-handover.ts';
import { dueAt, isHeldBy, movedBy } from './decide-life.ts';
import { holdersOf, postNeeds } from './decide-monitoring.ts';
import type { DeliveryEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { openingNeeds, placed } from './open.ts';
import { allAssets, placementOf, unitNeeds, unitsOf } from './policy.ts';
import { positionOf } from './position.ts';
import { tasksOf } from './tasks.ts';
import { waitsFor } from './waits-for.ts';
import { acceptedNeeds, assetNeeds } from './weight.ts';

const READERS: readonly Grant[] = [
  'chair o',
  'officer os',
  'commander sg',
  'logistics g',
  'logistics-central d',
  'ministry d',
  'iom-field g',
  'iom-manager p',
  'auditor p',
  'named n',
];

const definition: EntryDefinition<Delivery, DeliveryCommand, DeliveryEvent> = {
  kind: 'delivery',
  collection: 'deliveries',
  prefix: 'DL',
  readers: READERS,
  opens: 'OpenDelivery',
  commands: COMMANDS,
  parts: ['lines', 'handovers'],
  needs,
  decide,
  evolve,
  listing,
  placement(command, entry) {
    if (command.type !== 'OpenDelivery') return undefined;
    const place = placed(command, { entry });
    return place && placementOf({ ...place, forum: command.forum ?? null });
  },
  tasks: tasksOf,
  named,
  papers: papersOf,
};

const track: TrackPart<Delivery, DeliveryCommand> = {
  stages: STAGES,
  stage: (delivery) => delivery.stage,
  position: positionOf,
  expire: (delivery, now) => (dueAt(delivery, now).length > 0 ? { type: 'Escalate' } : null),
  recompute: (delivery, calendar) =>
    Object.keys(movedBy(delivery, calendar)).length > 0 ? { type: 'RecomputeDeadlines' } : null,
  hold: (delivery, unit) => (isHeldBy(delivery, unit) ? { type: 'SuspendForHold' } : null),
  content,
  waitsFor,
};

/** Vehicles and equipment from the request to the end-use checks (tracks 2). */
export const delivery = defineTrack(definition, track);

function needs(state: Delivery | null, command: DeliveryCommand): Need[] {
  if (command.type === 'OpenDelivery') return openingNeeds(command);
  if (state === null) return [];
  switch (command.type) {
    case 'ChangeRequest': {
      const { unit, recipients = [], office, warehouse, grant } = command;
      const units = [...(unit === undefined ? [] : [unit]), ...recipients];
      return [
        ...units.map((id) => ({ kind: 'unit', id })),
        ...[office, warehouse].flatMap((id) => (id === undefined ? [] : [{ kind: 'facility', id }])),
        ...(grant === undefined ? [] : [{ kind: 'grant', id: grant }]),
      ];
    }
    case 'AllocateAsset':
      return assetNeeds([...allAssets(state), ...(command.assets ?? [])]);
    case 'SubmitRequest':
    case 'Dispatch':
      return [...unitNeeds(state), ...(state.grant === null ? [] : [{ kind: 'grant', id: state.grant }])];
    case 'ConfirmReceipt':
    case 'ResolveDiscrepancy':
      return [{ kind: 'certificate-book', id: bookId(state.authority) }];
    case 'RecordHandover':
      return [...handoverNeeds(state, command), ...acceptedNeeds(state)];
    case 'HandOverPost':
      return [...postNeeds(state), { kind: 'person', id: command.successor }];
    case 'AcceptPost':
    case 'RecordEndUseCheck':
      return postNeeds(state);
    case 'Resume':
      return unitNeeds(state);
    default:
      return [];
  }
}

function named(state: Delivery, command: DeliveryCommand): EntryId[] {
  switch (command.type) {
    case 'Withdraw':
      return state.openedBy;
    case 'HandOverPost':
      return holdersOf(state);
    case 'AcceptPost':
      return state.stage === 'monitoring' && state.post !== null ? [state.post.to] : [];
    default:
      return [];
  }
}

const ENDED = ['closed', 'cancelled'];

function listing(state: Delivery): Listing {
  const { purpose, unitName, authority, governorate, stage, lines } = state;
  const number = numberOf(state);
  const of = Object.values(lines);
  return {
    title: `${unitName?.en ?? state.forum ?? ''} · ${purpose}`.slice(0, 160),
    authority,
    governorate,
    open: !ENDED.includes(stage),
    placement: placementOf(state),
    card: {
      stage,
      dueOn:
        Object.values(state.deadlines)
          .map(({ dueOn }) => dueOn)
          .sort()[0] ?? null,
      level: Math.max(0, ...state.late.map(({ level }) => level)),
      unitName,
      purpose,
      lines: of.length,
      pieces: of.reduce((sum, { quantity }) => sum + quantity, 0),
      serialised: allAssets(state).length,
      certificate: state.handovers.H01?.number ?? null,
    },
    links: links(state),
    unique: number === null ? [] : [paperKey(number)],
    facts: { stage, onHold: stage === 'suspended', handedOver: state.handovers.H01 !== undefined },
  };
}

/** Assets know their delivery, not the other way round: 80 links would outgrow every transaction (P15). */
function links(state: Delivery): Listing['links'] {
  const one = (rel: string, id: EntryId | null) => (id === null ? [] : [{ rel, id }]);
  return [
    ...unitsOf(state).map((id) => ({ rel: 'unit', id })),
    ...one('forum', state.forum),
    ...one('plan', state.plan),
    ...one('grant', state.grant),
    ...one('origin', state.origin?.delivery ?? null),
  ];
}

/** What an approval and a signature cover: who gets what, for what purpose, and what arrived (P9). */
function content(state: Delivery): unknown {
  const { unit, recipients, office, grant, purpose, origin, lines } = state;
  return { unit, recipients, office, grant, purpose, origin, lines };
}
