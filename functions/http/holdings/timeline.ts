import type { EventActor } from '../../../shared/kernel/actor.ts';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import { type Fact, fact, isRecord, option, present } from '../facts/section.ts';
import type { Say } from '../wording.ts';
import { ASSET } from './words.ts';

/** One thing that happened to an asset, as people read it. */
export interface Moment {
  readonly seq: number;
  readonly at: string;
  readonly title: string;
  readonly actor: EventActor;
  readonly onBehalfOf: string | undefined;
  readonly facts: readonly Fact[];
  /** Files it relied on. */
  readonly files: readonly string[];
}

/** Newest first. */
export const momentsOf = (events: readonly ChainedEvent[], say: Say): Moment[] =>
  events
    .map(({ seq, at, type, actor, onBehalfOf, data }) => ({
      seq,
      at,
      title: say.event(ASSET, type),
      actor,
      onBehalfOf,
      facts: present(factsOf(data, say)),
      files: filesIn(data),
    }))
    .toReversed();

type Data = Readonly<Record<string, unknown>>;

/** From whom to whom, through which delivery and certificate, and what was said; numbers before and after. */
function factsOf(data: Data, say: Say): Fact[] {
  const { from, to, hops, changes, before } = data;
  const other = Object.entries(data).filter(([name, value]) => TOLD.has(name) && !isRecord(value));
  return [
    fact(say.field('from'), holderId(from)),
    fact(say.field('hops', ASSET), Array.isArray(hops) ? hops.map(holderId) : null),
    fact(say.field('to'), holderId(to)),
    fact(say.t('asset.certificate'), data.certificate),
    ...other.map(([name, value]) => told(say.field(name, ASSET), name, value)),
    ...numbers(before, changes, say),
  ];
}

/** Custody events name a holder, the others a person. */
const holderId = (value: unknown): unknown => (isRecord(value) ? value.id : value);

function told(label: string, name: string, value: unknown): Fact {
  if (WORDS.has(name)) return option(label, value);
  const isNumber = NUMBERS.has(name) && typeof value === 'string';
  return isNumber ? { label, shown: { as: 'number', text: value } } : fact(label, value);
}

const NUMBERS = new Set(['vin', 'serial', 'plate', 'before', 'engine', 'policeReport', 'letterNumber']);
const WORDS = new Set(['condition', 'how', 'kind', 'as']);
const TOLD = new Set([
  ...[
    'delivery',
    'place',
    'owner',
    'document',
    'condition',
    'seen',
    'what',
    'workshop',
    'odometer',
    'vin',
    'serial',
  ],
  ...[
    'engine',
    'how',
    'happenedOn',
    'policeReport',
    'account',
    'plate',
    'before',
    'kind',
    'caption',
    'reason',
  ],
  ...['remarks', 'missing', 'as', 'letterNumber'],
]);

function numbers(before: unknown, changes: unknown, say: Say): Fact[] {
  if (!isRecord(changes)) return [];
  return Object.entries(changes).map(([name, value]) => {
    const was = isRecord(before) ? before[name] : undefined;
    return told(say.field(name, ASSET), 'plate', was === undefined ? value : `${was} → ${value}`);
  });
}

function filesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesIn) : [];
}
