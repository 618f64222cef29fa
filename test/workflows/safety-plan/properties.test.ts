import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { DAY_MS } from '../../../shared/kernel/time.ts';
import { STAGES } from '../../../workflows/safety-plan/case.ts';
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
  owner,
  type PlanBuilder,
  successor,
  system,
  timer,
} from './builders.ts';
import { SAMPLES } from './fixtures.ts';

const ACTORS: readonly Actor[] = [
  chair,
  member,
  commander,
  field,
  federal,
  krg,
  manager,
  owner,
  successor,
  commander.as(chair),
  system,
  timer,
];
const NAMES = (Object.keys(COMMANDS) as CommandName[]).filter((name) => name !== 'OpenPlan');
// Ends a plan at once; once in a while is enough.
const RARE = new Set<CommandName>(['Cancel', 'Withdraw', 'SupersedePlan', 'Suspend', 'SuspendForHold']);

interface Step {
  readonly name: CommandName;
  /** Mostly who it takes, sometimes anybody. */
  readonly by: Actor | null;
  readonly concern: string;
  readonly action: string;
  readonly days: number;
  readonly rare: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...NAMES),
  by: fc.option(fc.constantFrom(...ACTORS), { freq: 3 }),
  concern: fc.constantFrom('C01', 'C02', 'C03'),
  action: fc.constantFrom('A01', 'A02', 'A03'),
  days: fc.constantFrom(0, 0, 0, 1, 3, 20),
  rare: fc.nat(5),
});

/** The sample input aimed at this concern and action, with dates that fit the day. */
function inputOf(plan: PlanBuilder, { name, concern, action }: Step): object {
  const input: Record<string, unknown> = { ...SAMPLES[name][1] };
  if ('concern' in input) input.concern = concern;
  if ('action' in input) input.action = action;
  if (name === 'SetPriorities')
    input.priorities = [concern, 'C01']
      .filter((id, n, all) => all.indexOf(id) === n)
      .map((id) => ({ concern: id, goal: 'reduce', analysis: 'Known.' }));
  if (name === 'SetPriorities') Object.assign(input, { tieBreak: 'By hand.', departure: 'By hand.' });
  if (name === 'RecordReviewMeeting') Object.assign(input, aMeeting(plan), { carryOver: [action] });
  if (['PlanAction', 'ChangeAction', 'AddAction'].includes(name))
    Object.assign(input, { ...anAction, ...input, startsOn: '2026-11-01', dueOn: '2027-04-27' });
  return input;
}

const SECRET = 'Nobody may ever read this again.';

/** What holds after every accepted command, whatever came before. */
function check(plan: PlanBuilder, secrets: ReadonlySet<string>): void {
  const { plan: state, position, tasks } = plan;
  const { open, unique } = safetyPlan.listing(state);
  expect(open).toBe(!['closed', 'cancelled', 'superseded'].includes(state.stage));
  expect(position === null).toBe(!open);
  expect(tasks.length > 0).toBe(open);
  expect(unique).toHaveLength(open ? 6 : 0);
  for (const { addressees, key, since, commands } of tasks) {
    expect(addressees.length).toBeGreaterThan(0);
    expect(addressees.length).toBeLessThanOrEqual(3);
    expect(key.endsWith(`:${since}`)).toBe(true);
    expect(since).toBeLessThanOrEqual(plan.version);
    for (const name of commands)
      expect(COMMANDS[name as CommandName].stages ?? [state.stage]).toContain(state.stage);
  }
  expect(new Set(tasks.map(({ key }) => key)).size).toBe(tasks.length);
  expect(Object.keys(state.duties).toSorted()).toEqual(Object.keys(state.actions).toSorted());
  for (const { concern } of state.priorities) expect(state.concerns[concern]?.status).toBe('open');
  for (const { concern } of Object.values(state.actions))
    expect(state.priorities.map((priority) => priority.concern)).toContain(concern);
  for (const secret of secrets) expect(JSON.stringify(state)).not.toContain(secret);
  if (state.stage === 'closed')
    for (const p of state.priorities) expect(state.results[p.concern]).toBeDefined();
}

function take(plan: PlanBuilder, one: Step, secrets: Set<string>): void {
  if (RARE.has(one.name) && one.rare > 0) return;
  plan.at(new Date(Date.parse(plan.now) + one.days * DAY_MS).toISOString());
  const by = one.by ?? SAMPLES[one.name][0];
  const input = inputOf(plan, one);
  const before = plan.plan;
  if (plan.code(by, one.name, input) !== 'accepted') return;
  plan.give(by, one.name, input);
  // A caller that folds in place would change what casework compares with.
  expect(before).not.toBe(plan.plan);
  if (one.name === 'MarkProtected') secrets.add(`${SECRET} ${one.concern} `);
}

it('keeps its promises through any sequence of commands', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom('federal', 'krg', 'joint'),
      fc.constantFrom<(plan: PlanBuilder) => PlanBuilder>(
        (plan) => plan.inPrioritySetting(0),
        (plan) => plan.inActionPlanning(),
        (plan) => plan.inSignature(),
        (plan) => plan.inImplementation(),
        (plan) => plan.readyToClose(),
        (plan) => plan.closed(),
      ),
      fc.array(step, { maxLength: 60 }),
      (authority, start, steps) => {
        const plan = aPlan().register('forum', FORUM, { ...FORUM_ENTRY, authority });
        plan.opened = function (this: PlanBuilder, input: object = {}) {
          this.give(chair, 'OpenPlan', { ...SAMPLES.OpenPlan[1], ...input });
          for (const n of [1, 2, 3])
            this.give(member, 'AddConcern', { ...aConcern, text: `${SECRET} C0${n} ` });
          return this;
        };
        start(plan);
        const secrets = new Set<string>();
        for (const one of steps) {
          take(plan, one, secrets);
          check(plan, secrets);
          reached.add(plan.plan.stage);
        }
      },
    ),
    { numRuns: 150, seed: 20261120 },
  );
  expect([...reached].toSorted()).toEqual([...STAGES].toSorted());
});
