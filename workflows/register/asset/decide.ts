import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import type { Context, Need } from '../../track.ts';
import { inputOf, opened } from '../common.ts';
import { isSamePerson, personsOfSignatures } from '../signature.ts';
import type { Unit } from '../unit/entry.ts';
import { ASSET_CAPS, type Asset, type AssetEvent, type Place } from './asset.ts';
import type { AssetCommand, CommandNamed, Holder } from './commands.ts';
import { decideFate } from './decide-fate.ts';
import { vinOf } from './identity.ts';
import { gone, involves, isGone } from './policy.ts';

export function needs(_: Asset | null, command: AssetCommand): Need[] {
  switch (command.type) {
    case 'RegisterAsset':
      return [{ kind: command.holder.kind, id: command.holder.id }];
    case 'TransferCustody':
      return [
        { kind: command.to.kind, id: command.to.id },
        ...personsOfSignatures([command.given, command.received]).map((id) => ({ kind: 'person', id })),
      ];
    default:
      return [];
  }
}

export function decide(asset: Asset | null, command: AssetCommand, context: Context): Decision<AssetEvent> {
  if (command.type === 'RegisterAsset')
    return asset === null ? register(command, context) : outOfTurn('already-open');
  const known = opened(asset);
  switch (command.type) {
    case 'ConfirmIntake':
      return confirmIntake(known, command, context);
    case 'TransferCustody':
      return transferCustody(known, command, context);
    case 'TransferTitle':
      return transferTitle(known, command, context);
    case 'ReserveAsset':
      return reserve(known, command);
    case 'ReleaseReservation':
      if (known.reservedFor !== command.delivery) return outOfTurn('asset-not-reserved');
      return accept([{ type: 'ReservationReleased', data: inputOf(command) }]);
    case 'HandOverAsset':
      return handOver(known, command);
    case 'PassOn':
      return passOn(known, command);
    case 'NoteCheck':
      return accept([{ type: 'CheckNoted', data: inputOf(command) }]);
    case 'AttachFile':
      return attachFile(known, command);
    default:
      return decideFate(known, command, context);
  }
}

/** A vehicle is known by its VIN, equipment by its serial number; furniture is counted. */
function register(command: CommandNamed<'RegisterAsset'>, context: Context): Decision<AssetEvent> {
  const { vin: typed, ...asset } = inputOf(command);
  if (context.entry(command.holder.kind, command.holder.id) === undefined)
    return refuse('holder-unknown', { pointer: '/holder/id' });
  const vin = typed === undefined ? undefined : vinOf(typed);
  if (vin === null) return refuse('vin-not-valid', { pointer: '/vin' });
  if (command.class === 'vehicle' && vin === undefined) return refuse('vin-missing', { pointer: '/vin' });
  if (isEquipment(command.class) && command.serial === undefined)
    return refuse('serial-missing', { pointer: '/serial' });
  const data = { id: context.id, ...asset, ...(vin === undefined ? {} : { vin }) };
  return accept([{ type: 'AssetRegistered', data }]);
}

const isEquipment = (kind: Asset['class']): boolean => kind !== 'vehicle' && kind !== 'furniture';

function confirmIntake(
  { status, registeredBy }: Asset,
  command: CommandNamed<'ConfirmIntake'>,
  context: Context,
): Decision<AssetEvent> {
  if (status !== 'registered') return outOfTurn('intake-already-confirmed');
  if (involves(context, registeredBy)) return wrongPerson('own-intake');
  return accept([{ type: 'IntakeConfirmed', data: inputOf(command) }]);
}

/** Both sides sign, in either direction; one of them is the person at the device (P-04, SD4). */
function transferCustody(
  asset: Asset,
  command: CommandNamed<'TransferCustody'>,
  context: Context,
): Decision<AssetEvent> {
  const { to, given, received } = command;
  const refusal = refuseMove(asset) ?? refuseRoom(asset, 1);
  if (refusal !== null) return refusal;
  if (isHolder(asset.holder, to)) return refuse('holder-unchanged', { pointer: '/to' });
  if (isSamePerson(given, received)) return wrongPerson('signed-for-both-sides', { pointer: '/received' });
  const signers = personsOfSignatures([given, received]);
  if (context.actor.kind === 'person' && !involves(context, signers))
    return wrongPerson('signer-not-present', { pointer: '/given/person' });
  if (signers.some((id) => context.entry('person', id) === undefined))
    return refuse('person-unknown', { pointer: '/received/person' });
  const receiver = context.entry(to.kind, to.id);
  if (receiver === undefined) return refuse('holder-unknown', { pointer: '/to/id' });
  if (to.kind === 'person' && (receiver.state as { status?: unknown }).status !== 'active')
    return refuse('person-deactivated', { pointer: '/to/id' });
  const unit = to.kind === 'unit' ? (receiver.state as Unit) : null;
  const unfit = unit === null || unit.id === asset.unit ? null : refuseUnit(unit, context);
  if (unfit !== null) return unfit;
  const { to: _, ...input } = inputOf(command);
  const data = { ...input, from: asset.holder, to, ...placeWith(asset, unit) };
  return accept([{ type: 'CustodyTransferred', data }], {
    relies: unit === null ? [] : [{ id: unit.id, fact: 'onHold' }],
  });
}

const isHolder = (a: Holder, b: Holder): boolean => a.kind === b.kind && a.id === b.id;

/** The same gate as at a release, or a transfer would be the way around it (tracks 0.10). */
function refuseUnit({ hold, assessment }: Unit, { today }: Context): Decision<never> | null {
  if (hold !== null) return refuse('unit-on-hold', { pointer: '/to/id' });
  if (assessment === null || assessment.validUntil < today)
    return refuse('due-diligence-missing', { pointer: '/to/id' });
  return null;
}

const placeWith = ({ unit, governorate, authority }: Asset, next: Unit | null): Place =>
  next === null
    ? { unit, governorate, authority }
    : { unit: next.id, governorate: next.governorate ?? governorate, authority: next.authority };

function transferTitle(
  asset: Asset,
  command: CommandNamed<'TransferTitle'>,
  { today }: Context,
): Decision<AssetEvent> {
  if (asset.status === 'written-off') return outOfTurn('asset-written-off');
  if (command.owner === asset.title) return refuse('title-unchanged', { pointer: '/owner' });
  if (command.on > today) return refuse('date-in-future', { pointer: '/on' });
  const since = asset.titles.at(-1)?.from ?? command.on;
  if (command.on < since) return refuse('before-last-title', { pointer: '/on', params: { since } });
  return accept([{ type: 'TitleTransferred', data: { ...inputOf(command), from: asset.title } }]);
}

function reserve(asset: Asset, command: CommandNamed<'ReserveAsset'>): Decision<AssetEvent> {
  const named = { params: { asset: asset.id } };
  if (asset.reservedFor !== null) return outOfTurn('asset-reserved', named);
  if (asset.status === 'registered') return refuse('intake-not-confirmed', named);
  const isFit = asset.status === 'in-service' || (command.mayBeDamaged && asset.status === 'damaged');
  if (!isFit) return refuse('asset-not-in-service', named);
  if (asset.class !== command.class) return refuse('asset-of-other-class', named);
  const refusal = refuseRoom(asset, 3);
  if (refusal !== null) return refusal;
  return accept([{ type: 'AssetReserved', data: { delivery: command.delivery } }]);
}

function handOver(asset: Asset, command: CommandNamed<'HandOverAsset'>): Decision<AssetEvent> {
  if (asset.reservedFor !== command.delivery) return outOfTurn('asset-not-reserved');
  if (isGone(asset.status) || asset.status === 'written-off') return gone(asset);
  const refusal = refuseRoom(asset, command.hops.length);
  if (refusal !== null) return refusal;
  return accept([{ type: 'CustodyHandedOver', data: { ...inputOf(command), from: asset.holder } }]);
}

function passOn(asset: Asset, command: CommandNamed<'PassOn'>): Decision<AssetEvent> {
  if (!isHolder(asset.holder, { kind: 'person', id: command.from })) return outOfTurn('not-the-holder');
  const refusal = refuseMove(asset) ?? refuseRoom(asset, 1);
  return refusal ?? accept([{ type: 'PostPassedOn', data: inputOf(command) }]);
}

function attachFile(asset: Asset, command: CommandNamed<'AttachFile'>): Decision<AssetEvent> {
  const maximum = ASSET_CAPS.files;
  if (asset.files.length >= maximum) return refuse('too-many-files', { params: { maximum } });
  if (asset.files.some(({ file }) => file === command.file)) return outOfTurn('file-attached-already');
  return accept([{ type: 'FileAttached', data: inputOf(command) }]);
}

/** Only what is there, confirmed and not promised to a delivery can change hands. */
function refuseMove(asset: Asset): Decision<never> | null {
  if (asset.status === 'registered') return refuse('intake-not-confirmed', { params: { asset: asset.id } });
  if (asset.status === 'written-off') return outOfTurn('asset-written-off');
  if (isGone(asset.status)) return gone(asset);
  if (asset.reservedFor !== null) return outOfTurn('asset-reserved', { params: { asset: asset.id } });
  return null;
}

function refuseRoom({ id, custody }: Asset, hops: number): Decision<never> | null {
  const maximum = ASSET_CAPS.links;
  if (custody.length + hops <= maximum) return null;
  return refuse('custody-full', { params: { asset: id, maximum } });
}
