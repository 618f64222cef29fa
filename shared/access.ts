import type { EntryId } from './kernel/ids.ts';
import type { Instant } from './kernel/time.ts';

/** A browser somebody signed in with. The id itself is in the cookie only; kept is its SHA-256, `key`. */
export interface StoredSession {
  readonly key: string;
  readonly person: EntryId;
  /** How often the person had been let in then; let in again since, the session is worth nothing. */
  readonly admissions: number;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
  /** In words, e.g. `Chrome · Android`; '' when unknown. */
  readonly device: string;
  /** The absent person it acts for. */
  readonly actingFor: EntryId | null;
}

/** What is remembered between leaving for the sign-in pages and coming back. */
export interface SignInAttempt {
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
  /** Where the person wanted to go. */
  readonly next: string;
  readonly expiresAt: Instant;
}

export interface SessionStore {
  add(session: StoredSession): Promise<void>;
  find(key: string): Promise<StoredSession | null>;
  /** False when it was ended meanwhile: a session never comes back to life. */
  change(
    key: string,
    changes: Partial<Pick<StoredSession, 'lastSeenAt' | 'expiresAt' | 'actingFor'>>,
  ): Promise<boolean>;
  remove(session: Pick<StoredSession, 'key' | 'person'>): Promise<void>;
  /** Everything a person is signed in with, consistently. */
  of(person: EntryId): Promise<readonly StoredSession[]>;
  keepAttempt(key: string, attempt: SignInAttempt): Promise<void>;
  /** Gives an attempt to the first who asks, and to nobody after. */
  takeAttempt(key: string): Promise<SignInAttempt | null>;
}

/** Failures in a row of one subject (a person, an address). */
export interface Failures {
  readonly count: number;
  readonly lastAt: Instant;
}

/** Failed sign-ins, counted where every instance sees them. */
export interface FailureStore {
  read(subject: string): Promise<Failures | null>;
  /** One more, atomically; a row that ended before `since` begins anew. */
  add(subject: string, at: { readonly now: Instant; readonly since: Instant }): Promise<Failures>;
  clear(subject: string): Promise<void>;
}
