import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { EVENTS_IN_ONE } from '../../../shared/kernel/entry.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { bytesOf } from '../../../shared/kernel/json.ts';
import { baghdadDate, type CalendarDate } from '../../../shared/kernel/time.ts';
import { opened, type Recorded } from '../common.ts';
import type { Asset, AssetEvent, Cause, CustodyLink, Identity, Status } from './asset.ts';
import type { Holder } from './commands.ts';

type Event = Recorded<AssetEvent>;
type EventNamed<Type extends AssetEvent['type']> = Extract<Event, { type: Type }>;

// Number, type, instant, actor, two hashes; and for every field its salt and its digest.
const ENVELOPE = 380;
const FIELD = 130;

export function evolve(asset: Asset | null, event: Event): Asset {
  const next = told(asset, event);
  if (event.seq > EVENTS_IN_ONE) return next;
  const bytes = ENVELOPE + FIELD * Object.keys(event.data).length + bytesOf(event.data);
  return { ...next, eventBytes: (asset?.eventBytes ?? 0) + bytes };
}

function told(asset: Asset | null, event: Event): Asset {
  if (event.type === 'AssetRegistered') return registered(event);
  const known = opened(asset);
  switch (event.type) {
    case 'IntakeConfirmed':
      return { ...known, status: 'in-service' };
    case 'CustodyTransferred':
      return transferred(known, event);
    case 'CustodyHandedOver':
      return handedOver(known, event);
    case 'PostPassedOn':
      return passedOn(known, event);
    case 'TitleTransferred':
      return owned(known, event.data.owner, event.data.on, event.data.document);
    case 'PlateRecorded':
      return replated(known, event.data.plate, event.data.on);
    case 'AssetReserved':
      return { ...known, reservedFor: event.data.delivery };
    case 'ReservationReleased':
      return { ...known, reservedFor: null, status: event.data.missing ? missingOr(known) : known.status };
    case 'FileAttached': {
      const { file, kind, caption } = event.data;
      return { ...known, files: [...known.files, { file, kind, caption: caption ?? null }] };
    }
    case 'CheckNoted': {
      const { place, seen, condition } = event.data;
      return { ...known, ...(seen ? { condition } : {}), lastSeen: { at: event.at, place, seen } };
    }
    default:
      return fated(known, event);
  }
}

type Fate = EventNamed<
  | 'DamageReported'
  | 'LossReported'
  | 'AssetRecovered'
  | 'RepairRecorded'
  | 'CorrectionRequested'
  | 'IdentityCorrected'
  | 'CorrectionRejected'
  | 'WriteOffProposed'
  | 'WriteOffApproved'
  | 'AssetWrittenOff'
  | 'WriteOffRejected'
>;

/** Damage, loss, correction and the end. */
function fated(asset: Asset, event: Fate): Asset {
  switch (event.type) {
    case 'DamageReported':
      return { ...asset, condition: event.data.condition, status: damagedOr(asset) };
    case 'LossReported':
      return { ...asset, status: event.data.how };
    case 'AssetRecovered':
      return { ...asset, status: 'in-service', condition: event.data.condition };
    case 'RepairRecorded': {
      const { condition, odometer } = event.data;
      const status = asset.status === 'damaged' ? 'in-service' : asset.status;
      return { ...asset, status, condition, ...(odometer === undefined ? {} : { odometer }) };
    }
    case 'CorrectionRequested': {
      const { changes, reason } = event.data;
      return { ...asset, correction: { changes, reason, by: personsOfEvent(event) } };
    }
    case 'IdentityCorrected':
      return { ...corrected(asset, event.data.changes, event.data.on), correction: null };
    case 'CorrectionRejected':
      return { ...asset, correction: null };
    case 'WriteOffProposed':
      return {
        ...asset,
        writeOff: { reason: event.data.reason, by: personsOfEvent(event), approvals: [] },
      };
    case 'WriteOffApproved': {
      if (asset.writeOff === null) throw new Error('a write-off is approved after it was proposed');
      const approval = { as: event.data.as, by: personsOfEvent(event) };
      return {
        ...asset,
        writeOff: { ...asset.writeOff, approvals: [...asset.writeOff.approvals, approval] },
      };
    }
    case 'AssetWrittenOff':
      return { ...asset, status: 'written-off', writeOff: null };
    case 'WriteOffRejected':
      return { ...asset, writeOff: null };
    default:
      return assertNever(event);
  }
}

/** What was reported lost or stolen stays so. */
const missingOr = ({ status }: Asset): Status =>
  status === 'in-service' || status === 'damaged' ? 'missing' : status;

const damagedOr = ({ status }: Asset): Status => (status === 'in-service' ? 'damaged' : status);

function registered(event: EventNamed<'AssetRegistered'>): Asset {
  const { holder, title, plate, ...asset } = event.data;
  const on = baghdadDate(event.at);
  const first: CustodyLink = {
    holder,
    from: event.at,
    until: null,
    because: 'intake',
    place: null,
    document: null,
    delivery: null,
    seq: event.seq,
  };
  return {
    ...asset,
    ...(plate === undefined ? {} : { plate }),
    status: 'registered',
    condition: 'new',
    holder,
    custody: [first],
    title,
    titles: [{ owner: title, from: on, until: null, document: null }],
    plates: plate === undefined ? [] : [{ plate, from: on, until: null }],
    unit: holder.kind === 'unit' ? holder.id : null,
    registeredBy: personsOfEvent(event),
    reservedFor: null,
    correction: null,
    writeOff: null,
    lastSeen: null,
    eventBytes: 0,
    files: [],
  };
}

function transferred(asset: Asset, event: EventNamed<'CustodyTransferred'>): Asset {
  const { to, place, condition, unit, governorate, authority } = event.data;
  const next = moved(asset, event, { hops: [to], because: 'transfer', place });
  return { ...next, condition, unit, governorate, authority };
}

function passedOn(asset: Asset, event: EventNamed<'PostPassedOn'>): Asset {
  const { to, delivery } = event.data;
  return moved(asset, event, { hops: [{ kind: 'person', id: to }], because: 'post', delivery });
}

/** All hops of a ceremony in one event: the ministry, its unit, the named officer (P15). */
function handedOver(asset: Asset, event: EventNamed<'CustodyHandedOver'>): Asset {
  const { delivery, hops, certificate, place, owner, unit, governorate, authority } = event.data;
  const how = { because: 'handover', place, document: certificate, delivery } as const;
  const next = moved(asset, event, { hops, ...how });
  const there = { ...next, unit, governorate, authority, reservedFor: null };
  return owner === null ? there : owned(there, owner, baghdadDate(event.at), certificate);
}

interface Movement {
  readonly hops: readonly Holder[];
  readonly because: Cause;
  readonly place?: string;
  readonly document?: string;
  readonly delivery?: EntryId;
}

/** The open link is closed at the instant the next one begins: the ledger has no gap to write one into. */
function moved(asset: Asset, event: Event, movement: Movement): Asset {
  const { seq } = event;
  // Clocks of two machines may differ a little; a chain never runs backwards.
  const since = asset.custody.at(-1)?.from ?? event.at;
  const at = event.at < since ? since : event.at;
  const { hops, because, place = null, document = null, delivery = null } = movement;
  const custody = hops.reduce<readonly CustodyLink[]>(
    (chain, holder) => [
      ...chain.map((link) => (link.until === null ? { ...link, until: at } : link)),
      { holder, from: at, until: null, because, place, document, delivery, seq },
    ],
    asset.custody,
  );
  return { ...asset, custody, holder: hops.at(-1) ?? asset.holder };
}

function owned(asset: Asset, owner: string, on: CalendarDate, document: string): Asset {
  const before = asset.titles.map((link) => (link.until === null ? { ...link, until: on } : link));
  return { ...asset, title: owner, titles: [...before, { owner, from: on, until: null, document }] };
}

function replated(asset: Asset, plate: string, on: CalendarDate): Asset {
  const before = asset.plates.map((link) => (link.until === null ? { ...link, until: on } : link));
  return { ...asset, plate, plates: [...before, { plate, from: on, until: null }] };
}

function corrected(asset: Asset, { plate, ...changes }: Partial<Identity>, on: CalendarDate): Asset {
  const next = { ...asset, ...changes };
  return plate === undefined ? next : replated(next, plate, on);
}

const personsOfEvent = ({ actor, onBehalfOf }: Event) => [
  ...(actor.kind === 'person' ? [actor.id] : []),
  ...(onBehalfOf === undefined ? [] : [onBehalfOf]),
];
