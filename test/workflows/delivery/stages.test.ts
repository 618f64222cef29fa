import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES, type Stage } from '../../../workflows/delivery/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/delivery/commands.ts';
import { delivery } from '../../../workflows/delivery/track.ts';
import { DL, type Road } from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

const NAMES = (Object.keys(COMMANDS) as CommandName[]).filter((name) => name !== 'OpenDelivery');

/** What a command given out of its stage is told. */
const OUTSIDE = (stage: Stage): string => {
  if (stage === 'closed' || stage === 'cancelled' || stage === 'suspended') return `delivery-${stage}`;
  return 'not-in-this-stage';
};

/** Commands whose stage is right but which ask for something more, and those with words of their own. */
const OTHERWISE: Readonly<Partial<Record<CommandName, Partial<Record<Stage | 'outside', string>>>>> = {
  AnswerQuestion: { approval: 'no-question-open' },
  AllocateAsset: { preparation: 'more-than-requested' },
  ClearReceipt: { inspection: 'nothing-received' },
  ConfirmReceipt: { inspection: 'line-not-accounted-for' },
  ResolveDiscrepancy: { monitoring: 'discrepancy-unknown' },
  RecordHandover: { monitoring: 'handed-over-already' },
  AcceptPost: { monitoring: 'no-post-pending' },
  Cancel: { monitoring: 'handed-over-already' },
  Resume: { outside: 'not-suspended' },
  ReopenDelivery: { outside: 'not-closed' },
  Escalate: Object.fromEntries(STAGES.map((stage) => [stage, 'nothing-due'])),
  RecomputeDeadlines: Object.fromEntries(STAGES.map((stage) => [stage, 'nothing-moved'])),
};

const expected = (name: CommandName, stage: Stage): string => {
  const other = OTHERWISE[name] ?? {};
  if (other[stage] !== undefined) return other[stage];
  if (COMMANDS[name].stages?.includes(stage)) return 'accepted';
  return other.outside ?? OUTSIDE(stage);
};

describe.each(STAGES)('in %s', (stage) => {
  let way: Road;
  beforeAll(async () => {
    way = await IN[stage]();
  });

  it.each(NAMES.map((name) => [name, expected(name, stage)] as const))('%s is %s', (name, outcome) => {
    const [person, input] = SAMPLES[name](way);
    expect(decided(way, name, person, input)).toBe(outcome);
  });
});

/** The decision alone: nothing is written, so one delivery serves all commands. */
function decided(way: Road, name: CommandName, person: string, input: object): string {
  const command = delivery.parse(name, JSON.parse(JSON.stringify(input)));
  const decision = delivery.decide(way.delivery, command, way.context(DL, person));
  return decision.outcome === 'refused' ? decision.refusal.code : 'accepted';
}
