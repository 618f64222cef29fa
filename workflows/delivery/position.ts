import type { Position } from '../../shared/kernel/entry.ts';
import { earliest } from '../../shared/kernel/time.ts';
import type { Delivery, Stage } from './case.ts';

/** Names of the waiting states in delivery.asl.json: `Await<State>`, `Escalate<State>`, `After<State>`. */
export const STATE_NAMES: Readonly<Partial<Record<Stage, string>>> = {
  request: 'Request',
  approval: 'Approval',
  preparation: 'Preparation',
  'in-transit': 'InTransit',
  inspection: 'Inspection',
  discrepancy: 'Discrepancy',
  handover: 'Handover',
  monitoring: 'Monitoring',
  suspended: 'Suspended',
};

/** Where the machine should be waiting, until the earliest clock that is not handled yet (P1). */
export function positionOf(delivery: Delivery): Position | null {
  const state = STATE_NAMES[delivery.stage];
  const dueAt = earliest(Object.values(delivery.deadlines).map(({ wakeAt }) => wakeAt));
  return state === undefined || dueAt === null ? null : { state, slot: '', since: delivery.since, dueAt };
}
