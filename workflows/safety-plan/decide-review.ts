import { partiesOf } from '../../shared/kernel/actor.ts';
import { type Deadline, fixedDeadline, startDeadline } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, refuse, type Timer, wrongPerson } from '../../shared/kernel/decision.ts';
import { addDays, startOfDay } from '../../shared/kernel/time.ts';
import { SAFETY_PLAN } from '../settings.ts';
import type { Context } from '../track.ts';
import type { PlanIn, SafetyPlan } from './case.ts';
import type { PlanCommand } from './commands.ts';
import { event, type PlanEvent } from './events.ts';
import { isLive, liveActions, notNow, ownerDeadline, stageDeadline } from './policy.ts';

export function startReview(plan: SafetyPlan, context: Context): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  return accept([event('ReviewStarted', { because: 'chair', deadline: stageDeadline('review', context) })]);
}

export function recordResult(
  plan: SafetyPlan,
  { concern, outcome, note }: PlanCommand<'RecordResult'>,
): Decision<PlanEvent> {
  if (plan.stage !== 'review') return notNow(plan);
  if (!plan.priorities.some((priority) => priority.concern === concern))
    return refuse('not-a-priority', { pointer: '/concern' });
  return accept([event('ResultRecorded', { concern, outcome, note })]);
}

export function recordReviewMeeting(
  plan: SafetyPlan,
  command: PlanCommand<'RecordReviewMeeting'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'review') return notNow(plan);
  const { heldOn, present, women, perception, lessons, carryOver = [] } = command;
  if (heldOn > context.today) return refuse('meeting-in-the-future', { pointer: '/heldOn' });
  if (women > present) return refuse('more-women-than-present', { pointer: '/women' });
  const wrong = carryOver.findIndex((id) => !canCarry(plan, id));
  if (wrong >= 0) return refuse('action-not-to-carry', { pointer: `/carryOver/${wrong}` });
  return accept([event('ReviewMeetingRecorded', { heldOn, present, women, perception, lessons, carryOver })]);
}

const canCarry = (plan: PlanIn<'review'>, id: string): boolean => {
  const duty = plan.duties[id];
  return duty !== undefined && (isLive(duty) || duty.status === 'carried');
};

export function reopenImplementation(
  plan: SafetyPlan,
  { reason }: PlanCommand<'ReopenImplementation'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'review') return notNow(plan);
  const unfinished = Object.entries(plan.duties).filter(
    ([, duty]) => isLive(duty) || duty.status === 'carried',
  );
  const { today, calendar } = context;
  const own = unfinished.map(([id, { status }]): [string, Deadline] => {
    const again = startDeadline(today, SAFETY_PLAN.verifyDays, calendar);
    return [id, status === 'reported' ? again : ownerDeadline(plan.actions[id]?.dueOn ?? today, context)];
  });
  const period =
    plan.endsOn >= today
      ? fixedDeadline(today, plan.endsOn)
      : startDeadline(today, SAFETY_PLAN.reopenedDays, calendar);
  return accept([
    event('ImplementationReopened', { reason, deadlines: { ...Object.fromEntries(own), period } }),
  ]);
}

export function closePlan(plan: SafetyPlan, context: Context): Decision<PlanEvent> {
  if (plan.stage !== 'review') return notNow(plan);
  if (plan.meeting === null) return refuse('meeting-missing');
  const missing = plan.priorities.findIndex(({ concern }) => plan.results[concern] === undefined);
  if (missing >= 0) return refuse('result-missing', { params: { rank: missing + 1 } });
  const open = liveActions(plan).length;
  if (open > 0) return refuse('actions-still-open', { params: { count: open } });
  const recorders = Object.values(plan.results).flatMap(({ recordedBy }) => recordedBy);
  if (partiesOf(context.actor).some((party) => recorders.includes(party)))
    return wrongPerson('recorded-the-results');
  const carriedOver = Object.values(plan.duties).filter(({ status }) => status === 'carried').length;
  return accept([event('PlanClosed', { carriedOver })], { timers: recurrenceWatches(plan, context) });
}

/** Two looks back at the forum, entries of their own (P6); none where this installation keeps no such register. */
function recurrenceWatches(plan: SafetyPlan, context: Context): Timer[] {
  if (!context.knows('recurrence-watch')) return [];
  return SAFETY_PLAN.recurrenceAfterDays.map((afterDays, n) => ({
    kind: 'recurrence-watch',
    id: context.freshId('RW', n),
    open: true,
    notBefore: startOfDay(addDays(context.today, afterDays)),
    command: { type: 'OpenRecurrenceWatch', forum: plan.forum, plan: context.id, afterDays },
  }));
}
