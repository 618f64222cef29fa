import { type Actor, rolesTowards } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { ListRow, ListSource, Page, PageRequest, StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { mayRead, scopeFilter } from './authorise.ts';
import { endingIn, heldSources, type ListFilter } from './find-entries.ts';
import { visibleEntry } from './read-entry.ts';
import type { Workplace } from './workplace.ts';

/** Rows of one kind that lie within the reader's scopes; nothing else is ever fetched (design 6). */
export async function listEntries(
  workplace: Workplace,
  kind: EntryKind,
  actor: Actor,
  { filter, page }: { filter: ListFilter; page: PageRequest },
): Promise<Page<ListRow>> {
  if (filter.holder !== undefined && !kind.compact)
    throw new AppError('InvalidInput', 'filter-not-for-these', {
      errors: [{ pointer: '/holder', code: 'filter-not-for-these' }],
    });
  if (filter.ending !== undefined) return endingIn(workplace, kind, actor, filter);
  if (kind.sealed) return sealedEntries(workplace, kind, actor, { filter, page });
  const sources = await sourcesFor(workplace, kind, actor, filter);
  if (sources.length === 0) return { items: [], nextCursor: null };
  const found = await workplace.store.list(kind.kind, sources, filter.open ?? true, page);
  return filter.forum === undefined
    ? found
    : { ...found, items: await readable(workplace, kind, actor, found.items) };
}

/** A forum links to what others answer for too, e.g. an office of another station that is to serve it. */
async function readable(
  { store, clock }: Workplace,
  kind: EntryKind,
  actor: Actor,
  rows: readonly ListRow[],
): Promise<ListRow[]> {
  const now = clock.now();
  const entries = await Promise.all(rows.map(({ id }) => store.load(kind.kind, id)));
  const isReadable = ({ state }: StoredEntry) =>
    mayRead(actor, { kind, state, listing: kind.listing(state), now });
  return rows.filter((_, n) => {
    const entry = entries[n];
    return entry != null && isReadable(entry);
  });
}

/**
 * What is sealed stands in no list of a forum or governorate: only in that of who was named (by link), and of the
 * focal point. Access by name runs out on a date, so each row asks the entry itself.
 */
async function sealedEntries(
  { store, clock }: Workplace,
  kind: EntryKind,
  actor: Actor,
  { filter, page }: { filter: ListFilter; page: PageRequest },
): Promise<Page<ListRow>> {
  const nothing = { items: [], nextCursor: null };
  if (actor.kind !== 'person' || filter.forum !== undefined || filter.governorate !== undefined)
    return nothing;
  const everywhere = rolesTowards(actor, {}).includes('protection');
  const source: ListSource = everywhere ? { authority: 'none' } : { linkedTo: actor.id };
  const { items, nextCursor } = await store.list(kind.kind, [source], filter.open ?? true, page);
  const entries = await Promise.all(items.map(({ id }) => store.load(kind.kind, id)));
  const now = clock.now();
  const shown = items.filter((_, n) => {
    const entry = entries[n] ?? null;
    return entry !== null && kind.mayRead(entry.state, actor, now) === true;
  });
  return { items: shown, nextCursor };
}

async function sourcesFor(
  workplace: Workplace,
  kind: EntryKind,
  actor: Actor,
  { forum, holder, governorate }: ListFilter,
): Promise<ListSource[]> {
  const own = scopeFilter(actor, kind);
  const narrowed = narrow(own, governorate);
  if (holder !== undefined) return heldSources(workplace, actor, narrowed, { holder, governorate });
  return forum === undefined ? narrowed : linkedSources(workplace, forum, actor, own);
}

/** A forum's own entries, for whoever may see the forum and has any reach into this kind. */
async function linkedSources(
  workplace: Workplace,
  forum: EntryId,
  actor: Actor,
  own: readonly ListSource[],
): Promise<ListSource[]> {
  const kind = workplace.registry.kind('forum');
  if (own.length === 0 || kind === undefined) return [];
  const { state } = await visibleEntry(workplace, kind, forum, actor);
  const { placement } = kind.listing(state);
  const reaches = own.some((source) =>
    'linkedTo' in source
      ? source.linkedTo === forum || source.linkedTo === placement.unit
      : source.authority === placement.authority &&
        (source.governorate === undefined || source.governorate === placement.governorate),
  );
  return reaches ? [{ linkedTo: forum }] : [];
}

function narrow(sources: readonly ListSource[], governorate: string | undefined): ListSource[] {
  if (governorate === undefined) return [...sources];
  return sources
    .filter((source) => 'linkedTo' in source || (source.governorate ?? governorate) === governorate)
    .map((source) => ('linkedTo' in source ? source : { ...source, governorate }));
}
