import type { Actor } from '../../shared/kernel/actor.ts';
import type { Text } from '../../shared/kernel/decision.ts';
import type { Link, Listing, Task } from '../../shared/kernel/entry.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type CalendarDate } from '../../shared/kernel/time.ts';
import type { StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { mayGive, mayRead } from './authorise.ts';
import { contentTag } from './etag.ts';
import type { Workplace } from './workplace.ts';

/** A command this reader may give now. `approves`: send the ETag of what was seen as If-Match. */
interface OfferedCommand {
  readonly name: string;
  readonly approves: boolean;
}

/** An entry as one reader sees it. */
export interface EntryView {
  readonly id: EntryId;
  readonly kind: string;
  readonly collection: string;
  readonly title: string;
  readonly version: number;
  readonly revision: number;
  readonly stage: string | null;
  /** Quoted digest of the content an approval covers (P9). */
  readonly etag: string;
  readonly authority: Listing['authority'];
  readonly governorate: string;
  /** Projected to the reader. */
  readonly state: unknown;
  readonly tasks: readonly Task[];
  readonly commands: readonly OfferedCommand[];
  readonly waitsFor: Text | null;
  /** What stands in the way of support to a unit of this case, whatever its stage (tracks 0.10). */
  readonly notices: readonly Text[];
  readonly dueOn: CalendarDate | null;
  readonly links: readonly Link[];
  /** Where the state machine is: waiting here with its token kept, on its way, or not there (I4). */
  readonly driven: 'token' | 'message' | null;
}

/** The entry, or NotFound when it does not exist or is not this reader's to see. */
export async function readEntry(
  workplace: Workplace,
  kind: EntryKind,
  id: EntryId,
  actor: Actor,
): Promise<EntryView> {
  const entry = await visibleEntry(workplace, kind, id, actor);
  const listing = kind.listing(entry.state);
  const tasks = kind.tasks(entry.state);
  return {
    id,
    kind: kind.kind,
    collection: kind.collection,
    title: listing.title,
    version: entry.version,
    revision: entry.revision,
    stage: kind.track?.stage(entry.state) ?? null,
    etag: contentTag(workplace.crypto, kind, entry),
    authority: listing.authority,
    governorate: listing.governorate,
    state: kind.project(entry.state, actor),
    tasks,
    commands: offered(kind, entry, listing, { actor, today: baghdadDate(workplace.clock.now()) }),
    waitsFor: kind.track?.waitsFor(entry.state) ?? null,
    notices: kind.track === null || !listing.open ? [] : await noticesOf(workplace, listing),
    dueOn: tasks.reduce<CalendarDate | null>(
      (first, { dueOn }) => (first === null || dueOn < first ? dueOn : first),
      null,
    ),
    links: listing.links,
    driven: drivenBy(entry),
  };
}

interface Unit {
  readonly hold: unknown;
  readonly assessment: { readonly validUntil: CalendarDate } | null;
}

/** An assessment that ran out takes back nothing, but nothing more is released: everybody on the case should know. */
async function noticesOf({ store, clock }: Workplace, { links }: Listing): Promise<Text[]> {
  const ids = [...new Set(links.flatMap(({ rel, id }) => (rel === 'unit' ? [id] : [])))];
  const units = await Promise.all(ids.map((id) => store.load('unit', id)));
  const today = baghdadDate(clock.now());
  return units.flatMap((entry): Text[] => {
    const { hold = null, assessment = null } = (entry?.state ?? {}) as Partial<Unit>;
    const unit = entry?.id ?? '';
    if (hold !== null) return [{ key: 'notice.unit-on-hold', params: { unit } }];
    if (assessment === null || assessment.validUntil >= today) return [];
    return [{ key: 'notice.due-diligence-expired', params: { unit, on: assessment.validUntil } }];
  });
}

/** Missing and hidden are the same code path and the same answer. */
export async function visibleEntry(
  { store, clock }: Workplace,
  kind: EntryKind,
  id: EntryId,
  actor: Actor,
): Promise<StoredEntry> {
  const entry = await store.load(kind.kind, id);
  const today = baghdadDate(clock.now());
  if (
    entry === null ||
    !mayRead(actor, { kind, state: entry.state, listing: kind.listing(entry.state), today })
  )
    throw new AppError('NotFound', 'not-found');
  return entry;
}

/** Commands of this stage that the reader's roles allow; those of named persons when a task names him. */
function offered(
  kind: EntryKind,
  entry: StoredEntry,
  listing: Listing,
  { actor, today }: { actor: Actor; today: CalendarDate },
): OfferedCommand[] {
  const stage = kind.track?.stage(entry.state);
  const request = { kind, state: entry.state, listing, today };
  const asked = askedOf(kind, entry.state, actor);
  return Object.entries(kind.commands)
    .filter(([name, spec]) => name !== kind.opens && spec.who.length > 0)
    .filter(([, spec]) => spec.stages === undefined || (stage !== undefined && spec.stages.includes(stage)))
    .filter(
      ([name, spec]) =>
        mayGive(actor, spec, { type: name }, request) || (spec.who.includes('named') && asked.has(name)),
    )
    .map(([name, spec]) => ({ name, approves: spec.approves ?? false }));
}

/** Commands that tasks of this very person ask for: whom `named` means shows only with the whole command. */
function askedOf(kind: EntryKind, state: unknown, actor: Actor): ReadonlySet<string> {
  if (actor.kind !== 'person') return new Set();
  const mine = kind
    .tasks(state)
    .filter(({ addressees }) =>
      addressees.some((to) => to.kind === 'person' && (to.id === actor.id || to.id === actor.onBehalfOf)),
    );
  return new Set(mine.flatMap(({ commands }) => commands));
}

function drivenBy({ position, driver }: StoredEntry): EntryView['driven'] {
  if (position === null) return null;
  return driver === null ? 'message' : 'token';
}
