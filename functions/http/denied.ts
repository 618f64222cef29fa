import type { Role } from '../../shared/kernel/actor.ts';
import type { Say } from './wording.ts';

interface Denied {
  readonly why: string;
  readonly roles: readonly string[];
}

/** Why not, in one sentence that says whose it is. */
export function denied(say: Say, { why, roles }: Denied): string {
  const named = roles.filter((role) => role !== '').map((role) => say.role(role as Role));
  return say.text({ key: `denied.${why}`, params: { roles: say.list(named) } });
}
