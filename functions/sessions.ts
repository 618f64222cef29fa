import type { SessionStore, StoredSession } from '../shared/access.ts';
import type { PersonActor } from '../shared/kernel/actor.ts';
import type { EntryId } from '../shared/kernel/ids.ts';
import type { Instant } from '../shared/kernel/time.ts';
import type { Clock, Crypto } from '../shared/ports.ts';

/** How long a browser stays signed in (reliability notes, S-2). */
export const SESSION_LIFE = { idleMs: 30 * 60 * 1000, wholeMs: 12 * 60 * 60 * 1000 } as const;

// The instant it was last used is noted once a minute: one small write for a minute of reading.
const NOTED_MS = 60 * 1000;
/** More than anybody needs; a further sign-in ends the one used longest ago. */
const AT_MOST = 20;

interface SessionDeps {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly crypto: Crypto;
}

/** Opaque sessions behind a cookie. What the cookie says means nothing outside the store, and is not kept there. */
export interface Sessions {
  /** The value of the cookie. */
  open(person: Pick<PersonActor, 'id' | 'admissions'>, device: string): Promise<string>;
  /** Null when unknown, ended, idle for too long or over. */
  find(id: string): Promise<StoredSession | null>;
  /** False when it was ended meanwhile. */
  actFor(session: StoredSession, absent: EntryId | null): Promise<boolean>;
  end(session: Pick<StoredSession, 'key' | 'person'>): Promise<void>;
  /** All of a person, but for one. */
  endOthers(person: EntryId, except: string | null): Promise<void>;
  of(person: EntryId): Promise<readonly StoredSession[]>;
}

export function sessionsIn({ store, clock, crypto }: SessionDeps): Sessions {
  const plus = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();
  const digest = (id: string): string => crypto.sha256(`session\0${id}`);
  const isOver = (session: StoredSession, now: Instant): boolean =>
    session.expiresAt <= now || plus(session.lastSeenAt, SESSION_LIFE.idleMs) <= now;
  const alive = async (person: EntryId): Promise<StoredSession[]> => {
    const now = clock.now();
    const all = await store.of(person);
    return all
      .filter((session) => !isOver(session, now))
      .sort((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
  };

  return {
    async open({ id: person, admissions = 0 }, device) {
      const outlived = (await alive(person)).slice(AT_MOST - 1);
      await Promise.all(outlived.map((session) => store.remove(session)));
      const id = Buffer.from(crypto.random(32)).toString('base64url');
      const now = clock.now();
      const expiresAt = plus(now, SESSION_LIFE.wholeMs);
      const times = { createdAt: now, lastSeenAt: now, expiresAt };
      await store.add({ key: digest(id), person, admissions, ...times, device, actingFor: null });
      return id;
    },

    async find(id) {
      if (!/^[\w-]{43}$/.test(id)) return null;
      const session = await store.find(digest(id));
      if (session === null) return null;
      const now = clock.now();
      if (isOver(session, now)) {
        await store.remove(session);
        return null;
      }
      const isBack = session.lastSeenAt > now;
      if (!isBack && Date.parse(now) - Date.parse(session.lastSeenAt) < NOTED_MS) return session;
      // A clock that was set back must not make a session immortal, nor end everybody's.
      const latest = plus(now, SESSION_LIFE.wholeMs);
      const expiresAt = session.expiresAt > latest ? latest : session.expiresAt;
      const seen = { lastSeenAt: now, expiresAt };
      return (await store.change(session.key, seen)) ? { ...session, ...seen } : null;
    },

    actFor: (session, actingFor) => store.change(session.key, { actingFor }),
    end: (session) => store.remove(session),
    async endOthers(person, except) {
      const all = await store.of(person);
      await Promise.all(all.filter(({ key }) => key !== except).map((session) => store.remove(session)));
    },
    of: alive,
  };
}
