import { z } from 'zod';
import { Authority } from '../../shared/kernel/calendar.ts';
import { Deadline, Paused } from '../../shared/kernel/deadline.ts';
import { EntryId, PartId } from '../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../shared/kernel/time.ts';
import { Condition } from '../register/asset/commands.ts';
import { FileHash, Signature } from '../register/signature.ts';
import {
  AssetClass,
  DocumentKind,
  FindingKind,
  LineKind,
  Outcome,
  Resolution,
  Shortfall,
  Slot,
  Unit,
  Use,
} from './vocabulary.ts';

/** What a delivery may hold at most; each has a refusal code of its own (design 6, P15). */
export const CAPS = {
  text: 2000,
  line: 500,
  lines: 80,
  /** Serialised assets of one consignment: all of them change hands in one transaction. */
  serialised: 80,
  quantity: 100_000,
  recipients: 10,
  documents: 40,
  findings: 30,
  witnesses: 5,
} as const;

export const text = (max: number = CAPS.text) => z.string().trim().min(1).max(max);
export const count = (least = 0) => z.number().int().min(least).max(CAPS.quantity);

/** Decimal text, never a float. */
export const Money = z.strictObject({
  amount: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
  currency: z.enum(['EUR', 'USD', 'CAD', 'IQD']),
});

const Names = z.strictObject({ en: z.string(), ar: z.string(), ckb: z.string() });

/** What arrived so far. accepted + rejected + missing never exceeds what was sent; `over` stands apart. */
export const Receipt = z.strictObject({
  accepted: z.number().int(),
  rejected: z.number().int(),
  missing: z.number().int(),
  over: z.number().int(),
  reasons: z.array(z.strictObject({ outcome: Shortfall, count: z.number().int(), reason: z.string() })),
  outcomes: z.record(EntryId, Outcome),
});
export type Receipt = z.infer<typeof Receipt>;

export const Line = z.strictObject({
  kind: LineKind,
  class: AssetClass,
  what: z.string(),
  quantity: z.number().int().min(1),
  measure: Unit,
  unitValue: Money.nullable(),
  /** The unit it is for; null: the receiving unit of the delivery. */
  recipient: EntryId.nullable(),
  /** Allocated so far: which assets, or how many. */
  assets: z.array(EntryId),
  packed: z.number().int(),
  receipt: Receipt.nullable(),
});
export type Line = z.infer<typeof Line>;

const Document = z.strictObject({
  kind: DocumentKind,
  number: z.string().nullable(),
  file: FileHash.nullable(),
});

const Approval = z.strictObject({
  slot: Slot,
  by: z.array(EntryId),
  at: Instant,
  remarks: z.string().nullable(),
  letterNumber: z.string().nullable(),
  letterDate: CalendarDate.nullable(),
});

const Question = z.strictObject({
  text: z.string(),
  askedBy: z.array(EntryId),
  since: z.number().int(),
  sinceAt: Instant,
  paused: Paused,
});

const Release = z.strictObject({
  by: z.array(EntryId),
  at: Instant,
  driver: z.string(),
  waybill: z.string(),
  vehicle: z.string(),
  arriveOn: CalendarDate,
});

const Arrival = z.strictObject({ at: Instant, place: z.string() });

export const Discrepancy = z.strictObject({
  line: PartId,
  outcome: Shortfall,
  count: z.number().int().min(1),
  assets: z.array(EntryId),
  /** Found at the inspection, or refused at the ceremony. */
  at: z.enum(['inspection', 'handover']),
  resolution: Resolution.nullable(),
  linked: EntryId.nullable(),
});
export type Discrepancy = z.infer<typeof Discrepancy>;

/** What one line brought to whom at the ceremony. */
export const HandedLine = z.strictObject({
  line: PartId,
  quantity: z.number().int(),
  refused: z.number().int(),
  remark: z.string().nullable(),
  unit: EntryId,
  assets: z.array(z.strictObject({ asset: EntryId, person: EntryId.nullable() })),
  refusedAssets: z.array(EntryId),
});
export type HandedLine = z.infer<typeof HandedLine>;

const UnitSignature = Signature.extend({ unit: EntryId });

/** What stands on the thing itself, as it was that day: a later correction does not change the certificate. */
const Identity = z.strictObject({
  make: z.string(),
  model: z.string(),
  vin: z.string().nullable(),
  serial: z.string().nullable(),
  plate: z.string().nullable(),
});
export type Identity = z.infer<typeof Identity>;

/** The ceremony, frozen: the certificate is this and nothing else. */
export const Handover = z.strictObject({
  number: z.string(),
  at: Instant,
  place: z.string(),
  ministry: EntryId.nullable(),
  warehouse: EntryId.nullable(),
  owner: z.string().nullable(),
  given: Signature,
  received: z.array(UnitSignature),
  witnesses: z.array(Signature),
  lines: z.array(HandedLine),
  /** Of every asset that was handed over or refused. */
  identities: z.record(EntryId, Identity),
  /** Of every unit, place and person named above, as they were called that day. */
  names: z.record(EntryId, Names),
});
export type Handover = z.infer<typeof Handover>;

const Check = z.strictObject({
  n: z.number().int(),
  on: CalendarDate,
  place: z.string(),
  observations: z.array(
    z.strictObject({
      line: PartId,
      present: z.number().int(),
      condition: Condition,
      use: Use,
      remark: z.string().nullable(),
    }),
  ),
});

const Finding = z.strictObject({
  kind: FindingKind,
  what: z.string(),
  line: PartId.nullable(),
  status: z.enum(['open', 'closed']),
  result: z.string().nullable(),
  since: z.number().int(),
  sinceAt: Instant,
});

const Returned = z.strictObject({
  reason: z.string(),
  at: Instant,
  refused: z.boolean(),
  letterNumber: z.string().nullable(),
});

/** A delivery that settles a discrepancy of another: what was rejected goes back, or is replaced. */
export const Origin = z.strictObject({ kind: z.enum(['return', 'replacement']), delivery: EntryId });
export type Origin = z.infer<typeof Origin>;

/** What every delivery holds. Keys of `deadlines`: `stage`, `question`, `post`, `check`, and ids of findings. */
const CaseFile = z.strictObject({
  unit: EntryId.nullable(),
  unitName: Names.nullable(),
  /** Further units that receive something. */
  recipients: z.array(EntryId),
  office: EntryId.nullable(),
  forum: EntryId.nullable(),
  plan: EntryId.nullable(),
  action: PartId.nullable(),
  grant: EntryId.nullable(),
  /** Where goods go back to; only of a return. */
  warehouse: EntryId.nullable(),
  origin: Origin.nullable(),
  purpose: z.string(),
  governorate: z.string(),
  authority: Authority,
  openedBy: z.array(EntryId),
  requestedBy: z.array(EntryId),
  since: z.number().int(),
  sinceAt: Instant,
  deadlines: z.record(z.string(), Deadline),
  late: z.array(z.strictObject({ level: z.number().int(), since: z.number().int(), sinceAt: Instant })),
  lines: z.record(PartId, Line),
  handovers: z.record(PartId, Handover),
  documents: z.array(Document),
  issued: z.strictObject({ lines: z.number().int(), findings: z.number().int() }),
});
export type CaseFile = z.infer<typeof CaseFile>;

const approved = { approvals: z.array(Approval) };
const sent = { ...approved, release: Release, checkpoints: z.number().int() };
const arrived = { ...sent, arrival: Arrival };
const received = {
  ...arrived,
  receivedBy: z.array(EntryId),
  discrepancies: z.record(PartId, Discrepancy),
};
const monitored = {
  ...received,
  handedOverAt: Instant,
  number: z.string(),
  checks: z.array(Check),
  findings: z.record(PartId, Finding),
};

const SHEETS = {
  request: { stage: z.literal('request'), returned: Returned.nullable() },
  approval: {
    stage: z.literal('approval'),
    ...approved,
    questions: z.number().int(),
    question: Question.nullable(),
  },
  preparation: { stage: z.literal('preparation'), ...approved },
  'in-transit': { stage: z.literal('in-transit'), ...sent },
  inspection: { stage: z.literal('inspection'), ...arrived },
  discrepancy: { stage: z.literal('discrepancy'), ...received },
  handover: { stage: z.literal('handover'), ...received, number: z.string() },
  monitoring: {
    stage: z.literal('monitoring'),
    ...monitored,
    post: z
      .strictObject({ from: EntryId, to: EntryId, since: z.number().int(), sinceAt: Instant })
      .nullable(),
  },
} as const;

/** What a stage holds beside the file; kept whole while a delivery is suspended. */
export const Sheet = z.discriminatedUnion('stage', [
  z.strictObject(SHEETS.request),
  z.strictObject(SHEETS.approval),
  z.strictObject(SHEETS.preparation),
  z.strictObject(SHEETS['in-transit']),
  z.strictObject(SHEETS.inspection),
  z.strictObject(SHEETS.discrepancy),
  z.strictObject(SHEETS.handover),
  z.strictObject(SHEETS.monitoring),
]);
export type Sheet = z.infer<typeof Sheet>;

export const Delivery = z.discriminatedUnion('stage', [
  CaseFile.extend(SHEETS.request),
  CaseFile.extend(SHEETS.approval),
  CaseFile.extend(SHEETS.preparation),
  CaseFile.extend(SHEETS['in-transit']),
  CaseFile.extend(SHEETS.inspection),
  CaseFile.extend(SHEETS.discrepancy),
  CaseFile.extend(SHEETS.handover),
  CaseFile.extend(SHEETS.monitoring),
  CaseFile.extend({
    stage: z.literal('suspended'),
    held: Sheet,
    remaining: z.record(z.string(), Paused),
    /** null: a hold on a receiving unit, not a person, suspended it (P12). */
    reason: z.string().nullable(),
  }),
  CaseFile.extend({
    stage: z.literal('closed'),
    closedAt: Instant,
    /** null: nothing was accepted, so nothing was handed over. */
    ended: z.strictObject(monitored).nullable(),
  }),
  CaseFile.extend({ stage: z.literal('cancelled'), reason: z.string(), withdrawn: z.boolean() }),
]);
export type Delivery = z.infer<typeof Delivery>;

export const STAGES = Delivery.options.map((option) => option.shape.stage.value);
export type Stage = Delivery['stage'];
export type DeliveryIn<S extends Stage> = Extract<Delivery, { stage: S }>;

export const isIn = <S extends Stage>(delivery: Delivery, ...stages: S[]): delivery is DeliveryIn<S> =>
  (stages as Stage[]).includes(delivery.stage);
