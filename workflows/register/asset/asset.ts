import type { Authority } from '../../../shared/kernel/calendar.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { baghdadDate, type CalendarDate, type Instant } from '../../../shared/kernel/time.ts';
import type { Grant } from '../../grants.ts';
import type { EventsOf } from '../common.ts';
import type { AssetInput, Condition, Holder } from './commands.ts';

/** What one item may bear (P15); each has a refusal of its own. */
export const ASSET_CAPS = { links: 200, files: 60, plates: 20 } as const;

/** Why custody moved. */
export type Cause = 'intake' | 'transfer' | 'handover' | 'post';

/** One holder for one stretch of time; the next begins at the instant this one ends (I6). */
export interface CustodyLink {
  readonly holder: Holder;
  readonly from: Instant;
  /** null: answers for it today. */
  readonly until: Instant | null;
  readonly because: Cause;
  readonly place: string | null;
  /** Number of the certificate, or null. */
  readonly document: string | null;
  /** The delivery whose ceremony or change of post it was, or null. */
  readonly delivery: EntryId | null;
  /** The event of the asset that wrote it. */
  readonly seq: number;
}

/** Ownership has its own dates and documents (DF-26). */
export interface TitleLink {
  readonly owner: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate | null;
  readonly document: string | null;
}

interface PlateLink {
  readonly plate: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate | null;
}

export type Status =
  | 'registered'
  | 'in-service'
  | 'damaged'
  | 'missing'
  | 'lost'
  | 'stolen'
  | 'destroyed'
  | 'written-off';

export type Identity = Pick<
  AssetInput<'RegisterAsset'>,
  'make' | 'model' | 'vin' | 'serial' | 'plate' | 'engine'
>;

type Registered = Omit<
  AssetInput<'RegisterAsset'>,
  'holder' | 'title' | 'plate' | 'governorate' | 'authority'
>;

export type Asset = Registered & {
  readonly id: EntryId;
  readonly plate?: string;
  readonly status: Status;
  readonly condition: Condition;
  /** The last link of the chain, always. */
  readonly holder: Holder;
  readonly custody: readonly CustodyLink[];
  readonly title: string;
  readonly titles: readonly TitleLink[];
  readonly plates: readonly PlateLink[];
  /** The unit it serves: the last that held it. */
  readonly unit: EntryId | null;
  readonly governorate: string;
  readonly authority: Authority;
  /** Whoever registered it, and for whom: they cannot confirm it (SD6). */
  readonly registeredBy: readonly EntryId[];
  /** The delivery it is allocated to. */
  readonly reservedFor: EntryId | null;
  readonly correction: {
    readonly changes: Partial<Identity>;
    readonly reason: string;
    readonly by: readonly EntryId[];
  } | null;
  readonly writeOff: {
    readonly reason: string;
    readonly by: readonly EntryId[];
    readonly approvals: readonly { readonly as: 'iom' | 'ministry'; readonly by: readonly EntryId[] }[];
  } | null;
  readonly lastSeen: { readonly at: Instant; readonly place: string; readonly seen: boolean } | null;
  /** Bytes of the events it bears in its own item: many such items must fit into one transaction (P15). */
  readonly eventBytes: number;
  readonly files: readonly {
    readonly file: string;
    readonly kind: string;
    readonly caption: string | null;
  }[];
};

export type Place = {
  readonly unit: EntryId | null;
  readonly governorate: string;
  readonly authority: Authority;
};

export type AssetEvent = EventsOf<{
  AssetRegistered: AssetInput<'RegisterAsset'> & { id: EntryId };
  IntakeConfirmed: AssetInput<'ConfirmIntake'>;
  CustodyTransferred: Omit<AssetInput<'TransferCustody'>, 'to'> & { from: Holder; to: Holder } & Place;
  CustodyHandedOver: Omit<AssetInput<'HandOverAsset'>, 'unit'> & { from: Holder; unit: EntryId };
  PostPassedOn: AssetInput<'PassOn'>;
  TitleTransferred: AssetInput<'TransferTitle'> & { from: string };
  DamageReported: AssetInput<'ReportDamage'>;
  LossReported: AssetInput<'ReportLoss'>;
  AssetRecovered: AssetInput<'RecordRecovery'>;
  RepairRecorded: AssetInput<'RecordRepair'>;
  PlateRecorded: AssetInput<'RecordPlate'> & { before: string | null; on: CalendarDate };
  CorrectionRequested: {
    changes: Partial<Identity>;
    before: Partial<Identity>;
    reason: string;
    evidence?: string[];
  };
  IdentityCorrected: {
    changes: Partial<Identity>;
    before: Partial<Identity>;
    remarks?: string;
    on: CalendarDate;
  };
  CorrectionRejected: { reason: string };
  WriteOffProposed: AssetInput<'ProposeWriteOff'>;
  WriteOffApproved: AssetInput<'ApproveWriteOff'> & { as: 'iom' | 'ministry' };
  AssetWrittenOff: { reason: string };
  WriteOffRejected: { reason: string };
  FileAttached: AssetInput<'AttachFile'>;
  AssetReserved: { delivery: EntryId };
  ReservationReleased: { delivery: EntryId; missing: boolean };
  CheckNoted: AssetInput<'NoteCheck'>;
}>;

/** Whoever holds an asset is named by it. */
export const READERS: readonly Grant[] = [
  'officer os',
  'commander sg',
  'logistics g',
  'logistics-central d',
  'ministry d',
  'iom-field g',
  'iom-manager p',
  'auditor p',
  'named n',
];

/** Who answered for the asset at the end of a day in Baghdad; null before its intake. */
export const holderOn = (asset: Asset, date: CalendarDate): CustodyLink | null =>
  asset.custody.findLast(({ from }) => baghdadDate(from) <= date) ?? null;

/** Who owned the asset at the end of a day; null before its intake. */
export const ownerOn = (asset: Asset, date: CalendarDate): TitleLink | null =>
  asset.titles.findLast(({ from }) => from <= date) ?? null;

interface Standing {
  readonly on: CalendarDate;
  /** null: before its intake. */
  readonly custody: CustodyLink | null;
  readonly title: TitleLink | null;
  readonly plate: string | null;
}

/** Who answered for it, who owned it and which plate it bore at the end of a day in Baghdad. */
export const standingOn = (asset: Asset, on: CalendarDate): Standing => ({
  on,
  custody: holderOn(asset, on),
  title: ownerOn(asset, on),
  plate: asset.plates.findLast(({ from }) => from <= on)?.plate ?? null,
});

/** What is wrong with a chain of custody, or null: one open end, no gap, no overlap (I6). */
export function chainFault(asset: Pick<Asset, 'custody' | 'holder'>): string | null {
  const { custody, holder } = asset;
  const last = custody.at(-1);
  if (last === undefined) return 'empty';
  if (last.until !== null) return 'unheld';
  if (last.holder.id !== holder.id || last.holder.kind !== holder.kind) return 'differs';
  for (const [n, link] of custody.slice(0, -1).entries()) {
    const next = custody[n + 1];
    if (link.until === null) return 'twice';
    if (link.until < link.from) return 'reversed';
    if (next !== undefined && link.until !== next.from) return link.until < next.from ? 'gap' : 'overlap';
  }
  return null;
}
