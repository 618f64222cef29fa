import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { Deadline } from '../../shared/kernel/deadline.ts';
import type { OfficeBuild } from './case.ts';
import type { Recorded } from './events.ts';
import type { Flaw } from './parts.ts';
import { omit } from './policy.ts';
import { known } from './standing.ts';

export type FlawEvent = Recorded<
  | 'SnagAdded'
  | 'SnagFixed'
  | 'SnagReopened'
  | 'SnagClosed'
  | 'DefectReported'
  | 'DefectFixed'
  | 'DefectReopened'
  | 'DefectClosed'
>;

/** Snags and defects live alike: open, mended, closed, or open again. */
export function evolveFlaws(build: OfficeBuild, event: FlawEvent): OfficeBuild {
  const { collection, id } = subjectOf(event);
  const flaws = { ...build[collection], [id]: flawAfter(build[collection][id], event) };
  return { ...build, [collection]: flaws, deadlines: deadlinesAfter(build, id, event) };
}

type Subject = { readonly collection: 'snags' | 'defects'; readonly id: string };

const subjectOf = ({ data }: FlawEvent): Subject =>
  'snag' in data ? { collection: 'snags', id: data.snag } : { collection: 'defects', id: data.defect };

function flawAfter(flaw: Flaw | undefined, event: FlawEvent): Flaw {
  const since = { since: event.seq, sinceAt: event.at };
  switch (event.type) {
    case 'SnagAdded':
    case 'DefectReported': {
      const { text, place = null, severity, evidence = [] } = event.data;
      const said = { text, place, severity, evidence, note: null };
      return {
        ...said,
        ...since,
        status: 'open',
        reportedBy: partiesOfEvent(event),
        fixedBy: [],
        reopened: 0,
      };
    }
    case 'SnagFixed':
    case 'DefectFixed': {
      const { note = null } = event.data;
      return { ...known(flaw, 'flaw'), ...since, status: 'fixed', fixedBy: partiesOfEvent(event), note };
    }
    case 'SnagReopened':
    case 'DefectReopened': {
      const one = known(flaw, 'flaw');
      const { reason: note } = event.data;
      return { ...one, ...since, status: 'open', fixedBy: [], note, reopened: one.reopened + 1 };
    }
    case 'SnagClosed':
    case 'DefectClosed': {
      const one = known(flaw, 'flaw');
      return { ...one, ...since, status: 'closed', note: event.data.note ?? one.note };
    }
  }
}

function deadlinesAfter(build: OfficeBuild, id: string, { data }: FlawEvent): Record<string, Deadline> {
  if (!('deadline' in data) || data.deadline === null) return omit(build.deadlines, id);
  return { ...build.deadlines, [id]: data.deadline };
}
