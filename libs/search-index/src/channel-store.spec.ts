import { describe, expect, it } from 'vitest';
import { ChannelStore } from './channel-store.js';

function filled(count: number): ChannelStore {
  const store = new ChannelStore(2);
  for (let i = 0; i < count; i += 1) {
    store.set(i, { image: Float32Array.of(i, 1), description: undefined, reviews: undefined });
  }
  return store;
}

describe('ChannelStore', () => {
  it('gives the channels that a product has, and undefined for a product that is not there', () => {
    const store = filled(3);
    expect(store.get(2)).toEqual({
      image: Float32Array.of(2, 1),
      description: undefined,
      reviews: undefined,
    });
    store.set(2, { image: undefined, description: undefined, reviews: Float32Array.of(5, 5) });
    expect(store.get(2)).toEqual({
      image: undefined,
      description: undefined,
      reviews: Float32Array.of(5, 5),
    });
    store.delete(2);
    expect(store.get(2)).toBeUndefined();
    expect(store.size).toBe(2);
  });

  it('draws a sample that repeats, spreads, and follows deletes', () => {
    const store = filled(10_000);
    const sample = store.sample(500);
    expect(sample).toHaveLength(500);
    expect(filled(10_000).sample(500)).toEqual(sample);
    // A uniform draw has a mean of 5,000 with a standard error of 129.
    expect(Math.abs(sample.reduce((sum, ordinal) => sum + ordinal, 0) / 500 - 5_000)).toBeLessThan(4 * 129);
    store.delete(sample[0] ?? -1);
    expect(store.sample(500)).not.toContain(sample[0]);
    expect(filled(300).sample(500)).toHaveLength(300);
  });
});
