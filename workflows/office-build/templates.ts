import type { EvidenceKind, WorkType } from './vocabulary.ts';

/** Milestones of construction: rows 6–11 of domain 2.6. */
export const CONSTRUCTION = ['M06', 'M07', 'M08', 'M09', 'M10', 'M11'] as const;
export type MilestoneCode = (typeof CONSTRUCTION)[number];

/** Marked by the event of a stage that achieves them; they count for progress only. */
export const MARKS = {
  M01: { name: 'site-chosen', weight: 3 },
  M02: { name: 'due-diligence', weight: 2 },
  M03: { name: 'design-approved', weight: 5 },
  M04: { name: 'contract-approved', weight: 3 },
  M05: { name: 'site-handed-over', weight: 2 },
  M12: { name: 'joint-inspection', weight: 3 },
  M13: { name: 'provisional-acceptance', weight: 3 },
  M17: { name: 'final-acceptance', weight: 2 },
} as const;
export type MarkCode = keyof typeof MARKS;

/** A row of a template. A hold point locks every later milestone until it is approved. */
export interface TemplateRow {
  readonly code: MilestoneCode;
  readonly name: string;
  readonly weight: number;
  readonly hold: boolean;
  readonly evidence: readonly EvidenceKind[];
}

type Row = readonly [name: string, weight: number, evidence: readonly EvidenceKind[], hold?: 'hold'];

const template = (...rows: readonly [Row, Row, Row, Row, Row, Row]): readonly TemplateRow[] =>
  CONSTRUCTION.map((code, n) => {
    const [name, weight, evidence, hold] = rows[n] ?? rows[0];
    return { code, name, weight, evidence, hold: hold === 'hold' };
  });

const building = template(
  ['foundations', 15, ['rebar-photos', 'cube-test'], 'hold'],
  ['structure', 20, ['photos', 'cube-test']],
  ['roof', 10, ['photos', 'water-test']],
  ['services', 15, ['test-sheets']],
  ['finishes', 12, ['photos', 'signage-photos']],
  ['external-works', 5, ['photos']],
);

/** Weights of the construction rows; with the marks they sum to 100 (domain 2.6, to be confirmed by the programme). */
export const TEMPLATES: Readonly<Record<WorkType, readonly TemplateRow[]>> = {
  annex: building,
  'new-build': building,
  prefab: template(
    ['base-slab', 15, ['rebar-photos', 'cube-test'], 'hold'],
    ['units-placed', 27, ['delivery-note', 'photos']],
    ['roof', 7, ['photos', 'water-test']],
    ['services', 15, ['test-sheets']],
    ['finishes', 8, ['photos', 'signage-photos']],
    ['external-works', 5, ['photos']],
  ),
  rehabilitation: template(
    ['survey-and-strip-out', 10, ['survey', 'photos'], 'hold'],
    ['repairs', 20, ['photos']],
    ['roof', 12, ['photos', 'water-test']],
    ['services', 18, ['test-sheets']],
    ['finishes', 12, ['photos', 'signage-photos']],
    ['external-works', 5, ['photos']],
  ),
  'venue-adaptation': template(
    ['survey-and-opening-up', 8, ['survey', 'photos'], 'hold'],
    ['partitions-and-access', 20, ['photos']],
    ['roof', 4, ['photos', 'water-test']],
    ['services', 20, ['test-sheets']],
    ['finishes', 18, ['photos', 'signage-photos']],
    ['external-works', 7, ['photos']],
  ),
  headquarters: template(
    ['foundations', 12, ['rebar-photos', 'cube-test'], 'hold'],
    ['structure', 22, ['photos', 'cube-test', 'load-test'], 'hold'],
    ['roof', 10, ['photos', 'water-test']],
    ['services', 18, ['test-sheets']],
    ['finishes', 10, ['photos', 'signage-photos']],
    ['external-works', 5, ['photos']],
  ),
};

export const rowOf = (workType: WorkType, code: string): TemplateRow | undefined =>
  TEMPLATES[workType].find((row) => row.code === code);

/** Working days from the start to a milestone, in proportion to its share of the work. */
export function daysTo(workType: WorkType, code: MilestoneCode, total: number): number {
  const rows = TEMPLATES[workType];
  const until = rows.findIndex((row) => row.code === code) + 1;
  const sum = (some: readonly TemplateRow[]): number => some.reduce((all, { weight }) => all + weight, 0);
  return Math.max(until, Math.round((total * sum(rows.slice(0, until))) / sum(rows)));
}
