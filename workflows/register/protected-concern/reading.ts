import { type Actor, type PersonActor, rolesTowards } from '../../../shared/kernel/actor.ts';
import { baghdadDate, type Instant } from '../../../shared/kernel/time.ts';
import type { ProtectedConcern } from './commands.ts';

/** For a lowered concern: those who put it into the plan. */
const TAKE_OVER = ['chair', 'iom-field'] as const;

/** The author, the protection focal point, and whoever was named and whose time has not run out. */
export function mayRead(concern: ProtectedConcern, reader: Actor, now: Instant): boolean {
  return isAdmitted(concern, reader, now) || underGlass(concern, reader, now) !== null;
}

/** The reason of the open break-glass, where nothing else lets this reader in. */
export function underGlass(
  concern: ProtectedConcern,
  reader: Actor,
  now: Instant,
): { readonly reason: string } | null {
  if (reader.kind !== 'person' || isAdmitted(concern, reader, now)) return null;
  const glass = concern.glass[reader.id];
  return glass !== undefined && now < glass.until ? { reason: glass.reason } : null;
}

/** May read without breaking the glass. */
export function isAdmitted(concern: ProtectedConcern, reader: Actor, now: Instant): boolean {
  if (reader.kind !== 'person') return false;
  if (concern.author === reader.id || isFocalPoint(reader)) return true;
  if (concern.status === 'lowered' && holdsHere(concern, reader, TAKE_OVER)) return true;
  const until = concern.grants[reader.id];
  return until !== undefined && baghdadDate(now) <= until;
}

export const isFocalPoint = (reader: PersonActor): boolean => rolesTowards(reader, {}).includes('protection');

const holdsHere = (
  { forum, governorate }: ProtectedConcern,
  reader: PersonActor,
  roles: readonly string[],
): boolean => rolesTowards(reader, { forum, governorate }).some((role) => roles.includes(role));
