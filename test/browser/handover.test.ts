import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { COMMANDER, LOGISTICS, type OnTheTable, onTheTable } from '../journeys/on-the-table.ts';
import { sessionOf } from '../journeys/page-client.ts';
import { openWorld, type World } from '../journeys/world.ts';
import { readPdf } from '../support/pdf.ts';
import { axe, launch, overflowsSideways, PHONE, profile } from './browser.ts';

const browser = await launch();
// Order of letters, numbers and signs in a line of both scripts (G-20).
const MIXED = 'استلام المركبة JTEBX3FJ8K5123456 في ٢٠٢٦/٠٣/٢٥';
const A4 = { width: 595, height: 842 };

/** A finger over the canvas. */
async function draw(page: Page, pad: Locator): Promise<void> {
  const canvas = pad.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('no canvas');
  await page.mouse.move(box.x + 40, box.y + 90);
  await page.mouse.down();
  for (let n = 1; n <= 12; n++) await page.mouse.move(box.x + 40 + n * 15, box.y + 90 - (n % 3) * 30);
  await page.mouse.up();
}

const files = (pad: Locator): Promise<number[]> =>
  pad
    .locator('input[type=file]')
    .evaluate((input: HTMLInputElement) => [...(input.files ?? [])].map(({ size }) => size));

const isInked = (canvas: Locator): Promise<boolean> =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { data = new Uint8ClampedArray() } =
      element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {};
    return data.some((value) => value > 0);
  });

describe.skipIf(browser === null)('the ceremony in a browser', () => {
  let world: World;
  let table: OnTheTable;
  let plain: OnTheTable;
  beforeAll(async () => {
    world = await openWorld();
    table = await onTheTable(world, [
      {
        kind: 'serialised',
        class: 'vehicle',
        what: 'بيك أب',
        quantity: 2,
        unitValue: { amount: '21500.50', currency: 'USD' },
      },
      { kind: 'serialised', class: 'technical', what: 'Computer', quantity: 60 },
    ]);
    plain = await onTheTable(world, [{ kind: 'quantity', class: 'furniture', what: 'Bed', quantity: 3 }]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const visit = async (person: string, more: { script?: boolean; language?: 'ar' | 'en' } = {}) => {
    const token = await sessionOf(world.server.url, person);
    const baseURL = world.server.url.replace('127.0.0.1', 'localhost');
    const context = await profile(browser as Browser, {
      baseURL,
      viewport: PHONE,
      language: 'ar',
      token,
      ...more,
    });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('pageerror', ({ message }) => wrong.push(message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    return { page, wrong };
  };

  it('is drawn with the finger on a phone in Arabic; a drawing outlives a turned phone and a mistake', async () => {
    const { page, wrong } = await visit(LOGISTICS);
    await page.goto(`/deliveries/${table.id}/handover`);
    expect(await axe(page)).toEqual([]);
    expect(await overflowsSideways(page)).toBe(false);
    const small = await page
      .locator(
        'main :is(button, select, summary, input:not([type=hidden], [type=checkbox], [hidden], .hidden))',
      )
      .evaluateAll((all) =>
        all
          .filter((one) => one.checkVisibility() && !one.matches('.hidden'))
          .filter((one) => one.getBoundingClientRect().height < 43.5)
          .map((one) => one.outerHTML.slice(0, 120)),
      );
    expect(small).toEqual([]);

    const [giver, receiver] = [
      page.locator('.sign').first(),
      page.locator('.sign:has([name="/received/0/name"])'),
    ];
    await draw(page, giver.locator('[data-pad]'));
    expect((await files(giver.locator('[data-pad]')))[0]).toBeGreaterThan(500);
    expect(await giver.locator('[name$="/reason"]').isVisible()).toBe(false);
    await page.setViewportSize({ width: 740, height: 360 });
    await page.setViewportSize(PHONE);
    expect(await isInked(giver.locator('canvas'))).toBe(true);
    await giver.locator('[data-clear]').click();
    expect(await files(giver.locator('[data-pad]'))).toEqual([]);
    await draw(page, giver.locator('[data-pad]'));
    await draw(page, receiver.locator('[data-pad]'));
    // The browser would stop an empty name; the server must as well.
    await page.locator('form:has([name=_match])').evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
    });
    await page.locator('[name="/exceptions/0/remark"]').fill(MIXED);
    await page.locator('form:has([name=_match]) button[type=submit]:not(.hidden):not([name])').click();
    await page.locator('.summary').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await giver.locator('[data-kept] img').isVisible()).toBe(true);
    await page.locator('.summary a').first().click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('/received/0/name');
    await page.locator('[name="/received/0/name"]').fill('العقيد أحمد');
    await page.locator('[name="/received/0/person"]').fill(COMMANDER);
    await page.locator('form:has([name=_match]) button[type=submit]:not(.hidden):not([name])').click();
    await page.waitForURL('**?done=RecordHandover');
    expect(await page.locator('.actions a[href$="/certificate"]').count()).toBe(1);
    expect(wrong.filter((text) => !/400/.test(text))).toEqual([]);
  }, 60_000);

  it('is printed on A4 in two languages, and its code leads to the page that confirms it', async () => {
    const { page, wrong } = await visit(LOGISTICS);
    await page.goto(`/deliveries/${table.id}/certificate`);
    expect(await axe(page)).toEqual([]);
    expect(await overflowsSideways(page)).toBe(false);
    expect(
      await page
        .locator('img.ink')
        .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 100)),
    ).toEqual([true, true]);

    const sheets = readPdf(await page.pdf({ preferCSSPageSize: true }));
    expect(sheets.length).toBeGreaterThan(1);
    expect(sheets.length).toBeLessThan(6);
    for (const { width, height } of sheets)
      expect([Math.round(width), Math.round(height)]).toEqual([A4.width, A4.height]);
    const text = sheets.map((sheet) => sheet.text).join('\n');
    const number = /HC-F-\d{4}-\d{4}/.exec(text)?.[0] ?? '';
    for (const sheet of sheets.slice(0, -1)) expect(sheet.text).toContain(number);
    for (const { number: serial } of table.assets.flat()) expect(text).toContain(serial);
    expect(text).toContain('Handed over');
    expect(text).toContain('43001.00 USD');
    // From left to right as it is painted: Arabic words backwards, numbers and Latin as they are.
    const painted = text.replace(/\s/g, '');
    expect(painted).toContain(backwards('شهادة'));
    const order = MIXED.split(' ').map((word) => (/[ء-ي]/.test(word) ? backwards(word) : word));
    expect(painted).toContain(order.toReversed().join(''));

    const require = createRequire(import.meta.url);
    const wasm = await readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
    const [code] = await readBarcodes(await page.locator('.seal svg').screenshot({ scale: 'css' }), {
      formats: ['QRCode'],
    });
    expect(code?.text).toContain(`/check/${number}?h=`);
    const stranger = await (browser as Browser).newPage({ locale: 'ar-IQ', viewport: PHONE });
    await stranger.goto(code?.text ?? '');
    expect(await stranger.locator('.done').count()).toBe(1);
    expect(await axe(stranger)).toEqual([]);
    expect(await overflowsSideways(stranger)).toBe(false);
    expect(wrong).toEqual([]);
  }, 60_000);

  it('needs no script: the typed name counts, with the reason', async () => {
    const { page } = await visit(COMMANDER, { script: false });
    await page.goto(`/deliveries/${plain.id}`);
    await page.locator('#do-RecordHandover a.button').click();
    await page.waitForURL('**/handover');
    expect(await page.locator('canvas:visible').count()).toBe(0);
    await page.locator('[name="/given/name"]').fill('فراس طلال');
    await page.locator('[name="/given/mark@typed/reason"]').fill('لا شاشة');
    await page.locator('[name="/received/0/mark@typed/reason"]').fill('لا شاشة');
    await page.locator('form:has([name=_match]) button[type=submit]:not(.hidden):not([name])').click();
    await page.waitForURL('**?done=RecordHandover');
  }, 30_000);

  it('a change of custody is open to everybody as well', async () => {
    const { page, wrong } = await visit(COMMANDER);
    await page.goto(`/assets/${table.assets[0]?.[0]?.id}/transfer`);
    expect(await axe(page)).toEqual([]);
    expect(await overflowsSideways(page)).toBe(false);
    await draw(page, page.locator('[data-pad]').first());
    expect(await files(page.locator('[data-pad]').first())).toHaveLength(1);
    expect(wrong).toEqual([]);
  }, 30_000);
});

const backwards = (word: string): string => [...word].toReversed().join('');
