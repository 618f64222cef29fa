import { z } from 'zod';
import { Coordinates } from '../../shared/kernel/geo.ts';
import { EntryId, entryRef, PartId, partRef } from '../../shared/kernel/ids.ts';
import { CalendarDate } from '../../shared/kernel/time.ts';
import type { CommandSpec } from '../track.ts';
import { Money } from './money.ts';
import { CAPS, CommitteeMember, Evidence, Guarantee, Names, text } from './parts.ts';
import { TERMS } from './terms.ts';
import {
  AccessItem,
  CheckMonth,
  CheckOutcome,
  EvidenceKind,
  ObjectionKind,
  ObjectionOutcome,
  Severity,
  Slot,
  StopCause,
  WorkType,
} from './vocabulary.ts';

const person = entryRef('person');
const forum = entryRef('forum');
const letter = { letterNumber: text(40).optional(), letterDate: CalendarDate.optional() };
const reason = { reason: text() };
const approval = {
  as: Slot.optional(),
  remarks: text().optional(),
  ...letter,
  committee: z.array(CommitteeMember).min(3).max(CAPS.committee).optional(),
};
const milestone = partRef('milestones');
const variation = partRef('variations');
const snag = partRef('snags');
const defect = partRef('defects');
const flaw = {
  text: text(CAPS.line),
  place: text(200).optional(),
  severity: Severity,
  evidence: Evidence.optional(),
};

const INPUT = {
  /** In a forum's area, or in a district where no forum is named: the headquarters. */
  OpenBuild: z.strictObject({
    forum: forum.optional(),
    district: entryRef('place').optional(),
    unit: entryRef('unit').nullable().optional(),
    purpose: text(CAPS.line),
    plan: entryRef('safety-plan').optional(),
    action: PartId.optional(),
  }),
  ChooseSite: z.strictObject({
    workType: WorkType,
    name: Names,
    district: entryRef('place'),
    parent: entryRef('facility').optional(),
    facility: entryRef('facility').optional(),
    coordinates: Coordinates,
    ...letter,
    plot: Evidence.optional(),
  }),
  AssignForum: z.strictObject({ forum, roadKm: z.number().min(0).max(2000).optional() }),
  UnassignForum: z.strictObject({ forum }),
  GrantSitingException: z.strictObject({ forum, ...reason, ...letter }),
  RaiseObjection: z.strictObject({ kind: ObjectionKind, text: text(1000) }),
  SettleObjection: z.strictObject({
    objection: partRef('objections'),
    outcome: ObjectionOutcome,
    note: text(1000),
  }),
  SubmitSite: z.strictObject({
    budget: Money,
    drawings: Evidence.min(1),
    billOfQuantities: Evidence.min(1),
  }),
  ApproveSite: z.strictObject(approval),
  ReturnSite: z.strictObject({ ...reason, ...letter }),
  RefuseSite: z.strictObject({ ...reason, ...letter }),
  RecordContract: z.strictObject({
    contractor: text(120),
    number: text(40),
    amount: Money,
    workingDays: z.number().int().min(10).max(800),
    retention: z.number().int().min(0).max(10),
    guarantees: z.array(Guarantee).max(5).optional(),
    /** Under which the contractor's representative signs in. */
    contract: EntryId.regex(/^CO-/).optional(),
    evidence: Evidence.optional(),
  }),
  ApproveContract: z.strictObject({ ...approval, finalApprover: person.optional() }),
  ReturnContract: z.strictObject({ ...reason, ...letter }),
  HandOverSite: z.strictObject({ minutes: Evidence.optional(), note: text(CAPS.line).optional() }),
  SubmitMilestone: z.strictObject({
    milestone,
    evidence: z
      .array(z.strictObject({ kind: EvidenceKind, files: Evidence.min(1) }))
      .max(EvidenceKind.options.length),
    note: text().optional(),
  }),
  InspectMilestone: z.strictObject({
    milestone,
    passed: z.boolean(),
    findings: text().optional(),
  }),
  ApproveMilestone: z.strictObject({ milestone, payment: Money.optional(), ...approval }),
  ReturnMilestone: z.strictObject({ milestone, ...reason, ...letter }),
  RecordStopDays: z.strictObject({
    from: CalendarDate,
    until: CalendarDate,
    cause: StopCause,
    note: text(CAPS.line).optional(),
  }),
  RequestVariation: z.strictObject({
    what: text(CAPS.line),
    ...reason,
    amount: Money,
    days: z.number().int().min(0).max(200),
  }),
  ApproveVariation: z.strictObject({ variation, ...approval }),
  RefuseVariation: z.strictObject({ variation, ...reason, ...letter }),
  LinkDelivery: z.strictObject({ delivery: entryRef('delivery') }),
  AddSnag: z.strictObject(flaw),
  MarkSnagFixed: z.strictObject({ snag, note: text().optional(), evidence: Evidence.optional() }),
  ReopenSnag: z.strictObject({ snag, ...reason }),
  CloseSnag: z.strictObject({ snag, note: text().optional() }),
  AcceptProvisionally: z.strictObject({
    ...approval,
    access: z.array(AccessItem).max(AccessItem.options.length),
  }),
  RecordOpening: z.strictObject({ on: CalendarDate, note: text(CAPS.line).optional() }),
  ReportDefect: z.strictObject(flaw),
  MarkDefectFixed: z.strictObject({ defect, note: text().optional(), evidence: Evidence.optional() }),
  ReopenDefect: z.strictObject({ defect, ...reason }),
  CloseDefect: z.strictObject({ defect, note: text().optional() }),
  RecordPeriodCheck: z.strictObject({
    month: CheckMonth,
    outcome: CheckOutcome,
    note: text(),
    evidence: Evidence.optional(),
  }),
  AcceptFinally: z.strictObject(approval),
  ReturnToDefects: z.strictObject(reason),
  AskQuestion: z.strictObject({ question: text() }),
  AnswerQuestion: z.strictObject({ answer: text() }),
  HandOverPost: z.strictObject({ successor: person, note: text(CAPS.line).optional() }),
  AcceptPost: z.strictObject({}),
  ReopenBuild: z.strictObject(reason),
  Suspend: z.strictObject(reason),
  Resume: z.strictObject({ note: text(CAPS.line).optional() }),
  Cancel: z.strictObject(reason),
  Withdraw: z.strictObject(reason),
  SuspendForHold: z.strictObject({}),
  Escalate: z.strictObject({}),
  RecomputeDeadlines: z.strictObject({}),
} as const;

type Inputs = typeof INPUT;
export type CommandName = keyof Inputs;
/** A command by name, or any of them. */
export type BuildCommand<N extends CommandName = CommandName> = {
  [K in N]: { type: K } & Fields<z.infer<Inputs[K]>>;
}[N];

// An empty strict object is a Record<string, never>, with which no `type` could go.
type Fields<Input> = string extends keyof Input ? unknown : Input;

const specs = (Object.keys(INPUT) as CommandName[]).map((name) => [
  name,
  { input: INPUT[name], ...TERMS[name] },
]);
export const COMMANDS = Object.fromEntries(specs) as { readonly [N in CommandName]: CommandSpec };

/** What somebody who approves may add. */
export type ApprovalFields = Omit<BuildCommand<'ApproveSite'>, 'type' | 'as'>;
/** A snag or a defect as people give it. */
export type FlawFields = Omit<BuildCommand<'AddSnag'>, 'type'>;
export type ContractFields = Omit<BuildCommand<'RecordContract'>, 'type' | 'contract'>;
