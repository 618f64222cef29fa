import type { Calendar } from '../../shared/kernel/calendar.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Registry } from '../registry.ts';

/** What every use case works with: the ports and the kinds of entries of this installation. */
export interface Workplace extends Ports {
  readonly registry: Registry;
}

const CALENDARS = {
  federal: [EntryId.parse('CA-FEDERAL')],
  krg: [EntryId.parse('CA-KRG')],
  joint: [EntryId.parse('CA-FEDERAL'), EntryId.parse('CA-KRG')],
  none: [EntryId.parse('CA-FEDERAL')],
} as const;

/** The holidays an authority rests on; a joint case rests on both. Read consistently: deadlines depend on it. */
export async function calendarOf(
  { store }: Pick<Workplace, 'store'>,
  authority: keyof typeof CALENDARS,
): Promise<Calendar> {
  const entries = await Promise.all(CALENDARS[authority].map((id) => store.load('calendar', id)));
  const holidays: Record<string, string> = {};
  for (const entry of entries) {
    for (const date of Object.keys((entry?.state as Calendar | undefined)?.holidays ?? {}))
      holidays[date] = date;
  }
  return { holidays };
}
