import type { Deadline } from '../../shared/kernel/deadline.ts';
import { type BuildIn, CaseFile, type OfficeBuild, type Sheet, type Stage } from './case.ts';

const FIELDS = Object.keys(CaseFile.shape) as (keyof CaseFile)[];

/** The build without the sheet of its stage. */
export const fileOf = (build: OfficeBuild): CaseFile =>
  Object.fromEntries(FIELDS.map((field) => [field, build[field]])) as unknown as CaseFile;

/** The build in the stage its events are accepted in; anything else is a fault of the history. */
export function standing<S extends Stage>(build: OfficeBuild, ...stages: S[]): BuildIn<S> {
  if ((stages as string[]).includes(build.stage)) return build as BuildIn<S>;
  throw new Error(`an event of ${stages.join(' or ')} in ${build.stage}`);
}

/** What must be there by now; its absence is a fault of the history. */
export function known<T>(value: T | null | undefined, what: string): T {
  if (value == null) throw new Error(`a build without its ${what}`);
  return value;
}

/** The file and the sheet of a stage together. */
export function taking(file: CaseFile, sheet: Sheet): OfficeBuild {
  switch (sheet.stage) {
    case 'siting':
      return { ...file, ...sheet };
    case 'approval':
    case 'contracting':
      return { ...file, ...sited(file), ...sheet };
    case 'construction':
    case 'provisional-acceptance':
    case 'defects-period':
    case 'final-acceptance':
      return { ...file, ...building(file), ...sheet };
  }
}

const sited = ({ site, design }: CaseFile) => ({
  site: known(site, 'site'),
  design: known(design, 'design'),
});

export const building = (file: CaseFile) => ({
  ...sited(file),
  contract: known(file.contract, 'contract'),
  startedOn: known(file.startedOn, 'first day'),
});

/** The next stage: a new sheet, new clocks, no question; a change of post goes on. */
export const enter = (
  file: CaseFile,
  { seq, at }: { seq: number; at: string },
  sheet: Sheet,
  clocks: Readonly<Record<string, Deadline>>,
): OfficeBuild => {
  const { handover } = file.deadlines;
  const deadlines = handover === undefined ? clocks : { ...clocks, handover };
  return taking({ ...file, since: seq, sinceAt: at, deadlines, question: null, questions: 0 }, sheet);
};
