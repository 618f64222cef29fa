import { documentClient } from '../shared/aws/clients.ts';
import { readAnchorPlace, readWebEnv, type SecretSource, type WebEnv } from '../shared/aws/env.ts';
import { failureStore } from '../shared/aws/failure-store.ts';
import { sealer } from '../shared/aws/sealer.ts';
import { sessionStore } from '../shared/aws/session-store.ts';
import type { RoleAssignment } from '../shared/kernel/actor.ts';
import type { ListRow, Page } from '../shared/ports.ts';
import type { Workplace } from '../workflows/casework/workplace.ts';
import type { Assets, DemoPerson, HttpDeps } from './http/http-deps.ts';
import { allowance, signInThrottle } from './http/throttle.ts';
import { identityByChoice } from './identity/by-choice.ts';
import type { IdentityProvider } from './identity/identity.ts';
import { anchorsAt, workplaceOf } from './ports.ts';
import { sessionsIn } from './sessions.ts';

/** The composition root of the front end: the only place where its parts are wired. */
export async function deps(assets: Assets, version: string): Promise<HttpDeps> {
  const env = readWebEnv();
  const [secret, sealing] = await Promise.all([secretOf(env.sessionSecret), secretOf(env.sealingSecret)]);
  const workplace = workplaceOf(env, 'http', sealer(sealing));
  const { clock, crypto } = workplace;
  const client = documentClient();
  const store = sessionStore(client, env.tableName);
  return {
    workplace,
    identity: await identityOf(env, workplace, secret),
    sessions: sessionsIn({ store, clock, crypto }),
    attempts: store,
    anchors: anchorsAt(readAnchorPlace()),
    throttle: signInThrottle({ store: failureStore(client, env.tableName), clock, crypto }),
    allowance: allowance(env.changesPerMinute, clock),
    version,
    secret,
    assets,
    publicUrl: env.publicUrl,
  };
}

/** Sign-in is chosen here, by what the environment names, and nowhere else. */
async function identityOf(
  { cognito }: WebEnv,
  workplace: Workplace,
  secret: string,
): Promise<IdentityProvider> {
  if (cognito === null)
    return identityByChoice({ secret, clock: workplace.clock, people: () => demoPeople(workplace) });
  const { cognitoIdentity } = await import('./identity/cognito.ts');
  return cognitoIdentity(cognito);
}

async function secretOf(source: SecretSource): Promise<string> {
  if ('value' in source) return source.value;
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient();
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: source.arn }));
  if (SecretString === undefined) throw new Error('a secret is empty');
  return SecretString;
}

/** Everybody active, for the page where a demonstration is entered by picking a person. */
async function demoPeople({ store }: Workplace): Promise<DemoPerson[]> {
  const people: DemoPerson[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<ListRow> = await store.list('person', [{ authority: 'none' }], true, {
      limit: 100,
      cursor,
    });
    const entries = await Promise.all(page.items.map(({ id }) => store.load('person', id)));
    for (const [i, row] of page.items.entries()) {
      const state = entries[i]?.state as { assignments: readonly RoleAssignment[] } | undefined;
      const [first] = state?.assignments ?? [];
      if (first !== undefined)
        people.push({ id: row.id, name: row.title, role: first.role, place: placeOf(first) });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return people;
}

const placeOf = ({ scope }: RoleAssignment): string => ('id' in scope ? scope.id : '');
