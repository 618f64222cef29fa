import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { z } from 'zod';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { IdentityProvider, SignInElsewhere } from './identity.ts';

interface CognitoOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Origin of the managed sign-in pages. */
  readonly signInUrl: string;
  /** Every request to the provider; a test brings its own. */
  readonly ask?: (url: string, init?: RequestInit) => Promise<Response>;
}

// The gateway gives up after 30 s; the provider answers in a tenth of a second.
const PATIENCE_MS = 5000;
const timely = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });

const Tokens = z.object({ id_token: z.string().max(10_000) });

/**
 * Cognito: managed sign-in for pages, access tokens for programs. An account is tied to a person by its user name,
 * which an administrator sets to the person's id and nobody can change; an e-mail address ties nobody to anything.
 */
export function cognitoIdentity({
  userPoolId,
  clientId,
  signInUrl,
  ask = timely,
}: CognitoOptions): IdentityProvider {
  const jwksCache = new SimpleJwksCache({
    fetcher: { fetch: async (uri) => (await answered(await ask(uri))).arrayBuffer() },
  });
  const verifier = (tokenUse: 'id' | 'access') =>
    CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse }, { jwksCache });
  const access = verifier('access');
  const identity = verifier('id');
  const page = (path: string, query: Readonly<Record<string, string>>): string =>
    `${signInUrl}${path}?${new URLSearchParams({ client_id: clientId, ...query })}`;

  const redeem: SignInElsewhere['redeem'] = async ({ code, verifier: secret, nonce, redirectUri }) => {
    const response = await ask(`${signInUrl}/oauth2/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri: redirectUri,
        code_verifier: secret,
      }),
    }).catch((cause: unknown) => {
      throw new AppError('Unavailable', 'sign-in-unavailable', { cause });
    });
    if (response.status >= 500) throw new AppError('Unavailable', 'sign-in-unavailable');
    if (!response.ok) throw notAccepted('the code was refused');
    const tokens = Tokens.safeParse(await response.json().catch(() => null));
    if (!tokens.success) throw notAccepted('the answer has no identity token');
    const claims = await identity.verify(tokens.data.id_token).catch((cause: unknown) => {
      throw notAccepted(cause);
    });
    if (claims.nonce !== nonce) throw notAccepted('the token answers another sign-in');
    const person = personOf(claims['cognito:username']);
    if (person === null) throw notAccepted('the account belongs to no person');
    return person;
  };

  return {
    async bearer(token) {
      const claims = await access.verify(token).catch(() => null);
      const person = personOf(claims?.username);
      return person === null ? null : { person };
    },
    signIn: {
      by: 'redirect',
      origin: new URL(signInUrl).origin,
      address: ({ state, nonce, challenge, redirectUri, language }) =>
        page('/oauth2/authorize', {
          response_type: 'code',
          scope: 'openid',
          redirect_uri: redirectUri,
          state,
          nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
          lang: language,
        }),
      redeem,
      signOutAddress: (backTo) => page('/logout', { logout_uri: backTo }),
    },
  };
}

/** User names compare without case; ids of people are capitals. */
const personOf = (name: unknown): EntryId | null =>
  typeof name === 'string' ? (EntryId.safeParse(name.toUpperCase()).data ?? null) : null;

const notAccepted = (cause: unknown): AppError =>
  new AppError('Unauthenticated', 'sign-in-not-accepted', {
    cause: cause instanceof Error ? cause : new Error(String(cause)),
  });

async function answered(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`the keys are answered with ${response.status}`);
  return response;
}
