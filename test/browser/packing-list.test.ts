import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSheets } from '../../shared/sheets/read.ts';
import { MORNING } from '../journeys/plan-script.ts';
import { messyXlsx, PLANTED } from '../support/packing-list.ts';
import { AmanServer, freePort } from '../support/server.ts';
import { axe, launch, overflowsSideways, PHONE, profile } from './browser.ts';

const browser = await launch();

describe.skipIf(browser === null)('a packing list on a phone in Arabic, without script', () => {
  let server: AmanServer;

  beforeAll(async () => {
    server = new AmanServer(await freePort(), { env: { AMAN_DEMO: '1', AMAN_NOW: MORNING } });
    await server.start();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  it('is sent, looked through by cell, and comes back as a file from right to left', {
    timeout: 60_000,
  }, async () => {
    const baseURL = server.url.replace('127.0.0.1', 'localhost');
    const context = await profile(browser as Browser, { baseURL, viewport: PHONE, language: 'ar' });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.locator('button[value="PE-LOGISTICS-FEDERAL"]').click();
    await page.goto('/asset-imports/new');
    expect([await axe(page), await overflowsSideways(page)]).toEqual([[], false]);
    const file = {
      name: 'قائمة.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(messyXlsx()),
    };
    await page.fill('[name="/name"]', 'قائمة 17');
    await page.setInputFiles('input[type=file]', file);
    await page.check('[name="/holder/kind"][value=facility]');
    await page.fill('[name="/holder/id"]', 'FA-ERBIL-WAREHOUSE');
    await page.fill('[name="/title"]', 'IOM');
    await page.fill('[name="/governorate"]', 'IQG15');
    await page.check('[name="/authority"][value=federal]');
    await page.locator('form[action="/asset-imports"] button[type=submit]').last().click();
    await page.waitForURL(/\/asset-imports\/IM-/);

    const seen: string[] = [];
    for (let n = 1; ; n++) {
      expect([await axe(page), await overflowsSideways(page)]).toEqual([[], false]);
      seen.push(...(await page.locator('.cards bdi[dir=ltr]').allInnerTexts()));
      const next = page.locator('main nav a', { hasText: new RegExp(`^(${n + 1}|${arabic(n + 1)})$`) });
      if ((await next.count()) === 0) break;
      await next.click();
      await page.waitForURL(new RegExp(`page=${n + 1}`));
    }
    for (const [cell] of PLANTED) expect(seen).toContain(cell);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[href$="/problems/xlsx"]').click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    const heads = readSheets(bytes).sheets[0]?.sheet.rows[2]?.cells;
    expect(heads?.get('K')?.text).toBe('الملاحظات على السطر');
    await context.close();
  });
});

const arabic = (number: number): string => new Intl.NumberFormat('ar-IQ-u-nu-arab').format(number);
