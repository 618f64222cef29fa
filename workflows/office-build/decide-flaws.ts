import { isAmong } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { type BuildIn, isIn, type OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { periodEnd } from './decide-defects.ts';
import { type BuildEvent, event } from './events.ts';
import { CAPS, type Flaw } from './parts.ts';
import { inDays, nextId, notNow } from './policy.ts';

/** A snag has a clock of its own only in the defects period; before, the clock of the stage stands for all. */
const clock = (build: OfficeBuild, days: number, context: Context) =>
  build.stage === 'defects-period' ? inDays(days, context) : null;

export function addSnag(
  build: OfficeBuild,
  { type: _, ...fields }: BuildCommand<'AddSnag'>,
): Decision<BuildEvent> {
  if (build.stage !== 'provisional-acceptance') return notNow(build);
  if (Object.keys(build.snags).length >= CAPS.flaws)
    return refuse('too-many-snags', { params: { maximum: CAPS.flaws } });
  return accept([event('SnagAdded', { snag: nextId('S', build.snags), ...fields })]);
}

/** The contractor says that it is mended; whether it is, others say (DF-47). */
export function markSnagFixed(
  build: OfficeBuild,
  { type: _, ...fixed }: BuildCommand<'MarkSnagFixed'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'provisional-acceptance', 'defects-period')) return notNow(build);
  const refusal = refuseFlaw(build.snags[fixed.snag], '/snag', ['open']);
  if (refusal !== null) return refusal;
  return accept([event('SnagFixed', { ...fixed, deadline: clock(build, OFFICE_BUILD.closeDays, context) })]);
}

export function reopenSnag(
  build: OfficeBuild,
  { snag, reason }: BuildCommand<'ReopenSnag'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'provisional-acceptance', 'defects-period')) return notNow(build);
  const refusal = refuseFlaw(build.snags[snag], '/snag', ['fixed']) ?? refuseApprover(build, context);
  if (refusal !== null) return refusal;
  const deadline = clock(build, OFFICE_BUILD.mendDays, context);
  return accept([event('SnagReopened', { snag, reason, deadline })]);
}

/** Only the final approver closes, and never what the same person marked as mended. */
export function closeSnag(
  build: OfficeBuild,
  { snag, note }: BuildCommand<'CloseSnag'>,
  context: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'provisional-acceptance', 'defects-period')) return notNow(build);
  const known = build.snags[snag];
  const refusal = refuseFlaw(known, '/snag', ['fixed']) ?? refuseApprover(build, context);
  if (refusal !== null) return refusal;
  if (isAmong(context.actor, known?.fixedBy ?? [])) return wrongPerson('own-mending', { pointer: '/snag' });
  return accept([event('SnagClosed', { snag, note }), ...periodEnd(build, { without: snag }, context)]);
}

function refuseApprover({ finalApprover }: OfficeBuild, { actor }: Context): Decision<never> | null {
  if (actor.kind !== 'person') return null;
  return finalApprover !== null && isAmong(actor, [finalApprover])
    ? null
    : wrongPerson('not-the-final-approver', { pointer: '/snag' });
}

export function reportDefect(
  build: OfficeBuild,
  { type: _, ...fields }: BuildCommand<'ReportDefect'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'defects-period') return notNow(build);
  if (Object.keys(build.defects).length >= CAPS.flaws)
    return refuse('too-many-defects', { params: { maximum: CAPS.flaws } });
  const defect = nextId('D', build.defects);
  const deadline = inDays(OFFICE_BUILD.mendDays, context);
  return accept([event('DefectReported', { defect, ...fields, deadline })]);
}

export function markDefectFixed(
  build: OfficeBuild,
  { type: _, ...fixed }: BuildCommand<'MarkDefectFixed'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'defects-period') return notNow(build);
  const refusal = refuseFlaw(build.defects[fixed.defect], '/defect', ['open']);
  if (refusal !== null) return refusal;
  return accept([event('DefectFixed', { ...fixed, deadline: inDays(OFFICE_BUILD.closeDays, context) })]);
}

export function reopenDefect(
  build: OfficeBuild,
  { defect, reason }: BuildCommand<'ReopenDefect'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'defects-period') return notNow(build);
  const refusal = refuseDefect(build, defect, context);
  if (refusal !== null) return refusal;
  const deadline = inDays(OFFICE_BUILD.mendDays, context);
  return accept([event('DefectReopened', { defect, reason, deadline })]);
}

export function closeDefect(
  build: OfficeBuild,
  { defect, note }: BuildCommand<'CloseDefect'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'defects-period') return notNow(build);
  const refusal = refuseDefect(build, defect, context);
  if (refusal !== null) return refusal;
  return accept([event('DefectClosed', { defect, note }), ...periodEnd(build, { without: defect }, context)]);
}

function refuseDefect(
  { defects }: BuildIn<'defects-period'>,
  id: string,
  { actor }: Context,
): Decision<never> | null {
  const defect = defects[id];
  const refusal = refuseFlaw(defect, '/defect', ['fixed']);
  if (refusal !== null) return refusal;
  return isAmong(actor, defect?.fixedBy ?? []) ? wrongPerson('own-mending', { pointer: '/defect' }) : null;
}

function refuseFlaw(
  flaw: Flaw | undefined,
  pointer: string,
  statuses: readonly Flaw['status'][],
): Decision<never> | null {
  if (flaw === undefined) return refuse('flaw-unknown', { pointer });
  if (statuses.includes(flaw.status)) return null;
  return outOfTurn(`flaw-${flaw.status}`, { pointer });
}
