import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PersonActor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';

const MAX_LENGTH = 4096;

/** Opaque cursors: what the store gave, authenticated for one person and one list. */
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

export function createCursors(secret: string): Cursors {
  const mac = (position: string, { actor, list }: CursorOwner): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([position, actor.id, list]))
      .digest();
  return {
    seal(position, owner) {
      if (position === null) return null;
      const body = Buffer.from(position).toString('base64url');
      return `${body}.${mac(position, owner).toString('base64url')}`;
    },
    open(cursor, owner) {
      if (cursor === undefined) return null;
      const [body, seal, ...rest] = cursor.length > MAX_LENGTH ? [] : cursor.split('.');
      if (body === undefined || seal === undefined || rest.length > 0) throw badCursor();
      const position = Buffer.from(body, 'base64url').toString();
      const given = Buffer.from(seal, 'base64url');
      const own = mac(position, owner);
      // Re-encoding catches characters that base64url decoding quietly drops.
      const exact =
        Buffer.from(position).toString('base64url') === body && given.toString('base64url') === seal;
      if (!exact || given.length !== own.length || !timingSafeEqual(given, own)) throw badCursor();
      return position;
    },
  };
}

const badCursor = (): AppError =>
  new AppError('InvalidInput', 'bad-cursor', { errors: [{ pointer: '/cursor', code: 'bad-cursor' }] });
