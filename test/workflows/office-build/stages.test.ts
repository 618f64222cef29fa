import { describe, expect, it } from 'vitest';
import { STAGES, type Stage } from '../../../workflows/office-build/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/office-build/commands.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import { aBuild } from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

const NAMES = Object.keys(COMMANDS) as CommandName[];

/** What a command given out of its stage is told. */
const OUTSIDE: Readonly<Partial<Record<Stage, string>>> = {
  closed: 'build-closed',
  suspended: 'build-suspended',
  cancelled: 'build-cancelled',
};

/** Commands whose stage is right but which ask for something more, and those with words of their own. */
const OTHERWISE: Readonly<Partial<Record<CommandName, Partial<Record<Stage | 'outside', string>>>>> = {
  OpenBuild: { outside: 'already-open' },
  SettleObjection: { approval: 'objection-unknown' },
  SubmitSite: { siting: 'objection-open' },
  HandOverSite: { contracting: 'contract-not-approved' },
  AnswerQuestion: Object.fromEntries(
    STAGES.map((stage) => [
      stage,
      COMMANDS.Suspend.stages?.includes(stage) ? 'no-question-open' : (OUTSIDE[stage] ?? ''),
    ]),
  ),
  AcceptPost: Object.fromEntries(
    (COMMANDS.AcceptPost.stages ?? []).map((stage) => [stage, 'no-handover-pending']),
  ),
  RecordOpening: {
    'provisional-acceptance': 'accepted',
    'final-acceptance': 'opened-already',
  },
  ReopenSnag: {},
  Resume: { outside: 'not-suspended' },
  ReopenBuild: { outside: 'not-closed' },
  Escalate: {
    ...Object.fromEntries(STAGES.map((stage) => [stage, 'nothing-due'])),
    construction: 'accepted',
    'defects-period': 'accepted',
  },
  RecomputeDeadlines: Object.fromEntries(STAGES.map((stage) => [stage, 'nothing-moved'])),
};

const expected = (name: CommandName, stage: Stage): string => {
  const other = OTHERWISE[name] ?? {};
  if (other[stage] !== undefined) return other[stage];
  if (COMMANDS[name].stages?.includes(stage)) return 'accepted';
  return other.outside ?? OUTSIDE[stage] ?? 'not-in-this-stage';
};

describe.each(STAGES)('in %s', (stage) => {
  const build = IN[stage]();

  it.each(NAMES.map((name) => [name, expected(name, stage)] as const))('%s is %s', (name, outcome) => {
    const [actor, input] = SAMPLES[name];
    expect(build.code(actor, name, input)).toBe(outcome);
  });

  it('has a task for somebody who may do something about it, unless it has ended', () => {
    const tasks = officeBuild.tasks(build.build);
    expect(tasks.length > 0).toBe(stage !== 'closed' && stage !== 'cancelled');
    for (const task of tasks) {
      expect(task.addressees.length, task.key).toBeGreaterThan(0);
      expect(task.addressees.length, task.key).toBeLessThanOrEqual(3);
      expect(task.key).toMatch(new RegExp(`:${task.since}$`));
      for (const name of task.commands) {
        expect(NAMES, task.key).toContain(name);
        expect(COMMANDS[name as CommandName].stages, `${task.key} ${name}`).toContain(stage);
      }
    }
  });

  it('says in one sentence what it waits for', () => {
    expect(officeBuild.track?.waitsFor(build.build).key).toMatch(/^waits\.office-build\.[a-z-]+$/);
  });
});

describe('a build that is not opened', () => {
  it.each(NAMES.filter((name) => name !== 'OpenBuild'))('refuses %s', (name) => {
    const [actor, input] = SAMPLES[name];
    expect(aBuild().code(actor, name, input)).toBe('not-open');
  });
});
