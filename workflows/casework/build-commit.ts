import { type Actor, personOf } from '../../shared/kernel/actor.ts';
import type { Calendar } from '../../shared/kernel/calendar.ts';
import { remindAt } from '../../shared/kernel/deadline.ts';
import type { Notice } from '../../shared/kernel/decision.ts';
import { addresseeKey, type Position, type Task } from '../../shared/kernel/entry.ts';
import { newEntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type Instant } from '../../shared/kernel/time.ts';
import type {
  Commit,
  EntryWrite,
  FiledTask,
  IdempotencyRecord,
  Message,
  OutboxBody,
  OutboxMessage,
  StoredEntry,
} from '../../shared/ports.ts';
import { txConditions } from './authorise.ts';
import type { Draft, Drafting } from './draft.ts';
import type { Workplace } from './workplace.ts';

interface Extra {
  readonly actor: Actor;
  readonly idempotency: IdempotencyRecord | null;
  readonly handled: OutboxMessage | null;
  /** The kept token is dead: the state timed out, and its return value is the resume (P1). */
  readonly timedOut: boolean;
}

/** One transaction from everything that was decided: entries, tasks, messages, outbox, idempotency, actor check. */
export async function buildCommit(workplace: Workplace, drafting: Drafting, extra: Extra): Promise<Commit> {
  const { now } = drafting;
  const outbox: OutboxMessage[] = [];
  const messages: Message[] = [];
  const writes: EntryWrite[] = [];
  const send = (body: OutboxBody, notBefore: Instant = now) =>
    outbox.push({
      id: newEntryId('OB', Date.parse(now), workplace.crypto.random(7)),
      notBefore,
      attempts: 0,
      body,
    });

  for (const draft of drafting.drafts.values()) {
    if (draft.events.length === 0) continue;
    const write = await entryWrite(workplace, drafting, draft, extra.timedOut);
    writes.push(write);
    for (const body of driving(write, extra.timedOut)) send(body);
    messages.push(...news(write, extra.actor, now), ...told(write, draft.notices, now));
  }
  for (const { notBefore, ...effect } of drafting.timers)
    send({ type: 'command', ...effect, open: effect.open ?? false }, notBefore);
  for (const job of drafting.jobs) send({ type: 'job', ...job, cursor: null });

  const { actor, idempotency, handled } = extra;
  const { checks } = drafting;
  return { at: now, writes, checks, ...txConditions(actor), outbox, messages, idempotency, handled };
}

async function entryWrite(
  workplace: Workplace,
  drafting: Drafting,
  draft: Draft,
  timedOut: boolean,
): Promise<EntryWrite> {
  const { now } = drafting;
  const { kind, id, before, state } = draft;
  const listing = { before: before === null ? null : kind.listing(before.state), after: kind.listing(state) };
  const after: EntryWrite['after'] = {
    kind: kind.kind,
    id,
    version: draft.version,
    hash: draft.hash,
    state,
    ...drive(before, kind.track?.position(state) ?? null, timedOut, now),
  };
  const calendar = await drafting.calendar(listing.after.authority);
  return {
    before,
    after,
    parts: kind.parts,
    compact: kind.compact,
    sealed: kind.sealed,
    events: draft.events,
    erased: (
      await Promise.all(draft.erases.map((erasure) => workplace.store.eventsAbout(id, erasure)))
    ).flat(),
    listing,
    tasks: {
      before: before === null ? [] : kind.tasks(before.state),
      after: kind.tasks(state).map((task) => file(task, calendar, now)),
    },
    stage: kind.track?.stage(state) ?? null,
  };
}

type Drive = Pick<
  StoredEntry,
  'run' | 'runSince' | 'position' | 'driver' | 'execution' | 'undrivenSince' | 'redrives'
>;

const UNDRIVEN: Drive = {
  run: 0,
  runSince: null,
  position: null,
  driver: null,
  execution: null,
  undrivenSince: null,
  redrives: null,
};

/** Which run drives the case from here on, and whether its kept token still serves (P2, P3, P7). */
function drive(before: Drive | null, position: Position | null, timedOut: boolean, now: Instant): Drive {
  const was = before === null ? UNDRIVEN : driveOf(before);
  if (position === null) return { ...was, position, driver: null, undrivenSince: null };
  if (was.position === null) return { ...nextRun(was, now), position };
  const keeps = samePosition(was.position, position) && !timedOut;
  if (keeps) return { ...was, position };
  return { ...was, position, driver: null, undrivenSince: now };
}

const driveOf = ({ run, runSince, position, driver, execution, undrivenSince, redrives }: Drive): Drive => ({
  run,
  runSince,
  position,
  driver,
  execution,
  undrivenSince,
  redrives,
});

/** Opening, reopening and every replacement of a driver raise the run and clear what belonged to the last one. */
export const nextRun = (was: Drive, now: Instant): Drive => ({
  ...driveOf(was),
  run: was.run + 1,
  runSince: now,
  driver: null,
  execution: null,
  undrivenSince: now,
});

export const samePosition = (a: Position, b: Position): boolean =>
  a.state === b.state && a.slot === b.slot && a.since === b.since && a.dueAt === b.dueAt;

/** Messages to the state machine: START for a new run; RESUME only with a token that was kept (P2). */
function driving({ before, after }: EntryWrite, timedOut: boolean): OutboxBody[] {
  if (after.position !== null && after.run !== (before?.run ?? 0))
    return [startBody(after.kind, after.id, after.run, after.position)];
  if (before?.driver && after.driver === null && !timedOut)
    return [{ type: 'resume', caseId: after.id, token: before.driver.token, position: after.position }];
  return [];
}

export const startBody = (
  track: string,
  caseId: StoredEntry['id'],
  run: number,
  position: Position,
): OutboxBody => ({ type: 'start', caseId, track, run, position });

/** Reminders are for tasks that are not late and have two working days left. */
function file(task: Task, calendar: Calendar, now: Instant): FiledTask {
  const at = remindAt(task.dueOn, calendar);
  return { ...task, remindAt: task.level === 0 && at > now ? at : null };
}

/** One message per addressee for all tasks that are new or climbed a level (P1); never to the person acting. */
function news({ after, tasks, listing }: EntryWrite, actor: Actor, now: Instant): Message[] {
  const levels = new Map(
    tasks.before.flatMap((task) => task.addressees.map((to) => [tag(task, to), task.level])),
  );
  const byAddressee = new Map<string, Task[]>();
  for (const task of tasks.after) {
    for (const addressee of task.addressees) {
      if (addressee.kind === 'person' && addressee.id === personOf(actor)) continue;
      const known = levels.get(tag(task, addressee));
      if (known !== undefined && known >= task.level) continue;
      const to = addresseeKey(addressee);
      byAddressee.set(to, [...(byAddressee.get(to) ?? []), task]);
    }
  }
  return [...byAddressee].map(([to, fresh]) => {
    const level = Math.max(...fresh.map((task) => task.level));
    return {
      to,
      id: `${after.id}#${after.version}`,
      at: now,
      caseId: after.id,
      caseTitle: listing.after.title,
      kind: level > 0 ? 'late' : 'task',
      level,
      // A phone shows the first few; the case shows all.
      texts: fresh.slice(0, 5).map((task) => task.title),
    };
  });
}

/** What a rule wants somebody to know, with nothing to do about it. */
const told = ({ after, listing }: EntryWrite, notices: readonly Notice[], now: Instant): Message[] =>
  notices.map(({ to, text }, n) => ({
    to: addresseeKey(to),
    id: `${after.id}#${after.version}#notice-${n}`,
    at: now,
    caseId: after.id,
    caseTitle: listing.after.title,
    kind: 'notice',
    level: 0,
    texts: [text],
  }));

const tag = (task: Task, to: Task['addressees'][number]): string => `${task.key}|${addresseeKey(to)}`;

/** The day a driver is replaced on, for the alarm at the fifth time (P3). */
export function countRedrive(entry: StoredEntry, now: Instant): { on: string; count: number } {
  const on = baghdadDate(now);
  return { on, count: entry.redrives?.on === on ? entry.redrives.count + 1 : 1 };
}
