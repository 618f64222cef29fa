import type { Context } from 'hono';
import type { PersonActor, Role } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Anchors } from '../../shared/ports.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import type { Casework } from './casework.ts';

/** Somebody the demo sign-in offers. */
export interface DemoPerson {
  readonly id: EntryId;
  readonly name: string;
  readonly role: Role;
  /** Forum, unit or governorate, in words. */
  readonly place: string;
}

/** Issues and checks the bearer token that is also the value of the session cookie. */
interface Sessions {
  issue(person: EntryId): string | Promise<string>;
  verify(token: string): EntryId | null | Promise<EntryId | null>;
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
  readonly sessions: Sessions;
  readonly anchors: Pick<Anchors, 'read'>;
  readonly demoSignIn: boolean;
  readonly people?: () => Promise<readonly DemoPerson[]>;
  /** Where signing in happens when this is not a demo. */
  readonly signInUrl?: string;
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
  };
}

export type Ctx = Context<Env>;
