import { z } from 'zod';
import { EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../../shared/kernel/time.ts';
import { PROTECTED } from '../../settings.ts';
import { type CommandsOf, type EventsOf, GovernorateCode, line, Prose, Reason } from '../common.ts';

/** Classes that never stand in a plan (tracks 0.9). */
const ProtectedClass = z.enum(['trafficking', 'gender-based-violence', 'child-protection', 'hlp-threat']);

/** Where a case is referred; only this and the week are kept (SF-34, DF-22). */
const Pathway = z.enum([
  'police',
  'health',
  'hlp-centre',
  'family-protection',
  'anti-trafficking',
  'labour',
  'municipality',
  'civil-affairs',
  'mine-action',
]);

/** A reason somebody else can judge by. */
export const FullReason = z.string().trim().min(PROTECTED.glassReason).max(500);

export const inputs = {
  /** There is no field for a victim, survivor, suspect or witness, and there must never be one. */
  OpenProtectedConcern: z.strictObject({
    forum: entryRef('forum'),
    governorate: z.exactOptional(GovernorateCode),
    class: ProtectedClass,
    text: Prose,
    month: z.exactOptional(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
  }),
  GrantAccess: z.strictObject({ person: entryRef('person'), until: CalendarDate, reason: Reason }),
  ExtendAccess: z.strictObject({ person: entryRef('person'), until: CalendarDate, reason: Reason }),
  RevokeAccess: z.strictObject({ person: entryRef('person') }),
  RecordReferral: z.strictObject({
    pathway: Pathway,
    week: z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/),
  }),
  ProposeLowering: z.strictObject({ reason: FullReason }),
  ProposeErasure: z.strictObject({ reason: FullReason }),
  DecideProposal: z.strictObject({ agreed: z.boolean(), note: line(500) }),
  CloseConcern: z.strictObject({
    outcome: z.enum(['referred', 'no-longer-relevant', 'entered-by-mistake', 'moved-to-plan']),
  }),
  OpenGlass: z.strictObject({ person: EntryId, until: Instant, reason: FullReason, breakGlass: EntryId }),
  EndGlass: z.strictObject({ person: EntryId }),
};
export type ConcernCommand = CommandsOf<typeof inputs>;
export type CommandNamed<Name extends ConcernCommand['type']> = Extract<ConcernCommand, { type: Name }>;

type Opened = Required<z.infer<typeof inputs.OpenProtectedConcern>> & { dueOn: CalendarDate };
type Glass = z.infer<typeof inputs.OpenGlass>;

export type ProtectedConcern = Opened & {
  /** `lowered`: two focal points agreed that it needs no such protection; the chair takes it over. */
  readonly status: 'open' | 'lowered' | 'closed';
  /** Who brought it; null when a job did. */
  readonly author: EntryId | null;
  /** Access by name, until a date. */
  readonly grants: Readonly<Record<EntryId, CalendarDate>>;
  /** Reading opened in an emergency, until its review at the latest. */
  readonly glass: Readonly<Record<EntryId, Omit<Glass, 'person'>>>;
  /** Proposed by these persons (who acted, and for whom), waiting for somebody else. */
  readonly proposal: {
    readonly what: 'lower' | 'erase';
    readonly by: readonly EntryId[];
    readonly reason: string;
    readonly since: number;
    readonly sinceAt: Instant;
    readonly dueOn: CalendarDate;
  } | null;
  readonly referrals: readonly z.infer<typeof inputs.RecordReferral>[];
  readonly since: number;
  readonly sinceAt: Instant;
};

export type ConcernEvent = EventsOf<{
  ProtectedConcernOpened: Opened;
  AccessGranted: z.infer<typeof inputs.GrantAccess>;
  AccessExtended: z.infer<typeof inputs.ExtendAccess>;
  AccessRevoked: z.infer<typeof inputs.RevokeAccess>;
  ReferralRecorded: z.infer<typeof inputs.RecordReferral>;
  ProposalMade: { what: 'lower' | 'erase'; reason: string; dueOn: CalendarDate };
  LoweringAgreed: { note: string; dueOn: CalendarDate };
  TextErased: { note: string };
  ProposalDeclined: { note: string };
  ProtectedConcernClosed: z.infer<typeof inputs.CloseConcern>;
  GlassOpened: Glass;
  GlassEnded: z.infer<typeof inputs.EndGlass>;
}>;
