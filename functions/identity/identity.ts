import type { PersonActor } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { DemoPerson } from '../http/http-deps.ts';

/** Whom a credential speaks of; never what that person may do. */
interface Identified {
  readonly person: EntryId;
  /** What the credential remembers of the person's admissions, if it does. */
  readonly admissions?: number;
}

/** Who tells us who somebody is. One adapter is chosen by the environment; nothing else knows which. */
export interface IdentityProvider {
  /** The person a bearer token was issued to; null for a token that is not ours, forged or expired. */
  bearer(token: string): Promise<Identified | null>;
  readonly signIn: SignInByChoice | SignInElsewhere;
}

/** A demonstration is entered by picking a person. */
interface SignInByChoice {
  readonly by: 'choice';
  people(): Promise<readonly DemoPerson[]>;
  issue(person: Pick<PersonActor, 'id' | 'admissions'>): string;
}

/** Sign-in pages of an OpenID provider: authorization code with PKCE. */
export interface SignInElsewhere {
  readonly by: 'redirect';
  /** Origin of its pages; forms of ours may lead there. */
  readonly origin: string;
  address(request: {
    readonly state: string;
    readonly nonce: string;
    readonly challenge: string;
    readonly redirectUri: string;
    readonly language: string;
  }): string;
  /** The person behind a code; throws AppError Unauthenticated when anything about it is wrong. */
  redeem(answer: {
    readonly code: string;
    readonly verifier: string;
    readonly nonce: string;
    readonly redirectUri: string;
  }): Promise<EntryId>;
  signOutAddress(backTo: string): string;
}
