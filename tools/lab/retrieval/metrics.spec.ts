import { expect, it } from 'vitest';
import { attainablePrecision, metrics, ndcg, precision } from './metrics.js';

const metric = (name: string) => metrics.find((one) => one.name === name)!;

it('measures where the first right product stands', () => {
  const hits = [false, false, true, true];
  expect(metric('R@1').of(hits, 4)).toBe(0);
  expect(metric('R@10').of(hits, 4)).toBe(1);
  expect(metric('MRR').of(hits, 4)).toBeCloseTo(1 / 3);
  expect(metric('MRR').of([], 4)).toBe(0);
  expect(precision(5).of(hits, 4)).toBeCloseTo(2 / 5);
});

it('asks for as many right products as there are', () => {
  const hits = [false, true, true, false, false, true];
  expect(attainablePrecision(5).of(hits, 2)).toBe(1);
  expect(attainablePrecision(5).of(hits, 3)).toBeCloseTo(2 / 3);
  expect(attainablePrecision(5).of(hits, 40)).toBeCloseTo(2 / 5);
  expect(attainablePrecision(1).of(hits, 40)).toBe(0);
});

it('discounts right products by their place, against the best order', () => {
  expect(ndcg(10).of([true, true], 2)).toBe(1);
  expect(ndcg(10).of([false, true], 1)).toBeCloseTo(1 / Math.log2(3));
  expect(ndcg(2).of([false, false, true], 1)).toBe(0);
  expect(ndcg(2).of([true, true], 40)).toBe(1);
});

it('does not look below place 100', () => {
  const late = [...Array<boolean>(100).fill(false), true];
  expect(metric('MRR').of(late, 1)).toBe(0);
});
