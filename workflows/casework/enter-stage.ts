import { z } from 'zod';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { Instant } from '../../shared/kernel/time.ts';
import type { DrivenEntry, ResumeOutput } from '../../shared/ports.ts';
import { samePosition } from './build-commit.ts';
import type { Workplace } from './workplace.ts';

/** What a waiting state says of itself: ids and its claim check, nothing else. */
export const Waiting = z.object({
  caseId: EntryId,
  run: z.number().int().positive(),
  state: z.string().max(80),
  slot: z.string().max(80),
  since: z.number().int().min(0),
  dueAt: Instant,
  token: z.string().min(1).max(2048),
  enteredAt: z.string().max(40),
  retry: z.number().int().min(0),
  execution: z.string().max(400),
});
export type Waiting = z.infer<typeof Waiting>;

const TRIES = 10;

/**
 * The state machine arrived at a wait. If the case stands there too, keep the token (conditional on the revision,
 * and only if it is newer than the kept one); if people were faster, answer at once, so that both orders converge
 * (P2). Throws Superseded when this execution no longer drives the case (W17, W19).
 */
export async function enterStage(workplace: Workplace, waiting: Waiting): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const entry = await drivenEntry(workplace, waiting);
    const { position } = entry;
    if (position === null || !samePosition(position, waiting)) {
      await workplace.orchestrator.resume(waiting.token, position ?? { state: 'Closed' });
      return;
    }
    if (entry.driver !== null && !isNewer(waiting, entry.driver)) return;
    const { token, enteredAt, retry, execution } = waiting;
    if (await workplace.store.keepDriver(entry, { token, position, enteredAt, retry }, execution)) return;
  }
  throw new AppError('Unavailable', 'lost-race');
}

/** The case, if this execution is the one that drives it. */
export async function drivenEntry(
  { store, registry }: Workplace,
  { caseId, run, execution }: Pick<Waiting, 'caseId' | 'run'> & { execution?: string },
): Promise<DrivenEntry> {
  const kind = registry.of(caseId);
  const entry = kind === undefined ? null : await store.loadDrive(kind.kind, caseId);
  if (entry === null || entry.run !== run) throw new AppError('Superseded', 'superseded');
  const claimed = entry.execution;
  if (execution !== undefined && claimed !== null && claimed !== execution)
    throw new AppError('Superseded', 'superseded');
  return entry;
}

const isNewer = (a: Pick<Waiting, 'enteredAt' | 'retry'>, b: Pick<Waiting, 'enteredAt' | 'retry'>): boolean =>
  a.enteredAt > b.enteredAt || (a.enteredAt === b.enteredAt && a.retry > b.retry);

export const outputOf = (entry: Pick<DrivenEntry, 'position'>): ResumeOutput =>
  entry.position ?? { state: 'Closed' };
