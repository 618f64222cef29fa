import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandName } from '../../../workflows/delivery/commands.ts';
import { beds, computers, DISPATCH, DL, Road } from './builders.ts';

const LIMIT = 100;
const heaviest = new Map<string, number>();

/** A joint delivery for a plan and a forum, with as many assets as one ceremony may move. */
async function full(lines: object[], more: object = {}): Promise<Road> {
  const way = new Road();
  await joint(way);
  await way.packed(lines, { forum: 'FO-1', plan: 'SP-1', ...more });
  return way;
}

async function joint(way: Road): Promise<void> {
  way.authority = 'joint';
  await way.registered();
  await way.give('system', 'SP-1', 'OpenPlan', { forum: 'FO-1', startsOn: '2026-11-01', months: 6 });
}

const weigh = (way: Road): void => {
  for (const [name, items] of way.heaviest)
    if (name in COMMANDS) heaviest.set(name, Math.max(items, heaviest.get(name) ?? 0));
};

/** Late at every level, so that all superiors have their summary tasks. */
async function late(way: Road): Promise<Road> {
  for (let n = 0; n < 3; n++) await way.expire(DL);
  return way;
}

const allOf = (way: Road, outcome: 'accepted' | 'rejected') => ({
  line: 'L01',
  assets: way.delivery.lines.L01?.assets.map((asset) => ({ asset, outcome })),
  reason: 'x',
});

async function counted(way: Road, beds: object): Promise<Road> {
  await way.give('PE-LOGISTICS', DL, 'Dispatch', DISPATCH);
  await way.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' });
  await way.give('PE-OFFICER', DL, 'RecordReceipt', allOf(way, 'accepted'));
  await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L02', reason: 'x', ...beds });
  await late(way);
  await way.give('PE-COMMANDER', DL, 'ConfirmReceipt');
  return way;
}

describe('eighty serialised assets', () => {
  it('change hands in one transaction, with everything else that may hang on it', async () => {
    const way = await full([computers(80), beds]);
    await counted(way, { accepted: 100 });
    await late(way);
    const officers = way.delivery.lines.L01?.assets.map((asset) => ({ asset, person: 'PE-OFFICER' }));
    const exceptions = [{ line: 'L02', refused: 2, remark: 'Wet.' }];
    const input = way.ceremony({ ministry: 'UN-MINISTRY', officers, exceptions });
    await way.give('PE-STORE', DL, 'RecordHandover', input);
    expect(way.stage(DL)).toBe('monitoring');
    expect(way.assets().every(({ custody }) => custody.length === 4)).toBe(true);
    expect(way.faults()).toEqual([]);
    await late(way);
    await way.give('PE-FIELD', DL, 'RecordEndUseCheck', way.check());
    await way.give('PE-OFFICER', DL, 'HandOverPost', { successor: 'PE-OFFICER-2' });
    await way.give('PE-OFFICER-2', DL, 'AcceptPost');
    await way.give('PE-MANAGER', DL, 'ResolveDiscrepancy', {
      discrepancy: 'X01',
      resolution: 'return',
      note: 'x',
    });
    for (let n = 0; n < 30; n++)
      await way.give('PE-FIELD', DL, 'ReportFinding', { kind: 'other', what: 'x' });
    await late(way);
    await way.give('PE-MANAGER', DL, 'Suspend', { reason: 'x' });
    await late(way);
    await way.give('PE-MANAGER', DL, 'Resume');
    await late(way);
    for (let n = 1; n <= 30; n++)
      await way.give('PE-FIELD', DL, 'CloseFinding', {
        finding: `F${String(n).padStart(2, '0')}`,
        result: 'x',
      });
    for (let n = 1; n < 4; n++) await way.give('PE-FIELD', DL, 'RecordEndUseCheck', way.check());
    await way.give('PE-FEDERAL', DL, 'ReopenDelivery', { reason: 'x' });
    expect(way.faults()).toEqual([]);
    weigh(way);
    expect(heaviest.get('RecordHandover')).toBeGreaterThan(95);
  });

  it('are given up in one transaction when all is cancelled or rejected', async () => {
    const cancelled = await full([computers(80), beds]);
    await cancelled.give('PE-LOGISTICS', DL, 'Dispatch', DISPATCH);
    await late(cancelled);
    await cancelled.give('system', DL, 'SuspendForHold');
    await late(cancelled);
    await cancelled.give('PE-MANAGER', DL, 'Cancel', { reason: 'x' });
    expect(cancelled.assets().every(({ reservedFor }) => reservedFor === null)).toBe(true);
    weigh(cancelled);

    for (const resolution of ['replace', 'write-off']) {
      const way = await full([computers(40), beds]);
      await way.give('PE-LOGISTICS', DL, 'Dispatch', DISPATCH);
      await way.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' });
      await way.give('PE-OFFICER', DL, 'RecordReceipt', allOf(way, 'rejected'));
      await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L02', accepted: 100 });
      await way.give('PE-COMMANDER', DL, 'ConfirmReceipt');
      await late(way);
      await way.give('PE-FEDERAL', DL, 'ResolveDiscrepancy', { discrepancy: 'X01', resolution, note: 'x' });
      weigh(way);
    }
  });

  it('are refused as soon as they would not fit any more', async () => {
    const way = await new Road().registered();
    await way.requested([], { forum: 'FO-1', recipients: ['UN-HAMMAM'] });
    expect(await way.code('PE-FIELD', DL, 'AddLine', computers(80))).toBe('consignment-too-large');
    expect(await way.code('PE-FIELD', DL, 'AddLine', computers(79))).toBe('accepted');
    expect(await way.code('PE-FIELD', DL, 'AddLine', computers(1))).toBe('consignment-too-large');
    expect(await way.code('PE-FIELD', DL, 'ChangeRequest', { recipients: [] })).toBe('accepted');
    expect(await way.code('PE-FIELD', DL, 'AddLine', computers(81))).toBe('too-many-serialised');
  });
});

describe('the largest of every command', () => {
  it('fits into one transaction', async () => {
    const lines = Array.from({ length: 80 }, () => ({ ...beds, what: 'ش'.repeat(200) }));
    const way = new Road();
    await joint(way);
    await way.requested(lines, { forum: 'FO-1', plan: 'SP-1', recipients: ['UN-HAMMAM'] });
    await way.give('PE-FIELD', DL, 'ChangeRequest', { purpose: 'x' });
    await way.give('PE-FIELD', DL, 'ChangeLine', { ...beds, line: 'L80' });
    await way.give('PE-FIELD', DL, 'RemoveLine', { line: 'L80' });
    await late(way);
    await way.give('PE-COMMANDER', DL, 'SubmitRequest');
    await way.give('PE-FEDERAL', DL, 'AskQuestion', { question: 'x' });
    await late(way);
    await way.give('PE-LOGISTICS', DL, 'AnswerQuestion', { answer: 'x' });
    await way.give('PE-FEDERAL', DL, 'ReturnRequest', { reason: 'x' });
    await way.give('PE-COMMANDER', DL, 'SubmitRequest');
    await way.give('PE-FEDERAL', DL, 'RefuseRequest', { reason: 'x' });
    await way.give('PE-COMMANDER', DL, 'SubmitRequest');
    await late(way);
    for (const person of ['PE-MANAGER', 'PE-FEDERAL', 'PE-KRG']) await way.give(person, DL, 'ApproveRequest');
    for (const line of Object.keys(way.delivery.lines))
      await way.give('PE-LOGISTICS', DL, 'AllocateAsset', { line, quantity: 100 });
    await way.give('PE-LOGISTICS', DL, 'ReleaseAsset', { line: 'L01', quantity: 1 });
    await way.give('PE-LOGISTICS', DL, 'AllocateAsset', { line: 'L01', quantity: 1 });
    for (const kind of ['waybill', 'packing-list'])
      await way.give('PE-LOGISTICS', DL, 'AttachDocument', { kind, number: '1' });
    await late(way);
    await way.give('PE-LOGISTICS', DL, 'Dispatch', { ...DISPATCH, arriveOn: '2027-01-01' }).catch(() => null);
    way.now = '2026-11-01T09:15:00.000Z';
    await way.give('PE-LOGISTICS', DL, 'Dispatch', DISPATCH);
    await way.give('PE-LOGISTICS', DL, 'RecordCheckpoint', { place: 'x' });
    await way.give('PE-LOGISTICS', DL, 'RecordIncident', { incident: 'other', account: 'x' });
    await late(way);
    await way.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'x' });
    for (const line of Object.keys(way.delivery.lines))
      await way.give('PE-OFFICER', DL, 'RecordReceipt', { line, accepted: 99, missing: 1, reason: 'x' });
    await way.give('PE-OFFICER', DL, 'ClearReceipt', { line: 'L01', reason: 'x' });
    await way.give('PE-OFFICER', DL, 'RecordReceipt', { line: 'L01', accepted: 99, missing: 1, reason: 'x' });
    await late(way);
    await way.give('PE-COMMANDER', DL, 'ConfirmReceipt');
    await way.give('system', DL, 'RecomputeDeadlines').catch(() => null);
    weigh(way);
    const withdrawn = await new Road().registered();
    await withdrawn.requested();
    await late(withdrawn);
    await withdrawn.give('PE-COMMANDER', DL, 'Withdraw', { reason: 'x' });
    weigh(withdrawn);

    expect([...heaviest].filter(([, items]) => items > LIMIT)).toEqual([]);
    const unweighed = (Object.keys(COMMANDS) as CommandName[]).filter((name) => !heaviest.has(name));
    expect(unweighed).toEqual(['RecomputeDeadlines']);
  });
});
