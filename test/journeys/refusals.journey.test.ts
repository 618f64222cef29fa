import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from './answers.ts';
import { QAYARA, RAMADI } from './cast.ts';
import type { Client } from './client.ts';
import { actionInput, concernInput, DUE, planning, setting, signing } from './plan-script.ts';
import { give, PLANS, runSteps } from './run-steps.ts';
import { openWorld, type World } from './world.ts';
import { type Schema, wrongInputs } from './wrong-inputs.ts';

let world: World;
let chair: Client;
let id: string;

/** What the plan was before, for comparison: nothing refused may leave a trace. */
let before: string;

const plan = async () => (await chair.one(PLANS, id)).text;
const path = (name: string) => ({ collection: PLANS, id, name });

beforeAll(async () => {
  world = await openWorld();
  const steps = [...setting(QAYARA, { startsOn: '2026-11-01', months: 6 }), ...planning(QAYARA)];
  id = await runSteps({ as: world.as, prefix: 'refusals' }, steps);
  chair = await world.as(QAYARA.chair);
  before = await plan();
});
afterAll(() => world?.close());

interface Described {
  readonly paths: Readonly<
    Record<string, { post?: { requestBody: { content: Record<string, { schema: Schema }> } } }>
  >;
}

test('the description of the API offers both lengths of a period', async () => {
  const { body } = await chair.get<Described>('/openapi.json');
  const schema = body.paths[`/api/${PLANS}`]?.post?.requestBody.content['application/json']?.schema;
  expect(schema?.properties?.months?.enum).toEqual([6, 12]);
});

/** Given by somebody higher; by whom the plan names, nobody yet; by the platform. */
const HIGHER = ['ReopenPlan', 'Suspend', 'Resume', 'Cancel'];
const NOT_HERS = [
  ...['ReportProgress', 'ReportBlocked', 'ReportActionDone', 'HandOverPost', 'AcceptPost'],
  ...['SuspendForHold', 'Escalate', 'RecomputeDeadlines'],
];

test('every command refuses every wrong input by field and code, and the plan stays as it was', async () => {
  const { body } = await chair.get<Described>('/openapi.json');
  const commands = Object.entries(body.paths).filter(([at]) => at.startsWith(`/api/${PLANS}`));
  const faults: string[] = [];
  let sent = 0;
  for (const [at, { post }] of commands) {
    const schema = post?.requestBody.content['application/json']?.schema;
    if (schema === undefined) continue;
    for (const { what, input, pointer, code } of wrongInputs(schema)) {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': `wrong-${sent++}`,
        'if-match': '"x"',
      };
      const name = at.split('/').at(-1) ?? '';
      const giver = HIGHER.includes(name) ? await world.as('PE-IOM-MANAGER-1') : chair;
      const answer = await giver.raw('POST', at.replace('{id}', id), {
        headers,
        body: JSON.stringify(input),
      });
      const { errors = [] } = answer.body;
      // Whoever may not give a command is not told what is wrong with its fields.
      if (NOT_HERS.includes(name) && answer.status === 403 && errors.length === 0) continue;
      const says = errors.some((error) => error.pointer === pointer && error.code === code);
      if (answer.status !== 400 || answer.body.code !== 'invalid-input' || !says)
        faults.push(`${name}: ${what}: ${answer.status} ${JSON.stringify(errors)}`);
    }
  }
  expect(faults).toEqual([]);
  expect(sent).toBeGreaterThan(600);
  expect(await plan()).toBe(before);
});

describe('what is well formed but impossible', () => {
  const action = (change: object) => ({ ...actionInput('C01', QAYARA.officer, DUE.A02), ...change });
  test.for([
    ['PlanAction', action({ owner: 'PE-NOBODY' }), 'person-unknown', '/owner'],
    ['PlanAction', action({ dueOn: '2026-12-11' }), 'due-not-working-day', '/dueOn'],
    ['PlanAction', action({ dueOn: '2026-12-10' }), 'due-not-working-day', '/dueOn'],
    ['PlanAction', action({ startsOn: '2027-02-01' }), 'due-before-start', '/dueOn'],
    ['PlanAction', action({ dueOn: '2027-05-03' }), 'due-after-period', '/dueOn'],
    ['PlanAction', action({ concern: 'C03' }), 'not-a-priority', '/concern'],
    ['DropAction', { action: 'A99' }, 'action-unknown', '/action'],
    [
      'ChangeAction',
      { action: 'A02', ...action({ concern: 'C02' }) },
      'priority-of-action-fixed',
      '/concern',
    ],
  ] as const)('is refused by a rule: %s, %#', async ([name, input, code, pointer]) => {
    const answer = await chair.command(path(name), input);
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe(code);
    expect(answer.body.errors?.[0]?.pointer).toBe(pointer);
    expect(await plan()).toBe(before);
  });

  test('is said in the language of the reader', async () => {
    const say = async (language: string) => {
      const reader = await world.as(QAYARA.chair, language);
      const { body } = await reader.command(path('DropAction'), { action: 'A99' });
      return [body.title, body.detail, body.errors?.[0]?.message] as string[];
    };
    const [en, ar, ckb] = await Promise.all([say('en'), say('ar-IQ,ar;q=0.9'), say('ckb')]);
    for (const [n, sentence] of (en ?? []).entries())
      expect(new Set([sentence, ar?.[n], ckb?.[n]]).size, sentence).toBe(3);
    expect(ar?.join(' ')).toMatch(/[\u0600-\u06ff]/);
    expect(ckb?.join(' ')).toMatch(/[\u06d5\u06ce\u06c6]/);
  });
});

describe('who may not', () => {
  test('a command out of turn is refused and says where the plan stands', async () => {
    const answer = await chair.command(path('AddConcern'), concernInput('theft', 'Shops are broken into.'));
    expect([answer.status, answer.body.code]).toEqual([409, 'not-in-this-stage']);
  });

  test('a member of the forum sees the plan and may not submit it', async () => {
    const answer = await (await world.as(QAYARA.member)).command(path('SubmitPlan'), {});
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  test('for the chair of another forum the plan does not exist, exactly like one that never was', async () => {
    const stranger = await world.as(RAMADI.chair);
    const views = async (other: string) => {
      const at = { collection: PLANS, id: other, name: 'SubmitPlan' };
      const answers = [
        await stranger.one(PLANS, other),
        await stranger.get(`/api/${PLANS}/${other}/history`),
        await stranger.command(at, {}),
      ];
      return answers.map(({ body }) => ({ ...(body as Problem), instance: '' }));
    };
    expect(await views(id)).toEqual(await views('SP-00000000000000000'));
    expect((await views(id)).map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test('nobody gives the commands of the timer', async () => {
    const answer = await (await world.as('PE-IOM-MANAGER-1')).command(path('Escalate'), {});
    expect(answer.status).toBe(403);
  });

  test.for([
    ['no session', { authorization: 'Bearer nothing.1.x' }, '{}', 401],
    ['another content type', { 'content-type': 'text/plain' }, '{}', 415],
    ['a body that is no JSON', {}, '{"a":', 400],
    ['a body that names a field twice', {}, '{"action":"A01","action":"A02"}', 400],
    ['a body of two megabytes', {}, JSON.stringify({ action: 'x'.repeat(2_000_000) }), 413],
  ] as const)('%s', async ([, headers, body, status]) => {
    const url = `${world.server.url}/api/${PLANS}/${id}/commands/DropAction`;
    const { token } = await session(QAYARA.chair);
    const own = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'k1',
    };
    const answer = await fetch(url, { method: 'POST', headers: { ...own, ...headers }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await plan()).toBe(before);
  });
});

const session = async (person: string): Promise<{ token: string }> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${world.server.url}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ person }),
  });
  return (await answer.json()) as { token: string };
};

describe('keys', () => {
  test('the same key gives the same answer once more, and one effect', async () => {
    const input = actionInput('C01', QAYARA.officer, DUE.A02);
    const first = await chair.command(path('PlanAction'), input, { key: 'twice' });
    const second = await chair.command(path('PlanAction'), input, { key: 'twice' });
    expect(first.status).toBe(200);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.text).toBe(first.text);
    expect((await chair.one(PLANS, id)).body.version).toBe(first.body.version);
  });

  test('the same key with other words is refused', async () => {
    const input = actionInput('C01', QAYARA.officer, DUE.A03);
    const answer = await chair.command(path('PlanAction'), input, { key: 'twice' });
    expect([answer.status, answer.body.code]).toEqual([422, 'key-reused']);
  });

  test('the same key of another person is another key', async () => {
    const commander = await world.as(QAYARA.commander);
    const input = actionInput('C01', QAYARA.officer, DUE.A02);
    const answer = await commander.command(path('PlanAction'), input, { key: 'twice' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('idempotency-replayed')).toBeNull();
  });

  test('a change without a key is refused before anything is read', async () => {
    const headers = { 'content-type': 'application/json' };
    const at = `/api/${PLANS}/${id}/commands/SubmitPlan`;
    const answer = await chair.raw('POST', at, { headers, body: '{}' });
    expect([answer.status, answer.body.code]).toEqual([428, 'idempotency-key-required']);
    const bad = await chair.command(path('SubmitPlan'), {}, { key: 'two words' });
    expect([bad.status, bad.body.code]).toEqual([400, 'bad-idempotency-key']);
  });

  test('twenty identical commands at once have one effect and one answer', async () => {
    const input = actionInput('C02', QAYARA.officer, DUE.A03);
    const { version } = (await chair.one(PLANS, id)).body;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => chair.command(path('PlanAction'), input, { key: 'all-at-once' })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect((await chair.one(PLANS, id)).body.version).toBe(version + 1);
  });
});

describe('what was seen', () => {
  test('an approval needs the ETag, and the ETag of something older is stale', async () => {
    const [submit, sign] = signing(QAYARA);
    if (submit === undefined || sign === undefined) throw new Error('the script has changed');
    const old = (await chair.one(PLANS, id)).headers.get('etag') ?? '';
    await chair.command(path('DropAction'), { action: 'A03' });
    await give(world, submit, id, 'submit');
    const commander = await world.as(QAYARA.commander);
    const without = await commander.command(path('SignPlan'), {});
    expect([without.status, without.body.code]).toEqual([428, 'if-match-required']);
    const stale = await commander.command(path('SignPlan'), {}, { ifMatch: old });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale-view']);
    expect((await give(world, sign, id, 'sign')).status).toBe(200);
  });

  test('an ETag seen before a signature still approves, though the answer has changed', async () => {
    const seen = (await chair.one(PLANS, id)).headers.get('etag') ?? '';
    const unchanged = await chair.get(`/api/${PLANS}/${id}`, { 'if-none-match': seen });
    expect(unchanged.status).toBe(304);
    const iom = await world.as(QAYARA.iom);
    expect((await iom.command(path('SignPlan'), {}, { ifMatch: seen })).status).toBe(200);
    const changed = await chair.get(`/api/${PLANS}/${id}`, { 'if-none-match': seen });
    expect(changed.status).toBe(200);
    expect((await chair.command(path('SignPlan'), {}, { ifMatch: seen })).status).toBe(200);
    const twice = await chair.command(path('SignPlan'), {}, { ifMatch: seen });
    expect([twice.status, twice.body.code]).toEqual([403, 'signed-already']);
  });
});
