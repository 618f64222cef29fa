import type { Context } from 'hono';
import type { SessionStore, StoredSession } from '../../shared/access.ts';
import type { PersonActor, Role } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Anchors } from '../../shared/ports.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import type { IdentityProvider } from '../identity/identity.ts';
import type { Sessions } from '../sessions.ts';
import type { Casework } from './casework.ts';
import type { Allowance, SignInThrottle } from './throttle.ts';

/** Somebody the demo sign-in offers. */
export interface DemoPerson {
  readonly id: EntryId;
  readonly name: string;
  readonly role: Role;
  /** Forum, unit or governorate, in words. */
  readonly place: string;
}

interface Asset {
  readonly type: string;
  /** Base64. */
  readonly body: string;
  readonly immutable: boolean;
}

/** Files compiled into the program, by path; `assetPath` gives the address that carries the content hash. */
export interface Assets {
  readonly assets: Readonly<Record<string, Asset>>;
  assetPath(name: string): string;
}

/** What the front end is given by the composition root. */
export interface HttpDeps {
  readonly workplace: Workplace;
  readonly identity: IdentityProvider;
  readonly sessions: Sessions;
  readonly anchors: Pick<Anchors, 'read'>;
  /** Remembers who left for the sign-in pages. */
  readonly attempts: Pick<SessionStore, 'keepAttempt' | 'takeAttempt'>;
  readonly throttle: SignInThrottle;
  readonly allowance: Allowance;
  readonly version: string;
  /** Authenticates cursors; the same on every instance. At least 32 characters. */
  readonly secret: string;
  readonly assets: Assets;
  /** Origin people use; null or absent: that of the request. */
  readonly publicUrl?: string | null;
}

/** The dependencies with the use cases: what route factories take. */
export interface Front extends HttpDeps {
  readonly casework: Casework;
}

export interface Env {
  Variables: {
    requestId: string;
    secureHeadersNonce?: string;
    /** Who signed in on this request, once known. */
    actor?: PersonActor;
    /** The session of the cookie, where there is one. */
    session?: StoredSession;
  };
}

export type Ctx = Context<Env>;
