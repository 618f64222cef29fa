import { type Placement, type Role, type Scope, scopeKey } from './actor.ts';
import type { Authority } from './calendar.ts';
import type { Text } from './decision.ts';
import type { EntryId } from './ids.ts';
import type { CalendarDate, Instant } from './time.ts';

export type Addressee =
  | { readonly kind: 'person'; readonly id: EntryId }
  | { readonly kind: 'role'; readonly role: Role; readonly scope: Scope };

/** The key under which tasks and messages for an addressee are filed. */
export const addresseeKey = (addressee: Addressee): string =>
  addressee.kind === 'person' ? `person:${addressee.id}` : `${addressee.role}@${scopeKey(addressee.scope)}`;

/** An open request to somebody, always derived from the case. `key` is stable and ends in `since`. */
export interface Task {
  readonly key: string;
  readonly title: Text;
  /** At most three (P16). */
  readonly addressees: readonly Addressee[];
  readonly commands: readonly string[];
  /** The case version that opened it. */
  readonly since: number;
  readonly sinceAt: Instant;
  readonly dueOn: CalendarDate;
  readonly level: number;
}

/** The one place where the state machine should be waiting: `Await<State>` in its definition. */
export interface Position {
  readonly state: string;
  /** What within the state, e.g. a milestone; '' when there is only one. */
  readonly slot: string;
  /** The case version that entered it. */
  readonly since: number;
  readonly dueAt: Instant;
}

export interface Link {
  readonly rel: string;
  readonly id: EntryId;
}

/** What lists, permissions, uniqueness and other entries need to know of an entry. */
export interface Listing {
  readonly title: string;
  readonly authority: Authority | 'none';
  /** P-code of the governorate, or 'none'. */
  readonly governorate: string;
  readonly open: boolean;
  readonly placement: Placement;
  /** Few plain facts for list rows; never a protected one. */
  readonly card: Readonly<Record<string, unknown>>;
  readonly links: readonly Link[];
  /** Values taken once: `plan:<forum>:<month>`, `vin:…`. Released when no longer listed. */
  readonly unique: readonly string[];
  /** Values kept for an entry that will be opened; it takes them over in the transaction that opens it. */
  readonly reserves?: readonly { readonly value: string; readonly for: EntryId }[];
  /** Facts others rely on inside their transaction (P8), e.g. `onHold`. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Events an entry in one item bears itself; later ones stand beside it. 40 events of about 1.2 KB make 48 KB, so that 80
 * such items stay below the 4 MB of a transaction.
 */
export const EVENTS_IN_ONE = 40;
