import { expect } from 'vitest';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';
import { sums } from './ask.js';

/** What every answer with reasons promises: scores that add up, and reasons that fire on both sides. */
export function promised(answer: RecommendationAnswer): void {
  for (const result of answer.results) {
    const { parts, neurons } = sums(result);
    expect(Math.abs(parts - result.score)).toBeLessThan(1e-5);
    expect(Math.abs(neurons - result.score)).toBeLessThan(1e-5);
    for (const reason of result.reason?.neurons ?? []) {
      expect(reason.contribution).toBeGreaterThan(0);
      expect(reason.share).toBeGreaterThanOrEqual(0.05);
      expect(reason.atom.activation).toBeGreaterThan(0);
      expect(answer.query.neurons.map(({ id }) => id)).toContain(reason.id);
    }
  }
}
