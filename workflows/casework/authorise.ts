import { type Actor, type PersonActor, rolesTowards, scopeKey } from '../../shared/kernel/actor.ts';
import { addresseeKey, type Listing } from '../../shared/kernel/entry.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';
import type { CommandSpec, EntryKind, GivenCommand } from '../track.ts';

/** All keys under which something may wait for this person (P16). */
export function inboxKeys(actor: PersonActor): string[] {
  const roles = actor.assignments.map(({ role, scope }) => `${role}@${scopeKey(scope)}`);
  const absent = actor.onBehalfOf === undefined ? [] : [`person:${actor.onBehalfOf}`];
  return [...new Set([`person:${actor.id}`, ...absent, ...roles])];
}

/** Who and what a permission is asked for; `state` is null while the entry is being opened. */
export interface Request {
  readonly kind: EntryKind;
  readonly state: unknown;
  readonly listing: Pick<Listing, 'placement'>;
  readonly today: CalendarDate;
}

/** May the actor see the entry at all? If not, it does not exist for him: 404, never 403. */
export function mayRead(actor: Actor, { kind, state, listing, today }: Request): boolean {
  if (actor.kind !== 'person') return true;
  const named = kind.mayRead(state, actor, today);
  if (named !== null) return named;
  if (kind.readers === 'everyone') return true;
  const roles = rolesTowards(actor, listing.placement);
  if (kind.readers.some((role) => roles.includes(role))) return true;
  const keys = inboxKeys(actor);
  return kind.tasks(state).some((task) => task.addressees.some((to) => keys.includes(addresseeKey(to))));
}

/** Deny by default: a role towards the entry, or named by the case itself for this very command. */
export function mayGive(actor: Actor, spec: CommandSpec, command: GivenCommand, request: Request): boolean {
  if (actor.kind !== 'person') return true;
  const roles = rolesTowards(actor, request.listing.placement);
  if (spec.who.some((who) => who !== 'named' && roles.includes(who))) return true;
  if (!spec.who.includes('named') || request.state === null) return false;
  const named = request.kind.named(request.state, command);
  return named.includes(actor.id) || (actor.onBehalfOf !== undefined && named.includes(actor.onBehalfOf));
}

export function authorise(actor: Actor, spec: CommandSpec, command: GivenCommand, request: Request): void {
  if (!mayGive(actor, spec, command, request))
    throw new AppError('Forbidden', 'forbidden', { params: { command: command.type } });
}
