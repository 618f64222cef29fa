import { isAmong } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { isIn, type OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { type BuildEvent, event } from './events.ts';
import { CAPS } from './parts.ts';
import { inDays, nextId, notNow, stageDeadline } from './policy.ts';

export function raiseObjection(
  build: OfficeBuild,
  { kind, text }: BuildCommand<'RaiseObjection'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'siting', 'approval')) return notNow(build);
  if (kind === 'hlp-threat') return refuse('protected-class', { pointer: '/kind' });
  if (Object.keys(build.objections).length >= CAPS.objections)
    return refuse('too-many-objections', { params: { maximum: CAPS.objections } });
  const objection = nextId('O', build.objections);
  const deadline = inDays(OFFICE_BUILD.objectionDays, context);
  return accept([event('ObjectionRaised', { objection, kind, text, deadline })]);
}

/** An objection that holds takes the site away: another one must be chosen. */
export function settleObjection(
  build: OfficeBuild,
  { objection, outcome, note }: BuildCommand<'SettleObjection'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'siting', 'approval')) return notNow(build);
  const raised = build.objections[objection];
  if (raised === undefined) return refuse('objection-unknown', { pointer: '/objection' });
  if (raised.settled !== null) return outOfTurn('objection-settled', { pointer: '/objection' });
  if (isAmong(context.actor, raised.raisedBy)) return wrongPerson('own-objection', { pointer: '/objection' });
  const settled = event('ObjectionSettled', { objection, outcome, note });
  if (outcome !== 'upheld' || build.stage === 'siting') return accept([settled]);
  const deadline = stageDeadline('siting', context);
  return accept([settled, event('SiteOverturned', { objection, reason: note, deadline })]);
}
