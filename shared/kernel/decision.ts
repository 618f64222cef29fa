import type { Addressee } from './entry.ts';
import type { EntryId } from './ids.ts';

/** A sentence for people, by key; `params` are filled in by the reader's language. */
export interface Text {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/**
 * A rule says no. `code` is stable and names the rule; `pointer` (JSON pointer) the field it concerns.
 * `because` decides the status: a rule (422), acting out of turn or again (409), not the right person (403),
 * something named does not exist (422 with pointer).
 */
export interface Refusal {
  readonly code: string;
  readonly because: 'rule' | 'turn' | 'person';
  readonly pointer?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A fact not yet in the history: past tense, plain JSON data. Numbering, time and actor are added by commit. */
export interface NewEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A command to another entry, decided by that entry's own rules in the same transaction (design P8).
 * `open: true` creates the entry under `id`.
 */
export interface Effect {
  readonly kind: string;
  readonly id: EntryId;
  readonly open?: boolean;
  readonly command: { readonly type: string } & Readonly<Record<string, unknown>>;
}

/** A fact of an entry that was only read: the transaction fails if it changed meanwhile (design P8). */
export interface Reliance {
  readonly id: EntryId;
  readonly fact: string;
}

/** A system command for later, kept in the outbox until `notBefore` (design P6). */
export interface Timer extends Effect {
  readonly notBefore: string;
}

/** Something somebody is told who need not do anything about it. */
export interface Notice {
  readonly to: Addressee;
  readonly text: Text;
}

/** A resumable job over many cases, started by this commit (design P12). */
interface Job {
  readonly job: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface Acceptance<E extends NewEvent = NewEvent> {
  readonly outcome: 'accepted';
  readonly events: readonly E[];
  readonly effects: readonly Effect[];
  readonly relies: readonly Reliance[];
  readonly timers: readonly Timer[];
  readonly jobs: readonly Job[];
  readonly notices: readonly Notice[];
  /** Fields of earlier events whose values and salts are erased for good: event type and the part they speak of. */
  readonly erases: readonly Erasure[];
}

/** Erase the readable values of all earlier events for which `data[field] === equals`. */
export interface Erasure {
  readonly field: string;
  readonly equals: string;
}

export type Decision<E extends NewEvent = NewEvent> =
  | Acceptance<E>
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Accept with these events; everything else a decision can carry is optional. */
export function accept<E extends NewEvent>(
  events: readonly E[],
  more: Partial<Omit<Acceptance<E>, 'outcome' | 'events'>> = {},
): Decision<E> {
  const nothing = { effects: [], relies: [], timers: [], jobs: [], notices: [], erases: [] };
  return { outcome: 'accepted', events, ...nothing, ...more };
}

type Details = Omit<Refusal, 'code' | 'because'>;

/** A rule of the work says no (422). */
export const refuse = (code: string, details: Details = {}): Decision<never> => ({
  outcome: 'refused',
  refusal: { code, because: 'rule', ...details },
});

/** Not now, or already done (409). */
export const outOfTurn = (code: string, details: Details = {}): Decision<never> => ({
  outcome: 'refused',
  refusal: { code, because: 'turn', ...details },
});

/** Not this person, though the role is right: separation of duties, not the owner (403). */
export const wrongPerson = (code: string, details: Details = {}): Decision<never> => ({
  outcome: 'refused',
  refusal: { code, because: 'person', ...details },
});
