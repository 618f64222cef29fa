import { z } from 'zod';
import type { Placement } from '../../../shared/kernel/actor.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { Coordinates } from '../../../shared/kernel/geo.ts';
import { type EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { type CommandsOf, type EventsOf, GovernorateCode, line, Names, Reason } from '../common.ts';
import type { CountedForum, ForumStatus } from './count.ts';

const EstablishedBy = z.enum(['iom', 'independent']);

/** Members counted in groups, never by name (SF-20, SF-23, SF-36). */
const Group = z.strictObject({
  category: z.enum(['police', 'local-authority', 'civil-society', 'community']),
  sex: z.enum(['female', 'male']),
  age: z.enum(['under-25', '25-59', '60-and-over']),
  displacement: z.enum(['host', 'returnee', 'displaced', 'not-asked']),
  count: z.number().int().min(1).max(500),
});
type Group = z.infer<typeof Group>;

const Links = z.strictObject({
  /** The police counterpart: the station whose commander commits to the forum's plans. */
  unit: z.exactOptional(entryRef('unit').nullable()),
  /** The community police office that serves the forum. */
  office: z.exactOptional(entryRef('facility').nullable()),
  coordinates: z.exactOptional(Coordinates.nullable()),
  sopVersion: z.exactOptional(line(20).nullable()),
});

export const inputs = {
  /** Planned from today, or established on a date that may lie years back. */
  OpenForum: Links.extend({
    name: Names,
    governorate: GovernorateCode,
    district: entryRef('place'),
    authority: Authority,
    establishedBy: EstablishedBy,
    plannedOn: z.exactOptional(CalendarDate),
    establishedOn: z.exactOptional(CalendarDate),
  }),
  EstablishForum: z.strictObject({ on: CalendarDate }),
  ChangeForum: Links.extend({ name: z.exactOptional(Names) }),
  SetForumAuthority: z.strictObject({ authority: Authority, from: CalendarDate }),
  RecordMembership: z.strictObject({ on: CalendarDate, groups: z.array(Group).min(1).max(96) }),
  MarkSelfSustaining: z.strictObject({ on: CalendarDate }),
  MarkDormant: z.strictObject({ on: CalendarDate, reason: Reason }),
};
export type ForumCommand = CommandsOf<typeof inputs>;
export type CommandNamed<Name extends ForumCommand['type']> = Extract<ForumCommand, { type: Name }>;

export interface Forum extends CountedForum {
  readonly id: EntryId;
  readonly name: Names;
  /** P-code of the governorate, or our own code (DF-48). */
  readonly governorate: string;
  readonly district: EntryId;
  readonly authority: Authority;
  /** Dated data, oldest first (tracks 0.5). */
  readonly authoritySince: readonly { readonly authority: Authority; readonly from: CalendarDate }[];
  readonly status: ForumStatus;
  readonly establishedOn: CalendarDate | null;
  readonly unit: EntryId | null;
  readonly office: EntryId | null;
  readonly coordinates: Coordinates | null;
  readonly sopVersion: string | null;
  readonly membership: { readonly on: CalendarDate; readonly groups: readonly Group[] } | null;
}

type StatusChange = { status: ForumStatus; from: CalendarDate; reason?: string };

export type ForumEvent = EventsOf<{
  ForumOpened: Required<Omit<z.infer<typeof inputs.OpenForum>, 'plannedOn' | 'establishedOn'>> & {
    id: EntryId;
    statusSince: StatusChange[];
  };
  ForumStatusChanged: StatusChange;
  ForumChanged: z.infer<typeof inputs.ChangeForum>;
  ForumAuthoritySet: z.infer<typeof inputs.SetForumAuthority>;
  MembershipRecorded: z.infer<typeof inputs.RecordMembership>;
}>;

/** Where a forum, and whatever belongs to it, stands for permission. */
export const placementOfForum = ({ id, unit, governorate, authority }: Forum): Placement => ({
  forum: id,
  unit: unit ?? undefined,
  governorate,
  authority,
});
