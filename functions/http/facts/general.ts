import type { Say } from '../wording.ts';
import {
  type Card,
  type Fact,
  fact,
  isEmpty,
  isRecord,
  type Presenter,
  present,
  records,
  type Section,
} from './section.ts';

// Bookkeeping of the rules, told elsewhere on the page or of no use to people.
const SILENT = new Set([
  'id',
  'kind',
  'type',
  'stage',
  'since',
  'sinceAt',
  'deadlines',
  'late',
  'issued',
  'traces',
  'authVersion',
  // The certificate shows it better.
  'handovers',
]);

/** Any entry: plain fields first, then each collection as cards. */
export const presentAnything =
  (kind: string): Presenter =>
  (state, say) => {
    const fields = Object.entries(state).filter(([name, value]) => !SILENT.has(name) && !isEmpty(value));
    const plain = fields.filter(([, value]) => !isCollection(value));
    const collections = fields.filter(([, value]) => isCollection(value));
    return [
      {
        id: 'main',
        title: say.t('entry.details'),
        facts: plain.map(([name, value]) => fact(say.field(name, kind), value)),
        cards: [],
      },
      ...collections.map(([name, value]) => collection(name, value, { say, kind })),
    ];
  };

interface Terms {
  readonly say: Say;
  readonly kind: string;
}

const collection = (name: string, value: unknown, { say, kind }: Terms): Section => ({
  id: name,
  title: say.field(name, kind),
  facts: [],
  cards: records(value).map(([id, member]) => card(id, member, { say, kind })),
});

function card(id: string, member: Readonly<Record<string, unknown>>, { say, kind }: Terms): Card {
  const title = ['title', 'text', 'what', 'name'].find((name) => typeof member[name] === 'string');
  const facts: Fact[] = Object.entries(member)
    .filter(([name]) => name !== title && !SILENT.has(name))
    .map(([name, value]) => fact(say.field(name, kind), value));
  return { id, title: title === undefined ? '' : String(member[title]), facts: present(facts) };
}

/** A keyed collection or a list of objects; names in three languages and coordinates are values. */
function isCollection(value: unknown): boolean {
  const members = Array.isArray(value) ? value : Object.values(isRecord(value) ? value : {});
  return members.length > 0 && members.every((member) => isRecord(member));
}
