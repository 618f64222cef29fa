import { assetPath, assets } from 'aman:assets';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeFront } from '../functions/http/fake-front.ts';
import { HANA, VISIT } from '../functions/http/fake-kinds.ts';
import { axe, DESKTOP, launch, overflowsSideways, PHONE, profile } from './browser.ts';

const browser = await launch();
const { app, calls } = fakeFront({}, { assets: { assets, assetPath } });

let server: Server;
let baseURL = '';

beforeAll(async () => {
  server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  baseURL = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

const PATHS = [
  '/sign-in',
  '/',
  '/messages',
  '/account',
  '/register',
  '/visits',
  '/visits/new',
  `/visits/${VISIT}`,
  `/visits/${VISIT}?command=PlanAction`,
  `/visits/${VISIT}?command=PlaceSign`,
  `/people/${HANA}`,
  '/docs',
  '/who-may-do-what',
  '/not/there',
];

const VISITS = [
  { name: 'a phone in English', language: 'en', viewport: PHONE },
  { name: 'a phone in Arabic', language: 'ar', viewport: PHONE },
  { name: 'a desk in English', language: 'en', viewport: DESKTOP },
  { name: 'a dark desk in Arabic', language: 'ar', viewport: DESKTOP, dark: true },
] as const;

describe.skipIf(browser === null).each(VISITS)('on $name', (visit) => {
  const token = `token-${HANA}`;

  it.each(PATHS)('%s is readable by everybody and fits', async (path) => {
    const context = await profile(browser as Browser, { ...visit, baseURL, token });
    const page = await context.newPage();
    await page.goto(path);
    expect(await axe(page)).toEqual([]);
    expect(await overflowsSideways(page)).toBe(false);
    const small = await page
      .locator('button, .button, select, input:not([type=hidden], .hidden), summary, nav a')
      .evaluateAll((elements) =>
        elements
          .filter((element) => element.checkVisibility() && !element.matches('.hidden, label input'))
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 120)),
      );
    expect(small).toEqual([]);
    await context.close();
  });

  it('signs in, gives a command and is told why not', async () => {
    const context = await profile(browser as Browser, { ...visit, baseURL });
    const page = await context.newPage();
    await page.goto('/messages');
    await page.locator(`button[value="${HANA}"]`).click();
    expect(new URL(page.url()).pathname).toBe('/messages');
    await page.goto(`/visits/${VISIT}`);
    await page.locator('#AddConcern-text').fill('   ');
    await page.locator('#AddConcern-source').check();
    await page.locator('#do-AddConcern button[type=submit]').click();
    await page.locator('.summary a').click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('AddConcern-text');
    expect(await axe(page)).toEqual([]);
    expect(await page.locator('#AddConcern-source').isChecked()).toBe(true);
    await page.locator('#AddConcern-text').fill('الإنارة معطلة');
    await page.locator('#do-AddConcern button[type=submit]').click();
    expect(await page.locator('.done').isVisible()).toBe(true);
    expect(calls.at(-1)).toBeDefined();
    await context.close();
  });

  it('can be walked with the keyboard alone', async () => {
    const context = await profile(browser as Browser, { ...visit, baseURL, token });
    const page = await context.newPage();
    await page.goto('/');
    const skip = page.locator('a[href="#main"]');
    await page.keyboard.press('Tab');
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash === '#main');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/visits/${VISIT}`);
    await context.close();
  });
});
