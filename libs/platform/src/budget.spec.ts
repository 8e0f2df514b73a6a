import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Budget } from './budget.js';

describe('a budget', () => {
  it('never gives out more than it has, in the order of asking', async () => {
    const budget = new Budget(10);
    const began: number[] = [];
    let inUse = 0;
    await Promise.all(
      [4, 4, 4, 25, 1, 9, 1].map(async (amount, index) => {
        const giveBack = await budget.take(amount);
        began.push(index);
        inUse += Math.min(amount, 10);
        expect(inUse).toBeLessThanOrEqual(10);
        await sleep(5);
        inUse -= Math.min(amount, 10);
        giveBack();
        giveBack();
      }),
    );
    expect(began).toEqual([0, 1, 2, 3, 4, 5, 6]);
    (await budget.take(10))();
  });

  it('lets those behind pass when one that waits gives up', async () => {
    const budget = new Budget(10);
    const giveBack = await budget.take(6);
    const gone = new AbortController();
    const large = budget.take(8, gone.signal);
    const small = budget.take(4);
    gone.abort(new Error('gone'));
    await expect(large).rejects.toThrow('gone');
    (await small)();
    giveBack();
    (await budget.take(10))();
    await expect(budget.take(1, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});
