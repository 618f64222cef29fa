import type { Actor } from '../shared/kernel/actor.ts';
import { canonical } from '../shared/kernel/audit-chain.ts';
import type { Link } from '../shared/kernel/entry.ts';
import type { ChainedEvent } from '../shared/kernel/event.ts';
import type { EntryKind } from './track.ts';

/** What one reader sees of one entry: `kind.project` and nothing else, whatever it is shown as. */
export interface Projection {
  readonly state: unknown;
  links(links: readonly Link[]): readonly Link[];
  /** Without the values, and their salts, of fields this reader does not see as they are; the chain still verifies. */
  event(event: ChainedEvent): ChainedEvent;
}

export function projectionOf(kind: EntryKind, state: unknown, reader: Actor): Projection {
  const seen = kind.project(state, reader);
  const hidden = kind.withholds(reader);
  return {
    state: seen,
    links: linksIn(state, seen),
    event: hidden === null ? eventsLike(kind, state, seen) : (event) => without(event, hidden),
  };
}

function linksIn(state: unknown, seen: unknown): Projection['links'] {
  if (seen === state) return (links) => links;
  const text = JSON.stringify(seen);
  return (links) => links.filter(({ id }) => text.includes(`"${id}"`));
}

/** Of an event what the reader sees, as it is, in the entry itself. */
function eventsLike(kind: EntryKind, state: unknown, seen: unknown): Projection['event'] {
  if (seen === state) return (event) => event;
  const shown = unaltered(state, seen);
  return (event) => {
    const about = kind.tells[event.type];
    if (about !== undefined && shown.has(about)) return event;
    return { ...event, data: pick(event.data, shown), salts: pick(event.salts, shown) };
  };
}

const without = (event: ChainedEvent, hidden: readonly string[]): ChainedEvent => ({
  ...event,
  data: omit(event.data, hidden),
  salts: omit(event.salts, hidden),
});

/** Fields shown exactly as they are. */
function unaltered(state: unknown, seen: unknown): ReadonlySet<string> {
  const [all, some] = [state as Record<string, unknown>, seen as Record<string, unknown>];
  const names = Object.keys(some).filter((name) => canonical(some[name]) === canonical(all[name]));
  return new Set(names);
}

const pick = <Value>(
  values: Readonly<Record<string, Value>>,
  shown: ReadonlySet<string>,
): Record<string, Value> => Object.fromEntries(Object.entries(values).filter(([name]) => shown.has(name)));

const omit = <Value>(
  values: Readonly<Record<string, Value>>,
  hidden: readonly string[],
): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !hidden.includes(name)));
