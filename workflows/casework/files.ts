import { type Actor, personOf } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { DAY_MS } from '../../shared/kernel/time.ts';
import type { EntryKind } from '../track.ts';
import { readEntry } from './read-entry.ts';
import { readHistory } from './read-history.ts';
import type { Workplace } from './workplace.ts';

/** A file as it is sent back. */
export interface SentFile {
  readonly content: Uint8Array;
  readonly mediaType: string;
}

interface KeptFile {
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
}

// Long enough to look at a photo again before it is sent off with a command; then only the entry gives it out.
const CLAIM_MS = DAY_MS;

/** Keep a cleaned file and remember for a day who brought it. */
export async function keepFile(
  { attachments, store, clock }: Workplace,
  actor: Actor,
  { content, mediaType }: SentFile,
): Promise<KeptFile> {
  const kept = await attachments.put(content, mediaType);
  const person = personOf(actor);
  const until = new Date(Date.parse(clock.now()) + CLAIM_MS).toISOString();
  if (person !== undefined) await store.claimFile({ person, sha256: kept.sha256, until });
  return kept;
}

/** A file for whoever brought it, for a day; for everybody else it is not there. */
export async function readOwnFile(workplace: Workplace, actor: Actor, sha256: string): Promise<SentFile> {
  const { store, clock } = workplace;
  const person = personOf(actor);
  const claim = isDigest(sha256) && person !== undefined ? await store.fileClaim(person, sha256) : null;
  return fileOr404(workplace, sha256, claim !== null && clock.now() < claim);
}

/** A file an entry refers to, for whoever may read that entry and sees the reference in it; else it is not there. */
export async function readFileOf(
  workplace: Workplace,
  entry: { readonly kind: EntryKind; readonly id: EntryId },
  actor: Actor,
  sha256: string,
): Promise<SentFile> {
  return fileOr404(workplace, sha256, isDigest(sha256) && (await refers(workplace, entry, actor, sha256)));
}

async function fileOr404({ attachments }: Workplace, sha256: string, isAllowed: boolean): Promise<SentFile> {
  const found = isAllowed ? await attachments.get(sha256) : null;
  if (found === null) throw new AppError('NotFound', 'not-found');
  return found;
}

const isDigest = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

const PAGE = 100;

/** In the entry as this reader sees it, or in an event he may read: most evidence is named only there. */
async function refers(
  workplace: Workplace,
  { kind, id }: { readonly kind: EntryKind; readonly id: EntryId },
  actor: Actor,
  sha256: string,
): Promise<boolean> {
  const { state } = await readEntry(workplace, kind, id, actor);
  if (names(state, sha256)) return true;
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof readHistory>> = await readHistory(workplace, { kind, id }, actor, {
      after,
      limit: PAGE,
    });
    if (page.items.some(({ data }) => names(data, sha256))) return true;
    after = page.nextAfter;
  }
  return false;
}

function names(value: unknown, sha256: string): boolean {
  if (typeof value !== 'object' || value === null) return value === sha256;
  return Object.values(value).some((inner) => names(inner, sha256));
}
