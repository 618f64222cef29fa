import type { Actor } from '../../shared/kernel/actor.ts';
import type { ChainedEvent } from '../../shared/kernel/event.ts';
import type { EntryKind } from '../track.ts';

/** The event as one reader sees it: what is withheld looks as if erased, and the chain still verifies (P10). */
export function shownEvent(kind: EntryKind, event: ChainedEvent, reader: Actor): ChainedEvent {
  const hidden = kind.withholds(reader);
  if (hidden.length === 0) return event;
  const without = <Value>(fields: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.includes(name)));
  return { ...event, data: without(event.data), salts: without(event.salts) };
}
