import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { type EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry, type Need } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  inputOf,
  line,
  Names,
  opened,
  PlaceCode,
  type Recorded,
} from '../common.ts';

const DatedAuthority = z.strictObject({ authority: Authority, from: CalendarDate });
const aliases = z.array(line(80)).max(20);

const inputs = {
  /** `pcode` is null where OCHA has none yet; `code` is then our own (DF-48). */
  AddPlace: z.strictObject({
    code: PlaceCode,
    pcode: PlaceCode.nullable(),
    level: z.enum(['governorate', 'district']),
    names: Names,
    aliases: aliases.optional(),
    parent: entryRef('place').nullable(),
    authority: DatedAuthority,
  }),
  CorrectPlace: z.strictObject({
    names: z.exactOptional(Names),
    aliases: z.exactOptional(aliases),
    pcode: z.exactOptional(PlaceCode.nullable()),
  }),
  SetAuthority: DatedAuthority,
};
export type PlaceCommand = CommandsOf<typeof inputs>;
type Add = Extract<PlaceCommand, { type: 'AddPlace' }>;

export type Place = {
  readonly code: string;
  readonly pcode: string | null;
  readonly level: 'governorate' | 'district';
  readonly names: Names;
  readonly aliases: readonly string[];
  readonly parent: EntryId | null;
  /** Code of the governorate it is or lies in. */
  readonly governorate: string;
  /** Who governs, oldest first; never derived from the code (DF-51). */
  readonly authority: readonly z.infer<typeof DatedAuthority>[];
};

type PlaceEvent = EventsOf<{
  PlaceAdded: Place;
  PlaceCorrected: z.infer<typeof inputs.CorrectPlace>;
  AuthoritySet: z.infer<typeof DatedAuthority>;
}>;

/** Who governed a place on a date; null before the first record. */
export const authorityOn = (place: Place, date: CalendarDate): Authority | null =>
  place.authority.findLast(({ from }) => from <= date)?.authority ?? null;

const needs = (_: Place | null, command: PlaceCommand): Need[] =>
  command.type === 'AddPlace' && command.parent !== null ? [{ kind: 'place', id: command.parent }] : [];

function decide(place: Place | null, command: PlaceCommand, context: Context): Decision<PlaceEvent> {
  if (command.type === 'AddPlace') return place === null ? add(command, context) : outOfTurn('already-open');
  const known = opened(place);
  switch (command.type) {
    case 'CorrectPlace': {
      const changes = inputOf(command);
      if (Object.keys(changes).length === 0) return refuse('nothing-changed');
      return accept([{ type: 'PlaceCorrected', data: changes }]);
    }
    case 'SetAuthority':
      if (command.from > context.today) return refuse('date-in-future', { pointer: '/from' });
      if (known.authority.some(({ from }) => from === command.from))
        return refuse('authority-already-dated', { pointer: '/from', params: { date: command.from } });
      return accept([{ type: 'AuthoritySet', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function add(command: Add, context: Context): Decision<PlaceEvent> {
  const { authority, ...place } = inputOf(command);
  if (authority.from > context.today) return refuse('date-in-future', { pointer: '/authority/from' });
  if ((command.level === 'governorate') !== (command.parent === null))
    return refuse('parent-does-not-fit', { pointer: '/parent' });
  const parent = command.parent === null ? undefined : context.entry('place', command.parent);
  if (command.parent !== null && parent === undefined) return refuse('place-unknown', { pointer: '/parent' });
  const governorate = parent === undefined ? command.code : (parent.state as Place).governorate;
  const data = { ...place, aliases: command.aliases ?? [], governorate, authority: [authority] };
  return accept([{ type: 'PlaceAdded', data }]);
}

function evolve(place: Place | null, event: Recorded<PlaceEvent>): Place {
  switch (event.type) {
    case 'PlaceAdded':
      return event.data;
    case 'PlaceCorrected':
      return { ...opened(place), ...event.data };
    case 'AuthoritySet': {
      const known = opened(place);
      const authority = [...known.authority, event.data].toSorted((a, b) => a.from.localeCompare(b.from));
      return { ...known, authority };
    }
    default:
      return assertNever(event);
  }
}

function listing(place: Place): Listing {
  const authority = place.authority.at(-1)?.authority;
  const { governorate, code, pcode, names, level, aliases: also } = place;
  return {
    title: names.en,
    authority: authority ?? 'none',
    governorate,
    open: true,
    placement: { governorate, authority },
    card: { names, code, pcode, level, aliases: also },
    links: place.parent === null ? [] : [{ rel: 'parent', id: place.parent }],
    unique: [`place:${code}`],
    facts: { authority: authority ?? null },
  };
}

/** Governorates and districts. */
export const place = defineEntry<Place, PlaceCommand, PlaceEvent>({
  kind: 'place',
  collection: 'places',
  prefix: 'PL',
  readers: ['everyone p'],
  opens: 'AddPlace',
  commands: {
    AddPlace: { input: inputs.AddPlace, who: ['administrator p'] },
    CorrectPlace: { input: inputs.CorrectPlace, who: ['administrator p'] },
    SetAuthority: { input: inputs.SetAuthority, who: ['administrator p'] },
  },
  needs,
  decide,
  evolve,
  listing,
});
