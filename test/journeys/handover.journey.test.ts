import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CENTRAL,
  COMMANDER,
  DELIVERIES,
  LOGISTICS,
  MANAGER,
  OFFICER,
  type OnTheTable,
  onTheTable,
} from './on-the-table.ts';
import { type PageClient, pageClient } from './page-client.ts';
import { openWorld, type World } from './world.ts';

const MOSUL = 'UN-MOSUL-STATION';
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let world: World;
let pages: (person: string, language?: string) => Promise<PageClient>;
beforeAll(async () => {
  world = await openWorld();
  pages = (person, language) => pageClient(world.server.url, person, language);
  const assessed = await (await world.as(MANAGER)).open('due-diligence-assessments', {
    unit: MOSUL,
    outcome: 'low-risk',
    mitigation: null,
    validFrom: '2026-10-01',
    validUntil: '2027-06-30',
  });
  expect(assessed.status, assessed.text).toBe(201);
});
afterAll(() => world?.close());

const pathOf = ({ id }: OnTheTable): string => `/${DELIVERIES}/${id}/handover`;

/** The other side signs beside whoever opened the page. */
function signed(form: FormData, at: string, name: string, person = ''): FormData {
  form.set(`${at}/name`, name);
  form.set(`${at}/person`, person);
  form.set(`${at}/mark@typed/reason`, 'The screen is broken.');
  return form;
}

const drawn = (form: FormData, at: string): void =>
  form.set(`${at}/mark@drawn/image`, new File([DOT], 'signature.png', { type: 'image/png' }));

interface Certificates {
  readonly items: readonly {
    readonly number: string;
    readonly sha256: string;
    readonly canonical: string;
    readonly content: {
      readonly lines: readonly Readonly<Record<string, unknown>>[];
      readonly identities: Readonly<Record<string, { readonly vin: string | null }>>;
    };
  }[];
}

const certificatesOf = async ({ id }: OnTheTable) => {
  const { status, body, text } = await (await world.as(MANAGER)).get<Certificates>(
    `/api/${DELIVERIES}/${id}/certificates`,
  );
  expect(status, text).toBe(200);
  return body.items;
};

const holdersOf = async (assets: OnTheTable['assets'][number]) => {
  const manager = await world.as(MANAGER);
  const found = await Promise.all(assets.map(({ id }) => manager.one('assets', id)));
  return found.map(
    ({ body }) => body.state as { holder: { id: string }; custody: { until: string | null }[] },
  );
};

describe('a ceremony by forms', () => {
  test('hands over vehicles, computers and beds to two units, a ministry first and officers last (G-07)', async () => {
    const table = await onTheTable(
      world,
      [
        { kind: 'serialised', class: 'vehicle', what: 'Pick-up', quantity: 6 },
        {
          kind: 'serialised',
          class: 'technical',
          what: 'Computer',
          quantity: 32,
          recipient: MOSUL,
          rejected: 1,
        },
        { kind: 'quantity', class: 'furniture', what: 'Bed', quantity: 100, rejected: 2 },
      ],
      { recipients: [MOSUL] },
    );
    const logistics = await pages(LOGISTICS, 'ar');
    const { status, form, html } = await logistics.get(pathOf(table));
    expect([status, form.get('/given/person')]).toEqual([200, LOGISTICS]);
    const [cars = [], computers = []] = table.assets;
    for (const { number } of [...cars, ...computers.slice(1)]) expect(html).toContain(`>${number}</bdi>`);
    expect(html).not.toContain(computers[0]?.number);
    drawn(form, '/given');
    signed(form, '/received/0', 'Commander of Al-Qayara', COMMANDER);
    signed(form, '/received/1', 'Commander of Mosul');
    signed(form, '/received/2', 'General of the directorate');
    signed(form, '/witnesses/0', 'Mukhtar of Al-Qayara');
    form.set('/received/1/onBehalfOf', 'Brigadier of Mosul');
    form.set('/ministry', 'UN-FEDERAL');
    form.set('/officers/0/person', OFFICER);
    form.append('/exceptions/1/refusedAssets', computers[5]?.id ?? '');
    form.set('/exceptions/1/remark', 'The wrong keyboard.');
    form.set('/exceptions/2/refused', '٣');
    form.set('/exceptions/2/remark', 'Wet.');
    const done = await logistics.post(pathOf(table), form);
    expect([done.status, done.location], done.html.slice(0, 4000)).toEqual([
      303,
      `/${DELIVERIES}/${table.id}?done=RecordHandover`,
    ]);

    const cast = await holdersOf(cars);
    expect(cast.map(({ holder }) => holder.id)).toEqual([
      OFFICER,
      ...Array.from({ length: 5 }, () => 'UN-QAYARA-STATION'),
    ]);
    expect(cast.map(({ custody }) => custody.length)).toEqual([4, 3, 3, 3, 3, 3]);
    const kept = await holdersOf(computers);
    expect(kept.filter(({ holder }) => holder.id === MOSUL)).toHaveLength(30);
    const [certificate] = await certificatesOf(table);
    expect(certificate?.content.lines.map(({ quantity, refused }) => [quantity, refused])).toEqual([
      [6, 0],
      [30, 1],
      [95, 3],
    ]);
    expect(certificate?.content.identities[cars[0]?.id ?? '']?.vin).toBe(cars[0]?.number);
  });

  test('eighty numbers from two phones at once become one certificate, and the second sees it (G-08)', async () => {
    const table = await onTheTable(world, [
      { kind: 'serialised', class: 'technical', what: 'Computer', quantity: 80 },
    ]);
    const [logistics, commander] = await Promise.all([pages(LOGISTICS), pages(COMMANDER, 'ar')]);
    const phones = await Promise.all(
      [logistics, commander].map(async (client) => ({
        client,
        form: (await client.get(pathOf(table))).form,
      })),
    );
    for (const { form } of phones) {
      signed(form, '/given', 'Firas Talal', LOGISTICS);
      signed(form, '/received/0', 'The commander', COMMANDER);
    }
    const answers = await Promise.all(
      // Each phone sends twice: the network lost the first answer.
      [...phones, ...phones].map(({ client, form }) => client.post(pathOf(table), form)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(2);
    const second = answers.find(({ status }) => status !== 303);
    expect([second?.status, second?.html.includes(`/${DELIVERIES}/${table.id}/certificate`)]).toEqual([
      409,
      true,
    ]);
    const history = await (await world.as(MANAGER)).history(DELIVERIES, table.id);
    expect(history.filter(({ type }) => type === 'HandoverRecorded')).toHaveLength(1);
    const held = await holdersOf(table.assets[0] ?? []);
    expect(held.map(({ holder }) => holder.id)).toEqual(
      Array.from({ length: 80 }, () => 'UN-QAYARA-STATION'),
    );
    expect(held.every(({ custody }) => custody.filter(({ until }) => until === null).length === 1)).toBe(
      true,
    );
    expect(await certificatesOf(table)).toHaveLength(1);
    const late = await commander.get(pathOf(table));
    expect(late.status).toBe(409);
  });

  test('goods come back by the same page, signed by both, and the store has a certificate (P-04)', async () => {
    const commander = await world.as(COMMANDER);
    const opened = await commander.open(DELIVERIES, {
      purpose: 'Radios that nobody uses any more',
      unit: 'UN-QAYARA-STATION',
      origin: { kind: 'return', delivery: 'DL-QAYARA-PATROLS' },
      lines: [{ kind: 'quantity', class: 'communication', what: 'Charger', quantity: 4 }],
    });
    expect(opened.status, opened.text).toBe(201);
    const table = { id: opened.body.id ?? '', assets: [] };
    const steps: [string, string, object][] = [
      [COMMANDER, 'ChangeRequest', { warehouse: 'FA-ERBIL-WAREHOUSE' }],
      [COMMANDER, 'SubmitRequest', {}],
      [MANAGER, 'ApproveRequest', {}],
      ['PE-MOI-1', 'ApproveRequest', {}],
      [LOGISTICS, 'AllocateAsset', { line: 'L01', quantity: 4 }],
      [LOGISTICS, 'AttachDocument', { kind: 'waybill', number: '1' }],
      [LOGISTICS, 'AttachDocument', { kind: 'packing-list', number: '1' }],
      [LOGISTICS, 'Dispatch', { driver: 'Ali', waybill: '1', vehicle: '22 A 1', arriveOn: '2026-12-01' }],
      [LOGISTICS, 'RecordArrival', { place: 'Erbil' }],
      [CENTRAL, 'RecordReceipt', { line: 'L01', accepted: 4 }],
      [CENTRAL, 'ConfirmReceipt', {}],
    ];
    for (const [person, name, input] of steps) {
      const client = await world.as(person);
      const ifMatch = (await client.one(DELIVERIES, table.id)).headers.get('etag') ?? '';
      const reply = await client.command({ collection: DELIVERIES, id: table.id, name }, input, { ifMatch });
      expect(reply.status, `${name}: ${reply.text}`).toBe(200);
    }
    const store = await pages(CENTRAL);
    const { form, html } = await store.get(pathOf(table));
    expect(form.get('/received/0/person')).toBe(CENTRAL);
    expect([html.includes('name="/ministry"'), html.includes('/officers/')]).toEqual([false, false]);
    signed(form, '/received/0', 'Storekeeper', CENTRAL);
    signed(form, '/given', 'Commander of Al-Qayara', COMMANDER);
    const done = await store.post(pathOf(table), form);
    expect(done.status, done.html.slice(0, 4000)).toBe(303);
    const paper = await store.get(`/${DELIVERIES}/${table.id}/certificate`);
    expect(paper.html).toContain('Certificate of return');
    expect(paper.html).toContain('From:');
  });
});

describe('what is not accepted', () => {
  let table: OnTheTable;
  beforeAll(async () => {
    table = await onTheTable(world, [
      { kind: 'serialised', class: 'vehicle', what: 'Pick-up', quantity: 2 },
      { kind: 'quantity', class: 'furniture', what: 'Bed', quantity: 10 },
    ]);
  });

  const complete = async (client: PageClient): Promise<FormData> => {
    const { form } = await client.get(pathOf(table));
    return signed(
      signed(form, '/given', 'Firas Talal', LOGISTICS),
      '/received/0',
      'The commander',
      COMMANDER,
    );
  };
  const set = (path: string, value: string) => (form: FormData) => form.set(path, value);

  test.each<[string, (form: FormData) => void, number, string]>([
    ['a name is missing', set('/received/0/name', ' '), 400, 'received-0-name'],
    [
      'nobody says why nothing was drawn',
      set('/given/mark@typed/reason', ''),
      400,
      'given-mark-typed-reason',
    ],
    ['something is refused without a remark', set('/exceptions/1/refused', '2'), 400, 'exceptions-1-remark'],
    [
      'more is refused than was accepted',
      (form) => {
        set('/exceptions/1/refused', '11')(form);
        set('/exceptions/1/remark', 'Wet.')(form);
      },
      422,
      'exceptions-1-refused',
    ],
    ['one person signs for both sides', set('/received/0/name', 'FIRAS  Talal'), 403, 'received'],
    ['an officer is unknown', set('/officers/1/person', 'Ali'), 400, 'officers-1-person'],
    [
      'a ministry signs that is not named',
      (form) => void signed(form, '/received/1', 'A general'),
      400,
      'ministry',
    ],
    [
      'a letter is no picture',
      (form) => form.set('/given/authorityLetter', new File(['words'], 'letter.txt')),
      415,
      'given-authorityLetter',
    ],
  ])('is named at its field and nothing is lost when %s', async (_, spoil, status, at) => {
    const logistics = await pages(LOGISTICS);
    const form = await complete(logistics);
    drawn(form, '/received/0');
    form.set('/place', 'At the gate "north" <2>');
    form.set('/witnesses/0/name', 'Mukhtar');
    form.set('/witnesses/0/mark@typed/reason', 'No screen.');
    spoil(form);
    const back = await logistics.post(pathOf(table), form);
    expect(back.status, back.html.slice(0, 3000)).toBe(status);
    expect(back.html).toContain(`href="#RecordHandover-${at}"`);
    expect(back.html).toContain(`id="RecordHandover-${at}"`);
    for (const [name, value] of form.entries()) {
      if (name === '_key' || name === '_match' || value instanceof File || name.endsWith('/by')) continue;
      if (name.startsWith('/received/0/mark@typed')) continue;
      expect(back.form.getAll(name), name).toContain(value.trim());
    }
    const kept = back.form.get('/received/0/mark@drawn/image!kept');
    expect(kept).toMatch(/^[0-9a-f]{64}$/);
    expect(back.html).toContain(`src="/api/attachments/${kept}"`);
    expect(await certificatesOf(table)).toEqual([]);
  });

  test('is signed at last with the drawing kept from the first try, and never twice', async () => {
    const logistics = await pages(LOGISTICS);
    const form = await complete(logistics);
    drawn(form, '/received/0');
    form.set('/place', '');
    const back = await logistics.post(pathOf(table), form);
    expect(back.status).toBe(400);
    back.form.set('/place', 'Al-Qayara');
    expect((await logistics.post(pathOf(table), back.form)).status).toBe(303);
    back.form.set('_key', randomUUID());
    const again = await logistics.post(pathOf(table), back.form);
    expect(again.status).toBe(409);
    expect(again.html).toContain('This handover is signed already');
    const paper = await logistics.get(`/${DELIVERIES}/${table.id}/certificate`);
    expect(paper.html).toContain('src="data:image/png;base64,iVBOR');
  });
});

describe('a certificate', () => {
  let table: OnTheTable;
  beforeAll(async () => {
    table = await onTheTable(world, [{ kind: 'serialised', class: 'vehicle', what: 'Pick-up', quantity: 1 }]);
    const logistics = await pages(LOGISTICS);
    const { form } = await logistics.get(pathOf(table));
    signed(signed(form, '/given', 'Firas Talal', LOGISTICS), '/received/0', 'The commander', COMMANDER);
    expect((await logistics.post(pathOf(table), form)).status).toBe(303);
  });

  const check = async (path: string) => {
    const answer = await fetch(`${world.server.url}${path}`);
    const html = await answer.text();
    return { status: answer.status, html: html.slice(html.indexOf('<main'), html.indexOf('<form')) };
  };

  test('has a hash anybody can compute again, and which does not change afterwards', async () => {
    const [before] = await certificatesOf(table);
    const { sha256 = '', canonical = '', content } = before ?? {};
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(sha256);
    expect(JSON.parse(canonical)).toEqual(content);
    const central = await world.as(CENTRAL);
    const path = { collection: 'assets', id: table.assets[0]?.[0]?.id ?? '', name: 'RecordPlate' };
    expect((await central.command(path, { plate: '22 ب 99' })).status).toBe(200);
    const [after] = await certificatesOf(table);
    expect(after?.sha256).toBe(sha256);
    const paper = await (await pages(COMMANDER, 'ckb')).get(`/${DELIVERIES}/${table.id}/certificate`);
    expect(paper.html).toContain(sha256);
    expect([paper.html.includes('lang="ar" dir="rtl"'), paper.html.includes('lang="en" dir="ltr"')]).toEqual([
      true,
      true,
    ]);
    expect(paper.html).toContain(`<bdi dir="ltr" class="number">${table.assets[0]?.[0]?.number}</bdi>`);
  });

  test('is confirmed to whoever holds it, without names, and to nobody else', async () => {
    const [{ number = '', sha256 = '' } = {}] = await certificatesOf(table);
    const right = await check(`/check/${number}?h=${sha256.slice(0, 16)}`);
    expect(right.status).toBe(200);
    expect(right.html).toContain('this is what was signed');
    for (const hidden of ['Firas', 'Qayara', table.id, table.assets[0]?.[0]?.number ?? '?'])
      expect(right.html).not.toContain(hidden);
    expect(await check(`/check?number=${number.toLowerCase()}&h=${sha256.toUpperCase()}`)).toEqual(right);
    const wrong = await check(`/check/${number}?h=${'0'.repeat(16)}`);
    expect(wrong.html).toContain('No certificate of this number has this hash');
    const others = [
      `/check/${number}`,
      `/check/${number}?h=${sha256.slice(0, 15)}`,
      `/check/HC-F-2026-9999?h=${sha256.slice(0, 16)}`,
      `/check/${table.id}?h=${sha256.slice(0, 16)}`,
      `/check/PE-MOI-1?h=${sha256.slice(0, 16)}`,
      `/check/${encodeURIComponent('../../x y<script>')}?h=${sha256.slice(0, 16)}`,
    ];
    for (const path of others) expect(await check(path), path).toEqual(wrong);
  });

  test.each([
    [
      '/office-builds/OB-FALLUJAH/provisional-certificate',
      'OB-FALLUJAH-P',
      'Certificate of provisional acceptance',
    ],
    ['/safety-plans/SP-DUHOK/print', 'SP-DUHOK', 'Signed Security Safety Plan'],
  ])('of another track, %s, is checked at the same page', async (path, number, kind) => {
    const { html } = await (await pages(MANAGER)).get(path);
    const address = new RegExp(`/check/${number}\\?h=[0-9a-f]{16}`).exec(html)?.[0] ?? '/check';
    const { html: answer } = await check(address);
    expect(answer).toContain(kind);
  });

  test.each([
    ['a signed-out reader', `/api/${DELIVERIES}/X/certificates`, 401],
    ['whoever asks for what is not there', '/api/people/PE-MOI-1/certificates', 401],
  ])('is not shown to %s', async (_, path, status) => {
    const answer = await fetch(`${world.server.url}${path}`);
    expect(answer.status).toBe(status);
  });
});

describe('one asset', () => {
  test('goes to another unit and back by a page both sign', async () => {
    const table = await onTheTable(world, [
      { kind: 'serialised', class: 'technical', what: 'Radio', quantity: 1 },
    ]);
    const logistics = await pages(LOGISTICS);
    const ceremony = (await logistics.get(pathOf(table))).form;
    signed(signed(ceremony, '/given', 'Firas Talal', LOGISTICS), '/received/0', 'The commander', COMMANDER);
    expect((await logistics.post(pathOf(table), ceremony)).status).toBe(303);

    const [{ id = '' } = {}] = table.assets[0] ?? [];
    const path = `/assets/${id}/transfer`;
    const commander = await pages(COMMANDER, 'ar');
    const { form, status } = await commander.get(path);
    expect([status, form.get('/given/person')]).toEqual([200, COMMANDER]);
    form.set('/to/person', OFFICER);
    form.set('/place', 'Al-Qayara');
    form.set('/condition', 'good');
    form.set('/given/mark@typed/reason', 'No screen.');
    drawn(form, '/received');
    const bare = await commander.post(path, form);
    expect(bare.status).toBe(400);
    expect(bare.html).toContain('href="#TransferCustody-received-name"');
    expect(bare.form.get('/to/person')).toBe(OFFICER);
    const both = bare.form;
    both.set('/received/name', String(both.get('/given/name')));
    const oneHand = await commander.post(path, both);
    expect([oneHand.status, oneHand.html.includes('href="#TransferCustody-received"')]).toEqual([403, true]);
    both.set('/received/name', 'The officer');
    both.set('/received/person', OFFICER);
    const done = await commander.post(path, both);
    expect([done.status, done.location], done.html.slice(0, 3000)).toEqual([
      303,
      `/assets/${id}?done=TransferCustody`,
    ]);
    expect((await holdersOf(table.assets[0] ?? []))[0]?.holder.id).toBe(OFFICER);

    const back = (await commander.get(path)).form;
    expect(back.get('/received/person')).toBe(COMMANDER);
    back.set('/to/id', 'UN-QAYARA-STATION');
    back.set('/place', 'Al-Qayara');
    back.set('/condition', 'worn');
    signed(signed(back, '/given', 'The officer', OFFICER), '/received', 'The commander', COMMANDER);
    expect((await commander.post(path, back)).status).toBe(303);
    const [asset] = await holdersOf(table.assets[0] ?? []);
    expect([asset?.holder.id, asset?.custody.length]).toEqual(['UN-QAYARA-STATION', 4]);
  });
});
