import { z } from 'zod';
import { type EntryId, entryRef } from '../../shared/kernel/ids.ts';
import { line, Reason } from './common.ts';

/** A file is named by the SHA-256 of its content (tracks 0.11). */
export const FileHash = z
  .string()
  .length(64)
  .regex(/^[0-9a-f]+$/)
  .meta({ attachment: true });
export const Files = z.array(FileHash).max(10);

/**
 * One side of a movement, signed on the spot: drawn on the screen, or typed with the reason why it was not drawn.
 * Nobody needs an account to sign; somebody who collects for another says for whom and shows the letter (P-02, P-03).
 */
export const Signature = z.strictObject({
  name: line(120),
  rank: line(80).optional(),
  person: entryRef('person').optional(),
  onBehalfOf: line(120).optional(),
  authorityLetter: FileHash.optional(),
  mark: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('drawn'), image: FileHash }),
    z.strictObject({ by: z.literal('typed'), reason: Reason }),
  ]),
});
export type Signature = z.infer<typeof Signature>;

/** Spaces, vowel signs and the two keyboards' forms of a letter do not make another person (DF-57). */
const asCompared = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u064b-\u0652\u0670ـ\u200c-\u200f]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىی]/g, 'ي')
    .replace(/ک/g, 'ك')
    .replace(/[ةە]/g, 'ه')
    .replace(/\s+/g, ' ');

/** Do both signatures come from one person, as far as anybody can tell? Nobody signs for both sides. */
export const isSamePerson = (a: Signature, b: Signature): boolean =>
  (a.person !== undefined && a.person === b.person) || asCompared(a.name) === asCompared(b.name);

export const personsOfSignatures = (signatures: readonly Signature[]): EntryId[] =>
  signatures.flatMap(({ person }) => (person === undefined ? [] : [person]));
