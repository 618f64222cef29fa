import { createHash } from 'node:crypto';
import { AppError } from '../../shared/kernel/errors.ts';
import type { CommandSpec } from '../../workflows/track.ts';
import type { Ctx } from './http-deps.ts';

const KEY = /^[\x21-\x7e]{1,100}$/;

/** The Idempotency-Key of a changing call; required (P13). */
export function idempotencyKey(c: Ctx): string {
  const key = c.req.header('idempotency-key');
  if (key === undefined) throw new AppError('PreconditionRequired', 'idempotency-key-required');
  return checkedKey(key);
}

export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new AppError('InvalidInput', 'bad-idempotency-key');
  return key;
}

/** The ETag of what was seen; required where the command approves it (P9). */
export function ifMatch(c: Ctx, spec: CommandSpec): string | null {
  const given = c.req.header('if-match');
  if (given === undefined && spec.approves === true)
    throw new AppError('PreconditionRequired', 'if-match-required');
  return given === undefined ? null : contentTag(given);
}

/**
 * ETag of one answer: the digest an approval covers, then what tells this answer from an earlier one. Signatures
 * and progress change only the second part, so If-Match still holds after them while If-None-Match does not.
 */
export function entityTag(contentEtag: string, body: string): string {
  const suffix = createHash('sha256').update(body).digest('base64url').slice(0, 12);
  return `${contentEtag.slice(0, -1)}~${suffix}"`;
}

/** The part of an entity tag that an approval covers, quoted. */
const contentTag = (tag: string): string =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/~[\w-]{12}"$/, '"');

export function isNotModified(c: Ctx, tag: string): boolean {
  const given = c.req.header('if-none-match');
  if (given === undefined) return false;
  return given.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === tag);
}
