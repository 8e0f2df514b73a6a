import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import type { AttributionAnswer } from '../../libs/explanation/src/attribution/contract.js';
import type { WhyNotAnswer } from '../../libs/recommendation/src/why-not/contract.js';
import { call, recommend } from '../support/ask.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import { installedBrowser, isFocused, openBrowser, openPage, seriousBarriers, widths } from './browser.js';
import { settled, titles } from './results-page.js';

const executable = installedBrowser();
if (executable === undefined)
  console.warn(
    'SKIPPED: evidence, dials and why-not are not tested as pages, no Chromium is installed (Debian: apt-get install chromium)',
  );

const text = 'red ceramic mug';
const phone = { reducedMotion: 'reduce', viewport: { width: 360, height: 780 } } as const;

describe.skipIf(executable === undefined)(
  'evidence, dials and why-not in a browser, on the seed shop',
  () => {
    let engine: Engine;
    let browser: Browser;
    /** A neuron that is named and fires for many pictures. */
    let neuron: NeuronsAnswer['neurons'][number];

    beforeAll(async () => {
      engine = await startSeededEngine();
      browser = await openBrowser(executable ?? '');
      const found = await call<NeuronsAnswer>(
        engine.url,
        '/v1/neurons?sort=fires&named=yes&facet=colour&limit=1',
      );
      const [first] = found.body.neurons;
      if (!first) throw new Error('no colour is named');
      neuron = first;
    }, 300_000);
    afterAll(async () => {
      await browser.close();
      await engine.stop();
    });

    const search = async (page: Page, more = ''): Promise<void> => {
      await page.goto(`${engine.url}/?q=${encodeURIComponent(text)}${more}`);
      await settled(page);
    };

    it('shows where a product shows a neuron, as the engine tells it', async () => {
      const { page, troubles } = await openPage(browser);
      await search(page);
      await page.locator('.result-link').first().click();
      const choice = page.locator('.evidence-choice').first();
      await choice.focus();
      await page.keyboard.press('Enter');
      const answered = await page.waitForResponse((response) => response.url().includes('/evidence?'));
      const told = (await answered.json()) as AttributionAnswer;
      await page.locator('.evidence-found').waitFor();
      expect(await choice.getAttribute('aria-pressed')).not.toBe('false');
      const firing = told.pictures.filter(({ activation }) => activation > 0);
      expect(await page.locator('.evidence-picture').count()).toBe(firing.length);
      const outlined = firing.filter(({ check }) => check?.passed === true);
      expect(await page.locator('.evidence-veil').count()).toBe(outlined.length);
      const marked = await page.locator('.evidence-texts mark').allInnerTexts();
      const words = [...told.descriptions, ...told.reviews, ...(told.query ? [told.query] : [])].flatMap(
        (each) => each.words.map(({ word }) => word),
      );
      for (const word of marked) expect(words).toContain(word);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    it('tells what the words say, and not what else they faintly fire', async () => {
      const { page, troubles } = await openPage(browser);
      await page.goto(`${engine.url}/?q=${encodeURIComponent('red ceramic mug')}`);
      await settled(page);
      const chips = await page
        .getByRole('list', { name: 'Looking for' })
        .locator('.chip-name')
        .allInnerTexts();
      expect(chips.toSorted()).toEqual(['mug', 'red']);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    it('tells what was read as not wanted', async () => {
      const { page, troubles } = await openPage(browser);
      await page.goto(`${engine.url}/?q=${encodeURIComponent('headphones, not red')}`);
      await settled(page);
      expect(await page.getByRole('list', { name: 'Not wanted' }).innerText()).toMatch(/red/);
      expect(await page.getByRole('list', { name: 'Looking for' }).innerText()).not.toMatch(/red/);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    it('turns a dial by keyboard: the slate as the engine orders it, in the address, and reset', async () => {
      const { page, troubles } = await openPage(browser);
      await search(page);
      const before = await titles(page, 24);
      await page.getByRole('button', { name: 'More or less of' }).click();
      await page.getByRole('searchbox', { name: 'Something else' }).fill(neuron.name ?? '');
      const dial = page.locator(`.dials-list input[type=range][aria-label$="of ${neuron.name}"]`);
      if ((await dial.count()) === 0)
        await page
          .locator('.dial-found', { hasText: neuron.name ?? '' })
          .first()
          .click();
      await dial.focus();
      await page.keyboard.press('ArrowRight');
      await page.waitForURL((address) => address.searchParams.has('dial'));
      expect(await isFocused(dial)).toBe(true);
      await page.keyboard.press('End');
      await page.waitForURL((address) => address.searchParams.get('dial') === `${neuron.id}:2`);
      await settled(page);
      const steer = [{ neuron: neuron.id, weight: 2 }];
      const wanted = await recommend(engine.url, { query: { text, steer }, limit: 24 });
      const after = wanted.results.map(({ product }) => product.title);
      await expect.poll(() => titles(page, 24)).toEqual(after);
      await page.getByText('Beside the search without it').waitFor();
      expect(await page.locator('.rank-change').count()).toBeGreaterThan(0);

      await page.reload();
      await settled(page);
      await expect.poll(() => titles(page, 24)).toEqual(after);
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.waitForURL((address) => !address.searchParams.has('dial'));
      await settled(page);
      await expect.poll(() => titles(page, 24)).toEqual(before);
      await expect.poll(() => page.locator('.rank-change').count()).toBe(0);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    it('says why a product is not there, and applies what brings it in', async () => {
      const query = { text };
      const filter = { price: { max: 10 } };
      const { results } = await recommend(engine.url, { query, limit: 24 });
      const costly = results.find(({ product }) => (product.price ?? 0) > 10);
      if (!costly) throw new Error('nothing among the first costs more than 10');
      const { id } = costly.product;
      const told = await call<WhyNotAnswer>(engine.url, '/v1/explanations/why-not', {
        query,
        filter,
        productId: id,
      });
      const [suggestion] = told.body.suggestions;
      expect(suggestion).toBeDefined();

      const { page, troubles } = await openPage(browser);
      await search(page, `&max=10&product=${encodeURIComponent(id)}`);
      await page.getByRole('button', { name: 'Why isn\u2019t this product here?' }).click();
      await page.getByText(told.body.obstacles[0]?.message ?? '').waitFor();
      await page.getByText(suggestion?.sentence ?? '').waitFor();
      expect(await seriousBarriers(page)).toEqual([]);
      await page.getByRole('button', { name: 'Apply it' }).first().click();
      await page.getByText('Why it is here').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await settled(page);
      expect((await titles(page, 10))[(suggestion?.place ?? 0) - 1]).toBe(costly.product.title);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    it.each(['light', 'dark'] as const)(
      'have no serious barriers and fit a phone, %s',
      async (colorScheme) => {
        const { page } = await openPage(browser, { ...phone, colorScheme });
        await search(page, `&dial=${neuron.id}:1`);
        await page.getByRole('button', { name: 'Reset' }).waitFor();
        expect(await seriousBarriers(page)).toEqual([]);
        expect(await widths(page)).toEqual({ held: 360, window: 360 });
        await page.locator('.result-link').first().click();
        await page.locator('.evidence-choice').first().click();
        await page.locator('.evidence-found').waitFor();
        expect(await seriousBarriers(page)).toEqual([]);
        expect(await widths(page)).toEqual({ held: 360, window: 360 });
        await page.context().close();
      },
    );
  },
);
