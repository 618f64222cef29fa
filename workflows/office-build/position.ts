import type { Position } from '../../shared/kernel/entry.ts';
import { earliest } from '../../shared/kernel/time.ts';
import type { OfficeBuild, Stage } from './case.ts';
import { currentMilestone } from './planning.ts';

/** Names of the waiting states in office-build.asl.json: `Await<State>`, `Escalate<State>`, `After<State>`. */
export const STATE_NAMES: Readonly<Partial<Record<Stage, string>>> = {
  siting: 'Siting',
  approval: 'Approval',
  contracting: 'Contracting',
  construction: 'Construction',
  'provisional-acceptance': 'ProvisionalAcceptance',
  'defects-period': 'DefectsPeriod',
  'final-acceptance': 'FinalAcceptance',
  suspended: 'Suspended',
};

/** Where the machine should be waiting, until the earliest clock that is not handled yet (P1). */
export function positionOf(build: OfficeBuild): Position | null {
  const state = STATE_NAMES[build.stage];
  const dueAt = earliest(Object.values(build.deadlines).map(({ wakeAt }) => wakeAt));
  return state === undefined || dueAt === null
    ? null
    : { state, slot: slotOf(build), since: build.since, dueAt };
}

/** The milestone of the construction; every other state has one place only. */
export const slotOf = (build: OfficeBuild): string =>
  build.stage === 'construction' ? (currentMilestone(build.milestones) ?? '') : '';
