import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const POOL = 'eu-central-1_Example1';
export const CLIENT = 'client-of-aman';
const ISSUER = `https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`;
const KEYS = `${ISSUER}/.well-known/jwks.json`;
const KID = 'key-1';

type Claims = Readonly<Record<string, unknown>>;

interface Pending {
  readonly username: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

/**
 * An OpenID provider that answers as Cognito does: codes used once, PKCE checked, tokens really signed. `spoil` changes
 * what the next identity token says, or how it is signed.
 */
export interface OidcDouble {
  readonly url: string;
  /** How often the keys were fetched. */
  readonly keysAsked: () => number;
  /** The account signs in on the provider's page; gives the address the browser is sent back to. */
  approve(authorizeUrl: string, username: string): string;
  spoil(how: Spoiled): void;
  token(use: 'id' | 'access', username: string, how?: Spoiled): string;
  /** For the adapter: Cognito's own addresses lead here. */
  readonly ask: (url: string, init?: RequestInit) => Promise<Response>;
  close(): void;
}

export interface Spoiled {
  readonly claims?: Claims;
  readonly alg?: 'none' | 'HS256';
  readonly foreignKey?: boolean;
  readonly kid?: string;
  /** Changes a letter of the signed text. */
  readonly forged?: boolean;
}

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function oidcDouble(now: () => number = Date.now): Promise<OidcDouble> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Pending>();
  let spoiled: Spoiled = {};
  let keysAsked = 0;

  function signed(claims: Claims, { alg, foreignKey, kid = KID, forged, claims: more }: Spoiled): string {
    const text = `${b64({ alg: alg ?? 'RS256', kid, typ: 'JWT' })}.${b64({ ...claims, ...more })}`;
    if (alg === 'none') return `${text}.`;
    const key: KeyObject = foreignKey === true ? foreign.privateKey : own.privateKey;
    const signature = sign('sha256', Buffer.from(text), key).toString('base64url');
    const shown = forged === true ? text.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) : text;
    return `${shown}.${signature}`;
  }

  function token(use: 'id' | 'access', username: string, how: Spoiled = {}, nonce = ''): string {
    const at = Math.floor(now() / 1000);
    const common = { iss: ISSUER, sub: randomUUID(), token_use: use, iat: at, auth_time: at, exp: at + 900 };
    const own =
      use === 'id'
        ? { aud: CLIENT, nonce, 'cognito:username': username, email: 'somebody@example.org' }
        : { client_id: CLIENT, username, scope: 'openid' };
    return signed({ ...common, ...own }, how);
  }

  function answerToken(form: URLSearchParams): { status: number; body: object } {
    const code = form.get('code') ?? '';
    const pending = codes.get(code);
    codes.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const fits =
      pending !== undefined &&
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === CLIENT &&
      form.get('redirect_uri') === pending.redirectUri &&
      challenge === pending.challenge;
    if (!fits) return { status: 400, body: { error: 'invalid_grant' } };
    const id_token = token('id', pending.username, spoiled, pending.nonce);
    return {
      status: 200,
      body: { id_token, access_token: token('access', pending.username), expires_in: 900 },
    };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/jwks.json') {
      keysAsked += 1;
      const jwk = own.publicKey.export({ format: 'jwk' });
      send(200, { keys: [{ ...jwk, kid: KID, alg: 'RS256', use: 'sig' }] });
    } else if (request.url === '/oauth2/token') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { status, body } = answerToken(new URLSearchParams(Buffer.concat(chunks).toString()));
      send(status, body);
    } else send(404, {});
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    keysAsked: () => keysAsked,
    approve(authorizeUrl, username) {
      const asked = new URL(authorizeUrl).searchParams;
      const given = (name: string): string => asked.get(name) ?? '';
      const code = randomUUID();
      const [redirectUri, nonce, challenge] = [
        given('redirect_uri'),
        given('nonce'),
        given('code_challenge'),
      ];
      codes.set(code, { username, nonce, challenge, redirectUri });
      return `${redirectUri}?${new URLSearchParams({ code, state: given('state') })}`;
    },
    spoil: (how) => {
      spoiled = how;
    },
    token,
    ask: (asked, init) => fetch(asked === KEYS ? `${url}/jwks.json` : asked, init),
    close: () => server.close(),
  };
}
