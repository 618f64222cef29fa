import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { greatCircleKm } from '../../../shared/kernel/geo.ts';
import type { CommandName } from '../../../workflows/office-build/commands.ts';
import { hundredths, sumOf } from '../../../workflows/office-build/money.ts';
import { SITING } from '../../../workflows/office-build/siting-rule.ts';
import { CONSTRUCTION } from '../../../workflows/office-build/templates.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import {
  aBuild,
  type BuildBuilder,
  chair,
  contractor,
  engineer,
  federal,
  federal2,
  field,
  id,
  manager,
  manager2,
  north,
  timer,
  usd,
} from './builders.ts';
import { SAMPLES } from './fixtures.ts';

const ACTORS: readonly Actor[] = [chair, contractor, engineer, federal, federal2, field, manager, manager2];
const NAMES = Object.keys(SAMPLES) as CommandName[];

type Step = readonly [name: CommandName, actor: number, milestone: number, days: number];
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom(...NAMES),
  fc.nat(ACTORS.length),
  fc.nat(CONSTRUCTION.length - 1),
  fc.nat(40),
);

/** What must be true of a build after any command anybody may have got accepted. */
function expectSound(build: BuildBuilder): void {
  const { stage, design, contract, milestones } = build.build;
  const open = stage !== 'closed' && stage !== 'cancelled';
  expect(officeBuild.tasks(build.build).length > 0, stage).toBe(open);
  expect(build.position !== null, stage).toBe(open);
  const paid = sumOf(Object.values(milestones).flatMap(({ payment }) => payment ?? []));
  expect(paid).toBeLessThanOrEqual(hundredths(design?.budget ?? { amount: '0' }));
  if (contract !== null && design !== null)
    expect(hundredths(contract.amount)).toBeLessThanOrEqual(hundredths(design.budget));
  for (const { submission, inspection, approvals } of Object.values(milestones)) {
    const people = [
      ...(submission?.by ?? []),
      ...(inspection?.by ?? []),
      ...approvals.flatMap(({ by }) => by ?? []),
    ];
    expect(new Set(people).size, 'three different people').toBe(people.length);
  }
}

it('stays sound whatever is asked of it, by whomever, in whatever order', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.array(step, { minLength: 10, maxLength: 60 }), (start, steps) => {
      const build = [
        () => aBuild().sited(),
        () => aBuild().inContracting(),
        () => aBuild().inConstruction(),
        () => aBuild().inProvisionalAcceptance(),
        () => aBuild().inDefectsPeriod(),
        () => aBuild().inFinalAcceptance(),
      ][start]?.() as BuildBuilder;
      for (const [name, n, m, days] of steps) {
        const actor = ACTORS[n] ?? SAMPLES[name][0];
        const code = CONSTRUCTION[m] ?? 'M06';
        const sample = SAMPLES[name][1];
        const input = 'milestone' in sample ? { ...sample, milestone: code } : sample;
        const given = name === 'SubmitMilestone' && build.build.site !== null ? build.proofOf(code) : input;
        build.later(days % 7 === 0 ? days : 0);
        if (build.code(actor, name, given) === 'accepted') build.give(actor, name, given);
        if (build.code(timer, 'Escalate') === 'accepted') build.give(timer, 'Escalate');
        expectSound(build);
      }
    }),
    { numRuns: 120 },
  );
}, 30_000);

it('serves five forums at most, each within 50.0 km, in whatever order they come and go', () => {
  const forums = fc.array(
    fc.record({ n: fc.nat(9), km: fc.double({ min: 0, max: 100, noNaN: true }), out: fc.boolean() }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(forums, (moves) => {
      const build = aBuild().sited();
      for (const { n, km, out } of moves) {
        const forum = id(`FO-N${n}`);
        build.forum(forum, km);
        const name = out ? 'UnassignForum' : 'AssignForum';
        if (build.code(field, name, { forum }) === 'accepted') build.give(field, name, { forum });
      }
      const served = Object.values(build.build.forums);
      expect(served.length).toBeLessThanOrEqual(SITING.forums);
      for (const { coordinates, km } of served) {
        expect(km).toBeLessThanOrEqual(SITING.km + 1e-6);
        expect(greatCircleKm(build.build.site?.coordinates ?? coordinates, coordinates)).toBeCloseTo(km, 6);
      }
    }),
  );
});

it('never pays more than the contract, whatever is asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 6, maxLength: 6 }), (cents) => {
      const build = aBuild().inConstruction();
      for (const [n, code] of CONSTRUCTION.entries()) {
        build.inspected(code);
        const payment = usd(
          `${Math.floor((cents[n] ?? 0) / 100)}.${String((cents[n] ?? 0) % 100).padStart(2, '0')}`,
        );
        const paid = { milestone: code, payment };
        const may = build.code(federal, 'ApproveMilestone', paid) === 'accepted';
        build.give(federal, 'ApproveMilestone', may ? paid : { milestone: code });
      }
      const sum = sumOf(Object.values(build.build.milestones).flatMap(({ payment }) => payment ?? []));
      expect(sum).toBeLessThanOrEqual(9_000_000);
    }),
  );
});

it('measures north what it was told to', () => {
  expect(greatCircleKm(north(0), north(50))).toBeCloseTo(50, 9);
});
