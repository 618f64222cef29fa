import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { type Authority, addWorkingDays } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Addressee, Listing, Task } from '../../../shared/kernel/entry.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { CalendarDate, Instant } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  inputOf,
  type Names,
  opened,
  Prose,
  type Recorded,
} from '../common.ts';
import { type Forum, placementOfForum } from '../forum/commands.ts';

/** Working days to answer *(setting)*. */
const ANSWER_DAYS = 20;

const inputs = {
  OpenRecurrenceWatch: z.strictObject({
    forum: EntryId,
    plan: EntryId,
    /** Calendar days since the plan was closed. */
    afterDays: z.number().int().min(1).max(1000),
  }),
  RecordRecurrence: z.strictObject({ recurred: z.boolean(), text: Prose }),
};
export type WatchCommand = CommandsOf<typeof inputs>;

type Opened = z.infer<typeof inputs.OpenRecurrenceWatch> & {
  forumName: Names;
  unit: EntryId | null;
  governorate: string;
  authority: Authority;
  dueOn: CalendarDate;
};

export type RecurrenceWatch = Opened & {
  readonly answer: z.infer<typeof inputs.RecordRecurrence> | null;
  readonly since: number;
  readonly sinceAt: Instant;
};

type WatchEvent = EventsOf<{
  RecurrenceWatchOpened: Opened;
  RecurrenceRecorded: z.infer<typeof inputs.RecordRecurrence>;
}>;

function decide(
  watch: RecurrenceWatch | null,
  command: WatchCommand,
  context: Context,
): Decision<WatchEvent> {
  switch (command.type) {
    case 'OpenRecurrenceWatch': {
      if (watch !== null) return outOfTurn('already-open');
      const forum = context.entry('forum', command.forum)?.state as Forum | undefined;
      if (forum === undefined) return refuse('forum-unknown', { pointer: '/forum' });
      const { name: forumName, unit, governorate, authority } = forum;
      const dueOn = addWorkingDays(context.today, ANSWER_DAYS, context.calendar);
      const data = { ...inputOf(command), forumName, unit, governorate, authority, dueOn };
      return accept([{ type: 'RecurrenceWatchOpened', data }]);
    }
    case 'RecordRecurrence':
      if (opened(watch).answer !== null) return outOfTurn('recurrence-already-recorded');
      return accept([{ type: 'RecurrenceRecorded', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function evolve(watch: RecurrenceWatch | null, event: Recorded<WatchEvent>): RecurrenceWatch {
  switch (event.type) {
    case 'RecurrenceWatchOpened':
      return { ...event.data, answer: null, since: event.seq, sinceAt: event.at };
    case 'RecurrenceRecorded':
      return { ...opened(watch), answer: event.data };
    default:
      return assertNever(event);
  }
}

const placementOf = ({ forum, unit, governorate, authority }: Opened) => ({
  forum,
  unit: unit ?? undefined,
  governorate,
  authority,
});

const listing = (watch: RecurrenceWatch): Listing => ({
  title: watch.forumName.en,
  authority: watch.authority,
  governorate: watch.governorate,
  open: watch.answer === null,
  placement: placementOf(watch),
  card: {
    forumName: watch.forumName,
    afterDays: watch.afterDays,
    dueOn: watch.dueOn,
    recurred: watch.answer?.recurred ?? null,
  },
  links: [
    { rel: 'forum', id: watch.forum },
    { rel: 'plan', id: watch.plan },
    ...(watch.unit === null ? [] : [{ rel: 'unit', id: watch.unit }]),
  ],
  unique: [`recurrence:${watch.plan}:${watch.afterDays}`],
  facts: {},
});

function tasks({ answer, forum, unit, afterDays, since, sinceAt, dueOn }: RecurrenceWatch): Task[] {
  if (answer !== null) return [];
  const addressees: Addressee[] = [{ kind: 'role', role: 'chair', scope: { kind: 'forum', id: forum } }];
  if (unit !== null) addressees.push({ kind: 'role', role: 'officer', scope: { kind: 'unit', id: unit } });
  return [
    {
      key: `recurrence#${since}`,
      title: { key: 'task.recurrence-watch.answer', params: { days: afterDays } },
      addressees,
      commands: ['RecordRecurrence'],
      since,
      sinceAt,
      dueOn,
      level: 0,
    },
  ];
}

/** Did the problem of a closed plan come back? Asked by a timer after 60 and 180 days (tracks 1). */
export const recurrenceWatch = defineEntry<RecurrenceWatch, WatchCommand, WatchEvent>({
  kind: 'recurrence-watch',
  collection: 'recurrence-watches',
  prefix: 'RW',
  readers: [
    'member o',
    'chair o',
    'officer os',
    'commander sg',
    'ministry d',
    'iom-field g',
    'iom-manager p',
    'protection p',
    'auditor p',
    'named n',
  ],
  opens: 'OpenRecurrenceWatch',
  commands: {
    OpenRecurrenceWatch: { input: inputs.OpenRecurrenceWatch, who: [] },
    RecordRecurrence: { input: inputs.RecordRecurrence, who: ['chair o', 'officer os'] },
  },
  needs: (_, command) =>
    command.type === 'OpenRecurrenceWatch' ? [{ kind: 'forum', id: command.forum }] : [],
  decide,
  evolve,
  listing,
  placement(command, entry) {
    if (command.type !== 'OpenRecurrenceWatch') return undefined;
    const forum = entry('forum', command.forum)?.state as Forum | undefined;
    return forum === undefined ? undefined : placementOfForum(forum);
  },
  tasks,
});
