import { AppError } from '../../shared/kernel/errors.ts';
import { type EntryId, newEntryId } from '../../shared/kernel/ids.ts';
import type { EntryWrite, OutboxBody, OutboxMessage, StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { countRedrive, nextRun, startBody } from './build-commit.ts';
import { drive, executionName } from './deliver.ts';
import type { Workplace } from './workplace.ts';

// Five replacements in a day are no accident; then a person must look (P3).
const MAX_REDRIVES_A_DAY = 5;

/**
 * Give an open case a new driver: run + 1 in one commit that clears the token and writes START(n+1) and STOP(n).
 * Nothing is asked again, because tasks belong to the case and not to the execution. False: not needed any more,
 * or the alarm limit is reached.
 */
export async function redrive(
  workplace: Workplace,
  kind: EntryKind,
  id: EntryId,
  run: number,
): Promise<boolean> {
  const entry = await workplace.store.load(kind.kind, id);
  if (entry === null || entry.position === null || entry.run !== run) return false;
  const now = workplace.clock.now();
  const redrives = countRedrive(entry, now);
  if (redrives.count > MAX_REDRIVES_A_DAY) {
    workplace.log.error('driver.alarm', { caseId: id, run, redrives: redrives.count });
    return false;
  }
  const after = { ...entry, ...nextRun(entry, now), redrives };
  const outbox = messages(workplace, [
    startBody(entry.kind, id, after.run, entry.position),
    ...(entry.execution === null ? [] : [stopBody(entry, entry.execution)]),
  ]);
  const committed = await workplace.store.commit({
    at: now,
    writes: [unchanged(kind, entry, after)],
    checks: [],
    actor: null,
    outbox,
    messages: [],
    idempotency: null,
    handled: null,
  });
  if (committed.outcome !== 'done') return false;
  workplace.log.info('driver.replaced', {
    caseId: id,
    run: after.run,
    execution: executionName(id, after.run),
  });
  await drive(workplace, outbox);
  return true;
}

const stopBody = (entry: StoredEntry, execution: string): OutboxBody => ({
  type: 'stop',
  caseId: entry.id,
  execution,
});

function messages({ clock, crypto }: Workplace, bodies: readonly OutboxBody[]): OutboxMessage[] {
  const now = clock.now();
  return bodies.map((body) => ({
    id: newEntryId('OB', Date.parse(now), crypto.random(7)),
    notBefore: now,
    attempts: 0,
    body,
  }));
}

/** A write that changes the driver and nothing people see: no event, same version, same tasks. */
function unchanged(kind: EntryKind, before: StoredEntry, after: StoredEntry): EntryWrite {
  const listing = kind.listing(before.state);
  const tasks = kind.tasks(before.state);
  if (kind.track === null) throw new AppError('Unavailable', 'not-a-track');
  return {
    before,
    after,
    parts: kind.parts,
    sealed: kind.sealed,
    events: [],
    erased: [],
    listing: { before: listing, after: listing },
    tasks: { before: tasks, after: tasks.map((task) => ({ ...task, remindAt: null })) },
    stage: kind.track.stage(before.state),
  };
}
