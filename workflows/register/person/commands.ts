import { z } from 'zod';
import { Role, RoleAssignment, Scope } from '../../../shared/kernel/actor.ts';
import { type EntryId, entryRef, EntryId as Id } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import { type CommandsOf, type EventsOf, line, Names, Reason } from '../common.ts';
import { type DualEvent, dualInputs, type PendingChanges } from '../dual-control.ts';

/** Own, father's, grandfather's and tribal name as on official papers; `display` in Latin letters (DF-64). */
const PersonName = z.strictObject({
  given: line(40),
  father: line(40),
  grandfather: z.exactOptional(line(40)),
  tribal: z.exactOptional(line(40)),
  display: line(120),
});

/** Ranks used on documents, lowest first (DF-65). */
export const Rank = z.enum([
  'lieutenant',
  'first-lieutenant',
  'captain',
  'major',
  'lieutenant-colonel',
  'colonel',
  'brigadier',
  'major-general',
  'lieutenant-general',
]);

const Language = z.enum(['ar', 'ckb', 'en']);
const Sex = z.enum(['female', 'male']);
const Phone = line(30);
const period = { from: CalendarDate, until: CalendarDate };

/** People describe themselves here; rights are another matter. */
const Description = z.strictObject({
  name: PersonName,
  duty: Names,
  rank: z.exactOptional(Rank),
  language: Language,
  sex: z.exactOptional(Sex),
});

export const inputs = {
  InvitePerson: Description.extend({
    phone: z.exactOptional(Phone),
    /** Demonstration data: nobody of this name exists. */
    invented: z.exactOptional(z.boolean()),
  }),
  AssignRole: RoleAssignment,
  /** `lastDay` still counts; yesterday ends the role at once. */
  EndRole: z.strictObject({ role: Role, scope: Scope, lastDay: CalendarDate }),
  DeactivatePerson: z.strictObject({ reason: Reason }),
  ReactivatePerson: z.strictObject({ reason: Reason }),
  ChangeContact: z.strictObject({
    phone: z.exactOptional(Phone.nullable()),
    language: z.exactOptional(Language),
    duty: z.exactOptional(Names),
    rank: z.exactOptional(Rank),
  }),
  AppointSubstitute: z.strictObject({ person: entryRef('person'), ...period }),
  EndSubstitute: z.strictObject({}),
  StandIn: z.strictObject({ absent: Id, ...period }),
  EndStandIn: z.strictObject({ absent: Id }),
  LoseSubstitute: z.strictObject({}),
  ...dualInputs,
};
export type PersonCommand = CommandsOf<typeof inputs>;
export type CommandNamed<Name extends PersonCommand['type']> = Extract<PersonCommand, { type: Name }>;

export interface Substitution {
  readonly person: EntryId;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

export type Person = Omit<z.infer<typeof Description>, 'language'> & {
  readonly id: EntryId;
  readonly language: z.infer<typeof Language>;
  /** E.164. */
  readonly phone?: string;
  readonly invented: boolean;
  /** `invited`: nobody else has confirmed the invitation yet. */
  readonly status: 'invited' | 'active' | 'deactivated';
  /** How often the person was let in: a session of an earlier time is worth nothing. */
  readonly admissions: number;
  readonly assignments: readonly RoleAssignment[];
  /** Raised by every change of rights or status; checked in every transaction of this person. */
  readonly authVersion: number;
  /** Who acts for this person while away. */
  readonly substitute: Substitution | null;
  /** For whom this person may act. */
  readonly standsInFor: readonly Substitution[];
  /** Proposed changes of rights that somebody else has to confirm. */
  readonly pending: PendingChanges;
};

export type PersonEvent = DualEvent | OwnEvent;

export type OwnEvent = EventsOf<{
  PersonInvited: Omit<z.infer<typeof inputs.InvitePerson>, 'invented'> & { id: EntryId; invented: boolean };
  PersonAdmitted: Record<string, never>;
  RoleAssigned: RoleAssignment;
  RoleEnded: z.infer<typeof inputs.EndRole>;
  PersonDeactivated: { reason: string };
  PersonReactivated: { reason: string };
  ContactChanged: z.infer<typeof inputs.ChangeContact>;
  SubstituteAppointed: { person: EntryId; from: CalendarDate; until: CalendarDate };
  SubstituteEnded: { person: EntryId };
  StandInBegun: { absent: EntryId; from: CalendarDate; until: CalendarDate };
  StandInEnded: { absent: EntryId };
}>;

/** Roles held on a date; `until` is the last day. */
export const assignmentsOn = ({ assignments }: Person, date: CalendarDate): RoleAssignment[] =>
  assignments.filter(({ from, until }) => from <= date && (until === null || date <= until));
