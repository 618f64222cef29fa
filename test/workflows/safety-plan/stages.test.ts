import { describe, expect, it } from 'vitest';
import { STAGES, type Stage } from '../../../workflows/safety-plan/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/safety-plan/commands.ts';
import { aPlan, system } from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

const NAMES = Object.keys(COMMANDS) as CommandName[];

/** What a command given out of its stage is told. */
const OUTSIDE: Readonly<Record<Stage, string>> = {
  'priority-setting': 'not-in-this-stage',
  'action-planning': 'not-in-this-stage',
  signature: 'not-in-this-stage',
  implementation: 'not-in-this-stage',
  review: 'not-in-this-stage',
  closed: 'plan-closed',
  suspended: 'plan-suspended',
  cancelled: 'plan-cancelled',
  superseded: 'plan-superseded',
};

/** Commands whose stage is right but which ask for something more, and those with words of their own. */
const OTHERWISE: Readonly<Partial<Record<CommandName, Partial<Record<Stage | 'outside', string>>>>> = {
  OpenPlan: { outside: 'already-open' },
  WithdrawConcern: {},
  AnswerQuestion: { signature: 'no-question-open' },
  AcceptPost: { implementation: 'no-handover-pending' },
  ClosePlan: { review: 'meeting-missing' },
  Resume: { outside: 'not-suspended' },
  ReopenPlan: { outside: 'not-closed' },
  Escalate: Object.fromEntries([...STAGES.map((stage) => [stage, 'nothing-due'])]),
  RecomputeDeadlines: Object.fromEntries([...STAGES.map((stage) => [stage, 'nothing-moved'])]),
};

const expected = (name: CommandName, stage: Stage): string => {
  const other = OTHERWISE[name] ?? {};
  if (other[stage] !== undefined) return other[stage];
  if (COMMANDS[name].stages?.includes(stage)) return 'accepted';
  return other.outside ?? OUTSIDE[stage];
};

describe.each(STAGES)('in %s', (stage) => {
  const plan = IN[stage]();

  it.each(NAMES.map((name) => [name, expected(name, stage)] as const))('%s is %s', (name, outcome) => {
    const [actor, input] = SAMPLES[name];
    expect(plan.code(actor, name, input)).toBe(outcome);
  });

  it('refuses out of turn with 409, never as a rule', () => {
    const outside = NAMES.filter((name) => expected(name, stage) === OUTSIDE[stage]);
    for (const name of outside) expect(plan.refusal(...of(name))?.because, name).toBe('turn');
  });
});

const of = (name: CommandName) => {
  const [actor, input] = SAMPLES[name];
  return [actor, name, input] as const;
};

describe('a plan that is not opened', () => {
  it.each(NAMES.filter((name) => name !== 'OpenPlan'))('refuses %s', (name) => {
    expect(aPlan().code(...of(name))).toBe('not-open');
  });
});

it('is decided alike for a person and for a job, where no person is asked for', () => {
  const plan = IN.implementation();
  expect(plan.code(system, 'ReportProgress', SAMPLES.ReportProgress[1])).toBe('accepted');
});
