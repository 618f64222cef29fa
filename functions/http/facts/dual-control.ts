import type { Say } from '../wording.ts';
import { presentAnything } from './general.ts';
import { type Card, fact, isRecord, type Presenter, present, records, type Section } from './section.ts';

/** An entry whose rights or place in the order change by two people: what waits for the second one comes first. */
export const presentWithPending =
  (kind: string): Presenter =>
  (state, say) => {
    const { pending, admissions: _, ...own } = state;
    const cards = records(pending).map(([id, change]) => cardOf(id, change, { say, kind }));
    const waiting: Section = { id: 'pending', title: say.field('pending', kind), facts: [], cards };
    return [...(cards.length === 0 ? [] : [waiting]), ...presentAnything(kind)(own, say)];
  };

function cardOf(
  id: string,
  { command, input, by, until }: Readonly<Record<string, unknown>>,
  { say, kind }: { readonly say: Say; readonly kind: string },
): Card {
  const proposed = isRecord(input) ? Object.entries(input) : [];
  return {
    id,
    title: `${id} · ${say.command(kind, String(command))}`,
    facts: present([
      ...proposed.map(([name, value]) => fact(say.field(name, kind), value)),
      fact(say.field('proposedBy', kind), by),
      fact(say.field('lapsesOn', kind), until),
    ]),
  };
}
