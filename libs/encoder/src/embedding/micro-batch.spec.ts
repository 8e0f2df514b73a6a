import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MicroBatch } from './micro-batch.js';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

describe('MicroBatch', () => {
  it('gives each its own answer, in batches no larger than the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 16 }),
        async (inputs, limit) => {
          const sizes: number[] = [];
          const batch = new MicroBatch<number, number>((some) => {
            sizes.push(some.length);
            return Promise.resolve(some.map((value) => value * 2));
          }, limit);
          expect(await Promise.all(inputs.map((value) => batch.ask(value)))).toEqual(
            inputs.map((value) => value * 2),
          );
          expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(limit);
          expect(sizes).toHaveLength(Math.ceil(inputs.length / limit));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('collects what arrives while a batch is running', async () => {
    const sizes: number[] = [];
    const batch = new MicroBatch<number, number>(async (some) => {
      sizes.push(some.length);
      await pause(20);
      return some;
    }, 16);
    const first = batch.ask(1);
    await pause(5);
    await Promise.all([first, batch.ask(2), batch.ask(3), batch.ask(4)]);
    expect(sizes).toEqual([1, 3]);
    await batch.ask(5);
    expect(sizes).toEqual([1, 3, 1]);
  });

  it('lets one bad input fail alone', async () => {
    const batch = new MicroBatch<number, number>(
      (some) => (some.includes(13) ? Promise.reject(new Error('thirteen')) : Promise.resolve(some)),
      16,
    );
    const answers = await Promise.allSettled([1, 13, 2].map((value) => batch.ask(value)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
