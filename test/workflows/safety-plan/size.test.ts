import { describe, expect, it } from 'vitest';
import { addresseeKey, type Task } from '../../../shared/kernel/entry.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { SafetyPlan } from '../../../workflows/safety-plan/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/safety-plan/commands.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import {
  aConcern,
  aMeeting,
  anAction,
  aPlan,
  chair,
  commander,
  FORUM,
  FORUM_ENTRY,
  federal,
  field,
  krg,
  manager,
  member,
  PlanBuilder,
  stranger,
  successor,
  system,
  timer,
} from './builders.ts';
import { SAMPLES } from './fixtures.ts';

const LIMIT = 100;
const LONG = 'ش'.repeat(2000);
const LINE = 'ش'.repeat(500);
const CONCERNS = Array.from({ length: 7 }, (_, n) => `C0${n + 1}`);
const owners = Array.from({ length: 40 }, (_, n) => ({ ...stranger, id: EntryId.parse(`PE-OWNER-${n}`) }));
const concern = { ...aConcern, text: LONG, tried: LONG };

/** What one commit writes, by the rules of the store: DynamoDB takes at most 100 items at once (P15). */
class Scales extends PlanBuilder {
  readonly heaviest = new Map<string, number>();
  /** Events so far that speak of a concern: each is erased together with the digest of its body. */
  private readonly spoken = new Map<unknown, number>();

  override give(...[actor, name, input]: Parameters<PlanBuilder['give']>): this {
    super.give(actor, name, input);
    // HEAD and a message to the machine; for a person idempotency record and actor check, else the handled message.
    const items = this.items() + (actor.kind === 'person' ? 4 : 3);
    this.heaviest.set(name, Math.max(items, this.heaviest.get(name) ?? 0));
    for (const { data } of this.last?.events ?? []) {
      const { concern: of } = data as { concern?: unknown };
      if (of !== undefined) this.spoken.set(of, (this.spoken.get(of) ?? 0) + 1);
    }
    return this;
  }

  private items(): number {
    const { events = [], effects = [], relies = [], timers = [], erases = [] } = this.last ?? {};
    const before = this.before === null ? null : safetyPlan.listing(this.before);
    const after = safetyPlan.listing(this.plan);
    const unique = new Set([...(before?.unique ?? []), ...after.unique]);
    const moved = [...unique].filter(
      (value) => before?.unique.includes(value) !== after.unique.includes(value),
    );
    const erased = erases.reduce((sum, { equals }) => sum + (this.spoken.get(equals) ?? 0), 0);
    const tasks = { before: this.before === null ? [] : safetyPlan.tasks(this.before), after: this.tasks };
    return (
      events.length +
      changedParts(this.before, this.plan) +
      changedTasks(tasks.before, tasks.after) +
      messages(tasks.before, tasks.after) +
      after.links.length +
      moved.length +
      relies.length +
      timers.length +
      2 * erased +
      5 * effects.length
    );
  }
}

function changedParts(before: SafetyPlan | null, after: SafetyPlan): number {
  let count = 0;
  for (const collection of safetyPlan.parts as ('concerns' | 'actions' | 'ballots')[]) {
    const was: Record<string, unknown> = before?.[collection] ?? {};
    const is: Record<string, unknown> = after[collection];
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
      if (was[key] !== is[key]) count += 1;
  }
  return count;
}

const filed = (tasks: readonly Task[]) =>
  new Map(
    tasks.flatMap((task) => task.addressees.map((to) => [`${task.key} ${addresseeKey(to)}`, task] as const)),
  );

function changedTasks(before: readonly Task[], after: readonly Task[]): number {
  const was = filed(before);
  const is = filed(after);
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys.filter((key) => JSON.stringify(was.get(key)) !== JSON.stringify(is.get(key))).length;
}

function messages(before: readonly Task[], after: readonly Task[]): number {
  const was = filed(before);
  const told = [...filed(after)].filter(([key, task]) => (was.get(key)?.level ?? -1) < task.level);
  return new Set(told.map(([key]) => key.split(' ')[1])).size;
}

/** A joint plan with everything a plan may hold: 60 concerns, 7 priorities, 40 actions of 40 owners. */
function fullPlan(): Scales {
  const plan = new Scales();
  plan.register('forum', FORUM, { ...FORUM_ENTRY, authority: 'joint' });
  for (const { id } of [...owners, stranger]) plan.register('person', id, { status: 'active' });
  plan.register('safety-plan', EntryId.parse('SP-0'), finished.plan);
  plan.opened({ months: 12, follows: 'SP-0', facilitator: field.id });
  for (let n = Object.keys(plan.plan.concerns).length; n < 60; n++) plan.give(member, 'AddConcern', concern);
  const ballots = Array.from({ length: 150 }, () => ({ first: 'C01', second: 'C02', third: 'C03' }));
  for (const group of ['all', 'women', 'youth'] as const)
    plan.give(chair, 'RecordBallots', { group, ballots });
  plan.give(chair, 'SetPriorities', {
    priorities: CONCERNS.map((id) => ({ concern: id, goal: 'reduce', analysis: LONG, cause: LINE })),
    tieBreak: LINE,
  });
  for (const [n, { id }] of owners.entries()) plan.give(chair, 'PlanAction', action(n, id));
  return plan;
}

const action = (n: number, owner: EntryId) => ({
  ...anAction,
  concern: CONCERNS[n % 7],
  what: LONG,
  owner,
  helpers: LINE,
  resources: LINE,
  indicator: LINE,
  risk: LINE,
  stateResources: true,
});

const sign = (plan: Scales): Scales => {
  plan.give(chair, 'SubmitPlan');
  for (const signer of [chair, field, commander, federal, krg])
    plan.give(signer, 'SignPlan', { remarks: LONG });
  return plan;
};

const finished = aPlan()
  .inPrioritySetting(7)
  .give(chair, 'SetPriorities', {
    priorities: CONCERNS.map((id) => ({ concern: id, goal: 'reduce', analysis: LONG })),
    tieBreak: LINE,
  })
  .give(chair, 'PlanAction', anAction);
for (const id of CONCERNS.slice(1)) finished.give(chair, 'PlanAction', { ...anAction, concern: id });
finished.give(chair, 'SubmitPlan');
for (const signer of [chair, field, commander]) finished.give(signer, 'SignPlan');
finished.give(chair, 'SupersedePlan', { reason: LONG });

describe('the largest of every command', () => {
  const heaviest = new Map<string, number>();
  const weigh = (plan: Scales): Scales => {
    for (const [name, items] of plan.heaviest) heaviest.set(name, Math.max(items, heaviest.get(name) ?? 0));
    plan.heaviest.clear();
    return plan;
  };

  it('fits into one transaction', () => {
    // Forty owners late at once, level by level, beside a late verification and a late handover.
    const late = weigh(sign(fullPlan()));
    late.give(owners[0] ?? stranger, 'ReportActionDone', { action: 'A01', note: LONG });
    late.give(owners[1] ?? stranger, 'HandOverPost', { successor: successor.id });
    late.at('2027-02-01T00:00:00.000Z').give(timer, 'Escalate');
    late.calendar = { holidays: Object.fromEntries(holidays()) };
    late.give(system, 'RecomputeDeadlines');
    for (let n = 0; n < 4; n++) late.expire();
    late.give(successor, 'AcceptPost');
    late.give(manager, 'Suspend', { reason: LONG }).expire().expire().expire();
    late.give(manager, 'Resume');
    late.give(chair, 'StartReview').give(chair, 'ReopenImplementation', { reason: LONG });
    late.give(system, 'SuspendForHold').give(manager, 'Cancel', { reason: LONG });
    weigh(late);

    // One owner of everything hands over the post.
    const single = fullPlan();
    for (let n = 1; n <= 40; n++)
      single.give(chair, 'ChangeAction', {
        ...action(n - 1, stranger.id),
        action: `A${String(n).padStart(2, '0')}`,
      });
    sign(single);
    single.give(stranger, 'HandOverPost', { successor: successor.id }).give(successor, 'AcceptPost');
    single.at('2027-12-01T00:00:00.000Z').give(timer, 'Escalate');
    for (const id of CONCERNS)
      single.give(field, 'RecordResult', { concern: id, outcome: 'moved', note: 'x' });
    const carryOver = Object.keys(single.plan.actions).slice(1);
    single.give(field, 'RecordReviewMeeting', { ...aMeeting(single), carryOver });
    single.give(chair, 'CancelAction', { action: 'A01', reason: LONG });
    single.give(chair, 'ClosePlan').give(federal, 'ReopenPlan', { reason: LONG });
    single.give(chair, 'SupersedePlan', { reason: LONG });
    weigh(single);

    // A concern as often spoken of as allowed, in both stages.
    for (const name of ['MarkProtected', 'WithdrawConcern', 'ReferConcern'] as const) weigh(spokenOf(name));
    for (const name of ['MarkProtected', 'WithdrawConcern'] as const) weigh(planned(name));

    // Whatever moves little, on the full plan.
    const full = sign(fullPlan());
    const A = { action: 'A01' };
    const [first = stranger] = owners;
    full
      .give(first, 'ReportProgress', { ...A, note: LONG })
      .give(first, 'ReportBlocked', { ...A, blocker: LONG })
      .give(first, 'RequestSupport', { ...A, kind: 'delivery', purpose: LINE })
      .give(first, 'ReportActionDone', { ...A, note: LONG })
      .give(commander, 'RejectActionDone', { ...A, reason: LONG })
      .give(first, 'ReportActionDone', { ...A, note: LONG })
      .give(commander, 'VerifyAction', { ...A, note: LONG })
      .give(chair, 'ReassignAction', { action: 'A02', owner: successor.id, reason: LONG });
    weigh(full);
    const asked = fullPlan().give(chair, 'DropAction', { action: 'A40' }).give(chair, 'SubmitPlan');
    asked.give(krg, 'AskQuestion', { question: LONG }).give(chair, 'AnswerQuestion', { answer: LONG });
    asked.give(krg, 'ReturnPlan', { reason: LONG }).give(chair, 'Withdraw', { reason: LONG });
    weigh(asked);
    const added = new Scales().inImplementation({ stateResources: false });
    weigh(added.give(chair, 'AddAction', anAction));

    expect([...heaviest].filter(([, items]) => items > LIMIT)).toEqual([]);
    const unweighed = (Object.keys(COMMANDS) as CommandName[]).filter((name) => !heaviest.has(name));
    expect(unweighed).toEqual([]);
    // The scale works: these move forty tasks and tell forty people, and there is little room above them.
    expect(heaviest.get('Escalate')).toBeGreaterThan(95);
    expect(heaviest.get('Resume')).toBeGreaterThan(95);
  });

  it('leaves a head far below the 400 KB of an item', () => {
    const plan = sign(fullPlan());
    const { concerns: _c, actions: _a, ballots: _b, ...head } = plan.plan;
    const bytes = Buffer.byteLength(JSON.stringify(head));
    expect(bytes).toBeLessThan(60_000);
  });
});

const holidays = () =>
  Array.from({ length: 400 }, (_, n) => [
    new Date(Date.UTC(2027, 1, 1 + 3 * n)).toISOString().slice(0, 10),
    'holiday',
  ]);

function spokenOf(name: 'MarkProtected' | 'WithdrawConcern' | 'ReferConcern'): Scales {
  const plan = new Scales().opened().give(member, 'AddConcern', concern);
  while (plan.code(member, 'EditConcern', { ...concern, concern: 'C01' }) === 'accepted')
    plan.give(member, 'EditConcern', { ...concern, concern: 'C01' });
  return plan.give(SAMPLES[name][0], name, { ...SAMPLES[name][1], concern: 'C01' });
}

function planned(name: 'MarkProtected' | 'WithdrawConcern'): Scales {
  const plan = new Scales().inActionPlanning();
  while (plan.code(chair, 'PlanAction', anAction) === 'accepted') plan.give(chair, 'PlanAction', anAction);
  for (const id of Object.keys(plan.plan.actions).slice(1)) plan.give(chair, 'DropAction', { action: id });
  return plan.give(chair, name, { ...SAMPLES[name][1], concern: 'C01' });
}
