import type { PersonActor } from './kernel/actor.ts';
import type { Anchor, AnchorDraft } from './kernel/anchor.ts';
import type { Erasure, Text } from './kernel/decision.ts';
import type { Listing, Position, Task } from './kernel/entry.ts';
import type { ChainedEvent } from './kernel/event.ts';
import type { EntryId } from './kernel/ids.ts';
import type { CalendarDate, Instant } from './kernel/time.ts';
import type { SheetFile } from './sheets/sheet.ts';

/** The claim check a waiting state handed out, with what it waits for; the newest (enteredAt, retry) wins (P2). */
interface Driver {
  readonly token: string;
  readonly position: Position;
  readonly enteredAt: Instant;
  readonly retry: number;
}

/** An entry as the store keeps it. `version` counts events, `revision` every write (design 5). */
export interface StoredEntry {
  readonly kind: string;
  readonly id: EntryId;
  readonly version: number;
  readonly revision: number;
  /** Number of its current execution; 0 for register entries. */
  readonly run: number;
  /** Hash of the last event. */
  readonly hash: string;
  readonly state: unknown;
  readonly position: Position | null;
  readonly driver: Driver | null;
  /** The execution that claimed the run (W19). */
  readonly execution: string | null;
  /** When the current run was started; it is rolled over long before its year is up. */
  readonly runSince: Instant | null;
  /** Set while no token is kept for the current position (P3). */
  readonly undrivenSince: Instant | null;
  /** How often the driver was replaced on a day; the fifth time is an alarm (P3). */
  readonly redrives: { readonly on: CalendarDate; readonly count: number } | null;
}

/** What the engine side needs of an entry. */
export type DrivenEntry = Omit<StoredEntry, 'state'>;

/** The next value of one entry, and what it replaces (null: it is new). */
export interface EntryWrite {
  readonly before: StoredEntry | null;
  readonly after: Omit<StoredEntry, 'revision'>;
  /** Names of the state's keyed collections. */
  readonly parts: readonly string[];
  /** The first events live in the entry's own item; its first link and its unique values are found by index. */
  readonly compact: boolean;
  /** Content and events are stored under a key of their own (P11). */
  readonly sealed: boolean;
  readonly events: readonly ChainedEvent[];
  /** Earlier events that lose their readable values (P10, P11). */
  readonly erased: readonly ErasedEvent[];
  readonly listing: { readonly before: Listing | null; readonly after: Listing };
  readonly tasks: { readonly before: readonly Task[]; readonly after: readonly FiledTask[] };
  /** The stage shown in lists; null for register entries. */
  readonly stage: string | null;
}

/** An event without its values, and the idempotency record whose body digest goes with them. */
export interface ErasedEvent {
  readonly event: ChainedEvent;
  readonly idempotency: { readonly person: EntryId; readonly key: string } | null;
}

/** A task with the instant at which its reminder is due. */
export interface FiledTask extends Task {
  readonly remindAt: Instant | null;
}

export type OutboxBody =
  | {
      readonly type: 'resume';
      readonly caseId: EntryId;
      readonly token: string;
      readonly position: Position | null;
    }
  | {
      readonly type: 'start';
      readonly caseId: EntryId;
      readonly track: string;
      readonly run: number;
      readonly position: Position;
    }
  | { readonly type: 'stop'; readonly caseId: EntryId; readonly execution: string }
  | {
      readonly type: 'command';
      readonly kind: string;
      readonly id: EntryId;
      readonly open: boolean;
      readonly command: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'job';
      readonly job: string;
      readonly params: Readonly<Record<string, string>>;
      readonly cursor: string | null;
    };

/** A message to be delivered at least once, after `notBefore`. */
export interface OutboxMessage {
  readonly id: string;
  readonly notBefore: Instant;
  readonly attempts: number;
  readonly body: OutboxBody;
}

/** One line of somebody's in-app list. `to` is an addressee key (`person:PE-…`, `chair@forum:FO-…`). */
export interface Message {
  readonly to: string;
  readonly id: string;
  readonly at: Instant;
  readonly caseId: EntryId;
  readonly caseTitle: string;
  readonly kind: 'task' | 'late' | 'reminder' | 'notice';
  readonly level: number;
  readonly texts: readonly Text[];
}

export interface IdempotencyRecord {
  readonly person: EntryId;
  readonly key: string;
  readonly bodyHash: string;
  readonly caseId: EntryId;
  readonly answer: unknown;
  readonly expiresAt: Instant;
}

/** Everything one command changes; all of it or nothing. */
export interface Commit {
  readonly at: Instant;
  readonly writes: readonly EntryWrite[];
  readonly checks: readonly FactCheck[];
  readonly actor: Pick<PersonActor, 'id' | 'authVersion'> | null;
  /** The absent person the actor stands in for: both must still have the rights they had. */
  readonly absent?: Pick<PersonActor, 'id' | 'authVersion'>;
  readonly outbox: readonly OutboxMessage[];
  readonly messages: readonly Message[];
  readonly idempotency: IdempotencyRecord | null;
  /** An outbox message this commit handles; deleted with it. */
  readonly handled: OutboxMessage | null;
}

/** A fact another entry had when the rule relied on it (P8). */
export interface FactCheck {
  readonly id: EntryId;
  readonly fact: string;
  readonly value: string | number | boolean | null;
}

/** `lost`: somebody wrote first (reload and decide again, P9). The others say which condition failed. */
export type CommitOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'lost' }
  | { readonly outcome: 'actor-changed' }
  | { readonly outcome: 'key-used' }
  | { readonly outcome: 'handled' }
  | { readonly outcome: 'taken'; readonly value: string };

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** A row of a list, from the index: never the whole entry. */
export interface ListRow {
  readonly id: EntryId;
  readonly kind: string;
  readonly title: string;
  readonly stage: string | null;
  readonly version: number;
  readonly authority: string;
  readonly governorate: string;
  readonly open: boolean;
  readonly card: Readonly<Record<string, unknown>>;
}

export interface TaskRow extends Task {
  readonly caseId: EntryId;
  readonly track: string;
  readonly caseTitle: string;
}

/**
 * Which part of a list somebody may see: the scope is in the key, nothing is fetched and then filtered.
 * Sources are read one after another; a row that an earlier source covers is not repeated.
 */
export type ListSource =
  | { readonly authority: string; readonly governorate?: string }
  | { readonly linkedTo: EntryId; readonly within?: Within };

/** A part of what one holder answers for; of entries in one item only. */
export interface Within {
  readonly authority: string;
  readonly governorate?: string;
  readonly unit?: EntryId;
}

/** An open case as the sweeper sees it (P3). */
export interface OpenCase {
  readonly id: EntryId;
  readonly track: string;
  readonly run: number;
  readonly runSince: Instant;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

export interface CaseStore {
  /** Consistent; null when there is none of this kind and id. */
  load(kind: string, id: EntryId): Promise<StoredEntry | null>;
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Who drives the entry and where it stands, without its content; null when there is none of this kind and id. */
  loadDrive(kind: string, id: EntryId): Promise<DrivenEntry | null>;
  /** Keep a waiting state's token; false when the revision moved on (P2). Claims the run for the execution (W19). */
  keepDriver(
    entry: Pick<DrivenEntry, 'id' | 'revision'>,
    driver: Driver,
    execution: string,
  ): Promise<boolean>;
  idempotency(person: EntryId, key: string): Promise<IdempotencyRecord | null>;
  /** The person brought this file and sees it until then. */
  claimFile(claim: { person: EntryId; sha256: string; until: Instant }): Promise<void>;
  fileClaim(person: EntryId, sha256: string): Promise<Instant | null>;
  /** Events whose values an erasure takes away. */
  eventsAbout(id: EntryId, erasure: Erasure): Promise<readonly ErasedEvent[]>;
  history(id: EntryId, page: { after: number; limit: number }): Promise<readonly ChainedEvent[]>;
  /** Who holds a unique value; null when nobody does. */
  ownerOf(value: string): Promise<EntryId | null>;
  /** Entries of a kind one of whose numbers ends in these (up to six) characters, as compared. */
  endingIn(kind: string, tail: string, limit: number): Promise<readonly EntryId[]>;
  list(
    kind: string,
    sources: readonly ListSource[],
    open: boolean,
    page: PageRequest,
  ): Promise<Page<ListRow>>;
  /** Open tasks filed under any of the addressee keys, most urgent first (P16). */
  tasks(addressees: readonly string[], page: PageRequest): Promise<Page<TaskRow>>;
  messages(addressees: readonly string[], page: PageRequest): Promise<Page<Message>>;
  /** Undelivered messages due at `now`, oldest first, over all shards. */
  outbox(now: Instant, limit: number): Promise<readonly OutboxMessage[]>;
  /** How many messages are due and undelivered at `now`, at most `limit`. */
  outboxDepth(now: Instant, limit: number): Promise<number>;
  /** Is a message that concerns the case still waiting to be delivered? */
  hasPending(caseId: EntryId): Promise<boolean>;
  settle(message: OutboxMessage): Promise<void>;
  postpone(message: OutboxMessage, until: Instant, body?: OutboxBody): Promise<void>;
  /** Open cases without a token kept since `before` (sparse index, P3). */
  undriven(before: Instant, limit: number): Promise<readonly OpenCase[]>;
  /** All open cases of a track, page by page, for the hourly comparison. */
  openCases(track: string, page: PageRequest): Promise<Page<OpenCase>>;
  /** Tasks whose reminder is due; reminding clears it and files the message in one transaction (I13). */
  remindersDue(now: Instant, limit: number): Promise<readonly TaskRow[]>;
  remind(task: TaskRow, messages: readonly Message[]): Promise<void>;
}

type ResumeOutcome = 'delivered' | 'gone';

/** The state machines, by track. */
export interface Orchestrator {
  start(
    track: string,
    name: string,
    input: { caseId: EntryId; run: number; position: Position },
  ): Promise<'started' | 'exists'>;
  resume(token: string, output: ResumeOutput): Promise<ResumeOutcome>;
  stop(execution: string): Promise<void>;
  running(track: string): AsyncIterable<{ name: string; execution: string }>;
}

/** What a waiting state is told: where the case stands now; `closed` ends the run. */
export type ResumeOutput = Position | { readonly state: 'Closed' };

export interface Clock {
  now(): Instant;
}

/** Randomness and digests, outside the rules. */
export interface Crypto {
  /** `bytes` random bytes from a secure source. */
  random(bytes: number): Uint8Array;
  /** Hex SHA-256 of a UTF-8 string. */
  sha256(text: string): string;
}

/** Files referenced by SHA-256 of their content; private, stored once. */
export interface Attachments {
  put(content: Uint8Array, mediaType: string): Promise<{ sha256: string; size: number; mediaType: string }>;
  get(sha256: string): Promise<{ content: Uint8Array; mediaType: string } | null>;
  has(sha256: string): Promise<boolean>;
}

/** Sealed kinds are anchored apart, so that the anchors of the others say nothing of them. */
export type AnchorSeries = 'open' | 'sealed';

/** Signed anchors, kept where nobody who writes the table can change them; they are only ever added to. */
export interface Anchors {
  /** All of a series, in order. */
  read(series: AnchorSeries): Promise<readonly Anchor[]>;
  /** Signs and keeps the next one; throws when another of this number is there. */
  add(series: AnchorSeries, draft: AnchorDraft): Promise<Anchor>;
}

/** Spreadsheets among the files, read; the parser is loaded when the first is. */
export interface Sheets {
  /** null when there is no such file or it is no spreadsheet; throws AppError for one that is not read. */
  read(sha256: string): Promise<SheetFile | null>;
}

/** Registered messages with a code; fields are ids and counts, never names, texts or tokens. */
export interface Log {
  info(code: string, fields: Readonly<Record<string, unknown>>): void;
  warn(code: string, fields: Readonly<Record<string, unknown>>): void;
  error(code: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Everything a use case may reach. */
export interface Ports {
  readonly log: Log;
  readonly store: CaseStore;
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly attachments: Attachments;
  /** Absent: no rule here reads a file. */
  readonly sheets?: Sheets;
}
