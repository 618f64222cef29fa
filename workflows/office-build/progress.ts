import type { CalendarDate } from '../../shared/kernel/time.ts';
import type { CaseFile } from './case.ts';
import { MARKS, type MarkCode, rowOf, TEMPLATES } from './templates.ts';

type Done = Pick<CaseFile, 'site' | 'marks' | 'milestones'>;

/** Physical and administrative progress in per cent, by the weights of the template. */
export function progressOf({ site, marks, milestones }: Done): number {
  const marked = Object.keys(marks).reduce((sum, code) => sum + (MARKS[code as MarkCode]?.weight ?? 0), 0);
  if (site === null) return marked;
  const built = Object.entries(milestones).filter(([, { status }]) => status === 'approved');
  return built.reduce((sum, [code]) => sum + (rowOf(site.workType, code)?.weight ?? 0), marked);
}

/** A point of a curve: so many per cent by the end of that day. */
export interface Point {
  readonly on: CalendarDate;
  readonly per: number;
}

export interface Curves {
  /** As planned when the site was handed over; never moves. */
  readonly baseline: readonly Point[];
  /** As planned today, stop days and variations included. */
  readonly planned: readonly Point[];
  readonly actual: readonly Point[];
}

/** Planned against actual progress of the construction; empty before there is a plan. */
export function curvesOf({ site, marks, milestones, startedOn }: Done & Pick<CaseFile, 'startedOn'>): Curves {
  if (site === null || startedOn === null) return { baseline: [], planned: [], actual: [] };
  const rows = TEMPLATES[site.workType];
  const before = progressOf({ site, marks: upTo(marks, startedOn), milestones: {} });
  const steps = (dateOf: (code: string) => CalendarDate | null): [CalendarDate, number][] =>
    rows.flatMap(({ code, weight }) => {
      const on = dateOf(code);
      return on === null ? [] : [[on, weight] as [CalendarDate, number]];
    });
  const later = Object.entries(marks)
    .filter(([, on]) => on > startedOn)
    .map(([code, on]): [CalendarDate, number] => [on, MARKS[code as MarkCode]?.weight ?? 0]);
  return {
    baseline: climb(
      startedOn,
      before,
      steps((code) => milestones[code]?.baselineOn ?? null),
    ),
    planned: climb(
      startedOn,
      before,
      steps((code) => milestones[code]?.plannedOn ?? null),
    ),
    actual: climb(startedOn, before, [...steps((code) => milestones[code]?.approvedOn ?? null), ...later]),
  };
}

const upTo = (marks: CaseFile['marks'], on: CalendarDate): CaseFile['marks'] =>
  Object.fromEntries(Object.entries(marks).filter(([, date]) => date <= on));

function climb(from: CalendarDate, start: number, steps: readonly [CalendarDate, number][]): Point[] {
  const points: Point[] = [{ on: from, per: start }];
  let per = start;
  for (const [on, weight] of steps.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    per += weight;
    points.push({ on, per });
  }
  return points;
}
