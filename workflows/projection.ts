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
  if (seen === state) return { state, links: (links) => links, event: (event) => event };
  const hidden = kind.withholds(reader);
  const text = JSON.stringify(seen);
  const shown = unaltered(state, seen);
  return {
    state: seen,
    links: (links) => links.filter(({ id }) => text.includes(`"${id}"`)),
    event(event) {
      if (hidden !== null)
        return { ...event, data: omit(event.data, hidden), salts: omit(event.salts, hidden) };
      const about = kind.tells[event.type];
      if (about !== undefined && shown.has(about)) return event;
      return { ...event, data: pick(event.data, shown), salts: pick(event.salts, shown) };
    },
  };
}

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
