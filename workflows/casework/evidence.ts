import { refusalError } from '../../shared/kernel/errors.ts';
import type { GivenCommand } from '../track.ts';
import type { Workplace } from './workplace.ts';

/** A decision may only rely on files that are really there (tracks 0.11); a file is never changed or taken away. */
export async function requireEvidence(
  { attachments }: Workplace,
  { type: _, ...input }: GivenCommand,
): Promise<void> {
  const files = filesIn(input);
  const there = await Promise.all(files.map(({ sha256 }) => attachments.has(sha256)));
  const missing = files[there.indexOf(false)];
  if (missing !== undefined)
    throw refusalError({ code: 'unknown-evidence', because: 'rule', pointer: missing.pointer });
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Files named anywhere in the input of a command: drawings, signatures and letters prove as much as `evidence`. */
function filesIn(value: unknown, pointer = ''): { sha256: string; pointer: string }[] {
  if (typeof value === 'string') return SHA256.test(value) ? [{ sha256: value, pointer }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => filesIn(inner, `${pointer}/${name}`));
}
