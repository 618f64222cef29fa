import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { Duty, PlanIn, SafetyPlan } from './case.ts';
import type { Recorded } from './events.ts';
import { fileOf, standing } from './evolve-preparation.ts';
import { isLive } from './policy.ts';

export type LifeEvent = Recorded<
  | 'ReviewStarted'
  | 'ResultRecorded'
  | 'ReviewMeetingRecorded'
  | 'ImplementationReopened'
  | 'PlanClosed'
  | 'PlanReopened'
  | 'PlanSuperseded'
  | 'PlanSuspended'
  | 'PlanResumed'
  | 'PlanCancelled'
  | 'PlanWithdrawn'
  | 'Escalated'
  | 'DeadlinesMoved'
>;

/** Review, the ends of a plan, its interruptions, and its clocks. */
export function evolveLife(plan: SafetyPlan, event: LifeEvent): SafetyPlan {
  switch (event.type) {
    case 'ReviewStarted':
    case 'PlanReopened':
      return inReview(plan, event);
    case 'ResultRecorded':
      return withResult(standing(plan, 'review'), event);
    case 'ReviewMeetingRecorded':
      return met(standing(plan, 'review'), event);
    case 'ImplementationReopened':
      return implementationAgain(standing(plan, 'review'), event);
    case 'PlanClosed':
      return closed(standing(plan, 'review'), event);
    case 'PlanSuperseded':
      return { ...ended(plan, event), stage: 'superseded', reason: event.data.reason };
    case 'PlanCancelled':
      return { ...ended(plan, event), stage: 'cancelled', reason: event.data.reason, withdrawn: false };
    case 'PlanWithdrawn':
      return { ...ended(plan, event), stage: 'cancelled', reason: event.data.reason, withdrawn: true };
    case 'PlanSuspended':
      return suspended(plan, event);
    case 'PlanResumed':
      return resumed(standing(plan, 'suspended'), event);
    case 'Escalated':
    case 'DeadlinesMoved':
      return { ...plan, deadlines: { ...plan.deadlines, ...event.data.deadlines } };
  }
}

/** A reopened plan meets again; its results stand until they are recorded anew. */
function inReview(
  plan: SafetyPlan,
  { seq, at, data }: Recorded<'ReviewStarted' | 'PlanReopened'>,
): SafetyPlan {
  const from = standing(plan, 'implementation', 'closed');
  return {
    ...fileOf(from),
    stage: 'review',
    signatures: from.signatures,
    results: from.stage === 'closed' ? from.results : {},
    meeting: null,
    since: seq,
    sinceAt: at,
    deadlines: { stage: data.deadline },
  };
}

function withResult(plan: PlanIn<'review'>, event: Recorded<'ResultRecorded'>): SafetyPlan {
  const { concern, outcome, note } = event.data;
  const result = { outcome, note, recordedBy: partiesOfEvent(event) };
  return { ...plan, results: { ...plan.results, [concern]: result } };
}

/** The latest meeting says what is carried over; what it no longer names is open again. */
function met(plan: PlanIn<'review'>, { data }: Recorded<'ReviewMeetingRecorded'>): SafetyPlan {
  const { heldOn, present, women, perception, lessons, carryOver = [] } = data;
  const carried = (id: string, duty: Duty): Duty => {
    if (carryOver.includes(id)) return { ...duty, status: 'carried' };
    return duty.status === 'carried' ? { ...duty, status: 'open', reportedBy: [] } : duty;
  };
  return {
    ...plan,
    meeting: { heldOn, present, women, perception, lessons },
    duties: mapDuties(plan.duties, carried),
  };
}

function implementationAgain(
  plan: PlanIn<'review'>,
  { seq, at, data }: Recorded<'ImplementationReopened'>,
): SafetyPlan {
  const again = (_id: string, duty: Duty): Duty => {
    if (duty.status === 'carried')
      return { ...duty, status: 'open', since: seq, sinceAt: at, reportedBy: [] };
    return isLive(duty) ? { ...duty, since: seq, sinceAt: at } : duty;
  };
  return {
    ...fileOf(plan),
    stage: 'implementation',
    signatures: plan.signatures,
    handover: null,
    since: seq,
    sinceAt: at,
    deadlines: data.deadlines,
    duties: mapDuties(plan.duties, again),
  };
}

function closed(plan: PlanIn<'review'>, event: Recorded<'PlanClosed'>): SafetyPlan {
  const { meeting } = plan;
  if (meeting === null) throw new Error('a plan is closed after its review meeting');
  const { signatures, results } = plan;
  return { ...ended(plan, event), stage: 'closed', signatures, results, meeting, closedAt: event.at };
}

const ended = (plan: SafetyPlan, { seq, at }: LifeEvent) => ({
  ...fileOf(plan),
  since: seq,
  sinceAt: at,
  deadlines: {},
});

/** The sheet of the stage is kept whole; only the clocks stand still. */
function suspended(plan: SafetyPlan, { seq, at, data }: Recorded<'PlanSuspended'>): SafetyPlan {
  return {
    ...fileOf(plan),
    stage: 'suspended',
    held: sheetOf(plan),
    reason: data.reason,
    remaining: data.remaining,
    since: seq,
    sinceAt: at,
    deadlines: { stage: data.deadline },
  };
}

function sheetOf(plan: SafetyPlan): PlanIn<'suspended'>['held'] {
  switch (plan.stage) {
    case 'priority-setting':
      return { stage: plan.stage };
    case 'action-planning':
      return { stage: plan.stage, returned: plan.returned };
    case 'signature': {
      const { stage, signatures, questions, question } = plan;
      return { stage, signatures, questions, question };
    }
    case 'implementation': {
      const { stage, signatures, handover } = plan;
      return { stage, signatures, handover };
    }
    case 'review': {
      const { stage, signatures, results, meeting } = plan;
      return { stage, signatures, results, meeting };
    }
    default:
      throw new Error(`a plan is not suspended in ${plan.stage}`);
  }
}

const resumed = (plan: PlanIn<'suspended'>, { seq, at, data }: Recorded<'PlanResumed'>): SafetyPlan => ({
  ...fileOf(plan),
  ...plan.held,
  since: seq,
  sinceAt: at,
  deadlines: data.deadlines,
});

const mapDuties = (
  duties: Readonly<Record<string, Duty>>,
  change: (id: string, duty: Duty) => Duty,
): Record<string, Duty> =>
  Object.fromEntries(Object.entries(duties).map(([id, duty]) => [id, change(id, duty)]));
