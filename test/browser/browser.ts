import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The installed Chromium, Debian's first; undefined where there is none. */
export function installedBrowser(): string | undefined {
  const inPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)));
  return ['/usr/bin/chromium', ...inPath].find((file) => existsSync(file));
}

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

/** A page that collects what goes wrong on it: script errors and failed loads. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-IE',
    ...options,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  return { page, troubles };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where an element stands on the page, in CSS pixels. */
export async function boxOf(element: Locator): Promise<Box> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('the element is not to be seen');
  return box;
}

export async function isFocused(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) > 0;
}

/** Drops files on the middle of an element as a person would; real drag events with real files. */
export async function dropFiles(page: Page, selector: string, files: readonly string[]): Promise<void> {
  const box = await boxOf(page.locator(selector));
  const devtools = await page.context().newCDPSession(page);
  const at = {
    x: box.x + Math.min(box.width, 400) / 2,
    y: box.y + Math.min(box.height, 400) / 2,
    data: { items: [], files: [...files], dragOperationsMask: 1 },
  };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, ...at });
  await devtools.detach();
}

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds to be seriously wrong for people with disabilities, as "rule: where". */
export async function seriousBarriers(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeSource, 'utf8'));
  const violations = await page.evaluate<{ id: string; impact: string; where: string[] }[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
       violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ target }) => target.join(' ')) })))`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, where }) => `${id}: ${where.slice(0, 3).join(', ')}`);
}

/** Widths in CSS pixels: of what the page holds, and of the window. */
export async function widths(page: Page): Promise<{ held: number; window: number }> {
  return page.evaluate(
    '({ held: document.documentElement.scrollWidth, window: document.documentElement.clientWidth })',
  );
}
