import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CentredEncoder, OnnxEncoder, shippedCentring } from '#encoder';
import { measuredKey, readConfidences, readVocabulary, WordDictionary } from '#neurons';
import { projectFolder } from '#platform';
import { Claims, strengthOf, type JudgedClaim } from './claims.js';

const model = join(projectFolder, 'models/concella-small');
const spread = 0.1;

describe('strengthOf', () => {
  const fit = fc.double({ min: -1, max: 1, noNaN: true });
  const fits = fc.array(fit, { minLength: 1, maxLength: 20 });

  it('is how much better a single rival fits, in spreads', () => {
    fc.assert(
      fc.property(fits, fit, (claimed, rival) => {
        expect(strengthOf(claimed, [rival], spread)).toBeCloseTo((rival - Math.max(...claimed)) / spread, 9);
      }),
    );
  });

  it('grows with every further rival, by the logarithm of their number where all fit alike', () => {
    fc.assert(
      fc.property(fits, fits, fit, (claimed, rivals, further) => {
        const before = strengthOf(claimed, rivals, spread);
        expect(strengthOf(claimed, [...rivals, further], spread)).toBeGreaterThanOrEqual(before);
        const alike = rivals.map(() => further);
        expect(strengthOf(claimed, alike, spread)).toBeCloseTo(
          strengthOf(claimed, [further], spread) + Math.log(rivals.length),
          9,
        );
      }),
    );
  });

  it('does not depend on what all fits have in common', () => {
    fc.assert(
      fc.property(fits, fits, fit, (claimed, rivals, shift) => {
        const moved = (some: number[]): number[] => some.map((one) => one + shift);
        expect(strengthOf(moved(claimed), moved(rivals), spread)).toBeCloseTo(
          strengthOf(claimed, rivals, spread),
          6,
        );
      }),
    );
  });
});

describe('Claims with the shipped encoder', () => {
  let onnx: OnnxEncoder;
  let claims: Claims;
  let mug: Float32Array;
  const judged = async (text: string): Promise<JudgedClaim[]> => {
    const [first = []] = await claims.judge(text, [mug], spread);
    return first;
  };

  beforeAll(async () => {
    onnx = await OnnxEncoder.open(model);
    const centring = await shippedCentring(model, onnx.manifest);
    if (!centring) throw new Error('no means are shipped');
    const encoder = new CentredEncoder(onnx, centring);
    const measured = (await readConfidences()).models[measuredKey(encoder)];
    const none = new Float32Array(encoder.dimension);
    const terms = await readVocabulary();
    claims = new Claims(
      encoder,
      new WordDictionary(
        'words',
        terms,
        terms.map(() => none),
        measured,
      ),
    );
    mug = await encoder.picture(
      await readFile(join(projectFolder, 'seed-data/pictures/red-stoneware-mug-1.webp')),
    );
  });
  afterAll(() => onnx.close());

  it('agree with what is right, facet by facet', async () => {
    const found = await judged('A red mug made of ceramic');
    expect(found.map(({ facet }) => facet).sort()).toEqual(['category', 'colour', 'material']);
    expect(found.filter(({ facet, disagrees }) => facet !== 'material' && disagrees)).toEqual([]);
  });

  it('disagree with a wrong colour, and name the right one', async () => {
    const [first] = await judged('A green mug');
    expect(first).toMatchObject({ facet: 'colour', claimed: ['green'], rival: 'red', disagrees: true });
  });

  it('say of another thing only that it is another thing', async () => {
    const found = await judged('A green t-shirt made of cotton');
    expect(found).toMatchObject([{ facet: 'category', claimed: ['t-shirt'], disagrees: true }]);
  });

  it('take the best of several values of one facet', async () => {
    const [colour] = (await judged('A mug in green, black or red')).filter(({ facet }) => facet === 'colour');
    expect(colour).toMatchObject({ claimed: ['green', 'black', 'red'], disagrees: false });
  });

  it('are none where the text mentions nothing that a picture can tell', async () => {
    expect(await judged('The best gift for your friend')).toEqual([]);
  });
});
