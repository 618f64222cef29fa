import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import type { Authority, Calendar as Holidays } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry } from '../../track.ts';
import { type CommandsOf, type EventsOf, inputOf, Names, opened, type Recorded } from '../common.ts';

// 25 holidays a year (DF-60), 16 years.
const MAX_HOLIDAYS = 400;

/** The moon decides some dates late: they carry `toBeConfirmed` until the office has announced them. */
const Holiday = Names.extend({ toBeConfirmed: z.exactOptional(z.boolean()) });
type Holiday = z.infer<typeof Holiday>;
const Dated = z.strictObject({ date: CalendarDate, name: Holiday });

const inputs = {
  OpenCalendar: z.strictObject({
    authority: z.enum(['federal', 'krg']),
    holidays: z.array(Dated).max(MAX_HOLIDAYS),
  }),
  AddHoliday: Dated,
  MoveHoliday: z.strictObject({ from: CalendarDate, to: CalendarDate }),
  RemoveHoliday: z.strictObject({ date: CalendarDate }),
};
export type CalendarCommand = CommandsOf<typeof inputs>;

export interface Calendar {
  readonly authority: 'federal' | 'krg';
  readonly holidays: Readonly<Record<CalendarDate, Holiday>>;
}

type CalendarEvent = EventsOf<{
  CalendarOpened: z.infer<typeof inputs.OpenCalendar>;
  HolidayAdded: z.infer<typeof Dated>;
  HolidayMoved: z.infer<typeof inputs.MoveHoliday>;
  HolidayRemoved: z.infer<typeof inputs.RemoveHoliday>;
}>;

const CALENDAR_IDS = {
  federal: EntryId.parse('CA-FEDERAL'),
  krg: EntryId.parse('CA-KRG'),
} as const;

/** The entries whose holidays an authority rests on: a joint case rests on both. */
export const calendarIds = (authority: Authority): readonly EntryId[] =>
  authority === 'joint' ? [CALENDAR_IDS.federal, CALENDAR_IDS.krg] : [CALENDAR_IDS[authority]];

/** The working calendar of one or more entries: the union of their holidays. */
export function calendarOf(calendars: readonly Calendar[]): Holidays {
  const named = calendars.flatMap(({ holidays }) => Object.entries(holidays));
  return { holidays: Object.fromEntries(named.map(([date, { en }]) => [date, en])) };
}

function decide(
  calendar: Calendar | null,
  command: CalendarCommand,
  context: Context,
): Decision<CalendarEvent> {
  if (command.type === 'OpenCalendar')
    return calendar === null ? open(command, context) : outOfTurn('already-open');
  const known = opened(calendar);
  const jobs = [{ job: 'calendar-changed', params: { authority: known.authority } }];
  const isHoliday = (date: CalendarDate) => Object.hasOwn(known.holidays, date);
  switch (command.type) {
    case 'AddHoliday':
      if (isHoliday(command.date)) return outOfTurn('holiday-already-there', { pointer: '/date' });
      if (Object.keys(known.holidays).length >= MAX_HOLIDAYS)
        return refuse('too-many', { params: { maximum: MAX_HOLIDAYS } });
      return accept([{ type: 'HolidayAdded', data: inputOf(command) }], { jobs });
    case 'MoveHoliday':
      if (!isHoliday(command.from)) return refuse('holiday-unknown', { pointer: '/from' });
      if (isHoliday(command.to)) return refuse('holiday-already-there', { pointer: '/to' });
      return accept([{ type: 'HolidayMoved', data: inputOf(command) }], { jobs });
    case 'RemoveHoliday':
      if (!isHoliday(command.date)) return refuse('holiday-unknown', { pointer: '/date' });
      return accept([{ type: 'HolidayRemoved', data: inputOf(command) }], { jobs });
    default:
      return assertNever(command);
  }
}

function open(
  command: Extract<CalendarCommand, { type: 'OpenCalendar' }>,
  { id }: Context,
): Decision<CalendarEvent> {
  if (id !== CALENDAR_IDS[command.authority]) return refuse('calendar-has-fixed-id');
  if (new Set(command.holidays.map(({ date }) => date)).size < command.holidays.length)
    return refuse('holiday-already-there', { pointer: '/holidays' });
  return accept([{ type: 'CalendarOpened', data: inputOf(command) }]);
}

function evolve(calendar: Calendar | null, event: Recorded<CalendarEvent>): Calendar {
  if (event.type === 'CalendarOpened') {
    const { authority, holidays } = event.data;
    return { authority, holidays: Object.fromEntries(holidays.map(({ date, name }) => [date, name])) };
  }
  const known = opened(calendar);
  switch (event.type) {
    case 'HolidayAdded':
      return { ...known, holidays: { ...known.holidays, [event.data.date]: event.data.name } };
    case 'HolidayMoved': {
      const { [event.data.from]: moved, ...others } = known.holidays;
      return { ...known, holidays: moved === undefined ? others : { ...others, [event.data.to]: moved } };
    }
    case 'HolidayRemoved': {
      const { [event.data.date]: _, ...others } = known.holidays;
      return { ...known, holidays: others };
    }
    default:
      return assertNever(event);
  }
}

const listing = ({ authority, holidays }: Calendar): Listing => ({
  title: authority,
  authority,
  governorate: 'none',
  open: true,
  placement: { authority },
  card: { authority, holidays: Object.keys(holidays).length },
  links: [],
  unique: [`calendar:${authority}`],
  facts: {},
});

/** Official holidays, one entry per authority under a fixed id; opened by the installation itself. */
export const calendar = defineEntry<Calendar, CalendarCommand, CalendarEvent>({
  kind: 'calendar',
  collection: 'calendars',
  prefix: 'CA',
  readers: ['everyone p'],
  opens: 'OpenCalendar',
  commands: {
    OpenCalendar: { input: inputs.OpenCalendar, who: [] },
    AddHoliday: { input: inputs.AddHoliday, who: ['administrator p'] },
    MoveHoliday: { input: inputs.MoveHoliday, who: ['administrator p'] },
    RemoveHoliday: { input: inputs.RemoveHoliday, who: ['administrator p'] },
  },
  decide,
  evolve,
  listing,
});
