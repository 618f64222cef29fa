import { type Decision, refuse } from '../../shared/kernel/decision.ts';
import { type Coordinates, greatCircleKm, isWithinKm, readableKm } from '../../shared/kernel/geo.ts';
import type { CaseFile } from './case.ts';
import type { Site } from './parts.ts';

/**
 * An office is attached to a main station and serves up to five forums, none more than 50.0 km away as the crow flies,
 * on a sphere of the earth's mean radius (SF-63–SF-65, DF-53, DF-54).
 */
export const SITING = { forums: 5, km: 50 } as const;

/** The headquarters in Baghdad serves the whole country (SF-67). */
export const isExempt = ({ workType }: Pick<Site, 'workType'>): boolean => workType === 'headquarters';

export const distanceKm = (site: Pick<Site, 'coordinates'>, forum: Coordinates): number =>
  greatCircleKm(site.coordinates, forum);

/** Why the rule does not let this site serve a forum so far away, beside so many others; null: it may. */
export function refuseForum(site: Site, km: number, others: number): Decision<never> | null {
  if (isExempt(site)) return null;
  if (others >= SITING.forums)
    return refuse('office-full', { pointer: '/forum', params: { maximum: SITING.forums } });
  if (!isWithinKm(km, SITING.km))
    return refuse('office-too-far', {
      pointer: '/forum',
      params: { km: readableKm(km, SITING.km), maximum: SITING.km },
    });
  return null;
}

/** The site as it stands: what is still missing before it can be submitted. */
export function refuseSite(build: CaseFile, site: Site, served: number): Decision<never> | null {
  if (isExempt(site)) return null;
  const forums = Object.entries(build.forums);
  if (forums.length + served === 0) return refuse('no-forum-served');
  const regular = forums.filter(([id]) => build.exceptions[id] === undefined);
  if (regular.length + served > SITING.forums)
    return refuse('office-full', { params: { maximum: SITING.forums } });
  const far = regular.find(([, { km }]) => !isWithinKm(km, SITING.km));
  if (far === undefined) return null;
  const [forum, { km }] = far;
  const params = { forum, km: readableKm(km, SITING.km), maximum: SITING.km };
  return refuse('office-too-far', { params });
}
