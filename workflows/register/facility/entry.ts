import { z } from 'zod';
import type { Actor, Role } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Link, Listing } from '../../../shared/kernel/entry.ts';
import { Coordinates, greatCircleKm, isWithinKm, readableKm } from '../../../shared/kernel/geo.ts';
import { EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { type Context, defineEntry, type Need } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  GovernorateCode,
  holds,
  inputOf,
  Names,
  opened,
  type Recorded,
} from '../common.ts';

/** An office serves up to five forums, each at most this far from it as the crow flies (SF-64, SF-65, G-02). */
const OFFICE_LIMITS = { forums: 5, km: 50 } as const;

const FacilityKind = z.enum(['station', 'office', 'headquarters', 'warehouse']);

const inputs = {
  AddFacility: z.strictObject({
    name: Names,
    kind: FacilityKind,
    governorate: GovernorateCode,
    authority: Authority,
    coordinates: Coordinates,
    /** The main station an office is attached to (SF-63). */
    parent: entryRef('facility').nullable(),
    unit: entryRef('unit').nullable(),
  }),
  ChangeFacility: z.strictObject({
    name: z.exactOptional(Names),
    coordinates: z.exactOptional(Coordinates),
    unit: z.exactOptional(entryRef('unit').nullable()),
  }),
  ServeForum: z.strictObject({ forum: EntryId, coordinates: Coordinates.nullable() }),
  StopServing: z.strictObject({ forum: EntryId }),
  /** A build keeps a place for a forum it will serve; `exception`: the ministry allows it beyond the limits. */
  ReserveForum: z.strictObject({
    forum: EntryId,
    build: EntryId,
    coordinates: Coordinates,
    exception: z.boolean(),
  }),
  ReleaseForum: z.strictObject({ forum: EntryId, build: EntryId }),
};
export type FacilityCommand = CommandsOf<typeof inputs>;
type CommandNamed<Name extends FacilityCommand['type']> = Extract<FacilityCommand, { type: Name }>;

export type Facility = z.infer<typeof inputs.AddFacility> & {
  readonly id: EntryId;
  /** Forums it serves. */
  readonly forums: readonly EntryId[];
  /** Forums a running build will bring; they count like those it serves. */
  readonly reserved: readonly { readonly forum: EntryId; readonly build: EntryId }[];
};

type FacilityEvent = EventsOf<{
  FacilityAdded: z.infer<typeof inputs.AddFacility> & { id: EntryId };
  FacilityChanged: z.infer<typeof inputs.ChangeFacility>;
  ForumServed: { forum: EntryId; km: number | null };
  ServingStopped: { forum: EntryId };
  ForumReserved: { forum: EntryId; build: EntryId; km: number; exception: boolean };
  ForumReleased: { forum: EntryId; build: EntryId };
}>;

function needs(_: Facility | null, command: FacilityCommand): Need[] {
  if (command.type !== 'AddFacility' && command.type !== 'ChangeFacility') return [];
  const needed: Need[] = command.unit ? [{ kind: 'unit', id: command.unit }] : [];
  if (command.type === 'AddFacility' && command.parent !== null)
    needed.push({ kind: 'facility', id: command.parent });
  return needed;
}

function decide(
  facility: Facility | null,
  command: FacilityCommand,
  context: Context,
): Decision<FacilityEvent> {
  if (command.type === 'AddFacility')
    return facility === null ? add(command, context) : outOfTurn('already-open');
  const known = opened(facility);
  switch (command.type) {
    case 'ChangeFacility': {
      const changes = inputOf(command);
      if (Object.keys(changes).length === 0) return refuse('nothing-changed');
      if (command.unit && context.entry('unit', command.unit) === undefined)
        return refuse('unit-unknown', { pointer: '/unit' });
      return accept([{ type: 'FacilityChanged', data: changes }]);
    }
    case 'ServeForum':
      return serveForum(known, command);
    case 'StopServing':
      if (!known.forums.includes(command.forum)) return accept([]);
      return accept([{ type: 'ServingStopped', data: inputOf(command) }]);
    case 'ReserveForum':
      return reserveForum(known, command);
    case 'ReleaseForum':
      if (!isReserved(known, command.forum)) return accept([]);
      return accept([{ type: 'ForumReleased', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function add(command: CommandNamed<'AddFacility'>, context: Context): Decision<FacilityEvent> {
  const parent = command.parent === null ? undefined : context.entry('facility', command.parent);
  if (command.parent !== null && parent === undefined)
    return refuse('facility-unknown', { pointer: '/parent' });
  if (command.kind === 'office' && (parent?.state as Facility | undefined)?.kind !== 'station')
    return refuse('office-needs-station', { pointer: '/parent' });
  if (command.unit !== null && context.entry('unit', command.unit) === undefined)
    return refuse('unit-unknown', { pointer: '/unit' });
  return accept([{ type: 'FacilityAdded', data: { id: context.id, ...inputOf(command) } }]);
}

/** A place that a build kept was measured when it was kept, and is used up by serving. */
function serveForum(
  facility: Facility,
  { forum, coordinates }: CommandNamed<'ServeForum'>,
): Decision<FacilityEvent> {
  if (facility.forums.includes(forum)) return accept([]);
  const km = coordinates === null ? null : greatCircleKm(facility.coordinates, coordinates);
  const refusal = isReserved(facility, forum) ? null : refuseForum(facility, km);
  if (refusal !== null) return refusal;
  return accept([{ type: 'ForumServed', data: { forum, km: km === null ? null : readableKm(km) } }]);
}

function reserveForum(
  facility: Facility,
  { forum, build, coordinates, exception }: CommandNamed<'ReserveForum'>,
): Decision<FacilityEvent> {
  if (facility.forums.includes(forum)) return refuse('forum-served-already', { pointer: '/forum' });
  if (isReserved(facility, forum)) return outOfTurn('forum-already-assigned', { pointer: '/forum' });
  const km = greatCircleKm(facility.coordinates, coordinates);
  const refusal = exception ? null : refuseForum(facility, km);
  if (refusal !== null) return refusal;
  return accept([{ type: 'ForumReserved', data: { forum, build, km: readableKm(km), exception } }]);
}

const isReserved = ({ reserved }: Facility, forum: EntryId): boolean =>
  reserved.some((one) => one.forum === forum);

/** The headquarters in Baghdad serves the whole country and knows no limits (SF-67). */
function refuseForum(facility: Facility, km: number | null): Decision<never> | null {
  if (facility.kind !== 'office' && facility.kind !== 'headquarters')
    return refuse('not-an-office', { pointer: '/office' });
  if (facility.kind === 'headquarters') return null;
  if (facility.forums.length + facility.reserved.length >= OFFICE_LIMITS.forums)
    return refuse('office-full', { pointer: '/office', params: { maximum: OFFICE_LIMITS.forums } });
  if (km !== null && !isWithinKm(km, OFFICE_LIMITS.km))
    return refuse('office-too-far', {
      pointer: '/office',
      params: { km: readableKm(km, OFFICE_LIMITS.km), maximum: OFFICE_LIMITS.km },
    });
  return null;
}

function evolve(facility: Facility | null, event: Recorded<FacilityEvent>): Facility {
  if (event.type === 'FacilityAdded') return { ...event.data, forums: [], reserved: [] };
  const known = opened(facility);
  switch (event.type) {
    case 'FacilityChanged':
      return { ...known, ...event.data };
    case 'ForumServed':
      return { ...known, forums: [...known.forums, event.data.forum], reserved: others(known, event.data) };
    case 'ServingStopped':
      return { ...known, forums: known.forums.filter((forum) => forum !== event.data.forum) };
    case 'ForumReserved': {
      const { forum, build } = event.data;
      return { ...known, reserved: [...known.reserved, { forum, build }] };
    }
    case 'ForumReleased':
      return { ...known, reserved: others(known, event.data) };
    default:
      return assertNever(event);
  }
}

const others = ({ reserved }: Facility, { forum }: { forum: EntryId }): Facility['reserved'] =>
  reserved.filter((one) => one.forum !== forum);

const placementOf = ({ unit, governorate, authority }: Facility) => ({
  unit: unit ?? undefined,
  governorate,
  authority,
});

function listing(facility: Facility): Listing {
  const { name, kind, governorate, authority, forums, parent, unit } = facility;
  const links: Link[] = forums.map((id) => ({ rel: 'serves', id }));
  if (parent !== null) links.push({ rel: 'parent', id: parent });
  if (unit !== null) links.push({ rel: 'unit', id: unit });
  return {
    title: name.en,
    authority,
    governorate,
    open: true,
    placement: placementOf(facility),
    card: { name, kind, forums: forums.length },
    links,
    unique: [],
    facts: { kind, forums: forums.length },
  };
}

const INSIDE: readonly Role[] = [
  'officer',
  'commander',
  'logistics',
  'logistics-central',
  'ministry',
  'engineer',
  'iom-field',
  'iom-manager',
];

// Two decimals of a degree are about a kilometre.
const coarse = (degrees: number): number => Math.round(degrees * 100) / 100;

function project(facility: Facility, reader: Actor): unknown {
  if (holds(reader, INSIDE, placementOf(facility))) return facility;
  const { lat, lon } = facility.coordinates;
  return { ...facility, coordinates: { lat: coarse(lat), lon: coarse(lon) } };
}

/** Stations, community police offices, headquarters and warehouses. */
export const facility = defineEntry<Facility, FacilityCommand, FacilityEvent>({
  kind: 'facility',
  collection: 'facilities',
  prefix: 'FA',
  readers: ['everyone pR'],
  opens: 'AddFacility',
  commands: {
    AddFacility: { input: inputs.AddFacility, who: ['iom-field g', 'iom-manager p', 'administrator p'] },
    ChangeFacility: {
      input: inputs.ChangeFacility,
      who: ['iom-field g', 'iom-manager p', 'administrator p'],
    },
    ServeForum: { input: inputs.ServeForum, who: [] },
    StopServing: { input: inputs.StopServing, who: [] },
    ReserveForum: { input: inputs.ReserveForum, who: [] },
    ReleaseForum: { input: inputs.ReleaseForum, who: [] },
  },
  needs,
  decide,
  evolve,
  listing,
  placement: (command) =>
    command.type === 'AddFacility'
      ? { governorate: command.governorate, authority: command.authority, unit: command.unit ?? undefined }
      : undefined,
  project,
  tells: {
    ForumServed: 'forums',
    ServingStopped: 'forums',
    ForumReserved: 'reserved',
    ForumReleased: 'reserved',
  },
});
