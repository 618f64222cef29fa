import { z } from 'zod';
import { Authority } from '../../shared/kernel/calendar.ts';
import { Deadline, Paused } from '../../shared/kernel/deadline.ts';
import { EntryId, PartId } from '../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../shared/kernel/time.ts';
import {
  ActionType,
  AffectedGroup,
  Category,
  Frequency,
  Goal,
  Outcome,
  Pathway,
  Perception,
  Slot,
  Source,
  Support,
} from './vocabulary.ts';

/** What a plan may hold at most; each has a refusal code of its own (design 6). */
export const CAPS = {
  text: 2000,
  line: 500,
  concerns: 60,
  priorities: 7,
  actions: 40,
  ballots: 150,
  evidence: 10,
  /**
   * Events that speak of one concern before signature. Withdrawing erases each, with the digest of the body that
   * brought it: two items an event, 72 of the 100 a transaction may hold (P11, P15).
   */
  traces: 36,
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
export const Names = z.strictObject({ en: z.string(), ar: z.string(), ckb: z.string() });

const Analysis = z.strictObject({ analysis: text(), cause: text(CAPS.line).nullable() });

export const OpenConcern = z.strictObject({
  status: z.literal('open'),
  category: Category,
  text: text(),
  source: Source,
  place: text(200),
  affected: z.array(AffectedGroup),
  frequency: Frequency,
  tried: text().nullable(),
  /** Present once the concern is a priority. */
  analysis: Analysis.nullable(),
});
export type OpenConcern = z.infer<typeof OpenConcern>;

/** Of a referred concern only the pathway and the week remain (SF-34). */
export const Concern = z.discriminatedUnion('status', [
  OpenConcern,
  z.strictObject({ status: z.literal('referred'), pathway: Pathway, week: z.string() }),
]);
export type Concern = z.infer<typeof Concern>;

export const Ballot = z.strictObject({
  first: PartId.meta({ part: 'concerns' }),
  second: PartId.meta({ part: 'concerns' }).optional(),
  third: PartId.meta({ part: 'concerns' }).optional(),
});
export type Ballot = z.infer<typeof Ballot>;

export const Score = z.strictObject({
  concern: PartId.meta({ part: 'concerns' }),
  severity: z.number().int().min(1).max(5),
  frequency: z.number().int().min(1).max(5),
  feasibility: z.number().int().min(1).max(5),
});
export type Score = z.infer<typeof Score>;

export const BallotSet = z.strictObject({ ballots: z.array(Ballot), scores: z.array(Score) });
export type BallotSet = z.infer<typeof BallotSet>;

const Priority = z.strictObject({ concern: PartId, goal: Goal });

export const Action = z.strictObject({
  concern: PartId,
  what: text(),
  kind: ActionType,
  helpers: text(CAPS.line).nullable(),
  resources: text(CAPS.line).nullable(),
  startsOn: CalendarDate,
  dueOn: CalendarDate,
  indicator: text(CAPS.line),
  risk: text(CAPS.line).nullable(),
  stateResources: z.boolean(),
  support: Support.nullable(),
  /** The last word of the owner or the verifier. */
  report: z.strictObject({ at: Instant, note: z.string().nullable(), blocked: z.boolean() }).nullable(),
  /** The delivery or build this action opened. */
  linked: z.strictObject({ kind: Support, id: EntryId }).nullable(),
});
export type Action = z.infer<typeof Action>;

/** What changes often about an action lives in the head, so that one escalation of 40 rewrites no part (P15). */
export const Duty = z.strictObject({
  owner: EntryId,
  status: z.enum(['open', 'reported', 'done', 'cancelled', 'carried']),
  since: z.number().int(),
  sinceAt: Instant,
  reportedBy: z.array(EntryId),
});
export type Duty = z.infer<typeof Duty>;

const Signature = z.strictObject({
  slot: Slot,
  by: EntryId.nullable(),
  onBehalfOf: EntryId.nullable(),
  at: Instant,
  remarks: z.string().nullable(),
  letterNumber: z.string().nullable(),
  letterDate: CalendarDate.nullable(),
});

const Question = z.strictObject({
  text: z.string(),
  askedBy: z.array(EntryId),
  to: z.enum(['chair', 'commander']),
  since: z.number().int(),
  sinceAt: Instant,
  paused: Paused,
});

const Result = z.strictObject({ outcome: Outcome, note: z.string(), recordedBy: z.array(EntryId) });

const Meeting = z.strictObject({
  heldOn: CalendarDate,
  present: z.number().int(),
  women: z.number().int(),
  perception: Perception,
  lessons: z.string(),
});

const Returned = z.strictObject({ reason: z.string(), at: Instant, letterNumber: z.string().nullable() });

/** What every plan holds. Keys of `deadlines`: `stage`, `period`, `question`, `handover`, and ids of actions. */
const CaseFile = z.strictObject({
  forum: EntryId,
  forumName: Names,
  governorate: z.string(),
  authority: Authority,
  unit: EntryId.nullable(),
  startsOn: CalendarDate,
  endsOn: CalendarDate,
  months: z.literal([6, 12]),
  follows: EntryId.nullable(),
  facilitator: EntryId.nullable(),
  openedBy: EntryId.nullable(),
  since: z.number().int(),
  sinceAt: Instant,
  deadlines: z.record(z.string(), Deadline),
  late: z.array(z.strictObject({ level: z.number().int(), since: z.number().int(), sinceAt: Instant })),
  concerns: z.record(PartId, Concern),
  ballots: z.record(z.string(), BallotSet),
  priorities: z.array(Priority).max(CAPS.priorities),
  actions: z.record(PartId, Action),
  duties: z.record(PartId, Duty),
  /** The numbers given out so far; an id is never given twice. */
  issued: z.strictObject({ concerns: z.number().int(), actions: z.number().int() }),
  /** Events so far that speak of a concern. */
  traces: z.record(PartId, z.number().int()),
});
export type CaseFile = z.infer<typeof CaseFile>;

const SHEETS = {
  'priority-setting': { stage: z.literal('priority-setting') },
  'action-planning': { stage: z.literal('action-planning'), returned: Returned.nullable() },
  signature: {
    stage: z.literal('signature'),
    signatures: z.array(Signature),
    questions: z.number().int(),
    question: Question.nullable(),
  },
  implementation: {
    stage: z.literal('implementation'),
    signatures: z.array(Signature),
    handover: z
      .strictObject({ from: EntryId, to: EntryId, since: z.number().int(), sinceAt: Instant })
      .nullable(),
  },
  review: {
    stage: z.literal('review'),
    signatures: z.array(Signature),
    results: z.record(PartId, Result),
    meeting: Meeting.nullable(),
  },
} as const;

/** What a stage holds beside the file; kept whole while a plan is suspended. */
const Sheet = z.discriminatedUnion('stage', [
  z.strictObject(SHEETS['priority-setting']),
  z.strictObject(SHEETS['action-planning']),
  z.strictObject(SHEETS.signature),
  z.strictObject(SHEETS.implementation),
  z.strictObject(SHEETS.review),
]);

export const SafetyPlan = z.discriminatedUnion('stage', [
  CaseFile.extend(SHEETS['priority-setting']),
  CaseFile.extend(SHEETS['action-planning']),
  CaseFile.extend(SHEETS.signature),
  CaseFile.extend(SHEETS.implementation),
  CaseFile.extend(SHEETS.review),
  CaseFile.extend({
    stage: z.literal('suspended'),
    held: Sheet,
    remaining: z.record(z.string(), Paused),
    /** null: a hold on the police unit, not a person, suspended it (P12). */
    reason: z.string().nullable(),
  }),
  CaseFile.extend({ ...SHEETS.review, stage: z.literal('closed'), meeting: Meeting, closedAt: Instant }),
  CaseFile.extend({ stage: z.literal('cancelled'), reason: z.string(), withdrawn: z.boolean() }),
  CaseFile.extend({ stage: z.literal('superseded'), reason: z.string() }),
]);
export type SafetyPlan = z.infer<typeof SafetyPlan>;

export const STAGES = SafetyPlan.options.map((option) => option.shape.stage.value);
export type Stage = SafetyPlan['stage'];
export type PlanIn<S extends Stage> = Extract<SafetyPlan, { stage: S }>;

export const isIn = <S extends Stage>(plan: SafetyPlan, ...stages: S[]): plan is PlanIn<S> =>
  (stages as Stage[]).includes(plan.stage);
