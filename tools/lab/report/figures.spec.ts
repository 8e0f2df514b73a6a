import { expect, it } from 'vitest';
import { figure, shownDifference } from './figures.js';

it('prints shares without the leading zero', () => {
  expect([figure(0.5), figure(-0.25), figure(1), figure(0)]).toEqual(['.500', '-.250', '1.000', '.000']);
});

it('prints differences with their sign', () => {
  expect(shownDifference({ mean: 0.1, low: -0.05, high: 0.25 })).toBe('+.100 [-.050, +.250]');
});
