import type { Actor } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { ListRow, ListSource, Page, StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { mayRead } from './authorise.ts';
import type { Workplace } from './workplace.ts';

export interface ListFilter {
  /** Open entries unless false. */
  readonly open?: boolean;
  /** Entries that link to this forum. */
  readonly forum?: EntryId;
  /** Entries held by this unit, person or facility; only of kinds that have a holder. */
  readonly holder?: EntryId;
  /** P-code of a governorate. */
  readonly governorate?: string;
  /** The last characters of a number, at least four: VIN, serial number, plate. */
  readonly ending?: string;
}

const AUTHORITIES = ['federal', 'krg', 'joint', 'none'] as const;

// Somebody reads six characters out over the telephone: more than a handful of hits would be no answer.
const HITS = 20;
// Short serial numbers end alike; of so many, those the reader may see are picked.
const LOOKED_AT = 200;

/** Whatever the reader may see of the entries whose number ends so. */
export async function endingIn(
  workplace: Workplace,
  kind: EntryKind,
  actor: Actor,
  filter: ListFilter,
): Promise<Page<ListRow>> {
  const { store, clock } = workplace;
  const forms = kind.searched(filter.ending ?? '');
  const found = await Promise.all(forms.map((form) => store.endingIn(kind.kind, form, LOOKED_AT)));
  const now = clock.now();
  const items: ListRow[] = [];
  for (const id of new Set(found.flat())) {
    const entry = await store.load(kind.kind, id);
    if (entry === null) continue;
    const listing = kind.listing(entry.state);
    const isNamed = listing.unique.some((value) => forms.some((form) => value.endsWith(form)));
    if (!isNamed || !mayRead(actor, { kind, state: entry.state, listing, now })) continue;
    const row = rowOf(kind, entry);
    if (isWanted(row, filter)) items.push(row);
    if (items.length === HITS) break;
  }
  return { items, nextCursor: null };
}

function rowOf(kind: EntryKind, { id, version, state }: StoredEntry): ListRow {
  const { title, authority, governorate, open, card } = kind.listing(state);
  const stage = kind.track?.stage(state) ?? null;
  return { id, kind: kind.kind, title, stage, version, authority, governorate, open, card };
}

const isWanted = ({ card, ...row }: ListRow, { holder, governorate, open }: ListFilter): boolean =>
  (holder ?? card.holder) === card.holder &&
  (governorate ?? row.governorate) === row.governorate &&
  (open ?? row.open) === row.open;

interface Held {
  readonly holder: EntryId;
  readonly governorate: string | undefined;
}

/**
 * What one holder answers for, each of the reader's own scopes as a range of keys below that holder: a store of the
 * region holds things of two ministries, and each reads its own.
 */
export async function heldSources(
  { store }: Workplace,
  actor: Actor,
  own: readonly ListSource[],
  { holder, governorate }: Held,
): Promise<ListSource[]> {
  // Whoever holds something sees it, whatever his role.
  if (actor.kind === 'person' && actor.id === holder)
    return AUTHORITIES.map((authority) => ({ linkedTo: holder, within: within(authority, governorate) }));
  const sources = await Promise.all(
    own.map(async (scope): Promise<ListSource[]> => {
      if (!('linkedTo' in scope)) return [{ linkedTo: holder, within: scope }];
      const unit = (await store.load('unit', scope.linkedTo))?.state as Place | undefined;
      if (unit?.governorate == null || (governorate ?? unit.governorate) !== unit.governorate) return [];
      const at = within(unit.authority, unit.governorate);
      return [{ linkedTo: holder, within: { ...at, unit: scope.linkedTo } }];
    }),
  );
  return sources.flat();
}

interface Place {
  readonly authority: string;
  readonly governorate: string | null;
}

const within = (authority: string, governorate: string | undefined) =>
  governorate === undefined ? { authority } : { authority, governorate };
