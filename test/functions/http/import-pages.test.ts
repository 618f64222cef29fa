import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { casework } from '../../../functions/http/casework.ts';
import type { Attachments } from '../../../shared/ports.ts';
import { attachedSheets } from '../../../shared/sheets/attached.ts';
import { carryOutAny } from '../../../workflows/casework/give-later.ts';
import { goodXlsx, messyXlsx } from '../../support/packing-list.ts';
import { faultsOf } from '../../support/valid-html.ts';
import { type Road, road } from '../../workflows/delivery/builders.ts';
import { cookie, fakeFront, ORIGIN } from './fake-front.ts';

const LANGUAGES = ['en', 'ar', 'ckb'] as const;
const KB = 1024;

function kept(): Attachments {
  const files = new Map<string, { content: Uint8Array; mediaType: string }>();
  return {
    put: async (content, mediaType) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      files.set(sha256, { content, mediaType });
      return { sha256, size: content.byteLength, mediaType };
    },
    get: async (sha256) => files.get(sha256) ?? null,
    has: async (sha256) => files.has(sha256),
  };
}

/** The real pages and use cases over a store on paper. */
async function office() {
  const on = await road();
  const attachments = kept();
  Object.assign(on.workplace, { attachments, sheets: attachedSheets(attachments) });
  const { app } = fakeFront(
    { ...casework, listEntries: async () => ({ items: [], nextCursor: null }) },
    { workplace: on.workplace },
  );
  const headers = (language: string) => ({
    Origin: ORIGIN,
    Cookie: `${cookie('PE-CENTRAL').Cookie}; aman-language=${language}`,
  });
  const get = (path: string, language = 'en') => app.request(path, { headers: headers(language) });
  const post = (path: string, fields: Readonly<Record<string, string | File>>, language = 'en') => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ _key: crypto.randomUUID(), ...fields }))
      form.set(name, value);
    return app.request(path, { method: 'POST', headers: headers(language), body: form });
  };
  return { on, get, post };
}

const FIELDS = {
  '/name': 'قائمة 17',
  '/holder/kind': 'facility',
  '/holder/id': 'FA-STORE',
  '/title': 'IOM',
  '/governorate': 'IQG15',
  '/authority': 'federal',
};
const fileOf = (bytes: Uint8Array) => new File([new Uint8Array(bytes)], 'list.xlsx');

async function sent(bytes: Uint8Array) {
  const place = await office();
  const answer = await place.post('/asset-imports', { ...FIELDS, '/file': fileOf(bytes) });
  expect(answer.status).toBe(303);
  return { ...place, path: (answer.headers.get('location') ?? '').split('?')[0] ?? '' };
}

/** The commits after so many fail, as in a power cut. */
function cutAfter(on: Road, count: number): () => void {
  const { store } = on.workplace;
  const { commit } = store;
  let left = count;
  Object.assign(store, {
    commit: async (one: Parameters<typeof commit>[0]) => {
      if (left-- <= 0) throw new Error('power cut');
      return commit(one);
    },
  });
  return () => Object.assign(store, { commit });
}

describe.each(LANGUAGES)('the page of a list in %s', (language) => {
  it.each([
    ['with every fault there is', messyXlsx],
    ['without any', () => goodXlsx(40, 40)],
  ])('%s is valid, short and without script', async (_, make) => {
    const { get, path } = await sent(make());
    for (const page of ['', '?done=OpenImport', '?page=2', '?page=99']) {
      const answer = await get(`${path}${page}`, language);
      const html = await answer.text();
      expect([answer.status, await faultsOf(html)]).toEqual([200, []]);
      expect(html).not.toMatch(/<script|style="/);
      expect(Buffer.byteLength(html)).toBeLessThan(15 * KB);
    }
  });
});

describe('a list', () => {
  it('shows what was written beside what is read, by cell, and which heading is which column', async () => {
    const { get, path } = await sent(messyXlsx());
    const pages = await Promise.all([1, 2, 3].map(async (n) => (await get(`${path}?page=${n}`)).text()));
    const html = pages.join('');
    expect(html).toMatch(/D7<\/bdi> Spaces were left out\..*?<q class="typed"> jtebx3fj8 k7-123459<\/q>/);
    expect(html).toMatch(/<q class="typed">10 pcs<\/q>.*?<q class="typed">10<\/q>/);
    expect(html).toContain('رقم اللوحة');
    expect(html).toContain('/problems/xlsx');
    expect(html).not.toContain('commands/ConfirmImport');
  });

  it('that cannot be read goes back to the form with its reason, and nothing was changed', async () => {
    const { on, post } = await office();
    const before = on.commits.length;
    const old = fileOf(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1));
    const answer = await post('/asset-imports', { ...FIELDS, '/file': old }, 'ar');
    const html = await answer.text();
    expect(answer.status).toBe(415);
    expect(html).toContain('هذه صيغة إكسل القديمة');
    expect(html).toContain('href="#OpenImport-file"');
    expect(html).toContain('value="قائمة 17"');
    expect(on.commits.length).toBe(before);
  });

  it('is looked at again by the browser while its rows are prepared, and no longer when they are', async () => {
    const { on, get, post } = await office();
    const mend = cutAfter(on, 2);
    const answer = await post('/asset-imports', { ...FIELDS, '/file': fileOf(goodXlsx(40, 40)) });
    mend();
    const path = (answer.headers.get('location') ?? '').split('?')[0] ?? '';
    const waiting = await get(path);
    expect(waiting.headers.get('refresh')).toBe('2');
    const html = await waiting.text();
    expect(html).toContain('20 of 80 rows are prepared');
    expect(html).toMatch(/<progress max="80" value="20"/);
    const message = on.commits.at(-1)?.outbox[0];
    if (message !== undefined) await carryOutAny(on.workplace, message);
    expect((await get(path)).headers.get('refresh')).toBeNull();
  });

  it('is confirmed once', async () => {
    const { on, post, get, path } = await sent(goodXlsx(2, 1));
    const first = await post(`${path}/commands/ConfirmImport`, {});
    expect([first.status, first.headers.get('location')]).toEqual([303, `${path}?done=ConfirmImport`]);
    expect(on.assets()).toHaveLength(3);
    const again = await post(`${path}/commands/ConfirmImport`, {});
    expect(again.status).toBe(409);
    expect(await faultsOf(await again.text())).toEqual([]);
    expect(await (await get(path)).text()).not.toContain('commands/ConfirmImport');
  });
});
