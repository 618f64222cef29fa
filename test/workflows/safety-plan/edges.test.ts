import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { STAGES, type Stage } from '../../../workflows/safety-plan/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/safety-plan/commands.ts';
import { STATE_NAMES } from '../../../workflows/safety-plan/position.ts';
import { aMeeting, chair, commander, field, manager, type PlanBuilder, timer } from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

interface Machine {
  States: Record<string, { Choices?: { Next: string; Condition: string }[] }>;
}
const machine: Machine = JSON.parse(
  readFileSync(new URL('../../../workflows/safety-plan/safety-plan.asl.json', import.meta.url), 'utf8'),
);
const WAITING = STAGES.filter((stage) => STATE_NAMES[stage] !== undefined);
const nameOf = (stage: Stage): string => STATE_NAMES[stage] ?? 'Closed';

const suspendedIn = (stage: Stage) => () => IN[stage]().give(manager, 'Suspend', { reason: 'Roads.' });

/** Plans on the brink of something beside the plain ones: the last signature, the last priority, the end. */
const PLANS: readonly (() => PlanBuilder)[] = [
  ...STAGES.map((stage) => IN[stage]),
  ...(['priority-setting', 'action-planning', 'signature', 'implementation', 'review'] as const).map(
    suspendedIn,
  ),
  () => IN.signature().give(chair, 'SignPlan').give(field, 'SignPlan'),
  () => IN.signature().give(commander, 'AskQuestion', { question: 'Who pays?' }),
  () => IN.implementation().at('2027-05-01T09:00:00.000Z'),
  () =>
    IN.review()
      .give(field, 'RecordResult', SAMPLES.RecordResult[1])
      .give(commander, 'VerifyAction', { action: 'A02' })
      .give(field, 'RecordReviewMeeting', { ...aMeeting(IN.review()), carryOver: ['A01'] }),
];

/** Beside the samples, the same commands aimed at what moves a stage. */
const ATTEMPTS: readonly [Actor, CommandName, object][] = [
  ...(Object.keys(COMMANDS) as CommandName[]).map((name): [Actor, CommandName, object] => [
    SAMPLES[name][0],
    name,
    SAMPLES[name][1],
  ]),
  [chair, 'WithdrawConcern', { concern: 'C01', reason: 'mistake' }],
  [field, 'MarkProtected', { concern: 'C01', class: 'hlp-threat' }],
  [chair, 'SignPlan', {}],
  [field, 'SignPlan', {}],
  [timer, 'Escalate', {}],
];

/** Every change of stage `decide` produced, as `from>to` in the machine's names. */
function observedEdges(): Set<string> {
  const edges = new Set<string>();
  for (const aPlan of PLANS)
    for (const [actor, name, input] of ATTEMPTS) {
      const plan = aPlan();
      const before = plan.plan.stage;
      if (plan.code(actor, name, input) !== 'accepted') continue;
      const after = plan.give(actor, name, input).plan.stage;
      if (nameOf(before) !== nameOf(after)) edges.add(`${nameOf(before)}>${nameOf(after)}`);
    }
  return edges;
}

describe('the state machine', () => {
  const observed = observedEdges();

  it.each(WAITING)('names after %s exactly the changes the rules can make', (stage) => {
    const state = nameOf(stage);
    const choices = machine.States[`After${state}`]?.Choices ?? [];
    const named = choices.map(({ Next }) => Next.replace(/^Await/, ''));
    const possible = [...observed]
      .map((edge) => edge.split('>'))
      .filter(([from]) => from === state)
      .map(([, to]) => to);
    expect(named.toSorted()).toEqual([state, ...possible].toSorted());
    for (const { Next, Condition } of choices)
      expect(Condition).toBe(`{% $states.input.state = '${Next.replace(/^Await/, '')}' %}`);
  });

  it('has a waiting state for every stage in which somebody is waited for, and no other', () => {
    const waits = Object.keys(machine.States).filter((name) => name.startsWith('Await'));
    expect(waits.toSorted()).toEqual(WAITING.map((stage) => `Await${nameOf(stage)}`).toSorted());
  });

  it('leaves a closed plan only by reopening, which is a new run', () => {
    const fromClosed = [...observed].filter((edge) => edge.startsWith('Closed>'));
    expect(fromClosed).toEqual(['Closed>Review']);
  });
});
