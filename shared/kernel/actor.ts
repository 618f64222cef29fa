import { z } from 'zod';
import { EntryId, entryRef } from './ids.ts';
import { CalendarDate } from './time.ts';

/** The roles of tracks.md section 0. A role is held with a scope and for a time. */
export const Role = z.enum([
  'member',
  'chair',
  'officer',
  'commander',
  'logistics',
  'logistics-central',
  'ministry',
  'engineer',
  'iom-field',
  'iom-manager',
  'protection',
  'contractor',
  'donor',
  'auditor',
  'administrator',
]);
export type Role = z.infer<typeof Role>;

/** Where a role holds. `directorate` is a ministry: it covers the cases of its authority and joint ones. */
export const Scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('forum'), id: entryRef('forum') }),
  z.strictObject({ kind: z.literal('unit'), id: entryRef('unit') }),
  z.strictObject({ kind: z.literal('contract'), id: EntryId }),
  z.strictObject({ kind: z.literal('governorate'), id: z.string().max(10) }),
  z.strictObject({ kind: z.literal('directorate'), id: z.enum(['federal', 'krg']) }),
  z.strictObject({ kind: z.literal('programme') }),
]);
export type Scope = z.infer<typeof Scope>;

export const RoleAssignment = z.strictObject({
  role: Role,
  scope: Scope,
  from: CalendarDate,
  until: CalendarDate.nullable(),
});
export type RoleAssignment = z.infer<typeof RoleAssignment>;

/** Somebody signed in, with the assignments valid today. `authVersion` is checked again inside the transaction. */
export interface PersonActor {
  readonly kind: 'person';
  readonly id: EntryId;
  readonly name: string;
  readonly assignments: readonly RoleAssignment[];
  readonly authVersion: number;
  /** The absent person a substitute acts for (tracks 0.7); the assignments are then that person's. */
  readonly onBehalfOf?: EntryId;
  /** The same person's name and rights, checked in every transaction as well. */
  readonly absent?: { readonly name: string; readonly authVersion: number };
  /** How often this person was let in; a session remembers it. */
  readonly admissions?: number;
}

/** `timer` escalates; `system` runs jobs, the demo data and effects. Both are exempt from the actor check (P16). */
export type Actor =
  | PersonActor
  | { readonly kind: 'timer' }
  | { readonly kind: 'system'; readonly job: string };

/** What the history keeps of an actor: never a name. */
export type EventActor =
  | { readonly kind: 'person'; readonly id: EntryId }
  | { readonly kind: 'timer' }
  | { readonly kind: 'system'; readonly job: string };

export function eventActor(actor: Actor): EventActor {
  return actor.kind === 'person' ? { kind: 'person', id: actor.id } : actor;
}

/** The key under which tasks for this scope are filed, e.g. `forum:FO-QAYARA-1`, `programme`. */
export const scopeKey = (scope: Scope): string =>
  scope.kind === 'programme' ? scope.kind : `${scope.kind}:${scope.id}`;

/** Where a case or entry stands, as far as permission is concerned. */
export interface Placement {
  readonly forum?: EntryId | undefined;
  /** Further forums it concerns, e.g. those an office is to serve. */
  readonly forums?: readonly EntryId[] | undefined;
  readonly unit?: EntryId | undefined;
  readonly contract?: EntryId | undefined;
  readonly governorate?: string | undefined;
  readonly authority?: 'federal' | 'krg' | 'joint' | undefined;
}

/** Does a role held in this scope reach an entry placed there? */
export function covers(scope: Scope, place: Placement): boolean {
  switch (scope.kind) {
    case 'programme':
      return true;
    case 'directorate':
      return place.authority === scope.id || place.authority === 'joint';
    case 'forum':
      return place.forum === scope.id || (place.forums ?? []).includes(scope.id);
    default:
      return place[scope.kind] === scope.id;
  }
}

/** The roles this person holds towards an entry placed there. */
export function rolesTowards(actor: PersonActor, place: Placement): Role[] {
  return actor.assignments.filter(({ scope }) => covers(scope, place)).map(({ role }) => role);
}

/** The person an event or command is attributed to, if any. */
export const personOf = (actor: Actor | EventActor): EntryId | undefined =>
  actor.kind === 'person' ? actor.id : undefined;

/** Everybody an act counts for: the person and whoever they acted for (tracks 0.6). */
export const partiesOf = (actor: Actor): EntryId[] => {
  if (actor.kind !== 'person') return [];
  return actor.onBehalfOf === undefined ? [actor.id] : [actor.id, actor.onBehalfOf];
};

/** The same of an act that was accepted. */
export const partiesOfEvent = (event: { actor: EventActor; onBehalfOf?: EntryId | undefined }): EntryId[] => {
  const by = event.actor.kind === 'person' ? [event.actor.id] : [];
  return event.onBehalfOf === undefined ? by : [...by, event.onBehalfOf];
};

/** Is it one of these persons, or does it count for one of them? */
export const isAmong = (actor: Actor, persons: readonly EntryId[]): boolean =>
  partiesOf(actor).some((party) => persons.includes(party));
