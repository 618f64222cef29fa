import { mapValues } from '../../shared/kernel/map-values.ts';
import type { OfficeBuild } from './case.ts';
import type { Flaw } from './parts.ts';

/** What an approval covers in the stage it is given in (P9): what people were shown, not who said what about it. */
export function contentOf(build: OfficeBuild): unknown {
  const { stage, site, forums, exceptions, design, contract } = build;
  switch (stage) {
    case 'construction':
      return { stage, work: workOf(build), variations: variationsOf(build) };
    case 'contracting':
      return { stage, budget: design?.budget, contract: contract && { ...contract, approvedOn: null } };
    case 'provisional-acceptance':
      return { stage, site, snags: mapValues(build.snags, flawOf) };
    case 'final-acceptance':
      return {
        stage,
        site,
        snags: mapValues(build.snags, flawOf),
        defects: mapValues(build.defects, flawOf),
        checks: build.checks,
        openedOn: build.openedOn,
      };
    default:
      return { stage: 'site', site, forums, exceptions, design, objections: objectionsOf(build) };
  }
}

/** Milestones under review, with what proves them; approvals of one ministry do not change it for the other. */
const workOf = ({ milestones }: OfficeBuild) =>
  Object.entries(milestones)
    .filter(([, { status }]) => status === 'submitted' || status === 'inspected')
    .map(([code, { submission, inspection }]) => ({ code, submission, inspection }));

const variationsOf = ({ variations }: OfficeBuild) =>
  Object.entries(variations)
    .filter(([, { status }]) => status === 'requested')
    .map(([id, { what, reason, amount, days }]) => ({ id, what, reason, amount, days }));

const objectionsOf = ({ objections }: OfficeBuild) =>
  mapValues(objections, ({ kind, text, settled }) => ({ kind, text, settled }));

const flawOf = ({ text, severity, status }: Flaw) => ({ text, severity, status });
