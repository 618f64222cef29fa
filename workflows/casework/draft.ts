import { type Actor, eventActor } from '../../shared/kernel/actor.ts';
import { chainEvent, GENESIS } from '../../shared/kernel/audit-chain.ts';
import type { Calendar } from '../../shared/kernel/calendar.ts';
import type {
  Acceptance,
  Decision,
  Effect,
  Erasure,
  NewEvent,
  Notice,
} from '../../shared/kernel/decision.ts';
import type { Listing } from '../../shared/kernel/entry.ts';
import { AppError, refusalError } from '../../shared/kernel/errors.ts';
import type { ChainedEvent } from '../../shared/kernel/event.ts';
import { type EntryId, newEntryId } from '../../shared/kernel/ids.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import type { FactCheck, StoredEntry } from '../../shared/ports.ts';
import type { SheetFile } from '../../shared/sheets/sheet.ts';
import type { Context, EntryKind, GivenCommand, Loaded, Need } from '../track.ts';
import { calendarOf, type Workplace } from './workplace.ts';

/** One entry while a command is being decided: what it was, what it would become. */
export interface Draft {
  readonly kind: EntryKind;
  readonly id: EntryId;
  readonly before: StoredEntry | null;
  state: unknown;
  version: number;
  hash: string;
  readonly events: ChainedEvent[];
  readonly erases: Erasure[];
  readonly notices: Notice[];
}

// An effect may have effects of its own (a delivery notes itself on a plan); three deep is more than any rule needs.
const MAX_DEPTH = 3;

/** All entries a command touches, and everything its decisions asked for beside events. */
export class Drafting {
  readonly drafts = new Map<EntryId, Draft>();
  readonly timers: Acceptance['timers'][number][] = [];
  readonly jobs: Acceptance['jobs'][number][] = [];
  private readonly needed = new Map<EntryId, StoredEntry | null>();
  private readonly sheets = new Map<string, SheetFile | null>();
  private readonly relied = new Map<string, FactCheck>();
  private readonly fresh = new Map<string, EntryId>();
  private readonly calendars = new Map<string, Promise<Calendar>>();
  readonly now: Instant;
  private readonly workplace: Workplace;
  private readonly actor: Actor;

  constructor(workplace: Workplace, actor: Actor, now: Instant) {
    this.workplace = workplace;
    this.actor = actor;
    this.now = now;
  }

  /** Facts that were only read and must still hold; entries written anyway are guarded by their revision (P8). */
  get checks(): FactCheck[] {
    return [...this.relied.values()].filter(({ id }) => !this.drafts.has(id));
  }

  /** Take up an entry; the same one again gives the same draft. */
  begin(kind: EntryKind, id: EntryId, before: StoredEntry | null): Draft {
    const draft: Draft = this.drafts.get(id) ?? {
      kind,
      id,
      before,
      state: before?.state ?? null,
      version: before?.version ?? 0,
      hash: before?.hash ?? GENESIS,
      events: [],
      erases: [],
      notices: [],
    };
    this.drafts.set(id, draft);
    return draft;
  }

  async load(needs: readonly Need[]): Promise<void> {
    const missing = needs.filter(({ id }) => !this.needed.has(id));
    const entries = await Promise.all(missing.map(({ kind, id }) => this.workplace.store.load(kind, id)));
    for (const [i, { id }] of missing.entries()) this.needed.set(id, entries[i] ?? null);
  }

  private async readSheets(files: readonly string[]): Promise<void> {
    for (const file of files) this.sheets.set(file, (await this.workplace.sheets?.read(file)) ?? null);
  }

  /** A needed entry as it stands now, effects of this very command included. */
  entry(kind: string, id: string): Loaded | undefined {
    const draft = this.drafts.get(id as EntryId);
    if (draft !== undefined && draft.kind.kind === kind && draft.state !== null)
      return { kind, id: draft.id, version: draft.version, state: draft.state };
    const stored = this.needed.get(id as EntryId);
    return stored?.kind === kind ? stored : undefined;
  }

  /** Decide one command and everything that follows from it; throws the refusal of any of them. */
  async give(draft: Draft, command: GivenCommand, depth = 0): Promise<void> {
    if (depth > MAX_DEPTH) throw new Error(`effects of ${command.type} are nested too deep`);
    await this.load(draft.kind.needs(draft.state, command));
    await this.readSheets(draft.kind.reads(command));
    const decision = draft.kind.decide(draft.state, command, await this.context(draft, command));
    const accepted = acceptedOrThrow(decision);
    for (const event of accepted.events) this.record(draft, event);
    for (const { id, fact } of accepted.relies) this.rely(id, fact);
    draft.erases.push(...accepted.erases);
    draft.notices.push(...accepted.notices);
    this.timers.push(...accepted.timers);
    this.jobs.push(...accepted.jobs);
    for (const effect of accepted.effects) await this.effect(effect, depth + 1);
  }

  private async effect({ kind: name, id, open, command }: Effect, depth: number): Promise<void> {
    const kind = this.workplace.registry.kind(name);
    if (kind === undefined)
      throw new AppError('RuleViolation', 'track-not-available', { params: { kind: name } });
    if (open !== true) await this.load([{ kind: name, id }]);
    const before = open === true ? null : (this.needed.get(id) ?? null);
    if (open !== true && before === null && !this.drafts.has(id))
      throw new AppError('RuleViolation', 'unknown-entry', { params: { id } });
    await this.give(this.begin(kind, id, before), command, depth);
  }

  private record(draft: Draft, { type, data }: NewEvent): void {
    const { actor } = this;
    const event = chainEvent(
      {
        seq: draft.version + 1,
        type,
        at: this.now,
        actor: eventActor(actor),
        onBehalfOf: actor.kind === 'person' ? actor.onBehalfOf : undefined,
        data,
      },
      draft.hash,
      { sha256: this.workplace.crypto.sha256, salt: () => hex(this.workplace.crypto.random(16)) },
    );
    draft.state = draft.kind.evolve(draft.state, event);
    draft.version = event.seq;
    draft.hash = event.hash;
    draft.events.push(event);
  }

  private rely(id: EntryId, fact: string): void {
    const entry = this.needed.get(id);
    if (entry === null || entry === undefined) return;
    const kind = this.workplace.registry.kind(entry.kind);
    const value = kind?.listing(entry.state).facts[fact];
    if (value === undefined) throw new Error(`${entry.kind} has no fact ${fact} to rely on`);
    this.relied.set(`${id}#${fact}`, { id, fact, value });
  }

  private async context(draft: Draft, command: GivenCommand): Promise<Context> {
    const entry: Context['entry'] = (kind, id) => this.entry(kind, id);
    const authority =
      draft.state === null
        ? (draft.kind.placement(command, entry)?.authority ?? 'none')
        : draft.kind.listing(draft.state).authority;
    return {
      now: this.now,
      today: baghdadDate(this.now),
      actor: this.actor,
      calendar: await this.calendar(authority),
      id: draft.id,
      version: draft.version,
      freshId: (prefix, n = 0) => this.freshId(prefix, n),
      entry,
      sheets: (file) => this.sheets.get(file) ?? null,
      knows: (kind) => this.workplace.registry.kind(kind) !== undefined,
    };
  }

  /** Holidays of an authority, read once for everything a command decides. */
  calendar(authority: Listing['authority']): Promise<Calendar> {
    const calendar = this.calendars.get(authority) ?? calendarOf(this.workplace, authority);
    this.calendars.set(authority, calendar);
    return calendar;
  }

  freshId(prefix: string, n = 0): EntryId {
    const key = `${prefix}#${n}`;
    const id =
      this.fresh.get(key) ?? newEntryId(prefix, Date.parse(this.now), this.workplace.crypto.random(7));
    this.fresh.set(key, id);
    return id;
  }
}

function acceptedOrThrow(decision: Decision): Acceptance {
  if (decision.outcome === 'refused') throw refusalError(decision.refusal);
  return decision;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
