import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everybodyOf, QAYARA } from './cast.ts';
import type { Client } from './client.ts';
import { acting, concernInput, planning, setting, signing } from './plan-script.ts';
import { give, PLANS, runSteps } from './run-steps.ts';
import { openWorld, type World } from './world.ts';

const PROTECTED = 'protected-concerns';
const MARKED = 'CANARY-MARKED-8F3K a family is threatened over its house';
const BROUGHT = 'CANARY-BROUGHT-2Q7M a girl is kept from school and beaten';
const CANARY = /CANARY|8F3K|2Q7M/;

let world: World;
let id: string;
/** Who marked the concern and so became its author. */
const author = QAYARA.officer;
const focalPoint = 'PE-PROTECTION';

beforeAll(async () => {
  world = await openWorld();
  const steps = setting(QAYARA, { startsOn: '2026-11-01', months: 6 });
  const ballots = steps.findIndex(({ command }) => command === 'RecordBallots');
  id = await runSteps({ as: world.as, prefix: 'protection' }, steps.slice(0, ballots));
  const member = await world.as(QAYARA.member);
  const at = { collection: PLANS, id };
  const added = await member.command({ ...at, name: 'AddConcern' }, concernInput('other', MARKED), {
    key: 'canary',
  });
  expect(added.status).toBe(200);
  const marker = await world.as(author);
  const marked = await marker.command(
    { ...at, name: 'MarkProtected' },
    { concern: 'C05', class: 'hlp-threat' },
  );
  expect(marked.body.events?.map(({ type }) => type)).toEqual(['ConcernWithdrawn']);
  const brought = { forum: QAYARA.forum, class: 'gender-based-violence', text: BROUGHT };
  expect((await marker.open(PROTECTED, brought)).status).toBe(201);
  await runSteps({ as: world.as, prefix: 'protection', id, from: ballots }, [
    ...steps.slice(ballots),
    ...planning(QAYARA),
    ...signing(QAYARA),
    ...acting(QAYARA),
  ]);
  await world.rest();
}, 60_000);
afterAll(() => world?.close());

const COLLECTIONS = [
  PLANS,
  PROTECTED,
  'forums',
  'people',
  'assets',
  'grants',
  'units',
  'facilities',
  'recurrence-watches',
];
const EVERYBODY = [
  ...everybodyOf(QAYARA),
  'PE-QAYARA-SECRETARY',
  'PE-IOM-NINEWA-2',
  'PE-MOI-2',
  'PE-AUDITOR',
  'PE-ADMIN',
  'PE-DONOR-GERMANY',
  'PE-CONTRACTOR',
];

/** Everything this person can reach of the plan and around it, pages included, as the wire carries it. */
async function reachedBy(client: Client): Promise<string> {
  const paths = [
    '/api/me',
    '/api/tasks',
    '/api/messages',
    '/api/export.ndjson',
    '/api/indicators',
    '/',
    '/messages',
    `/api/${PLANS}/${id}`,
    `/api/${PLANS}/${id}/history?limit=100`,
    `/${PLANS}/${id}`,
    `/${PLANS}/${id}/print`,
    ...COLLECTIONS.flatMap((name) => [
      `/api/${name}?limit=100`,
      `/api/${name}?limit=100&open=false`,
      `/api/${name}?limit=100&forum=${QAYARA.forum}`,
    ]),
  ];
  const answers = await Promise.all(paths.map((path) => client.raw('GET', path)));
  return answers.map(({ text, headers }) => `${text}${JSON.stringify([...headers])}`).join('\n');
}

describe('a concern of a protected class', () => {
  test('is read by its author and the protection focal point', async () => {
    const [task, ...more] = await (await world.as(focalPoint)).tasks();
    expect(more).toHaveLength(1);
    for (const person of [author, focalPoint]) {
      const { status, text } = await (await world.as(person)).one(PROTECTED, task?.caseId ?? '');
      expect(status, person).toBe(200);
      expect(text, person).toMatch(CANARY);
    }
  });

  test.for(EVERYBODY.filter((person) => person !== author))(
    'stands nowhere that %s can reach',
    async (person) => {
      const client = await world.as(person);
      const reached = await reachedBy(client);
      expect(reached).not.toMatch(CANARY);
      expect(reached.length).toBeGreaterThan(1000);
      const ids = (await (await world.as(focalPoint)).tasks()).map(({ caseId }) => caseId);
      for (const secret of ids) {
        expect(reached).not.toContain(secret);
        const at = { collection: PROTECTED, id: secret, name: 'CloseConcern' };
        const statuses = [await client.one(PROTECTED, secret), await client.command(at, { outcome: 'x' })];
        expect(statuses.map(({ status }) => status)).not.toContain(200);
        expect((await client.one(PROTECTED, secret)).status).toBe(404);
      }
    },
  );

  test('stands not even for its author in the plan, its history, the queue or the messages', async () => {
    const client = await world.as(author);
    const paths = [
      `/api/${PLANS}/${id}`,
      `/api/${PLANS}/${id}/history?limit=100`,
      '/api/tasks',
      '/api/messages',
    ];
    for (const path of paths) expect((await client.raw('GET', path)).text, path).not.toMatch(CANARY);
  });

  test('leaves an ordinary withdrawal in the plan, and a chain that still fits together', async () => {
    const events = await (await world.as('PE-AUDITOR')).history(PLANS, id);
    const withdrawn = events.find(({ type }) => type === 'ConcernWithdrawn');
    expect(withdrawn?.data).toMatchObject({ concern: 'C05', reason: 'not-for-the-plan' });
    const added = events.filter(({ type }) => type === 'ConcernAdded')[4];
    expect(added?.data).toEqual({});
    expect(events.map(({ prevHash }) => prevHash).slice(1)).toEqual(
      events.map(({ hash }) => hash).slice(0, -1),
    );
  });

  test('stands in no execution and in nothing the server printed', async () => {
    for (const name of await world.machines.executions('RUNNING'))
      expect(JSON.stringify(await world.machines.history(name))).not.toMatch(CANARY);
    expect(world.server.output).not.toMatch(CANARY);
  });

  test('can be read in no item of the table: it is sealed, and what stood in the plan is erased', async () => {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const endpoint = world.server.awsUrl;
    const dynamodb = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
    const [TableName] = (await dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];
    let seen = 0;
    for await (const page of paginateScan({ client: dynamodb }, { TableName })) {
      seen += page.Count ?? 0;
      expect(JSON.stringify(page.Items)).not.toMatch(CANARY);
    }
    expect(seen).toBeGreaterThan(1000);
  });

  test('is not told again by the key under which it was brought', async () => {
    const member = await world.as(QAYARA.member);
    const at = { collection: PLANS, id, name: 'AddConcern' };
    const answer = await member.command(at, concernInput('other', 'Another text'), { key: 'canary' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('idempotency-replayed')).toBe('true');
    expect(answer.text).not.toMatch(CANARY);
  });
});

test('support opens a delivery linked both ways, which carries nothing of the protected concern', async () => {
  const input = { action: 'A03', kind: 'delivery', purpose: 'A car for the patrol' };
  const step = { by: QAYARA.chair, command: 'RequestSupport', input };
  const answer = await give(world, step, id, 'support');
  expect(answer.status, answer.text).toBe(200);
  const chair = await world.as(QAYARA.chair);
  const { actions } = (await chair.one(PLANS, id)).body.state as {
    actions: Record<string, { linked: { kind: string; id: string } | null }>;
  };
  const { kind, id: linked = '' } = actions.A03?.linked ?? {};
  expect(kind).toBe('delivery');
  const delivery = await chair.one('deliveries', linked);
  expect(delivery.body.stage).toBe('request');
  expect(delivery.body.state).toMatchObject({ plan: id, action: 'A03', forum: QAYARA.forum });
  expect(delivery.text).not.toMatch(CANARY);
});
