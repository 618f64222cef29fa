import { describe, expect, it } from 'vitest';
import { type PersonActor, Role } from '../../../shared/kernel/actor.ts';
import { mayGive } from '../../../workflows/casework/authorise.ts';
import { COMMANDS, type CommandName } from '../../../workflows/office-build/commands.ts';
import { CONSTRUCTION, MARKS, TEMPLATES } from '../../../workflows/office-build/templates.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import { WorkType } from '../../../workflows/office-build/vocabulary.ts';
import {
  aBuild,
  aSite,
  type BuildBuilder,
  CONTRACT,
  contractor,
  engineer,
  FORUM,
  federal,
  federal2,
  field,
  field2,
  HASH,
  krg,
  manager,
  NINEWA,
  person,
  UNIT,
  usd,
} from './builders.ts';

const siteFor = (workType: WorkType) =>
  workType === 'headquarters' ? { workType, parent: undefined } : { workType };

describe('templates', () => {
  it.each(WorkType.options)('weights of %s sum to 100', (workType) => {
    const all = [...TEMPLATES[workType], ...Object.values(MARKS)];
    expect(all.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    expect(TEMPLATES[workType].map(({ code }) => code)).toEqual([...CONSTRUCTION]);
    expect(TEMPLATES[workType].every(({ evidence }) => evidence.length > 0)).toBe(true);
    expect(TEMPLATES[workType][0]?.hold, 'nothing is built on unproved ground').toBe(true);
  });

  it.each(WorkType.options)('%s reaches 100 %% with its final acceptance and not before', (workType) => {
    const build = aBuild().inFinalAcceptance(siteFor(workType));
    expect(officeBuild.listing(build.build).card.progress).toBe(98);
    build.give(manager, 'AcceptFinally').give(federal, 'AcceptFinally');
    expect(officeBuild.listing(build.build).card.progress).toBe(100);
  });
});

/** One person for each role, placed where the role can be held towards this build. */
const SCOPES: Readonly<Record<Role, object>> = {
  member: { kind: 'forum', id: FORUM },
  chair: { kind: 'forum', id: FORUM },
  officer: { kind: 'unit', id: UNIT },
  commander: { kind: 'unit', id: UNIT },
  logistics: { kind: 'governorate', id: NINEWA },
  'logistics-central': { kind: 'directorate', id: 'federal' },
  ministry: { kind: 'directorate', id: 'federal' },
  engineer: { kind: 'governorate', id: NINEWA },
  'iom-field': { kind: 'governorate', id: NINEWA },
  'iom-manager': { kind: 'programme' },
  protection: { kind: 'programme' },
  contractor: { kind: 'contract', id: CONTRACT },
  donor: { kind: 'programme' },
  auditor: { kind: 'programme' },
  administrator: { kind: 'programme' },
};
const holderOf = (role: Role): PersonActor => person(`any-${role}`, { role, scope: SCOPES[role] as never });

/** Who may say what about a milestone (tracks 3, matrix C). */
const DECISIONS: readonly [decision: string, CommandName, object, readonly Role[]][] = [
  ['submit', 'SubmitMilestone', {}, ['contractor', 'engineer', 'iom-field']],
  ['inspect: passed', 'InspectMilestone', { passed: true }, ['engineer']],
  ['inspect: failed', 'InspectMilestone', { passed: false, findings: 'Cracks.' }, ['engineer']],
  ['approve', 'ApproveMilestone', {}, ['ministry']],
  ['return', 'ReturnMilestone', { reason: 'Which site is this?' }, ['ministry']],
];
const READY: Readonly<Record<string, (build: BuildBuilder, code: string) => BuildBuilder>> = {
  submit: (build) => build,
  'inspect: passed': (build, code) => build.submitted(code),
  'inspect: failed': (build, code) => build.submitted(code),
  approve: (build, code) => build.inspected(code),
  return: (build, code) => build.inspected(code),
};

function outcomeOf(build: BuildBuilder, actor: PersonActor, name: CommandName, input: object): string {
  const { placement } = officeBuild.listing(build.build);
  const request = {
    kind: officeBuild,
    state: build.build,
    listing: { placement },
    now: '2026-11-01T08:00:00.000Z',
  };
  if (!mayGive(actor, COMMANDS[name], { type: name }, request)) return 'forbidden';
  return build.code(actor, name, input);
}

describe.each([...CONSTRUCTION])('milestone %s', (code) => {
  const upTo = CONSTRUCTION.slice(0, CONSTRUCTION.indexOf(code));
  const ready = (decision: string): BuildBuilder => {
    const build = aBuild().inConstruction();
    for (const before of upTo) build.passed(before);
    return READY[decision]?.(build, code) ?? build;
  };

  describe.each(DECISIONS)('%s', (decision, name, input, roles) => {
    const build = ready(decision);
    const given = name === 'SubmitMilestone' ? build.proofOf(code) : { milestone: code, ...input };
    it.each(Role.options.map((role) => [role, roles.includes(role) ? 'accepted' : 'forbidden'] as const))(
      'by %s: %s',
      (role, outcome) => expect(outcomeOf(build, holderOf(role), name, given)).toBe(outcome),
    );
  });

  it('is refused in every order but submit, inspect, approve', () => {
    const build = ready('submit');
    const milestone = { milestone: code };
    const passed = { ...milestone, passed: true };
    expect(build.code(engineer, 'InspectMilestone', passed)).toBe('milestone-not-ready');
    expect(build.code(federal, 'ApproveMilestone', milestone)).toBe('milestone-not-ready');
    build.submitted(code);
    expect(build.code(contractor, 'SubmitMilestone', build.proofOf(code))).toBe('milestone-not-ready');
    expect(build.code(federal, 'ApproveMilestone', milestone)).toBe('milestone-not-ready');
    build.give(engineer, 'InspectMilestone', passed);
    expect(build.code(engineer, 'InspectMilestone', passed)).toBe('milestone-not-ready');
    expect(build.code(krg, 'ApproveMilestone', milestone)).toBe('not-an-approver');
  });

  it('is what the machine waits for', () => {
    expect(ready('submit').position).toMatchObject({ state: 'Construction', slot: code });
    expect(ready('approve').position).toMatchObject({ state: 'Construction', slot: code });
  });
});

describe.each(Object.keys(MARKS))('milestone %s of a stage', (code) => {
  const build = aBuild().inConstruction();
  it.each(DECISIONS.map(([decision, name, input]) => [decision, name, input] as const))(
    'takes no decision of its own: %s',
    (_, name, input) => {
      const given =
        name === 'SubmitMilestone' ? { milestone: code, evidence: [] } : { milestone: code, ...input };
      const [actor] = name === 'InspectMilestone' ? [engineer] : [federal];
      expect(build.code(actor, name, given)).toBe('milestone-of-a-stage');
    },
  );
});

describe('three different people', () => {
  const both = person('both', ...engineer.assignments, ...federal.assignments);
  const submittedBy = (actor: PersonActor) => {
    const build = aBuild().inConstruction();
    return build.give(actor, 'SubmitMilestone', build.proofOf('M06'));
  };
  const passed = { milestone: 'M06', passed: true };

  it.each([
    ['who submitted', () => submittedBy(engineer), engineer, 'InspectMilestone', 'own-submission'],
    ['acting for whom', () => submittedBy(engineer), both.as(engineer), 'InspectMilestone', 'own-submission'],
    [
      'who was stood in for',
      () => submittedBy(field.as(engineer)),
      engineer,
      'InspectMilestone',
      'own-submission',
    ],
    ['another', () => submittedBy(field2), engineer, 'InspectMilestone', 'accepted'],
    [
      'who submitted',
      () => submittedBy(both).give(engineer, 'InspectMilestone', passed),
      both,
      'ApproveMilestone',
      'own-submission',
    ],
    [
      'who inspected',
      () => submittedBy(contractor).give(both, 'InspectMilestone', passed),
      both,
      'ApproveMilestone',
      'own-inspection',
    ],
    [
      'who inspected',
      () => submittedBy(contractor).give(both, 'InspectMilestone', passed),
      both,
      'ReturnMilestone',
      'own-inspection',
    ],
    [
      'a third',
      () => submittedBy(contractor).give(both, 'InspectMilestone', passed),
      federal,
      'ApproveMilestone',
      'accepted',
    ],
  ] as const)('%s', (...[, build, actor, name, outcome]) => {
    const input = name === 'InspectMilestone' ? passed : { milestone: 'M06', reason: 'x' };
    const { reason: __, ...rest } = input as { reason?: string };
    expect(build().code(actor, name, name === 'ReturnMilestone' ? input : rest)).toBe(outcome);
  });
});

describe('a hold point (G-11)', () => {
  const prefab = () => aBuild().inConstruction({ ...aSite, workType: 'prefab' });

  it('is not submitted without the cube test', () => {
    const shown = { milestone: 'M06', evidence: [{ kind: 'rebar-photos', files: [HASH] }] };
    expect(prefab().refusal(contractor, 'SubmitMilestone', shown)).toMatchObject({
      code: 'evidence-missing',
      params: { kind: 'cube-test' },
    });
  });

  it('locks every milestone after it until it is approved', () => {
    const build = prefab().inspected('M06');
    for (const code of ['M07', 'M09', 'M11'])
      expect(build.refusal(contractor, 'SubmitMilestone', build.proofOf(code))).toMatchObject({
        code: 'hold-point-open',
        params: { milestone: 'M06' },
      });
    build.give(federal, 'ApproveMilestone', { milestone: 'M06' });
    expect(build.code(contractor, 'SubmitMilestone', build.proofOf('M09'))).toBe('accepted');
  });

  it('comes back with remarks and is shown again', () => {
    const build = prefab()
      .inspected()
      .give(federal, 'ReturnMilestone', { milestone: 'M06', reason: 'Old photos.' });
    expect(build.build.milestones.M06).toMatchObject({
      status: 'open',
      remarks: 'Old photos.',
      approvals: [],
    });
    expect(build.inspected().code(federal, 'ApproveMilestone', { milestone: 'M06' })).toBe('accepted');
    const failed = prefab().submitted();
    expect(failed.code(engineer, 'InspectMilestone', { milestone: 'M06', passed: false })).toBe(
      'findings-missing',
    );
  });
});

describe('payments (I12)', () => {
  const pay = (build: BuildBuilder, amount: string, currency = 'USD') =>
    build.code(federal, 'ApproveMilestone', { milestone: 'M06', payment: { amount, currency } });

  it.each([
    ['within the contract', '90000.00', 'USD', 'accepted'],
    ['a cent above the contract', '90000.01', 'USD', 'payments-above-contract'],
    ['above the budget', '100000.01', 'USD', 'payments-above-budget'],
    ['in another currency', '1.00', 'EUR', 'currency-differs'],
  ])('%s', (_, amount, currency, outcome) => {
    expect(pay(aBuild().inConstruction().inspected(), amount, currency)).toBe(outcome);
  });

  it('are one sum for both ministries of a joint site', () => {
    const build = aBuild().governedBy('joint').inConstruction().inspected();
    build.give(federal, 'ApproveMilestone', { milestone: 'M06', payment: usd('5000.00') });
    expect(build.build.milestones.M06?.status).toBe('inspected');
    const again = (amount: string) => ({ milestone: 'M06', payment: usd(amount) });
    expect(build.code(krg, 'ApproveMilestone', again('5000.01'))).toBe('payment-differs');
    build.give(krg, 'ApproveMilestone', again('5000'));
    expect(build.build.milestones.M06).toMatchObject({ status: 'approved', payment: usd('5000') });
  });

  it('may reach the price with the variations agreed on, which stay within the budget', () => {
    const asked = (amount: string) => ({ what: 'Tank', reason: 'Dry', amount: usd(amount), days: 0 });
    const build = aBuild().inConstruction();
    expect(build.code(engineer, 'RequestVariation', asked('10000.01'))).toBe('above-budget');
    build.give(engineer, 'RequestVariation', asked('10000.00'));
    expect(build.code(federal, 'ApproveVariation', { variation: 'V01' })).toBe('accepted');
    build.give(federal, 'ApproveVariation', { variation: 'V01' });
    expect(pay(build.inspected(), '90000.01')).toBe('payments-above-contract');
    build.give(manager, 'ApproveVariation', { variation: 'V01' });
    expect(pay(build, '100000.00')).toBe('accepted');
  });
});

describe('the plan', () => {
  const planned = (build: BuildBuilder, code = 'M06') => build.build.milestones[code]?.plannedOn;

  it('runs from the handover in working days, in proportion to the work', () => {
    const build = aBuild().inConstruction();
    expect(CONSTRUCTION.map((code) => build.build.milestones[code]?.days)).toEqual([
      23, 55, 70, 94, 112, 120,
    ]);
    expect(planned(build)).toBe('2026-12-02');
    expect(build.position?.dueAt).toBe('2026-12-02T21:00:00.000Z');
  });

  it('moves by the working days on which nobody could work, and keeps what was promised', () => {
    const build = aBuild().inConstruction().later(20);
    build.give(engineer, 'RecordStopDays', { from: '2026-11-05', until: '2026-11-10', cause: 'insecurity' });
    expect(build.last?.events[0]?.data).toMatchObject({ days: 4 });
    expect([planned(build), build.build.milestones.M06?.baselineOn]).toEqual(['2026-12-08', '2026-12-02']);
    expect(build.position?.dueAt).toBe('2026-12-08T21:00:00.000Z');
  });

  it.each([
    ['twice', { from: '2026-11-10', until: '2026-11-12' }, 'stop-days-overlap'],
    ['to come', { from: '2026-11-20', until: '2026-11-30' }, 'date-in-future'],
    ['before the start', { from: '2026-10-20', until: '2026-10-22' }, 'before-the-start'],
    ['backwards', { from: '2026-11-15', until: '2026-11-14' }, 'period-reversed'],
    ['of a weekend', { from: '2026-11-13', until: '2026-11-14' }, 'no-working-day'],
  ])('does not move for days %s', (_, days, outcome) => {
    const build = aBuild().inConstruction().later(20);
    build.give(engineer, 'RecordStopDays', { from: '2026-11-05', until: '2026-11-10', cause: 'weather' });
    expect(build.code(engineer, 'RecordStopDays', { ...days, cause: 'weather' })).toBe(outcome);
  });

  it('moves with a variation and with a new holiday', () => {
    const build = aBuild().inConstruction();
    build.give(engineer, 'RequestVariation', { what: 'T', reason: 'D', amount: usd('1'), days: 5 });
    build
      .give(manager, 'ApproveVariation', { variation: 'V01' })
      .give(federal2, 'ApproveVariation', { variation: 'V01' });
    expect(planned(build)).toBe('2026-12-09');
    const calendar = { holidays: { '2026-12-01': 'Eid', '2026-12-02': 'Eid' } };
    expect(officeBuild.track?.recompute(build.build, calendar)).toEqual({ type: 'RecomputeDeadlines' });
    build.calendar = calendar;
    build.give({ kind: 'system', job: 'calendar-changed' }, 'RecomputeDeadlines');
    expect([planned(build), build.position?.dueAt]).toEqual(['2026-12-13', '2026-12-13T21:00:00.000Z']);
    expect(officeBuild.track?.recompute(build.build, calendar)).toBeNull();
  });

  it('escalates the milestone that is late, and the next has its own clock', () => {
    const build = aBuild().inConstruction().expire();
    expect(build.types).toEqual(['Escalated']);
    expect(build.tasks.map(({ key, level }) => [key.split(':')[0], level])).toEqual([
      ['submit-milestone', 1],
      ['overdue', 1],
    ]);
    build.passed('M06');
    expect(build.build.late).toEqual([]);
    expect(build.position).toMatchObject({ slot: 'M07', dueAt: '2027-01-17T21:00:00.000Z' });
  });
});
