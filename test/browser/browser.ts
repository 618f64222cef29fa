import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };

/** Chromium from the package, or the one CHROMIUM_PATH names; null where neither runs. */
export async function launch(): Promise<Browser | null> {
  const executablePath = process.env.CHROMIUM_PATH ?? (await chromium.executablePath().catch(() => ''));
  if (!existsSync(executablePath)) return null;
  return playwright.launch({ executablePath, args: FLAGS });
}

export interface Visit {
  readonly baseURL: string;
  readonly viewport: { width: number; height: number };
  readonly language: 'en' | 'ar' | 'ckb';
  /** Value of the session cookie. */
  readonly token?: string;
  readonly dark?: boolean;
  /** false: a browser that runs none. */
  readonly script?: boolean;
}

/** A fresh profile; `localhost` counts as secure, so that `__Host-` cookies work without TLS. */
export async function profile(browser: Browser, visit: Visit): Promise<BrowserContext> {
  const { baseURL, viewport, language, token, dark = false, script = true } = visit;
  const context = await browser.newContext({
    baseURL,
    viewport,
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: 1,
    javaScriptEnabled: script,
    locale: language === 'en' ? 'en-GB' : 'ar-IQ',
  });
  const cookies = [{ name: 'aman-language', value: language, url: baseURL }];
  await context.addCookies(cookies);
  if (token !== undefined)
    await context.addCookies([
      {
        name: '__Host-aman',
        value: token,
        url: baseURL.replace('http:', 'https:'),
        secure: true,
        httpOnly: true,
        sameSite: 'Lax',
      },
    ]);
  return context;
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page as it stands, in words; WCAG 2.2 AA and best practices. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(await axeSource);
  const { violations } = await page.evaluate(
    (): Promise<AxeResult> => (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run(),
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  );
}

/** True when the page can be scrolled sideways: something does not fit. */
export const overflowsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
