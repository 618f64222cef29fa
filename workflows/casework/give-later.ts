import { AppError } from '../../shared/kernel/errors.ts';
import type { OutboxBody, OutboxMessage } from '../../shared/ports.ts';
import { type CarryOut, tell } from './deliver.ts';
import { runJob } from './jobs.ts';
import { submitCommand } from './submit-command.ts';
import type { Workplace } from './workplace.ts';

/** Everything the outbox can hold: what the state machines are told, commands kept for later (P6), jobs (P12). */
export const carryOutAny: CarryOut = async (workplace, message) => {
  const { body } = message;
  switch (body.type) {
    case 'command':
      return giveLater(workplace, message, body);
    case 'job':
      return runJob(workplace, message, body);
    default:
      await tell(workplace, body);
      return true;
  }
};

/** A command kept for later; a rule that refuses it now has the last word, and the message is spent. */
async function giveLater(
  workplace: Workplace,
  message: OutboxMessage,
  { kind: name, id, open, command }: Extract<OutboxBody, { type: 'command' }>,
): Promise<boolean> {
  const kind = workplace.registry.kind(name);
  if (kind === undefined) throw new AppError('Unavailable', 'track-not-available');
  const { type, ...input } = command;
  try {
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
    return false;
  } catch (error) {
    if (!(error instanceof AppError) || error.name === 'Unavailable') throw error;
    if (error.code !== 'already-handled')
      workplace.log.warn('timer.refused', { message: message.id, caseId: id, code: error.code });
    return true;
  }
}
