import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedPicture } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import {
  boxOf,
  dropFiles,
  installedBrowser,
  isFocused,
  openBrowser,
  openPage,
  seriousBarriers,
  widths,
} from './browser.js';
import { numbers, settled, titles } from './results-page.js';

const executable = installedBrowser();
if (executable === undefined)
  console.warn(
    'SKIPPED: the pages are not tested, no Chromium is installed (Debian: apt-get install chromium)',
  );

const redMug = seedPicture('red-stoneware-mug-1.webp');

describe.skipIf(executable === undefined)('the console in a browser, on the seed shop', () => {
  let engine: Engine;
  let browser: Browser;

  beforeAll(async () => {
    engine = await startSeededEngine();
    browser = await openBrowser(executable ?? '');
  }, 300_000);

  afterAll(async () => {
    await browser.close();
    await engine.stop();
  });

  it('finds a red ceramic mug by keyboard alone and explains it', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(engine.url);
    await page.locator('.start-grid').waitFor();
    for (let tabs = 0; tabs < 30; tabs += 1) {
      await page.keyboard.press('Tab');
      if (await isFocused(page.getByRole('searchbox'))) break;
    }
    await page.keyboard.type('red ceramic mug');
    await expect.poll(() => page.title()).toMatch(/^red ceramic mug/);
    await settled(page);
    expect(new URL(page.url()).searchParams.get('q')).toBe('red ceramic mug');
    expect((await titles(page, 1))[0]?.toLowerCase()).toContain('red');
    expect((await titles(page, 1))[0]?.toLowerCase()).toContain('mug');

    for (let tabs = 0; tabs < 60; tabs += 1) {
      await page.keyboard.press('Tab');
      if (await isFocused(page.locator('.result-link').first())) break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.getByRole('dialog').innerText()).toContain('Why it is here');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('shows numbers that add up to the score, and a bar that is as long', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/?q=red+ceramic+mug&numbers=on`);
    await settled(page);
    for (const place of [0, 3, 8]) {
      await page.locator('.result-link').nth(place).click();
      await page.locator('.score-table tfoot').waitFor();
      const { parts, score, shown } = await numbers(page);
      expect(parts.length).toBeGreaterThan(2);
      expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - score)).toBeLessThan(1e-3);
      expect(Math.abs(Number(shown.replace('\u2212', '-')) - score)).toBeLessThan(1e-3);

      // The bar's own axis runs from 0 to all that speaks for the product.
      const bar = page.locator('.bar-size-large');
      const lane = await boxOf(bar.locator('.bar-lane').first());
      const mark = await boxOf(bar.locator('.bar-score-mark'));
      const forIt = parts.filter((part) => part > 0).reduce((sum, part) => sum + part, 0);
      if (score > 0) expect((mark.x + mark.width / 2 - lane.x) / lane.width).toBeCloseTo(score / forIt, 1);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  it('tells a segment of the bar on focus', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/?q=red+ceramic+mug`);
    await settled(page);
    const piece = page.locator('.bar-piece').first();
    await piece.focus();
    expect(await page.locator('.bar-told .number').innerText()).toMatch(/^\u2212?\d+\.\d{3}$/);
    expect(await piece.getAttribute('aria-label')).toMatch(/: \u2212?\d+\.\d{3}$/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => isFocused(page.locator('.bar-piece').nth(1))).toBe(true);
    await page.context().close();
  });

  it('searches with a dropped picture, and with picture and words', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(engine.url);
    await page.locator('.start-grid').waitFor();
    await dropFiles(page, '.picture-drop', [redMug]);
    await settled(page);
    const byPicture = await titles(page, 10);
    expect(byPicture[0]).toMatch(/^Red Stoneware Mug/);

    await page.getByRole('searchbox').fill('blue');
    await expect.poll(() => page.title()).toMatch(/^blue/);
    await settled(page);
    const byBoth = await titles(page, 10);
    expect(byBoth).not.toEqual(byPicture);
    expect(byBoth.filter((title) => /blue|navy/i.test(title)).length).toBeGreaterThan(
      byPicture.filter((title) => /blue|navy/i.test(title)).length,
    );

    await page.reload();
    await settled(page);
    expect(await titles(page, 10)).toEqual(byBoth);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('filters, says when nothing passes, and goes back', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/?q=mug`);
    await settled(page);
    await page.getByRole('button', { name: 'Price', exact: true }).click();
    await page.getByLabel('To', { exact: true }).fill('0.01');
    await page.keyboard.press('Enter');
    await page.getByText('No product passes these filters.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await settled(page);
    expect(page.url()).not.toContain('max=');
    await page.goBack();
    await page.getByText('No product passes these filters.').waitFor();
    await page.context().close();
  });

  it('takes likes and dislikes into the search', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/?q=mug`);
    await settled(page);
    const [first = ''] = await titles(page, 1);
    await page.getByRole('button', { name: `Not like ${first}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(`Not like ${first}`, { exact: true }).waitFor();
    await settled(page);
    expect((await titles(page, 1))[0]).not.toBe(first);
    // The product left the slate, its name stays; also where the search comes as an address.
    await page.getByText(`Not like ${first}`, { exact: true }).waitFor();
    await page.reload();
    await page.getByText(`Not like ${first}`, { exact: true }).waitFor();
    await page.context().close();
  });

  it('sends products, follows the upload and shows the rows to put right', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/uploads`);
    const rows = [
      {
        id: 'browser-1',
        title: 'Blue paper lamp',
        description: 'A round lamp.',
        price: 9.5,
        currency: 'EUR',
      },
      { id: 'browser-2', title: 'Lamp', description: 'A lamp.', price: 'cheap', currency: 'EUR' },
    ];
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'lamps.jsonl',
        mimeType: 'application/x-ndjson',
        buffer: Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
      });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL(/uploads\/.+/);
    await page.getByText('Done. The products are in the shop.').waitFor({ timeout: 60_000 });
    await page.locator('tbody tr').first().waitFor();
    const report = await page.locator('tbody tr').allInnerTexts();
    expect(report).toHaveLength(1);
    expect(report[0]).toMatch(/2\s+price/);

    await page.goto(`${engine.url}/uploads`);
    await page.getByRole('link', { name: 'lamps.jsonl' }).click();
    await page.getByText('Done. The products are in the shop.').waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('has a page for each neuron, which leads back to the shop', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/?q=red+ceramic+mug`);
    await settled(page);
    const chip = page.locator('.chip').first();
    const name = await chip.locator('.chip-name').innerText();
    await chip.click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await page.getByRole('link', { name: /All/ }).click();
    await page.locator('.chip').nth(3).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says what to do when a product or a page does not exist', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/?q=mug&product=no-such-product`);
    await page.getByText('There is no product "no-such-product".').waitFor();
    await page.goto(`${engine.url}/no/such/page`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.context().close();
  });

  const pages = [
    '/',
    '/?q=red+ceramic+mug',
    '/?q=mug&numbers=on&product=red-stoneware-mug',
    '/alignment',
    '/uploads',
    '/neurons',
    '/neurons/1',
  ];
  const looks = [
    { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    { name: 'dark, 360 px wide', colorScheme: 'dark', viewport: { width: 360, height: 760 } },
  ] as const;
  for (const { name, ...look } of looks) {
    it.each(pages)(`has no serious barrier and does not scroll sideways (${name}): %s`, async (path) => {
      const { page } = await openPage(browser, { ...look, reducedMotion: 'reduce' });
      await page.goto(engine.url + path);
      await page.waitForLoadState('networkidle');
      expect(await seriousBarriers(page)).toEqual([]);
      const { held, window } = await widths(page);
      expect(held).toBeLessThanOrEqual(window);
      await page.context().close();
    });
  }

  it('keeps the theme that was chosen', async () => {
    const { page } = await openPage(browser, { colorScheme: 'light' });
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await page.goto(engine.url);
    const light = await ground();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await ground()).toBe(dark);
    await page.context().close();
  });
});
