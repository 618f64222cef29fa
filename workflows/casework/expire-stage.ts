import { z } from 'zod';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { DrivenEntry, ResumeOutput } from '../../shared/ports.ts';
import type { EntryKind, GivenCommand } from '../track.ts';
import { drivenEntry, outputOf } from './enter-stage.ts';
import { submitCommand } from './submit-command.ts';
import type { Workplace } from './workplace.ts';

/** A wait that ran out. */
export const Expired = z.object({
  caseId: EntryId,
  run: z.number().int().positive(),
  state: z.string().max(80),
  slot: z.string().max(80),
  since: z.number().int().min(0),
});
export type Expired = z.infer<typeof Expired>;

/**
 * Handle every deadline that is due, in one command by the timer, and say where the case stands now: the return
 * value is the resume (P1). Does nothing when people moved the case meanwhile, or when nothing is due yet.
 */
export async function expireStage(workplace: Workplace, expired: Expired): Promise<ResumeOutput> {
  const entry = await drivenEntry(workplace, expired);
  if (!isThere(entry, expired) || !isDue(entry, workplace.clock.now())) return outputOf(entry);
  const kind = workplace.registry.kind(entry.kind);
  const stored = await workplace.store.load(entry.kind, entry.id);
  const command = kind?.track?.expire(stored?.state, workplace.clock.now()) ?? null;
  if (kind === undefined || command === null) return outputOf(entry);
  await escalate(workplace, kind, entry.id, command);
  return outputOf(await drivenEntry(workplace, expired));
}

/** People may be a moment faster; then the rules refuse the timer, and where the case stands now is the answer. */
async function escalate(
  workplace: Workplace,
  kind: EntryKind,
  id: EntryId,
  { type, ...input }: GivenCommand,
): Promise<void> {
  try {
    await submitCommand(workplace, {
      kind,
      id,
      name: type,
      input,
      actor: { kind: 'timer' },
      idempotencyKey: null,
      ifMatch: null,
      timedOut: true,
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.name === 'Unavailable') throw error;
    workplace.log.info('timer.late', { caseId: id, code: error.code });
  }
}

const isThere = ({ position }: DrivenEntry, { state, slot, since }: Expired): boolean =>
  position !== null && position.state === state && position.slot === slot && position.since === since;

const isDue = ({ position }: DrivenEntry, now: string): boolean => position !== null && position.dueAt <= now;
