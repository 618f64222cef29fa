import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everybodyOf, QAYARA } from './cast.ts';
import { type Canary, crawl, leaks, pathsOf, type Seen } from './hunt.ts';
import { acting, concernInput, planning, setting, signing } from './plan-script.ts';
import { give, PLANS, runSteps } from './run-steps.ts';
import { openWorld, type World } from './world.ts';

const PROTECTED = 'protected-concerns';
/** Unlike any word or id, so that finding one proves where it came from. */
const WORDS = {
  marked: 'zqmarkedxv a family is threatened over its house',
  brought: 'zqbroughtxv a girl is kept from school and beaten',
  granted: 'zqgrantedxv she speaks with the school',
  lowering: 'zqloweringxv it was entered under the wrong class',
  glass: 'zqglassxv a complaint about it cannot wait',
  planted: 'zqplantedxv the bridge has no railing',
} as const;
const wordOf = (name: keyof typeof WORDS): string => WORDS[name].split(' ')[0] ?? '';

const focalPoint = 'PE-PROTECTION';
const auditor = 'PE-AUDITOR';
const manager = 'PE-IOM-MANAGER-1';
const EVERYBODY = [
  ...new Set([
    ...everybodyOf(QAYARA),
    'PE-QAYARA-SECRETARY',
    'PE-IOM-NINEWA-2',
    'PE-MOI-2',
    'PE-KRG-1',
    'PE-RAMADI-CHAIR',
    'PE-LOGISTICS-NINEWA',
    'PE-LOGISTICS-FEDERAL',
    'PE-ENGINEER-1',
    'PE-ADMIN',
    'PE-DONOR-GERMANY',
    'PE-CONTRACTOR',
    manager,
    auditor,
    focalPoint,
  ]),
];

let world: World;
let id: string;
/** The concern that left the plan, and the one that was brought directly. */
let marked: string;
let brought: string;
let glass: string;
let canaries: readonly Canary[];

beforeAll(async () => {
  world = await openWorld();
  const steps = setting(QAYARA, { startsOn: '2026-11-01', months: 6 });
  const ballots = steps.findIndex(({ command }) => command === 'RecordBallots');
  id = await runSteps({ as: world.as, prefix: 'protection' }, steps.slice(0, ballots));
  await addConcerns();
  await protect();
  await runSteps({ as: world.as, prefix: 'protection', id, from: ballots }, [
    ...steps.slice(ballots),
    ...planning(QAYARA),
    ...signing(QAYARA),
    ...acting(QAYARA),
  ]);
  await world.rest();
  const ofMarked = [QAYARA.officer, focalPoint];
  const ofBrought = [QAYARA.member, QAYARA.chair, auditor, focalPoint];
  canaries = [
    { text: wordOf('marked'), mayFind: ofMarked },
    { text: marked, mayFind: ofMarked },
    { text: wordOf('lowering'), mayFind: ofMarked },
    { text: wordOf('brought'), mayFind: ofBrought },
    { text: brought, mayFind: ofBrought },
    { text: wordOf('granted'), mayFind: ofBrought },
    { text: wordOf('glass'), mayFind: [...ofBrought, manager] },
  ];
});
afterAll(() => world?.close());

async function accepted(
  answer: Promise<{ status: number; text: string; body: { id?: string | undefined } }>,
) {
  const { status, text, body } = await answer;
  expect(status, text).toBeLessThan(300);
  return body.id ?? '';
}

/** One concern that is marked, one that stays where everybody reads it: the hunt has to find that one. */
async function addConcerns(): Promise<void> {
  const member = await world.as(QAYARA.member);
  const at = { collection: PLANS, id, name: 'AddConcern' };
  await accepted(member.command(at, concernInput('other', WORDS.marked), { key: 'canary' }));
  await accepted(member.command(at, concernInput('other', WORDS.planted)));
}

/** Everything that can be done about a protected concern, each with words of its own. */
async function protect(): Promise<void> {
  const marker = await world.as(QAYARA.officer);
  const marking = { collection: PLANS, id, name: 'MarkProtected' };
  const answer = await marker.command(marking, { concern: 'C05', class: 'hlp-threat' });
  expect(answer.body.events?.map(({ type }) => type)).toEqual(['ConcernWithdrawn']);
  const bringer = await world.as(QAYARA.member);
  const concern = { forum: QAYARA.forum, class: 'gender-based-violence', text: WORDS.brought };
  brought = await accepted(bringer.open(PROTECTED, concern));
  const focal = await world.as(focalPoint);
  marked = (await focal.list(PROTECTED)).find(({ id: one }) => one !== brought)?.id ?? '';
  const on = (concernId: string, name: string) => ({ collection: PROTECTED, id: concernId, name });
  const access = (person: string) => ({ person, until: '2026-12-15', reason: WORDS.granted });
  await accepted(focal.command(on(brought, 'GrantAccess'), access(QAYARA.chair)));
  await accepted(focal.command(on(brought, 'GrantAccess'), access(QAYARA.commander)));
  await accepted(focal.command(on(brought, 'RevokeAccess'), { person: QAYARA.commander }));
  await accepted(focal.command(on(marked, 'ProposeLowering'), { reason: WORDS.lowering }));
  const breaking = { concern: brought, reason: WORDS.glass };
  glass = await accepted((await world.as(auditor)).open('break-glasses', breaking));
}

const near = () => [
  id,
  marked,
  brought,
  glass,
  QAYARA.forum,
  'AL-20261122-AUDITOR',
  'AL-20261122-PROTECTION',
];
const reached = new Map<string, Promise<Seen[]>>();
/** Crawled once for each person; nothing changes while the hunt goes on. */
function reachedBy(person: string): Promise<Seen[]> {
  const known =
    reached.get(person) ??
    world.as(person).then((client) => crawl(client, { near: near(), forum: QAYARA.forum }));
  reached.set(person, known);
  return known;
}

describe('the canary hunt', () => {
  test.for(EVERYBODY)('finds nothing for %s that is not for them', { timeout: 60_000 }, async (person) => {
    const seen = await reachedBy(person);
    expect(seen.length).toBeGreaterThan(80);
    expect(leaks(person, seen, canaries)).toEqual([]);
    // What they may read they do find: the hunt reaches that far.
    const all = seen.map(({ text }) => text).join('\n');
    for (const { text, mayFind } of canaries.filter(({ mayFind: those }) => those.includes(person)))
      expect(all.includes(text), `${person} should find ${text} (${mayFind.join()})`).toBe(true);
  });

  test('would find one leak, on every way by which it could get out', async () => {
    const leak = [{ text: wordOf('planted'), mayFind: [] }];
    const found = async (person: string) =>
      leaks(person, await reachedBy(person), leak).map((line) => line.split(' at ')[1]);
    const byChair = await found(QAYARA.chair);
    const ways = [`/${PLANS}/${id}`, `/api/${PLANS}/${id}`, `/api/${PLANS}/${id}/history?limit=100`];
    expect(byChair).toEqual(expect.arrayContaining(ways));
    expect(await found(auditor)).toContain('/api/export.ndjson');
    expect(await found('PE-DONOR-GERMANY')).toEqual([]);
  });

  test('finds nothing in executions, their inputs and histories, nor in what the server printed', async () => {
    const client = await world.as(QAYARA.chair);
    const broken = {
      headers: { 'content-type': 'application/json', 'idempotency-key': 'x' },
      body: `{"text":"${WORDS.brought}`,
    };
    expect((await client.raw('POST', `/api/${PROTECTED}`, broken)).status).toBe(400);
    const names = [
      ...(await world.machines.executions('RUNNING')),
      ...(await world.machines.executions('SUCCEEDED')),
    ];
    expect(names.length).toBeGreaterThan(3);
    const told = `${JSON.stringify(await Promise.all(names.map((name) => world.machines.history(name))))}${world.server.output}`;
    expect(canaries.filter(({ text }) => told.includes(text))).toEqual([]);
  });

  test('finds nothing in tasks, messages and what waits to be sent: no item of the table says it', async () => {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const endpoint = world.server.awsUrl;
    const dynamodb = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
    const [TableName] = (await dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];
    let items = '';
    for await (const page of paginateScan({ client: dynamodb }, { TableName }))
      items += JSON.stringify(page.Items);
    for (const name of ['marked', 'brought', 'granted', 'lowering'] as const)
      expect(items.includes(wordOf(name)), name).toBe(false);
    expect(items).toContain(wordOf('planted'));
  });
});

describe('a concern of a protected class', () => {
  test.for(EVERYBODY.filter((one) => one !== focalPoint && one !== QAYARA.officer))(
    'is for %s the same as one that never was, to the letter',
    async (person) => {
      const client = await world.as(person);
      const missing = 'PC-0000000000000000';
      const same = (
        { status, text, headers }: { status: number; text: string; headers: Headers },
        own: string,
      ) => ({
        status,
        text: text
          .replaceAll(own, '#')
          .replace(/"instance":"[^"]*"/, '')
          .replaceAll(/[0-9a-f-]{36}|nonce-\S+/g, ''),
        headers: [...headers.keys()].sort(),
      });
      const commands = ['GrantAccess', 'CloseConcern', 'OpenProtectedConcern', 'Nothing'];
      for (const [n, path] of pathsOf(marked).entries()) {
        const hidden = await client.raw('GET', path);
        expect(hidden.status, path).toBe(404);
        expect(same(hidden, marked)).toEqual(
          same(await client.raw('GET', pathsOf(missing)[n] ?? ''), missing),
        );
      }
      for (const name of commands) {
        const given = (to: string) =>
          client.command({ collection: PROTECTED, id: to, name }, { outcome: 'referred' });
        expect(same(await given(marked), marked)).toEqual(same(await given(missing), missing));
      }
    },
  );

  test('stands not even for its author in the plan, its history, the queue or the messages', async () => {
    const client = await world.as(QAYARA.officer);
    const paths = [`${PLANS}/${id}`, `${PLANS}/${id}/history?limit=100`, 'tasks', 'messages'];
    for (const path of paths)
      expect((await client.raw('GET', `/api/${path}`)).text, path).not.toContain(wordOf('marked'));
  });

  test('leaves an ordinary withdrawal in the plan, and a chain that still fits together', async () => {
    const events = await (await world.as(auditor)).history(PLANS, id);
    const withdrawn = events.find(({ type }) => type === 'ConcernWithdrawn');
    expect(withdrawn?.data).toMatchObject({ concern: 'C05', reason: 'not-for-the-plan' });
    const added = events.filter(({ type }) => type === 'ConcernAdded')[4];
    expect(added?.data).toEqual({});
    expect(events.map(({ prevHash }) => prevHash).slice(1)).toEqual(
      events.map(({ hash }) => hash).slice(0, -1),
    );
  });

  test('is not told again by the key under which it was brought', async () => {
    const member = await world.as(QAYARA.member);
    const at = { collection: PLANS, id, name: 'AddConcern' };
    const answer = await member.command(at, concernInput('other', 'Another text'), { key: 'canary' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('idempotency-replayed')).toBe('true');
    expect(answer.text).not.toContain(wordOf('marked'));
  });

  test.each([
    ['en', 'Desk – Aman'],
    ['ar', 'المكتب – أمان'],
    ['ckb', 'نووسینگە – ئەمان'],
  ])(
    'has pages in %s whose titles and addresses tell nothing, and which no browser keeps',
    async (language, title) => {
      const client = await world.as(focalPoint, language);
      for (const path of ['/desk', '/desk/new', `/desk/${brought}`]) {
        const { status, text, headers } = await client.raw('GET', path);
        expect([status, /<title>([^<]*)/.exec(text)?.[1], headers.get('cache-control')]).toEqual([
          200,
          title,
          'no-store',
        ]);
        expect(text).not.toContain('href="/protected-concerns');
        expect(Buffer.byteLength(text)).toBeLessThan(15 * 1024);
      }
      const { headers } = await client.raw('GET', `/api/${PROTECTED}/${brought}`);
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  test('leaves a record of every reading, with its number for the focal point alone', async () => {
    const log = '/api/access-logs/AL-20261122-AUDITOR/history?limit=100';
    const told = async (person: string) => (await (await world.as(person)).raw('GET', log)).text;
    expect(await told(focalPoint)).toContain(`"what":"break-glass","entry":"${brought}"`);
    const own = await told(auditor);
    expect(own).toContain('"what":"export","subject":"export.ndjson"');
    expect(own).toContain('"what":"break-glass"');
    expect(own).not.toContain(brought);
  });

  test('is counted nowhere: the same numbers with it and without', async () => {
    const client = await world.as('PE-DONOR-GERMANY');
    const counts = async () =>
      Promise.all(
        ['2026-11-21', '2026-11-22', '2026-11-23'].map(async (asOf) => {
          const { body } = await client.get<{ forums: unknown }>(`/api/indicators?asOf=${asOf}`);
          return body.forums;
        }),
      );
    const before = await counts();
    const concern = {
      forum: QAYARA.forum,
      class: 'trafficking',
      text: 'People are recruited at the bus station',
    };
    await accepted((await world.as(QAYARA.member)).open(PROTECTED, concern));
    expect(await counts()).toEqual(before);
    expect(new Set(before.map((one) => JSON.stringify(one))).size).toBe(1);
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
  for (const { text } of canaries) expect(delivery.text).not.toContain(text);
});

test('at rest, after a clean stop, no file of the data folder holds a word of it', async () => {
  await world.server.stop();
  const files = readdirSync(world.server.dataDir, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => readFileSync(join(one.parentPath, one.name)));
  const holds = (name: keyof typeof WORDS) => files.some((bytes) => bytes.includes(wordOf(name)));
  expect(holds('planted')).toBe(true);
  for (const name of ['marked', 'brought', 'granted', 'lowering'] as const)
    expect(holds(name), name).toBe(false);
});
