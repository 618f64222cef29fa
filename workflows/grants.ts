import {
  type Actor,
  covers,
  type PersonActor,
  type Placement,
  type Role,
  type Scope,
} from '../shared/kernel/actor.ts';

/**
 * How far a permission reaches: own forum `o`, own unit `s`, governorate `g`, directorate `d`, programme `p`, named in
 * the entry or by a contract `n`, the own person `x`, aggregates only `a`.
 */
type Reach = 'o' | 's' | 'g' | 'd' | 'p' | 'n' | 'x' | 'a';
type Reaches = Reach | 'os' | 'sg' | 'ng';

/** `*` a rule of separation of duties applies as well; `!` step-up; `R` a redacted view. */
type Marks = '' | '*' | '!' | '!*' | 'R';

/** `named`: whom the entry itself names for this very command; `everyone`: whoever is signed in. */
type Grantee = Role | 'named' | 'everyone';

/** One cell of the table of permissions, written as it is printed: `chair o`, `ministry d*`, `named n`. */
export type Grant = `${Grantee} ${Reaches}${Marks}`;

export interface Terms {
  readonly grantee: Grantee;
  readonly reaches: string;
  readonly marks: string;
}

const REACH: Readonly<Record<Scope['kind'], Reach>> = {
  forum: 'o',
  unit: 's',
  contract: 'n',
  governorate: 'g',
  directorate: 'd',
  programme: 'p',
};

const WRITTEN = /^([a-z-]+) ([osgdpnxa]{1,2})(!?\*?|R)$/;
const read = new Map<string, Terms>();

/** The parts of a grant; throws when it is not written as one. */
export function termsOf(grant: Grant): Terms {
  const known = read.get(grant);
  if (known !== undefined) return known;
  const [, grantee, reaches, marks] = WRITTEN.exec(grant) ?? [];
  if (grantee === undefined || reaches === undefined || marks === undefined)
    throw new Error(`"${grant}" is no grant: write role, space and reach, e.g. "chair o" or "ministry d*"`);
  const terms: Terms = { grantee: grantee as Grantee, reaches, marks };
  read.set(grant, terms);
  return terms;
}

/** The scopes in which the actor holds what these grants ask for, wherever that is. */
export const scopesFor = (actor: PersonActor, grants: readonly Grant[]): Scope[] =>
  actor.assignments
    .filter(({ role, scope }) =>
      grants.some((grant) => {
        const { grantee, reaches } = termsOf(grant);
        return grantee === role && reaches.includes(REACH[scope.kind]);
      }),
    )
    .map(({ scope }) => scope);

/** Is it for whoever is signed in? */
export const isForEveryone = (grants: readonly Grant[]): boolean =>
  grants.some((grant) => {
    const { grantee, reaches } = termsOf(grant);
    return grantee === 'everyone' && reaches === 'p';
  });

export const isForNamed = (grants: readonly Grant[]): boolean =>
  grants.some((grant) => {
    const { grantee, reaches } = termsOf(grant);
    return grantee === 'named' || reaches === 'x';
  });

/** Must the one who does it differ from whoever did something before? */
export const isSeparated = (grants: readonly Grant[]): boolean =>
  grants.some((grant) => termsOf(grant).marks.includes('*'));

/** Does one of the grants reach an entry placed there? Timer and system reach everything. */
export const reaches = (actor: Actor, grants: readonly Grant[], place: Placement): boolean =>
  actor.kind !== 'person' ||
  isForEveryone(grants) ||
  scopesFor(actor, grants).some((scope) => covers(scope, place));

/** Roles that could be held for these grants, each once. */
export const rolesIn = (grants: readonly Grant[]): Role[] => {
  const grantees = grants.map((grant) => termsOf(grant).grantee);
  return [...new Set(grantees)].filter((one): one is Role => one !== 'named' && one !== 'everyone');
};
