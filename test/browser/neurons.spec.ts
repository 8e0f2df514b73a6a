import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatisticsAnswer } from '../../libs/microscope/src/contract.js';
import type { NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import { call } from '../support/ask.js';
import { seedPicture } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import { installedBrowser, isFocused, openBrowser, openPage, seriousBarriers, widths } from './browser.js';

const executable = installedBrowser();
if (executable === undefined)
  console.warn(
    'SKIPPED: the pages of neurons are not tested, no Chromium is installed (Debian: apt-get install chromium)',
  );

const redMug = seedPicture('red-stoneware-mug-1.webp');

describe.skipIf(executable === undefined)('the pages of neurons, on the seed shop', () => {
  let engine: Engine;
  let browser: Browser;
  /** On which picture and words agree best. */
  let neuron: NeuronsAnswer['neurons'][number];
  let name: string;
  let seen: StatisticsAnswer;

  const list = async (query: string): Promise<NeuronsAnswer> =>
    (await call<NeuronsAnswer>(engine.url, `/v1/neurons?${query}`)).body;
  const rows = (page: Page): Promise<string[]> => page.locator('.neuron-table tbody th').allInnerTexts();
  const history = (page: Page): Promise<string[]> => page.locator('.history li').allInnerTexts();
  const sign = async (page: Page, author: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Your name' }).fill(author);
  };
  const outcome = (page: Page): ReturnType<Page['locator']> => page.locator('.corrections-outcome');

  beforeAll(async () => {
    engine = await startSeededEngine();
    browser = await openBrowser(executable ?? '');
    const [best] = (await list('sort=agreement&named=yes&limit=1')).neurons;
    if (!best) throw new Error('the dictionary has no name at all');
    neuron = best;
    name = best.name ?? '';
    seen = (await call<StatisticsAnswer>(engine.url, `/v1/neurons/${best.id}/statistics`)).body;
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await engine.stop();
  });

  it('lists them by name, kind and order, and keeps that in the address', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/neurons`);
    await page.locator('.neuron-table').waitFor();
    const first = await rows(page);
    expect(first.length).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'More' }).click();
    await page.waitForURL(/page=2/);
    await expect.poll(() => rows(page)).not.toEqual(first);
    await page.getByRole('combobox', { name: 'Sorted by' }).selectOption('fires');
    await page.waitForURL((address) => address.search === '?sort=fires');
    const wanted = (await list('sort=fires&limit=3')).neurons.map(({ fires }) => String(fires.text));
    const texts = () => page.locator('.neuron-table tbody tr td:nth-child(3)').allInnerTexts();
    await expect.poll(async () => (await texts()).slice(0, 3)).toEqual(wanted);
    await page.getByRole('searchbox', { name: 'Search neurons' }).fill(name);
    await expect
      .poll(async () => (await rows(page)).every((row) => row.toLowerCase().includes(name.toLowerCase())))
      .toBe(true);
    await page.reload();
    await page.locator('.neuron-table').waitFor();
    expect((await rows(page)).every((row) => row.toLowerCase().includes(name.toLowerCase()))).toBe(true);
    await page.getByRole('searchbox', { name: 'Search neurons' }).fill('no such name at all');
    await page.getByText('No neuron fits.').waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says which neurons fire for words, by keyboard, and for a picture', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/neurons`);
    await page.getByRole('heading', { name: 'What fires?' }).waitFor();
    const words = page.getByRole('textbox', { name: 'Words' });
    for (let tabs = 0; tabs < 20 && !(await isFocused(words)); tabs += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('red ceramic mug');
    await page.keyboard.press('Enter');
    await page.locator('.fired').waitFor();
    const { body } = await call<{ text: { neurons: { name: string | null }[] } }>(
      engine.url,
      '/v1/neurons/fire',
      { text: 'red ceramic mug' },
    );
    expect(await page.locator('.fired .chip').count()).toBe(body.text.neurons.length);
    await page.locator('input[type=file]').setInputFiles(redMug);
    await page.getByRole('heading', { name: 'For the picture' }).waitFor();
    expect(await page.locator('.fired').count()).toBe(2);
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    await expect.poll(() => page.locator('.fired').count()).toBe(1);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('shows of one neuron what was measured in the shop', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/neurons/${neuron.id}`);
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await page.locator('.neuron-products').waitFor();
    expect(await page.locator('.neuron-products > li').count()).toBe(seen.top.products.length);

    // The table beside the bars says as much as the sentence above them.
    for (const [at, firing] of [seen.image, seen.text].entries()) {
      const histogram = page.locator('.histogram').nth(at);
      expect(await histogram.locator('figcaption').innerText()).toContain(String(firing.fires));
      const counts = await histogram.locator('tbody td:last-child').allTextContents();
      expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(firing.fires);
    }

    expect(await page.locator('.tenths > li').count()).toBe(seen.image.deciles.length);
    await page.getByRole('radio', { name: 'Texts' }).click();
    await page.locator('.tenth-texts q').first().waitFor();
    expect(await page.locator('.tenths > li').count()).toBe(seen.text.deciles.length);

    const marks = await page.locator('.marked mark').allInnerTexts();
    const words = [...seen.top.reviews, ...seen.top.descriptions].flatMap((sample) => sample.words);
    const [carrying] = words.toSorted((a, b) => b.effect - a.effect);
    expect(marks).toContain(carrying?.word);

    await page.getByText(seen.multimodal.tested ? 'Tested here' : 'Not tested here').waitFor();
    expect(await page.locator('.near-side .chip').count()).toBeGreaterThan(3);
    const [query] = seen.queries;
    if (query) {
      await page.locator('.near-queries a').first().click();
      await page.waitForURL(/\?q=/);
      expect(new URL(page.url()).searchParams.get('q')).toBe(query.text);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says honestly where a neuron has no name, or fires for nothing here', async () => {
    const { page } = await openPage(browser);
    // A person can say that a measured name is none; a trained dictionary has such neurons by itself.
    const { neurons } = await list('sort=fires&limit=1');
    const id = neurons[0]?.id ?? -1;
    const body = { name: null, author: 'Ann' };
    expect((await call(engine.url, `/v1/neurons/${id}/name`, body, {}, 'PUT')).status).toBe(200);
    await page.goto(`${engine.url}/neurons/${id}`);
    await page.getByRole('heading', { level: 1, name: `unnamed pattern ${id}` }).waitFor();
    await page.locator('.tenths').waitFor();
    const { total } = await list('limit=1');
    const silent = (await list(`sort=fires&limit=200&offset=${Math.max(0, total - 200)}`)).neurons.find(
      ({ fires }) => fires.image + fires.text === 0,
    );
    if (silent) {
      await page.goto(`${engine.url}/neurons/${silent.id}`);
      await page.getByText('It fires for none of this shop’s pictures and texts.').waitFor();
    }
    await page.context().close();
  });

  it('takes corrections in place: signed, with a reason, in languages, and back again', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${engine.url}/neurons/${neuron.id}`);
    await page.getByRole('heading', { name: 'Correct it' }).waitFor();
    const names = page.getByRole('textbox', { name: 'Its name' });
    await names.fill('zebra cup');
    await page.getByRole('button', { name: 'Give this name' }).click();
    await page.getByText('Say who you are, then choose again.').waitFor();
    await sign(page, 'Ann');
    await page.getByRole('textbox', { name: 'Why' }).fill('As our buyers say');
    await page.getByRole('button', { name: 'Give this name' }).click();
    await page.getByRole('heading', { level: 1, name: 'zebra cup' }).waitFor();
    await expect
      .poll(async () => (await history(page))[0])
      .toMatch(/Ann calls it “zebra cup”[^]*As our buyers say/);
    expect((await list('search=zebra')).neurons[0]).toMatchObject({ id: neuron.id, name: 'zebra cup' });

    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await names.fill('Zebratasse');
    await page.getByRole('button', { name: 'Give this name' }).click();
    await page.locator('dd [lang=de]', { hasText: 'Zebratasse' }).waitFor();

    await page.getByRole('button', { name: 'Kept out of reasons' }).click();
    await page.getByText('Kept out of reasons.').waitFor();
    await page.getByRole('button', { name: 'Hide it' }).click();
    await page.getByRole('button', { name: 'Show it again' }).waitFor();
    await expect.poll(async () => (await history(page)).length).toBe(4);

    for (const undone of ['Ann hides it', 'Ann keeps it out of reasons', 'Ann calls it “Zebratasse” in de']) {
      await page.getByRole('button', { name: `Undo: ${undone}` }).click();
      await page.getByRole('button', { name: `Undo: ${undone}` }).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: /^Undo: Ann calls it “zebra cup”/ }).click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await expect.poll(async () => (await history(page)).length).toBe(8);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('releases a sensitive neuron only by a second person', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${engine.url}/neurons/${neuron.id}`);
    await sign(page, 'Ann');
    await page.getByRole('button', { name: 'Mark as sensitive' }).click();
    await page.getByRole('button', { name: 'Propose to release it' }).click();
    await page.getByText('Ann proposes to release it; another person has to confirm.').waitFor();
    await page.getByRole('button', { name: 'Confirm the release' }).click();
    await outcome(page).getByText('It was so already.').waitFor();
    await sign(page, 'Bo');
    await page.getByRole('button', { name: 'Confirm the release' }).click();
    await page.getByText('It is not marked as sensitive.').waitFor();
    await page.context().close();
  });

  it('merges by name, and says clearly why something is refused and what helps', async () => {
    const { page } = await openPage(browser);
    const other = (await list('sort=agreement&named=yes&limit=2')).neurons[1];
    if (!other) throw new Error('the dictionary has one name only');
    await page.goto(`${engine.url}/neurons/${neuron.id}`);
    await sign(page, 'Ann');
    await page.getByRole('searchbox', { name: 'Find the other one' }).fill(String(other.id));
    await page.getByRole('button', { name: `Merge into ${other.name ?? ''} ${other.id}` }).click();
    await page.getByText(`It is shown under the name of neuron ${other.id}.`).waitFor();

    await page.goto(`${engine.url}/neurons/${other.id}`);
    expect(await page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('Ann');
    await page.getByRole('searchbox', { name: 'Find the other one' }).fill(String(neuron.id));
    await page.getByRole('button', { name: `Merge into ${name} ${neuron.id}` }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'What helps' });
    await alert.waitFor();
    expect(await alert.innerText()).toContain('is shown under the name of');

    await page.getByRole('textbox', { name: 'Its name' }).fill('!!!');
    await page.getByRole('button', { name: 'Give this name' }).click();
    await expect.poll(() => alert.innerText()).toMatch(/give words/);
    await page.goto(`${engine.url}/neurons/${neuron.id}`);
    await page.getByRole('button', { name: 'Show it by itself' }).click();
    await page.getByRole('button', { name: 'Show it by itself' }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it.each([
    { look: 'light', options: { colorScheme: 'light', viewport: { width: 1280, height: 900 } } },
    { look: 'dark, 360 px wide', options: { colorScheme: 'dark', viewport: { width: 360, height: 760 } } },
  ] as const)('has no serious barrier and does not scroll sideways ($look)', async ({ options }) => {
    const { page } = await openPage(browser, { ...options, reducedMotion: 'reduce' });
    for (const path of [`/neurons/${neuron.id}`, '/neurons?sort=fires', '/neurons/9999999']) {
      await page.goto(engine.url + path);
      await page.waitForLoadState('networkidle');
      if (path.includes('?')) {
        await page.getByRole('textbox', { name: 'Words' }).fill('red mug');
        await page.getByRole('button', { name: 'Look' }).click();
        await page.locator('.fired').waitFor();
      }
      expect(await seriousBarriers(page), path).toEqual([]);
      const { held, window } = await widths(page);
      expect(held, path).toBeLessThanOrEqual(window);
    }
    await page.context().close();
  });
});
