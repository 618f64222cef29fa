import { type Decision, type Effect, refuse, type Timer } from '../../shared/kernel/decision.ts';
import { EVENTS_IN_ONE } from '../../shared/kernel/entry.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { bytesOf } from '../../shared/kernel/json.ts';
import type { Asset } from '../register/asset/asset.ts';
import type { Context, Need } from '../track.ts';
import { type CaseFile, type Delivery, isIn } from './case.ts';
import { acceptedAssets, allAssets, roomFor } from './policy.ts';

/** What may still happen to an asset between its allocation and the ceremony, beside these two. */
const SPARE = 8;
/** AWS takes 4 MB in one transaction; what hangs on the delivery itself stays below 0.3 MB. */
const MOST_BYTES = 3_700_000;
/** The same when goods are allocated: on the way each may grow by a dozen kilobytes. */
const MOST_BYTES_ALLOCATED = 2_700_000;

const assetOf = (context: Pick<Context, 'entry'>, id: EntryId) => context.entry('asset', id);

/** Items an asset takes when it gets `coming` more events: from the 41st on an event is an item of its own. */
const itemsOf = (context: Context, id: EntryId, coming: number): number =>
  (assetOf(context, id)?.version ?? 0) + coming > EVENTS_IN_ONE ? 2 : 1;

function bytesIn(context: Context, id: EntryId): number {
  const asset = assetOf(context, id)?.state as Asset | undefined;
  return asset === undefined ? 0 : asset.eventBytes + bytesOf(asset);
}

const sum = (ids: readonly EntryId[], of: (id: EntryId) => number): number =>
  ids.reduce((total, id) => total + of(id), 0);

export const assetNeeds = (ids: readonly EntryId[]): Need[] => ids.map((id) => ({ kind: 'asset', id }));

/** Would the ceremony still be one transaction if these were allocated as well? */
export function refuseAllocation(
  delivery: CaseFile,
  more: readonly EntryId[],
  context: Context,
): Decision<never> | null {
  const before = allAssets(delivery);
  const serialised = Object.values(delivery.lines)
    .filter(({ kind }) => kind === 'serialised')
    .reduce((count, { quantity }) => count + quantity, 0);
  const named =
    sum(before, (id) => itemsOf(context, id, 1 + SPARE)) + sum(more, (id) => itemsOf(context, id, 2 + SPARE));
  const weight = named + Math.max(0, serialised - before.length - more.length);
  const bytes = sum([...before, ...more], (id) => bytesIn(context, id));
  const maximum = roomFor(delivery);
  if (weight <= maximum && bytes <= MOST_BYTES_ALLOCATED) return null;
  return refuse('consignment-too-heavy', { pointer: '/assets', params: params(serialised, weight, maximum) });
}

const params = (pieces: number, weight: number, maximum: number) => ({ pieces, weight, maximum });

/** Do all of these change hands in one transaction as they are now? */
export function refuseWeight(
  delivery: CaseFile,
  assets: readonly EntryId[],
  context: Context,
  code: 'ceremony-too-heavy' | 'post-too-heavy',
): Decision<never> | null {
  const weight = sum(assets, (id) => itemsOf(context, id, 1));
  const maximum = roomFor(delivery);
  if (weight <= maximum && sum(assets, (id) => bytesIn(context, id)) <= MOST_BYTES) return null;
  return refuse(code, { params: params(assets.length, weight, maximum) });
}

/**
 * Notes on assets, which may come a minute later: those that would not fit beside the others follow by the outbox, where
 * each is one item whatever its history weighs.
 */
export function notesWithin(
  effects: readonly Effect[],
  context: Context,
): { readonly effects: readonly Effect[]; readonly timers: readonly Timer[] } {
  const now: Effect[] = [];
  const later: Timer[] = [];
  let bytes = 0;
  for (const effect of effects) {
    const size = bytesIn(context, effect.id);
    if (itemsOf(context, effect.id, 1) > 1 || bytes + size > MOST_BYTES)
      later.push({ ...effect, notBefore: context.now });
    else {
      bytes += size;
      now.push(effect);
    }
  }
  return { effects: now, timers: later };
}

/** Everything accepted that a ceremony may hand over. */
export const acceptedNeeds = (delivery: Delivery): Need[] =>
  isIn(delivery, 'handover') ? assetNeeds(Object.values(delivery.lines).flatMap(acceptedAssets)) : [];
