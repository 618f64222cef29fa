import type { ChainedEvent, RecordedEvent } from './event.ts';

/** Hex SHA-256 of a UTF-8 string; handed in, the kernel knows no crypto library. */
export type Sha256 = (text: string) => string;

/** `prevHash` of the first event of a chain. */
export const GENESIS = '0'.repeat(64);

/** JSON with sorted keys and without undefined: the same value always gives the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Chain an event to the one before it. `salt()` gives a fresh random hex string for each field of the data. */
export function chainEvent(
  event: RecordedEvent,
  prevHash: string,
  crypto: { sha256: Sha256; salt: () => string },
): ChainedEvent {
  const salts: Record<string, string> = {};
  const digests: Record<string, string> = {};
  for (const [field, value] of Object.entries(event.data)) {
    if (value === undefined) continue;
    const salt = crypto.salt();
    salts[field] = salt;
    digests[field] = crypto.sha256(salt + canonical(value));
  }
  const unhashed = { ...event, salts, digests, prevHash };
  return { ...unhashed, hash: hashOf(unhashed, crypto.sha256) };
}

const hashOf = (event: Omit<ChainedEvent, 'hash'>, sha256: Sha256): string =>
  sha256(
    canonical({
      seq: event.seq,
      type: event.type,
      at: event.at,
      actor: event.actor,
      onBehalfOf: event.onBehalfOf,
      digests: event.digests,
      prevHash: event.prevHash,
    }),
  );

export interface ChainFault {
  readonly seq: number;
  readonly fault: 'gap' | 'link' | 'hash' | 'digest';
}

/** The first fault of a chain, or null. Erased fields (no salt) are not faults: their digest still stands. */
export function findChainFault(events: readonly ChainedEvent[], sha256: Sha256): ChainFault | null {
  let prevHash = GENESIS;
  let seq = 0;
  for (const event of events) {
    seq += 1;
    if (event.seq !== seq) return { seq, fault: 'gap' };
    if (event.prevHash !== prevHash) return { seq, fault: 'link' };
    if (hashOf(event, sha256) !== event.hash) return { seq, fault: 'hash' };
    for (const [field, salt] of Object.entries(event.salts)) {
      if (sha256(salt + canonical(event.data[field])) !== event.digests[field])
        return { seq, fault: 'digest' };
    }
    const unknown = Object.keys(event.data).find((field) => !(field in event.salts));
    if (unknown !== undefined) return { seq, fault: 'digest' };
    prevHash = event.hash;
  }
  return null;
}

/** The event without the readable values: digests and hash stay, so the chain still verifies (P10). */
export const eraseEvent = (event: ChainedEvent): ChainedEvent => ({ ...event, data: {}, salts: {} });
