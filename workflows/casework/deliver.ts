import type { OutboxBody, OutboxMessage } from '../../shared/ports.ts';
import type { Workplace } from './workplace.ts';

type DriveBody = Exclude<OutboxBody, { type: 'command' | 'job' }>;

// 10 s doubling up to 5 minutes: a dead orchestrator is asked about 15 times an hour.
const BACKOFF_MS = { first: 10_000, most: 300_000 };

/** Tell the state machines what a commit decided; commands and jobs for later are the sweeper's. */
export async function drive(workplace: Workplace, messages: readonly OutboxMessage[]): Promise<void> {
  await Promise.all(messages.map((message) => deliver(workplace, message, carryOut)));
}

/** Carries out one message; true when it may be deleted, false when it was settled or moved on the way. */
export type CarryOut = (workplace: Workplace, message: OutboxMessage) => Promise<boolean>;

/**
 * Deliver one message; a failure keeps it for the sweeper and never fails the command that wrote it.
 * Returns whether it is out of the way.
 */
export async function deliver(
  workplace: Workplace,
  message: OutboxMessage,
  carryOut: CarryOut,
): Promise<boolean> {
  try {
    if (await carryOut(workplace, message)) await workplace.store.settle(message);
    return true;
  } catch (error) {
    workplace.log.warn('outbox.postponed', { message: message.id, type: message.body.type, error });
    await workplace.store.postpone(message, retryAt(workplace, message)).catch(() => undefined);
    return false;
  }
}

function retryAt({ clock }: Workplace, { attempts }: OutboxMessage): string {
  const wait = Math.min(BACKOFF_MS.first * 2 ** attempts, BACKOFF_MS.most);
  return new Date(Date.parse(clock.now()) + wait).toISOString();
}

const carryOut: CarryOut = async (workplace, message) => {
  if (message.body.type === 'command' || message.body.type === 'job') return false;
  await tell(workplace, message.body);
  return true;
};

/** START, RESUME and STOP; telling the same thing twice is telling it once. */
export async function tell(workplace: Workplace, body: DriveBody): Promise<void> {
  switch (body.type) {
    case 'resume':
      // Gone means timed out, already answered or ended; then the new position is found by enter-stage or P3.
      await workplace.orchestrator.resume(body.token, body.position ?? { state: 'Closed' });
      return;
    case 'start':
      await workplace.orchestrator.start(body.track, executionName(body.caseId, body.run), {
        caseId: body.caseId,
        run: body.run,
        position: body.position,
      });
      return;
    case 'stop':
      await workplace.orchestrator.stop(body.execution);
      return;
  }
}

/** `<case>-r<run>`: starting twice is starting once (W18). */
export const executionName = (caseId: string, run: number): string => `${caseId}-r${run}`;
