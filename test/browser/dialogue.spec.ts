import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DialogueAnswer } from '../../libs/recommendation/src/dialogue/contract.js';
import { call } from '../support/ask.js';
import { seedPicture } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import {
  dropFiles,
  installedBrowser,
  isFocused,
  openBrowser,
  openPage,
  seriousBarriers,
  widths,
} from './browser.js';

const executable = installedBrowser();
if (executable === undefined)
  console.warn(
    'SKIPPED: the page that helps choosing is not tested, no Chromium is installed (Debian: apt-get install chromium)',
  );

const redMug = seedPicture('red-stoneware-mug-1.webp');
const beginnings = ['mug', 'bag', 'a gift', 'kitchen', 'clothes'];

describe.skipIf(executable === undefined)('the page that helps choosing, on the seed shop', () => {
  let engine: Engine;
  let browser: Browser;
  /** Words about which something is asked, and the engine's own first turn. */
  let text: string;
  let first: DialogueAnswer;

  const begin = async (page: Page): Promise<void> => {
    await page.goto(`${engine.url}/choose?q=${encodeURIComponent(text)}`);
    await settled(page);
  };
  const settled = async (page: Page): Promise<void> => {
    await page.locator('.proposal .bar').first().waitFor();
    await page.locator('.choose-columns[aria-busy=false]').waitFor();
  };
  const proposals = (page: Page): Promise<string[]> =>
    page.locator('.proposal .result-title').allInnerTexts();
  const given = (page: Page): Promise<string[]> => page.locator('.given-answer').allInnerTexts();

  beforeAll(async () => {
    engine = await startSeededEngine();
    browser = await openBrowser(executable ?? '');
    for (text of beginnings) {
      const query = { text };
      first = (await call<DialogueAnswer>(engine.url, '/v1/dialogue', { query, limit: 6 })).body;
      if (first.question) return;
    }
    throw new Error(`nothing is asked about any of ${beginnings.join(', ')}`);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await engine.stop();
  });

  it('asks the question with its pictures beside what fits best by now, each with its reason', async () => {
    const { page, troubles } = await openPage(browser);
    await begin(page);
    expect(await page.locator('.question-text').innerText()).toBe(first.question?.text);
    expect(await proposals(page)).toEqual(first.results.map(({ product }) => product.title));
    const answers = first.question?.answers.filter(({ id }) => id !== 'any') ?? [];
    const offered = page.locator('.question-answer');
    expect(await offered.count()).toBe(answers.length);
    for (const [at, { examples }] of answers.entries()) {
      const pictures = await offered.nth(at).getByRole('img').all();
      expect(await Promise.all(pictures.map((picture) => picture.getAttribute('alt')))).toEqual(
        examples.map(({ title }) => title),
      );
    }
    const reasons = await page.locator('.proposal p.quiet').allInnerTexts();
    expect(reasons).toEqual(first.results.map(({ reason }) => reason?.sentence));
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('takes an answer by keyboard, goes on at the next question, and back, and a reload loses nothing', async () => {
    const { page, troubles } = await openPage(browser);
    await begin(page);
    const atFirst = await proposals(page);
    const answer = first.question?.answers[0];
    await page.locator('.question-answer').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.given-answer').waitFor();
    await settled(page);
    await expect.poll(() => isFocused(page.locator('#question'))).toBe(true);
    expect(await page.locator('#question').innerText()).not.toBe(first.question?.text);
    const expected = await call<DialogueAnswer>(engine.url, '/v1/dialogue', {
      query: { text },
      limit: 6,
      state: first.state,
      answer: answer?.id,
    });
    const afterwards = expected.body.results.map(({ product }) => product.title);
    expect(await proposals(page)).toEqual(afterwards);
    await expect.poll(async () => (await given(page))[0]).toMatch(/^[^\u2026]+$/);
    const said = await given(page);
    expect(said).toHaveLength(1);

    await page.reload();
    await settled(page);
    expect(await proposals(page)).toEqual(afterwards);
    await expect.poll(() => given(page)).toEqual(said);

    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.locator('.given-answer').waitFor({ state: 'detached' });
    await settled(page);
    expect(await proposals(page)).toEqual(atFirst);
    expect(await page.locator('.question-text').innerText()).toBe(first.question?.text);
    await page.goBack();
    await settled(page);
    expect(await proposals(page)).toEqual(afterwards);
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.getByText('Or begin with one of these').waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('comes to an end when nothing matters, and leads to a product', async () => {
    const { page, troubles } = await openPage(browser);
    await begin(page);
    const atFirst = await proposals(page);
    for (let questions = 1; await page.locator('.question-text').count(); questions += 1) {
      expect(questions).toBeLessThanOrEqual(10);
      await page.getByRole('button', { name: 'Doesn\u2019t matter' }).click();
      await expect.poll(async () => (await given(page)).length).toBe(questions);
      await settled(page);
    }
    expect(await proposals(page)).toEqual(atFirst);
    for (const said of await given(page)) expect(said).toContain('doesn\u2019t matter');
    await page.locator('.proposal .result-link').first().click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('heading', { level: 2, name: atFirst[0] ?? '' }).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('begins with a dropped photo, or with a kind of product', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/choose`);
    await page.getByText('Or begin with one of these').waitFor();
    await dropFiles(page, '.picture-drop', [redMug]);
    await settled(page);
    expect((await proposals(page))[0]).toMatch(/Mug/);
    await page.getByRole('button', { name: 'Start again' }).click();
    const kind = page.locator('.choose-kinds button').first();
    const name = await kind.innerText();
    await kind.click();
    await settled(page);
    expect(new URL(page.url()).searchParams.get('q')).toBe(name);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('asks anew when the answers belong to another dictionary', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/choose?q=${encodeURIComponent(text)}&dictionary=of-old&answer=1:yes`);
    await page.getByRole('button', { name: 'Ask me anew' }).click();
    await settled(page);
    expect(await page.locator('.question-text').innerText()).toBe(first.question?.text);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has no serious barriers and fits a phone, %s', async (colorScheme) => {
    const { page } = await openPage(browser, {
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 360, height: 780 },
    });
    await begin(page);
    await page.locator('.question-answer').first().click();
    await page.locator('.given-answer').waitFor();
    await settled(page);
    expect(await seriousBarriers(page)).toEqual([]);
    const { held, window } = await widths(page);
    expect(held).toBe(window);
    await page.context().close();
  });
});
