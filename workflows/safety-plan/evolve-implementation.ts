import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { Deadline } from '../../shared/kernel/deadline.ts';
import type { Action, Duty, PlanIn, SafetyPlan } from './case.ts';
import type { Recorded } from './events.ts';
import { standing, withAction } from './evolve-preparation.ts';

export type ImplementationEvent = Recorded<
  | 'ProgressReported'
  | 'BlockerReported'
  | 'ActionReportedDone'
  | 'ActionVerified'
  | 'ActionDoneRejected'
  | 'ActionAdded'
  | 'ActionCancelled'
  | 'ActionReassigned'
  | 'SupportRequested'
  | 'PostOffered'
  | 'PostHandedOver'
>;

/** What owners report, others verify and the chair changes. */
export function evolveImplementation(plan: SafetyPlan, event: ImplementationEvent): SafetyPlan {
  switch (event.type) {
    case 'ProgressReported':
      return reported(plan, event, { note: event.data.note, blocked: false });
    case 'BlockerReported':
      return reported(plan, event, { note: event.data.blocker, blocked: true });
    case 'ActionReportedDone': {
      const next = reported(plan, event, { note: event.data.note, blocked: false });
      const duty = { ...turn(event), status: 'reported' as const, reportedBy: partiesOfEvent(event) };
      return due(withDuty(next, event.data.action, duty), event.data.action, event.data.deadline);
    }
    case 'ActionVerified':
      return due(
        withDuty(plan, event.data.action, { ...turn(event), status: 'done' }),
        event.data.action,
        null,
      );
    case 'ActionDoneRejected': {
      const next = reported(plan, event, { note: event.data.reason, blocked: false });
      const duty = { ...turn(event), status: 'open' as const, reportedBy: [] };
      return due(withDuty(next, event.data.action, duty), event.data.action, event.data.deadline);
    }
    case 'ActionAdded':
      return due(withAction(plan, event), event.data.action, event.data.deadline);
    case 'ActionCancelled':
      return due(
        withDuty(plan, event.data.action, { ...turn(event), status: 'cancelled' }),
        event.data.action,
        null,
      );
    case 'ActionReassigned':
      return withDuty(plan, event.data.action, { ...turn(event), owner: event.data.owner });
    case 'SupportRequested': {
      const { action, kind, linked } = event.data;
      return withPart(plan, action, { linked: { kind, id: linked } });
    }
    case 'PostOffered':
      return offered(standing(plan, 'implementation'), event);
    case 'PostHandedOver':
      return handedOver(standing(plan, 'implementation'), event);
  }
}

const turn = ({ seq, at }: ImplementationEvent): Pick<Duty, 'since' | 'sinceAt'> => ({
  since: seq,
  sinceAt: at,
});

function reported(
  plan: SafetyPlan,
  { at, data }: ImplementationEvent & { data: { action: string } },
  report: { note: string; blocked: boolean },
): SafetyPlan {
  return withPart(plan, data.action, { report: { at, ...report } });
}

function withPart(plan: SafetyPlan, id: string, change: Partial<Action>): SafetyPlan {
  const action = plan.actions[id];
  return action === undefined
    ? plan
    : { ...plan, actions: { ...plan.actions, [id]: { ...action, ...change } } };
}

function withDuty(plan: SafetyPlan, id: string, change: Partial<Duty>): SafetyPlan {
  const duty = plan.duties[id];
  return duty === undefined ? plan : { ...plan, duties: { ...plan.duties, [id]: { ...duty, ...change } } };
}

/** The clock of one action: started anew, or stopped for good. */
function due(plan: SafetyPlan, key: string, deadline: Deadline | null): SafetyPlan {
  const { [key]: _before, ...others } = plan.deadlines;
  return { ...plan, deadlines: deadline === null ? others : { ...others, [key]: deadline } };
}

function offered(plan: PlanIn<'implementation'>, { seq, at, data }: Recorded<'PostOffered'>): SafetyPlan {
  const handover = { from: data.from, to: data.to, since: seq, sinceAt: at };
  return due({ ...plan, handover }, 'handover', data.deadline);
}

function handedOver(
  plan: PlanIn<'implementation'>,
  { seq, at, data }: Recorded<'PostHandedOver'>,
): SafetyPlan {
  const taken = data.actions.flatMap((id): [string, Duty][] => {
    const duty = plan.duties[id];
    return duty === undefined ? [] : [[id, { ...duty, owner: data.to, since: seq, sinceAt: at }]];
  });
  const duties = { ...plan.duties, ...Object.fromEntries(taken) };
  return due({ ...plan, handover: null, duties }, 'handover', null);
}
