import type { Authority } from '../../shared/kernel/calendar.ts';
import type { Deadline, Paused } from '../../shared/kernel/deadline.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';
import type { ApprovalFields, BuildCommand, ContractFields, FlawFields } from './commands.ts';
import type { Design, ServedForum, Site } from './parts.ts';
import type { CheckMonth, Slot } from './vocabulary.ts';

type Deadlines = Readonly<Record<string, Deadline>>;
/** Planned dates by milestone. */
export type Plan = Readonly<Record<string, CalendarDate>>;
type Input<N extends BuildCommand['type']> = Omit<BuildCommand<N>, 'type'>;
type Approved = ApprovalFields & { readonly slot: Slot };
type Letter = Pick<ApprovalFields, 'letterNumber' | 'letterDate'>;
type Starts = { readonly deadline: Deadline };

type Data = {
  BuildOpened: {
    forum: EntryId | null;
    governorate: string;
    authority: Authority;
    unit: EntryId | null;
    purpose: string;
    plan: EntryId | null;
    action: string | null;
  } & Starts;
  SiteChosen: Site & {
    governorate: string;
    authority: Authority;
    distances: Readonly<Record<string, number>>;
  };
  ForumAssigned: { forum: EntryId } & ServedForum;
  ForumUnassigned: { forum: EntryId };
  SitingExceptionGranted: Input<'GrantSitingException'>;
  ObjectionRaised: Input<'RaiseObjection'> & { objection: string } & Starts;
  ObjectionSettled: Input<'SettleObjection'>;
  SiteSubmitted: Design & Starts;
  SiteApproved: Approved;
  ContractingStarted: Starts;
  SiteReturned: { reason: string } & Letter & Starts;
  SiteRefused: { reason: string } & Letter & Starts;
  /** An objection that holds took the site away while it was being approved. */
  SiteOverturned: { objection: string; reason: string } & Starts;
  ContractRecorded: ContractFields & { id: EntryId };
  ContractApproved: Approved & { finalApprover: EntryId | null };
  ContractConcluded: Starts;
  ContractReturned: { reason: string } & Letter & Starts;
  SiteHandedOver: Input<'HandOverSite'> & {
    days: Readonly<Record<string, number>>;
    plan: Plan;
    deadlines: Deadlines;
  };
  MilestoneSubmitted: Input<'SubmitMilestone'> & Starts;
  MilestoneInspected: { milestone: string; findings?: string | undefined } & Starts;
  MilestoneFailed: { milestone: string; findings: string } & Starts;
  MilestoneReturned: Input<'ReturnMilestone'> & Starts;
  MilestoneApproved: Approved & Pick<Input<'ApproveMilestone'>, 'milestone' | 'payment'>;
  MilestonePassed: { milestone: string; next: string | null; deadline: Deadline | null };
  ConstructionFinished: Starts;
  StopDaysRecorded: Input<'RecordStopDays'> & { days: number; plan: Plan; deadlines: Deadlines };
  VariationRequested: Input<'RequestVariation'> & { variation: string } & Starts;
  VariationApproved: Approved & { variation: string };
  VariationAgreed: { variation: string; days: number; plan: Plan; deadlines: Deadlines };
  VariationRefused: Input<'RefuseVariation'>;
  DeliveryLinked: { delivery: EntryId };
  SnagAdded: FlawFields & { snag: string };
  SnagFixed: Input<'MarkSnagFixed'> & { deadline: Deadline | null };
  SnagReopened: Input<'ReopenSnag'> & { deadline: Deadline | null };
  SnagClosed: Input<'CloseSnag'>;
  ProvisionalAcceptanceSigned: Approved & Pick<Input<'AcceptProvisionally'>, 'access'>;
  ProvisionallyAccepted: { number: string; periodEndsOn: CalendarDate; deadlines: Deadlines };
  OpeningRecorded: Input<'RecordOpening'>;
  DefectReported: FlawFields & { defect: string } & Starts;
  DefectFixed: Input<'MarkDefectFixed'> & Starts;
  DefectReopened: Input<'ReopenDefect'> & Starts;
  DefectClosed: Input<'CloseDefect'>;
  PeriodChecked: Omit<Input<'RecordPeriodCheck'>, 'month'> & { month: CheckMonth };
  DefectsPeriodEnded: Starts;
  FinalAcceptanceSigned: Approved;
  BuildClosed: { number: string; office: EntryId };
  ReturnedToDefects: { reason: string; periodEndsOn: CalendarDate; deadlines: Deadlines };
  QuestionAsked: { question: string; of: string; paused: Paused } & Starts;
  QuestionAnswered: { answer: string } & Starts;
  PostOffered: { to: EntryId; note?: string | undefined } & Starts;
  PostHandedOver: { from: EntryId | null; to: EntryId };
  BuildReopened: { reason: string } & Starts;
  BuildSuspended: { reason: string | null; remaining: Readonly<Record<string, Paused>> } & Starts;
  BuildResumed: { note?: string | undefined; deadlines: Deadlines };
  BuildCancelled: { reason: string };
  BuildWithdrawn: { reason: string };
  Escalated: { level: number; count: number; deadlines: Deadlines };
  DeadlinesMoved: { count: number; deadlines: Deadlines; plan: Plan };
};

export type EventName = keyof Data;
export type BuildEvent = {
  [N in EventName]: { readonly type: N; readonly data: Readonly<Data[N]> };
}[EventName];
/** An event as `evolve` folds it, type and data belonging together. */
export type Recorded<N extends EventName = EventName> = {
  [K in N]: RecordedEvent<K, Readonly<Data[K]>>;
}[N];

export const event = <N extends EventName>(type: N, data: Data[N]): BuildEvent =>
  ({ type, data }) as unknown as BuildEvent;
