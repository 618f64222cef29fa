import { createHmac, timingSafeEqual } from 'node:crypto';
import { EntryId } from '../shared/kernel/ids.ts';
import type { Clock } from '../shared/ports.ts';

// A session lasts a working day (reliability notes, S-2).
const LIFE_SECONDS = 12 * 60 * 60;

/**
 * Signed session tokens: `<person>.<expiry>.<signature>`. The token says only who; what the person may do is read
 * from the register on every request. `secret` has at least 32 characters.
 */
export function signedSessions(secret: string, clock: Clock) {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(`session\0${text}`).digest();
  const seconds = (): number => Math.floor(Date.parse(clock.now()) / 1000);
  return {
    issue(person: EntryId): string {
      const text = `${person}.${seconds() + LIFE_SECONDS}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    verify(token: string): EntryId | null {
      const [person = '', expiry = '', signature = '', ...more] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(`${person}.${expiry}`);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        return null;
      return Number(expiry) > seconds() ? (EntryId.safeParse(person).data ?? null) : null;
    },
  };
}
