import type { Actor } from '../../shared/kernel/actor.ts';
import type { ChainedEvent } from '../../shared/kernel/event.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { projectionOf } from '../projection.ts';
import type { EntryKind } from '../track.ts';
import { visibleEntry } from './read-entry.ts';
import { recordRead } from './record-access.ts';
import type { Workplace } from './workplace.ts';

/** Events in order, from the one after `after`; `nextAfter` is null on the last page. */
export async function readHistory(
  workplace: Workplace,
  entry: { readonly kind: EntryKind; readonly id: EntryId },
  actor: Actor,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ items: readonly ChainedEvent[]; nextAfter: number | null }> {
  const stored = await visibleEntry(workplace, entry.kind, entry.id, actor);
  await recordRead(workplace, actor, { kind: entry.kind, entry: stored }, 'history');
  const { version, state } = stored;
  const seen = projectionOf(entry.kind, state, actor);
  const items = await workplace.store.history(entry.id, { after, limit });
  const last = items.at(-1)?.seq ?? version;
  return { items: items.map(seen.event), nextAfter: last < version ? last : null };
}
