import { expect, it } from 'vitest';
import { allCategories } from './categories';

it('counts what is below, and puts subcategories after their category', () => {
  const told = [
    { path: ['Kitchen', 'Pans'], count: 2 },
    { path: ['Home'], count: 4 },
    { path: ['Kitchen'], count: 1 },
    { path: ['Kitchen', 'Knives'], count: 3 },
  ];
  expect(allCategories(told)).toEqual([
    { path: ['Home'], count: 4 },
    { path: ['Kitchen'], count: 6 },
    { path: ['Kitchen', 'Knives'], count: 3 },
    { path: ['Kitchen', 'Pans'], count: 2 },
  ]);
});
