import { accept, type Decision, type Effect, outOfTurn, refuse } from '../../shared/kernel/decision.ts';
import { readableKm } from '../../shared/kernel/geo.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import type { Context } from '../track.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { type BuildEvent, event } from './events.ts';
import { CAPS, type Site } from './parts.ts';
import { notNow, stageDeadline } from './policy.ts';
import { authorityOn, type Forum, facilityOf, forumOf, placeOf } from './register.ts';
import { distanceKm, isExempt, refuseForum, refuseSite } from './siting-rule.ts';

/** A new site measures every forum again; what an exception allowed was meant for the old one. */
export function chooseSite(
  build: OfficeBuild,
  command: BuildCommand<'ChooseSite'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'siting') return notNow(build);
  const place = placeOf(context.entry, command.district);
  const authority = place && authorityOn(place, context.today);
  if (place === undefined || authority === undefined)
    return refuse('place-unknown', { pointer: '/district' });
  const refusal = refuseParent(command, context) ?? refuseFacility(command, context);
  if (refusal !== null) return refusal;
  const site = siteOf(command);
  const distances = mapValues(build.forums, ({ coordinates }) => distanceKm(site, coordinates));
  const { governorate } = place;
  return accept([event('SiteChosen', { ...site, governorate, authority, distances })], {
    effects: moveReservations(build, site.facility, context),
    relies: [{ id: command.district, fact: 'authority' }],
  });
}

function refuseParent(command: BuildCommand<'ChooseSite'>, { entry }: Context): Decision<never> | null {
  const { parent } = command;
  if (parent === undefined)
    return isExempt(command) ? null : refuse('parent-station-missing', { pointer: '/parent' });
  const station = facilityOf(entry, parent);
  if (station === undefined) return refuse('facility-unknown', { pointer: '/parent' });
  return station.kind === 'station' ? null : refuse('office-needs-station', { pointer: '/parent' });
}

// The building in the register and the site are one; a survey may differ by a street.
const SAME_PLACE_KM = 0.5;

function refuseFacility(command: BuildCommand<'ChooseSite'>, { entry }: Context): Decision<never> | null {
  const { facility } = command;
  if (facility === undefined) return null;
  const known = facilityOf(entry, facility);
  if (known === undefined) return refuse('facility-unknown', { pointer: '/facility' });
  if (known.kind !== (isExempt(command) ? 'headquarters' : 'office'))
    return refuse('not-an-office', { pointer: '/facility' });
  const km = distanceKm(command, known.coordinates);
  return km <= SAME_PLACE_KM
    ? null
    : refuse('facility-elsewhere', { pointer: '/coordinates', params: { km: readableKm(km) } });
}

const siteOf = (command: BuildCommand<'ChooseSite'>): Site => ({
  workType: command.workType,
  name: command.name,
  district: command.district,
  parent: command.parent ?? null,
  facility: command.facility ?? null,
  coordinates: command.coordinates,
  letterNumber: command.letterNumber ?? null,
  letterDate: command.letterDate ?? null,
  plot: command.plot ?? [],
});

function moveReservations(build: BuildIn<'siting'>, to: EntryId | null, { id }: Context): Effect[] {
  const from = build.site?.facility ?? null;
  if (from === to) return [];
  return Object.entries(build.forums).flatMap(([forum, { coordinates }]) => [
    ...release(from, forum, id),
    ...reserve(to, { forum, build: id, coordinates, exception: false }),
  ]);
}

const release = (facility: EntryId | null, forum: string, build: EntryId): Effect[] =>
  facility === null
    ? []
    : [{ kind: 'facility', id: facility, command: { type: 'ReleaseForum', forum, build } }];

const reserve = (facility: EntryId | null, place: Readonly<Record<string, unknown>>): Effect[] =>
  facility === null ? [] : [{ kind: 'facility', id: facility, command: { type: 'ReserveForum', ...place } }];

/** What a build that ends early gives back (SF-64). */
export const releaseAll = (build: OfficeBuild, id: EntryId): Effect[] =>
  Object.keys(build.forums).flatMap((forum) => release(build.site?.facility ?? null, forum, id));

export function assignForum(
  build: OfficeBuild,
  { forum, roadKm }: BuildCommand<'AssignForum'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'siting') return notNow(build);
  const { site } = build;
  if (site === null) return outOfTurn('site-not-chosen');
  if (build.forums[forum] !== undefined) return outOfTurn('forum-already-assigned', { pointer: '/forum' });
  const known = usableForum(context, forum);
  if ('outcome' in known) return known;
  if (Object.keys(build.forums).length >= CAPS.forums)
    return refuse('too-many-forums', { pointer: '/forum', params: { maximum: CAPS.forums } });
  if (isMoved(site, known.office) && movedForums(build, site) >= CAPS.moved)
    return refuse('too-many-moved', { pointer: '/forum', params: { maximum: CAPS.moved } });
  const km = distanceKm(site, known.coordinates);
  const exception = build.exceptions[forum] !== undefined;
  const refusal = exception ? null : refuseForum(site, km, countServed(build, site, context));
  if (refusal !== null) return refusal;
  const { coordinates, office: from } = known;
  const assigned = { forum, name: known.name.en, coordinates, km, roadKm: roadKm ?? null, from };
  return accept([event('ForumAssigned', assigned)], {
    relies: [{ id: forum, fact: 'status' }],
    effects: reserve(site.facility, { forum, build: context.id, coordinates, exception }),
  });
}

type Located = Forum & { coordinates: NonNullable<Forum['coordinates']> };

function usableForum({ entry }: Context, forum: EntryId): Located | Decision<never> {
  const known = forumOf(entry, forum);
  if (known === undefined) return refuse('forum-unknown', { pointer: '/forum' });
  if (known.status === 'dormant') return refuse('forum-dormant', { pointer: '/forum' });
  const { coordinates } = known;
  if (coordinates === null) return refuse('forum-without-coordinates', { pointer: '/forum' });
  return { ...known, coordinates };
}

const isMoved = (site: Site, office: EntryId | null): boolean => office !== null && office !== site.facility;

const movedForums = (build: BuildIn<'siting'>, site: Site): number =>
  Object.values(build.forums).filter(({ from }) => isMoved(site, from)).length;

/** Forums of this build and those its office serves already. */
const countServed = (build: BuildIn<'siting'>, site: Site, { entry }: Context): number =>
  Object.keys(build.forums).length + servedBy(site, entry);

const servedBy = ({ facility }: Site, entry: Context['entry']): number =>
  facility === null ? 0 : (facilityOf(entry, facility)?.forums.length ?? 0);

export function unassignForum(
  build: OfficeBuild,
  { forum }: BuildCommand<'UnassignForum'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'siting') return notNow(build);
  if (build.forums[forum] === undefined) return outOfTurn('forum-not-assigned', { pointer: '/forum' });
  return accept([event('ForumUnassigned', { forum })], {
    effects: release(build.site?.facility ?? null, forum, context.id),
  });
}

/** Beyond the rule only by the ministry, with a reason, and never by who then approves (SF-64, G-02). */
export function grantSitingException(
  build: OfficeBuild,
  command: BuildCommand<'GrantSitingException'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'siting') return notNow(build);
  const { site } = build;
  if (site === null) return outOfTurn('site-not-chosen');
  const { type: _, ...granted } = command;
  const { forum } = granted;
  if (build.exceptions[forum] !== undefined) return outOfTurn('exception-granted', { pointer: '/forum' });
  const known = usableForum(context, forum);
  if ('outcome' in known) return known;
  const others =
    Object.keys(build.forums).filter((id) => id !== forum).length + servedBy(site, context.entry);
  if (refuseForum(site, distanceKm(site, known.coordinates), others) === null)
    return refuse('exception-not-needed', { pointer: '/forum' });
  return accept([event('SitingExceptionGranted', granted)]);
}

export function submitSite(
  build: OfficeBuild,
  { drawings, billOfQuantities, budget }: BuildCommand<'SubmitSite'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'siting') return notNow(build);
  const { site } = build;
  if (site === null) return refuse('site-not-chosen');
  if (site.letterNumber === null) return refuse('land-letter-missing');
  const open = Object.values(build.objections).filter(({ settled }) => settled === null).length;
  if (open > 0) return refuse('objection-open', { params: { count: open } });
  const refusal = refuseSite(build, site, servedBy(site, context.entry));
  if (refusal !== null) return refusal;
  const deadline = stageDeadline('approval', context);
  return accept([event('SiteSubmitted', { drawings, billOfQuantities, budget, deadline })]);
}
