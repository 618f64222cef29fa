import { addresseeKey } from '../../shared/kernel/entry.ts';
import { DAY_MS } from '../../shared/kernel/time.ts';
import type { Message, OpenCase, TaskRow } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { deliver, executionName } from './deliver.ts';
import { carryOutAny } from './give-later.ts';
import { redrive } from './redrive.ts';
import type { Workplace } from './workplace.ts';

// A driver has two minutes to arrive before the case counts as undriven (P3, I4).
const GRACE_MS = 2 * 60 * 1000;
// An execution lives a year at most; it is replaced at 270 days (W21).
const ROLLOVER_MS = 270 * DAY_MS;
const PAGE = 100;
// 50 pages of 100: what one minute can deliver; the rest waits for the next minute.
const MAX_PAGES = 50;

export interface Swept {
  readonly delivered: number;
  readonly reminded: number;
  readonly redriven: number;
  readonly rolledOver: number;
  readonly stopped: number;
}

/**
 * The watchdog. Every minute: undelivered messages, timers without an execution, reminders, cases without a driver.
 * With `reconcile` (at start and hourly): compare running executions with open cases, whatever the cause (P3, P6).
 */
export async function sweep(workplace: Workplace, { reconcile }: { reconcile: boolean }): Promise<Swept> {
  const compared = reconcile ? await reconcileDrivers(workplace) : { redriven: 0, rolledOver: 0, stopped: 0 };
  const delivered = await deliverAll(workplace);
  const reminded = await remindAll(workplace);
  const redriven = compared.redriven + (await redriveLost(workplace));
  return { ...compared, delivered, reminded, redriven };
}

async function deliverAll(workplace: Workplace): Promise<number> {
  let delivered = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const due = await workplace.store.outbox(workplace.clock.now(), PAGE);
    const settled = await Promise.all(due.map((message) => deliver(workplace, message, carryOutAny)));
    const out = settled.filter(Boolean).length;
    delivered += out;
    if (out === 0) break;
  }
  return delivered;
}

async function remindAll(workplace: Workplace): Promise<number> {
  let reminded = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const due = await workplace.store.remindersDue(workplace.clock.now(), PAGE);
    for (const task of due) await workplace.store.remind(task, reminder(task, workplace.clock.now()));
    reminded += due.length;
    if (due.length < PAGE) break;
  }
  return reminded;
}

const reminder = (task: TaskRow, now: string): Message[] =>
  task.addressees.map((addressee) => ({
    to: addresseeKey(addressee),
    // The same for every attempt, so that a reminder is filed once (I13).
    id: `${task.caseId}#${task.key}#reminder`,
    at: now,
    caseId: task.caseId,
    caseTitle: task.caseTitle,
    kind: 'reminder',
    level: 0,
    texts: [task.title],
  }));

async function redriveLost(workplace: Workplace): Promise<number> {
  const before = new Date(Date.parse(workplace.clock.now()) - GRACE_MS).toISOString();
  const lost = await workplace.store.undriven(before, PAGE);
  let redriven = 0;
  for (const { id, track, run } of lost) {
    const kind = workplace.registry.kind(track);
    if (kind === undefined || (await workplace.store.hasPending(id))) continue;
    // The index may be behind, and a driver may have arrived meanwhile.
    const entry = await workplace.store.loadDrive(kind.kind, id);
    if (entry?.undrivenSince == null || entry.undrivenSince > before) continue;
    if (await redrive(workplace, kind, id, run)) redriven += 1;
  }
  return redriven;
}

type Compared = Omit<Swept, 'delivered' | 'reminded'>;

/** One running execution per open case, with the current run number; none for closed ones (I9). */
async function reconcileDrivers(workplace: Workplace): Promise<Compared> {
  const sum = { redriven: 0, rolledOver: 0, stopped: 0 };
  for (const kind of workplace.registry.tracks) {
    const { redriven, rolledOver, stopped } = await reconcileTrack(workplace, kind);
    sum.redriven += redriven;
    sum.rolledOver += rolledOver;
    sum.stopped += stopped;
  }
  return sum;
}

async function reconcileTrack(workplace: Workplace, kind: EntryKind): Promise<Compared> {
  const counts = { redriven: 0, rolledOver: 0 };
  const startedAt = workplace.clock.now();
  const running = new Map<string, string>();
  for await (const { name, execution } of workplace.orchestrator.running(kind.kind))
    running.set(name, execution);
  for await (const open of openCases(workplace, kind)) {
    const isRunning = running.delete(executionName(open.id, open.run));
    const replace = isRunning ? isAged(open, startedAt) : await isOverdue(workplace, kind, open, startedAt);
    if (replace && (await redrive(workplace, kind, open.id, open.run)))
      counts[isRunning ? 'rolledOver' : 'redriven'] += 1;
  }
  return { ...counts, stopped: await stopOutlived(workplace, kind, running) };
}

const isAged = ({ runSince }: OpenCase, now: string): boolean =>
  Date.parse(now) - Date.parse(runSince) > ROLLOVER_MS;

/** A START still on its way, or a driver that arrived while the comparison ran, is not a missing driver. */
async function isOverdue(
  workplace: Workplace,
  kind: EntryKind,
  open: OpenCase,
  startedAt: string,
): Promise<boolean> {
  const entry = await workplace.store.loadDrive(kind.kind, open.id);
  if (entry === null || entry.run !== open.run || entry.position === null) return false;
  if (entry.driver !== null) return entry.driver.enteredAt <= startedAt;
  if (entry.undrivenSince === null) return true;
  return Date.parse(workplace.clock.now()) - Date.parse(entry.undrivenSince) >= GRACE_MS;
}

/** Executions that drive nothing: of closed cases, or of a run that was replaced. */
async function stopOutlived(
  { orchestrator, store }: Workplace,
  kind: EntryKind,
  running: ReadonlyMap<string, string>,
): Promise<number> {
  let stopped = 0;
  for (const [name, execution] of running) {
    const [, id = '', run = ''] = /^(.+)-r(\d+)$/.exec(name) ?? [];
    const entry = await store.loadDrive(kind.kind, id as OpenCase['id']);
    if (entry !== null && entry.position !== null && entry.run === Number(run)) continue;
    await orchestrator.stop(execution);
    stopped += 1;
  }
  return stopped;
}

async function* openCases({ store }: Workplace, kind: EntryKind): AsyncIterable<OpenCase> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.openCases>> = await store.openCases(kind.kind, {
      limit: PAGE,
      cursor,
    });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
