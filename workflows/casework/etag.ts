import { canonical } from '../../shared/kernel/audit-chain.ts';
import type { Crypto, StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';

/**
 * The strong ETag of an entry: the digest of exactly the content an approval covers (P9). Signatures, escalations
 * and progress do not change it. Register entries have no approvals; theirs is the version.
 */
export function contentTag(crypto: Crypto, kind: EntryKind, entry: StoredEntry): string {
  if (kind.track === null) return `"v${entry.version}"`;
  return `"${crypto.sha256(canonical(kind.track.content(entry.state))).slice(0, 32)}"`;
}
