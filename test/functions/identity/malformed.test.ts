import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../functions/http/openapi/document.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { registry } from '../../../workflows/registry.ts';
import { type Bench, CHAIR, FORUM, MANAGER, workbench } from '../../support/workbench.ts';
import { bodyFor } from './corpus.ts';
import { ORIGIN, realFront, tokenFor } from './real-front.ts';

/** `REQUESTS=20000` for the whole figure of T29; every request is made again by its number. */
const REQUESTS = Number(process.env.REQUESTS ?? 300);
const FIRST = Number(process.env.FIRST ?? 0);

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly requestBody?: { content: Record<string, { schema: Json }> };
  readonly responses: Json;
}
interface Described {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, Json> };
}

const document = openApiDocument(registry, '1') as unknown as Described;
const operations = Object.entries(document.paths).flatMap(([path, methods]) => {
  const { post } = methods;
  const schema = post?.requestBody?.content['application/json']?.schema;
  return post === undefined || schema === undefined ? [] : [{ path, schema, documented: post.responses }];
});

let bench: Bench;
let app: ReturnType<typeof realFront>;
const tokens: string[] = [];

beforeAll(async () => {
  bench = await workbench();
  app = realFront(
    Object.create(bench, { workplace: { get: () => ({ ...bench.workplace, registry }) } }) as Bench,
  );
  for (const person of [CHAIR, MANAGER]) tokens.push(await tokenFor(app, person));
});
afterAll(() => bench.close());

/** Ids that are there, by kind, so that more than the first check is reached. */
const IDS = [FORUM, CHAIR, MANAGER, 'PL-IQG15', 'CA-FEDERAL', 'SP-NOWHERE'].map((id) => EntryId.parse(id));

const versionOf = async (id: string): Promise<number> =>
  (await bench.workplace.store.load(registry.of(id)?.kind ?? '', EntryId.parse(id)))?.version ?? 0;

describe('malformed bodies for every command of the OpenAPI document (T29)', () => {
  it(
    `never are a fault of ours, and change nothing that is refused: ${REQUESTS} of them`,
    async () => {
      const took: number[] = [];
      const counts = new Map<number, number>();
      for (let n = FIRST; n < FIRST + REQUESTS; n++) {
        const operation = operations[n % operations.length];
        if (operation === undefined) throw new Error('no operations');
        const { path, schema, documented } = operation;
        const collection = path.split('/')[2] ?? '';
        const kind = registry.collection(collection);
        const id = IDS.find((one) => kind !== undefined && one.startsWith(kind.prefix)) ?? 'SP-NOWHERE';
        const body = bodyFor(schema, document.components.schemas, n);
        const before = await versionOf(id);
        const began = performance.now();
        const answer = await app.request(ORIGIN + path.replace('{id}', id), {
          method: 'POST',
          headers: {
            authorization: `Bearer ${tokens[n % tokens.length]}`,
            'content-type': 'application/json',
            'idempotency-key': `n-${n}`,
            'if-match': '"x"',
          },
          body,
        });
        took.push(performance.now() - began);
        const told = `request ${n}: ${path} ${body.slice(0, 200)}`;
        const text = await answer.text();
        expect(answer.status, `${told} → ${text.slice(0, 300)}`).toBeLessThan(500);
        expect(Object.keys(documented), told).toContain(String(answer.status));
        expect(text, told).not.toMatch(/node_modules|\.ts:\d+|at \w+ \(/);
        if (answer.status >= 400) {
          expect(JSON.parse(text), told).toMatchObject({ status: answer.status, code: expect.any(String) });
          expect(await versionOf(id), told).toBe(before);
        }
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      }
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
      took.sort((a, b) => a - b);
      // On a busy machine; alone it is a fiftieth of it.
      expect(took[Math.floor(took.length * 0.99)]).toBeLessThan(500);
      // The corpus reaches behind the parser, and is not all refused by one check.
      expect(counts.get(400)).toBeGreaterThan(REQUESTS / 4);
      expect([...counts.keys()].length).toBeGreaterThan(3);
      if (process.env.REQUESTS !== undefined) console.log(Object.fromEntries(counts));
    },
    Math.max(60_000, REQUESTS * 200),
  );
});

describe('ids of other kinds and other entries (T21)', () => {
  it('are not there on any nested route, whoever asks', async () => {
    const [chair = ''] = tokens;
    const post = { method: 'POST', body: '{}' };
    const headers = {
      authorization: `Bearer ${chair}`,
      'content-type': 'application/json',
      'if-match': '"x"',
    };
    let pairs = 0;
    for (const kind of registry.kinds)
      for (const id of IDS.filter((one) => !one.startsWith(kind.prefix))) {
        const base = `${ORIGIN}/api/${kind.collection}/${id}`;
        for (const path of [base, `${base}/history`])
          expect((await app.request(path, { headers })).status, path).toBe(404);
        for (const name of Object.keys(kind.commands)
          .filter((one) => one !== kind.opens)
          .slice(0, 3)) {
          const own = { ...headers, 'idempotency-key': `t21-${pairs}` };
          const answer = await app.request(`${base}/commands/${name}`, { ...post, headers: own });
          expect([400, 404], `${base} ${name}`).toContain(answer.status);
        }
        pairs += 1;
      }
    expect(pairs).toBeGreaterThan(60);
  });
});
