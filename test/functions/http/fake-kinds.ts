import { z } from 'zod';
import { accept, type NewEvent } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { EntryId, entryRef, partRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../../shared/kernel/time.ts';
import { createRegistry } from '../../../workflows/registry.ts';
import { type CommandSpec, defineEntry, defineTrack } from '../../../workflows/track.ts';

type AnyCommand = { type: string };
type AnyEvent = NewEvent;

const listing = (title: string): Listing => ({
  title,
  authority: 'federal',
  governorate: 'IQG01',
  open: true,
  placement: {},
  card: {},
  links: [],
  unique: [],
  facts: {},
});

const Concern = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  source: z.enum(['resident', 'police']),
});

/** One command for each shape a form has to draw. */
const visitCommands: Record<string, CommandSpec> = {
  OpenVisit: {
    input: z.strictObject({
      forum: entryRef('place'),
      title: z.string().trim().min(3).max(120),
      startsOn: CalendarDate,
    }),
    who: ['chair o'],
  },
  AddConcern: { input: Concern, who: ['chair o', 'member o'], stages: ['collecting'] },
  PlanAction: {
    input: z.strictObject({
      concern: partRef('concerns'),
      owner: entryRef('person'),
      helpers: z.array(entryRef('person')).max(5).default([]),
      urgent: z.boolean(),
      cost: z.number().min(0).max(1000).optional(),
      tags: z.array(z.enum(['road', 'light', 'water'])).max(3),
      steps: z.array(z.strictObject({ what: z.string().min(1).max(80), days: z.int().min(1) })).max(10),
      starts: Instant.nullable(),
      evidence: z
        .array(z.string().regex(/^[0-9a-f]{64}$/))
        .max(3)
        .optional(),
      amount: z
        .strictObject({ amount: z.string().regex(/^\d+\.\d\d$/), currency: z.enum(['IQD', 'USD']) })
        .optional(),
    }),
    who: ['chair o'],
  },
  PlaceSign: {
    input: z.strictObject({
      where: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('programme') }),
        z.strictObject({ kind: z.literal('forum'), id: entryRef('place') }),
        z.strictObject({ kind: z.literal('address'), street: z.string().min(1).max(100) }),
      ]),
    }),
    who: ['chair o'],
  },
  SignVisit: {
    input: z.strictObject({ remark: z.string().max(2000).optional() }),
    who: ['chair o'],
    approves: true,
  },
  ReportDone: { input: z.strictObject({ note: z.string().max(80) }), who: ['named n'] },
  RecordBallots: {
    input: z.strictObject({
      ballots: z
        .array(
          z.strictObject({ group: z.enum(['women', 'men']), ranking: z.array(partRef('concerns')).max(7) }),
        )
        .max(60),
    }),
    who: ['chair o'],
  },
};

const visit = defineTrack<object, AnyCommand, AnyEvent>(
  {
    kind: 'visit',
    collection: 'visits',
    prefix: 'VI',
    readers: ['everyone p'],
    opens: 'OpenVisit',
    commands: visitCommands,
    parts: ['concerns' as never],
    decide: () => accept([]),
    evolve: () => ({}),
    listing: () => listing('Visit'),
  },
  {
    stages: ['collecting', 'planning', 'closed'],
    stage: () => 'collecting',
    position: () => null,
    expire: () => null,
    recompute: () => null,
    content: (state) => state,
    waitsFor: () => ({ key: 'wait' }),
  },
);

const register = (kind: string, collection: string, prefix: string) =>
  defineEntry<object, AnyCommand, AnyEvent>({
    kind,
    collection,
    prefix,
    readers: ['everyone p'],
    opens: 'Register',
    commands: {
      Register: { input: z.strictObject({ name: z.string().min(1).max(80) }), who: ['administrator p'] },
    },
    decide: () => accept([]),
    evolve: () => ({}),
    listing: () => listing(kind),
  });

const place = register('place', 'places', 'FO');
const person = register('person', 'people', 'PE');
export const registry = createRegistry([visit, place, person]);

export const HANA = EntryId.parse('PE-HANA');
export const OMAR = EntryId.parse('PE-OMAR');
export const RAMADI = EntryId.parse('FO-RAMADI');
export const VISIT = EntryId.parse('VI-1');
