import type { CodedComponent } from './query-component.js';
import { AskedQuery } from './asked-query.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channels, modalityOf } from '#encoder';
import { CorrectedDictionary } from '#neurons';
import { RandomDictionary } from '../../../../test/support/random-dictionary.js';
import type { Changed, NeuronChange } from '../../../neurons/src/corrections/change.js';
import { Corrections } from '../../../neurons/src/corrections/corrections.js';
import { explainProduct, type CodedAtom } from '../reasons/reasons.js';
import { assertIdentity, decompose } from './decompose.js';

/** What people's corrections do to a score that is taken apart. */
const size = 16;
const dimension = 8;
const measured = new RandomDictionary('corrected', size);

function changesOf(said: readonly (readonly [number, Changed])[]): Corrections {
  const changes = said.map(([neuron, what], at): NeuronChange => ({
    id: at + 1,
    neuron,
    what,
    author: 'Ann',
    reason: null,
    at: '2026-11-24T00:00:00.000Z',
  }));
  return new Corrections(changes);
}

function corrected(...said: readonly (readonly [number, Changed])[]): CorrectedDictionary {
  return new CorrectedDictionary(measured, changesOf(said), new Map());
}

const finite = fc.float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true });
const vector = fc
  .array(finite, { minLength: dimension, maxLength: dimension })
  .map((x) => Float32Array.from(x));
const perChannel = fc.record({ image: finite, description: finite, reviews: finite });
const modality = fc.constantFrom('text' as const, 'image' as const);
const asked = fc.record({
  parts: fc.array(
    fc.record({
      source: fc.constantFrom('text' as const, 'like' as const),
      modality,
      weight: finite,
      vector,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  weights: fc.record({ text: perChannel, image: perChannel }),
  vectors: fc.record({ image: vector, description: vector, reviews: fc.option(vector, { nil: undefined }) }),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const coded = ({ parts }: Asked, dictionary: CorrectedDictionary): CodedComponent[] =>
  parts.map((part) => ({ ...part, code: dictionary.code(part.vector, part.modality) }));

const scoreOf = (given: Asked, vectors: readonly Float32Array[]): number =>
  given.parts.reduce(
    (sum, part, at) =>
      sum +
      channels.reduce(
        (inner, channel) =>
          inner +
          part.weight *
            given.weights[part.modality][channel] *
            vectors[at]!.reduce((dot, x, i) => dot + x * (given.vectors[channel]?.[i] ?? 0), 0),
        0,
      ),
    0,
  );

const atomsOf = ({ vectors }: Asked): CodedAtom[] =>
  (['image', 'description'] as const).map((channel) => ({
    channel,
    position: 0,
    text: channel === 'image' ? null : 'words',
    code: measured.code(vectors[channel], modalityOf(channel)),
  }));

describe('a neuron excluded from ranking', () => {
  const dictionary = corrected(
    [2, { kind: 'excluded', from: 'ranking' }],
    [5, { kind: 'excluded', from: 'ranking' }],
  );

  it('is in no contribution and no reason, the sum is exact, and a product is worth the same with or without it', () => {
    fc.assert(
      fc.property(asked, finite, (given, amount) => {
        const query = new AskedQuery(coded(given, dictionary), dictionary).coded();
        const result = decompose(query, given.weights, given.vectors);
        expect(assertIdentity(result)).toBeLessThan(1e-9);
        expect(result.contributions.map(({ neuron }) => neuron)).not.toContain(2);
        expect(result.contributions.map(({ neuron }) => neuron)).not.toContain(5);
        const explained = explainProduct(query, result, atomsOf(given));
        for (const { neuron } of [...explained.reasons, ...explained.against])
          expect([2, 5]).not.toContain(neuron.id);
        // What a product has of it, as pictures or as words hold it, changes no score.
        for (const kind of ['image', 'text'] as const) {
          const more = measured.direction(2, kind);
          const image = given.vectors.image.map((x, i) => x + amount * more[i]!);
          const changed = decompose(query, given.weights, { ...given.vectors, image });
          expect(Math.abs(changed.score - result.score)).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the rest of a query as it is: the score loses what lay along it, and nothing else', () => {
    fc.assert(
      fc.property(asked, (given) => {
        const query = new AskedQuery(coded(given, dictionary), dictionary).coded();
        query.components.forEach((part, at) => {
          const lost = given.parts[at]!.vector.map((x, i) => x - part.vector[i]!);
          // Orthogonal to what is left: it is a projection.
          expect(lost.reduce((sum, x, i) => sum + x * part.vector[i]!, 0)).toBeCloseTo(0, 4);
          dictionary
            .withoutExcluded(part.vector)
            .forEach((x, i) => expect(x).toBeCloseTo(part.vector[i]!, 5));
        });
        const result = decompose(query, given.weights, given.vectors);
        expect(result.score).toBeCloseTo(
          scoreOf(
            given,
            query.components.map(({ vector: left }) => left),
          ),
          6,
        );
      }),
    );
  });

  it('leaves nothing of a query that is the neuron itself', () => {
    const direction = measured.direction(2, 'text');
    const query = new AskedQuery(
      [
        {
          source: 'steer',
          modality: 'text',
          weight: 1,
          vector: direction,
          code: { neurons: Int32Array.of(2), activations: Float32Array.of(1) },
        },
      ],
      dictionary,
    ).coded();
    expect(query.components[0]?.code.neurons).toHaveLength(0);
    query.components[0]?.vector.forEach((x) => expect(x).toBeCloseTo(0, 6));
  });
});

describe('merged neurons', () => {
  it('add up under one name; every other contribution and the remainder stay as they were', () => {
    const dictionary = corrected(
      [3, { kind: 'merged', into: 7 }],
      [7, { kind: 'merged', into: 9 }],
      [4, { kind: 'merged', into: 9 }],
    );
    fc.assert(
      fc.property(asked, (given) => {
        const before = decompose(
          new AskedQuery(coded(given, corrected()), corrected()).coded(),
          given.weights,
          given.vectors,
        );
        const query = new AskedQuery(coded(given, dictionary), dictionary).coded();
        const after = decompose(query, given.weights, given.vectors);
        expect(assertIdentity(after)).toBeLessThan(1e-9);
        expect(after.remainder).toEqual(before.remainder);
        expect(after.score).toBe(before.score);
        const sum = (some: typeof before.contributions, ids: readonly number[]): number =>
          some.filter(({ neuron }) => ids.includes(neuron)).reduce((total, one) => total + one.total, 0);
        expect(sum(after.contributions, [9])).toBeCloseTo(sum(before.contributions, [3, 4, 7, 9]), 9);
        for (const { neuron } of after.contributions) expect([3, 4, 7]).not.toContain(neuron);
        for (const { neuron, total } of before.contributions)
          if (![3, 4, 7, 9].includes(neuron)) expect(sum(after.contributions, [neuron])).toBe(total);
        for (const { neuron } of explainProduct(query, after, atomsOf(given)).reasons)
          expect([3, 4, 7]).not.toContain(neuron.id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a hidden neuron, and one excluded from reasons', () => {
  it('keep their contributions, and are no reason for or against', () => {
    for (const what of [
      { kind: 'hidden', hidden: true },
      { kind: 'excluded', from: 'reasons' },
    ] as const) {
      fc.assert(
        fc.property(asked, fc.integer({ min: 0, max: size - 1 }), (given, neuron) => {
          const dictionary = corrected([neuron, what]);
          const query = new AskedQuery(coded(given, dictionary), dictionary).coded();
          const plain = decompose(
            new AskedQuery(coded(given, corrected()), corrected()).coded(),
            given.weights,
            given.vectors,
          );
          const result = decompose(query, given.weights, given.vectors);
          expect(result).toEqual(plain);
          const { reasons, against } = explainProduct(query, result, atomsOf(given));
          for (const one of [...reasons, ...against]) expect(one.neuron.id).not.toBe(neuron);
        }),
        { numRuns: 200 },
      );
    }
  });
});
