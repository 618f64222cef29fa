import { z } from 'zod';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import { EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { defineEntry } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  holds,
  inputOf,
  line,
  opened,
  Reason,
  type Recorded,
} from '../common.ts';

const day = { person: entryRef('person'), day: CalendarDate };
const access = {
  what: z.enum(['protected-read', 'export', 'break-glass']),
  /** What was read; shown to the protection focal point alone, since for others it does not exist (I14). */
  entry: z.exactOptional(EntryId),
  /** What left the house, e.g. `export.ndjson`; or which part of an entry was read. */
  subject: z.exactOptional(line(120)),
  reason: z.exactOptional(Reason),
  onBehalfOf: z.exactOptional(entryRef('person')),
};
const inputs = {
  OpenAccessLog: z.strictObject({ ...day, ...access }),
  RecordAccess: z.strictObject(access),
};
type LogCommand = CommandsOf<typeof inputs>;
export type Access = z.infer<typeof inputs.RecordAccess>;

type Counts = Readonly<Record<Access['what'], number>>;

/** What one person read or took out on one day. The records are the events; here is only how many there are. */
interface AccessLog extends Counts {
  readonly person: EntryId;
  readonly day: CalendarDate;
}

type LogEvent = EventsOf<{ AccessLogOpened: { person: EntryId; day: CalendarDate }; AccessRecorded: Access }>;

function decide(log: AccessLog | null, command: LogCommand): Decision<LogEvent> {
  switch (command.type) {
    case 'OpenAccessLog': {
      if (log !== null) return outOfTurn('already-open');
      const { person, day: on, ...first } = inputOf(command);
      const data = { person, day: on };
      return accept([
        { type: 'AccessLogOpened', data },
        { type: 'AccessRecorded', data: first },
      ]);
    }
    case 'RecordAccess': {
      const data = inputOf(command);
      if (data.what === 'protected-read' && data.entry === undefined)
        return refuse('entry-missing', { pointer: '/entry' });
      return accept([{ type: 'AccessRecorded', data }]);
    }
    default:
      return assertNever(command);
  }
}

function evolve(log: AccessLog | null, event: Recorded<LogEvent>): AccessLog {
  switch (event.type) {
    case 'AccessLogOpened':
      return { ...event.data, 'protected-read': 0, export: 0, 'break-glass': 0 };
    case 'AccessRecorded': {
      const known = opened(log);
      const { what } = event.data;
      return { ...known, [what]: known[what] + 1 };
    }
    default:
      return assertNever(event);
  }
}

/**
 * Who read what is protected, and who took data out: one entry for each person and day, a hash chain of its own.
 * Written by the platform in the very request, before anything is answered (casework/record-access).
 */
export const accessLog = defineEntry<AccessLog, LogCommand, LogEvent>({
  kind: 'access-log',
  collection: 'access-logs',
  prefix: 'AL',
  readers: ['auditor p', 'protection p'],
  opens: 'OpenAccessLog',
  commands: {
    OpenAccessLog: { input: inputs.OpenAccessLog, who: [] },
    RecordAccess: { input: inputs.RecordAccess, who: [] },
  },
  decide,
  evolve,
  withholds: (reader: Actor) => (holds(reader, ['protection']) ? [] : ['entry']),
  listing: ({ person, day: on }) => ({
    title: `${on} ${person}`,
    authority: 'none',
    governorate: 'none',
    open: true,
    placement: {},
    card: { day: on, person },
    links: [],
    unique: [],
    facts: {},
  }),
});
