import type { Actor } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import type { ListRow, ListSource, Page, PageRequest, StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { mayRead, scopeFilter } from './authorise.ts';
import { visibleEntry } from './read-entry.ts';
import type { Workplace } from './workplace.ts';

export interface ListFilter {
  /** Open entries unless false. */
  readonly open?: boolean;
  /** Entries that link to this forum. */
  readonly forum?: EntryId;
  /** P-code of a governorate. */
  readonly governorate?: string;
  /** The last characters of a number, at least four: VIN, serial number, plate. */
  readonly ending?: string;
}

/** Rows of one kind that lie within the reader's scopes; nothing else is ever fetched (design 6). */
export async function listEntries(
  workplace: Workplace,
  kind: EntryKind,
  actor: Actor,
  { filter, page }: { filter: ListFilter; page: PageRequest },
): Promise<Page<ListRow>> {
  if (filter.ending !== undefined) return endingIn(workplace, kind, actor, filter.ending);
  const own = scopeFilter(actor, kind);
  const sources =
    filter.forum === undefined
      ? narrow(own, filter.governorate)
      : await linkedSources(workplace, filter.forum, actor, own);
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
  const today = baghdadDate(clock.now());
  const entries = await Promise.all(rows.map(({ id }) => store.load(kind.kind, id)));
  const isReadable = ({ state }: StoredEntry) =>
    mayRead(actor, { kind, state, listing: kind.listing(state), today });
  return rows.filter((_, n) => {
    const entry = entries[n];
    return entry != null && isReadable(entry);
  });
}

// Somebody reads six characters out over the telephone: more than a handful of hits would be no answer.
const HITS = 20;

/** Whatever the reader may see of the entries whose number ends so. */
async function endingIn(
  { store, clock }: Workplace,
  kind: EntryKind,
  actor: Actor,
  ending: string,
): Promise<Page<ListRow>> {
  const found = await Promise.all(kind.searched(ending).map((tail) => store.endingIn(kind.kind, tail, HITS)));
  const entries = await Promise.all([...new Set(found.flat())].map((id) => store.load(kind.kind, id)));
  const today = baghdadDate(clock.now());
  const items = entries.flatMap((entry): ListRow[] => {
    if (entry === null) return [];
    const listing = kind.listing(entry.state);
    if (!mayRead(actor, { kind, state: entry.state, listing, today })) return [];
    const { id, version } = entry;
    const { title, authority, governorate, open, card } = listing;
    const stage = kind.track?.stage(entry.state) ?? null;
    return [{ id, kind: kind.kind, title, stage, version, authority, governorate, open, card }];
  });
  return { items, nextCursor: null };
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
