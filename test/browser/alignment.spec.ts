import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedPicture } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import { withWords } from '../support/written-picture.js';
import { boxOf, installedBrowser, openBrowser, openPage, seriousBarriers } from './browser.js';

const executable = installedBrowser();
const redMug = seedPicture('red-stoneware-mug-1.webp');

describe.skipIf(executable === undefined)('the page that compares pictures with words', () => {
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

  it('compares pictures with words', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/alignment`);
    await page.locator('input[type=file]').setInputFiles([redMug, seedPicture('red-stoneware-mug-2.webp')]);
    await page.getByRole('textbox').fill('a red ceramic mug\nrunning shoes\na green mug');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.matrix').waitFor();
    const cells = await page.locator('.matrix-cell').allInnerTexts();
    expect(cells).toHaveLength(6);
    for (const cell of cells) expect(cell).toMatch(/(fits|fits in part|unclear|does not fit)\s+\d+/);
    const percentiles = cells.map((cell) => Number(/\d+$/.exec(cell)?.[0]));
    expect(percentiles[0]).toBeGreaterThan(percentiles[2]!);
    await page.locator('.matrix-cell').nth(2).click();
    expect(await page.locator('.pair').innerText()).toContain('running shoes');
    // The first picture with "a green mug".
    expect(cells[4]).not.toMatch(/^fits\s+\d+/);
    await page.locator('.matrix-cell').nth(4).click();
    expect(await page.getByRole('list', { name: 'Where they disagree' }).innerText()).toMatch(/green.*red/);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('warns of a picture with words on it, and of no other', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/alignment`);
    const written = await withWords(redMug, 'backpack');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'written.png', mimeType: 'image/png', buffer: written });
    await page.locator('input[type=file]').setInputFiles(redMug);
    await page.getByRole('textbox').fill('a red ceramic mug');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.matrix').waitFor();
    const warned = page.getByRole('list', { name: 'Words on pictures' }).getByRole('listitem');
    expect(await warned.allInnerTexts()).toEqual([expect.stringMatching(/^Picture 1\..*without words/s)]);
    const [frame, picture] = [boxOf(warned.locator('.written-frame')), boxOf(warned.locator('img'))];
    // The words stand near the lower edge, in the middle.
    expect((await frame).y).toBeGreaterThan((await picture).y + (await picture).height / 2);
    expect(await seriousBarriers(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
