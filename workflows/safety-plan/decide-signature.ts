import { covers, partiesOf, rolesTowards } from '../../shared/kernel/actor.ts';
import { type Deadline, fixedDeadline, pause, startDeadline, unpause } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { SAFETY_PLAN } from '../settings.ts';
import type { Context } from '../track.ts';
import type { PlanIn, SafetyPlan } from './case.ts';
import type { PlanCommand } from './commands.ts';
import { event, type PlanEvent } from './events.ts';
import { notNow, ownerDeadline, placementOf, requiredSlots, stageDeadline } from './policy.ts';
import type { Slot } from './vocabulary.ts';

export function signPlan(
  plan: SafetyPlan,
  command: PlanCommand<'SignPlan'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'signature') return notNow(plan);
  if (plan.question !== null) return outOfTurn('question-open');
  const parties = partiesOf(context.actor);
  const signedBefore = plan.signatures.some(({ by, onBehalfOf }) =>
    parties.some((party) => party === by || party === onBehalfOf),
  );
  if (signedBefore) return wrongPerson('signed-already');
  const mine = slotsOf(plan, context).filter((slot) => command.as === undefined || slot === command.as);
  if (mine.length === 0) return wrongPerson('not-a-signer');
  const open = openSlots(plan);
  const [slot, another] = mine.filter((candidate) => open.includes(candidate));
  if (slot === undefined) return outOfTurn('signature-not-open');
  if (another !== undefined) return refuse('say-as-whom', { pointer: '/as' });
  // Police, IOM and ministry look at a plan that others drafted (SD2).
  if (slot !== 'chair' && plan.openedBy !== null && parties.includes(plan.openedBy))
    return wrongPerson('own-draft');
  const { remarks, letterNumber, letterDate } = command;
  const signed = event('PlanSigned', { slot, remarks, letterNumber, letterDate });
  if (open.length > 1) return accept([signed]);
  return accept([signed, event('ImplementationStarted', { deadlines: firstDeadlines(plan, context) })]);
}

export function returnPlan(
  plan: SafetyPlan,
  { reason, letterNumber, letterDate }: PlanCommand<'ReturnPlan'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'signature') return notNow(plan);
  if (slotsOf(plan, context).length === 0) return wrongPerson('not-a-signer');
  const deadline = stageDeadline('action-planning', context);
  return accept([event('PlanReturned', { reason, letterNumber, letterDate, deadline })]);
}

export function askQuestion(
  plan: SafetyPlan,
  { question }: PlanCommand<'AskQuestion'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'signature') return notNow(plan);
  if (slotsOf(plan, context).length === 0) return wrongPerson('not-a-signer');
  if (plan.question !== null) return outOfTurn('question-open');
  const maximum = SAFETY_PLAN.questionsPerStage;
  if (plan.questions >= maximum) return refuse('too-many-questions', { params: { maximum } });
  const { stage } = plan.deadlines;
  if (stage === undefined) return outOfTurn('question-open');
  const { today, calendar } = context;
  const asked = event('QuestionAsked', {
    question,
    to: slotsOf(plan, context).includes('chair') ? 'commander' : 'chair',
    paused: pause(stage, today, calendar),
    deadline: startDeadline(today, SAFETY_PLAN.answerDays, calendar),
  });
  return accept([asked]);
}

export function answerQuestion(
  plan: SafetyPlan,
  { answer }: PlanCommand<'AnswerQuestion'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'signature') return notNow(plan);
  const { question } = plan;
  if (question === null) return outOfTurn('no-question-open');
  if (partiesOf(context.actor).some((party) => question.askedBy.includes(party)))
    return wrongPerson('own-question');
  const deadline = { ...unpause(question.paused, context), level: question.paused.level };
  return accept([event('QuestionAnswered', { answer, deadline })]);
}

export const openSlots = (plan: PlanIn<'signature'>): Slot[] =>
  requiredSlots(plan).filter((slot) => !plan.signatures.some((signature) => signature.slot === slot));

/** The needed signatures this actor may give, by the roles held towards the plan; jobs and demo data may give any. */
function slotsOf(plan: PlanIn<'signature'>, { actor }: Context): Slot[] {
  const required = requiredSlots(plan);
  if (actor.kind !== 'person') return required;
  const place = placementOf(plan);
  const roles = rolesTowards(actor, place);
  const slots: Slot[] = [];
  if (roles.includes('commander')) slots.push('police');
  if (roles.includes('iom-field')) slots.push('iom');
  if (roles.includes('chair')) slots.push('chair');
  for (const { role, scope } of actor.assignments)
    if (role === 'ministry' && scope.kind === 'directorate' && covers(scope, place))
      slots.push(`ministry-${scope.id}`);
  return slots.filter((slot) => required.includes(slot));
}

/** Each action keeps its own date; the period ends on its last day. */
function firstDeadlines(plan: PlanIn<'signature'>, context: Context): Record<string, Deadline> {
  const own = Object.entries(plan.actions).map(([id, { dueOn }]) => [id, ownerDeadline(dueOn, context)]);
  return { ...Object.fromEntries(own), period: fixedDeadline(context.today, plan.endsOn) };
}
