import { eraseEvent } from '../kernel/audit-chain.ts';
import type { Erasure } from '../kernel/decision.ts';
import type { ChainedEvent } from '../kernel/event.ts';
import type { ErasedEvent } from '../ports.ts';
import type { Item } from './items.ts';

/** The events an erasure concerns, without their values, and the keys whose stored body digest goes too (P10). */
export function erasable(
  events: readonly { event: ChainedEvent; item: Item }[],
  { field, equals }: Erasure,
): ErasedEvent[] {
  return events
    .filter(({ event }) => event.data[field] === equals)
    .map(({ event, item: { idem } }) => ({
      event: eraseEvent(event),
      idempotency: (idem as ErasedEvent['idempotency'] | undefined) ?? null,
    }));
}
