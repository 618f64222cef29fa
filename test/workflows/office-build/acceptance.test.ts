import { describe, expect, it } from 'vitest';
import { addDays, baghdadDate } from '../../../shared/kernel/time.ts';
import { approvedBudgetToo } from '../../../workflows/office-build/decide-contracting.ts';
import { accountOf } from '../../../workflows/office-build/payments.ts';
import { curvesOf } from '../../../workflows/office-build/progress.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import {
  ACCESS,
  aBuild,
  aContract,
  aSnag,
  BUILD,
  type BuildBuilder,
  commander,
  contractor,
  DELIVERY,
  engineer,
  FORUM,
  facility,
  federal,
  federal2,
  field,
  id,
  krg,
  manager,
  manager2,
  stranger,
  UNIT,
  usd,
} from './builders.ts';

const keys = (build: BuildBuilder) => build.tasks.map(({ key }) => key.replace(/:\d+$/, ''));

describe('the contract', () => {
  const recorded = () => aBuild().inContracting().give(manager, 'RecordContract', aContract);

  it('is approved by two persons of whom neither recorded it', () => {
    expect(recorded().code(manager, 'ApproveContract')).toBe('recorded-the-contract');
    expect(recorded().code(manager2.as(manager), 'ApproveContract')).toBe('recorded-the-contract');
    const build = recorded().give(manager2, 'ApproveContract').give(federal, 'ApproveContract');
    expect(build.types).toEqual(['ContractApproved', 'ContractConcluded']);
  });

  it('is left to another by whoever approved the budget, or the auditors are told (SD10)', () => {
    const given = [{ by: manager2.id, onBehalfOf: null }];
    expect(approvedBudgetToo(given, manager2, false).refusal).toMatchObject({
      refusal: { code: 'approved-the-budget', because: 'person' },
    });
    expect(approvedBudgetToo(given, manager, false)).toEqual({ refusal: null, notices: [] });
    expect(approvedBudgetToo(given, manager.as(manager2), false).refusal).not.toBeNull();
    expect(approvedBudgetToo(given, manager2, true)).toEqual({
      refusal: null,
      notices: [
        { to: expect.objectContaining({ role: 'auditor' }), text: { key: 'notice.budget-and-contract' } },
      ],
    });
  });

  it.each([
    ['above the budget', { amount: usd('100000.01') }, 'above-budget'],
    ['as high as the budget', { amount: usd('100000.00') }, 'accepted'],
    ['in another currency', { amount: { amount: '1', currency: 'EUR' } }, 'currency-differs'],
    [
      'with a guarantee that ran out',
      { guarantees: [{ kind: 'performance', amount: usd('1'), until: '2026-10-01' }] },
      'guarantee-expired',
    ],
  ])('%s', (_, changes, outcome) => {
    expect(
      aBuild()
        .inContracting()
        .code(manager, 'RecordContract', { ...aContract, ...changes }),
    ).toBe(outcome);
  });

  it('names the final approver: whom the ministry says, or whoever approves for it', () => {
    expect(recorded().give(federal, 'ApproveContract').build.finalApprover).toBe(federal.id);
    const named = (one: string) => recorded().code(federal, 'ApproveContract', { finalApprover: one });
    expect(named(federal2.id)).toBe('accepted');
    expect(named(krg.id)).toBe('not-a-reviewer');
    expect(named(field.id)).toBe('not-a-reviewer');
    expect(named('PE-NOBODY')).toBe('person-unknown');
  });

  it('must be approved before the site is handed over, and can go back', () => {
    expect(recorded().code(engineer, 'HandOverSite')).toBe('contract-not-approved');
    const build = recorded().give(manager2, 'ApproveContract');
    expect(build.code(manager, 'RecordContract', aContract)).toBe('approvals-given');
    build.give(federal, 'ReturnContract', { reason: 'Too dear.' });
    expect(build.build).toMatchObject({ contract: null, contractApprovals: [] });
    expect(keys(build)).toEqual(['record-contract']);
  });
});

describe('snags (G-11)', () => {
  const snagged = () =>
    aBuild()
      .inProvisionalAcceptance()
      .give(engineer, 'AddSnag', { ...aSnag, severity: 'serious' });

  it('are marked by the contractor, reopened as often as needed and closed by the final approver only', () => {
    const build = snagged();
    for (const n of [1, 2]) {
      build.give(contractor, 'MarkSnagFixed', { snag: 'S01' });
      build.give(federal, 'ReopenSnag', { snag: 'S01', reason: `Not yet, ${n}.` });
    }
    expect(build.build.snags.S01).toMatchObject({ status: 'open', reopened: 2 });
    build.give(contractor, 'MarkSnagFixed', { snag: 'S01' });
    for (const other of [federal2, manager, engineer, contractor, stranger])
      expect(build.code(other, 'CloseSnag', { snag: 'S01' })).toBe('not-the-final-approver');
    expect(build.code(federal2.as(federal), 'CloseSnag', { snag: 'S01' })).toBe('accepted');
    expect(build.give(federal, 'CloseSnag', { snag: 'S01' }).build.snags.S01?.status).toBe('closed');
  });

  it('that are open cannot be closed, and major ones hold up the certificate', () => {
    expect(snagged().code(federal, 'CloseSnag', { snag: 'S01' })).toBe('flaw-open');
    expect(snagged().code(federal, 'AcceptProvisionally', { access: ACCESS })).toBe('major-snags-open');
  });

  it('that are minor go on into the defects period, with clocks of their own', () => {
    const build = aBuild().inProvisionalAcceptance().give(engineer, 'AddSnag', aSnag).accepted();
    expect(build.build).toMatchObject({ stage: 'defects-period', taken: { number: `${BUILD}-P` } });
    expect(keys(build)).toEqual(['check-period:1', 'open-office', 'fix-snags']);
    build.give(contractor, 'MarkSnagFixed', { snag: 'S01' }).give(federal, 'CloseSnag', { snag: 'S01' });
    expect(keys(build)).toEqual(['check-period:1', 'open-office']);
  });
});

describe('the final approver who leaves', () => {
  it('hands over to another reviewer, and both sign', () => {
    const build = aBuild().inProvisionalAcceptance();
    expect(build.code(federal2, 'HandOverPost', { successor: federal2.id })).toBe('not-the-final-approver');
    expect(build.code(federal, 'HandOverPost', { successor: field.id })).toBe('not-a-reviewer');
    build.give(federal, 'HandOverPost', { successor: federal2.id });
    expect(keys(build)).toContain('accept-post');
    expect(build.code(federal2.as(federal), 'AcceptPost')).toBe('not-the-successor');
    build.give(federal2, 'AcceptPost');
    expect(build.build).toMatchObject({ finalApprover: federal2.id, handover: null });
  });
});

describe('opening', () => {
  const waiting = (stage: string) =>
    aBuild()
      .register('delivery', DELIVERY, { stage })
      .inDefectsPeriod()
      .give(field, 'LinkDelivery', { delivery: DELIVERY });

  it.each([
    ['approval', 'delivery-not-handed-over'],
    ['in-transit', 'delivery-not-handed-over'],
    ['handover', 'delivery-not-handed-over'],
    ['monitoring', 'accepted'],
    ['closed', 'accepted'],
    ['cancelled', 'accepted'],
  ])('while a linked delivery is in %s: %s', (stage, outcome) => {
    const build = waiting(stage);
    const on = baghdadDate(build.now);
    expect(build.code(field, 'RecordOpening', { on })).toBe(outcome);
    if (outcome === 'accepted')
      expect(build.give(field, 'RecordOpening', { on }).last?.relies).toEqual([
        { id: DELIVERY, fact: 'stage' },
      ]);
  });

  it('refuses the link by name where there is no track of deliveries', () => {
    const build = aBuild().inProvisionalAcceptance();
    build.unknownKinds.add('delivery');
    expect(build.refusal(field, 'LinkDelivery', { delivery: DELIVERY })).toMatchObject({
      code: 'track-not-available',
      params: { kind: 'delivery' },
    });
  });

  it('is not dated in the future', () => {
    const build = aBuild().inProvisionalAcceptance();
    expect(build.code(field, 'RecordOpening', { on: '2030-01-01' })).toBe('date-in-future');
  });
});

describe('the defects period', () => {
  const check = (month: number) => ({ month, outcome: 'in-order', note: 'In use.' });

  it('lasts twelve months with looks back after 1, 6 and 11', () => {
    const build = aBuild().inDefectsPeriod();
    expect(build.build).toMatchObject({ periodEndsOn: '2027-11-01' });
    const dates = Object.entries(build.build.deadlines).map(([key, { dueOn }]) => [key, dueOn]);
    expect(Object.fromEntries(dates)).toMatchObject({
      period: '2027-11-01',
      'check-1': '2026-12-01',
      'check-6': '2027-05-01',
      'check-11': '2027-10-01',
    });
    expect(build.code(engineer, 'RecordPeriodCheck', check(1))).toBe('check-too-early');
    build.later(25).give(engineer, 'RecordPeriodCheck', check(1));
    expect(keys(build)[0]).toBe('check-period:6');
  });

  it('ends by itself when it has passed and no defect is open', () => {
    const build = aBuild().inDefectsPeriod().at('2027-11-01T21:00:00.000Z');
    const command = officeBuild.track?.expire(build.build, build.now);
    expect(command).toEqual({ type: 'Escalate' });
    build.give({ kind: 'timer' }, 'Escalate');
    expect([build.types, build.build.stage]).toEqual([['DefectsPeriodEnded'], 'final-acceptance']);
  });

  it('waits for the last defect, and then ends with its closing', () => {
    const build = aBuild()
      .inDefectsPeriod()
      .give(commander, 'ReportDefect', aSnag)
      .at('2027-11-01T21:00:00.000Z');
    build.give({ kind: 'timer' }, 'Escalate');
    expect([build.types, build.build.stage]).toEqual([['Escalated'], 'defects-period']);
    build.give(contractor, 'MarkDefectFixed', { defect: 'D01' });
    expect(build.code(engineer.as(contractor), 'CloseDefect', { defect: 'D01' })).toBe('own-mending');
    build.give(engineer, 'ReopenDefect', { defect: 'D01', reason: 'No.' });
    build
      .give(contractor, 'MarkDefectFixed', { defect: 'D01' })
      .give(engineer, 'CloseDefect', { defect: 'D01' });
    expect([build.types, build.build.stage]).toEqual([
      ['DefectClosed', 'DefectsPeriodEnded'],
      'final-acceptance',
    ]);
  });

  it('does not stand still while the build is suspended', () => {
    const build = aBuild().inDefectsPeriod().later(10).give(manager, 'Suspend', { reason: 'Roads.' });
    build.later(60).give(manager, 'Resume');
    expect(build.build.deadlines.period?.dueOn).toBe('2027-11-01');
    expect(build.build.deadlines['check-1']?.dueOn).toBe('2027-01-17');
  });

  it('comes back when final acceptance finds fault, and is shorter then', () => {
    const build = aBuild().inFinalAcceptance().give(federal, 'AcceptFinally');
    build.give(manager, 'ReturnToDefects', { reason: 'The roof leaks.' });
    expect(build.build).toMatchObject({ stage: 'defects-period' });
    expect(build.build.periodEndsOn).toBe(build.build.deadlines.period?.dueOn);
    expect(keys(build)).toEqual(['watch-period']);
    expect(build.expire().build).toMatchObject({ stage: 'final-acceptance', approvals: [] });
  });
});

describe('closing', () => {
  it('enters the office in the register, serving its forums', () => {
    const build = aBuild().closed();
    const office = id('FA-FRESH0');
    expect(build.build).toMatchObject({ stage: 'closed', office, final: { number: `${BUILD}-F` } });
    expect(build.last?.effects).toEqual([
      {
        kind: 'facility',
        id: office,
        open: true,
        command: expect.objectContaining({
          type: 'AddFacility',
          kind: 'office',
          parent: 'FA-MOSUL-STATION',
          unit: UNIT,
        }),
      },
      { kind: 'forum', id: FORUM, command: { type: 'ChangeForum', office } },
    ]);
    expect(officeBuild.listing(build.build).unique).toEqual([]);
  });

  it('keeps the office that was rebuilt', () => {
    const office = id('FA-OFFICE');
    const build = aBuild()
      .register('facility', office, facility('office'))
      .inFinalAcceptance({ facility: office });
    build.give(manager, 'AcceptFinally').give(federal, 'AcceptFinally');
    expect(build.build.office).toBe(office);
    expect(build.last?.effects.map(({ command }) => command.type)).toEqual(['ChangeForum']);
  });

  it('happens once: reopened, it is accepted again without another office', () => {
    const build = aBuild().closed().give(manager, 'ReopenBuild', { reason: 'A crack.' });
    expect(build.build).toMatchObject({ stage: 'final-acceptance', office: 'FA-FRESH0', approvals: [] });
    build.give(manager, 'AcceptFinally').give(federal, 'AcceptFinally');
    expect(build.last?.effects.map(({ command }) => command.type)).toEqual(['ChangeForum']);
  });

  it('releases what was kept back: a half with each certificate', () => {
    const account = (build: BuildBuilder) => accountOf(build.build);
    expect(account(aBuild().inProvisionalAcceptance())).toEqual({
      certified: usd('60000.00'),
      retained: usd('6000.00'),
      released: usd('0.00'),
    });
    expect(account(aBuild().inDefectsPeriod())).toMatchObject({
      retained: usd('3000.00'),
      released: usd('3000.00'),
    });
    expect(account(aBuild().closed())).toMatchObject({ retained: usd('0.00'), released: usd('6000.00') });
  });

  it('needs the opening, and nothing left to mend', () => {
    const build = aBuild()
      .inDefectsPeriod()
      .at('2027-11-01T21:00:00.000Z')
      .give({ kind: 'timer' }, 'Escalate');
    expect(build.build.stage).toBe('final-acceptance');
    expect(build.code(federal, 'AcceptFinally')).toBe('opening-missing');
  });
});

it('draws what was planned against what was done', () => {
  const build = aBuild().inConstruction().later(20).passed('M06').later(20).passed('M07');
  const { baseline, planned, actual } = curvesOf(build.build);
  expect(baseline.map(({ per }) => per)).toEqual([15, 30, 50, 60, 75, 87, 92]);
  expect(planned).toEqual(baseline);
  expect(actual).toEqual([
    { on: '2026-11-01', per: 15 },
    { on: '2026-11-21', per: 30 },
    { on: '2026-12-11', per: 50 },
  ]);
  expect(curvesOf(aBuild().inApproval().build)).toEqual({ baseline: [], planned: [], actual: [] });
});

describe('questions', () => {
  it('stop the clock of what they are about, at most twice in a stage', () => {
    const build = aBuild().inConstruction().inspected().later(3);
    const due = build.build.deadlines.M06?.dueOn;
    build.give(federal, 'AskQuestion', { question: 'Which laboratory?' });
    expect(keys(build)).toEqual(['answer']);
    expect(build.code(federal, 'ApproveMilestone', { milestone: 'M06' })).toBe('question-open');
    expect(build.code(engineer.as(federal), 'AnswerQuestion', { answer: 'x' })).toBe('own-question');
    build.later(7).give(engineer, 'AnswerQuestion', { answer: 'The university.' });
    expect(build.build.deadlines.M06?.dueOn).toBe(addDays(due ?? '', 7));
    expect(build.code(federal, 'ApproveMilestone', { milestone: 'M06' })).toBe('accepted');
    build.give(federal, 'AskQuestion', { question: 'And the second cube?' });
    build.give(engineer, 'AnswerQuestion', { answer: 'The same.' });
    expect(build.code(federal, 'AskQuestion', { question: 'And the third?' })).toBe('too-many-questions');
  });
});

describe('a unit on hold', () => {
  it('suspends the build in whatever stage, and lets it go on only when lifted', () => {
    for (const stage of ['inApproval', 'inConstruction', 'inDefectsPeriod'] as const) {
      const build = aBuild()[stage]();
      const before = build.build.stage;
      expect(officeBuild.track?.hold?.(build.build, UNIT)).toEqual({ type: 'SuspendForHold' });
      expect(officeBuild.track?.hold?.(build.build, 'UN-OTHER')).toBeNull();
      build.give({ kind: 'system', job: 'unit-hold' }, 'SuspendForHold').register('unit', UNIT, { hold: {} });
      expect(build.code(manager, 'Resume')).toBe('unit-on-hold');
      build.register('unit', UNIT, { hold: null }).give(manager, 'Resume');
      expect(build.build.stage).toBe(before);
    }
  });
});
