import { readAnchorPlace, readWebEnv, type SecretSource } from '../shared/aws/env.ts';
import { sealer } from '../shared/aws/sealer.ts';
import type { RoleAssignment } from '../shared/kernel/actor.ts';
import type { ListRow, Page } from '../shared/ports.ts';
import type { Workplace } from '../workflows/casework/workplace.ts';
import type { Assets, DemoPerson, HttpDeps } from './http/http-deps.ts';
import { anchorsAt, workplaceOf } from './ports.ts';
import { signedSessions } from './sessions.ts';

/** The composition root of the front end: the only place where its parts are wired. */
export async function deps(assets: Assets, version: string): Promise<HttpDeps> {
  const env = readWebEnv();
  const [secret, sealing] = await Promise.all([secretOf(env.sessionSecret), secretOf(env.sealingSecret)]);
  const workplace = workplaceOf(env, 'http', sealer(sealing));
  return {
    workplace,
    sessions: signedSessions(secret, workplace.clock),
    anchors: anchorsAt(readAnchorPlace()),
    demoSignIn: env.demoSignIn,
    ...(env.demoSignIn ? { people: () => demoPeople(workplace) } : {}),
    ...(env.cognito === null ? {} : { signInUrl: env.cognito.signInUrl }),
    version,
    secret,
    assets,
    publicUrl: env.publicUrl,
  };
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
