import type { Cast } from './cast.ts';

/** One act of one person, and what the plan then waits for. Names of tasks are their ids without the version. */
export interface Step {
  readonly by: string;
  readonly command: string;
  readonly input: object;
  /** What was seen is approved: If-Match is sent. */
  readonly approves?: true;
  readonly stage: string;
  readonly tasks: readonly string[];
}

/** The morning on which every script begins: a Sunday without a holiday near. */
export const MORNING = '2026-11-22T06:00:00Z';
/** Due dates of the three actions; all working days everywhere. */
export const DUE = { A01: '2026-12-08', A02: '2027-01-12', A03: '2027-02-09' } as const;

export const concernInput = (category: string, text: string, frequency = 'weekly') => ({
  category,
  text,
  source: 'meeting',
  place: 'Market street',
  affected: ['residents', 'women'],
  frequency,
});

const ballot = (first: string, second: string, third: string) => ({ first, second, third });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** Concerns, ballots (women's apart) and two priorities. */
export function setting(cast: Cast, period: { readonly startsOn: string; readonly months: 6 | 12 }): Step[] {
  const { chair, member, officer, iom, forum } = cast;
  const collecting = { stage: 'priority-setting', tasks: ['collect-concerns', 'set-priorities'] };
  const concern = (by: string, category: string, text: string): Step => ({
    by,
    command: 'AddConcern',
    input: concernInput(category, text),
    ...collecting,
  });
  return [
    { by: chair, command: 'OpenPlan', input: { forum, ...period }, ...collecting },
    concern(member, 'unlit-streets', 'The market street has been dark since the grid was damaged.'),
    concern(officer, 'explosive-remnants', 'Farmers report unexploded ordnance in the fields by the river.'),
    concern(chair, 'civil-documents', 'Families without papers are turned back at checkpoints.'),
    concern(iom, 'road-safety', 'Cars drive fast past the school at noon.'),
    {
      by: chair,
      command: 'RecordBallots',
      input: {
        group: 'all',
        ballots: [...times(5, ballot('C02', 'C01', 'C04')), ...times(4, ballot('C01', 'C02', 'C03'))],
      },
      ...collecting,
    },
    {
      by: chair,
      command: 'RecordBallots',
      input: { group: 'women', ballots: times(4, ballot('C01', 'C04', 'C02')) },
      ...collecting,
    },
    {
      by: chair,
      command: 'SetPriorities',
      input: {
        priorities: [
          {
            concern: 'C02',
            goal: 'refer',
            analysis: 'The fields were a front line; no team has surveyed them.',
          },
          { concern: 'C01', goal: 'reduce', analysis: 'No lamp works between the bridge and the clinic.' },
        ],
      },
      stage: 'action-planning',
      tasks: ['help-plan-actions', 'plan-actions'],
    },
  ];
}

/** Three actions; the second needs state resources and so the ministries. */
export function planning({ chair, commander, officer, member }: Cast): Step[] {
  const waiting = { stage: 'action-planning', tasks: ['help-plan-actions', 'plan-actions'] };
  const planned = (by: string, command: string, input: object): Step => ({ by, command, input, ...waiting });
  return [
    planned(chair, 'PlanAction', actionInput('C02', officer, DUE.A01)),
    planned(commander, 'PlanAction', {
      ...actionInput('C01', commander, DUE.A02),
      kind: 'small-works',
      stateResources: true,
    }),
    planned(chair, 'PlanAction', { ...actionInput('C01', member, DUE.A03), kind: 'safety-walk' }),
  ];
}

export const actionInput = (concern: string, owner: string, dueOn: string) => ({
  concern,
  what: 'Walk the street with the municipality and agree what is done first.',
  kind: 'letter-to-authority',
  owner,
  startsOn: '2026-11-23',
  dueOn,
  indicator: 'A dated answer of the authority',
  stateResources: false,
});

/** Submitted, returned once by IOM after the police had signed, then signed by all, the ministries in the given order. */
export function signing(cast: Cast, ministries = cast.ministries): Step[] {
  const { chair, commander, iom } = cast;
  const slots = ['police', 'iom', 'chair', ...cast.ministries.map(({ slot }) => slot)];
  const without = (...given: string[]) =>
    slots
      .filter((slot) => !given.includes(slot))
      .map((slot) => `sign:${slot}`)
      .sort();
  const submit: Step = { by: chair, command: 'SubmitPlan', input: {}, stage: 'signature', tasks: without() };
  const sign = (by: string, tasks: readonly string[], input = {}): Step => ({
    by,
    command: 'SignPlan',
    input,
    approves: true,
    stage: 'signature',
    tasks,
  });
  const order = [
    { slot: 'iom', person: iom },
    ...ministries,
    { slot: 'chair', person: chair },
    { slot: 'police', person: commander },
  ];
  const all = order.map(({ person }, n) =>
    sign(person, without(...order.slice(0, n + 1).map(({ slot }) => slot))),
  );
  const last = all.at(-1) ?? submit;
  return [
    submit,
    sign(commander, without('police')),
    {
      by: iom,
      command: 'ReturnPlan',
      input: { reason: 'The second action has no sign of success that can be counted.' },
      stage: 'action-planning',
      tasks: ['help-plan-actions', 'plan-actions'],
    },
    {
      by: commander,
      command: 'ChangeAction',
      input: {
        action: 'A02',
        ...actionInput('C01', commander, DUE.A02),
        kind: 'small-works',
        indicator: 'Twelve lamps burn between bridge and clinic',
        stateResources: true,
      },
      stage: 'action-planning',
      tasks: ['help-plan-actions', 'plan-actions'],
    },
    submit,
    ...all.slice(0, -1),
    { ...last, stage: 'implementation', tasks: ['act:A01', 'act:A02', 'act:A03', 'steer'] },
  ];
}

/** A01 is done and verified after a first refusal, A02 is done; A03 stays open. */
export function acting({ officer, commander, chair, iom }: Cast): Step[] {
  const step = (by: string, command: string, input: object, tasks: readonly string[]): Step => ({
    by,
    command,
    input,
    stage: 'implementation',
    tasks: [...tasks, 'steer'].sort(),
  });
  const all = ['act:A01', 'act:A02', 'act:A03'];
  return [
    step(
      officer,
      'ReportProgress',
      { action: 'A01', note: 'The letter is with the mine action agency.' },
      all,
    ),
    step(officer, 'ReportActionDone', { action: 'A01', note: 'They answered.' }, [...all.slice(1), 'verify']),
    step(chair, 'RejectActionDone', { action: 'A01', reason: 'The answer names no date.' }, all),
    step(officer, 'ReportActionDone', { action: 'A01', note: 'Survey on 12 January.' }, [
      ...all.slice(1),
      'verify',
    ]),
    step(iom, 'VerifyAction', { action: 'A01', note: 'The letter was seen.' }, all.slice(1)),
    step(
      commander,
      'ReportBlocked',
      { action: 'A02', blocker: 'The municipality has no lamps.' },
      all.slice(1),
    ),
    step(commander, 'ReportActionDone', { action: 'A02', note: 'Twelve lamps burn.' }, ['act:A03', 'verify']),
    step(chair, 'VerifyAction', { action: 'A02' }, ['act:A03']),
  ];
}

/** Results by IOM, the meeting by the chair, A03 carried over, closed by the chair who recorded no result. */
export function reviewing({ chair, iom }: Cast, heldOn = '2026-11-22'): Step[] {
  const step = (by: string, command: string, input: object): Step => ({
    by,
    command,
    input,
    stage: 'review',
    tasks: ['record-results', 'review'],
  });
  const meeting = { heldOn, present: 31, women: 12, perception: 'safer', lessons: 'Ask the women first.' };
  return [
    step(chair, 'StartReview', {}),
    step(iom, 'RecordResult', { concern: 'C02', outcome: 'referred', note: 'Surveyed and marked.' }),
    step(iom, 'RecordResult', { concern: 'C01', outcome: 'reduced', note: 'Half of the street is lit.' }),
    step(chair, 'RecordReviewMeeting', { ...meeting, carryOver: ['A03'] }),
    { by: chair, command: 'ClosePlan', input: {}, stage: 'closed', tasks: [] },
  ];
}

/** A whole plan from the first concern to the end of the review: 34 commands of seven people. */
export const wholePlan = (cast: Cast, startsOn = '2026-11-01'): Step[] => [
  ...setting(cast, { startsOn, months: 6 }),
  ...planning(cast),
  ...signing(cast),
  ...acting(cast),
  ...reviewing(cast),
];
