import { isAmong } from '../../shared/kernel/actor.ts';
import { workingDaysBetween } from '../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { addDays } from '../../shared/kernel/time.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { wordsOf } from './decide-approval.ts';
import { type BuildEvent, event } from './events.ts';
import { hundredths, type Money } from './money.ts';
import { CAPS, type Milestone } from './parts.ts';
import { paidSoFar, payable } from './payments.ts';
import { currentMilestone, laterPlan, movedClocks, openHoldPoint, plannedDeadline } from './planning.ts';
import { inDays, notNow, stageDeadline } from './policy.ts';
import { ministrySlots, slotFor, slotsOf } from './slots.ts';
import { CONSTRUCTION, MARKS, rowOf } from './templates.ts';

type Construction = BuildIn<'construction'>;

/** Why nobody can work on this milestone now. */
function refuseMilestone(
  { milestones }: Construction,
  code: string,
  status: Milestone['status'],
): Decision<never> | null {
  const milestone = milestones[code];
  if (milestone === undefined)
    return refuse(code in MARKS ? 'milestone-of-a-stage' : 'milestone-unknown', { pointer: '/milestone' });
  if (milestone.status !== status)
    return outOfTurn('milestone-not-ready', { pointer: '/milestone', params: { status: milestone.status } });
  return null;
}

/** Work is shown with all the evidence its template asks for; a hold point before it must be approved. */
export function submitMilestone(
  build: OfficeBuild,
  command: BuildCommand<'SubmitMilestone'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const { type: _, ...shown } = command;
  const refusal = refuseMilestone(build, shown.milestone, 'open');
  if (refusal !== null) return refusal;
  const hold = openHoldPoint(build, shown.milestone);
  if (hold !== null) return refuse('hold-point-open', { pointer: '/milestone', params: { milestone: hold } });
  const needed = rowOf(build.site.workType, shown.milestone)?.evidence ?? [];
  const missing = needed.find((kind) => !shown.evidence.some((one) => one.kind === kind));
  if (missing !== undefined)
    return refuse('evidence-missing', { pointer: '/evidence', params: { kind: missing } });
  const deadline = inDays(OFFICE_BUILD.inspectDays, context);
  return accept([event('MilestoneSubmitted', { ...shown, deadline })]);
}

export function inspectMilestone(
  build: OfficeBuild,
  { milestone, passed, findings }: BuildCommand<'InspectMilestone'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const refusal = refuseMilestone(build, milestone, 'submitted');
  if (refusal !== null) return refusal;
  if (isAmong(context.actor, build.milestones[milestone]?.submission?.by ?? []))
    return wrongPerson('own-submission', { pointer: '/milestone' });
  if (passed) {
    const deadline = inDays(OFFICE_BUILD.approveDays, context);
    return accept([event('MilestoneInspected', { milestone, findings, deadline })]);
  }
  if (findings === undefined) return refuse('findings-missing', { pointer: '/findings' });
  const deadline = inDays(OFFICE_BUILD.againDays, context);
  return accept([event('MilestoneFailed', { milestone, findings, deadline })]);
}

/** The third of three people; with the word goes the payment (tracks 3, SD8, I12). */
export function approveMilestone(
  build: OfficeBuild,
  command: BuildCommand<'ApproveMilestone'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const { milestone: code, payment } = command;
  const refusal = refuseMilestone(build, code, 'inspected') ?? refuseInvolved(build, code, context);
  if (refusal !== null) return refusal;
  if (build.question?.of === code) return outOfTurn('question-open');
  const given = build.milestones[code]?.approvals ?? [];
  const found = slotFor(build, { required: ministrySlots(build), given, as: command.as }, context);
  if ('refusal' in found) return found.refusal;
  const unpaid = refusePayment(build, code, payment);
  if (unpaid !== null) return unpaid;
  const approved = event('MilestoneApproved', {
    slot: found.slot,
    milestone: code,
    payment,
    ...wordsOf(command),
  });
  return found.isLast ? passed(build, code, approved, context) : accept([approved]);
}

function refuseInvolved(build: Construction, code: string, { actor }: Context): Decision<never> | null {
  const { submission, inspection } = build.milestones[code] ?? {};
  if (isAmong(actor, submission?.by ?? [])) return wrongPerson('own-submission', { pointer: '/milestone' });
  if (isAmong(actor, inspection?.by ?? [])) return wrongPerson('own-inspection', { pointer: '/milestone' });
  return null;
}

function refusePayment(
  build: Construction,
  code: string,
  payment: Money | undefined,
): Decision<never> | null {
  if (payment === undefined) return null;
  const agreed = build.milestones[code]?.payment ?? null;
  const { currency } = build.design.budget;
  if (payment.currency !== currency)
    return refuse('currency-differs', { pointer: '/payment/currency', params: { currency } });
  if (agreed !== null && hundredths(agreed) !== hundredths(payment))
    return refuse('payment-differs', { pointer: '/payment', params: { amount: agreed.amount } });
  const sum = paidSoFar(build) - hundredths(agreed ?? { amount: '0' }) + hundredths(payment);
  if (sum > hundredths(build.design.budget))
    return refuse('payments-above-budget', {
      pointer: '/payment',
      params: { budget: build.design.budget.amount },
    });
  if (sum > payable(build)) return refuse('payments-above-contract', { pointer: '/payment' });
  return null;
}

/** The last word on a milestone starts the clock of the next, or ends the construction. */
function passed(
  build: Construction,
  code: string,
  approved: BuildEvent,
  context: Context,
): Decision<BuildEvent> {
  const rest = CONSTRUCTION.filter((one) => one !== code && build.milestones[one]?.status !== 'approved');
  if (rest.length > 0) {
    const next = nextToStart(build, code);
    const days = next === null ? null : (build.milestones[next]?.days ?? null);
    const deadline = days === null ? null : plannedDeadline(build, days, context);
    return accept([approved, event('MilestonePassed', { milestone: code, next, deadline })]);
  }
  if (Object.values(build.variations).some(({ status }) => status === 'requested'))
    return outOfTurn('variation-open');
  return accept([
    approved,
    event('MilestonePassed', { milestone: code, next: null, deadline: null }),
    event('ConstructionFinished', { deadline: stageDeadline('provisional-acceptance', context) }),
  ]);
}

/** Without this one, the first that is not approved, if no clock runs for it yet. */
function nextToStart(build: Construction, code: string): string | null {
  const milestones = { ...build.milestones };
  const current = milestones[code];
  if (current !== undefined) milestones[code] = { ...current, status: 'approved' };
  const next = currentMilestone(milestones);
  return next === null || build.deadlines[next] !== undefined || build.question?.of === next ? null : next;
}

export function returnMilestone(
  build: OfficeBuild,
  command: BuildCommand<'ReturnMilestone'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const { type: _, ...returned } = command;
  const refusal =
    refuseMilestone(build, returned.milestone, 'inspected') ??
    refuseInvolved(build, returned.milestone, context);
  if (refusal !== null) return refusal;
  if (slotsOf(build, ministrySlots(build), context).length === 0) return wrongPerson('not-an-approver');
  const deadline = inDays(OFFICE_BUILD.againDays, context);
  return accept([event('MilestoneReturned', { ...returned, deadline })]);
}

/** Days on which nobody could work are nobody's delay: what is not approved yet moves by them. */
export function recordStopDays(
  build: OfficeBuild,
  command: BuildCommand<'RecordStopDays'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const { type: _, ...stop } = command;
  const { from, until } = stop;
  if (until < from) return refuse('period-reversed', { pointer: '/until' });
  if (until > context.today) return refuse('date-in-future', { pointer: '/until' });
  if (from < build.startedOn) return refuse('before-the-start', { pointer: '/from' });
  if (build.stops.length >= CAPS.stops) return refuse('too-many-stops', { params: { maximum: CAPS.stops } });
  if (build.stops.some((other) => other.from <= until && from <= other.until))
    return refuse('stop-days-overlap', { pointer: '/from' });
  const days = workingDaysBetween(addDays(from, -1), until, context.calendar);
  if (days === 0) return refuse('no-working-day', { pointer: '/from' });
  const plan = laterPlan(build, days, context.calendar);
  const deadlines = movedClocks(build, days, context);
  return accept([event('StopDaysRecorded', { ...stop, days, plan, deadlines })]);
}
