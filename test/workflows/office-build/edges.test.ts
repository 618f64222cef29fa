import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { STAGES, type Stage } from '../../../workflows/office-build/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/office-build/commands.ts';
import { STATE_NAMES } from '../../../workflows/office-build/position.ts';
import {
  ACCESS,
  aBuild,
  aSnag,
  type BuildBuilder,
  chair,
  contractor,
  engineer,
  manager,
  timer,
} from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

interface Machine {
  States: Record<string, { Choices?: { Next: string; Condition: string }[] }>;
}
const machine: Machine = JSON.parse(
  readFileSync(new URL('../../../workflows/office-build/office-build.asl.json', import.meta.url), 'utf8'),
);
const WAITING = STAGES.filter((stage) => STATE_NAMES[stage] !== undefined);
const nameOf = (stage: Stage): string => STATE_NAMES[stage] ?? 'Closed';

const LIVE = WAITING.filter((stage) => stage !== 'suspended');
const suspendedIn = (stage: Stage) => () => IN[stage]().give(manager, 'Suspend', { reason: 'Roads.' });

/** Builds on the brink of something beside the plain ones: the last approval, the last milestone, the last defect. */
const BUILDS: readonly (() => BuildBuilder)[] = [
  ...STAGES.map((stage) => IN[stage]),
  ...LIVE.map(suspendedIn),
  () => aBuild().sited(),
  () => IN.approval().give(manager, 'ApproveSite'),
  () => IN.approval().give(chair, 'RaiseObjection', { kind: 'land', text: 'Not the owner.' }),
  () => aBuild().inContracting().withContract(),
  () => lastMilestone(),
  () => aBuild().inProvisionalAcceptance().give(manager, 'AcceptProvisionally', { access: ACCESS }),
  () => aBuild().inDefectsPeriod().at('2029-01-01T09:00:00.000Z'),
  () =>
    aBuild()
      .inDefectsPeriod()
      .give(engineer, 'ReportDefect', aSnag)
      .give(contractor, 'MarkDefectFixed', { defect: 'D01' })
      .at('2029-01-01T09:00:00.000Z'),
  () => aBuild().inFinalAcceptance().give(manager, 'AcceptFinally'),
];

function lastMilestone(): BuildBuilder {
  const build = aBuild().inConstruction();
  for (const code of ['M06', 'M08', 'M09', 'M10', 'M11']) build.passed(code);
  return build.inspected('M07');
}

/** Beside the samples, the same commands aimed at what moves a stage. */
const ATTEMPTS: readonly [Actor, CommandName, object][] = [
  ...(Object.keys(COMMANDS) as CommandName[]).map((name): [Actor, CommandName, object] => [
    SAMPLES[name][0],
    name,
    SAMPLES[name][1],
  ]),
  [manager, 'SettleObjection', { objection: 'O01', outcome: 'upheld', note: 'Another owner.' }],
  [timer, 'Escalate', {}],
];

/** Every change of stage `decide` produced, as `from>to` in the machine's names. */
function observedEdges(): Set<string> {
  const edges = new Set<string>();
  for (const aBuild of BUILDS)
    for (const [actor, name, input] of ATTEMPTS) {
      const build = aBuild();
      const before = build.build.stage;
      if (build.code(actor, name, input) !== 'accepted') continue;
      const after = build.give(actor, name, input).build.stage;
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

  it('leaves a closed build only by reopening, which is a new run', () => {
    const fromClosed = [...observed].filter((edge) => edge.startsWith('Closed>'));
    expect(fromClosed).toEqual(['Closed>FinalAcceptance']);
  });
});
