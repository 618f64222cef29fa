import { z } from 'zod';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { partiesOf } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import type { Addressee, Task } from '../../../shared/kernel/entry.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { baghdadDate, type Instant } from '../../../shared/kernel/time.ts';
import { PROTECTED } from '../../settings.ts';
import { type Context, defineEntry } from '../../track.ts';
import { type CommandsOf, type EventsOf, holds, inputOf, line, opened, type Recorded } from '../common.ts';
import { FullReason, type ProtectedConcern } from '../protected-concern/commands.ts';
import { isAdmitted } from '../protected-concern/reading.ts';

const inputs = {
  BreakGlass: z.strictObject({ concern: EntryId, reason: FullReason }),
  ReviewBreakGlass: z.strictObject({ verdict: z.enum(['justified', 'not-justified']), note: line(500) }),
  EscalateReview: z.strictObject({}),
};
type GlassCommand = CommandsOf<typeof inputs>;
type Opening = Extract<GlassCommand, { type: 'BreakGlass' }>;

interface BreakGlass {
  readonly concern: EntryId;
  /** Who reads, and for whom he acts. */
  readonly by: readonly EntryId[];
  readonly reason: string;
  readonly until: Instant;
  readonly reviewBy: Instant;
  readonly level: number;
  readonly review: z.infer<typeof inputs.ReviewBreakGlass> | null;
  readonly since: number;
  readonly sinceAt: Instant;
}

type GlassEvent = EventsOf<{
  GlassBroken: { concern: EntryId; reason: string; until: Instant; reviewBy: Instant };
  GlassReviewed: z.infer<typeof inputs.ReviewBreakGlass>;
  GlassReviewMissed: { level: number; reviewBy: Instant };
}>;
type Decided = Decision<GlassEvent>;

// The ladder has three levels (tracks 0.4); after that the task stays overdue in every list.
const LEVELS = 3;

function decide(glass: BreakGlass | null, command: GlassCommand, context: Context): Decided {
  if (command.type === 'BreakGlass')
    return glass === null ? breakGlass(command, context) : outOfTurn('already-open');
  const known = opened(glass);
  if (known.review !== null) return outOfTurn('glass-reviewed');
  switch (command.type) {
    case 'ReviewBreakGlass':
      if (partiesOf(context.actor).some((person) => known.by.includes(person)))
        return wrongPerson('glass-own');
      return accept([{ type: 'GlassReviewed', data: inputOf(command) }], {
        effects: known.by.slice(0, 1).map((person) => endOf(known.concern, person)),
      });
    case 'EscalateReview': {
      const data = { level: known.level + 1, reviewBy: later(context.now, PROTECTED.reviewHours * 60) };
      const timers = data.level < LEVELS ? [escalation(context.id, data.reviewBy)] : [];
      return accept([{ type: 'GlassReviewMissed', data }], { timers });
    }
    default:
      return assertNever(command);
  }
}

/** Sixty minutes of reading for this one person and this one entry, told to others at once. */
function breakGlass({ concern: id, reason }: Opening, context: Context): Decided {
  const { actor, now } = context;
  const concern = context.entry('protected-concern', id)?.state as ProtectedConcern | undefined;
  if (concern === undefined || actor.kind !== 'person')
    return refuse('protected-concern-unknown', { pointer: '/concern' });
  if (isAdmitted(concern, actor, now)) return refuse('glass-not-needed', { pointer: '/concern' });
  const until = later(now, PROTECTED.glassMinutes);
  const reviewBy = later(now, PROTECTED.reviewHours * 60);
  const command = { type: 'OpenGlass', person: actor.id, until, reason, breakGlass: context.id };
  return accept([{ type: 'GlassBroken', data: { concern: id, reason, until, reviewBy } }], {
    effects: [{ kind: 'protected-concern', id, command }],
    timers: [escalation(context.id, reviewBy)],
  });
}

const later = (now: Instant, minutes: number): Instant =>
  new Date(Date.parse(now) + minutes * 60_000).toISOString();

const escalation = (id: EntryId, notBefore: Instant) => ({
  kind: 'break-glass',
  id,
  command: { type: 'EscalateReview' },
  notBefore,
});

const endOf = (id: EntryId, person: EntryId) => ({
  kind: 'protected-concern',
  id,
  command: { type: 'EndGlass', person },
});

function evolve(glass: BreakGlass | null, event: Recorded<GlassEvent>): BreakGlass {
  switch (event.type) {
    case 'GlassBroken': {
      const by = [event.actor.kind === 'person' ? event.actor.id : [], event.onBehalfOf ?? []].flat();
      return { ...event.data, by, level: 0, review: null, since: event.seq, sinceAt: event.at };
    }
    case 'GlassReviewed':
      return { ...opened(glass), review: event.data };
    case 'GlassReviewMissed':
      return { ...opened(glass), ...event.data };
    default:
      return assertNever(event);
  }
}

const everywhere = (role: 'protection' | 'auditor' | 'iom-manager'): Addressee => ({
  kind: 'role',
  role,
  scope: { kind: 'programme' },
});

function tasks({ review, level, reviewBy, since, sinceAt }: BreakGlass): Task[] {
  if (review !== null) return [];
  const superior = level === 0 ? [] : [everywhere('iom-manager')];
  return [
    {
      key: `review#${since}`,
      title: { key: 'task.break-glass.review' },
      addressees: [everywhere('protection'), everywhere('auditor'), ...superior],
      commands: ['ReviewBreakGlass'],
      since,
      sinceAt,
      dueOn: baghdadDate(reviewBy),
      level,
    },
  ];
}

/** Which concern it was: for the focal point and whoever opened it. */
const project = (glass: BreakGlass, reader: Actor): unknown => {
  if (holds(reader, ['protection']) || (reader.kind === 'person' && glass.by.includes(reader.id)))
    return glass;
  const { concern: _, ...shown } = glass;
  return shown;
};

/**
 * Reading a protected concern in an emergency: for one person, an hour, with a reason, and looked at by somebody
 * else within 72 hours; until then the same person cannot open it again.
 */
export const breakGlassEntry = defineEntry<BreakGlass, GlassCommand, GlassEvent>({
  kind: 'break-glass',
  collection: 'break-glasses',
  prefix: 'BG',
  readers: ['auditor p', 'protection p', 'iom-manager p'],
  impersonal: true,
  opens: 'BreakGlass',
  commands: {
    BreakGlass: { input: inputs.BreakGlass, who: ['auditor p', 'iom-manager p'] },
    ReviewBreakGlass: { input: inputs.ReviewBreakGlass, who: ['protection p', 'auditor p', 'iom-manager p'] },
    EscalateReview: { input: inputs.EscalateReview, who: [] },
  },
  needs: (_, command) =>
    command.type === 'BreakGlass' ? [{ kind: 'protected-concern', id: command.concern }] : [],
  decide,
  evolve,
  tasks,
  project,
  withholds: (reader) => (holds(reader, ['protection']) ? [] : ['concern']),
  listing: ({ until, review }) => ({
    title: until.slice(0, 10),
    authority: 'none',
    governorate: 'none',
    open: review === null,
    placement: {},
    card: {},
    links: [],
    unique: [],
    facts: {},
  }),
});
