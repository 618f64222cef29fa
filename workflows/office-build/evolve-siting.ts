import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import { approvalOf } from './approvals.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { Recorded } from './events.ts';
import { omit } from './policy.ts';
import { enter, fileOf, known, standing } from './standing.ts';

export type SitingEvent = Recorded<
  | 'SiteChosen'
  | 'ForumAssigned'
  | 'ForumUnassigned'
  | 'SitingExceptionGranted'
  | 'ObjectionRaised'
  | 'ObjectionSettled'
  | 'SiteSubmitted'
  | 'SiteApproved'
  | 'ContractingStarted'
  | 'SiteReturned'
  | 'SiteRefused'
  | 'SiteOverturned'
>;

/** The site, whom it serves, what speaks against it, and who approved it. */
export function evolveSiting(build: OfficeBuild, event: SitingEvent): OfficeBuild {
  switch (event.type) {
    case 'SiteChosen':
      return chosen(standing(build, 'siting'), event);
    case 'ForumAssigned': {
      const { forum, ...served } = event.data;
      return { ...build, forums: { ...build.forums, [forum]: served } };
    }
    case 'ForumUnassigned':
      return { ...build, forums: omit(build.forums, event.data.forum) };
    case 'SitingExceptionGranted':
      return granted(build, event);
    case 'ObjectionRaised':
      return raised(build, event);
    case 'ObjectionSettled':
      return settled(build, event);
    case 'SiteSubmitted':
      return submitted(standing(build, 'siting'), event);
    case 'SiteApproved':
      return { ...build, siteApprovals: [...build.siteApprovals, approvalOf(event)] };
    case 'ContractingStarted': {
      const on = baghdadDate(event.at);
      const file = { ...fileOf(standing(build, 'approval')), marks: { M01: on, M02: on, M03: on } };
      return enter(file, event, { stage: 'contracting' }, { stage: event.data.deadline });
    }
    case 'SiteReturned':
    case 'SiteRefused':
    case 'SiteOverturned':
      return sentBack(standing(build, 'approval'), event);
  }
}

/** Distances are measured from the new site; exceptions were granted for the old one. */
function chosen(build: BuildIn<'siting'>, event: Recorded<'SiteChosen'>): OfficeBuild {
  const { governorate, authority, distances, ...site } = event.data;
  return {
    ...build,
    governorate,
    authority,
    site,
    proposers: partiesOfEvent(event),
    exceptions: {},
    forums: mapValues(build.forums, (forum, id) => ({ ...forum, km: distances[id] ?? forum.km })),
  };
}

function granted(build: OfficeBuild, event: Recorded<'SitingExceptionGranted'>): OfficeBuild {
  const { forum, reason, letterNumber, letterDate } = event.data;
  const exception = {
    reason,
    grantedBy: partiesOfEvent(event),
    at: event.at,
    letterNumber: letterNumber ?? null,
    letterDate: letterDate ?? null,
  };
  return { ...build, exceptions: { ...build.exceptions, [forum]: exception } };
}

function raised(build: OfficeBuild, event: Recorded<'ObjectionRaised'>): OfficeBuild {
  const { objection, kind, text, deadline } = event.data;
  const raisedBy = partiesOfEvent(event);
  const one = { kind, text, raisedBy, since: event.seq, sinceAt: event.at, settled: null };
  return {
    ...build,
    objections: { ...build.objections, [objection]: one },
    deadlines: { ...build.deadlines, [objection]: deadline },
  };
}

/** An objection that holds takes the site away; in approval the return that follows does. */
function settled(build: OfficeBuild, { data }: Recorded<'ObjectionSettled'>): OfficeBuild {
  const { objection, outcome, note } = data;
  const one = known(build.objections[objection], 'objection');
  const next = {
    ...build,
    objections: { ...build.objections, [objection]: { ...one, settled: { outcome, note } } },
    deadlines: omit(build.deadlines, objection),
  };
  return outcome === 'upheld' && next.stage === 'siting' ? { ...next, site: null } : next;
}

function submitted(build: BuildIn<'siting'>, event: Recorded<'SiteSubmitted'>): OfficeBuild {
  const { deadline, ...design } = event.data;
  const by: EntryId[] = partiesOfEvent(event);
  const proposers = [...new Set([...build.proposers, ...by])];
  const file = { ...fileOf(build), design, proposers, siteApprovals: [] };
  return enter(file, event, { stage: 'approval' }, { stage: deadline });
}

function sentBack(
  build: BuildIn<'approval'>,
  event: Recorded<'SiteReturned' | 'SiteRefused' | 'SiteOverturned'>,
): OfficeBuild {
  const { reason, deadline } = event.data;
  const site = event.type === 'SiteOverturned' ? null : build.site;
  const letterNumber = event.type === 'SiteOverturned' ? null : (event.data.letterNumber ?? null);
  const returned = { reason, at: event.at, refused: event.type === 'SiteRefused', letterNumber };
  const objected = Object.entries(build.deadlines).filter(([key]) => build.objections[key] !== undefined);
  const deadlines = { ...Object.fromEntries(objected), stage: deadline };
  const file = { ...fileOf(build), siteApprovals: [], site };
  return enter(file, event, { stage: 'siting', returned }, deadlines);
}
