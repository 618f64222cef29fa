import { personOf } from '../../shared/kernel/actor.ts';
import { assertNever } from '../../shared/kernel/assert-never.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { CaseFile, SafetyPlan } from './case.ts';
import type { PlanEvent, Recorded } from './events.ts';
import { evolveImplementation, type ImplementationEvent } from './evolve-implementation.ts';
import { evolveLife, type LifeEvent } from './evolve-life.ts';
import { evolvePreparation, type PreparationEvent } from './evolve-preparation.ts';
import { evolveSignature, type SignatureEvent } from './evolve-signature.ts';

/** The plan after an accepted event. `since` and the levels of lateness follow from its number and deadlines. */
export function evolve(
  plan: SafetyPlan | null,
  event: RecordedEvent<PlanEvent['type'], PlanEvent['data']>,
): SafetyPlan {
  const recorded = event as Recorded;
  const next = recorded.type === 'PlanOpened' ? opened(recorded) : fold(opening(plan), recorded);
  return { ...next, late: lateness(next, event), traces: traced(next, recorded) };
}

function opening(plan: SafetyPlan | null): SafetyPlan {
  if (plan === null) throw new Error('the first event of a plan is PlanOpened');
  return plan;
}

function opened({ seq, at, actor, data }: Recorded<'PlanOpened'>): SafetyPlan {
  const { deadline, ...dated } = data;
  return {
    stage: 'priority-setting',
    ...dated,
    openedBy: personOf(actor) ?? null,
    since: seq,
    sinceAt: at,
    deadlines: { stage: deadline },
    late: [],
    concerns: {},
    ballots: {},
    priorities: [],
    actions: {},
    duties: {},
    issued: { concerns: 0, actions: 0 },
    traces: {},
  };
}

function fold(plan: SafetyPlan, event: Exclude<Recorded, Recorded<'PlanOpened'>>): SafetyPlan {
  switch (event.type) {
    case 'ConcernAdded':
    case 'ConcernEdited':
    case 'ConcernWithdrawn':
    case 'ConcernReferred':
    case 'BallotsRecorded':
    case 'PrioritySet':
    case 'PrioritiesSet':
    case 'PrioritiesReopened':
    case 'ActionPlanned':
    case 'ActionChanged':
    case 'ActionDropped':
      return evolvePreparation(plan, event satisfies PreparationEvent);
    case 'PlanSubmitted':
    case 'PlanSigned':
    case 'ImplementationStarted':
    case 'PlanReturned':
    case 'QuestionAsked':
    case 'QuestionAnswered':
      return evolveSignature(plan, event satisfies SignatureEvent);
    case 'ProgressReported':
    case 'BlockerReported':
    case 'ActionReportedDone':
    case 'ActionVerified':
    case 'ActionDoneRejected':
    case 'ActionAdded':
    case 'ActionCancelled':
    case 'ActionReassigned':
    case 'SupportRequested':
    case 'PostOffered':
    case 'PostHandedOver':
      return evolveImplementation(plan, event satisfies ImplementationEvent);
    case 'ReviewStarted':
    case 'ResultRecorded':
    case 'ReviewMeetingRecorded':
    case 'ImplementationReopened':
    case 'PlanClosed':
    case 'PlanReopened':
    case 'PlanSuperseded':
    case 'PlanSuspended':
    case 'PlanResumed':
    case 'PlanCancelled':
    case 'PlanWithdrawn':
    case 'Escalated':
    case 'DeadlinesMoved':
      return evolveLife(plan, event satisfies LifeEvent);
    default:
      return assertNever(event);
  }
}

/** Since when something is late at each level: what the superiors' summary tasks hang on (P16). */
function lateness(plan: CaseFile, { seq, at }: RecordedEvent): CaseFile['late'] {
  const highest = Math.max(0, ...Object.values(plan.deadlines).map(({ level }) => level));
  return [1, 2, 3]
    .filter((level) => level <= highest)
    .map((level) => plan.late.find((known) => known.level === level) ?? { level, since: seq, sinceAt: at });
}

function traced(plan: SafetyPlan, { data }: Recorded): CaseFile['traces'] {
  if (!('concern' in data) || plan.concerns[data.concern] === undefined) return plan.traces;
  return { ...plan.traces, [data.concern]: (plan.traces[data.concern] ?? 0) + 1 };
}
