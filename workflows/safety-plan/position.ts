import type { Position } from '../../shared/kernel/entry.ts';
import { earliest } from '../../shared/kernel/time.ts';
import type { SafetyPlan, Stage } from './case.ts';

/** Names of the waiting states in safety-plan.asl.json: `Await<State>`, `Escalate<State>`, `After<State>`. */
export const STATE_NAMES: Readonly<Partial<Record<Stage, string>>> = {
  'priority-setting': 'PrioritySetting',
  'action-planning': 'ActionPlanning',
  signature: 'Signature',
  implementation: 'Implementation',
  review: 'Review',
  suspended: 'Suspended',
};

/** Where the machine should be waiting, until the earliest clock that is not handled yet (P1). */
export function positionOf(plan: SafetyPlan): Position | null {
  const state = STATE_NAMES[plan.stage];
  const dueAt = earliest(Object.values(plan.deadlines).map(({ wakeAt }) => wakeAt));
  return state === undefined || dueAt === null ? null : { state, slot: '', since: plan.since, dueAt };
}
