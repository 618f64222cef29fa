import type { z } from 'zod';
import type { Actor, Placement } from '../shared/kernel/actor.ts';
import type { Calendar } from '../shared/kernel/calendar.ts';
import type { Decision, NewEvent, Text } from '../shared/kernel/decision.ts';
import type { Listing, Position, Task } from '../shared/kernel/entry.ts';
import type { RecordedEvent } from '../shared/kernel/event.ts';
import type { EntryId } from '../shared/kernel/ids.ts';
import { parse } from '../shared/kernel/parse.ts';
import type { CalendarDate, Instant } from '../shared/kernel/time.ts';
import type { SheetFile } from '../shared/sheets/sheet.ts';
import type { Grant } from './grants.ts';

/** Another entry a command speaks of; casework loads it before `decide` (design P8). */
export interface Need {
  readonly kind: string;
  readonly id: EntryId;
}

/** A loaded entry, as rules see it. */
export interface Loaded<State = unknown> {
  readonly kind: string;
  readonly id: EntryId;
  readonly version: number;
  readonly state: State;
}

/** Everything a rule may know beside the case and the command. No clock, no randomness, no store. */
export interface Context {
  readonly now: Instant;
  /** The calendar date of `now` in Baghdad. */
  readonly today: CalendarDate;
  readonly actor: Actor;
  /** Holidays of the case's authority. */
  readonly calendar: Calendar;
  /** Id and version (number of events so far) of the entry the command is given to. */
  readonly id: EntryId;
  readonly version: number;
  /** The n-th fresh id with this prefix (for entries opened by effects); same n, same id. */
  readonly freshId: (prefix: string, n?: number) => EntryId;
  /** The needed entry, or undefined when it does not exist. */
  readonly entry: (kind: string, id: string) => Loaded | undefined;
  /** A file the command names as a spreadsheet; null when it is none. */
  readonly sheets?: (file: string) => SheetFile | null;
  /** Kinds of entries that exist in this installation (a track not registered yet is refused by name). */
  readonly knows: (kind: string) => boolean;
}

/** Something the entry has issued on paper; whoever holds it may check its digest without an account. */
export interface Paper {
  /** The number printed on it. */
  readonly number: string;
  /** Key of its name among the texts. */
  readonly title: string;
  readonly at: Instant | CalendarDate;
  /** How many lines it has. */
  readonly lines: number;
  /** Everything it says; the printed SHA-256 is that of its canonical form. */
  readonly content: unknown;
}

export interface CommandSpec {
  /** Input without `type`; strict, unknown fields are refused. */
  readonly input: z.ZodType;
  /** Who may give it, and how far that reaches: deny by default. Empty: only effects, timers and jobs. */
  readonly who: readonly Grant[];
  /** Stages in which it is offered; absent: any open stage. `decide` keeps the last word. */
  readonly stages?: readonly string[];
  /** The command approves what was seen: If-Match with the content digest is required (P9). */
  readonly approves?: boolean;
  /** Offered only for such a state; absent: always. `decide` keeps the last word. */
  readonly offered?: (state: unknown) => boolean;
}

/** A kind of entry: what it is, what may be asked of it, and what follows. Pure. */
export interface EntryDefinition<State, Command extends { type: string }, Event extends NewEvent> {
  readonly kind: string;
  /** Path segment of its API and pages, e.g. `safety-plans`. */
  readonly collection: string;
  /** Two letters before its ids. */
  readonly prefix: string;
  /** Who may read entries of this kind. `named n`: whom a task of it waits for, or whom it names. */
  readonly readers: readonly Grant[];
  /** Stored under a key of its own, unreadable even for who reads the table (P11). */
  readonly sealed?: boolean;
  /** Free text that seems to point to a person is refused, not only warned of; always so where it is sealed. */
  readonly impersonal?: true;
  /** The command that opens an entry. */
  readonly opens: Command['type'];
  readonly commands: { readonly [Name in Command['type']]: CommandSpec };
  /** Names of the state's keyed collections; each member is stored as an item of its own (design 6). */
  readonly parts?: readonly (keyof State & string)[];
  /** One item bears the entry with its events and first link, so that many change in one transaction (P15). */
  readonly compact?: true;
  /** The end of a number as somebody types it, in the forms in which numbers are compared. */
  searched?(typed: string): readonly string[];
  needs?(state: State | null, command: Command): readonly Need[];
  /** Files that casework reads as spreadsheets before `decide`. */
  reads?(command: Command): readonly string[];
  /** What the platform asks instead when a number wanted by a command of its own is taken. */
  taken?(value: string): Command;
  decide(state: State | null, command: Command, context: Context): Decision<Event>;
  evolve(state: State | null, event: RecordedEvent<Event['type'], Event['data']>): State;
  listing(state: State): Listing;
  /** Where the entry would stand if this opening command were accepted, for permission; from its needs. */
  placement?(command: Command, entry: Context['entry']): Placement | undefined;
  /** What the entry waits for; every open case has at least one (tracks 0.2). */
  tasks?(state: State): readonly Task[];
  /** Persons meant by `named` for a command. */
  named?(state: State, command: Command): readonly EntryId[];
  /** The papers it has issued so far. Their number is one of its unique values (`paperKey`) or begins with its id. */
  papers?(state: State, id: EntryId): readonly Paper[];
  /** What a reader may see of the state; absent, or the very state given: all of it. */
  project?(state: State, reader: Actor): unknown;
  /** The field of the state an event speaks of, where its data are named otherwise: who sees the one sees the other. */
  readonly tells?: Partial<Record<Event['type'], keyof State & string>>;
  /** Fields of events this reader is not shown; absent: those whose field of the state is not shown as it is. */
  withholds?(reader: Actor): readonly string[];
  /** Stands in place of `readers`; false: for this reader the entry does not exist (P11, I14). */
  mayRead?(state: State, reader: Actor, now: Instant): boolean;
  /** A reading that only an opened break-glass allows is written down as such, with its reason. */
  underGlass?(state: State, reader: Actor, now: Instant): { readonly reason: string } | null;
}

/** What a track adds: stages, tasks, and the one position of its state machine. */
export interface TrackPart<State, Command extends { type: string }> {
  readonly stages: readonly string[];
  stage(state: State): string;
  /** null: the case is closed and no execution runs. */
  position(state: State): Position | null;
  /** One command that handles every deadline due at `now` (P1), or null. */
  expire(state: State, now: Instant): Command | null;
  /** One command that moves deadlines after a changed calendar (tracks 0.3), or null. */
  recompute(state: State, calendar: Calendar): Command | null;
  /** One command for a case whose unit was put on hold (P12), or null when it does not concern it. */
  hold?(state: State, unit: string): Command | null;
  /** The content an approval covers; its digest is the ETag (P9). */
  content(state: State): unknown;
  /** What the case waits for, in one sentence. */
  waitsFor(state: State): Text;
}

interface ErasedTrackPart {
  readonly stages: readonly string[];
  stage(state: unknown): string;
  position(state: unknown): Position | null;
  expire(state: unknown, now: Instant): GivenCommand | null;
  recompute(state: unknown, calendar: Calendar): GivenCommand | null;
  hold?(state: unknown, unit: string): GivenCommand | null;
  content(state: unknown): unknown;
  waitsFor(state: unknown): Text;
}

/** A command whose input has been parsed. */
export interface GivenCommand {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A kind of entry with its own types closed over: what the platform iterates. */
export interface EntryKind {
  readonly kind: string;
  readonly collection: string;
  readonly prefix: string;
  readonly readers: readonly Grant[];
  readonly sealed: boolean;
  readonly impersonal: boolean;
  readonly opens: string;
  readonly commands: Readonly<Record<string, CommandSpec>>;
  readonly parts: readonly string[];
  readonly compact: boolean;
  searched(typed: string): readonly string[];
  /** Input of a command, parsed; throws InvalidInput with pointers, NotFound for an unknown name. */
  parse(name: string, input: unknown): GivenCommand;
  needs(state: unknown, command: GivenCommand): readonly Need[];
  reads(command: GivenCommand): readonly string[];
  taken(value: string): GivenCommand | null;
  decide(state: unknown, command: GivenCommand, context: Context): Decision;
  evolve(state: unknown, event: RecordedEvent): unknown;
  listing(state: unknown): Listing;
  placement(command: GivenCommand, entry: Context['entry']): Placement | undefined;
  tasks(state: unknown): readonly Task[];
  named(state: unknown, command: GivenCommand): readonly EntryId[];
  papers(state: unknown, id: EntryId): readonly Paper[];
  project(state: unknown, reader: Actor): unknown;
  /** null: what `project` leaves out decides. */
  withholds(reader: Actor): readonly string[] | null;
  readonly tells: Readonly<Record<string, string | undefined>>;
  /** null: `readers` decide. */
  mayRead(state: unknown, reader: Actor, now: Instant): boolean | null;
  underGlass(state: unknown, reader: Actor, now: Instant): { readonly reason: string } | null;
  readonly track: ErasedTrackPart | null;
}

/** Close a definition over its types. The casts below are the only ones: the store gives back what `evolve` made. */
export function defineEntry<State, Command extends { type: string }, Event extends NewEvent>(
  definition: EntryDefinition<State, Command, Event>,
  track: TrackPart<State, Command> | null = null,
): EntryKind {
  const commands: Readonly<Record<string, CommandSpec>> = definition.commands;
  return {
    ...definition,
    commands,
    sealed: definition.sealed ?? false,
    impersonal: definition.impersonal ?? definition.sealed ?? false,
    parts: definition.parts ?? [],
    compact: definition.compact ?? false,
    tells: definition.tells ?? {},
    searched: (typed) => definition.searched?.(typed) ?? [],
    parse(name, input) {
      const spec = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (spec === undefined) throw new UnknownCommand(name);
      return { ...(parse(spec.input, input) as object), type: name };
    },
    needs: (state, command) => definition.needs?.(state as State | null, command as unknown as Command) ?? [],
    reads: (command) => definition.reads?.(command as unknown as Command) ?? [],
    taken: (value) => (definition.taken?.(value) as GivenCommand | undefined) ?? null,
    decide: (state, command, context) =>
      definition.decide(state as State | null, command as unknown as Command, context),
    evolve: (state, event) =>
      definition.evolve(state as State | null, event as RecordedEvent<Event['type'], Event['data']>),
    listing: (state) => definition.listing(state as State),
    placement: (command, entry) => definition.placement?.(command as unknown as Command, entry),
    tasks: (state) => definition.tasks?.(state as State) ?? [],
    named: (state, command) => definition.named?.(state as State, command as unknown as Command) ?? [],
    papers: (state, id) => definition.papers?.(state as State, id) ?? [],
    project: (state, reader) => definition.project?.(state as State, reader) ?? state,
    withholds: (reader) => definition.withholds?.(reader) ?? null,
    mayRead: (state, reader, now) => definition.mayRead?.(state as State, reader, now) ?? null,
    underGlass: (state, reader, now) => definition.underGlass?.(state as State, reader, now) ?? null,
    track: track as ErasedTrackPart | null,
  };
}

/** The unique value that leads from the number of a paper to the entry that issued it. */
export const paperKey = (number: string): string => `paper:${number}`;

/** A track is an entry kind with stages and a state machine. */
export const defineTrack = <State, Command extends { type: string }, Event extends NewEvent>(
  definition: EntryDefinition<State, Command, Event>,
  track: TrackPart<State, Command>,
): EntryKind => defineEntry(definition, track);

/** No kind of entry has a command of this name. */
export class UnknownCommand extends Error {
  override readonly name = 'UnknownCommand';
}
