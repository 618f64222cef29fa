import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import type { ListRow, TaskRow } from '../../../shared/ports.ts';
import type { Written } from '../../../shared/sheets/write.ts';
import type { Indicators } from '../../../workflows/casework/indicators.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { isEmpty, isRecord } from '../facts/section.ts';
import type { Say } from '../wording.ts';

/** A list as a sheet: the headings in the reader's language, then one row for each. */
export interface Table {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Written[])[];
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const WORD = /^[a-z][a-z0-9-]{1,39}$/;
const head = (say: Say, name: string): string => say.text({ key: `export.${name}` });
const text = (value: string): Written => ({ value });
const EMPTY: Written = { value: null };

/** Any value of a row as people read it on the page; ids, numbers and dates stay what they are. */
function written(value: unknown, say: Say): Written {
  if (isEmpty(value)) return EMPTY;
  if (typeof value === 'number') return { value };
  if (typeof value === 'boolean') return text(say.t(value ? 'form.yes' : 'form.no'));
  if (typeof value === 'string') return writtenText(value, say);
  if (Array.isArray(value)) return text(value.map((one) => written(one, say).value ?? '').join('; '));
  return isRecord(value) ? writtenRecord(value, say) : EMPTY;
}

function writtenText(value: string, say: Say): Written {
  if (DATE.test(value)) return { value, as: 'date' };
  return text(WORD.test(value) ? (say.optionOrNull(value) ?? value) : value);
}

function writtenRecord(value: Readonly<Record<string, unknown>>, say: Say): Written {
  const { key, params, en } = value;
  if (typeof key === 'string')
    return text(say.text({ key, params: (params ?? {}) as Record<string, string> }));
  const own = value[say.locale.language];
  if (typeof en === 'string' && typeof own === 'string') return text(own);
  const parts = Object.entries(value).filter(([, inner]) => !isEmpty(inner));
  return text(parts.map(([name, inner]) => `${say.field(name)}: ${written(inner, say).value}`).join('; '));
}

export function entriesTable(kind: EntryKind, rows: readonly ListRow[], say: Say): Table {
  const cards = [...new Set(rows.flatMap(({ card }) => Object.keys(card)))];
  const staged = kind.track !== null;
  return {
    name: say.kinds(kind.kind),
    heads: [
      head(say, 'id'),
      head(say, 'title'),
      ...(staged ? [head(say, 'stage')] : []),
      say.field('governorate'),
      say.field('authority'),
      head(say, 'open'),
      head(say, 'version'),
      ...cards.map((name) => say.field(name, kind.kind)),
    ],
    rows: rows.map(({ id, title, stage, governorate, authority, open, version, card }) => [
      text(id),
      text(say.title(title, card)),
      ...(staged ? [stage === null ? EMPTY : text(say.stage(kind.kind, stage))] : []),
      governorate === 'none' ? EMPTY : text(say.place(governorate)),
      authority === 'none' ? EMPTY : text(say.option(authority)),
      written(open, say),
      { value: version },
      ...cards.map((name) => written(card[name], say)),
    ]),
  };
}

export const tasksTable = (tasks: readonly TaskRow[], say: Say): Table => ({
  name: say.t('queue.title'),
  heads: ['task', 'title', 'case', 'since', 'due', 'level'].map((name) => head(say, name)),
  rows: tasks.map(({ title, caseTitle, caseId, sinceAt, dueOn, level }) => [
    text(say.text(title)),
    text(say.title(caseTitle)),
    text(caseId),
    text(sinceAt),
    { value: dueOn, as: 'date' },
    { value: level },
  ]),
});

export const historyTable = (kind: string, events: readonly ChainedEvent[], say: Say): Table => ({
  name: say.t('entry.history'),
  heads: ['seq', 'at', 'event', 'by', 'details', 'hash'].map((name) => head(say, name)),
  rows: events.map(({ seq, at, type, actor, onBehalfOf, data, hash }) => [
    { value: seq },
    text(at),
    text(say.event(kind, type)),
    text(byWhom(actor, onBehalfOf, say)),
    text(detailsOf(kind, data, say)),
    text(hash),
  ]),
});

function byWhom(actor: ChainedEvent['actor'], onBehalfOf: string | undefined, say: Say): string {
  if (actor.kind === 'timer') return say.t('entry.by-timer');
  if (actor.kind === 'system') return say.t('entry.by-system');
  if (onBehalfOf === undefined) return say.name(actor.id);
  return say.t('entry.on-behalf', { actor: say.name(actor.id), other: say.name(onBehalfOf) });
}

const detailsOf = (kind: string, data: Readonly<Record<string, unknown>>, say: Say): string =>
  Object.entries(data)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => `${say.field(name, kind)}: ${written(value, say).value ?? ''}`)
    .join('\n');

export const indicatorsTable = ({ asOf, ...counts }: Indicators, say: Say): Table => ({
  name: head(say, 'indicator'),
  heads: ['indicator', 'value', 'as-of'].map((name) => head(say, name)),
  rows: Object.entries(counts).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]): Written[] => [
      text(`${head(say, group)}: ${head(say, `${group}.${name}`)}`),
      { value },
      { value: asOf, as: 'date' },
    ]),
  ),
});

/** Every id of people in these events, for their names. */
export const peopleIn = (events: readonly ChainedEvent[]): unknown[] => [
  ...new Set(
    events.flatMap(({ actor, onBehalfOf }) => [
      ...(actor.kind === 'person' ? [actor.id] : []),
      ...(onBehalfOf === undefined ? [] : [onBehalfOf]),
    ]),
  ),
];
