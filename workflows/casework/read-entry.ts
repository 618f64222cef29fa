import type { Actor } from '../../shared/kernel/actor.ts';
import type { Text } from '../../shared/kernel/decision.ts';
import type { Link, Listing, Task } from '../../shared/kernel/entry.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type CalendarDate, type Instant } from '../../shared/kernel/time.ts';
import type { StoredEntry } from '../../shared/ports.ts';
import { isForNamed } from '../grants.ts';
import { projectionOf } from '../projection.ts';
import type { EntryKind } from '../track.ts';
import { askedOf, type Denial, mayRead, whyNot } from './authorise.ts';
import { contentTag } from './etag.ts';
import { recordRead } from './record-access.ts';
import type { Workplace } from './workplace.ts';

/** A command this reader may give now. `approves`: send the ETag of what was seen as If-Match. */
interface OfferedCommand {
  readonly name: string;
  readonly approves: boolean;
}

/** A command of this stage that is not for this reader, and why; it says nothing of the entry. */
interface WithheldCommand extends Denial {
  readonly name: string;
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
  readonly withheld: readonly WithheldCommand[];
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
  await recordRead(workplace, actor, { kind, entry }, 'entry');
  const listing = kind.listing(entry.state);
  const tasks = kind.tasks(entry.state);
  const seen = projectionOf(kind, entry.state, actor);
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
    state: seen.state,
    tasks,
    ...possible(kind, entry, listing, { actor, now: workplace.clock.now() }),
    waitsFor: kind.track?.waitsFor(entry.state) ?? null,
    notices: kind.track === null || !listing.open ? [] : await noticesOf(workplace, listing),
    dueOn: tasks.reduce<CalendarDate | null>(
      (first, { dueOn }) => (first === null || dueOn < first ? dueOn : first),
      null,
    ),
    links: seen.links(listing.links),
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
  const now = clock.now();
  if (
    entry === null ||
    !mayRead(actor, { kind, state: entry.state, listing: kind.listing(entry.state), now })
  )
    throw new AppError('NotFound', 'not-found');
  return entry;
}

interface Possible {
  readonly commands: readonly OfferedCommand[];
  readonly withheld: readonly WithheldCommand[];
}

/** Commands of this stage: what the reader's roles allow or a task asks of him, and what is for others. */
function possible(
  kind: EntryKind,
  entry: StoredEntry,
  listing: Listing,
  { actor, now }: { actor: Actor; now: Instant },
): Possible {
  const stage = kind.track?.stage(entry.state);
  const request = { kind, state: entry.state, listing, now };
  const asked = askedOf(kind, entry.state, actor);
  const commands: OfferedCommand[] = [];
  const withheld: WithheldCommand[] = [];
  for (const [name, spec] of Object.entries(kind.commands)) {
    const isHere = spec.stages === undefined || (stage !== undefined && spec.stages.includes(stage));
    const isOffered = isHere && (spec.offered?.(entry.state) ?? true);
    if (name === kind.opens || spec.who.length === 0 || !isOffered) continue;
    const isAsked = isForNamed(spec.who) && asked.has(name);
    const denial = isAsked ? null : whyNot(actor, spec, { type: name }, request);
    if (denial === null) commands.push({ name, approves: spec.approves ?? false });
    else withheld.push({ name, ...denial });
  }
  return { commands, withheld };
}

function drivenBy({ position, driver }: StoredEntry): EntryView['driven'] {
  if (position === null) return null;
  return driver === null ? 'message' : 'token';
}
