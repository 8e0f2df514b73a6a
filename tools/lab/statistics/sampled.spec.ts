import { seededRandom } from '#platform';
import { expect, it } from 'vitest';
import { sampled, shuffled } from './sampled.js';

it('samples in order, without repeats', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const some = sampled(items, 10, seededRandom(1));
  expect(some).toEqual([...new Set(some)].sort((a, b) => a - b));
  expect(some).toHaveLength(10);
  expect(shuffled(items, seededRandom(1)).sort((a, b) => a - b)).toEqual(items);
});
