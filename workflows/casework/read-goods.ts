import type { Actor } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Delivery } from '../delivery/case.ts';
import { allAssets } from '../delivery/policy.ts';
import type { Asset } from '../register/asset/asset.ts';
import type { EntryKind } from '../track.ts';
import { visibleEntry } from './read-entry.ts';
import type { Workplace } from './workplace.ts';

/** What stands on a thing, to tell it from the others. */
export type Goods = Pick<Asset, 'make' | 'model' | 'vin' | 'serial' | 'plate'>;

/** What stands on the assets of a delivery: whoever may see the delivery counts and signs for them, wherever they are kept. */
export async function readGoods(
  workplace: Workplace,
  kind: EntryKind,
  id: EntryId,
  actor: Actor,
): Promise<ReadonlyMap<EntryId, Goods>> {
  const { state } = await visibleEntry(workplace, kind, id, actor);
  const found = await Promise.all(
    allAssets(state as Delivery).map(async (asset): Promise<[EntryId, Goods][]> => {
      const entry = await workplace.store.load('asset', asset);
      return entry === null ? [] : [[asset, entry.state as Asset]];
    }),
  );
  return new Map(found.flat());
}
