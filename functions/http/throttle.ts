import type { FailureStore, Failures } from '../../shared/access.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { Clock, Crypto } from '../../shared/ports.ts';
import type { Ctx } from './http-deps.ts';

/**
 * Failed sign-ins in a row (reliability notes, S-3): after `free` of them nobody is let in for 30 s, twice as long after
 * each further one, a quarter of an hour at most. Never for good: that would be a weapon against whoever is named.
 */
const LADDER = { firstMs: 30_000, mostMs: 15 * 60 * 1000 } as const;
/** A whole office may share one address. */
const FREE = { person: 10, address: 50 } as const;
type Subject = keyof typeof FREE;

interface ThrottleDeps {
  readonly store: FailureStore;
  readonly clock: Clock;
  readonly crypto: Crypto;
}

export interface SignInThrottle {
  /** Gives what `attempt` gives; throws TooManyRequests instead, or counts its failure. Alike for everybody named. */
  guard<T>(named: { person: string; address: string }, attempt: () => Promise<T>): Promise<T>;
}

export function signInThrottle({ store, clock, crypto }: ThrottleDeps): SignInThrottle {
  const keyOf = (subject: Subject, name: string): string => crypto.sha256(`${subject}\0${name}`);

  function refuseUntilRested(subject: Subject, failures: Failures | null): void {
    if (failures === null || failures.count < FREE[subject]) return;
    const wait = Math.min(LADDER.firstMs * 2 ** (failures.count - FREE[subject]), LADDER.mostMs);
    const now = Date.parse(clock.now());
    const last = Math.min(Date.parse(failures.lastAt), now);
    if (last + wait > now)
      throw new AppError('TooManyRequests', 'too-many-attempts', {
        params: { seconds: Math.ceil((last + wait - now) / 1000) },
      });
  }

  return {
    async guard({ person, address }, attempt) {
      const own = keyOf('person', person);
      const from = keyOf('address', address);
      refuseUntilRested('person', await store.read(own));
      refuseUntilRested('address', await store.read(from));
      const result = await attempt().catch(async (error: unknown) => {
        if (isFailure(error)) await count(own, from);
        throw error;
      });
      // An address is not cleared: whoever knows one name could try others without end.
      if ((await store.read(own))?.count) await store.clear(own);
      return result;
    },
  };

  /** Many at once are counted one by one: who comes after the last free one is told to wait. */
  async function count(own: string, from: string): Promise<void> {
    const now = clock.now();
    const since = new Date(Date.parse(now) - 2 * LADDER.mostMs).toISOString();
    const [ofPerson, ofAddress] = await Promise.all([
      store.add(own, { now, since }),
      store.add(from, { now, since }),
    ]);
    if (ofPerson.count > FREE.person) refuseUntilRested('person', ofPerson);
    if (ofAddress.count > FREE.address) refuseUntilRested('address', ofAddress);
  }
}

const isFailure = (error: unknown): boolean =>
  error instanceof AppError && (error.name === 'NotFound' || error.name === 'Unauthenticated');

/** How many changing requests one session may send in a minute; counted in this process. */
export interface Allowance {
  /** Throws TooManyRequests. */
  take(subject: string): void;
}

const MINUTE_MS = 60_000;
// Forgotten all at once when there are more subjects than people.
const REMEMBERED = 10_000;

export function allowance(perMinute: number, clock: Clock): Allowance {
  const taken = new Map<string, { since: number; count: number }>();
  return {
    take(subject) {
      const now = Date.parse(clock.now());
      const known = taken.get(subject);
      const isOver = known === undefined || now - known.since >= MINUTE_MS || now < known.since;
      if (taken.size > REMEMBERED) taken.clear();
      const current = isOver ? { since: now, count: 0 } : known;
      current.count += 1;
      taken.set(subject, current);
      if (current.count > perMinute)
        throw new AppError('TooManyRequests', 'too-many-requests', {
          params: { seconds: Math.ceil((current.since + MINUTE_MS - now) / 1000) },
        });
    },
  };
}

/** Where a request comes from, as the server itself sees it: headers say what their sender likes. */
export function addressOf(c: Ctx): string {
  const { incoming, requestContext } = (c.env ?? {}) as {
    incoming?: { socket?: { remoteAddress?: string } };
    requestContext?: { http?: { sourceIp?: string } };
  };
  return requestContext?.http?.sourceIp ?? incoming?.socket?.remoteAddress ?? 'unknown';
}
