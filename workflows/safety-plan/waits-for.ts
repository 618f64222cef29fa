import type { Text } from '../../shared/kernel/decision.ts';
import type { SafetyPlan } from './case.ts';
import { openSlots } from './decide-signature.ts';

/** One sentence for the page of the plan (tracks 0.2). */
export function waitsFor(plan: SafetyPlan): Text {
  const dueOn =
    Object.values(plan.deadlines)
      .map((deadline) => deadline.dueOn)
      .sort()[0] ?? '';
  switch (plan.stage) {
    case 'signature':
      return plan.question === null
        ? sentence('signature', { count: openSlots(plan).length, dueOn })
        : sentence('answer', { dueOn });
    case 'implementation':
      return sentence('implementation', { ...counts(plan), dueOn });
    case 'review': {
      const missing = plan.priorities.filter(({ concern }) => plan.results[concern] === undefined).length;
      return sentence('review', { missing, dueOn });
    }
    case 'priority-setting':
    case 'action-planning':
    case 'suspended':
      return sentence(plan.stage, { dueOn });
    case 'closed':
    case 'cancelled':
    case 'superseded':
      return sentence(plan.stage, {});
  }
}

function counts(plan: SafetyPlan): { open: number; reported: number } {
  const duties = Object.values(plan.duties);
  const having = (status: string): number => duties.filter((duty) => duty.status === status).length;
  return { open: having('open'), reported: having('reported') };
}

const sentence = (name: string, params: Record<string, string | number>): Text => ({
  key: `waits.safety-plan.${name}`,
  params,
});
