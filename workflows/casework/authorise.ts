import { type Actor, type PersonActor, type Scope, scopeKey } from '../../shared/kernel/actor.ts';
import { addresseeKey, type Listing } from '../../shared/kernel/entry.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Commit, ListSource } from '../../shared/ports.ts';
import { type Grant, isForEveryone, isForNamed, reaches, rolesIn, scopesFor, termsOf } from '../grants.ts';
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
  readonly now: Instant;
}

/** May the actor see the entry at all? If not, it does not exist for him: 404, never 403. */
export function mayRead(actor: Actor, { kind, state, listing, now }: Request): boolean {
  if (actor.kind !== 'person') return true;
  const own = kind.mayRead(state, actor, now);
  if (own !== null) return own;
  if (reaches(actor, kind.readers, listing.placement)) return true;
  if (!isForNamed(kind.readers)) return false;
  if (isNamed(actor, kind, state, { type: 'Read' })) return true;
  const keys = inboxKeys(actor);
  return kind.tasks(state).some((task) => task.addressees.some((to) => keys.includes(addresseeKey(to))));
}

const isNamed = (actor: PersonActor, kind: EntryKind, state: unknown, command: GivenCommand): boolean => {
  const named = kind.named(state, command);
  return named.includes(actor.id) || (actor.onBehalfOf !== undefined && named.includes(actor.onBehalfOf));
};

/** Deny by default: a role that reaches the entry, or named by the entry itself for this very command. */
export function mayGive(actor: Actor, spec: CommandSpec, command: GivenCommand, request: Request): boolean {
  return whyNot(actor, spec, command, request) === null;
}

/**
 * Why somebody may not give a command: `role` none of his, `scope` the role but elsewhere, `named` only whom the entry
 * names, `platform` nobody gives it by hand. `roles`: those who may. Speaks of the table alone, never of the entry.
 */
export interface Denial {
  readonly why: 'role' | 'scope' | 'named' | 'platform';
  readonly roles: readonly string[];
}

export function whyNot(
  actor: Actor,
  { who }: CommandSpec,
  command: GivenCommand,
  { kind, state, listing }: Request,
): Denial | null {
  if (actor.kind !== 'person' || reaches(actor, who, listing.placement)) return null;
  if (state !== null && isForNamed(who) && isNamed(actor, kind, state, command)) return null;
  return denial(actor, who);
}

function denial(actor: PersonActor, who: readonly Grant[]): Denial {
  const roles = rolesIn(who);
  if (who.length === 0) return { why: 'platform', roles };
  if (scopesFor(actor, who).length > 0) return { why: 'scope', roles };
  return { why: roles.length === 0 ? 'named' : 'role', roles };
}

/** Commands that tasks of this very person ask for: whom `named` means shows only with the whole command. */
export function askedOf(kind: EntryKind, state: unknown, actor: Actor): ReadonlySet<string> {
  if (actor.kind !== 'person') return new Set();
  const mine = kind
    .tasks(state)
    .filter(({ addressees }) =>
      addressees.some((to) => to.kind === 'person' && (to.id === actor.id || to.id === actor.onBehalfOf)),
    );
  return new Set(mine.flatMap(({ commands }) => commands));
}

/** Does the actor hold what a command asks for anywhere at all? */
export function mayGiveAnywhere(actor: Actor, kind: EntryKind, name: string): boolean {
  const who = kind.commands[name]?.who ?? [];
  return actor.kind !== 'person' || isForEveryone(who) || scopesFor(actor, who).length > 0;
}

/** Before the input of an opening command is even read. */
export function authoriseAnywhere(actor: Actor, kind: EntryKind, name: string): void {
  if (actor.kind === 'person' && !mayGiveAnywhere(actor, kind, name))
    throw forbidden(denial(actor, kind.commands[name]?.who ?? []), name);
}

export function authorise(actor: Actor, spec: CommandSpec, command: GivenCommand, request: Request): void {
  const denied = whyNot(actor, spec, command, request);
  if (denied !== null) throw forbidden(denied, command.type);
}

/** Before the input is read: whom `named` means may hang on it, but somebody whom a task asks may mistype. */
export function authoriseUnread(
  actor: Actor,
  spec: CommandSpec,
  command: GivenCommand,
  request: Request,
): void {
  const asked = isForNamed(spec.who) && askedOf(request.kind, request.state, actor).has(command.type);
  if (!asked) authorise(actor, spec, command, request);
}

/** What a route asks for as a whole; throws Forbidden with the reason. */
export function requireGrant(actor: PersonActor, grants: readonly Grant[], operation: string): void {
  const isEverybodys = grants.some((grant) => termsOf(grant).grantee === 'everyone');
  if (!isEverybodys && !reaches(actor, grants, {})) throw forbidden(denial(actor, grants), operation);
}

const forbidden = ({ why, roles }: Denial, command: string): AppError =>
  new AppError('Forbidden', 'forbidden', { params: { command, why, roles: roles.join(' ') } });

const AUTHORITIES = ['federal', 'krg', 'joint', 'none'] as const;
const EVERYTHING: readonly ListSource[] = AUTHORITIES.map((authority) => ({ authority }));

/** The partitions a list may touch; there is no way to fetch all and then filter (design 6). */
export function scopeFilter(actor: Actor, { readers, sealed }: EntryKind): ListSource[] {
  // Whoever may read one finds it by its id; no list knows of it (P11, I14).
  if (sealed) return [];
  if (actor.kind !== 'person' || isForEveryone(readers)) return [...EVERYTHING];
  const scopes = scopesFor(actor, readers);
  if (scopes.some((scope) => scope.kind === 'programme')) return [...EVERYTHING];
  const sources = scopes.flatMap(sourcesOfScope);
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()].sort(broadFirst);
}

function sourcesOfScope(scope: Scope): ListSource[] {
  switch (scope.kind) {
    case 'programme':
      return [];
    case 'directorate':
      return [{ authority: scope.id }, { authority: 'joint' }];
    case 'governorate':
      return AUTHORITIES.map((authority) => ({ authority, governorate: scope.id }));
    default:
      return [{ linkedTo: scope.id }];
  }
}

const breadth = (source: ListSource): number => {
  if ('linkedTo' in source) return 2;
  return source.governorate === undefined ? 0 : 1;
};
const broadFirst = (a: ListSource, b: ListSource): number => breadth(a) - breadth(b);

/**
 * What the store checks inside the transaction, so that a permission given up meanwhile refuses the write: the rights
 * of the person, and of the absent person he stands in for, are those that were read. The revision of every entry
 * written is checked with its item.
 */
export function txConditions(actor: Actor): Pick<Commit, 'actor' | 'absent'> {
  if (actor.kind !== 'person') return { actor: null };
  const { id, authVersion, onBehalfOf, absent } = actor;
  if (onBehalfOf === undefined || absent === undefined) return { actor: { id, authVersion } };
  return { actor: { id, authVersion }, absent: { id: onBehalfOf, authVersion: absent.authVersion } };
}
