import type { Placement } from '../../shared/kernel/actor.ts';
import { type Deadline, fixedDeadline, startDeadline } from '../../shared/kernel/deadline.ts';
import { type Decision, outOfTurn, type Reliance, refuse } from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { type BuildIn, type CaseFile, isIn, type OfficeBuild, type Stage } from './case.ts';

export const placementOf = (build: CaseFile): Placement => ({
  forum: build.forum ?? undefined,
  forums: Object.keys(build.forums) as EntryId[],
  unit: build.unit ?? undefined,
  contract: build.contract?.id,
  governorate: build.governorate,
  authority: build.authority,
});

/** So many working days from today. */
export const inDays = (days: number, { today, calendar }: Pick<Context, 'today' | 'calendar'>): Deadline =>
  startDeadline(today, days, calendar);

/** The stage's clock, started today. */
export const stageDeadline = (stage: keyof typeof OFFICE_BUILD.stageDays, context: Context): Deadline =>
  inDays(OFFICE_BUILD.stageDays[stage], context);

/** A date that is known, or a few days more when it has passed. */
export const dateDeadline = (dueOn: CalendarDate, context: Context): Deadline =>
  dueOn >= context.today ? fixedDeadline(context.today, dueOn) : inDays(OFFICE_BUILD.againDays, context);

const ENDED: Partial<Record<Stage, string>> = {
  closed: 'build-closed',
  cancelled: 'build-cancelled',
  suspended: 'build-suspended',
};

/** The command belongs to another stage. */
export const notNow = (build: OfficeBuild): Decision<never> =>
  outOfTurn(ENDED[build.stage] ?? 'not-in-this-stage', { params: { stage: build.stage } });

const RUNNING = [
  'siting',
  'approval',
  'contracting',
  'construction',
  'provisional-acceptance',
  'defects-period',
  'final-acceptance',
] as const;

export const isLive = (build: OfficeBuild): build is BuildIn<(typeof RUNNING)[number]> =>
  isIn(build, ...RUNNING);

/** Support to police needs a valid assessment of the receiving unit, that very day (tracks 0.10, DF-14). */
export function refuseUnit(build: CaseFile, context: Context): Decision<never> | null {
  if (build.unit === null) return refuse('unit-missing');
  const unit = context.entry('unit', build.unit)?.state as
    | { hold?: unknown; assessment?: { validUntil?: unknown } | null }
    | undefined;
  if (unit === undefined) return refuse('unit-unknown');
  if (unit.hold != null) return refuse('unit-on-hold');
  const until = unit.assessment?.validUntil;
  if (typeof until !== 'string') return refuse('due-diligence-missing');
  if (until < context.today) return refuse('due-diligence-expired', { params: { on: until } });
  return null;
}

/** What `refuseUnit` went by must still hold when the decision is written down (P8). */
export const unitFacts = ({ unit }: CaseFile): Reliance[] =>
  unit === null
    ? []
    : [
        { id: unit, fact: 'onHold' },
        { id: unit, fact: 'assessedUntil' },
      ];

export const nextId = (letter: string, taken: Readonly<Record<string, unknown>>): string =>
  `${letter}${String(Object.keys(taken).length + 1).padStart(2, '0')}`;

export const omit = <T>(record: Readonly<Record<string, T>>, ...keys: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
