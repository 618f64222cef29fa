import { z } from 'zod';
import { Authority } from '../../shared/kernel/calendar.ts';
import { Coordinates } from '../../shared/kernel/geo.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { CalendarDate } from '../../shared/kernel/time.ts';
import type { Context } from '../track.ts';
import { Names } from './parts.ts';

/** What a build takes from the register; everything else there is none of its business. */
const Forum = z.object({
  name: Names,
  governorate: z.string(),
  authority: Authority,
  status: z.string(),
  unit: EntryId.nullable(),
  office: EntryId.nullable(),
  coordinates: Coordinates.nullable(),
});
export type Forum = z.infer<typeof Forum>;

const Facility = z.object({
  kind: z.string(),
  coordinates: Coordinates,
  forums: z.array(EntryId),
  reserved: z.array(z.object({ forum: EntryId, build: EntryId })),
});

const Place = z.object({
  level: z.string(),
  governorate: z.string(),
  authority: z.array(z.object({ authority: Authority, from: CalendarDate })),
});
type Place = z.infer<typeof Place>;

const Person = z.object({
  status: z.string(),
  assignments: z
    .array(
      z.object({
        role: z.string(),
        scope: z.object({ kind: z.string(), id: z.string().optional() }),
        from: CalendarDate,
        until: CalendarDate.nullable(),
      }),
    )
    .default([]),
});
export type Person = z.infer<typeof Person>;

const Delivery = z.object({ stage: z.string() });

const reader =
  <T>(kind: string, schema: z.ZodType<T>) =>
  (entry: Context['entry'], id: EntryId): T | undefined => {
    const found = entry(kind, id);
    return found === undefined ? undefined : schema.parse(found.state);
  };

export const forumOf = reader('forum', Forum);
export const facilityOf = reader('facility', Facility);
export const placeOf = reader('place', Place);
export const personOf = reader('person', Person);
export const deliveryOf = reader('delivery', Delivery);

/** Who governs a district on a date: dated data, never derived from its code (DF-51). */
export const authorityOn = (place: Place, date: CalendarDate): Authority | undefined =>
  place.authority.findLast(({ from }) => from <= date)?.authority;
