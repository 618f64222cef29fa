import { isAmong } from '../../shared/kernel/actor.ts';
import { pause, unpause } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { isIn, type OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { type BuildEvent, event } from './events.ts';
import { currentMilestone } from './planning.ts';
import { inDays, isLive, notNow } from './policy.ts';
import { allSlots, slotsOf } from './slots.ts';

/** An approver asks without refusing: the clock stands still until the answer (tracks 0.8). */
export function askQuestion(
  build: OfficeBuild,
  { question }: BuildCommand<'AskQuestion'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isLive(build) || isIn(build, 'siting', 'defects-period')) return notNow(build);
  if (slotsOf(build, allSlots(build), context).length === 0) return wrongPerson('not-an-approver');
  if (build.question !== null) return outOfTurn('question-open');
  const maximum = OFFICE_BUILD.questionsPerStage;
  if (build.questions >= maximum) return refuse('too-many-questions', { params: { maximum } });
  const of = build.stage === 'construction' ? currentMilestone(build.milestones) : 'stage';
  const clock = of === null ? undefined : build.deadlines[of];
  if (of === null || clock === undefined) return outOfTurn('nothing-to-ask');
  const { today, calendar } = context;
  const deadline = inDays(OFFICE_BUILD.answerDays, context);
  return accept([event('QuestionAsked', { question, of, paused: pause(clock, today, calendar), deadline })]);
}

export function answerQuestion(
  build: OfficeBuild,
  { answer }: BuildCommand<'AnswerQuestion'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isLive(build)) return notNow(build);
  const { question } = build;
  if (question === null) return outOfTurn('no-question-open');
  if (isAmong(context.actor, question.askedBy)) return wrongPerson('own-question');
  const deadline = { ...unpause(question.paused, context), level: question.paused.level };
  return accept([event('QuestionAnswered', { answer, deadline })]);
}
