import { describe, expect, it } from 'vitest';
import { delivery } from '../../../workflows/delivery/track.ts';
import { assetId, beds, cars, computers, DISPATCH, DL, road, sign } from './builders.ts';
import { IN } from './fixtures.ts';

describe('the request', () => {
  it.each([
    ['no line', [], {}, 'no-lines'],
    ['no grant', [beds], { grant: null }, 'grant-missing'],
    ['all of it', [beds], {}, 'accepted'],
  ])('with %s: %s', async (_, lines, more, outcome) => {
    const way = await (await road()).requested(lines, more);
    expect(await way.code('PE-COMMANDER', DL, 'SubmitRequest')).toBe(outcome);
  });

  it.each([
    ['vehicles that are counted', { ...cars(), kind: 'quantity' }, 'vehicles-one-by-one'],
    ['furniture one by one', { ...beds, kind: 'serialised' }, 'furniture-is-counted'],
    ['a line for a stranger', { ...beds, recipient: 'UN-HAMMAM' }, 'not-a-recipient'],
  ])('refuses %s', async (_, line, outcome) => {
    const way = await (await road()).requested([]);
    expect(await way.code('PE-COMMANDER', DL, 'AddLine', line)).toBe(outcome);
  });

  it('for a unit that was never assessed is not even submitted', async () => {
    const way = await (await road()).requested([beds], { recipients: ['UN-MINISTRY'] });
    expect(await way.code('PE-FIELD', DL, 'SubmitRequest')).toBe('due-diligence-missing');
  });
});

describe('persons who must differ', () => {
  it('requester and approver', async () => {
    const way = await (await road()).requested();
    await way.give('system', 'PE-COMMANDER', 'AssignRole', {
      role: 'ministry',
      scope: { kind: 'directorate', id: 'federal' },
      from: '2020-01-01',
      until: null,
    });
    await way.give('PE-COMMANDER', DL, 'SubmitRequest');
    expect(await way.code('PE-COMMANDER', DL, 'ApproveRequest')).toBe('own-request');
    expect(await way.code('PE-COMMANDER', DL, 'ReturnRequest', { reason: 'x' })).toBe('own-request');
  });

  it('approver and releaser', async () => {
    const way = await (await road()).packed();
    const scope = { kind: 'governorate', id: 'IQG15' };
    await way.give('system', 'PE-MANAGER', 'AssignRole', {
      role: 'logistics',
      scope,
      from: '2020-01-01',
      until: null,
    });
    expect(await way.code('PE-MANAGER', DL, 'Dispatch', DISPATCH)).toBe('own-approval');
    expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('accepted');
  });

  it('releaser and receiver, at the inspection and at the ceremony', async () => {
    const way = await (await road()).dispatched();
    const scope = { kind: 'unit', id: 'UN-QAYARA' };
    await way.give('system', 'PE-LOGISTICS', 'AssignRole', {
      role: 'officer',
      scope,
      from: '2020-01-01',
      until: null,
    });
    await way.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' });
    expect(await way.code('PE-LOGISTICS', DL, 'RecordReceipt', { line: 'L02', accepted: 1 })).toBe(
      'own-release',
    );
    expect(await way.code('PE-STORE', DL, 'RecordReceipt', { line: 'L02', accepted: 1 })).toBe(
      'not-the-receiver',
    );
    const handover = await IN.handover();
    const received = [{ ...sign('PE-LOGISTICS'), unit: 'UN-QAYARA' }];
    expect(await handover.code('PE-STORE', DL, 'RecordHandover', handover.ceremony({ received }))).toBe(
      'own-release',
    );
  });

  it('releaser and resolver', async () => {
    const way = await IN.discrepancy();
    const scope = { kind: 'programme' };
    await way.give('system', 'PE-LOGISTICS', 'AssignRole', {
      role: 'iom-manager',
      scope,
      from: '2020-01-01',
      until: null,
    });
    const input = { discrepancy: 'X01', resolution: 'claim', note: 'x', claimNumber: '1' };
    expect(await way.code('PE-LOGISTICS', DL, 'ResolveDiscrepancy', input)).toBe('own-release');
    expect(await way.code('PE-FEDERAL', DL, 'ResolveDiscrepancy', input)).toBe('accepted');
  });

  it.each([
    ['one person for both sides', { given: sign('PE-COMMANDER') }, 'signed-for-both-sides'],
    [
      'the same name for both sides',
      { given: { ...sign('PE-STORE'), name: ' name of  pe-COMMANDER' } },
      'signed-for-both-sides',
    ],
    ['a party as witness', { witnesses: [sign('PE-STORE')] }, 'witness-is-a-party'],
    ['two strangers', { given: { ...sign('x'), person: undefined } }, 'signer-not-present'],
    [
      'a unit that gets nothing',
      { received: [{ ...sign('PE-COMMANDER'), unit: 'UN-HAMMAM' }] },
      'not-a-recipient',
    ],
    ['a ministry that is a station', { ministry: 'UN-HAMMAM' }, 'not-a-directorate'],
    [
      'an asset that was never accepted',
      { officers: [{ asset: 'AS-999', person: 'PE-OFFICER' }] },
      'asset-not-accepted',
    ],
  ])('at the ceremony: %s', async (_, more, code) => {
    const way = await IN.handover();
    expect(await way.code('PE-STORE', DL, 'RecordHandover', way.ceremony(more))).toBe(code);
  });

  it('holder and checker', async () => {
    const way = await IN.monitoring();
    const scope = { kind: 'governorate', id: 'IQG15' };
    await way.give('system', 'PE-OFFICER', 'AssignRole', {
      role: 'iom-field',
      scope,
      from: '2020-01-01',
      until: null,
    });
    expect(await way.code('PE-OFFICER', DL, 'RecordEndUseCheck', way.check())).toBe('own-custody');
  });
});

describe('the release', () => {
  it('waits for every line and every document', async () => {
    const way = await (await road()).approved([cars(1)]);
    expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('line-not-allocated');
    await way.intake(0);
    await way.give('PE-LOGISTICS', DL, 'AllocateAsset', { line: 'L01', assets: [assetId(0)] });
    for (const kind of ['waybill', 'packing-list', 'registration', 'insurance']) {
      expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('document-missing');
      await way.give('PE-LOGISTICS', DL, 'AttachDocument', { kind, number: '1' });
    }
    expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('accepted');
  });

  it('is refused the day after the assessment ran out, while what is on its way stays valid (G-09)', async () => {
    const way = await (await road()).packed();
    way.now = '2027-01-01T09:00:00.000Z';
    expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('due-diligence-expired');
    const gone = await (await road()).dispatched();
    gone.now = '2027-01-01T09:00:00.000Z';
    await gone.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' });
    const assets = [0, 1].map((n) => ({ asset: assetId(n), outcome: 'accepted' }));
    await gone.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', assets });
    await gone.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L02', accepted: 100 });
    await gone.give('PE-COMMANDER', DL, 'ConfirmReceipt');
    expect(await gone.code('PE-STORE', DL, 'RecordHandover', gone.ceremony())).toBe('accepted');
  });

  it('is refused when the window of the grant is closed', async () => {
    const way = await (await road()).packed();
    const window = { from: '2026-01-01', until: '2026-10-31', reason: 'Ended early.' };
    await way.give('PE-MANAGER', 'GR-1', 'ChangeWindow', window);
    expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('grant-not-open');
  });

  it('relies on the assessment, the hold and the grant of that moment', async () => {
    const way = await (await road()).dispatched();
    const facts = way.commits.at(-1)?.checks.map(({ id, fact }) => `${id} ${fact}`);
    expect(facts?.sort()).toEqual(['GR-1 from', 'GR-1 until', 'UN-QAYARA assessedUntil', 'UN-QAYARA onHold']);
  });

  it('never gives one asset to two deliveries', async () => {
    const way = await (await road()).packed([computers(1)]);
    await way.give('PE-COMMANDER', 'DL-2', 'OpenDelivery', {
      purpose: 'x',
      unit: 'UN-QAYARA',
      grant: 'GR-1',
    });
    await way.give('PE-COMMANDER', 'DL-2', 'AddLine', computers(1));
    await way.give('PE-COMMANDER', 'DL-2', 'SubmitRequest');
    for (const person of ['PE-MANAGER', 'PE-FEDERAL']) await way.give(person, 'DL-2', 'ApproveRequest');
    const input = { line: 'L01', assets: [assetId(0)] };
    expect(await way.code('PE-LOGISTICS', 'DL-2', 'AllocateAsset', input)).toBe('asset-reserved');
    await way.give('PE-MANAGER', DL, 'Cancel', { reason: 'x' });
    expect(await way.code('PE-LOGISTICS', 'DL-2', 'AllocateAsset', input)).toBe('accepted');
  });
});

describe('a hold on a receiving unit', () => {
  it('refuses the release at once, suspends by the job, and resumes only when it is lifted', async () => {
    const way = await (await road()).packed();
    await way.give('PE-MANAGER', 'UN-QAYARA', 'HoldUnit', { reason: 'Allegations.' });
    expect(await way.code('PE-LOGISTICS', DL, 'Dispatch', DISPATCH)).toBe('unit-on-hold');
    expect(delivery.track?.hold?.(way.state(DL), 'UN-QAYARA')).toEqual({ type: 'SuspendForHold' });
    expect(delivery.track?.hold?.(way.state(DL), 'UN-HAMMAM')).toBeNull();
    await way.give('system', DL, 'SuspendForHold');
    expect(delivery.track?.waitsFor(way.state(DL)).key).toBe('waits.delivery.on-hold');
    expect(await way.code('PE-MANAGER', DL, 'Resume')).toBe('unit-on-hold');
    // Two people lift a hold; here the system stands for both.
    await way.give('system', 'UN-QAYARA', 'LiftHold', { reason: 'Cleared.' });
    await way.give('PE-MANAGER', DL, 'Resume');
    expect(way.stage(DL)).toBe('preparation');
  });
});

describe('the receipt', () => {
  it.each([
    ['more than was sent', { accepted: 101 }, 'more-than-dispatched'],
    ['a rejection without a reason', { accepted: 99, rejected: 1 }, 'reason-missing'],
    ['something missing without a reason', { missing: 100 }, 'reason-missing'],
    ['surplus without a reason', { accepted: 100, over: 2 }, 'reason-missing'],
    ['nothing at all', { accepted: 0 }, 'nothing-counted'],
    ['names for what is counted', { assets: [{ asset: 'AS-000', outcome: 'accepted' }] }, 'count-the-pieces'],
  ])('refuses %s (P-08)', async (_, input, code) => {
    const way = await (await road()).arrived([beds]);
    expect(await way.code('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', ...input })).toBe(code);
    expect(await way.code('PE-COMMANDER', DL, 'ConfirmReceipt')).toBe('line-not-accounted-for');
  });

  it('adds up over several days, surplus apart', async () => {
    const way = await (await road()).arrived([beds]);
    await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', accepted: 60 });
    const rest = { accepted: 38, missing: 2, over: 3, reason: "Two fell off, three are another's." };
    await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', ...rest });
    await way.give('PE-COMMANDER', DL, 'ConfirmReceipt');
    const { delivery: now } = way;
    if (now.stage !== 'discrepancy') throw new Error(now.stage);
    expect(Object.values(now.discrepancies).map(({ outcome, count }) => [outcome, count])).toEqual([
      ['missing', 2],
      ['over-delivered', 3],
    ]);
    expect(
      await way.code('PE-FEDERAL', DL, 'ResolveDiscrepancy', {
        discrepancy: 'X01',
        resolution: 'return',
        note: 'x',
      }),
    ).toBe('resolution-does-not-fit');
    await way.give('PE-FEDERAL', DL, 'ResolveDiscrepancy', {
      discrepancy: 'X01',
      resolution: 'write-off',
      note: 'x',
    });
    await way.give('PE-FEDERAL', DL, 'ResolveDiscrepancy', {
      discrepancy: 'X02',
      resolution: 'return',
      note: 'x',
    });
    expect(way.stage(DL)).toBe('handover');
    const leg = [...way.entries.keys()].find((id) => id.startsWith('DL-') && id !== DL) ?? '';
    expect(way.state(leg)).toMatchObject({
      stage: 'request',
      origin: { kind: 'return', delivery: DL },
      lines: { L01: { what: 'Beds', quantity: 3 } },
    });
  });

  it('ends the delivery where nothing was accepted, and frees what was packed', async () => {
    const way = await (await road()).received([computers(2)], {}, 2);
    await way.give('PE-FEDERAL', DL, 'ResolveDiscrepancy', {
      discrepancy: 'X01',
      resolution: 'replace',
      note: 'x',
    });
    expect(way.stage(DL)).toBe('closed');
    expect(way.assets().map(({ reservedFor, holder }) => [reservedFor, holder.id])).toEqual([
      [null, 'FA-STORE'],
      [null, 'FA-STORE'],
    ]);
  });
});

describe('end-use checks', () => {
  it('are due after 30 and 180 days and yearly', async () => {
    const way = await (await road()).handedOver([computers(1)]);
    const due: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) {
      due.push(way.delivery.deadlines.check?.dueOn);
      await way.give('PE-FIELD', DL, 'RecordEndUseCheck', way.check());
    }
    expect(due).toEqual(['2026-12-01', '2027-04-30', '2027-11-01', '2028-10-31']);
  });

  it('look at every line, and name what is not there', async () => {
    const way = await IN.monitoring();
    const [first, second] = way.check().observations;
    const check = (observations: unknown[]) =>
      way.code('PE-FIELD', DL, 'RecordEndUseCheck', { place: 'x', observations });
    expect(await check([first])).toBe('line-not-checked');
    expect(await check([{ ...first, present: 1, remark: 'x' }, second])).toBe('name-the-absent');
    expect(await check([{ ...first, use: 'other-use' }, second])).toBe('reason-missing');
    expect(await check([{ ...first, present: 1, remark: 'Gone.', absent: [assetId(1)] }, second])).toBe(
      'accepted',
    );
    expect(way.asset(1).lastSeen).toMatchObject({ seen: false });
  });

  it('a finding keeps the delivery open until the work is done', async () => {
    const way = await IN.monitoring();
    await way.checkedToTheEnd();
    expect(way.stage(DL)).toBe('monitoring');
    expect(way.tasks(DL).map(({ key }) => key.split(':')[0])).toEqual(['finding']);
    await way.give('PE-FIELD', DL, 'CloseFinding', { finding: 'F01', result: 'Repaired.' });
    expect(way.stage(DL)).toBe('closed');
  });
});

it('a post takes what one person holds to the successor, when both have signed', async () => {
  const way = await IN.monitoring();
  expect(await way.code('PE-COMMANDER', DL, 'HandOverPost', { successor: 'PE-OFFICER-2' })).toBe(
    'holds-nothing',
  );
  await way.give('PE-OFFICER', DL, 'HandOverPost', { successor: 'PE-OFFICER-2' });
  expect(way.asset(0).holder.id).toBe('PE-OFFICER');
  await way.give('PE-OFFICER-2', DL, 'AcceptPost');
  expect([way.asset(0).holder.id, way.asset(1).holder.id]).toEqual(['PE-OFFICER-2', 'UN-QAYARA']);
  expect(way.faults()).toEqual([]);
});
