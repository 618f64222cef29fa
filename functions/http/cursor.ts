import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { PersonActor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { DAY_MS } from '../../shared/kernel/time.ts';
import type { Clock } from '../../shared/ports.ts';

const MAX_LENGTH = 4096;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LIFE_MS = DAY_MS;

/** Opaque cursors: what the store gave, sealed for one person, one list and one day (T-5). */
export interface Cursors {
  seal(position: string | null, owner: CursorOwner): string | null;
  /** Throws InvalidInput `bad-cursor` for anything this person was not given for this list. */
  open(cursor: string | undefined, owner: CursorOwner): string | null;
}

interface CursorOwner {
  readonly actor: PersonActor;
  /** Path and filters: a cursor of one list means nothing in another. */
  readonly list: string;
}

export function createCursors(secret: string, clock: Clock): Cursors {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'aman cursor', 32));
  const owned = ({ actor, list }: CursorOwner): Buffer =>
    Buffer.from(JSON.stringify([actor.id, actor.onBehalfOf ?? null, list]));
  return {
    seal(position, owner) {
      if (position === null) return null;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(owned(owner));
      const body = Buffer.concat([cipher.update(JSON.stringify([clock.now(), position])), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(cursor, owner) {
      if (cursor === undefined) return null;
      const bytes = Buffer.from(cursor.length > MAX_LENGTH ? '' : cursor, 'base64url');
      // Re-encoding catches characters that base64url decoding quietly drops.
      const isExact = bytes.toString('base64url') === cursor && bytes.length > NONCE_BYTES + TAG_BYTES;
      if (!isExact) throw badCursor();
      const [at, position] = opened(bytes, key, owned(owner));
      if (Math.abs(Date.parse(clock.now()) - Date.parse(at)) > LIFE_MS) throw badCursor();
      return position;
    },
  };
}

function opened(bytes: Buffer, key: Buffer, owner: Buffer): [at: string, position: string] {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(owner)
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return JSON.parse(Buffer.concat([body, decipher.final()]).toString());
  } catch {
    throw badCursor();
  }
}

const badCursor = (): AppError =>
  new AppError('InvalidInput', 'bad-cursor', { errors: [{ pointer: '/cursor', code: 'bad-cursor' }] });
