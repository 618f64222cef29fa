import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { defineEntry } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  inputOf,
  line,
  Names,
  opened,
  Reason,
  type Recorded,
} from '../common.ts';

/** Decimal text, never a float: `4000000.00`. */
const Money = z.strictObject({
  amount: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
  currency: z.enum(['EUR', 'USD', 'CAD', 'IQD']),
});

const inputs = {
  OpenGrant: z.strictObject({
    title: Names,
    donor: line(120),
    /** Other names the donor appears under (SF-06). */
    aliases: z.array(line(120)).max(20),
    /** null: not published. */
    amount: Money.nullable(),
    from: CalendarDate,
    /** null: still open. */
    until: CalendarDate.nullable(),
    phase: line(80),
  }),
  ChangeWindow: z.strictObject({ from: CalendarDate, until: CalendarDate.nullable(), reason: Reason }),
};
export type GrantCommand = CommandsOf<typeof inputs>;
export type Grant = z.infer<typeof inputs.OpenGrant>;

type GrantEvent = EventsOf<{ GrantOpened: Grant; WindowChanged: z.infer<typeof inputs.ChangeWindow> }>;

/** May money of this grant be spent on a date (SF-03)? */
export const isOpenOn = ({ from, until }: Grant, date: CalendarDate): boolean =>
  from <= date && (until === null || date <= until);

function decide(grant: Grant | null, command: GrantCommand): Decision<GrantEvent> {
  if (command.until !== null && command.until < command.from)
    return refuse('period-reversed', { pointer: '/until' });
  switch (command.type) {
    case 'OpenGrant':
      return grant === null
        ? accept([{ type: 'GrantOpened', data: inputOf(command) }])
        : outOfTurn('already-open');
    case 'ChangeWindow':
      return accept([{ type: 'WindowChanged', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function evolve(grant: Grant | null, event: Recorded<GrantEvent>): Grant {
  switch (event.type) {
    case 'GrantOpened':
      return event.data;
    case 'WindowChanged':
      return { ...opened(grant), from: event.data.from, until: event.data.until };
    default:
      return assertNever(event);
  }
}

const listing = ({ title, donor, amount, from, until, phase }: Grant): Listing => ({
  title: title.en,
  authority: 'none',
  governorate: 'none',
  open: true,
  placement: {},
  card: { title, donor, amount, from, until, phase },
  links: [],
  unique: [],
  facts: { from, until },
});

/** Money of a donor for a window of time. */
export const grant = defineEntry<Grant, GrantCommand, GrantEvent>({
  kind: 'grant',
  collection: 'grants',
  prefix: 'GR',
  readers: ['everyone p'],
  opens: 'OpenGrant',
  commands: {
    OpenGrant: { input: inputs.OpenGrant, who: ['iom-manager p'] },
    ChangeWindow: { input: inputs.ChangeWindow, who: ['iom-manager p'] },
  },
  decide,
  evolve,
  listing,
});
