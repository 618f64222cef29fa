import type { Stage } from '../../../workflows/delivery/case.ts';
import type { CommandName } from '../../../workflows/delivery/commands.ts';
import { assetId, beds, computers, DISPATCH, DL, type Road, road } from './builders.ts';

const lines = [computers(2), beds];

/** A delivery in each stage, rich enough that most commands of the stage are accepted. */
export const IN: Readonly<Record<Stage, () => Promise<Road>>> = {
  request: async () => (await road()).requested(lines),
  approval: async () => (await road()).submitted(lines),
  preparation: async () => (await road(3)).packed(lines),
  'in-transit': async () => (await road()).dispatched(lines),
  inspection: async () => (await road()).arrived(lines),
  discrepancy: async () => (await road()).received(lines, {}, 1),
  handover: async () => (await road()).received(lines),
  monitoring: async () => {
    const way = await (await road()).received(lines);
    const officers = [{ asset: assetId(0), person: 'PE-OFFICER' }];
    await way.give('PE-STORE', DL, 'RecordHandover', way.ceremony({ officers }));
    await way.give('PE-FIELD', DL, 'ReportFinding', { kind: 'damaged', what: 'A broken screen.' });
    return way;
  },
  suspended: async () => {
    const way = await (await road()).dispatched(lines);
    await way.give('PE-MANAGER', DL, 'Suspend', { reason: 'Roads are closed.' });
    return way;
  },
  closed: async () => (await (await road()).handedOver(lines)).checkedToTheEnd(),
  cancelled: async () => {
    const way = await (await road()).packed(lines);
    await way.give('PE-MANAGER', DL, 'Cancel', { reason: 'No longer needed.' });
    return way;
  },
};

/** Each command as the right person would give it to such a delivery. */
export const SAMPLES: Readonly<Record<CommandName, (way: Road) => [string, object]>> = {
  OpenDelivery: () => ['PE-COMMANDER', { purpose: 'x', unit: 'UN-QAYARA' }],
  ChangeRequest: () => ['PE-FIELD', { purpose: 'Patrols at night' }],
  AddLine: () => ['PE-CHAIR', beds],
  ChangeLine: () => ['PE-COMMANDER', { ...beds, line: 'L02', quantity: 90 }],
  RemoveLine: () => ['PE-COMMANDER', { line: 'L02' }],
  SubmitRequest: () => ['PE-COMMANDER', {}],
  ApproveRequest: () => ['PE-MANAGER', { remarks: 'As agreed.', letterNumber: '17' }],
  ReturnRequest: () => ['PE-FEDERAL', { reason: 'Which streets?' }],
  RefuseRequest: () => ['PE-FEDERAL', { reason: 'There are enough beds.' }],
  AskQuestion: () => ['PE-FEDERAL', { question: 'Who pays for fuel?' }],
  AnswerQuestion: () => ['PE-LOGISTICS', { answer: 'The ministry.' }],
  AllocateAsset: () => ['PE-LOGISTICS', { line: 'L01', assets: [assetId(2)] }],
  ReleaseAsset: () => ['PE-LOGISTICS', { line: 'L01', assets: [assetId(1)] }],
  AttachDocument: () => ['PE-LOGISTICS', { kind: 'other', number: '1' }],
  Dispatch: () => ['PE-LOGISTICS', DISPATCH],
  RecordCheckpoint: () => ['PE-LOGISTICS', { place: 'Qayyarah junction' }],
  RecordIncident: () => ['PE-LOGISTICS', { incident: 'breakdown', account: 'A flat tyre.' }],
  RecordArrival: () => ['PE-LOGISTICS', { place: 'Al-Qayara' }],
  RecordReceipt: () => ['PE-OFFICER', { line: 'L02', accepted: 60 }],
  ClearReceipt: () => ['PE-OFFICER', { line: 'L02', reason: 'Counted twice.' }],
  ConfirmReceipt: () => ['PE-COMMANDER', {}],
  ResolveDiscrepancy: () => ['PE-MANAGER', { discrepancy: 'X01', resolution: 'write-off', note: 'Broken.' }],
  RecordHandover: (way) => ['PE-STORE', way.ceremony()],
  RecordEndUseCheck: (way) => ['PE-FIELD', way.check()],
  ReportFinding: () => ['PE-LOGISTICS', { kind: 'other', what: 'No log book.' }],
  CloseFinding: () => ['PE-FIELD', { finding: 'F01', result: 'Repaired.' }],
  HandOverPost: () => ['PE-OFFICER', { successor: 'PE-OFFICER-2' }],
  AcceptPost: () => ['PE-OFFICER-2', {}],
  ReopenDelivery: () => ['PE-FEDERAL', { reason: 'A car was seen for sale.' }],
  Suspend: () => ['PE-MANAGER', { reason: 'Roads are closed.' }],
  Resume: () => ['PE-MANAGER', {}],
  Cancel: () => ['PE-FEDERAL', { reason: 'No longer needed.' }],
  Withdraw: () => ['PE-COMMANDER', { reason: 'Asked twice.' }],
  SuspendForHold: () => ['system', {}],
  Escalate: () => ['timer', {}],
  RecomputeDeadlines: () => ['system', {}],
};
