import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { prepare } from '../../infra/launch/prepare.ts';
import { openDynamoDb } from '../../infra/local/dynamodb/service.ts';
import { inProcessHandler } from '../../infra/local/in-process.ts';
import { lambdaHost } from '../../infra/local/lambda-host.ts';
import { openStepFunctions } from '../../infra/local/states/service.ts';
import { PLACE, readPlan } from '../../infra/template/plan.ts';
import { provision } from '../../infra/template/provision.ts';
import type { FailureStore, SessionStore } from '../../shared/access.ts';
import { caseStore } from '../../shared/aws/case-store.ts';
import { failureStore } from '../../shared/aws/failure-store.ts';
import { orchestrator } from '../../shared/aws/orchestrator.ts';
import { sealer } from '../../shared/aws/sealer.ts';
import { sessionStore } from '../../shared/aws/session-store.ts';
import { systemCrypto } from '../../shared/aws/system.ts';
import type { PersonActor, Role, Scope } from '../../shared/kernel/actor.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { Log, Orchestrator, Ports } from '../../shared/ports.ts';
import { enterStage, type Waiting } from '../../workflows/casework/enter-stage.ts';
import { type Expired, expireStage } from '../../workflows/casework/expire-stage.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { type CommandAnswer, submitCommand } from '../../workflows/casework/submit-command.ts';
import { sweep } from '../../workflows/casework/sweep.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import { registerKinds } from '../../workflows/register/kinds.ts';
import { createRegistry } from '../../workflows/registry.ts';
import { errand, errandMachine, tally } from './errand.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export interface Bench {
  readonly workplace: Workplace;
  /** Milliseconds; moved by hand. */
  now: number;
  readonly logged: { code: string; fields: Readonly<Record<string, unknown>> }[];
  give(
    person: EntryId | 'system',
    name: string,
    id: EntryId | null,
    input?: object,
    more?: Partial<Give>,
  ): Promise<CommandAnswer>;
  /** Move the clock, fire due timers in order, let everything come to rest. */
  advance(ms: number): Promise<void>;
  settle(): Promise<void>;
  sweep(reconcile?: boolean): ReturnType<typeof sweep>;
  executions(status: 'RUNNING' | 'SUCCEEDED' | 'ABORTED'): Promise<string[]>;
  /** Sessions and failed sign-ins, in the same table. */
  readonly access: { readonly sessions: SessionStore; readonly failures: FailureStore };
  /** Everything the table holds, as text. */
  raw(): Promise<string>;
  close(): Promise<void>;
  /** Replace the way to the state machines, to lose or delay what goes there. */
  orchestrator: Orchestrator;
  /** Close and open the engines again; `forget` deletes the Step Functions data. */
  restart(options?: { forget: boolean }): Promise<void>;
}
interface Give {
  key: string;
  ifMatch: string;
  kind: string;
  openAs: EntryId;
}

export const CHAIR = EntryId.parse('PE-CHAIR');
export const OFFICER = EntryId.parse('PE-OFFICER');
export const MANAGER = EntryId.parse('PE-MANAGER');
export const FORUM = EntryId.parse('FO-TEST');

/** The real store and the real state machine engine under a small track, with a clock and faults in our hands. */
export async function workbench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'aman-bench-'));
  const registry = createRegistry([...registerKinds, errand, tally]);
  const { templates } = await prepare();
  const plan = readPlan(templates);
  const machine = {
    name: 'errand',
    definition: errandMachine(),
    roleArn: `arn:aws:iam::${PLACE.account}:role/x`,
  };
  const logged: Bench['logged'] = [];
  const log: Log = {
    info: (code, fields) => logged.push({ code, fields }),
    warn: (code, fields) => logged.push({ code, fields }),
    error: (code, fields) => logged.push({ code, fields }),
  };
  let bench: Bench;
  const clock = { now: () => bench?.now ?? Date.parse('2026-11-01T08:00:00Z') };
  let dynamodb = openDynamoDb({ file: join(folder, 'dynamodb.sqlite'), clock });
  const lambda = lambdaHost({
    'enter-stage': { load: () => (event: Waiting) => enterStage(bench.workplace, event) },
    'expire-stage': { load: () => (event: Expired) => expireStage(bench.workplace, event) },
  });
  const openStates = () => openStepFunctions({ file: join(folder, 'states.sqlite'), clock, lambda });
  let states = openStates();
  await provision({ dynamodb, states }, { tables: plan.tables, machines: [machine] });
  await states.start();
  const wire = () => {
    const requestHandler = inProcessHandler([dynamodb, states]);
    const config = { region: PLACE.region, credentials, requestHandler };
    const document = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
      marshallOptions: { removeUndefinedValues: true },
    });
    const arn = `arn:aws:states:${PLACE.region}:${PLACE.account}:stateMachine:errand`;
    const table = plan.tables[0]?.name ?? '';
    return {
      access: { sessions: sessionStore(document, table), failures: failureStore(document, table) },
      store: caseStore(document, table, sealer('a sealing secret for this test only')),
      orchestrator: orchestrator(new SFNClient(config), { errand: arn }),
    };
  };
  let wired = wire();
  const ports: Omit<Ports, 'store' | 'orchestrator'> = {
    clock: { now: () => new Date(clock.now()).toISOString() },
    crypto: systemCrypto,
    attachments: { put: never, get: never, has: never },
    log,
  };

  bench = {
    now: Date.parse('2026-11-01T08:00:00Z'),
    logged,
    get workplace() {
      return { ...ports, store: wired.store, orchestrator: bench.orchestrator, registry };
    },
    orchestrator: wired.orchestrator,
    get access() {
      return wired.access;
    },
    async give(...[person, name, id, input = {}, { key, ifMatch, kind, openAs } = {}]) {
      const actor =
        person === 'system'
          ? ({ kind: 'system', job: 'test' } as const)
          : await actorOf(bench.workplace, person);
      const found = registry.kind(kind ?? (id === null ? 'errand' : (registry.of(id)?.kind ?? '')));
      if (found === undefined) throw new Error('no such kind');
      return submitCommand(bench.workplace, {
        kind: found,
        id,
        ...(openAs === undefined ? {} : { openAs }),
        name,
        input,
        actor,
        idempotencyKey: key ?? null,
        ifMatch: ifMatch ?? null,
      });
    },
    async settle() {
      await states.idle();
    },
    async advance(ms) {
      const target = bench.now + ms;
      for (;;) {
        const next = states.nextTimerAt();
        if (next === null || next > target) break;
        bench.now = Math.max(bench.now, next);
        await states.fireDueTimers();
        await states.idle();
      }
      bench.now = target;
      states.rearm();
      await states.idle();
    },
    sweep: (reconcile = false) => sweep(bench.workplace, { reconcile }),
    async executions(status) {
      const arn = `arn:aws:states:${PLACE.region}:${PLACE.account}:stateMachine:errand`;
      const { executions } = (await states.call('ListExecutions', {
        stateMachineArn: arn,
        statusFilter: status,
      })) as { executions: { name: string }[] };
      return executions.map(({ name }) => name).sort();
    },
    async restart({ forget } = { forget: false }) {
      await states.close();
      await dynamodb.close();
      if (forget)
        for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `states.sqlite${end}`), { force: true });
      dynamodb = openDynamoDb({ file: join(folder, 'dynamodb.sqlite'), clock });
      states = openStates();
      await provision({ dynamodb, states }, { tables: plan.tables, machines: [machine] });
      wired = wire();
      bench.orchestrator = wired.orchestrator;
      await states.start();
      await states.idle();
    },
    raw: async () => JSON.stringify(await dynamodb.call('Scan', { TableName: plan.tables[0]?.name ?? '' })),
    async close() {
      await states.close();
      await dynamodb.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await people(bench);
  return bench;
}

const never = (): never => {
  throw new Error('not in this test');
};

async function actorOf(workplace: Workplace, person: EntryId): Promise<PersonActor> {
  const actor = await loadActor(workplace, person);
  if (actor === null) throw new Error(`${person} cannot sign in`);
  return actor;
}

async function people(bench: Bench): Promise<void> {
  const names = { en: 'Test', ar: 'تجربة', ckb: 'تاقیکردنەوە' };
  const authority = { authority: 'federal', from: '2003-01-01' };
  const governorate = EntryId.parse('PL-IQG15');
  const district = EntryId.parse('PL-IQG15Q03');
  const place = { names, authority };
  await bench.give(
    'system',
    'AddPlace',
    null,
    { ...place, code: 'IQG15', pcode: 'IQG15', level: 'governorate', parent: null },
    { kind: 'place', openAs: governorate },
  );
  await bench.give(
    'system',
    'AddPlace',
    null,
    { ...place, code: 'IQG15Q03', pcode: 'IQG15Q03', level: 'district', parent: governorate },
    { kind: 'place', openAs: district },
  );
  const established = {
    name: names,
    governorate: 'IQG15',
    district,
    authority: 'federal',
    establishedBy: 'iom',
    establishedOn: '2017-01-25',
  };
  await bench.give('system', 'OpenForum', null, established, { kind: 'forum', openAs: FORUM });
  const forum: Scope = { kind: 'forum', id: FORUM };
  const all: [EntryId, Role, Scope][] = [
    [CHAIR, 'chair', forum],
    [OFFICER, 'officer', forum],
    [MANAGER, 'iom-manager', { kind: 'programme' }],
  ];
  for (const [id, role, scope] of all) {
    const name = { given: 'A', father: 'B', display: String(id) };
    const duty = { en: 'x', ar: 'x', ckb: 'x' };
    await bench.give(
      'system',
      'InvitePerson',
      null,
      { name, duty, language: 'ar' },
      { kind: 'person', openAs: id },
    );
    await bench.give('system', 'AssignRole', id, { role, scope, from: '2020-01-01', until: null });
  }
  const holidays = [{ date: '2026-11-03', name: { en: 'A holiday', ar: 'عطلة', ckb: 'پشوو' } }];
  await bench.give(
    'system',
    'OpenCalendar',
    null,
    { authority: 'federal', holidays },
    { kind: 'calendar', openAs: EntryId.parse('CA-FEDERAL') },
  );
}
