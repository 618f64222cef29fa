import type { Role, RoleAssignment, Scope } from '../../../shared/kernel/actor.ts';
import { scopeKey } from '../../../shared/kernel/actor.ts';
import type { Refusal } from '../../../shared/kernel/decision.ts';
import { SUBSTITUTE } from '../../settings.ts';
import { type Person, Rank, type Substitution } from './commands.ts';

/** Where each role may be held (reliability-security 3.1). */
const SCOPES: Readonly<Record<Role, readonly Scope['kind'][]>> = {
  member: ['forum'],
  chair: ['forum'],
  officer: ['forum', 'unit'],
  // A forum without a registered station is answered for by the commander of its governorate.
  commander: ['unit', 'governorate'],
  logistics: ['governorate'],
  'logistics-central': ['directorate'],
  ministry: ['directorate'],
  engineer: ['contract', 'governorate'],
  'iom-field': ['governorate'],
  'iom-manager': ['programme'],
  protection: ['programme'],
  contractor: ['contract'],
  donor: ['programme'],
  auditor: ['programme'],
  administrator: ['programme'],
};

// SD13: these stand alone. A contractor's representative stands alone as well: nobody inspects his own work.
const ALONE: readonly Role[] = ['administrator', 'auditor', 'donor', 'contractor'];
const APART: readonly (readonly [Role, Role])[] = [
  ['engineer', 'iom-manager'],
  ['engineer', 'ministry'],
];

export const fitsScope = (role: Role, scope: Scope): boolean => SCOPES[role].includes(scope.kind);

const exclude = (a: Role, b: Role): boolean =>
  a !== b &&
  (ALONE.includes(a) || ALONE.includes(b) || APART.some((pair) => pair.includes(a) && pair.includes(b)));

/** Static separation of duties between an assignment and those already held at the same time (SD13). */
export function clash(assignment: RoleAssignment, held: readonly RoleAssignment[]): Refusal | null {
  const other = held.find((one) => overlap(one, assignment) && exclude(one.role, assignment.role));
  if (other === undefined) return null;
  const params = { role: assignment.role, other: other.role };
  return { code: 'roles-exclude-each-other', because: 'rule', pointer: '/role', params };
}

interface Period {
  readonly from: string;
  readonly until: string | null;
}

export const overlap = (a: Period, b: Period): boolean =>
  (b.until === null || a.from <= b.until) && (a.until === null || b.from <= a.until);

export const sameRole = (
  a: Pick<RoleAssignment, 'role' | 'scope'>,
  b: Pick<RoleAssignment, 'role' | 'scope'>,
) => a.role === b.role && scopeKey(a.scope) === scopeKey(b.scope);

/** May `substitute` act for `absent` in this period? The reason if not (tracks 0.7, SD13). */
export function unfitSubstitute(absent: Person, substitute: Person, period: Period): string | null {
  if (substitute.id === absent.id) return 'substitute-is-self';
  if (substitute.status !== 'active') return 'person-deactivated';
  const away = (person: Person) => person.substitute !== null && overlap(person.substitute, period);
  const during = (one: Substitution) => overlap(one, period);
  if (away(substitute) || absent.standsInFor.some(during)) return 'substitute-chain';
  if (!rankFits(absent, substitute)) return 'substitute-rank-too-low';
  const theirs = absent.assignments.filter((one) => overlap(one, period));
  const clashes = theirs.some((one) => clash(one, substitute.assignments) !== null);
  return clashes ? 'roles-exclude-each-other' : null;
}

/** An officer is represented by an officer, of the same rank, a higher one, or one just below (G-10). */
function rankFits({ rank }: Person, { rank: other }: Person): boolean {
  if (rank === undefined) return true;
  if (other === undefined) return false;
  return Rank.options.indexOf(other) >= Rank.options.indexOf(rank) - SUBSTITUTE.ranksBelow;
}
