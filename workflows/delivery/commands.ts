import { z } from 'zod';
import { EntryId, entryRef, PartId, partRef } from '../../shared/kernel/ids.ts';
import { CalendarDate } from '../../shared/kernel/time.ts';
import { Condition } from '../register/asset/commands.ts';
import { FileHash, Files, Signature } from '../register/signature.ts';
import type { CommandSpec } from '../track.ts';
import { CAPS, count, Money, Origin, text } from './case.ts';
import {
  AssetClass,
  DocumentKind,
  FindingKind,
  Incident,
  LineKind,
  Outcome,
  Resolution,
  Slot,
  Unit,
  Use,
} from './vocabulary.ts';

const line = partRef('lines');
const unit = entryRef('unit');
const asset = entryRef('asset');
const person = entryRef('person');
const assets = z.array(asset).min(1).max(CAPS.serialised);
const letter = { letterNumber: text(40).optional(), letterDate: CalendarDate.optional() };
const reason = { reason: text() };

const lineFields = {
  kind: LineKind,
  class: AssetClass,
  what: text(200),
  quantity: count(1),
  measure: Unit.optional(),
  unitValue: Money.optional(),
  recipient: unit.optional(),
};
const LineFields = z.strictObject(lineFields);

const INPUT = {
  OpenDelivery: z.strictObject({
    purpose: text(CAPS.line),
    unit: unit.nullable().optional(),
    recipients: z.array(unit).max(CAPS.recipients).optional(),
    office: entryRef('facility').optional(),
    forum: entryRef('forum').nullable().optional(),
    plan: entryRef('safety-plan').optional(),
    action: PartId.optional(),
    grant: entryRef('grant').nullable().optional(),
    origin: Origin.optional(),
    lines: z.array(LineFields).max(CAPS.lines).optional(),
  }),
  ChangeRequest: z.strictObject({
    purpose: text(CAPS.line).optional(),
    unit: unit.optional(),
    recipients: z.array(unit).max(CAPS.recipients).optional(),
    office: entryRef('facility').optional(),
    grant: entryRef('grant').optional(),
    warehouse: entryRef('facility').optional(),
  }),
  AddLine: z.strictObject(lineFields),
  ChangeLine: z.strictObject({ line, ...lineFields }),
  RemoveLine: z.strictObject({ line }),
  SubmitRequest: z.strictObject({}),
  ApproveRequest: z.strictObject({ as: Slot.optional(), remarks: text().optional(), ...letter }),
  ReturnRequest: z.strictObject({ ...reason, ...letter }),
  RefuseRequest: z.strictObject({ ...reason, ...letter }),
  AskQuestion: z.strictObject({ question: text() }),
  AnswerQuestion: z.strictObject({ answer: text() }),
  AllocateAsset: z.strictObject({ line, assets: assets.optional(), quantity: count(1).optional() }),
  ReleaseAsset: z.strictObject({ line, assets: assets.optional(), quantity: count(1).optional() }),
  AttachDocument: z.strictObject({
    kind: DocumentKind,
    number: text(80).optional(),
    file: FileHash.optional(),
  }),
  Dispatch: z.strictObject({
    driver: text(120),
    waybill: text(80),
    vehicle: text(80),
    arriveOn: CalendarDate,
    remarks: text(CAPS.line).optional(),
  }),
  RecordCheckpoint: z.strictObject({ place: text(120), note: text(CAPS.line).optional() }),
  RecordIncident: z.strictObject({ incident: Incident, account: text(1000), evidence: Files.optional() }),
  RecordArrival: z.strictObject({ place: text(120), note: text(CAPS.line).optional() }),
  RecordReceipt: z.strictObject({
    line,
    accepted: count().optional(),
    rejected: count().optional(),
    missing: count().optional(),
    over: count().optional(),
    assets: z
      .array(z.strictObject({ asset, outcome: Outcome }))
      .min(1)
      .max(CAPS.serialised)
      .optional(),
    reason: text(CAPS.line).optional(),
    condition: Condition.optional(),
    evidence: Files.optional(),
  }),
  ClearReceipt: z.strictObject({ line, ...reason }),
  ConfirmReceipt: z.strictObject({ remarks: text(CAPS.line).optional() }),
  ResolveDiscrepancy: z.strictObject({
    discrepancy: partRef('discrepancies'),
    resolution: Resolution,
    note: text(1000),
    claimNumber: text(60).optional(),
    ...letter,
  }),
  RecordHandover: z.strictObject({
    place: text(120),
    given: Signature,
    received: z
      .array(Signature.extend({ unit }))
      .min(1)
      .max(CAPS.recipients + 2),
    witnesses: z.array(Signature).max(CAPS.witnesses).optional(),
    /** The directorate that accepts first and passes on to its units (DF-28); it may sign among the receivers. */
    ministry: unit.optional(),
    /** Who owns it from now on, if the agreement says so. */
    owner: text(120).optional(),
    keepsTitle: z.boolean().optional(),
    exceptions: z
      .array(
        z.strictObject({
          line,
          refused: count().optional(),
          refusedAssets: z.array(asset).max(CAPS.serialised).optional(),
          remark: text(CAPS.line),
        }),
      )
      .max(CAPS.lines)
      .optional(),
    officers: z.array(z.strictObject({ asset, person })).max(CAPS.serialised).optional(),
  }),
  RecordEndUseCheck: z.strictObject({
    place: text(120),
    observations: z
      .array(
        z.strictObject({
          line,
          present: count(),
          condition: Condition,
          use: Use,
          remark: text(CAPS.line).optional(),
          absent: z.array(asset).max(CAPS.serialised).optional(),
        }),
      )
      .min(1)
      .max(CAPS.lines),
    evidence: Files.optional(),
  }),
  ReportFinding: z.strictObject({ kind: FindingKind, what: text(1000), line: line.optional() }),
  CloseFinding: z.strictObject({
    finding: partRef('findings'),
    result: text(1000),
    evidence: Files.optional(),
  }),
  HandOverPost: z.strictObject({ successor: person, note: text(CAPS.line).optional() }),
  AcceptPost: z.strictObject({}),
  ReopenDelivery: z.strictObject(reason),
  Suspend: z.strictObject(reason),
  Resume: z.strictObject({ note: text(CAPS.line).optional() }),
  Cancel: z.strictObject(reason),
  Withdraw: z.strictObject(reason),
  SuspendForHold: z.strictObject({ unit: EntryId.optional() }),
  Escalate: z.strictObject({}),
  RecomputeDeadlines: z.strictObject({}),
} as const;

type Inputs = typeof INPUT;
export type CommandName = keyof Inputs;
/** A command by name, or any of them. */
export type DeliveryCommand<N extends CommandName = CommandName> = {
  [K in N]: { type: K } & Fields<z.infer<Inputs[K]>>;
}[N];
export type Input<N extends CommandName> = z.infer<Inputs[N]>;

// An empty strict object is a Record<string, never>, with which no `type` could go.
type Fields<Given> = string extends keyof Given ? unknown : Given;

/** Who may give it, and in which stages it is offered (tracks 2). */
type Terms = Omit<CommandSpec, 'input'>;

const LIVE = [
  'request',
  'approval',
  'preparation',
  'in-transit',
  'inspection',
  'discrepancy',
  'handover',
  'monitoring',
];

const requesters: Terms = {
  who: ['chair o', 'commander sg', 'logistics g', 'iom-field g'],
  stages: ['request'],
};
const approvers: Terms = { who: ['iom-manager p*', 'ministry d*'], stages: ['approval'] };
const preparers: Terms = { who: ['logistics g*', 'logistics-central d*'], stages: ['preparation'] };
const carriers: Terms = { who: ['logistics g', 'logistics-central d'], stages: ['in-transit'] };
// A return is received by logistics: the rules look at the direction.
const receivers: Terms = {
  who: ['commander sg*', 'officer os*', 'logistics g*', 'logistics-central d*'],
  stages: ['inspection'],
};
const inspectors: Terms = {
  who: ['logistics g*', 'logistics-central d*', 'iom-field g*', 'iom-manager p*'],
  stages: ['monitoring'],
};
const holder: Terms = { who: ['named n'], stages: ['monitoring'] };
const superiors: Terms = { who: ['ministry d', 'iom-manager p'] };
const internal: Terms = { who: [] };

const TERMS: { readonly [N in CommandName]: Terms } = {
  OpenDelivery: { who: ['chair o', 'commander sg', 'logistics g', 'iom-field g'], stages: [] },
  ChangeRequest: requesters,
  AddLine: requesters,
  ChangeLine: requesters,
  RemoveLine: requesters,
  SubmitRequest: requesters,
  ApproveRequest: { ...approvers, approves: true },
  ReturnRequest: approvers,
  RefuseRequest: approvers,
  AskQuestion: approvers,
  AnswerQuestion: {
    who: ['chair o*', 'commander sg*', 'logistics g*', 'iom-field g*'],
    stages: ['approval'],
  },
  AllocateAsset: preparers,
  ReleaseAsset: preparers,
  AttachDocument: {
    who: ['logistics g', 'logistics-central d'],
    stages: ['preparation', 'in-transit', 'inspection', 'handover'],
  },
  Dispatch: preparers,
  RecordCheckpoint: carriers,
  RecordIncident: carriers,
  RecordArrival: carriers,
  RecordReceipt: receivers,
  ClearReceipt: receivers,
  ConfirmReceipt: receivers,
  ResolveDiscrepancy: {
    who: ['logistics-central d*', 'ministry d*', 'iom-manager p*'],
    stages: ['discrepancy', 'monitoring'],
  },
  RecordHandover: {
    who: ['logistics g*', 'logistics-central d*', 'commander sg*', 'officer os*'],
    stages: ['handover'],
    approves: true,
  },
  RecordEndUseCheck: inspectors,
  ReportFinding: inspectors,
  CloseFinding: inspectors,
  HandOverPost: holder,
  AcceptPost: holder,
  ReopenDelivery: { ...superiors, stages: ['closed'] },
  Suspend: { ...superiors, stages: LIVE },
  Resume: { ...superiors, stages: ['suspended'] },
  Cancel: { ...superiors, stages: [...LIVE.filter((stage) => stage !== 'monitoring'), 'suspended'] },
  Withdraw: { who: ['named n'], stages: ['request', 'approval'] },
  SuspendForHold: { ...internal, stages: LIVE },
  Escalate: { ...internal, stages: [...LIVE, 'suspended'] },
  RecomputeDeadlines: { ...internal, stages: [...LIVE, 'suspended'] },
};

const specs = (Object.keys(INPUT) as CommandName[]).map((name) => [
  name,
  { input: INPUT[name], ...TERMS[name] },
]);
export const COMMANDS = Object.fromEntries(specs) as { readonly [N in CommandName]: CommandSpec };

/** Fields of a line as people give them. */
export type LineInput = z.infer<typeof LineFields>;
