import { createHmac, timingSafeEqual } from 'node:crypto';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { Clock } from '../../shared/ports.ts';
import type { DemoPerson } from '../http/http-deps.ts';
import type { IdentityProvider } from './identity.ts';

// A token for programs lasts a working day.
const LIFE_SECONDS = 12 * 60 * 60;

interface ByChoice {
  /** At least 32 characters. */
  readonly secret: string;
  readonly clock: Clock;
  people(): Promise<readonly DemoPerson[]>;
}

/** Pick a person; programs get a signed token `<person>.<admissions>.<expiry>.<signature>`, which says only who. */
export function identityByChoice({ secret, clock, people }: ByChoice): IdentityProvider {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(`bearer\0${text}`).digest();
  const seconds = (): number => Math.floor(Date.parse(clock.now()) / 1000);
  return {
    signIn: {
      by: 'choice',
      people,
      issue({ id, admissions = 0 }) {
        const text = `${id}.${admissions}.${seconds() + LIFE_SECONDS}`;
        return `${text}.${sign(text).toString('base64url')}`;
      },
    },
    async bearer(token) {
      const [person = '', admissions = '', expiry = '', signature = '', ...more] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(`${person}.${admissions}.${expiry}`);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        return null;
      // Characters that decoding drops would make several texts one token.
      if (given.toString('base64url') !== signature) return null;
      if (Number(expiry) <= seconds()) return null;
      const id = EntryId.safeParse(person);
      return id.success ? { person: id.data, admissions: Number(admissions) } : null;
    },
  };
}
