import type { Page } from 'playwright-core';

const card = '.result-card:has(.bar)';

/** Waits for the answer to what stands in the address now. */
export async function settled(page: Page): Promise<void> {
  await page.locator(card).first().waitFor();
  await page.locator('section[aria-label=Results][aria-busy=false]').waitFor();
}

/** Titles of the results, the first `count` of them. */
export async function titles(page: Page, count: number): Promise<string[]> {
  return (await page.locator('.result-title').allInnerTexts()).slice(0, count);
}

/** The numbers of the open explanation: what each row adds, and the score below. */
export async function numbers(page: Page): Promise<{ parts: number[]; score: number; shown: string }> {
  const values = async (selector: string) => {
    const cells = await page.locator(`.score-table ${selector} data`).all();
    return Promise.all(cells.map(async (cell) => Number(await cell.getAttribute('value'))));
  };
  const [score = NaN] = await values('tfoot');
  return {
    parts: await values('tbody'),
    score,
    shown: await page.locator('.score-table tfoot data').innerText(),
  };
}
