import { z } from 'zod';
import { Paused } from '../../shared/kernel/deadline.ts';
import { Coordinates } from '../../shared/kernel/geo.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../shared/kernel/time.ts';
import { Money } from './money.ts';
import {
  CheckOutcome,
  EvidenceKind,
  GuaranteeKind,
  ObjectionKind,
  ObjectionOutcome,
  Severity,
  Slot,
  StopCause,
  WorkType,
} from './vocabulary.ts';

/** What a build may hold at most; each has a refusal code of its own (design 6). */
export const CAPS = {
  text: 2000,
  line: 500,
  evidence: 10,
  /** One more than the rule allows, for an exception; closing registers them all in one transaction (P15). */
  forums: 6,
  /** Forums that leave another office; each writes that office as well (P15). */
  moved: 2,
  objections: 20,
  stops: 40,
  variations: 20,
  flaws: 60,
  deliveries: 4,
  committee: 9,
} as const;

export const text = (max: number = CAPS.text) => z.string().trim().min(1).max(max);

/** A file is named by the SHA-256 of its content (tracks 0.11). */
export const Evidence = z
  .array(
    z
      .string()
      .length(64)
      .regex(/^[0-9a-f]+$/),
  )
  .max(CAPS.evidence);

/** Name in the three languages. */
export const Names = z.strictObject({ en: text(120), ar: text(120), ckb: text(120) });
export type Names = z.infer<typeof Names>;

export const Site = z.strictObject({
  workType: WorkType,
  name: Names,
  district: EntryId,
  /** The main station it is attached to (SF-63); none for the headquarters. */
  parent: EntryId.nullable(),
  /** The office in the register that is rebuilt or adapted (SF-69); null: a new one. */
  facility: EntryId.nullable(),
  coordinates: Coordinates,
  letterNumber: z.string().nullable(),
  letterDate: CalendarDate.nullable(),
  plot: Evidence,
});
export type Site = z.infer<typeof Site>;

export const ServedForum = z.strictObject({
  name: z.string(),
  coordinates: Coordinates,
  /** Great circle from the site. */
  km: z.number(),
  roadKm: z.number().nullable(),
  /** The office that served it when it was assigned. */
  from: EntryId.nullable(),
});
export type ServedForum = z.infer<typeof ServedForum>;

export const SitingException = z.strictObject({
  reason: z.string(),
  grantedBy: z.array(EntryId),
  at: Instant,
  letterNumber: z.string().nullable(),
  letterDate: CalendarDate.nullable(),
});
export type SitingException = z.infer<typeof SitingException>;

export const Objection = z.strictObject({
  kind: ObjectionKind,
  text: z.string(),
  raisedBy: z.array(EntryId),
  since: z.number().int(),
  sinceAt: Instant,
  settled: z.strictObject({ outcome: ObjectionOutcome, note: z.string() }).nullable(),
});
export type Objection = z.infer<typeof Objection>;

export const Design = z.strictObject({
  drawings: Evidence,
  billOfQuantities: Evidence,
  budget: Money,
});
export type Design = z.infer<typeof Design>;

/** A committee sits in ranks; its members are no accounts of this system (domain 2.6). */
export const CommitteeMember = z.strictObject({ name: text(120), rank: text(80) });

export const Approval = z.strictObject({
  slot: Slot,
  by: EntryId.nullable(),
  onBehalfOf: EntryId.nullable(),
  at: Instant,
  remarks: z.string().nullable(),
  letterNumber: z.string().nullable(),
  letterDate: CalendarDate.nullable(),
  committee: z.array(CommitteeMember),
});
export type Approval = z.infer<typeof Approval>;

export const Guarantee = z.strictObject({ kind: GuaranteeKind, amount: Money, until: CalendarDate });

export const Contract = z.strictObject({
  id: EntryId,
  contractor: z.string(),
  number: z.string(),
  amount: Money,
  workingDays: z.number().int(),
  /** Per cent kept back from each payment: half until provisional, half until final acceptance (DF-44). */
  retention: z.number().int(),
  guarantees: z.array(Guarantee),
  evidence: Evidence,
  recordedBy: z.array(EntryId),
  approvedOn: CalendarDate.nullable(),
});
export type Contract = z.infer<typeof Contract>;

const Shown = z.strictObject({ kind: EvidenceKind, files: Evidence });

export const Milestone = z.strictObject({
  /** Working days after the start, stop days and variations included. */
  days: z.number().int(),
  /** The plan when the site was handed over; never moves. */
  baselineOn: CalendarDate,
  plannedOn: CalendarDate,
  status: z.enum(['open', 'submitted', 'inspected', 'approved']),
  since: z.number().int(),
  sinceAt: Instant,
  submission: z
    .strictObject({
      by: z.array(EntryId),
      at: Instant,
      note: z.string().nullable(),
      evidence: z.array(Shown),
    })
    .nullable(),
  inspection: z
    .strictObject({ by: z.array(EntryId), at: Instant, findings: z.string().nullable() })
    .nullable(),
  approvals: z.array(Approval),
  payment: Money.nullable(),
  approvedOn: CalendarDate.nullable(),
  /** Why it last came back. */
  remarks: z.string().nullable(),
});
export type Milestone = z.infer<typeof Milestone>;

export const Stop = z.strictObject({
  from: CalendarDate,
  until: CalendarDate,
  cause: StopCause,
  days: z.number().int(),
  note: z.string().nullable(),
});

export const Variation = z.strictObject({
  what: z.string(),
  reason: z.string(),
  amount: Money,
  days: z.number().int(),
  requestedBy: z.array(EntryId),
  since: z.number().int(),
  sinceAt: Instant,
  status: z.enum(['requested', 'approved', 'refused']),
  approvals: z.array(Approval),
});
export type Variation = z.infer<typeof Variation>;

/** A snag of the acceptance or a defect of the period after it. */
export const Flaw = z.strictObject({
  text: z.string(),
  place: z.string().nullable(),
  severity: Severity,
  evidence: Evidence,
  status: z.enum(['open', 'fixed', 'closed']),
  reportedBy: z.array(EntryId),
  fixedBy: z.array(EntryId),
  /** What was said last about it. */
  note: z.string().nullable(),
  reopened: z.number().int(),
  since: z.number().int(),
  sinceAt: Instant,
});
export type Flaw = z.infer<typeof Flaw>;

export const Question = z.strictObject({
  text: z.string(),
  askedBy: z.array(EntryId),
  /** The clock that stands still meanwhile. */
  of: z.string(),
  since: z.number().int(),
  sinceAt: Instant,
  paused: Paused,
});

export const Check = z.strictObject({ on: CalendarDate, outcome: CheckOutcome, note: z.string() });
export const Certificate = z.strictObject({
  number: z.string(),
  on: CalendarDate,
  approvals: z.array(Approval),
});
export type Certificate = z.infer<typeof Certificate>;
