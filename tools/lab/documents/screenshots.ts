// Takes the pictures of docs/screenshots from a running engine with the seed catalogue (npm start).
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { labCommand } from '../command.js';
import type { NeuronsAnswer } from '../../../libs/neurons/src/contract.js';
import sharp from 'sharp';
import { dropFiles, installedBrowser, openBrowser, openPage } from '../../../test/browser/browser.js';

const [url = 'http://127.0.0.1:3000'] = labCommand('docs', 'screenshots')
  .argument('[url]', 'of the running engine; default: http://127.0.0.1:3000')
  .parse().args;

// npm runs scripts in the project's folder.
const folder = resolve('docs', 'screenshots');
const seedPicture = (name: string) => resolve('seed-data', 'pictures', name);
const phone = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2 } as const;

interface Shot {
  readonly name: string;
  readonly options?: Parameters<typeof openPage>[1];
  readonly show: (page: Page) => Promise<void>;
}

async function results(page: Page): Promise<void> {
  await page.locator('.result-card .bar').first().waitFor();
  await page.locator('section[aria-label=Results][aria-busy=false]').waitFor();
}

const shots: readonly Shot[] = [
  {
    name: 'search-light',
    show: async (page) => {
      await page.goto(`${url}/?q=red+ceramic+mug`);
      await results(page);
    },
  },
  {
    name: 'search-dark',
    options: { colorScheme: 'dark' },
    show: async (page) => {
      await page.goto(`${url}/?q=warm+wool+blanket`);
      await results(page);
    },
  },
  {
    name: 'search-phone',
    options: phone,
    show: async (page) => {
      await page.goto(`${url}/?q=red+ceramic+mug`);
      await results(page);
    },
  },
  {
    name: 'explanation',
    show: async (page) => {
      await page.goto(`${url}/?q=red+ceramic+mug&numbers=on`);
      await results(page);
      await page.locator('.result-link').first().click();
      await page.locator('.score-table tfoot').waitFor();
      await page.evaluate('document.querySelector(".explanation").scrollIntoView()');
    },
  },
  {
    name: 'picture-and-words',
    show: async (page) => {
      await page.goto(url);
      await page.locator('.start-grid').waitFor();
      await dropFiles(page, '.picture-drop', [seedPicture('red-stoneware-mug-1.webp')]);
      await results(page);
      await page.getByRole('searchbox').fill('this, but in blue');
      // The pages' own policy lets no text be run as a program, which waitForFunction would do.
      while (!(await page.title()).startsWith('this')) await page.waitForTimeout(50);
      await results(page);
    },
  },
  {
    name: 'alignment',
    options: { viewport: { width: 1280, height: 1180 } },
    show: async (page) => {
      await page.goto(`${url}/alignment`);
      await page
        .locator('input[type=file]')
        .setInputFiles(
          ['red-stoneware-mug-1', 'red-cotton-t-shirt-1', 'blue-canvas-sneaker-1'].map((name) =>
            seedPicture(`${name}.webp`),
          ),
        );
      await page
        .getByRole('textbox')
        .fill('a green ceramic mug\na red cotton t-shirt\nblue canvas sneakers for summer');
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.locator('.matrix').waitFor();
    },
  },
  {
    name: 'not-wanted',
    show: async (page) => {
      await page.goto(`${url}/?q=${encodeURIComponent('headphones, not red')}`);
      await results(page);
    },
  },
  {
    name: 'evidence',
    show: async (page) => {
      await page.goto(`${url}/?q=red+ceramic+mug`);
      await results(page);
      await page.locator('.result-link', { hasText: 'Enamelled Camp Mug' }).click();
      await page.locator('.evidence-choice', { hasText: 'red' }).click();
      await page.locator('.evidence-found').waitFor();
      await page.evaluate('document.querySelector(".evidence-choice").scrollIntoView()');
    },
  },
  {
    name: 'neuron',
    options: { viewport: { width: 1280, height: 1180 } },
    show: async (page) => {
      const { neurons } = (await (
        await fetch(`${url}/v1/neurons?search=mug&limit=20`)
      ).json()) as NeuronsAnswer;
      const mug = neurons.find(({ name }) => name === 'mug');
      if (!mug) throw new Error('no neuron is called mug');
      await page.goto(`${url}/neurons/${mug.id}`);
      await page.locator('.tenths').waitFor();
    },
  },
  {
    name: 'choose',
    show: async (page) => {
      await page.goto(`${url}/choose?q=mug`);
      await page.locator('.proposal .bar').first().waitFor();
      await page.locator('.choose-columns[aria-busy=false]').waitFor();
    },
  },
  {
    name: 'upload-phone-dark',
    options: { ...phone, colorScheme: 'dark' },
    show: async (page) => {
      await page.goto(`${url}/uploads`);
      const rows = [
        '{"id":"screenshot-1","title":"Round paper lamp","description":"A lamp.","price":"cheap","currency":"EUR"}',
        '{"id":"screenshot-2","description":"A lamp without a title.","price":12,"currency":"EUR"}',
      ];
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: 'lamps.jsonl',
          mimeType: 'application/x-ndjson',
          buffer: Buffer.from(rows.join('\n')),
        });
      await page.getByRole('button', { name: 'Send' }).click();
      await page.locator('tbody tr').first().waitFor();
    },
  },
];

const executable = installedBrowser();
if (executable === undefined) throw new Error('no Chromium is installed (Debian: apt-get install chromium)');
await mkdir(folder, { recursive: true });
const browser = await openBrowser(executable);
let bytes = 0;
for (const { name, options, show } of shots) {
  const { page, troubles } = await openPage(browser, { reducedMotion: 'reduce', ...options });
  await show(page);
  await page.waitForLoadState('networkidle');
  const file = join(folder, `${name}.webp`);
  await sharp(await page.screenshot())
    .webp({ quality: 82 })
    .toFile(file);
  const { size } = await stat(file);
  bytes += size;
  console.log(
    `${name}.webp ${Math.round(size / 1024)} kB${troubles.length > 0 ? ` TROUBLES ${troubles.join('; ')}` : ''}`,
  );
  await page.context().close();
}
await browser.close();
console.log(`${Math.round(bytes / 1024)} kB in all`);
