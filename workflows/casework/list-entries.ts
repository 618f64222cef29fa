import type { Actor, RoleAssignment } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { ListRow, ListSource, Page, PageRequest } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { AUTHORITIES, endingIn, heldSources, type ListFilter } from './find-entries.ts';
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
  const sources = await sourcesFor(workplace, kind, actor, filter);
  if (sources.length === 0) return { items: [], nextCursor: null };
  return workplace.store.list(kind.kind, sources, filter.open ?? true, page);
}

async function sourcesFor(
  workplace: Workplace,
  kind: EntryKind,
  actor: Actor,
  { forum, holder, governorate }: ListFilter,
): Promise<ListSource[]> {
  const own = sourcesOf(kind, actor);
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

/** Broad sources first: later ones then only add what those do not cover. */
function sourcesOf(kind: EntryKind, actor: Actor): ListSource[] {
  const everything = AUTHORITIES.map((authority) => ({ authority }));
  if (actor.kind !== 'person') return everything;
  if (kind.readers === 'everyone') return everything;
  const readers = kind.readers;
  const scopes = actor.assignments.filter(({ role }) => readers.includes(role)).map(({ scope }) => scope);
  if (scopes.some((scope) => scope.kind === 'programme')) return everything;
  const sources = scopes.flatMap(sourcesOfScope);
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()].sort(broadFirst);
}

function sourcesOfScope(scope: RoleAssignment['scope']): ListSource[] {
  switch (scope.kind) {
    case 'programme':
      return [];
    case 'directorate':
      return [{ authority: scope.id }, { authority: 'joint' }];
    case 'governorate':
      return AUTHORITIES.map((authority) => ({ authority, governorate: scope.id }));
    default:
      return [{ linkedTo: scope.id }];
  }
}

const breadth = (source: ListSource): number => {
  if ('linkedTo' in source) return 2;
  return source.governorate === undefined ? 0 : 1;
};
const broadFirst = (a: ListSource, b: ListSource): number => breadth(a) - breadth(b);

function narrow(sources: readonly ListSource[], governorate: string | undefined): ListSource[] {
  if (governorate === undefined) return [...sources];
  return sources
    .filter((source) => 'linkedTo' in source || (source.governorate ?? governorate) === governorate)
    .map((source) => ('linkedTo' in source ? source : { ...source, governorate }));
}
