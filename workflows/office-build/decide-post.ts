import { isAmong } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { isIn, type OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { refuseReviewer } from './decide-contracting.ts';
import { type BuildEvent, event } from './events.ts';
import { inDays, notNow } from './policy.ts';
import { personOf } from './register.ts';

const hasApprover = (build: OfficeBuild): boolean =>
  isIn(build, 'construction', 'provisional-acceptance', 'defects-period', 'final-acceptance');

/** The final approver is transferred: a colleague of the ministry takes over, both sign (tracks 0.8). */
export function handOverPost(
  build: OfficeBuild,
  { successor, note }: BuildCommand<'HandOverPost'>,
  context: Context,
): Decision<BuildEvent> {
  if (!hasApprover(build)) return notNow(build);
  const { finalApprover } = build;
  if (context.actor.kind === 'person' && (finalApprover === null || !isAmong(context.actor, [finalApprover])))
    return wrongPerson('not-the-final-approver');
  if (successor === finalApprover) return refuse('successor-is-self', { pointer: '/successor' });
  const refusal = refuseReviewer(build, personOf(context.entry, successor), {
    pointer: '/successor',
    today: context.today,
  });
  if (refusal !== null) return refusal;
  const deadline = inDays(OFFICE_BUILD.answerDays, context);
  return accept([event('PostOffered', { to: successor, note, deadline })], {
    relies: [{ id: successor, fact: 'status' }],
  });
}

export function acceptPost(build: OfficeBuild, { actor }: Context): Decision<BuildEvent> {
  if (!hasApprover(build)) return notNow(build);
  const { handover, finalApprover } = build;
  if (handover === null) return outOfTurn('no-handover-pending');
  const isFormer = finalApprover !== null && isAmong(actor, [finalApprover]);
  if (actor.kind === 'person' && (!isAmong(actor, [handover.to]) || isFormer))
    return wrongPerson('not-the-successor');
  return accept([event('PostHandedOver', { from: finalApprover, to: handover.to })]);
}
