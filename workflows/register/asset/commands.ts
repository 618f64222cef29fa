import { z } from 'zod';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import type { CommandSpec } from '../../track.ts';
import { type CommandsOf, GovernorateCode, line, Reason } from '../common.ts';
import { FileHash, Files, Signature } from '../signature.ts';

export const AssetClass = z.enum(['vehicle', 'technical', 'security', 'communication', 'furniture']);
export type AssetClass = z.infer<typeof AssetClass>;

/** Who answers for an asset: custody, not ownership (DF-26). A facility is a warehouse. */
export const Holder = z.strictObject({ kind: z.enum(['unit', 'person', 'facility']), id: EntryId });
export type Holder = z.infer<typeof Holder>;

export const Condition = z.enum(['new', 'good', 'worn', 'damaged', 'unusable']);
export type Condition = z.infer<typeof Condition>;

const numbers = {
  vin: z.exactOptional(line(40)),
  serial: z.exactOptional(line(60)),
  plate: z.exactOptional(line(30)),
  engine: z.exactOptional(line(40)),
};

const inputs = {
  RegisterAsset: z.strictObject({
    class: AssetClass,
    make: line(60),
    model: line(60),
    ...numbers,
    year: z.exactOptional(z.number().int().min(1950).max(2100)),
    colour: z.exactOptional(line(40)),
    odometer: z.exactOptional(z.number().int().min(0).max(2_000_000)),
    keys: z.exactOptional(z.number().int().min(0).max(10)),
    /** What lies in the vehicle: spare wheel, jack, first-aid box … (DF-30). */
    kit: z.exactOptional(z.array(line(60)).max(30)),
    holder: Holder,
    /** Who owns it. */
    title: line(120),
    grant: z.exactOptional(entryRef('grant')),
    governorate: GovernorateCode,
    authority: Authority,
  }),
  ConfirmIntake: z.strictObject({ remarks: z.exactOptional(Reason), evidence: z.exactOptional(Files) }),
  TransferCustody: z.strictObject({
    to: Holder,
    place: line(120),
    given: Signature,
    received: Signature,
    condition: Condition,
    remarks: z.exactOptional(Reason),
    evidence: z.exactOptional(Files),
  }),
  TransferTitle: z.strictObject({ owner: line(120), document: line(80), on: CalendarDate }),
  ReportDamage: z.strictObject({
    what: line(500),
    condition: z.enum(['worn', 'damaged', 'unusable']),
    evidence: z.exactOptional(Files),
  }),
  ReportLoss: z.strictObject({
    how: z.enum(['lost', 'stolen', 'destroyed']),
    happenedOn: CalendarDate,
    /** Number of the report at the police. */
    policeReport: line(60),
    account: line(1000),
  }),
  RecordRecovery: z.strictObject({ place: line(120), condition: Condition, account: line(500) }),
  RecordRepair: z.strictObject({
    what: line(500),
    workshop: line(120),
    condition: z.enum(['new', 'good', 'worn']),
    odometer: z.exactOptional(z.number().int().min(0).max(2_000_000)),
  }),
  RecordPlate: z.strictObject({ plate: line(30), document: z.exactOptional(line(80)) }),
  CorrectIdentity: z.strictObject({
    make: z.exactOptional(line(60)),
    model: z.exactOptional(line(60)),
    ...numbers,
    reason: Reason,
    evidence: z.exactOptional(Files),
  }),
  ApproveCorrection: z.strictObject({ remarks: z.exactOptional(Reason) }),
  RejectCorrection: z.strictObject({ reason: Reason }),
  ProposeWriteOff: z.strictObject({ reason: Reason, evidence: z.exactOptional(Files) }),
  ApproveWriteOff: z.strictObject({
    letterNumber: z.exactOptional(line(40)),
    remarks: z.exactOptional(Reason),
  }),
  RejectWriteOff: z.strictObject({ reason: Reason }),
  AttachFile: z.strictObject({
    file: FileHash,
    kind: z.enum(['photo', 'registration', 'insurance', 'invoice', 'customs', 'certificate', 'other']),
    caption: z.exactOptional(line(120)),
  }),
  /** Given by deliveries in their own transaction. */
  /** Damaged goods may only go back. */
  ReserveAsset: z.strictObject({ delivery: EntryId, class: AssetClass, mayBeDamaged: z.boolean() }),
  ReleaseReservation: z.strictObject({ delivery: EntryId, missing: z.boolean() }),
  HandOverAsset: z.strictObject({
    delivery: EntryId,
    certificate: line(40),
    hops: z.array(Holder).min(1).max(3),
    owner: line(120).nullable(),
    unit: EntryId,
    governorate: z.string(),
    authority: Authority,
    place: line(120),
  }),
  NoteCheck: z.strictObject({ delivery: EntryId, place: line(120), condition: Condition, seen: z.boolean() }),
  PassOn: z.strictObject({ from: EntryId, to: EntryId, delivery: EntryId }),
};
type Inputs = typeof inputs;
export type AssetCommand = CommandsOf<Inputs>;
export type CommandNamed<Name extends AssetCommand['type']> = Extract<AssetCommand, { type: Name }>;
export type AssetInput<Name extends keyof Inputs> = z.infer<Inputs[Name]>;

type Terms = Omit<CommandSpec, 'input'>;
const keepers: Terms = {
  who: ['officer os', 'commander sg', 'logistics g', 'logistics-central d', 'iom-field g', 'named n'],
};
const stores: Terms = { who: ['logistics g', 'logistics-central d'] };
const deciders: Terms = { who: ['ministry d*', 'iom-manager p*'] };
/** Giver or receiver: both sides sign. */
const movers: Terms = {
  who: ['officer os*', 'commander sg*', 'logistics g*', 'logistics-central d*', 'named n*'],
};
const internal: Terms = { who: [] };

const TERMS: { readonly [Name in AssetCommand['type']]: Terms } = {
  RegisterAsset: { who: ['logistics-central d*', 'iom-field g*'] },
  ConfirmIntake: { who: ['logistics g*', 'logistics-central d*', 'iom-manager p*'] },
  TransferCustody: movers,
  TransferTitle: { who: ['iom-manager p', 'ministry d'] },
  ReportDamage: keepers,
  ReportLoss: keepers,
  RecordRecovery: keepers,
  RecordRepair: { who: ['commander sg', 'logistics g', 'logistics-central d'] },
  RecordPlate: { who: ['commander sg', 'logistics g', 'logistics-central d'] },
  CorrectIdentity: { who: ['logistics g', 'logistics-central d', 'iom-field g'] },
  ApproveCorrection: deciders,
  RejectCorrection: deciders,
  ProposeWriteOff: stores,
  ApproveWriteOff: deciders,
  RejectWriteOff: deciders,
  AttachFile: keepers,
  ReserveAsset: internal,
  ReleaseReservation: internal,
  HandOverAsset: internal,
  NoteCheck: internal,
  PassOn: internal,
};

const specs = (Object.keys(inputs) as AssetCommand['type'][]).map((name) => [
  name,
  { input: inputs[name], ...TERMS[name] },
]);
export const COMMANDS = Object.fromEntries(specs) as {
  readonly [Name in AssetCommand['type']]: CommandSpec;
};
