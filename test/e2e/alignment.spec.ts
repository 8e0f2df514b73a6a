import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlignmentAnswer } from '../../libs/alignment/src/contract.js';
import { call } from '../support/ask.js';
import { seedPicture, seedPictureInBase64 } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import { withWords } from '../support/written-picture.js';

describe('alignment', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startSeededEngine();
  }, 400_000);
  afterAll(() => engine.stop());

  it('is told as percentiles of this catalogue, with the neurons of both sides', async () => {
    const reply = await call<AlignmentAnswer>(engine.url, '/v1/alignment', {
      pictures: [
        await seedPictureInBase64('red-stoneware-mug-1.webp'),
        await seedPictureInBase64('blue-backpack-1.webp'),
      ],
      texts: ['a red mug', 'a blue backpack'],
    });
    expect(reply.status).toBe(200);
    expect(reply.body.pairs).toHaveLength(4);
    const at = (pictureAt: number, textAt: number): number =>
      reply.body.pairs.find((pair) => pair.picture === pictureAt && pair.text === textAt)
        ?.percentileAmongTrue ?? NaN;
    expect(at(0, 0)).toBeGreaterThan(at(0, 1));
    expect(at(1, 1)).toBeGreaterThan(at(1, 0));
    expect(reply.body.calibration.truePairs).toBeGreaterThan(100);
    for (const pair of reply.body.pairs) {
      const textOnly = new Set(pair.textOnly.map(({ id }) => id));
      expect(pair.shared.every(({ id }) => !textOnly.has(id))).toBe(true);
    }
  });

  it('warns of words written on a picture and tells where, and of no clean picture', async () => {
    const mug = seedPicture('red-stoneware-mug-1.webp');
    const reply = await call<AlignmentAnswer>(engine.url, '/v1/alignment', {
      pictures: [
        (await withWords(mug, 'backpack')).toString('base64'),
        await seedPictureInBase64('red-stoneware-mug-1.webp'),
        await seedPictureInBase64('blue-backpack-1.webp'),
      ],
      texts: ['a red mug'],
    });
    const [written, ...clean] = reply.body.pictures.map(({ writing }) => writing);
    expect(written?.warning).toMatch(/without words/);
    expect(written?.score).toBeGreaterThan(0.9);
    // The label is the middle .6 of the width, from .845 to .97 of the height.
    expect(written?.box?.left).toBeGreaterThan(0.2);
    expect(written?.box?.top).toBeGreaterThan(0.84);
    for (const { warning } of clean) expect(warning).toBeNull();
    expect(clean).toHaveLength(2);
  });
});
