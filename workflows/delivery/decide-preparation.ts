import { fixedDeadline } from '../../shared/kernel/deadline.ts';
import {
  accept,
  type Decision,
  outOfTurn,
  type Reliance,
  refuse,
  wrongPerson,
} from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { DELIVERY } from '../settings.ts';
import type { Context } from '../track.ts';
import { CAPS, type CaseFile, type Delivery, type DeliveryIn, isIn, type Line } from './case.ts';
import type { DeliveryCommand } from './commands.ts';
import { noLine } from './decide-request.ts';
import { type DeliveryEvent, event } from './events.ts';
import {
  allAssets,
  approversOf,
  holdReliances,
  involves,
  isReturn,
  notNow,
  refuseDueDiligence,
  refuseGrant,
  refuseHold,
  releases,
} from './policy.ts';
import type { DocumentKind } from './vocabulary.ts';
import { refuseAllocation } from './weight.ts';

/** Serialised goods are named one by one, each reserved in its own entry; others are counted. */
export function allocateAsset(
  delivery: Delivery,
  { line: id, assets = [], quantity = 0 }: DeliveryCommand<'AllocateAsset'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'preparation') return notNow(delivery);
  const line = delivery.lines[id];
  if (line === undefined) return noLine;
  const refusal = refusePreparer(delivery, context) ?? refuseMeasure(line, assets, quantity);
  if (refusal !== null) return refusal;
  const pieces = line.kind === 'serialised' ? assets.length : quantity;
  const open = line.quantity - line.packed;
  if (pieces > open) return refuse('more-than-requested', { pointer: '/line', params: { open } });
  const taken = allAssets(delivery);
  const twice = assets.find((asset, n) => taken.includes(asset) || assets.indexOf(asset) !== n);
  if (twice !== undefined)
    return outOfTurn('asset-allocated-already', { pointer: '/assets', params: { asset: twice } });
  const tooHeavy = refuseAllocation(delivery, assets, context);
  if (tooHeavy !== null) return tooHeavy;
  const mayBeDamaged = isReturn(delivery);
  const command = { type: 'ReserveAsset', delivery: context.id, class: line.class, mayBeDamaged };
  return accept([event('AssetsAllocated', { line: id, assets, quantity: pieces })], {
    effects: assets.map((asset) => ({ kind: 'asset', id: asset, command })),
  });
}

export function releaseAsset(
  delivery: Delivery,
  { line: id, assets = [], quantity = 0 }: DeliveryCommand<'ReleaseAsset'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'preparation') return notNow(delivery);
  const line = delivery.lines[id];
  if (line === undefined) return noLine;
  const refusal = refusePreparer(delivery, context) ?? refuseMeasure(line, assets, quantity);
  if (refusal !== null) return refusal;
  const stranger = assets.find((asset, n) => !line.assets.includes(asset) || assets.indexOf(asset) !== n);
  if (stranger !== undefined)
    return refuse('asset-not-allocated', { pointer: '/assets', params: { asset: stranger } });
  const pieces = line.kind === 'serialised' ? assets.length : quantity;
  if (pieces > line.packed) return refuse('more-than-allocated', { params: { open: line.packed } });
  return accept([event('AssetsReleased', { line: id, assets, quantity: pieces })], {
    effects: releases(context.id, assets),
  });
}

function refuseMeasure(line: Line, assets: readonly EntryId[], quantity: number): Decision<never> | null {
  if (line.kind === 'serialised')
    return assets.length === 0 || quantity !== 0 ? refuse('name-the-assets', { pointer: '/assets' }) : null;
  return quantity === 0 || assets.length > 0 ? refuse('count-the-pieces', { pointer: '/quantity' }) : null;
}

export function attachDocument(
  delivery: Delivery,
  command: DeliveryCommand<'AttachDocument'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (!isIn(delivery, 'preparation', 'in-transit', 'inspection', 'handover')) return notNow(delivery);
  if (delivery.stage === 'preparation') {
    const refusal = refusePreparer(delivery, context);
    if (refusal !== null) return refusal;
  }
  const { kind, number, file } = command;
  if (number === undefined && file === undefined) return refuse('number-or-file', { pointer: '/number' });
  if (delivery.documents.length >= CAPS.documents)
    return refuse('too-many-documents', { params: { maximum: CAPS.documents } });
  return accept([event('DocumentAttached', { kind, number, file })]);
}

/** The release: nothing leaves unless all of it holds today. */
export function dispatch(
  delivery: Delivery,
  command: DeliveryCommand<'Dispatch'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'preparation') return notNow(delivery);
  const refusal =
    refusePreparer(delivery, context) ??
    refuseIncomplete(delivery) ??
    refuseDueDiligence(delivery, context) ??
    (isReturn(delivery) ? null : refuseGrant(delivery, context)) ??
    refuseHold(delivery, context);
  if (refusal !== null) return refusal;
  const { type: _, ...input } = command;
  if (input.arriveOn < context.today) return refuse('date-in-past', { pointer: '/arriveOn' });
  const pieces = Object.values(delivery.lines).reduce((sum, { packed }) => sum + packed, 0);
  const deadline = fixedDeadline(context.today, input.arriveOn);
  return accept([event('Dispatched', { ...input, pieces, deadline })], { relies: reliances(delivery) });
}

function refuseIncomplete(delivery: DeliveryIn<'preparation'>): Decision<never> | null {
  const open = Object.entries(delivery.lines).find(([, { packed, quantity }]) => packed !== quantity);
  if (open !== undefined) return refuse('line-not-allocated', { params: { line: open[0] } });
  const [missing] = missingDocuments(delivery);
  return missing === undefined ? null : refuse('document-missing', { params: { document: missing } });
}

/** Documents the release still waits for. */
function missingDocuments({ lines, documents }: CaseFile): DocumentKind[] {
  const hasVehicle = Object.values(lines).some((line) => line.class === 'vehicle');
  const needed: DocumentKind[] = [
    ...DELIVERY.documents.always,
    ...(hasVehicle ? DELIVERY.documents.vehicle : []),
  ];
  return needed.filter((kind) => !documents.some((document) => document.kind === kind));
}

function reliances(delivery: CaseFile): Reliance[] {
  const holds = holdReliances(delivery);
  if (isReturn(delivery) || delivery.grant === null) return holds;
  return [
    ...holds,
    ...holds.map(({ id }) => ({ id, fact: 'assessedUntil' })),
    { id: delivery.grant, fact: 'from' },
    { id: delivery.grant, fact: 'until' },
  ];
}

/** Whoever approved does not pack, and does not release (tracks 2). */
const refusePreparer = (delivery: DeliveryIn<'preparation'>, context: Context): Decision<never> | null =>
  involves(context, approversOf(delivery)) ? wrongPerson('own-approval') : null;
