import { sealer } from '../../shared/aws/sealer.ts';
import { systemCrypto } from '../../shared/aws/system.ts';
import { stepsOf } from '../../shared/aws/transaction.ts';
import type { Actor, RoleAssignment } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import type {
  CaseStore,
  Commit,
  CommitOutcome,
  EntryWrite,
  IdempotencyRecord,
  StoredEntry,
} from '../../shared/ports.ts';
import { contentTag } from '../../workflows/casework/etag.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { type CommandAnswer, submitCommand } from '../../workflows/casework/submit-command.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import { createRegistry } from '../../workflows/registry.ts';
import type { Context, EntryKind } from '../../workflows/track.ts';

type Given = Parameters<Paper['give']>;

interface Submission {
  readonly person: string;
  readonly id: string;
  readonly name: string;
  readonly input?: object | undefined;
  readonly key?: string;
  readonly timedOut?: boolean;
}

const SEALER = sealer('a secret of the tests, at least 32 long');
const unused = (): never => {
  throw new Error('not on paper');
};

/**
 * The real use case over a store of maps: revisions, unique values and facts are checked as the table would, and every
 * commit is weighed by the very steps of its transaction (P15). No engine: thousands of commands in a second.
 */
export class Paper {
  now = '2026-11-01T09:15:00.000Z';
  readonly entries = new Map<string, StoredEntry>();
  readonly commits: Commit[] = [];
  readonly unique = new Map<string, string>();
  /** Items of the heaviest transaction of each command. */
  readonly heaviest = new Map<string, number>();
  private readonly idempotency = new Map<string, IdempotencyRecord>();
  readonly workplace: Workplace;

  constructor(kinds: readonly EntryKind[]) {
    const store: CaseStore = {
      load: async (kind, id) => {
        const found = this.entries.get(id);
        return found?.kind === kind ? found : null;
      },
      commit: async (commit) => this.commit(commit),
      idempotency: async (person, key) => this.idempotency.get(`${person}#${key}`) ?? null,
      eventsAbout: async () => [],
      // Whoever brought a file is of no interest here.
      claimFile: async () => undefined,
      fileClaim: unused,
      settle: async () => undefined,
      postpone: async () => undefined,
      loadDrive: unused,
      keepDriver: unused,
      history: async (id, { after }) =>
        this.commits
          .flatMap(({ writes }) =>
            writes.filter((write) => write.after.id === id).flatMap(({ events }) => events.slice()),
          )
          .filter(({ seq }) => seq > after),
      ownerOf: async (value) => (this.unique.get(value) ?? null) as EntryId | null,
      endingIn: unused,
      list: unused,
      tasks: unused,
      messages: unused,
      outbox: unused,
      outboxDepth: unused,
      hasPending: unused,
      undriven: unused,
      openCases: unused,
      remindersDue: unused,
      remind: unused,
    };
    this.workplace = {
      store,
      registry: createRegistry(kinds),
      clock: { now: () => this.now },
      crypto: systemCrypto,
      attachments: { put: unused, get: unused, has: async () => true },
      orchestrator: {
        start: async () => 'started',
        resume: async () => 'delivered',
        stop: async () => {},
        running: unused,
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    };
  }

  kindOf(id: string): EntryKind {
    const kind = this.workplace.registry.of(id);
    if (kind === undefined) throw new Error(`no kind for ${id}`);
    return kind;
  }

  /** Give a command as a person or the system; opens the entry when it is new. An approval sees what stands there. */
  give(person: string, id: string, name: string, input: object = {}): Promise<CommandAnswer> {
    return this.submit({ person, id, name, input });
  }

  /** The same under a key of the sender, as a phone that sends twice. */
  async keyed(key: string, ...[person, id, name, input]: Given): Promise<CommandAnswer | string> {
    return codeOf(() => this.submit({ person, id, name, input, key }));
  }

  private async submit({ person, id, name, input = {}, key, timedOut = false }: Submission) {
    const kind = this.kindOf(id);
    const before = this.entries.get(id);
    const count = this.commits.length;
    const answer = await submitCommand(this.workplace, {
      kind,
      id: before === undefined ? null : EntryId.parse(id),
      ...(before === undefined ? { openAs: EntryId.parse(id) } : {}),
      name,
      input: JSON.parse(JSON.stringify(input)),
      actor: await this.actor(person),
      idempotencyKey: key ?? `key-${count}-${name}-${person}`,
      ifMatch: before === undefined ? null : contentTag(systemCrypto, kind, before),
      timedOut,
    });
    for (const commit of this.commits.slice(count)) {
      const items = stepsOf(commit, 'table', SEALER).length;
      this.heaviest.set(name, Math.max(items, this.heaviest.get(name) ?? 0));
    }
    return answer;
  }

  private async actor(person: string): Promise<Actor> {
    if (person === 'timer') return { kind: 'timer' };
    if (person === 'system') return { kind: 'system', job: 'test' };
    const actor = await loadActor(this.workplace, EntryId.parse(person));
    if (actor === null) throw new Error(`${person} cannot sign in`);
    return actor;
  }

  /** The code of the refusal, or `accepted`. */
  async code(...given: Given): Promise<string> {
    const answer = await codeOf(() => this.give(...given));
    return typeof answer === 'string' ? answer : 'accepted';
  }

  state<State>(id: string): State {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new Error(`no entry ${id}`);
    return entry.state as State;
  }

  stage(id: string): string {
    return this.state<{ stage: string }>(id).stage;
  }

  tasks(id: string) {
    return this.kindOf(id).tasks(this.state(id));
  }

  /** What a rule would be told, for a decision that is not written. */
  context(id: string, person: string): Context {
    const entry = this.entries.get(id);
    return {
      now: this.now,
      today: baghdadDate(this.now),
      actor: this.actorNow(person),
      calendar: { holidays: {} },
      id: EntryId.parse(id),
      version: entry?.version ?? 0,
      freshId: (prefix, n = 0) => EntryId.parse(`${prefix}-FRESH${n}`),
      entry: (kind, other) => {
        const found = this.entries.get(other);
        return found?.kind === kind ? found : undefined;
      },
      knows: () => true,
    };
  }

  private actorNow(person: string): Actor {
    if (person === 'timer') return { kind: 'timer' };
    if (person === 'system') return { kind: 'system', job: 'test' };
    const { assignments } = this.state<{ assignments: RoleAssignment[] }>(person);
    return { kind: 'person', id: EntryId.parse(person), name: person, assignments, authVersion: 1 };
  }

  /** The moment the earliest clock runs out, and what the state machine then asks for. */
  async expire(id: string): Promise<void> {
    const track = this.kindOf(id).track;
    const position = track?.position(this.state(id));
    if (position == null) throw new Error('nothing to wait for');
    this.now = position.dueAt;
    const command = track?.expire(this.state(id), this.now);
    if (command != null) await this.submit({ person: 'timer', id, name: command.type, timedOut: true });
  }

  private commit(commit: Commit): CommitOutcome {
    const { writes, checks, idempotency } = commit;
    const keyOf = `${idempotency?.person}#${idempotency?.key}`;
    if (idempotency !== null && this.idempotency.has(keyOf)) return { outcome: 'key-used' };
    if (
      writes.some(
        ({ before, after }) => (before?.revision ?? 0) !== (this.entries.get(after.id)?.revision ?? 0),
      )
    )
      return { outcome: 'lost' };
    if (checks.some(({ id, fact, value }) => this.factOf(id, fact) !== value)) return { outcome: 'lost' };
    for (const { after, listing } of writes) {
      const wanted = [
        ...listing.after.unique.map((value) => ({ value, for: after.id })),
        ...(listing.after.reserves ?? []),
      ];
      const taken = wanted.find((one) => (this.unique.get(one.value) ?? one.for) !== one.for);
      if (taken !== undefined) return { outcome: 'taken', value: taken.value };
    }
    // Opened entries first: what passes to them is not given up.
    const ordered = writes.toSorted((a, b) => Number(a.before !== null) - Number(b.before !== null));
    for (const write of ordered) this.keep(write);
    if (idempotency !== null) this.idempotency.set(keyOf, idempotency);
    this.commits.push(commit);
    return { outcome: 'done' };
  }

  private keep({ before, after, listing }: EntryWrite): void {
    for (const value of listing.before?.unique ?? [])
      if (!listing.after.unique.includes(value)) this.unique.delete(value);
    for (const value of listing.after.unique) this.unique.set(value, after.id);
    const kept = (listing.after.reserves ?? []).map(({ value }) => value);
    for (const { value, for: owner } of listing.before?.reserves ?? [])
      if (!kept.includes(value) && !this.entries.has(owner)) this.unique.delete(value);
    for (const { value, for: owner } of listing.after.reserves ?? []) this.unique.set(value, owner);
    this.entries.set(after.id, { ...after, revision: (before?.revision ?? 0) + 1 });
  }

  private factOf(id: string, fact: string): unknown {
    const entry = this.entries.get(id);
    return entry === undefined ? undefined : this.kindOf(id).listing(entry.state).facts[fact];
  }
}

async function codeOf<Answer>(give: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await give();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
