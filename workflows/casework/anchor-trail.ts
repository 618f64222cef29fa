import {
  type AnchoredChain,
  type AnchoredHead,
  anchoredHeads,
  draftAnchor,
} from '../../shared/kernel/anchor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { AnchorSeries, Anchors, ListRow, Page } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import type { Workplace } from './workplace.ts';

const PAGE = 100;
const EVENTS = 500;
// An anchor of 20,000 hashes is a line of 1.3 MB; what is more goes into the next one of the same run.
const HASHES = 20_000;

/** A chain that is shorter than, or other than, what was anchored: an old backup, or somebody's hand. */
interface TrailFault {
  readonly entry: EntryId;
  readonly seq: number;
  readonly fault: 'missing' | 'shorter' | 'other';
}

export interface AnchoredTrail {
  readonly anchors: number;
  readonly events: number;
  readonly faults: number;
}

/**
 * Adds to the anchors what the chains have grown by since the last one, sealed kinds in a series of their own: whoever
 * may read the anchors of the others learns nothing of them, not even how many there are (I14). Chains that disagree with
 * what was anchored are logged as errors and not anchored anew: the first anchor stays the evidence.
 */
export async function anchorTrail(workplace: Workplace, anchors: Anchors): Promise<AnchoredTrail> {
  const sum = { anchors: 0, events: 0, faults: 0 };
  for (const series of ['open', 'sealed'] as const) {
    const added = await anchorSeries(workplace, anchors, series);
    sum.anchors += added.anchors;
    sum.events += added.events;
    sum.faults += added.faults;
  }
  return sum;
}

async function anchorSeries(
  workplace: Workplace,
  anchors: Anchors,
  series: AnchorSeries,
): Promise<AnchoredTrail> {
  const earlier = await anchors.read(series);
  const heads = anchoredHeads(earlier);
  const { chains, faults } = await grownChains(workplace, series, heads);
  for (const { fault, ...where } of faults) workplace.log.error('trail.fault', { ...where, fault, series });
  let last = earlier.at(-1);
  let added = 0;
  for (const batch of batches(chains)) {
    last = await anchors.add(series, draftAnchor(last, workplace.clock.now(), batch));
    added += 1;
    workplace.log.info('trail.anchored', { series, number: last.number, digest: last.digest });
  }
  return { anchors: added, events: countOf(chains), faults: faults.length };
}

interface Growth {
  readonly chains: AnchoredChain[];
  readonly faults: TrailFault[];
}

async function grownChains(
  workplace: Workplace,
  series: AnchorSeries,
  heads: ReadonlyMap<EntryId, AnchoredHead>,
): Promise<Growth> {
  const growth: Growth = { chains: [], faults: [] };
  const gone = new Map(heads);
  for (const kind of workplace.registry.kinds.filter(({ sealed }) => sealed === (series === 'sealed')))
    for await (const { id, version } of rowsOf(workplace, kind)) {
      gone.delete(id);
      const head = heads.get(id);
      if (head !== undefined && head.seq === version) continue;
      await addGrowth(workplace, kind, { id, head }, growth);
    }
  for (const [entry, { seq }] of gone) growth.faults.push({ entry, seq, fault: 'missing' });
  return growth;
}

/** The index may lag behind: how far the chain reaches is asked of the entry itself. */
async function addGrowth(
  workplace: Workplace,
  kind: EntryKind,
  { id, head }: { id: EntryId; head: AnchoredHead | undefined },
  { chains, faults }: Growth,
): Promise<void> {
  const seq = head?.seq ?? 0;
  const entry = await workplace.store.loadDrive(kind.kind, id);
  if (entry === null || entry.version < seq) {
    faults.push({ entry: id, seq, fault: entry === null ? 'missing' : 'shorter' });
    return;
  }
  if (entry.version === seq) return;
  if (kind.sealed) {
    // Its events cannot be read here, and need not be: the last hash covers them all.
    chains.push({ entry: id, after: entry.version - 1, hashes: [entry.hash] });
    return;
  }
  const hashes = await hashesOf(workplace, id, Math.max(seq - 1, 0), entry.version);
  if (head !== undefined && hashes.shift() !== head.hash) faults.push({ entry: id, seq, fault: 'other' });
  else if (hashes.length > 0) chains.push({ entry: id, after: seq, hashes });
}

async function hashesOf({ store }: Workplace, id: EntryId, from: number, to: number): Promise<string[]> {
  const hashes: string[] = [];
  for (let after = from; after < to; ) {
    const events = await store.history(id, { after, limit: Math.min(EVENTS, to - after) });
    if (events.length === 0) break;
    hashes.push(...events.map(({ hash }) => hash));
    after += events.length;
  }
  return hashes;
}

const AUTHORITIES = ['federal', 'krg', 'joint', 'none'] as const;
const EVERYTHING = AUTHORITIES.map((authority) => ({ authority }));

/** Sealed entries too, which stand in nobody's list. */
async function* rowsOf(
  { store }: Workplace,
  { kind }: EntryKind,
): AsyncIterable<{ id: EntryId; version: number }> {
  for (const open of [true, false]) {
    let cursor: string | null = null;
    do {
      const page: Page<ListRow> = await store.list(kind, EVERYTHING, open, { limit: PAGE, cursor });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}

const countOf = (chains: readonly AnchoredChain[]): number =>
  chains.reduce((sum, { hashes }) => sum + hashes.length, 0);

/** Chains in groups of at most `HASHES` hashes; a longer chain is continued in the next group. */
export function batches(chains: readonly AnchoredChain[], limit = HASHES): AnchoredChain[][] {
  const groups: AnchoredChain[][] = [];
  let room = 0;
  for (const { entry, after, hashes } of chains)
    for (let from = 0; from < hashes.length; ) {
      if (room === 0) {
        groups.push([]);
        room = limit;
      }
      const some = hashes.slice(from, from + room);
      groups.at(-1)?.push({ entry, after: after + from, hashes: some });
      from += some.length;
      room -= some.length;
    }
  return groups;
}
