import type { Authority } from '../../shared/kernel/calendar.ts';
import type { Deadline, Paused } from '../../shared/kernel/deadline.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';

import type { ActionFields, ConcernFields, PlanCommand } from './commands.ts';
import type { Slot, WithdrawalReason } from './vocabulary.ts';

type Deadlines = Readonly<Record<string, Deadline>>;
type Input<N extends PlanCommand['type']> = Omit<PlanCommand<N>, 'type'>;
/** Every event about a concern carries its id, and no other bears its text: that is what erasing goes by (P11). */
type OfAction = { readonly action: string; readonly concern: string };

type Data = {
  PlanOpened: {
    forum: EntryId;
    forumName: { en: string; ar: string; ckb: string };
    governorate: string;
    authority: Authority;
    unit: EntryId | null;
    startsOn: CalendarDate;
    endsOn: CalendarDate;
    months: 6 | 12;
    follows: EntryId | null;
    facilitator: EntryId | null;
    deadline: Deadline;
  };
  ConcernAdded: { concern: string } & ConcernFields;
  ConcernEdited: { concern: string } & ConcernFields;
  ConcernWithdrawn: { concern: string; reason: WithdrawalReason };
  ConcernReferred: Input<'ReferConcern'> & { week: string };
  BallotsRecorded: Input<'RecordBallots'>;
  PrioritySet: Input<'SetPriorities'>['priorities'][number] & { rank: number };
  PrioritiesSet: {
    count: number;
    tieBreak?: string | undefined;
    departure?: string | undefined;
    deadline: Deadline;
  };
  PrioritiesReopened: { deadline: Deadline };
  ActionPlanned: { action: string } & ActionFields;
  ActionChanged: { action: string } & ActionFields;
  ActionDropped: OfAction;
  PlanSubmitted: { actions: number; deadline: Deadline };
  PlanSigned: Omit<Input<'SignPlan'>, 'as'> & { slot: Slot };
  ImplementationStarted: { deadlines: Deadlines };
  PlanReturned: Input<'ReturnPlan'> & { deadline: Deadline };
  QuestionAsked: { question: string; to: 'chair' | 'commander'; paused: Paused; deadline: Deadline };
  QuestionAnswered: { answer: string; deadline: Deadline };
  ProgressReported: OfAction & Input<'ReportProgress'>;
  BlockerReported: OfAction & Input<'ReportBlocked'>;
  ActionReportedDone: OfAction & Input<'ReportActionDone'> & { deadline: Deadline };
  ActionVerified: OfAction & Input<'VerifyAction'>;
  ActionDoneRejected: OfAction & Input<'RejectActionDone'> & { deadline: Deadline | null };
  ActionAdded: { action: string } & ActionFields & { deadline: Deadline };
  ActionCancelled: OfAction & Input<'CancelAction'>;
  ActionReassigned: OfAction & Input<'ReassignAction'> & { from: EntryId };
  SupportRequested: OfAction & Input<'RequestSupport'> & { linked: EntryId };
  PostOffered: { from: EntryId; to: EntryId; note?: string | undefined; deadline: Deadline };
  PostHandedOver: { from: EntryId; to: EntryId; actions: readonly string[] };
  ReviewStarted: { because: 'chair' | 'period-ended'; deadline: Deadline };
  ResultRecorded: Input<'RecordResult'>;
  ReviewMeetingRecorded: Input<'RecordReviewMeeting'>;
  ImplementationReopened: { reason: string; deadlines: Deadlines };
  PlanClosed: { carriedOver: number };
  PlanReopened: { reason: string; deadline: Deadline };
  PlanSuperseded: { reason: string };
  PlanSuspended: { reason: string | null; remaining: Readonly<Record<string, Paused>>; deadline: Deadline };
  PlanResumed: { note?: string | undefined; deadlines: Deadlines };
  PlanCancelled: { reason: string };
  PlanWithdrawn: { reason: string };
  Escalated: { level: number; count: number; deadlines: Deadlines };
  DeadlinesMoved: { count: number; deadlines: Deadlines };
};

export type EventName = keyof Data;
export type PlanEvent = {
  [N in EventName]: { readonly type: N; readonly data: Readonly<Data[N]> };
}[EventName];
/** An event as `evolve` folds it, type and data belonging together. */
export type Recorded<N extends EventName = EventName> = {
  [K in N]: RecordedEvent<K, Readonly<Data[K]>>;
}[N];

export const event = <N extends EventName>(type: N, data: Data[N]): PlanEvent =>
  ({ type, data }) as unknown as PlanEvent;
