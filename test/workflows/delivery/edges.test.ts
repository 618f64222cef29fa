import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES, type Stage } from '../../../workflows/delivery/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/delivery/commands.ts';
import { STATE_NAMES } from '../../../workflows/delivery/position.ts';
import { delivery } from '../../../workflows/delivery/track.ts';
import { beds, computers, DL, type Road, road } from './builders.ts';
import { IN, SAMPLES } from './fixtures.ts';

interface Machine {
  States: Record<string, { Choices?: { Next: string; Condition: string }[] }>;
}
const machine: Machine = JSON.parse(
  readFileSync(new URL('../../../workflows/delivery/delivery.asl.json', import.meta.url), 'utf8'),
);
const WAITING = STAGES.filter((stage) => STATE_NAMES[stage] !== undefined);
const nameOf = (stage: string): string => STATE_NAMES[stage as Stage] ?? 'Closed';

const suspendedIn = (stage: Stage) => async () => {
  const way = await IN[stage]();
  await way.give('PE-MANAGER', DL, 'Suspend', { reason: 'Roads.' });
  return way;
};

const received = async (damaged: number, lines: object[]) => (await road()).received(lines, {}, damaged);

/** Deliveries on the brink of something beside the plain ones. */
const ROADS: readonly (() => Promise<Road>)[] = [
  ...STAGES.map((stage) => IN[stage]),
  ...WAITING.filter((stage) => stage !== 'suspended').map(suspendedIn),
  async () => {
    const way = await (await road()).submitted();
    await way.give('PE-FEDERAL', DL, 'ApproveRequest');
    return way;
  },
  // Everything counted and well, and one bed short.
  ...[0, 1].map((short) => async () => {
    const way = await (await road()).arrived([beds]);
    const reason = short > 0 ? { missing: short, reason: 'One is gone.' } : {};
    await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', accepted: 100 - short, ...reason });
    return way;
  }),
  () => received(1, [beds]),
  () => received(1, [computers(1)]),
  async () => {
    const way = await (await road()).handedOver([computers(1)]);
    for (let n = 0; n < 3; n++) await way.give('PE-FIELD', DL, 'RecordEndUseCheck', way.check());
    return way;
  },
];

const ATTEMPTS: readonly [CommandName, (way: Road) => [string, object]][] = [
  ...(Object.keys(COMMANDS) as CommandName[]).map((name): [CommandName, (way: Road) => [string, object]] => [
    name,
    SAMPLES[name],
  ]),
  ['RecordHandover', (way) => ['PE-STORE', way.ceremony({ exceptions: refusals(way) })]],
];

const refusals = (way: Road) =>
  Object.entries(way.delivery.lines).map(([line, { kind, assets, packed }]) => ({
    line,
    remark: 'Not as agreed.',
    ...(kind === 'quantity' ? { refused: packed } : { refusedAssets: assets }),
  }));

/** Every change of stage the rules produced, as `from>to` in the machine's names. */
async function observedEdges(): Promise<Set<string>> {
  const edges = new Set<string>();
  for (const aRoad of ROADS) {
    const way = await aRoad();
    for (const [name, sample] of ATTEMPTS) {
      if (name === 'OpenDelivery') continue;
      const [person, input] = sample(way);
      const from = way.stage(DL);
      const decision = delivery.decide(
        way.state(DL),
        delivery.parse(name, JSON.parse(JSON.stringify(input))),
        way.context(DL, person),
      );
      if (decision.outcome === 'refused') continue;
      let state: unknown = way.state(DL);
      for (const [n, { type, data }] of decision.events.entries())
        state = delivery.evolve(state, { seq: 1000 + n, type, at: way.now, actor: { kind: 'timer' }, data });
      const to = (state as { stage: string }).stage;
      if (nameOf(from) !== nameOf(to)) edges.add(`${nameOf(from)}>${nameOf(to)}`);
    }
  }
  return edges;
}

describe('the state machine', () => {
  let observed = new Set<string>();
  beforeAll(async () => {
    observed = await observedEdges();
  }, 60_000);

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

  it('leaves a closed delivery only by reopening, which is a new run', () => {
    expect([...observed].filter((edge) => edge.startsWith('Closed>'))).toEqual(['Closed>Monitoring']);
  });

  it('never lacks a task while it is open', async () => {
    for (const stage of WAITING) {
      const way = await IN[stage]();
      const tasks = way.tasks(DL);
      expect(tasks.length, stage).toBeGreaterThan(0);
      for (const { addressees, dueOn } of tasks) {
        expect(addressees.length).toBeLessThanOrEqual(3);
        expect(dueOn >= '2026-11-01').toBe(true);
      }
    }
  });
});
