import { actionInput, concernInput, DUE } from '../journeys/plan-script.ts';
import type { Crew, Worker } from './people.ts';

/** What one life of a plan is measured by. */
export interface Watch {
  /** ms from sending a command until somebody's next task could be read. */
  readonly toNext: number[];
  /** ms from sending a command that moves the stage until the machine waits there with its token kept. */
  readonly toToken: number[];
  commands: number;
}

export const newWatch = (): Watch => ({ toNext: [], toToken: [], commands: 0 });

interface Act {
  readonly by: keyof Omit<Crew, 'forum'>;
  readonly command: string;
  readonly input: object;
  readonly approves?: boolean;
  /** Whose task comes next, and the beginning of its id; null: nobody's, the plan is closed. */
  readonly next: readonly [who: keyof Omit<Crew, 'forum'>, task: string] | null;
  /** The stage changes: the machine has to arrive at another wait. */
  readonly moves?: boolean;
}

/** Fifteen commands of four people through all five stages; the shortest life a plan can have. */
const acts = ({ forum, officer }: Crew): readonly Act[] => {
  const set = ['chair', 'set-priorities'] as const;
  const plan = ['chair', 'plan-actions'] as const;
  const review = ['chair', 'review'] as const;
  const priority = { concern: 'C01', goal: 'reduce', analysis: 'No lamp works between bridge and clinic.' };
  const meeting = {
    heldOn: '2026-11-22',
    present: 31,
    women: 12,
    perception: 'safer',
    lessons: 'Ask first.',
  };
  const concern = concernInput(
    'unlit-streets',
    'The market street has been dark since the grid was damaged.',
  );
  return [
    {
      by: 'chair',
      command: 'OpenPlan',
      input: { forum, startsOn: '2026-11-01', months: 6 },
      next: set,
      moves: true,
    },
    { by: 'officer', command: 'AddConcern', input: concern, next: set },
    {
      by: 'chair',
      command: 'RecordBallots',
      input: { group: 'all', ballots: [{ first: 'C01' }] },
      next: set,
    },
    { by: 'chair', command: 'SetPriorities', input: { priorities: [priority] }, next: plan, moves: true },
    { by: 'chair', command: 'PlanAction', input: actionInput('C01', officer.id, DUE.A01), next: plan },
    { by: 'chair', command: 'SubmitPlan', input: {}, next: ['commander', 'sign:police'], moves: true },
    { by: 'commander', command: 'SignPlan', input: {}, approves: true, next: ['iom', 'sign:iom'] },
    { by: 'iom', command: 'SignPlan', input: {}, approves: true, next: ['chair', 'sign:chair'] },
    {
      by: 'chair',
      command: 'SignPlan',
      input: {},
      approves: true,
      next: ['officer', 'act:A01'],
      moves: true,
    },
    {
      by: 'officer',
      command: 'ReportActionDone',
      input: { action: 'A01', note: 'Done.' },
      next: ['commander', 'verify'],
    },
    { by: 'commander', command: 'VerifyAction', input: { action: 'A01' }, next: ['chair', 'steer'] },
    { by: 'chair', command: 'StartReview', input: {}, next: ['iom', 'record-results'], moves: true },
    {
      by: 'iom',
      command: 'RecordResult',
      input: { concern: 'C01', outcome: 'solved', note: 'Lit.' },
      next: review,
    },
    { by: 'chair', command: 'RecordReviewMeeting', input: meeting, next: review },
    { by: 'chair', command: 'ClosePlan', input: {}, next: null },
  ];
};

export const COMMANDS_A_LIFE = 15;

/** One whole life. `untilToken`: after every move, wait for the machine before going on. */
export async function live(crew: Crew, watch: Watch, untilToken: boolean): Promise<void> {
  let id = '';
  for (const act of acts(crew)) {
    const worker = crew[act.by];
    const ifMatch = act.approves === true ? (await worker.get(`/api/safety-plans/${id}`)).etag : undefined;
    const path = id === '' ? '/api/safety-plans' : `/api/safety-plans/${id}/commands/${act.command}`;
    const began = performance.now();
    const answer = await worker.post(path, act.input, ifMatch);
    if (answer.status >= 300) throw new Error(`${act.command}: ${answer.status} ${answer.text}`);
    if (id === '') id = (JSON.parse(answer.text) as { id: string }).id;
    watch.commands += 1;
    if (act.next === null) continue;
    await nextTask(crew, act.next, id);
    watch.toNext.push(performance.now() - began);
    if (!untilToken || act.moves !== true) continue;
    await tokenKept(worker, id);
    watch.toToken.push(performance.now() - began);
  }
}

/** Read from the person's own work queue; IOM's, which is shared by all forums of a governorate, from the plan. */
async function nextTask(crew: Crew, [who, task]: NonNullable<Act['next']>, id: string): Promise<void> {
  const path = who === 'iom' ? `/api/safety-plans/${id}` : '/api/tasks';
  const wanted = who === 'iom' ? `"key":"${task}` : `"id":"${task}`;
  while (!(await crew[who].get(path)).text.includes(wanted));
}

async function tokenKept(worker: Worker, id: string): Promise<void> {
  while (!(await worker.get(`/api/safety-plans/${id}`)).text.includes('"driven":"token"'));
}
