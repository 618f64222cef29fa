import type { Deadline, Paused } from '../../shared/kernel/deadline.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { CaseFile, Discrepancy, Handover, Line, Origin, Receipt } from './case.ts';
import type { Input } from './commands.ts';
import type { Slot } from './vocabulary.ts';

type Deadlines = Readonly<Record<string, Deadline>>;
type Placed = Pick<CaseFile, 'unit' | 'unitName' | 'governorate' | 'authority'>;
export type RequestedLine = Pick<
  Line,
  'kind' | 'class' | 'what' | 'quantity' | 'measure' | 'unitValue' | 'recipient'
>;

type Data = {
  DeliveryOpened: Placed & {
    recipients: EntryId[];
    office: EntryId | null;
    forum: EntryId | null;
    plan: EntryId | null;
    action: string | null;
    grant: EntryId | null;
    origin: Origin | null;
    purpose: string;
    deadline: Deadline;
  };
  RequestChanged: Partial<Placed> & Omit<Input<'ChangeRequest'>, 'unit'>;
  LineAdded: { line: string } & RequestedLine;
  LineChanged: { line: string } & RequestedLine;
  LineRemoved: { line: string };
  RequestSubmitted: { lines: number; deadline: Deadline };
  RequestApproved: Omit<Input<'ApproveRequest'>, 'as'> & { slot: Slot };
  PreparationStarted: { deadline: Deadline };
  RequestReturned: Input<'ReturnRequest'> & { deadline: Deadline };
  RequestRefused: Input<'RefuseRequest'> & { deadline: Deadline };
  QuestionAsked: { question: string; paused: Paused; deadline: Deadline };
  QuestionAnswered: { answer: string; deadline: Deadline };
  AssetsAllocated: { line: string; assets: EntryId[]; quantity: number };
  AssetsReleased: { line: string; assets: EntryId[]; quantity: number };
  DocumentAttached: Input<'AttachDocument'>;
  Dispatched: Input<'Dispatch'> & { pieces: number; deadline: Deadline };
  CheckpointRecorded: Input<'RecordCheckpoint'>;
  IncidentRecorded: Input<'RecordIncident'>;
  ArrivalRecorded: Input<'RecordArrival'> & { deadline: Deadline };
  ReceiptRecorded: {
    line: string;
    receipt: Receipt;
    condition?: string | undefined;
    evidence?: string[] | undefined;
  };
  ReceiptCleared: Input<'ClearReceipt'>;
  ReceiptConfirmed: Input<'ConfirmReceipt'> & { discrepancies: Readonly<Record<string, Discrepancy>> };
  DiscrepancyRaised: { count: number; deadline: Deadline };
  DiscrepancyResolved: Input<'ResolveDiscrepancy'> & { linked: EntryId | null };
  HandoverPrepared: { number: string; deadline: Deadline };
  HandoverRecorded: {
    handover: Handover;
    discrepancies: Readonly<Record<string, Discrepancy>>;
    deadlines: Deadlines;
  };
  HandoverRefused: {
    place: string;
    reason: string;
    discrepancies: Readonly<Record<string, Discrepancy>>;
    deadline: Deadline;
  };
  EndUseChecked: Input<'RecordEndUseCheck'> & { n: number; deadline: Deadline | null };
  FindingReported: Input<'ReportFinding'> & { finding: string; deadline: Deadline };
  FindingClosed: Input<'CloseFinding'>;
  PostOffered: { from: EntryId; to: EntryId; note?: string | undefined; deadline: Deadline };
  PostHandedOver: { from: EntryId; to: EntryId; assets: EntryId[] };
  DeliveryClosed: { because: 'monitored' | 'nothing-accepted' };
  DeliveryReopened: { reason: string; deadlines: Deadlines };
  DeliverySuspended: {
    reason: string | null;
    remaining: Readonly<Record<string, Paused>>;
    deadline: Deadline;
  };
  DeliveryResumed: { note?: string | undefined; deadlines: Deadlines };
  DeliveryCancelled: { reason: string };
  DeliveryWithdrawn: { reason: string };
  Escalated: { level: number; count: number; deadlines: Deadlines };
  DeadlinesMoved: { count: number; deadlines: Deadlines };
};

export type EventName = keyof Data;
export type DeliveryEvent = {
  [N in EventName]: { readonly type: N; readonly data: Readonly<Data[N]> };
}[EventName];
/** An event as `evolve` folds it, type and data belonging together. */
export type Recorded<N extends EventName = EventName> = {
  [K in N]: RecordedEvent<K, Readonly<Data[K]>>;
}[N];

export const event = <N extends EventName>(type: N, data: Data[N]): DeliveryEvent =>
  ({ type, data }) as unknown as DeliveryEvent;
