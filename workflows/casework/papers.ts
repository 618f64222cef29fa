import type { Actor } from '../../shared/kernel/actor.ts';
import { canonical } from '../../shared/kernel/audit-chain.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { type EntryKind, type Paper, paperKey } from '../track.ts';
import { visibleEntry } from './read-entry.ts';
import type { Workplace } from './workplace.ts';

/** A paper with the digest of what it says. */
export interface SealedPaper extends Paper {
  /** The canonical form: its SHA-256 is the one printed. */
  readonly canonical: string;
  readonly sha256: string;
}

/** What a paper shows to somebody who only holds it. */
export interface CheckedPaper extends Pick<Paper, 'number' | 'title' | 'at' | 'lines'> {
  readonly sha256: string;
}

/** The papers of an entry this reader may see, the newest last; throws NotFound. */
export async function readPapers(
  workplace: Workplace,
  kind: EntryKind,
  id: EntryId,
  actor: Actor,
): Promise<readonly SealedPaper[]> {
  const { state } = await visibleEntry(workplace, kind, id, actor);
  return kind.papers(state, id).map((paper) => sealed(workplace, paper));
}

function sealed({ crypto }: Workplace, paper: Paper): SealedPaper {
  const text = canonical(paper.content);
  return { ...paper, canonical: text, sha256: crypto.sha256(text) };
}

// 64 bits: nobody finds one by trying.
export const SHORT_DIGEST = 16;

/**
 * Does a paper of this number bear this digest (its first 16 characters at least)? Asked by anybody, without an account;
 * an unknown number, a wrong digest and a paper that does not exist are the same null.
 */
export async function checkPaper(
  workplace: Workplace,
  number: string,
  digest: string,
): Promise<CheckedPaper | null> {
  if (!/^[0-9a-f]{16,64}$/.test(digest)) return null;
  for (const id of await issuersOf(workplace, number)) {
    const kind = workplace.registry.of(id);
    const entry = kind === undefined ? null : await workplace.store.load(kind.kind, id);
    if (kind === undefined || entry === null || kind.sealed) continue;
    const paper = kind.papers(entry.state, id).find((one) => one.number === number);
    if (paper === undefined) continue;
    const { at, lines, title } = paper;
    const { sha256 } = sealed(workplace, paper);
    return sha256.startsWith(digest) ? { number, title, at, lines, sha256 } : null;
  }
  return null;
}

/** Who may have issued it: the entry the number leads to, or the one whose id it begins with (`OB-…-P`). */
async function issuersOf({ store }: Workplace, number: string): Promise<EntryId[]> {
  const owner = await store.ownerOf(paperKey(number));
  const named = [number, number.replace(/-[A-Z]$/, '')].flatMap((text) => EntryId.safeParse(text).data ?? []);
  return [...new Set([...(owner === null ? [] : [owner]), ...named])];
}
