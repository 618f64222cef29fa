import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { ListRow, Page, StoredEntry } from '../../shared/ports.ts';
import { projectionOf } from '../projection.ts';
import type { EntryKind } from '../track.ts';
import { mayRead } from './authorise.ts';
import { listEntries } from './list-entries.ts';
import { recordExport } from './record-access.ts';
import type { Workplace } from './workplace.ts';

const PAGE = 50;
const EVENTS = 200;

/**
 * Everything the auditor may see, one object a line: each entry, then its events in order. Entries that exist only
 * for named readers are left out like everywhere else (I14).
 */
export async function* exportLines(workplace: Workplace, actor: Actor): AsyncIterable<object> {
  if (actor.kind === 'person' && !actor.assignments.some(({ role }) => role === 'auditor'))
    throw new AppError('Forbidden', 'forbidden');
  await recordExport(workplace, actor, 'export.ndjson');
  for (const kind of workplace.registry.kinds) {
    // What is sealed leaves the house in no file, whoever may read it here.
    if (kind.sealed) continue;
    for (const open of [true, false]) yield* exportKind(workplace, actor, kind, open);
  }
}

async function* exportKind(
  workplace: Workplace,
  actor: Actor,
  kind: EntryKind,
  open: boolean,
): AsyncIterable<object> {
  let cursor: string | null = null;
  do {
    const page: Page<ListRow> = await listEntries(workplace, kind, actor, {
      filter: { open },
      page: { limit: PAGE, cursor },
    });
    for (const { id } of page.items) {
      const entry = await workplace.store.load(kind.kind, id);
      const now = workplace.clock.now();
      if (entry === null) continue;
      if (mayRead(actor, { kind, state: entry.state, listing: kind.listing(entry.state), now }))
        yield* exportEntry(workplace, actor, kind, entry);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function* exportEntry(
  { store }: Workplace,
  actor: Actor,
  kind: EntryKind,
  entry: StoredEntry,
): AsyncIterable<object> {
  const { id, version, run, hash } = entry;
  const stage = kind.track?.stage(entry.state) ?? null;
  const seen = projectionOf(kind, entry.state, actor);
  yield {
    type: 'entry',
    kind: kind.kind,
    id,
    version,
    run,
    stage,
    hash,
    state: seen.state,
    tasks: kind.tasks(entry.state),
  };
  // Events after the version just written belong to the next export: a line never contradicts the one before.
  for (let after = 0; after < version; ) {
    const events = await store.history(id, { after, limit: Math.min(EVENTS, version - after) });
    if (events.length === 0) return;
    for (const event of events.map(seen.event))
      yield { ...event, type: 'event', eventType: event.type, entry: id };
    after += events.length;
  }
}
