import { z } from 'zod';
import { type EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate, type Instant } from '../../../shared/kernel/time.ts';
import { type CommandsOf, type EventsOf, GovernorateCode, Prose, Reason } from '../common.ts';

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
  RevokeAccess: z.strictObject({ person: entryRef('person') }),
  RecordReferral: z.strictObject({
    pathway: Pathway,
    week: z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/),
  }),
  CloseConcern: z.strictObject({ outcome: z.enum(['referred', 'no-longer-relevant', 'entered-by-mistake']) }),
};
export type ConcernCommand = CommandsOf<typeof inputs>;
export type CommandNamed<Name extends ConcernCommand['type']> = Extract<ConcernCommand, { type: Name }>;

type Opened = Required<z.infer<typeof inputs.OpenProtectedConcern>> & { dueOn: CalendarDate };

export type ProtectedConcern = Opened & {
  readonly status: 'open' | 'closed';
  /** Who brought it; null when a job did. */
  readonly author: EntryId | null;
  /** Access by name, until a date (≤ 180 days). */
  readonly grants: Readonly<Record<EntryId, CalendarDate>>;
  readonly referrals: readonly z.infer<typeof inputs.RecordReferral>[];
  readonly since: number;
  readonly sinceAt: Instant;
};

export type ConcernEvent = EventsOf<{
  ProtectedConcernOpened: Opened;
  AccessGranted: z.infer<typeof inputs.GrantAccess>;
  AccessRevoked: z.infer<typeof inputs.RevokeAccess>;
  ReferralRecorded: z.infer<typeof inputs.RecordReferral>;
  ProtectedConcernClosed: z.infer<typeof inputs.CloseConcern>;
}>;
