import type { Actor, PersonActor, RoleAssignment } from '../../../shared/kernel/actor.ts';
import type { Calendar } from '../../../shared/kernel/calendar.ts';
import type { Acceptance, Decision, Effect, Refusal } from '../../../shared/kernel/decision.ts';
import type { RecordedEvent } from '../../../shared/kernel/event.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { baghdadDate, type Instant } from '../../../shared/kernel/time.ts';
import { registerKinds } from '../../../workflows/register/kinds.ts';
import type { Context, EntryKind, GivenCommand } from '../../../workflows/track.ts';

export const id = (text: string): EntryId => EntryId.parse(text);

export const NOW = '2026-11-15T09:00:00.000Z';
export const TODAY = baghdadDate(NOW);
export const SYSTEM: Actor = { kind: 'system', job: 'test' };

export const actor = (person: string, ...assignments: RoleAssignment[]): PersonActor => ({
  kind: 'person',
  id: id(person),
  name: person,
  assignments,
  authVersion: 1,
});

export const role = (name: RoleAssignment['role'], scope: RoleAssignment['scope']): RoleAssignment => ({
  role: name,
  scope,
  from: '2020-01-01',
  until: null,
});

export interface Entry {
  readonly kind: EntryKind;
  state: unknown;
  readonly events: RecordedEvent[];
}

interface Given {
  readonly as?: Actor;
  readonly at?: Instant;
  readonly calendar?: Calendar;
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`${refusal.code} ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

/** Entries in memory, decided and folded by their own rules, effects included; unique values are kept. */
export class World {
  readonly entries = new Map<string, Entry>();
  readonly jobs: Acceptance['jobs'][number][] = [];
  private readonly kinds: ReadonlyMap<string, EntryKind>;

  constructor(kinds: readonly EntryKind[] = registerKinds) {
    this.kinds = new Map(kinds.map((kind) => [kind.prefix, kind]));
  }

  kindOf(entry: string): EntryKind {
    const kind = this.kinds.get(entry.slice(0, 2));
    if (kind === undefined) throw new Error(`no kind for ${entry}`);
    return kind;
  }

  open(entry: string, input: object, given: Given = {}): this {
    return this.give(entry, this.kindOf(entry).opens, input, given);
  }

  give(entry: string, name: string, input: object, given: Given = {}): this {
    const before = new Map([...this.entries].map(([key, { state }]) => [key, state]));
    const refusal = this.decide(entry, this.kindOf(entry).parse(name, input), given);
    if (refusal === null) return this;
    for (const [key, known] of this.entries)
      if (before.has(key)) known.state = before.get(key);
      else this.entries.delete(key);
    throw new Refused(refusal);
  }

  /** The code of the refusal, or `accepted`. */
  outcome(entry: string, name: string, input: object, given: Given = {}): string {
    try {
      this.give(entry, name, input, given);
      return 'accepted';
    } catch (error) {
      if (error instanceof Refused) return error.refusal.code;
      throw error;
    }
  }

  state<State>(entry: string): State {
    return this.known(entry).state as State;
  }

  known(entry: string): Entry {
    const known = this.entries.get(entry);
    if (known === undefined) throw new Error(`no entry ${entry}`);
    return known;
  }

  private decide(entry: string, command: GivenCommand, given: Given): Refusal | null {
    const kind = this.kindOf(entry);
    const known = this.entries.get(entry) ?? { kind, state: null, events: [] };
    kind.needs(known.state, command);
    const decision: Decision = kind.decide(known.state, command, this.context(entry, known, given));
    if (decision.outcome === 'refused') return decision.refusal;
    for (const { type, data } of decision.events) {
      const { as = SYSTEM, at = NOW } = given;
      const recorded = { seq: known.events.length + 1, type, at, actor: eventOf(as), data };
      const onBehalfOf = as.kind === 'person' ? as.onBehalfOf : undefined;
      known.events.push({ ...recorded, onBehalfOf });
      known.state = kind.evolve(known.state, { ...recorded, onBehalfOf });
    }
    if (known.state !== null) this.entries.set(entry, known);
    const taken = this.takenTwice(entry);
    if (taken !== undefined) return { code: `taken ${taken}`, because: 'turn' };
    this.jobs.push(...decision.jobs);
    return this.follow(decision.effects, given);
  }

  private follow(effects: readonly Effect[], given: Given): Refusal | null {
    for (const { id: target, command, open } of effects) {
      if (open !== true && !this.entries.has(target)) return { code: 'unknown-entry', because: 'rule' };
      const refusal = this.decide(target, command, given);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  private takenTwice(entry: string): string | undefined {
    const { kind, state } = this.known(entry);
    const mine = kind.listing(state).unique;
    const others = new Set(
      [...this.entries].flatMap(([key, other]) =>
        key === entry ? [] : other.kind.listing(other.state).unique,
      ),
    );
    return mine.find((value) => others.has(value));
  }

  private context(entry: string, known: Entry, given: Given): Context {
    const { as = SYSTEM, at = NOW, calendar = { holidays: {} } } = given;
    return {
      now: at,
      today: baghdadDate(at),
      actor: as,
      calendar,
      id: id(entry),
      version: known.events.length,
      freshId: (prefix, n = 0) => id(`${prefix}-${entry}-${known.events.length}-${n}`.slice(0, 40)),
      entry: (kind, other) => {
        const found = this.entries.get(other);
        if (found === undefined || found.kind.kind !== kind) return undefined;
        return { kind, id: id(other), version: found.events.length, state: found.state };
      },
      knows: (name) => [...this.kinds.values()].some(({ kind }) => kind === name),
    };
  }
}

const eventOf = (as: Actor) => (as.kind === 'person' ? { kind: as.kind, id: as.id } : as);
