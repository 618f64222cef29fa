import { z } from 'zod';
import type { Calendar } from '../../shared/kernel/calendar.ts';
import { type Deadline, escalate, isDue, recompute, startDeadline } from '../../shared/kernel/deadline.ts';
import { accept, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { type Context, defineEntry, defineTrack, type EntryKind } from '../../workflows/track.ts';

/** A track as small as a track can be, to break the protocol with: asked → doing → checking → closed. */
export interface Errand {
  stage: 'asked' | 'doing' | 'checking' | 'closed';
  text: string;
  since: number;
  sinceAt: string;
  deadline: Deadline;
  askedBy: string | null;
  notes: Record<string, string>;
  tally: EntryId | null;
}

const Text = z.string().max(200);
const commands = {
  Ask: {
    input: z.strictObject({ text: Text, days: z.number().int().optional(), tally: EntryId.optional() }),
    who: ['chair o'],
  },
  Begin: { input: z.strictObject({}), who: ['chair o', 'officer os'], stages: ['asked'] },
  Rewrite: { input: z.strictObject({ text: Text }), who: ['chair o'] },
  Note: { input: z.strictObject({ note: z.string().max(10), text: Text }), who: ['chair o', 'officer os'] },
  Forget: { input: z.strictObject({ note: z.string().max(10) }), who: ['chair o'] },
  Finish: { input: z.strictObject({}), who: ['officer os'], stages: ['doing'], approves: true },
  Count: { input: z.strictObject({ tally: EntryId }), who: ['chair o'] },
  Trust: { input: z.strictObject({ tally: EntryId }), who: ['chair o'] },
  Check: { input: z.strictObject({}), who: ['chair o'], stages: ['checking'] },
  Again: { input: z.strictObject({}), who: ['iom-manager p'] },
  Late: { input: z.strictObject({}), who: [] },
  Recount: { input: z.strictObject({}), who: [] },
  Hold: { input: z.strictObject({}), who: [] },
} as const;
type Name = keyof typeof commands;
type Command = { type: Name; text?: string; days?: number; note?: string; tally?: EntryId };
type Event = { type: string; data: Record<string, unknown> };

const WORKING_DAYS = 5;
const moveTo = (stage: Errand['stage'], { today, calendar }: Context, days = WORKING_DAYS): Event => ({
  type: 'Moved',
  data: { stage, deadline: startDeadline(today, days, calendar) },
});

function decide(errand: Errand | null, command: Command, context: Context) {
  if (errand === null)
    return accept<Event>([
      {
        type: 'Asked',
        data: {
          text: command.text,
          tally: command.tally ?? null,
          deadline: startDeadline(context.today, command.days ?? WORKING_DAYS, context.calendar),
        },
      },
    ]);
  const inStage = (...stages: Errand['stage'][]): boolean => stages.includes(errand.stage);
  switch (command.type) {
    case 'Begin':
      return inStage('asked') ? accept<Event>([moveTo('doing', context)]) : outOfTurn('not-asked');
    case 'Rewrite':
      return accept<Event>([{ type: 'Rewritten', data: { text: command.text } }]);
    case 'Note':
      return accept<Event>([{ type: 'Noted', data: { note: command.note, text: command.text } }]);
    case 'Forget':
      return accept<Event>([{ type: 'Dropped', data: { note: command.note } }], {
        erases: [{ field: 'note', equals: String(command.note) }],
      });
    case 'Finish':
      if (!inStage('doing')) return outOfTurn('not-doing');
      if (context.actor.kind === 'person' && context.actor.id === errand.askedBy)
        return wrongPerson('asked-it-himself');
      return accept<Event>([moveTo('checking', context)]);
    case 'Count': {
      const tally = command.tally ?? EntryId.parse('TA-NONE');
      return accept<Event>([{ type: 'Counted', data: {} }], {
        effects: [{ kind: 'tally', id: tally, command: { type: 'Add' } }],
      });
    }
    case 'Trust': {
      const tally = context.entry('tally', String(command.tally));
      if (tally === undefined) return refuse('unknown-tally', { pointer: '/tally' });
      if ((tally.state as Tally).closed) return refuse('tally-closed', { pointer: '/tally' });
      return accept<Event>([{ type: 'Trusted', data: {} }], { relies: [{ id: tally.id, fact: 'closed' }] });
    }
    case 'Check':
      return inStage('checking')
        ? accept<Event>([moveTo('closed', context)], {
            timers: [
              {
                kind: 'tally',
                id: context.freshId('TA'),
                open: true,
                command: { type: 'Start' },
                notBefore: new Date(Date.parse(context.now) + 60 * 86_400_000).toISOString(),
              },
            ],
          })
        : outOfTurn('not-checking');
    case 'Again':
      return inStage('closed') ? accept<Event>([moveTo('doing', context)]) : outOfTurn('not-closed');
    case 'Late':
      return accept<Event>([
        { type: 'Delayed', data: { deadline: escalate(errand.deadline, context.now, context.calendar) } },
      ]);
    case 'Recount':
      return accept<Event>([
        { type: 'Delayed', data: { deadline: recompute(errand.deadline, context.calendar) } },
      ]);
    default:
      return accept<Event>([{ type: 'Held', data: {} }]);
  }
}

function evolve(errand: Errand | null, event: RecordedEvent): Errand {
  const { seq, at, data } = event;
  if (errand === null)
    return {
      stage: 'asked',
      text: String(data.text),
      since: seq,
      sinceAt: at,
      deadline: data.deadline as Deadline,
      askedBy: event.actor.kind === 'person' ? event.actor.id : null,
      notes: {},
      tally: data.tally as EntryId | null,
    };
  switch (event.type) {
    case 'Moved':
      return {
        ...errand,
        stage: data.stage as Errand['stage'],
        deadline: data.deadline as Deadline,
        since: seq,
        sinceAt: at,
      };
    case 'Delayed':
      return { ...errand, deadline: data.deadline as Deadline };
    case 'Rewritten':
      return { ...errand, text: String(data.text) };
    case 'Noted':
      return { ...errand, notes: { ...errand.notes, [String(data.note)]: String(data.text) } };
    case 'Dropped': {
      const { [String(data.note)]: _, ...notes } = errand.notes;
      return { ...errand, notes };
    }
    default:
      return errand;
  }
}

const NEXT = { asked: 'Begin', doing: 'Finish', checking: 'Check' } as const;
const STATE = { asked: 'Asked', doing: 'Doing', checking: 'Checking' } as const;
const FORUM = EntryId.parse('FO-TEST');

export const errand: EntryKind = defineTrack<Errand, Command, Event>(
  {
    kind: 'errand',
    collection: 'errands',
    prefix: 'ER',
    readers: ['chair o', 'officer os', 'iom-manager p'],
    opens: 'Ask',
    commands: commands as never,
    parts: ['notes'],
    needs: (_, { tally }) => (tally === undefined ? [] : [{ kind: 'tally', id: tally }]),
    decide,
    evolve,
    placement: () => ({ forum: FORUM, governorate: 'IQG15', authority: 'federal' }),
    tasks: (state) =>
      state.stage === 'closed'
        ? []
        : [
            {
              key: `${NEXT[state.stage]}:${state.since}`,
              title: { key: 'task.errand' },
              addressees: [
                {
                  kind: 'role',
                  role: state.stage === 'doing' ? 'officer' : 'chair',
                  scope: { kind: 'forum', id: FORUM },
                },
              ],
              commands: [NEXT[state.stage]],
              since: state.since,
              sinceAt: state.sinceAt,
              dueOn: state.deadline.dueOn,
              level: state.deadline.level,
            },
          ],
    listing: (state) => ({
      title: 'errand',
      authority: 'federal',
      governorate: 'IQG15',
      open: state.stage !== 'closed',
      placement: { forum: FORUM, governorate: 'IQG15', authority: 'federal' },
      card: {},
      links: [{ rel: 'forum', id: FORUM }],
      unique: state.stage === 'closed' ? [] : [`errand:${state.text}`],
      facts: {},
    }),
  },
  {
    stages: ['asked', 'doing', 'checking', 'closed'],
    stage: (state) => state.stage,
    position: (state) =>
      state.stage === 'closed'
        ? null
        : { state: STATE[state.stage], slot: '', since: state.since, dueAt: state.deadline.wakeAt },
    expire: (state, now) => (isDue(state.deadline, now) ? { type: 'Late' } : null),
    recompute: (state, calendar: Calendar) =>
      recompute(state.deadline, calendar) === state.deadline ? null : { type: 'Recount' },
    hold: () => ({ type: 'Hold' }),
    content: (state) => ({ text: state.text }),
    waitsFor: () => ({ key: 'waits.errand' }),
  },
);

interface Tally {
  count: number;
  closed: boolean;
}

/** A register entry that refuses a third count, to have an effect refused. */
export const tally: EntryKind = defineEntry<
  Tally,
  { type: 'Start' | 'Add' | 'Shut' },
  { type: string; data: Record<string, unknown> }
>({
  kind: 'tally',
  collection: 'tallies',
  prefix: 'TA',
  readers: ['everyone p'],
  opens: 'Start',
  commands: {
    Start: { input: z.strictObject({}), who: ['chair o'] },
    Add: { input: z.strictObject({}), who: [] },
    Shut: { input: z.strictObject({}), who: ['chair o'] },
  },
  placement: () => ({ forum: FORUM, authority: 'federal' }),
  decide: (state, { type }) => {
    if (type === 'Add' && (state?.count ?? 0) >= 2) return refuse('tally-full');
    return accept([{ type: `Tally${type}`, data: {} }]);
  },
  evolve: (state, { type }) => {
    if (state === null) return { count: 0, closed: false };
    return type === 'TallyAdd' ? { ...state, count: state.count + 1 } : { ...state, closed: true };
  },
  listing: (state) => ({
    title: 'tally',
    authority: 'federal',
    governorate: 'IQG15',
    open: true,
    placement: { forum: FORUM, authority: 'federal' },
    card: {},
    links: [],
    unique: [],
    facts: { closed: state.closed },
  }),
});

/** The definition a track of these stages has, by the rules of design P4. */
export function errandMachine(): string {
  const edges = { Asked: ['Doing'], Doing: ['Checking'], Checking: ['Closed'] };
  const states: Record<string, object> = {
    Route: {
      Type: 'Choice',
      Choices: ['Asked', 'Doing', 'Checking']
        .map((state) => ({
          Condition: `{% $here($states.input).state = '${state}' %}`.replace(
            '$here($states.input)',
            '($exists($states.input.position) ? $states.input.position : $states.input)',
          ),
          Output: '{% $exists($states.input.position) ? $states.input.position : $states.input %}',
          Next: `Await${state}`,
        }))
        .concat([
          {
            Condition: "{% $states.input.state = 'Closed' %}",
            Output: '{% $states.input %}',
            Next: 'Closed',
          },
        ]),
      Default: 'Elsewhere',
    },
    Closed: { Type: 'Succeed' },
    Elsewhere: { Type: 'Succeed' },
  };
  const ids = {
    caseId: '{% $states.context.Execution.Input.caseId %}',
    run: '{% $states.context.Execution.Input.run %}',
  };
  const here = {
    state: '{% $states.input.state %}',
    slot: '{% $states.input.slot %}',
    since: '{% $states.input.since %}',
  };
  for (const [state, next] of Object.entries(edges)) {
    states[`Await${state}`] = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: {
        FunctionName: 'enter-stage',
        Payload: {
          ...ids,
          ...here,
          dueAt: '{% $states.input.dueAt %}',
          token: '{% $states.context.Task.Token %}',
          enteredAt: '{% $states.context.State.EnteredTime %}',
          retry: '{% $states.context.State.RetryCount %}',
          execution: '{% $states.context.Execution.Id %}',
        },
      },
      TimeoutSeconds:
        '{% $max([1, $min([25920000, $ceil(($toMillis($states.input.dueAt) - $millis()) / 1000)])]) %}',
      Catch: [
        { ErrorEquals: ['States.Timeout'], Output: '{% $states.input %}', Next: `Escalate${state}` },
        { ErrorEquals: ['Superseded'], Next: 'Elsewhere' },
      ],
      Next: `After${state}`,
    };
    states[`Escalate${state}`] = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'expire-stage', Payload: { ...ids, ...here } },
      Output: '{% $states.result.Payload %}',
      Catch: [{ ErrorEquals: ['Superseded'], Next: 'Elsewhere' }],
      TimeoutSeconds: 60,
      Next: `After${state}`,
    };
    states[`After${state}`] = {
      Type: 'Choice',
      Choices: [state, ...next].map((to) => ({
        Condition: `{% $states.input.state = '${to}' %}`,
        Next: to === 'Closed' ? 'Closed' : `Await${to}`,
      })),
      Default: 'Route',
    };
  }
  return JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Route', States: states });
}
