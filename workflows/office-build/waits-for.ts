import type { Text } from '../../shared/kernel/decision.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import { openFlaws } from './decide-acceptance.ts';
import type { Approval } from './parts.ts';
import { currentMilestone } from './planning.ts';
import { allSlots, openSlots } from './slots.ts';
import { rowOf } from './templates.ts';

/** One sentence for the page of the build (tracks 0.2). */
export function waitsFor(build: OfficeBuild): Text {
  const dueOn =
    Object.values(build.deadlines)
      .map((deadline) => deadline.dueOn)
      .sort()[0] ?? '';
  if (build.question !== null && build.stage !== 'suspended') return sentence('answer', { dueOn });
  switch (build.stage) {
    case 'siting':
      return sentence(build.site === null ? 'siting' : 'submission', { dueOn });
    case 'approval':
      return sentence('approval', { count: missing(build, build.siteApprovals), dueOn });
    case 'contracting':
      return contracting(build, dueOn);
    case 'construction':
      return milestone(build, dueOn);
    case 'provisional-acceptance': {
      const snags = openFlaws(build.snags).length;
      return sentence('provisional-acceptance', { count: missing(build, build.approvals), snags, dueOn });
    }
    case 'defects-period': {
      const flaws = openFlaws(build.snags).length + openFlaws(build.defects).length;
      return sentence('defects-period', { count: flaws, endsOn: build.periodEndsOn ?? dueOn });
    }
    case 'final-acceptance':
      return sentence('final-acceptance', { count: missing(build, build.approvals), dueOn });
    case 'suspended':
      return sentence('suspended', { dueOn });
    case 'closed':
    case 'cancelled':
      return sentence(build.stage, {});
  }
}

const missing = (build: OfficeBuild, given: readonly Approval[]): number =>
  openSlots(allSlots(build), given).length;

function contracting(build: BuildIn<'contracting'>, dueOn: string): Text {
  if (build.contract === null) return sentence('contract', { dueOn });
  if (build.contract.approvedOn !== null) return sentence('site-handover', { dueOn });
  return sentence('contract-approval', { count: missing(build, build.contractApprovals), dueOn });
}

function milestone(build: BuildIn<'construction'>, dueOn: string): Text {
  const code = currentMilestone(build.milestones) ?? '';
  const status = build.milestones[code]?.status ?? 'open';
  const name = rowOf(build.site.workType, code)?.name ?? code;
  return sentence(`milestone-${status}`, { milestone: code, name, dueOn });
}

const sentence = (name: string, params: Record<string, string | number>): Text => ({
  key: `waits.office-build.${name}`,
  params,
});
