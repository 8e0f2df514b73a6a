import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, type Comparing, type Difference } from './differences.js';

const plain: Comparing = {
  tolerance: 1e-9,
  volatile: new Set(['requestId']),
  renamed: { fields: {}, paths: {} },
};
const found = (former: unknown, now: unknown, comparing: Partial<Comparing> = {}): Difference[] => [
  ...differences(former, now, { ...plain, ...comparing }),
];

describe('differences', () => {
  it('are none between equal answers, whatever they hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        expect(found(answer, structuredClone(answer))).toEqual([]);
      }),
    );
  });

  it('are found wherever one number is changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }),
        fc.nat(),
        (scores, at) => {
          const answer = (values: number[]) => ({
            results: values.map((score) => ({ score, parts: [{ value: 1 }] })),
          });
          const place = at % scores.length;
          const changed = scores.map((score, i) => (i === place ? score + 1e-6 : score));
          expect(found(answer(scores), answer(changed)).map(({ path }) => path)).toEqual([
            `results[${place}].score`,
          ]);
        },
      ),
    );
  });

  it('tell what is missing on either side', () => {
    expect(found({ results: [1, 2] }, { results: [1] })).toEqual([
      { path: 'results[1]', former: 2, now: undefined },
    ]);
    expect(found({}, { ended: null })).toEqual([{ path: 'ended', former: undefined, now: null }]);
    expect(found(undefined, { status: 200 })).toHaveLength(1);
  });

  it('leave out rounding and what differs by itself', () => {
    expect(found({ score: 0.1 + 0.2, requestId: 'a' }, { score: 0.3, requestId: 'b' })).toEqual([]);
    expect(found({ count: 1e12 }, { count: 1e12 + 100 })).toEqual([]);
    expect(found({ count: 100 }, { count: 101 })).toHaveLength(1);
    expect(found({ score: 0.1 }, { score: 0.1001 }, { tolerance: 1e-3 })).toEqual([]);
  });

  it('follow the table of names', () => {
    const former = { query: { hash: 'q' }, pictures: [{ hash: 'a', url: '/v1/pictures/a/320' }] };
    const now = { query: { hash: 'q' }, pictures: [{ contentHash: 'a', url: '/v2/pictures/a/320' }] };
    expect(found(former, now)).toHaveLength(3);
    const renamed = {
      fields: { 'pictures.hash': 'contentHash' },
      paths: { '/v1/pictures/': '/v2/pictures/' },
    };
    expect(found(former, now, { renamed })).toEqual([]);
  });
});
