import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError, type FieldProblem } from '../../shared/kernel/errors.ts';
import { type EntryId, newEntryId } from '../../shared/kernel/ids.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { CommitOutcome, OutboxMessage } from '../../shared/ports.ts';
import { isSeparated } from '../grants.ts';
import type { CommandSpec, EntryKind, GivenCommand } from '../track.ts';
import { authorise, authoriseAnywhere, authoriseUnread, mayRead } from './authorise.ts';
import { buildCommit } from './build-commit.ts';
import { type CarryOut, deliver, drive } from './deliver.ts';
import { type Draft, Drafting } from './draft.ts';
import { contentTag } from './etag.ts';
import { requireEvidence } from './evidence.ts';
import { refusePersonalData, textWarnings } from './free-text.ts';
import { idempotencyRecord, replayed } from './idempotency.ts';
import { loadActor } from './sign-in.ts';
import { whatChanged } from './what-changed.ts';
import type { Workplace } from './workplace.ts';

/** Somebody asks for something: the only way anything changes. */
export interface CommandRequest {
  readonly kind: EntryKind;
  /** null opens a new entry; `openAs` gives it a fixed id. */
  readonly id: EntryId | null;
  readonly openAs?: EntryId;
  readonly name: string;
  readonly input: unknown;
  readonly actor: Actor;
  readonly idempotencyKey: string | null;
  /** Quoted digest of the content that was seen (P9). */
  readonly ifMatch: string | null;
  /** The outbox message this command carries out; settled in the same transaction. */
  readonly handled?: OutboxMessage;
  /** The state machine's wait ran out: its token is dead (P1). */
  readonly timedOut?: boolean;
}

export interface CommandAnswer {
  readonly id: EntryId;
  readonly version: number;
  readonly stage: string | null;
  readonly events: readonly { readonly seq: number; readonly type: string; readonly at: Instant }[];
  readonly replayed: boolean;
  /** Free text that seems to point to a person: accepted, but to be looked at again. */
  readonly warnings?: readonly FieldProblem[];
}

// A lost revision is reloaded and decided again; five losses in a row mean real contention (P9).
const TRIES = 5;

/**
 * Load, decide, commit, drive: the page everybody should know by heart. Resolves when the change is durable and
 * the state machine has been told, or will be by the sweeper. Throws AppError; then nothing has changed.
 */
export async function submitCommand(workplace: Workplace, request: CommandRequest): Promise<CommandAnswer> {
  const spec = specOf(request);
  try {
    return await persist(workplace, request, spec);
  } catch (error) {
    noteRefusal(workplace, request, spec, error);
    throw error;
  }
}

/** Who tried what he may not, or what another has to do: with the code of the rule, without a word of the entry. */
function noteRefusal(
  { log }: Workplace,
  { kind, id, name, actor }: CommandRequest,
  { who }: CommandSpec,
  error: unknown,
): void {
  if (!(error instanceof AppError) || actor.kind !== 'person') return;
  const isRule = error.name === 'RuleViolation' || error.name === 'Conflict';
  if (error.name !== 'Forbidden' && !(isRule && isSeparated(who))) return;
  // Of a sealed kind not even the id is written down (I14).
  const entry = id === null || kind.sealed ? {} : { caseId: id };
  const { id: person, onBehalfOf } = actor;
  log.warn('command.refused', {
    code: error.code,
    kind: kind.kind,
    command: name,
    person,
    onBehalfOf,
    ...entry,
  });
}

async function persist(
  workplace: Workplace,
  request: CommandRequest,
  spec: CommandSpec,
): Promise<CommandAnswer> {
  const id = request.id ?? request.openAs ?? freshId(workplace, request.kind);
  let actor = request.actor;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const attempted = await attemptOnce(workplace, { ...request, actor }, id, spec).catch(
      // A second try of what was done is refused by the rules, or by the key itself: then the first answer stands.
      async (error: unknown) =>
        ({ outcome: 'done', answer: await replayed(workplace, request, error) }) as const,
    );
    switch (attempted.outcome) {
      case 'done':
        return attempted.answer;
      case 'key-used':
        return replayed(workplace, request, new AppError('Conflict', 'lost-race'));
      case 'handled':
        throw new AppError('Conflict', 'already-handled');
      case 'taken':
        throw new AppError('Conflict', 'taken', { params: { value: attempted.value } });
      case 'actor-changed':
        actor = await currentActor(workplace, actor);
        break;
      default:
        await pause(attempt);
    }
  }
  throw new AppError('Conflict', 'lost-race');
}

type Attempt =
  | Exclude<CommitOutcome, { outcome: 'done' }>
  | { readonly outcome: 'done'; readonly answer: CommandAnswer };

async function attemptOnce(
  workplace: Workplace,
  request: CommandRequest,
  id: EntryId,
  spec: CommandSpec,
): Promise<Attempt> {
  const drafting = new Drafting(workplace, request.actor, workplace.clock.now());
  const { draft, command } = await admitted(workplace, drafting, request, { id, spec });
  refusePersonalData(request.actor, request.kind, command);
  await requireEvidence(workplace, command);
  await drafting.give(draft, command);
  if (hasOtherRights(drafting, request.actor)) return { outcome: 'actor-changed' };
  const answer = answerOf(draft, textWarnings(request.kind, command));
  const commit = await buildCommit(workplace, drafting, {
    actor: request.actor,
    idempotency: idempotencyRecord(workplace, request, answer),
    handled: request.handled ?? null,
    timedOut: request.timedOut ?? false,
  });
  const result = await workplace.store.commit(commit);
  if (result.outcome !== 'done') return result;
  await drive(workplace, commit.outbox);
  await goOn(workplace, id, commit.outbox);
  return { outcome: 'done', answer };
}

/**
 * An entry that is written is guarded by its revision, not by a check of its facts: where it is the actor's own, or
 * that of the absent person, what was read must still say what the actor was let in with.
 */
function hasOtherRights({ drafts }: Drafting, actor: Actor): boolean {
  if (actor.kind !== 'person') return false;
  const isOther = (id: EntryId | undefined, authVersion: number | undefined): boolean => {
    const draft = id === undefined ? undefined : drafts.get(id);
    if (draft === undefined || draft.before === null) return false;
    const { facts } = draft.kind.listing(draft.before.state);
    return facts.authVersion !== authVersion || facts.status !== 'active';
  };
  return isOther(actor.id, actor.authVersion) || isOther(actor.onBehalfOf, actor.absent?.authVersion);
}

/** What a rule asked of the platform for this very moment is done in the same request; the rest is the sweeper's. */
async function goOn(workplace: Workplace, id: EntryId, messages: readonly OutboxMessage[]): Promise<void> {
  const now = workplace.clock.now();
  for (const message of messages)
    if (message.body.type === 'command' && message.body.id === id && message.notBefore <= now)
      await deliver(workplace, message, giveLater);
}

/** A command kept for later (P6); a rule that refuses it now has the last word, and the message is spent. */
export const giveLater: CarryOut = async (workplace, message) => {
  if (message.body.type !== 'command') return false;
  const { kind: name, id, open, command } = message.body;
  const kind = workplace.registry.kind(name);
  if (kind === undefined) throw new AppError('Unavailable', 'track-not-available');
  const give = async ({ type, ...input }: Readonly<Record<string, unknown>>): Promise<void> => {
    await submitCommand(workplace, {
      kind,
      id: open ? null : id,
      ...(open ? { openAs: id } : {}),
      name: String(type),
      input,
      actor: { kind: 'system', job: 'timer' },
      idempotencyKey: null,
      ifMatch: null,
      handled: message,
    });
  };
  try {
    await give(command).catch(async (error: unknown) => {
      const isTaken = error instanceof AppError && error.code === 'taken';
      const instead = isTaken ? kind.taken(String(error.params.value)) : null;
      if (instead === null) throw error;
      await give(instead);
    });
    return false;
  } catch (error) {
    if (!(error instanceof AppError) || error.name === 'Unavailable') throw error;
    if (error.code !== 'already-handled')
      workplace.log.warn('timer.refused', { message: message.id, caseId: id, code: error.code });
    return true;
  }
};

interface Admitted {
  readonly draft: Draft;
  readonly command: GivenCommand;
}

/**
 * The entry taken up, if the actor may see it, may give this command, and saw the content he approves. Permission comes
 * before the input is looked at: whoever may not give a command learns nothing of its fields.
 */
async function admitted(
  workplace: Workplace,
  drafting: Drafting,
  request: CommandRequest,
  { id, spec }: { id: EntryId; spec: CommandSpec },
): Promise<Admitted> {
  const { kind, actor, name, input, ifMatch } = request;
  const { now } = drafting;
  if (request.id === null) {
    authoriseAnywhere(actor, kind, name);
    const command = kind.parse(name, input);
    await drafting.load(kind.needs(null, command));
    const placement = kind.placement(command, (other, of) => drafting.entry(other, of)) ?? {};
    authorise(actor, spec, command, { kind, state: null, listing: { placement }, now });
    return { draft: drafting.begin(kind, id, null), command };
  }
  const before = await workplace.store.load(kind.kind, id);
  if (before === null) throw new AppError('NotFound', 'not-found');
  const seen = { kind, state: before.state, listing: kind.listing(before.state), now };
  if (!mayRead(actor, seen)) throw new AppError('NotFound', 'not-found');
  authoriseUnread(actor, spec, unread(name, input), seen);
  const command = kind.parse(name, input);
  authorise(actor, spec, command, seen);
  if (spec.approves === true && ifMatch === null && actor.kind === 'person')
    throw new AppError('PreconditionRequired', 'if-match-required');
  if (ifMatch !== null && ifMatch !== contentTag(workplace.crypto, kind, before))
    throw new AppError('StaleView', 'stale-view', {
      errors: await whatChanged(workplace, kind, before, ifMatch),
    });
  return { draft: drafting.begin(kind, id, before), command };
}

/** Whom a command means can hang on one of its fields, e.g. the owner of an action; nothing else is taken from here. */
const unread = (name: string, input: unknown): GivenCommand => ({
  ...(typeof input === 'object' ? input : {}),
  type: name,
});

/** The command as the kind knows it; throws NotFound. Only opening has no entry yet. */
function specOf({ kind, id, name }: CommandRequest): CommandSpec {
  const spec = Object.hasOwn(kind.commands, name) ? kind.commands[name] : undefined;
  if (spec === undefined || (id === null) !== (name === kind.opens))
    throw new AppError('NotFound', 'unknown-command', { params: { name } });
  return spec;
}

function answerOf(draft: Draft, warnings: readonly FieldProblem[]): CommandAnswer {
  return {
    id: draft.id,
    version: draft.version,
    stage: draft.kind.track?.stage(draft.state) ?? null,
    events: draft.events.map(({ seq, type, at }) => ({ seq, type, at })),
    replayed: false,
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

const freshId = ({ clock, crypto }: Workplace, kind: EntryKind): EntryId =>
  newEntryId(kind.prefix, Date.parse(clock.now()), crypto.random(7));

/** Rights changed between sign-in and commit: act with what holds now, or not at all. */
async function currentActor(workplace: Workplace, actor: Actor): Promise<Actor> {
  if (actor.kind !== 'person') return actor;
  const { onBehalfOf, admissions } = actor;
  const current = await loadActor(workplace, actor.id, { actingFor: onBehalfOf, admissions });
  if (current === null) throw new AppError('Unauthenticated', 'not-signed-in');
  return current;
}

// Full jitter, 2 ms doubling: 32 ms at worst before the last try.
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** attempt));
