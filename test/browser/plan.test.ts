import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QAYARA } from '../journeys/cast.ts';
import { MORNING, type Step, wholePlan } from '../journeys/plan-script.ts';
import { AmanServer, freePort } from '../support/server.ts';
import { axe, launch, overflowsSideways, PHONE, profile } from './browser.ts';

const browser = await launch();

/** The people of one browser, each in a profile of their own, on a phone and in Arabic. */
class People {
  private readonly contexts = new Map<string, BrowserContext>();
  private readonly chromium: Browser;
  private readonly baseURL: string;

  constructor(chromium: Browser, baseURL: string) {
    this.chromium = chromium;
    this.baseURL = baseURL;
  }

  /** A page of this person, who picks the name on the sign-in page the first time. */
  async page(person: string): Promise<Page> {
    const known = this.contexts.get(person);
    if (known !== undefined) return known.newPage();
    const context = await profile(this.chromium, { baseURL: this.baseURL, viewport: PHONE, language: 'ar' });
    this.contexts.set(person, context);
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.locator(`button[value="${person}"]`).click();
    return page;
  }
}

/** Fill a form drawn from a schema as a person does: choices are chosen, rows are added when they run out. */
async function fill(page: Page, form: string, pointer: string, value: unknown): Promise<void> {
  if (Array.isArray(value) && typeof value[0] === 'object') {
    const lines = page.locator(`${form} textarea[name="${pointer}"]`);
    // A ballot is a line of numbers, the most important first.
    if ((await lines.count()) > 0) return lines.fill(value.map(ballotLine).join('\n'));
    for (const [n, row] of value.entries()) {
      if ((await page.locator(`${form} [name^="${pointer}/${n}/"]`).count()) === 0)
        await page.locator(`${form} button[name=_more][value="${pointer}"]`).click();
      await fill(page, form, `${pointer}/${n}`, row);
    }
    return;
  }
  if (Array.isArray(value)) {
    for (const one of value) await page.locator(`${form} [name="${pointer}"][value="${one}"]`).check();
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) await fill(page, form, `${pointer}/${field}`, inner);
    return;
  }
  await fillOne(page, `${form} [name="${pointer}"]`, value);
}

const ballotLine = (ballot: object): string =>
  Object.values(ballot)
    .map((concern) => Number(String(concern).slice(1)))
    .join(' ');

async function fillOne(page: Page, control: string, value: unknown): Promise<void> {
  const first = page.locator(control).first();
  const kind = await first.evaluate(
    (element) => element.getAttribute('type') ?? element.tagName.toLowerCase(),
  );
  if (kind === 'radio') await page.locator(`${control}[value="${value}"]`).check();
  else if (kind === 'checkbox') await first.setChecked(value === true);
  else if (kind === 'select') await first.selectOption(String(value));
  else await first.fill(String(value));
}

/** The form of a command: open on the page, or behind its link. */
async function openForm(page: Page, command: string): Promise<string> {
  const offer = `#do-${command}`;
  if ((await page.locator(`${offer} form`).count()) === 0) {
    const folded = page.locator('details.others:not([open]) > summary');
    if ((await page.locator(`details.others:not([open]) ${offer}`).count()) > 0) await folded.click();
    await page.locator(`${offer} > summary`).click();
    await page.locator(`${offer} a.button`).click();
  }
  if ((await page.locator(`${offer}:not([open])`).count()) > 0)
    await page.locator(`${offer} > summary`).click();
  return `${offer} form`;
}

describe.skipIf(browser === null)('a plan in a browser', () => {
  let server: AmanServer;
  beforeAll(async () => {
    server = new AmanServer(await freePort(), { env: { AMAN_DEMO: '1', AMAN_NOW: MORNING } });
    await server.start();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  it('goes through every stage on phones in Arabic, by forms alone', { timeout: 180_000 }, async () => {
    const people = new People(browser as Browser, server.url.replace('127.0.0.1', 'localhost'));
    let path = '';
    const give = async ({ by, command, input }: Step): Promise<void> => {
      const page = await people.page(by);
      const opens = command === 'OpenPlan';
      await page.goto(opens ? '/safety-plans/new' : path);
      const form = opens ? 'form[action="/safety-plans"]' : await openForm(page, command);
      await fill(page, form, '', input);
      await page.locator(`${form} button[type=submit]:not([name]):not(.hidden)`).last().click();
      await page.waitForLoadState();
      expect(await page.locator('.summary').allInnerTexts(), `${command} by ${by}`).toEqual([]);
      expect(await page.locator('.done').count(), `${command} by ${by} is confirmed`).toBe(1);
      path = new URL(page.url()).pathname;
      await page.close();
    };
    for (const step of wholePlan(QAYARA)) await give(step);

    const chair = await people.page(QAYARA.chair);
    await chair.goto(path);
    expect(await chair.locator('#history ~ * li, #history ~ ol > li').count()).toBeGreaterThan(20);
    expect(await axe(chair)).toEqual([]);
    await chair.goto(`${path}/print`);
    expect(await chair.locator('svg').count()).toBeGreaterThan(0);
    expect(await chair.locator('html').getAttribute('dir')).toBe('rtl');
  });

  it.each([
    '/office-builds',
    '/office-builds/OB-QAYARA',
    '/office-builds/OB-QAYARA/progress',
    '/office-builds/OB-TIKRIT/siting',
    '/office-builds/OB-FALLUJAH/provisional-certificate',
  ])('%s fits a phone in Arabic and is open to everybody', async (path) => {
    const people = new People(browser as Browser, server.url.replace('127.0.0.1', 'localhost'));
    const page = await people.page('PE-MOI-1');
    expect((await page.goto(path))?.status()).toBe(200);
    expect(await overflowsSideways(page)).toBe(false);
    expect(await axe(page)).toEqual([]);
  });
});
