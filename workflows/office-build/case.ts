import { z } from 'zod';
import { Authority } from '../../shared/kernel/calendar.ts';
import { Deadline, Paused } from '../../shared/kernel/deadline.ts';
import { EntryId, PartId } from '../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../shared/kernel/time.ts';
import {
  Approval,
  Certificate,
  Check,
  Contract,
  Design,
  Flaw,
  Milestone,
  Objection,
  Question,
  ServedForum,
  Site,
  SitingException,
  Stop,
  Variation,
} from './parts.ts';
import { AccessItem } from './vocabulary.ts';

/**
 * What every build holds. Keys of `deadlines`: `stage`, `question`, `handover`, `period`, `opening`, `check-<month>`,
 * and ids of milestones, objections, variations, snags and defects.
 */
export const CaseFile = z.strictObject({
  forum: EntryId.nullable(),
  governorate: z.string(),
  authority: Authority,
  unit: EntryId.nullable(),
  purpose: z.string(),
  /** The action of a plan it serves (tracks 0.12). */
  plan: EntryId.nullable(),
  action: PartId.nullable(),
  openedBy: EntryId.nullable(),
  since: z.number().int(),
  sinceAt: Instant,
  deadlines: z.record(z.string(), Deadline),
  late: z.array(z.strictObject({ level: z.number().int(), since: z.number().int(), sinceAt: Instant })),
  question: Question.nullable(),
  /** Questions asked in this stage. */
  questions: z.number().int(),
  site: Site.nullable(),
  /** Persons who chose or submitted the site. */
  proposers: z.array(EntryId),
  forums: z.record(z.string(), ServedForum),
  exceptions: z.record(z.string(), SitingException),
  objections: z.record(PartId, Objection),
  design: Design.nullable(),
  siteApprovals: z.array(Approval),
  contract: Contract.nullable(),
  contractApprovals: z.array(Approval),
  /** The ministry reviewer named with the contract: the only one who closes a snag. */
  finalApprover: EntryId.nullable(),
  handover: z.strictObject({ to: EntryId, since: z.number().int(), sinceAt: Instant }).nullable(),
  startedOn: CalendarDate.nullable(),
  milestones: z.record(PartId, Milestone),
  stops: z.array(Stop),
  variations: z.record(PartId, Variation),
  /** Dates of the milestones that a stage achieves. */
  marks: z.record(PartId, CalendarDate),
  deliveries: z.array(EntryId),
  snags: z.record(PartId, Flaw),
  access: z.array(AccessItem),
  taken: Certificate.nullable(),
  openedOn: CalendarDate.nullable(),
  periodEndsOn: CalendarDate.nullable(),
  defects: z.record(PartId, Flaw),
  checks: z.record(z.string(), Check),
  final: Certificate.nullable(),
  /** The office in the facility register, once it stands there. */
  office: EntryId.nullable(),
});
export type CaseFile = z.infer<typeof CaseFile>;

const Returned = z.strictObject({
  reason: z.string(),
  at: Instant,
  refused: z.boolean(),
  letterNumber: z.string().nullable(),
});

const SHEETS = {
  siting: { stage: z.literal('siting'), returned: Returned.nullable() },
  approval: { stage: z.literal('approval') },
  contracting: { stage: z.literal('contracting') },
  construction: { stage: z.literal('construction') },
  'provisional-acceptance': {
    stage: z.literal('provisional-acceptance'),
    approvals: z.array(Approval),
  },
  'defects-period': { stage: z.literal('defects-period') },
  'final-acceptance': { stage: z.literal('final-acceptance'), approvals: z.array(Approval) },
} as const;

/** What a stage holds beside the file; kept whole while a build is suspended. */
export const Sheet = z.discriminatedUnion('stage', [
  z.strictObject(SHEETS.siting),
  z.strictObject(SHEETS.approval),
  z.strictObject(SHEETS.contracting),
  z.strictObject(SHEETS.construction),
  z.strictObject(SHEETS['provisional-acceptance']),
  z.strictObject(SHEETS['defects-period']),
  z.strictObject(SHEETS['final-acceptance']),
]);
export type Sheet = z.infer<typeof Sheet>;

// From the approval on a site and a design are given, from the construction on a contract and a first day.
const Sited = CaseFile.extend({ site: Site, design: Design });
const Building = Sited.extend({ contract: Contract, startedOn: CalendarDate });

export const OfficeBuild = z.discriminatedUnion('stage', [
  CaseFile.extend(SHEETS.siting),
  Sited.extend(SHEETS.approval),
  Sited.extend(SHEETS.contracting),
  Building.extend(SHEETS.construction),
  Building.extend(SHEETS['provisional-acceptance']),
  Building.extend(SHEETS['defects-period']),
  Building.extend(SHEETS['final-acceptance']),
  CaseFile.extend({
    stage: z.literal('suspended'),
    held: Sheet,
    remaining: z.record(z.string(), Paused),
    /** null: a hold on the police unit, not a person, suspended it (P12). */
    reason: z.string().nullable(),
  }),
  Building.extend({ stage: z.literal('closed'), office: EntryId, closedAt: Instant }),
  CaseFile.extend({ stage: z.literal('cancelled'), reason: z.string(), withdrawn: z.boolean() }),
]);
export type OfficeBuild = z.infer<typeof OfficeBuild>;

export const STAGES = OfficeBuild.options.map((option) => option.shape.stage.value);
export type Stage = OfficeBuild['stage'];
export type BuildIn<S extends Stage> = Extract<OfficeBuild, { stage: S }>;

export const isIn = <S extends Stage>(build: OfficeBuild, ...stages: S[]): build is BuildIn<S> =>
  (stages as Stage[]).includes(build.stage);
