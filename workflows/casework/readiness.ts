import type { Workplace } from './workplace.ts';

// More than this is reported as this: readiness must stay cheap.
const COUNT_LIMIT = 1000;

export interface Readiness {
  /** `outbox`: messages due and undelivered; `timersDue`: reminders due; `undriven`: open cases whose driver is on its way. */
  readonly pending: { readonly outbox: number; readonly timersDue: number; readonly undriven: number };
  /** Nothing is on its way any more (I8). */
  readonly quiescent: boolean;
}

/** Is the store reachable, and is everything that was decided also delivered? */
export async function readiness({ store, clock }: Workplace): Promise<Readiness> {
  const now = clock.now();
  const [outbox, reminders, undriven] = await Promise.all([
    store.outboxDepth(now, COUNT_LIMIT),
    store.remindersDue(now, COUNT_LIMIT),
    store.undriven(now, COUNT_LIMIT),
  ]);
  const pending = { outbox, timersDue: reminders.length, undriven: undriven.length };
  return { pending, quiescent: outbox + reminders.length + undriven.length === 0 };
}
