import sharp from 'sharp';
import { expect } from 'vitest';
import type { EncodersAnswer } from '../../libs/serving/src/contract.js';
import { call, type Reply } from './ask.js';
import type { Answered } from './query-loop.js';
import { zip } from './upload-client.js';

/** The encoder that serves, and the one that takes its place. */
export const first = 'concella-small';
export const second = 'tiny-clip';
const colours = ['red', 'blue', 'green', 'yellow', 'black', 'white', 'purple', 'orange'];
const kinds = ['mug', 'lamp', 'chair', 'backpack', 'cushion', 'bowl', 'scarf', 'kettle'];

/** Products of every colour and kind, each with a title of its own; every fourth has a picture. */
export async function catalogue(count: number): Promise<{ products: string; pictures: Buffer }> {
  const pictures: Record<string, Buffer> = {};
  const rows = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const colour = colours[n % 8] ?? '';
      const kind = kinds[(n >> 3) % 8] ?? '';
      if (n % 4 === 0)
        pictures[`p-${n}.png`] = await sharp({
          create: {
            width: 64,
            height: 64,
            channels: 3,
            background: { r: (n * 37) % 256, g: n % 256, b: 90 },
          },
        })
          .png()
          .toBuffer();
      return JSON.stringify({
        id: `p-${n}`,
        title: `${colour} ${kind} ${n}`,
        category: ['Home', kind],
        attributes: { colour },
        pictures: n % 4 === 0 ? [`p-${n}.png`] : [],
      });
    }),
  );
  return { products: rows.join('\n'), pictures: await zip(pictures) };
}

/** What customers ask meanwhile. */
export const requests = [
  { query: { text: 'red mug' }, limit: 10, explain: 'expert' },
  { query: { text: 'a lamp for the desk' }, limit: 10, explain: 'shopper' },
  { query: { text: 'blue', like: ['p-3'] }, limit: 10, explain: 'merchant' },
  { query: { like: ['p-0'], unlike: ['p-8'] }, limit: 10, explain: 'none' },
];

/** Which encoders there are, as the engine says. */
export const state = async (url: string): Promise<EncodersAnswer> => {
  const { status, body } = await call<EncodersAnswer>(url, '/v1/encoders');
  expect(status).toBe(200);
  return body;
};

/** Posts to a path below `/v1/encoders`. */
export const post = <T>(url: string, path: string, body: object): Promise<Reply<T>> =>
  call<T>(url, `/v1/encoders/${path}`, body);

/** Takes the standby back. */
export const dropStandby = (url: string): Promise<Response> =>
  fetch(`${url}/v1/encoders/standby`, { method: 'DELETE' });

/** Waits until the standby may serve. */
export const ready = async (url: string): Promise<void> => {
  await expect
    .poll(async () => (await state(url)).standby?.ready, { timeout: 300_000, interval: 200 })
    .toBe(true);
};

/** Which encoders answered; fails on an answer that failed or names parts of two. */
export function encodersOf(answers: readonly Answered[]): Set<string> {
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const stacks = new Set(
    answers.map(({ model, generation, dictionary }) => [model, generation, dictionary].join()),
  );
  const models = new Set(answers.map(({ model }) => model));
  expect(stacks.size).toBe(models.size);
  for (const { model, dictionary } of answers) expect(dictionary).toContain(model);
  return models;
}
