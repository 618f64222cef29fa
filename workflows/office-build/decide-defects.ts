import { fixedDeadline } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../shared/kernel/decision.ts';
import { addDays, addMonths } from '../../shared/kernel/time.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import type { OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { openFlaws } from './decide-acceptance.ts';
import { type BuildEvent, event } from './events.ts';
import { inDays, notNow, stageDeadline } from './policy.ts';

/** After 1, 6 and 11 months somebody looks (tracks 3). */
export function recordPeriodCheck(
  build: OfficeBuild,
  { type: _, ...check }: BuildCommand<'RecordPeriodCheck'>,
  { today }: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'defects-period') return notNow(build);
  if (build.checks[check.month] !== undefined) return outOfTurn('check-recorded', { pointer: '/month' });
  const from = addDays(addMonths(build.taken?.on ?? today, check.month), -OFFICE_BUILD.checkEarlyDays);
  if (today < from) return refuse('check-too-early', { pointer: '/month', params: { from } });
  return accept([event('PeriodChecked', check)]);
}

/** The period has passed and no flaw is open, but for one that is being closed: on to final acceptance. */
export function periodEnd(
  build: OfficeBuild,
  { without }: { without?: string },
  context: Context,
): BuildEvent[] {
  if (!isPeriodOver(build, context.today)) return [];
  const open = [...openFlaws(build.snags), ...openFlaws(build.defects)].filter(([id]) => id !== without);
  if (open.length > 0) return [];
  return [event('DefectsPeriodEnded', { deadline: stageDeadline('final-acceptance', context) })];
}

const isPeriodOver = (build: OfficeBuild, today: string): boolean =>
  build.stage === 'defects-period' && build.periodEndsOn !== null && build.periodEndsOn < today;

export function returnToDefects(
  build: OfficeBuild,
  { reason }: BuildCommand<'ReturnToDefects'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'final-acceptance') return notNow(build);
  const period = inDays(OFFICE_BUILD.returnedDays, context);
  const periodEndsOn = period.dueOn;
  const deadlines = { period: fixedDeadline(context.today, periodEndsOn) };
  return accept([event('ReturnedToDefects', { reason, periodEndsOn, deadlines })]);
}
