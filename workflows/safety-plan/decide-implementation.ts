import { partiesOf } from '../../shared/kernel/actor.ts';
import { startDeadline } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { SAFETY_PLAN } from '../settings.ts';
import type { Context } from '../track.ts';
import { type Action, type Duty, isIn, type PlanIn, type SafetyPlan } from './case.ts';
import type { PlanCommand } from './commands.ts';
import { actionFields, noAction, refuseAction, refuseNewAction } from './decide-planning.ts';
import { event, type PlanEvent } from './events.ts';
import { actionId } from './open.ts';
import { isLive, liveActions, notNow, ownerDeadline, personIsActive, refusePerson } from './policy.ts';

/** An action of the plan with its duty. */
interface Assigned {
  readonly action: Action;
  readonly duty: Duty;
}

export function reportOnAction(
  plan: SafetyPlan,
  command: PlanCommand<'ReportProgress' | 'ReportBlocked' | 'ReportActionDone'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  const assigned = find(plan, command.action);
  if (assigned === undefined) return noAction;
  if (assigned.duty.status !== 'open') return actionNotOpen(assigned);
  if (!isOwner(assigned, context)) return wrongPerson('not-the-owner', { pointer: '/action' });
  const { concern } = assigned.action;
  switch (command.type) {
    case 'ReportProgress': {
      const { action, note, evidence } = command;
      return accept([event('ProgressReported', { action, concern, note, evidence })]);
    }
    case 'ReportBlocked': {
      const { action, blocker } = command;
      return accept([event('BlockerReported', { action, concern, blocker })]);
    }
    case 'ReportActionDone': {
      const { action, note, evidence } = command;
      const deadline = startDeadline(context.today, SAFETY_PLAN.verifyDays, context.calendar);
      return accept([event('ActionReportedDone', { action, concern, note, evidence, deadline })]);
    }
  }
}

export function verifyAction(
  plan: SafetyPlan,
  { action, note }: PlanCommand<'VerifyAction'>,
  context: Context,
): Decision<PlanEvent> {
  if (!isIn(plan, 'implementation', 'review')) return notNow(plan);
  const assigned = find(plan, action);
  if (assigned === undefined) return noAction;
  const refusal = refuseVerifier(assigned, context);
  if (refusal !== null) return refusal;
  return accept([event('ActionVerified', { action, concern: assigned.action.concern, note })]);
}

export function rejectActionDone(
  plan: SafetyPlan,
  { action, reason }: PlanCommand<'RejectActionDone'>,
  context: Context,
): Decision<PlanEvent> {
  if (!isIn(plan, 'implementation', 'review')) return notNow(plan);
  const assigned = find(plan, action);
  if (assigned === undefined) return noAction;
  const refusal = refuseVerifier(assigned, context);
  if (refusal !== null) return refusal;
  const { concern, dueOn } = assigned.action;
  const deadline = plan.stage === 'review' ? null : ownerDeadline(dueOn, context);
  return accept([event('ActionDoneRejected', { action, concern, reason, deadline })]);
}

export function addAction(
  plan: SafetyPlan,
  command: PlanCommand<'AddAction'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  const latest = plan.deadlines.period?.dueOn ?? plan.endsOn;
  const refusal = refuseNewAction(plan) ?? refuseAction(plan, command, context, latest);
  if (refusal !== null) return refusal;
  if (command.stateResources && !hasNoObjection(plan))
    return refuse('no-objection-missing', { pointer: '/stateResources' });
  const action = actionId(plan.issued.actions + 1);
  const deadline = ownerDeadline(command.dueOn, context);
  const added = event('ActionAdded', { action, ...actionFields(command), deadline });
  return accept([added], { relies: [personIsActive(command.owner)] });
}

export function cancelAction(
  plan: SafetyPlan,
  { action, reason }: PlanCommand<'CancelAction'>,
): Decision<PlanEvent> {
  if (!isIn(plan, 'implementation', 'review')) return notNow(plan);
  const assigned = find(plan, action);
  if (assigned === undefined) return noAction;
  if (!isLive(assigned.duty)) return actionNotOpen(assigned);
  return accept([event('ActionCancelled', { action, concern: assigned.action.concern, reason })]);
}

export function reassignAction(
  plan: SafetyPlan,
  { action, owner, reason }: PlanCommand<'ReassignAction'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  const assigned = find(plan, action);
  if (assigned === undefined) return noAction;
  if (assigned.duty.status !== 'open') return actionNotOpen(assigned);
  if (assigned.duty.owner === owner) return refuse('owner-unchanged', { pointer: '/owner' });
  const refusal = refusePerson(context, owner, '/owner');
  if (refusal !== null) return refusal;
  const { concern } = assigned.action;
  const reassigned = event('ActionReassigned', { action, concern, owner, reason, from: assigned.duty.owner });
  return accept([reassigned], { relies: [personIsActive(owner)] });
}

const OPENS = {
  delivery: { prefix: 'DL', type: 'OpenDelivery' },
  'office-build': { prefix: 'OB', type: 'OpenBuild' },
} as const;

/** Opens the delivery or build that serves the action, linked both ways (tracks 0.12). */
export function requestSupport(
  plan: SafetyPlan,
  { action, kind, purpose }: PlanCommand<'RequestSupport'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  const assigned = find(plan, action);
  if (assigned === undefined) return noAction;
  if (!isLive(assigned.duty)) return actionNotOpen(assigned);
  if (assigned.action.linked !== null) return outOfTurn('support-already-requested', { pointer: '/action' });
  if (!context.knows(kind)) return refuse('track-not-available', { pointer: '/kind', params: { kind } });
  const { prefix, type } = OPENS[kind];
  const linked = context.freshId(prefix);
  const { concern } = assigned.action;
  const command = { type, forum: plan.forum, plan: context.id, action, unit: plan.unit, purpose };
  return accept([event('SupportRequested', { action, concern, kind, purpose, linked })], {
    effects: [{ kind, id: linked, open: true, command }],
  });
}

export function handOverPost(
  plan: SafetyPlan,
  { successor, note }: PlanCommand<'HandOverPost'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  const parties = partiesOf(context.actor);
  const from = parties.find((party) => ownsLiveAction(plan, party));
  if (from === undefined) return wrongPerson('holds-no-action');
  // One at a time: several at once could make one escalation outgrow a transaction (P15).
  if (plan.handover !== null && plan.handover.from !== from) return outOfTurn('handover-pending');
  if (parties.includes(successor)) return refuse('successor-is-self', { pointer: '/successor' });
  const refusal = refusePerson(context, successor, '/successor');
  if (refusal !== null) return refusal;
  const deadline = startDeadline(context.today, SAFETY_PLAN.answerDays, context.calendar);
  const offered = event('PostOffered', { from, to: successor, note, deadline });
  return accept([offered], { relies: [personIsActive(successor)] });
}

export function acceptPost(plan: SafetyPlan, context: Context): Decision<PlanEvent> {
  if (plan.stage !== 'implementation') return notNow(plan);
  const { handover } = plan;
  if (handover === null) return outOfTurn('no-handover-pending');
  const parties = partiesOf(context.actor);
  if (!parties.includes(handover.to) || parties.includes(handover.from))
    return wrongPerson('not-the-successor');
  const { from, to } = handover;
  const actions = liveActions(plan).filter((id) => plan.duties[id]?.owner === from);
  return accept([event('PostHandedOver', { from, to, actions })]);
}

function find(plan: SafetyPlan, id: string): Assigned | undefined {
  const action = plan.actions[id];
  const duty = plan.duties[id];
  return action === undefined || duty === undefined ? undefined : { action, duty };
}

const actionNotOpen = ({ duty }: Assigned): Decision<never> =>
  outOfTurn('action-not-open', { pointer: '/action', params: { status: duty.status } });

/** Jobs and the demonstration data act for everybody. */
const isOwner = ({ duty }: Assigned, { actor }: Context): boolean =>
  actor.kind !== 'person' || partiesOf(actor).includes(duty.owner);

/** Done is verified by somebody else than the owner and than whoever reported it (tracks 0.6, SD3). */
function refuseVerifier(assigned: Assigned, context: Context): Decision<never> | null {
  const { duty } = assigned;
  if (duty.status !== 'reported') return actionNotOpen(assigned);
  const involved = [duty.owner, ...duty.reportedBy];
  const isInvolved = partiesOf(context.actor).some((party) => involved.includes(party));
  return isInvolved ? wrongPerson('own-action', { pointer: '/action' }) : null;
}

const hasNoObjection = (plan: PlanIn<'implementation'>): boolean =>
  plan.signatures.some(({ slot }) => slot === 'ministry-federal' || slot === 'ministry-krg');

const ownsLiveAction = (plan: SafetyPlan, person: EntryId): boolean =>
  liveActions(plan).some((id) => plan.duties[id]?.owner === person);
