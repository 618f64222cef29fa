import type { Text } from '../../shared/kernel/decision.ts';
import type { Delivery } from './case.ts';
import { openSlots } from './decide-approval.ts';
import { openDiscrepancies, openFindings } from './decide-monitoring.ts';

/** One sentence for the page of the delivery (tracks 0.2). */
export function waitsFor(delivery: Delivery): Text {
  const dueOn =
    Object.values(delivery.deadlines)
      .map((deadline) => deadline.dueOn)
      .sort()[0] ?? '';
  switch (delivery.stage) {
    case 'approval':
      return delivery.question === null
        ? sentence('approval', { count: openSlots(delivery).length, dueOn })
        : sentence('answer', { dueOn });
    case 'inspection': {
      const lines = Object.values(delivery.lines);
      const open = lines.filter(({ receipt }) => receipt === null).length;
      return sentence('inspection', { open, dueOn });
    }
    case 'discrepancy':
      return sentence('discrepancy', { count: openDiscrepancies(delivery).length, dueOn });
    case 'monitoring':
      return sentence('monitoring', { findings: openFindings(delivery).length, dueOn });
    case 'suspended':
      return sentence(delivery.reason === null ? 'on-hold' : 'suspended', { dueOn });
    case 'request':
    case 'preparation':
    case 'in-transit':
    case 'handover':
      return sentence(delivery.stage, { dueOn });
    case 'closed':
    case 'cancelled':
      return sentence(delivery.stage, {});
  }
}

const sentence = (name: string, params: Record<string, string | number>): Text => ({
  key: `waits.delivery.${name}`,
  params,
});
