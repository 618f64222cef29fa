import { z } from 'zod';

/** Identifier of a case or register entry: two letters of its kind, a hyphen, then capitals, digits and hyphens. */
export const EntryId = z
  .string()
  .max(40)
  .regex(/^[A-Z]{2}-[A-Z0-9][A-Z0-9-]*$/)
  .brand('EntryId');
export type EntryId = z.infer<typeof EntryId>;

/** Identifier of a part of an entry (a concern, an action …), unique within that entry. */
export const PartId = z
  .string()
  .max(24)
  .regex(/^[A-Za-z0-9-]+$/);
export type PartId = z.infer<typeof PartId>;

/** Reference to another entry of the given kind; forms offer a choice instead of a text field. */
export const entryRef = (kind: string) => EntryId.meta({ ref: kind });

/** Reference to a part of the entry the command is given to, e.g. one of its `concerns`. */
export const partRef = (collection: string) => PartId.meta({ part: collection });

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A new identifier that sorts by time: prefix, 9 characters of milliseconds, 7 of randomness (35 bits).
 * `random` are at least 7 bytes from a secure source, handed in because rules know no randomness.
 */
export function newEntryId(prefix: string, nowMs: number, random: Uint8Array): EntryId {
  let time = '';
  for (let rest = nowMs, i = 0; i < 9; i++, rest = Math.floor(rest / 32))
    time = ALPHABET.charAt(rest % 32) + time;
  let tail = '';
  for (let i = 0; i < 7; i++) tail += ALPHABET.charAt((random[i] ?? 0) % 32);
  return EntryId.parse(`${prefix}-${time}${tail}`);
}
