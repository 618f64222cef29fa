import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSheets } from '../../shared/sheets/read.ts';
import { columnNumber } from '../../shared/sheets/sheet.ts';
import { goodXlsx, messyXlsx, PLANTED } from '../support/packing-list.ts';
import { type Put, workbook } from '../support/workbook.ts';
import type { Accepted, Problem } from './answers.ts';
import { until } from './until.ts';
import { openWorld, type World } from './world.ts';

const CENTRAL = 'PE-LOGISTICS-FEDERAL';
const LOGISTICS = 'PE-LOGISTICS-NINEWA';
const COMMANDER = 'PE-QAYARA-COMMANDER';
const MINISTRY = 'PE-MOI-1';
const IMPORT = {
  name: 'Packing list 17',
  holder: { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' },
  title: 'IOM Iraq',
  governorate: 'IQG15',
  authority: 'federal',
};

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const tokens = new Map<string, Promise<string>>();
async function token(person: string): Promise<string> {
  const ask = async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ person });
    const answer = await fetch(`${world.server.url}/api/session`, { method: 'POST', headers, body });
    return ((await answer.json()) as { token: string }).token;
  };
  const known = tokens.get(person) ?? ask();
  tokens.set(person, known);
  return known;
}

/** A request with bytes, or an answer in bytes. */
async function call(person: string, path: string, init: RequestInit = {}, language = 'en') {
  const headers = {
    authorization: `Bearer ${await token(person)}`,
    'accept-language': language,
    ...init.headers,
  };
  const answer = await fetch(`${world.server.url}${path}`, { ...init, headers });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const body = (isJson ? JSON.parse(new TextDecoder().decode(bytes)) : {}) as Partial<Accepted & Problem>;
  return { status: answer.status, headers: answer.headers, bytes, body };
}

const upload = (person: string, bytes: Uint8Array, input: object = IMPORT, key: string = randomUUID()) => {
  const form = new FormData();
  form.set('import', JSON.stringify(input));
  form.set('file', new File([new Uint8Array(bytes)], 'list.xlsx'));
  return call(person, '/api/asset-imports', {
    method: 'POST',
    body: form,
    headers: { 'idempotency-key': key },
  });
};

interface Problems {
  readonly assets: number;
  readonly columns: readonly { readonly heading: string; readonly field: string }[];
  readonly findings: readonly { cell: string; code: string; weight: string; sentence: string }[];
}

const problemsOf = async (id: string, language = 'en') => {
  const { status, body } = await call(CENTRAL, `/api/asset-imports/${id}/problems`, {}, language);
  expect(status).toBe(200);
  return body as unknown as Problems;
};

/** What somebody types into the file that came back; the merged cells are taken apart. */
const CORRECTED: Readonly<Record<string, Put>> = {
  D8: 'JTEBX3FJ8K7123460',
  D9: 'JTEBX3FJ8K7123461',
  F9: '22 أ 60452',
  E10: 'PF-1',
  E11: '0123000000000000',
  E13: '00012347',
  G14: 1,
  B15: 'Local',
  B16: 'Local',
  H15: '2026-04-03',
  G16: 10,
  A17: 'furniture',
  A18: 'technical',
  E19: 'SN-19',
  E20: 'SN-20',
  E21: 'SN-21',
};

function corrected(bytes: Uint8Array): Uint8Array {
  const [sheet] = readSheets(bytes).sheets;
  const rows: Put[][] = [];
  for (const { number, cells } of sheet?.sheet.rows ?? []) {
    rows[number - 1] = [];
    for (const [column, { text, kind, address }] of cells) {
      const put = kind === 'number' ? Number(text) : text;
      (rows[number - 1] ?? [])[columnNumber(column) - 1] = CORRECTED[address] ?? put;
    }
    for (const [address, put] of Object.entries(CORRECTED))
      if (address.slice(1) === String(number))
        (rows[number - 1] ?? [])[columnNumber(address.slice(0, 1)) - 1] = put;
  }
  return workbook([
    { name: 'List', rows: Array.from(rows, (row) => Array.from(row ?? [], (put) => put ?? '')) },
  ]);
}

test('the messy list is explained cell by cell, corrected in the file that came back, and registered whole (G-15)', async () => {
  const central = await world.as(CENTRAL);
  const before = (await central.list('assets')).length;
  const sent = await upload(CENTRAL, messyXlsx());
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  const id = sent.body.id ?? '';
  const { findings, columns, assets } = await problemsOf(id);
  const said = findings.map(({ cell, code }) => `${cell} ${code}`);
  for (const [cell, code] of PLANTED) expect(said).toContain(`${cell} ${code}`);
  expect(assets).toBe(0);
  expect(columns).toContainEqual(expect.objectContaining({ field: 'plate', heading: 'رقم اللوحة' }));
  expect(
    (await problemsOf(id, 'ar')).findings.every(({ sentence }) => /[\u0600-\u06ff]/.test(sentence)),
  ).toBe(true);

  const path = { collection: 'asset-imports', id };
  const refused = await central.command({ ...path, name: 'ConfirmImport' }, {});
  expect([refused.status, refused.body.code]).toEqual([422, 'list-has-errors']);
  expect((await central.list('assets')).length).toBe(before);

  const file = await call(CENTRAL, `/api/asset-imports/${id}/problems/xlsx`, {}, 'ar');
  expect([file.status, file.headers.get('content-disposition')]).toEqual([
    200,
    `attachment; filename="${id}-problems.xlsx"`,
  ]);
  const kept = await call(CENTRAL, '/api/attachments', {
    method: 'POST',
    body: corrected(file.bytes) as BodyInit,
  });
  const { sha256 } = kept.body as { sha256?: string };
  const replaced = await central.command({ ...path, name: 'ReplaceFile' }, { file: sha256 });
  expect(replaced.status, replaced.text).toBe(200);
  expect((await problemsOf(id)).findings.filter(({ weight }) => weight === 'error')).toEqual([]);

  const confirmed = await central.command({ ...path, name: 'ConfirmImport' }, {});
  expect(confirmed.status, confirmed.text).toBe(200);
  const again = await central.command({ ...path, name: 'ConfirmImport' }, {});
  expect([again.status, again.body.code]).toEqual([409, 'import-confirmed-already']);
  const rows = await central.list('assets');
  // Six cars, nine pieces of equipment and one of furniture; beds by number stay with the deliveries.
  expect(rows.length - before).toBe(16);
  const { body } = await central.one('asset-imports', id);
  const staged = Object.values(body.state.rows as Record<string, { asset: string; serial?: string }>);
  for (const { asset } of staged) {
    const { state } = (await central.one('assets', asset)).body;
    const custody = state.custody as { until: string | null }[];
    expect([custody.length, custody[0]?.until, (state.holder as { id: string }).id]).toEqual([
      1,
      null,
      'FA-ERBIL-WAREHOUSE',
    ]);
  }
  expect(staged.map(({ serial }) => serial)).toContain('0123000000000000');
});

test('a number that is registered already is named at its cell, and the same sending twice is one import', async () => {
  const key = randomUUID();
  const first = await upload(CENTRAL, goodXlsx(3, 2), IMPORT, key);
  const second = await upload(CENTRAL, goodXlsx(3, 2), IMPORT, key);
  expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([
    201,
    201,
    'true',
  ]);
  expect(second.body.id).toBe(first.body.id);
  const central = await world.as(CENTRAL);
  const confirmed = await central.command(
    { collection: 'asset-imports', id: first.body.id ?? '', name: 'ConfirmImport' },
    {},
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  const other = await upload(CENTRAL, goodXlsx(4, 0, 2));
  const { findings } = await problemsOf(other.body.id ?? '');
  expect(findings.map(({ cell, code }) => `${cell} ${code}`)).toContain('D3 taken');
});

test.each([
  ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 415, 'sheet-legacy'],
  ['a page named .xls', Buffer.from('<html><table></table></html>'), 415, 'sheet-html'],
  ['half a workbook', goodXlsx(1, 1).subarray(0, 300), 415, 'sheet-damaged'],
  ['rows without end', Buffer.from('a,b\n'.repeat(9000)), 413, 'sheet-rows'],
])('%s is refused by name and changes nothing', async (_, bytes, status, code) => {
  const central = await world.as(CENTRAL);
  const before = await central.list('asset-imports');
  const sent = await upload(CENTRAL, bytes);
  expect([sent.status, sent.body.code, sent.body.errors?.[0]?.pointer]).toEqual([status, code, '/file']);
  expect(await central.list('asset-imports')).toEqual(before);
});

const columnOf = (bytes: Uint8Array, column: number): string[] =>
  (readSheets(bytes).sheets[0]?.sheet.rows ?? [])
    .slice(1)
    .map(({ cells }) => [...cells.values()][column]?.text ?? '');

const ROUNDS = [
  {
    format: 'csv',
    people: [CENTRAL, LOGISTICS, MINISTRY, 'PE-IOM-NINEWA-1', 'PE-AUDITOR'],
    queries: ['', '?open=false', '?governorate=IQG15'],
  },
  { format: 'xlsx', people: [LOGISTICS], queries: [''] },
];

test.each(ROUNDS)(
  'every list that somebody may read comes whole as $format, and no more than that',
  async ({ format, people, queries }) => {
    const collections = [
      'safety-plans',
      'deliveries',
      'office-builds',
      'assets',
      'asset-imports',
      'forums',
      'people',
      'grants',
    ];
    for (const person of people) {
      const client = await world.as(person);
      for (const collection of collections) {
        for (const query of queries) {
          const answer = await call(person, `/api/${collection}/export/${format}${query}`);
          const rows = await client.list(collection, query.replace('?', '&'));
          if (answer.status === 403) continue;
          expect(answer.status).toBe(200);
          expect(columnOf(answer.bytes, 0), `${person} ${collection}${query}`).toEqual(
            rows.map(({ id }) => id),
          );
        }
      }
      const tasks = await client.tasks();
      expect(columnOf((await call(person, `/api/tasks/export/${format}`)).bytes, 2)).toEqual(
        tasks.map(({ caseId }) => caseId),
      );
    }
    const manager = await world.as('PE-IOM-MANAGER-1');
    const history = await manager.history('deliveries', 'DL-QAYARA-PATROLS');
    const sheet = await call(
      'PE-IOM-MANAGER-1',
      `/api/deliveries/DL-QAYARA-PATROLS/history/export/${format}`,
      {},
      'ar',
    );
    expect(columnOf(sheet.bytes, 0)).toEqual(history.map(({ seq }) => String(seq)));
    const counts = await call(MINISTRY, `/api/indicators/export/${format}?asOf=2017-12-20`);
    expect(columnOf(counts.bytes, 1)).toEqual(['66', '42', '24']);
  },
  60_000,
);

test('who may look at a list may not always take it away', async () => {
  const statuses = await Promise.all(
    [
      [COMMANDER, '/api/assets/export/csv'],
      [COMMANDER, '/api/safety-plans/export/xlsx'],
      ['PE-QAYARA-CHAIR', '/api/safety-plans/export/csv'],
      [LOGISTICS, '/api/assets/export/csv'],
      [MINISTRY, '/api/safety-plans/export/csv'],
      [LOGISTICS, '/api/assets/export/pdf'],
      [LOGISTICS, '/api/assets/export/csv?limit=3'],
      [COMMANDER, '/api/deliveries/DL-NOBODY/history/export/csv'],
    ].map(async ([person = '', path = '']) => (await call(person, path)).status),
  );
  expect(statuses).toEqual([403, 403, 403, 200, 200, 404, 400, 404]);
});

test('a make that looks like a formula is calculated by nobody and comes back as it was', async () => {
  const make = '=HYPERLINK("http://x","y")';
  const opened = await (await world.as(CENTRAL)).open('assets', {
    class: 'furniture',
    make,
    model: 'Desk',
    ...{ holder: IMPORT.holder, title: IMPORT.title, governorate: 'IQG15', authority: 'federal' },
  });
  expect(opened.status, opened.text).toBe(201);
  // The list is an index, which may be a moment behind.
  const bytes = await until(async () => {
    const exported = await call(CENTRAL, '/api/assets/export/csv');
    const text = new TextDecoder().decode(exported.bytes);
    return text.includes(`"'=HYPERLINK(""http://x"",""y"")`) ? exported.bytes : null;
  }, 5_000);
  expect(columnOf(bytes, 1).some((title) => title.startsWith(make))).toBe(true);
});
