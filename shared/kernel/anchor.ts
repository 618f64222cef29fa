import { canonical, GENESIS, type Sha256 } from './audit-chain.ts';
import type { EntryId } from './ids.ts';
import type { Instant } from './time.ts';

/** The hashes a chain has grown by: those of the events `after + 1`, `after + 2` and so on. */
export interface AnchoredChain {
  readonly entry: EntryId;
  readonly after: number;
  readonly hashes: readonly string[];
}

/**
 * What the chains had become at an instant, kept outside the table (reliability notes 4.3). Anchors are numbered from 1
 * and each bears the digest of the one before it, so that none can be taken out of the middle.
 */
export interface AnchorDraft {
  readonly type: 'anchor';
  readonly number: number;
  readonly at: Instant;
  /** Digest of the anchor before this one; `GENESIS` for the first. */
  readonly previous: string;
  readonly chains: readonly AnchoredChain[];
}

/** `publicKey`: SPKI in DER, base64. `signature`: base64, over the UTF-8 text of `digest`. */
export interface Anchor extends AnchorDraft {
  readonly digest: string;
  readonly publicKey: string;
  readonly signature: string;
}

/** The next anchor of a series. */
export const draftAnchor = (
  last: Anchor | undefined,
  at: Instant,
  chains: readonly AnchoredChain[],
): AnchorDraft => ({
  type: 'anchor',
  number: (last?.number ?? 0) + 1,
  at,
  previous: last?.digest ?? GENESIS,
  chains,
});

/** Hex digest of everything an anchor says. */
export const anchorDigest = ({ type, number, at, previous, chains }: AnchorDraft, sha256: Sha256): string =>
  sha256(canonical({ type, number, at, previous, chains }));

/** Hex digits in groups of four, to be read out and copied by hand. */
export const shortCode = (hex: string): string => (hex.match(/.{4}/g) ?? []).join('-');

/** Short enough for a paper log: `3f9a-01c2-77de`. */
export const paperCode = ({ digest }: Pick<Anchor, 'digest'>): string => shortCode(digest.slice(0, 12));

/** Where a chain stood when it was last anchored. */
export interface AnchoredHead {
  readonly seq: number;
  readonly hash: string;
}

/** The last anchored event of every chain. */
export function anchoredHeads(anchors: readonly Anchor[]): Map<EntryId, AnchoredHead> {
  const heads = new Map<EntryId, AnchoredHead>();
  for (const { chains } of anchors)
    for (const { entry, after, hashes } of chains) {
      const hash = hashes.at(-1);
      if (hash !== undefined) heads.set(entry, { seq: after + hashes.length, hash });
    }
  return heads;
}
