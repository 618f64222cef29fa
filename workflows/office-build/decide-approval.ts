import { isAmong } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import type { OfficeBuild } from './case.ts';
import type { ApprovalFields, BuildCommand } from './commands.ts';
import { type BuildEvent, event } from './events.ts';
import { notNow, refuseUnit, stageDeadline, unitFacts } from './policy.ts';
import { allSlots, slotFor, slotsOf } from './slots.ts';

/** What an approver adds to the bare word. */
export const wordsOf = ({
  remarks,
  letterNumber,
  letterDate,
  committee,
}: ApprovalFields): ApprovalFields => ({
  remarks,
  letterNumber,
  letterDate,
  committee,
});

export function approveSite(
  build: OfficeBuild,
  command: BuildCommand<'ApproveSite'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'approval') return notNow(build);
  if (build.question !== null) return outOfTurn('question-open');
  const open = Object.values(build.objections).filter(({ settled }) => settled === null).length;
  if (open > 0) return refuse('objection-open', { params: { count: open } });
  if (isAmong(context.actor, build.proposers)) return wrongPerson('own-proposal');
  const granters = Object.values(build.exceptions).flatMap(({ grantedBy }) => grantedBy);
  if (isAmong(context.actor, granters)) return wrongPerson('granted-the-exception');
  const matter = { required: allSlots(build), given: build.siteApprovals, as: command.as };
  const found = slotFor(build, matter, context);
  if ('refusal' in found) return found.refusal;
  const refusal = refuseUnit(build, context);
  if (refusal !== null) return refusal;
  const approved = event('SiteApproved', { slot: found.slot, ...wordsOf(command) });
  const relies = unitFacts(build);
  if (!found.isLast) return accept([approved], { relies });
  const deadline = stageDeadline('contracting', context);
  return accept([approved, event('ContractingStarted', { deadline })], { relies });
}

/** Both void the approvals and go back one stage; a refusal stays on record as one (tracks 0.5). */
export function sendBackSite(
  build: OfficeBuild,
  command: BuildCommand<'ReturnSite' | 'RefuseSite'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'approval') return notNow(build);
  if (isAmong(context.actor, build.proposers)) return wrongPerson('own-proposal');
  if (slotsOf(build, allSlots(build), context).length === 0) return wrongPerson('not-an-approver');
  const { reason, letterNumber, letterDate } = command;
  const deadline = stageDeadline('siting', context);
  const type = command.type === 'RefuseSite' ? 'SiteRefused' : 'SiteReturned';
  return accept([event(type, { reason, letterNumber, letterDate, deadline })]);
}
