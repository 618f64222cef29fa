import { rolesTowards } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import type { Context } from '../../track.ts';
import { inputOf } from '../common.ts';
import { ASSET_CAPS, type Asset, type AssetEvent, type Identity } from './asset.ts';
import type { CommandNamed } from './commands.ts';
import { vinOf } from './identity.ts';
import { gone, involves, isGone, placementOf } from './policy.ts';

type Fate = CommandNamed<
  | 'ReportDamage'
  | 'ReportLoss'
  | 'RecordRecovery'
  | 'RecordRepair'
  | 'RecordPlate'
  | 'CorrectIdentity'
  | 'ApproveCorrection'
  | 'RejectCorrection'
  | 'ProposeWriteOff'
  | 'ApproveWriteOff'
  | 'RejectWriteOff'
>;

/** What befalls an asset beside changing hands. */
export function decideFate(asset: Asset, command: Fate, context: Context): Decision<AssetEvent> {
  if (asset.status === 'written-off') return outOfTurn('asset-written-off');
  switch (command.type) {
    case 'ReportDamage':
      if (isGone(asset.status)) return gone(asset);
      return accept([{ type: 'DamageReported', data: inputOf(command) }]);
    case 'ReportLoss':
      return reportLoss(asset, command, context);
    case 'RecordRecovery':
      if (!isGone(asset.status)) return outOfTurn('asset-not-lost');
      return accept([{ type: 'AssetRecovered', data: inputOf(command) }]);
    case 'RecordRepair':
      if (isGone(asset.status)) return gone(asset);
      return accept([{ type: 'RepairRecorded', data: inputOf(command) }]);
    case 'RecordPlate':
      return recordPlate(asset, command, context);
    case 'CorrectIdentity':
      return requestCorrection(asset, command);
    case 'ApproveCorrection':
      return approveCorrection(asset, command, context);
    case 'RejectCorrection':
      if (asset.correction === null) return outOfTurn('no-correction-pending');
      return accept([{ type: 'CorrectionRejected', data: inputOf(command) }]);
    case 'ProposeWriteOff':
      if (asset.writeOff !== null) return outOfTurn('write-off-pending');
      return accept([{ type: 'WriteOffProposed', data: inputOf(command) }]);
    case 'ApproveWriteOff':
      return approveWriteOff(asset, command, context);
    case 'RejectWriteOff':
      if (asset.writeOff === null) return outOfTurn('no-write-off-pending');
      return accept([{ type: 'WriteOffRejected', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function reportLoss(
  asset: Asset,
  command: CommandNamed<'ReportLoss'>,
  { today }: Context,
): Decision<AssetEvent> {
  // A missing asset may still turn out to be stolen.
  if (isGone(asset.status) && asset.status !== 'missing') return gone(asset);
  if (command.happenedOn > today) return refuse('date-in-future', { pointer: '/happenedOn' });
  return accept([{ type: 'LossReported', data: inputOf(command) }]);
}

function recordPlate(
  asset: Asset,
  command: CommandNamed<'RecordPlate'>,
  { today }: Context,
): Decision<AssetEvent> {
  if (asset.class !== 'vehicle') return refuse('not-a-vehicle');
  if (asset.plates.length >= ASSET_CAPS.plates)
    return refuse('too-many-plates', { params: { maximum: ASSET_CAPS.plates } });
  if (command.plate === asset.plate) return refuse('nothing-changed', { pointer: '/plate' });
  const data = { ...inputOf(command), before: asset.plate ?? null, on: today };
  return accept([{ type: 'PlateRecorded', data }]);
}

function requestCorrection(asset: Asset, command: CommandNamed<'CorrectIdentity'>): Decision<AssetEvent> {
  if (asset.correction !== null) return outOfTurn('correction-pending');
  const { reason, evidence, vin: typed, ...others } = inputOf(command);
  const vin = typed === undefined ? undefined : vinOf(typed);
  if (vin === null) return refuse('vin-not-valid', { pointer: '/vin' });
  const given: Partial<Identity> = { ...others, ...(vin === undefined ? {} : { vin }) };
  const changes = Object.fromEntries(
    Object.entries(given).filter(([field, value]) => asset[field as keyof Identity] !== value),
  ) as Partial<Identity>;
  if (Object.keys(changes).length === 0) return refuse('nothing-changed');
  const data = { changes, before: beforeOf(asset, changes), reason };
  return accept([
    { type: 'CorrectionRequested', data: { ...data, ...(evidence === undefined ? {} : { evidence }) } },
  ]);
}

const beforeOf = (asset: Asset, changes: Partial<Identity>): Partial<Identity> =>
  Object.fromEntries(Object.keys(changes).map((field) => [field, asset[field as keyof Identity]]));

function approveCorrection(
  asset: Asset,
  command: CommandNamed<'ApproveCorrection'>,
  context: Context,
): Decision<AssetEvent> {
  const { correction } = asset;
  if (correction === null) return outOfTurn('no-correction-pending');
  if (involves(context, correction.by)) return wrongPerson('own-correction');
  const { changes } = correction;
  const data = { ...inputOf(command), changes, before: beforeOf(asset, changes), on: context.today };
  return accept([{ type: 'IdentityCorrected', data }]);
}

/** One person of IOM and one of the ministry, neither the proposer (SD9). */
function approveWriteOff(
  asset: Asset,
  command: CommandNamed<'ApproveWriteOff'>,
  context: Context,
): Decision<AssetEvent> {
  const { writeOff } = asset;
  if (writeOff === null) return outOfTurn('no-write-off-pending');
  if (asset.reservedFor !== null) return refuse('asset-reserved', { params: { asset: asset.id } });
  if (involves(context, writeOff.by)) return wrongPerson('own-write-off');
  if (writeOff.approvals.some(({ by }) => involves(context, by))) return wrongPerson('approved-already');
  const open = (['iom', 'ministry'] as const).filter(
    (as) => !writeOff.approvals.some((one) => one.as === as),
  );
  const as = open.find((side) => sidesOf(asset, context).includes(side));
  if (as === undefined) return outOfTurn('approval-not-open');
  const approved = { type: 'WriteOffApproved', data: { ...inputOf(command), as } } as const;
  if (open.length > 1) return accept([approved]);
  return accept([approved, { type: 'AssetWrittenOff', data: { reason: writeOff.reason } }]);
}

function sidesOf(asset: Asset, { actor }: Context): ('iom' | 'ministry')[] {
  if (actor.kind !== 'person') return ['iom', 'ministry'];
  const roles = rolesTowards(actor, placementOf(asset));
  return [
    ...(roles.includes('iom-manager') ? (['iom'] as const) : []),
    ...(roles.includes('ministry') ? (['ministry'] as const) : []),
  ];
}
