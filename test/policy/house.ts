import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createApp } from '../../functions/http/app.tsx';
import { type Casework, casework as realCasework } from '../../functions/http/casework.ts';
import { allowance } from '../../functions/http/throttle.ts';
import { identityByChoice } from '../../functions/identity/by-choice.ts';
import { loadDemoOnce } from '../../infra/demo/demo-api.ts';
import { prepare } from '../../infra/launch/prepare.ts';
import { openDynamoDb } from '../../infra/local/dynamodb/service.ts';
import { inProcessHandler } from '../../infra/local/in-process.ts';
import { openStepFunctions } from '../../infra/local/states/service.ts';
import { PLACE, readPlan } from '../../infra/template/plan.ts';
import { provision } from '../../infra/template/provision.ts';
import { caseStore } from '../../shared/aws/case-store.ts';
import { folderAttachments } from '../../shared/aws/folder-attachments.ts';
import { sealer } from '../../shared/aws/sealer.ts';
import { systemCrypto } from '../../shared/aws/system.ts';
import type { Actor } from '../../shared/kernel/actor.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { CaseStore, Orchestrator } from '../../shared/ports.ts';
import { contentTag } from '../../workflows/casework/etag.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { submitCommand } from '../../workflows/casework/submit-command.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import { type Registry, registry as realRegistry } from '../../workflows/registry.ts';

const SECRET = 'a secret of the tests, long enough to count';
const NOW = '2026-11-16T06:00:00.000Z';

interface Sent {
  readonly method?: string;
  readonly person?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The demonstration on the real store behind the real front end, in this process; only the state machines sleep. */
export interface House {
  readonly workplace: Workplace;
  readonly logged: { code: string; fields: Readonly<Record<string, unknown>> }[];
  send(path: string, request?: Sent): Promise<Response>;
  /** A command of the platform itself, which nobody needs permission for, or of a person, who does. */
  give(id: string, name: string, input: object, person?: string): Promise<void>;
  /** An entry under an id of its own. */
  open(kind: string, id: string, input: object, person?: string): Promise<void>;
  /** The same store behind a front end with other permissions: faults planted on purpose. */
  with(changes: { readonly registry?: Registry; readonly casework?: Partial<Casework> }): House;
  close(): Promise<void>;
}

const asleep: Orchestrator = {
  start: async () => 'started',
  resume: async () => 'resumed' as never,
  stop: async () => undefined,
  running: async function* () {},
};

export async function openHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'aman-house-'));
  const { templates } = await prepare();
  const { tables } = readPlan(templates);
  const clock = { now: () => Date.parse(NOW) };
  const dynamodb = openDynamoDb({ file: join(folder, 'dynamodb.sqlite'), clock });
  const lambda = { invoke: async () => ({}) } as never;
  const states = openStepFunctions({ file: join(folder, 'states.sqlite'), clock, lambda });
  await provision({ dynamodb, states }, { tables, machines: [] });
  const client = new DynamoDBClient({
    region: PLACE.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: inProcessHandler([dynamodb, states]),
  });
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const logged: House['logged'] = [];
  const note = (code: string, fields: Readonly<Record<string, unknown>>) => logged.push({ code, fields });
  const workplace: Workplace = {
    registry: realRegistry,
    store: remembering(
      caseStore(document, tables[0]?.name ?? '', sealer('a sealing secret for this test only')),
    ),
    orchestrator: asleep,
    clock: { now: () => NOW },
    crypto: systemCrypto,
    attachments: folderAttachments(join(folder, 'files')),
    log: { info: note, warn: note, error: note },
  };
  await loadDemoOnce(workplace, join(folder, 'demo'));
  const close = async () => {
    await states.close();
    await dynamodb.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return houseOver(workplace, logged, close);
}

/** Thousands of refusals read the same few entries: what was loaded stands until something is written. */
function remembering(store: CaseStore): CaseStore {
  const known = new Map<string, ReturnType<CaseStore['load']>>();
  return {
    ...store,
    load(kind, id) {
      const found = known.get(id) ?? store.load(kind, id);
      known.set(id, found);
      return found;
    },
    commit(commit) {
      known.clear();
      return store.commit(commit).finally(() => known.clear());
    },
  };
}

const absent = (): never => {
  throw new Error('no page is open in this house');
};

function houseOver(
  workplace: Workplace,
  logged: House['logged'],
  close: () => Promise<void>,
  casework: Casework = realCasework,
): House {
  const { clock } = workplace;
  const identity = identityByChoice({ secret: SECRET, clock, people: async () => [] });
  const tokenOf = (person: string): string => {
    if (identity.signIn.by !== 'choice') throw new Error('nobody can be chosen');
    // Everybody was let in once.
    return identity.signIn.issue({ id: EntryId.parse(person), admissions: 1 });
  };
  const assets = { assets: {}, assetPath: (name: string) => `/assets/${name}` };
  const app = createApp(
    {
      workplace,
      identity,
      // Programs only: nobody here has a page open.
      sessions: { open: absent, find: absent, actFor: absent, end: absent, endOthers: absent, of: absent },
      attempts: { keepAttempt: absent, takeAttempt: absent },
      throttle: { guard: (_, attempt) => attempt() },
      allowance: allowance(Number.MAX_SAFE_INTEGER, clock),
      anchors: { read: async () => [] },
      version: '1',
      secret: SECRET,
      assets,
    },
    casework,
  );
  let keys = 0;
  const kindOf = (name: string) => {
    const kind = workplace.registry.kind(name);
    if (kind === undefined) throw new Error(`no kind ${name}`);
    return kind;
  };
  const actorOf = async (person: string | undefined): Promise<Actor> => {
    if (person === undefined) return { kind: 'system', job: 'test' };
    const actor = await loadActor(workplace, EntryId.parse(person));
    if (actor === null) throw new Error(`${person} cannot sign in`);
    return actor;
  };
  const nothing = { idempotencyKey: null, ifMatch: null };
  return {
    workplace,
    logged,
    async send(path, { method = 'GET', person = null, body, headers = {} } = {}) {
      const token = person === null ? {} : { Authorization: `Bearer ${tokenOf(person)}` };
      const content =
        body === undefined ? {} : { 'Content-Type': 'application/json', 'Idempotency-Key': `k${keys++}` };
      return app.request(path, {
        method,
        headers: { ...token, ...content, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    },
    async give(id, name, input, person) {
      const kind = workplace.registry.of(id);
      if (kind === undefined) throw new Error(`no kind for ${id}`);
      const actor = await actorOf(person);
      const entry = await workplace.store.load(kind.kind, EntryId.parse(id));
      if (entry === null) throw new Error(`no ${id}`);
      const ifMatch = contentTag(workplace.crypto, kind, entry);
      await submitCommand(workplace, { ...nothing, ifMatch, actor, kind, id: entry.id, name, input });
    },
    async open(name, id, input, person) {
      const kind = kindOf(name);
      const openAs = EntryId.parse(id);
      const actor = await actorOf(person);
      await submitCommand(workplace, { ...nothing, actor, kind, id: null, openAs, name: kind.opens, input });
    },
    with: ({ registry = workplace.registry, casework: changed = {} }) =>
      houseOver({ ...workplace, registry }, logged, async () => undefined, { ...casework, ...changed }),
    close,
  };
}
