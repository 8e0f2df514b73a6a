import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

const clients = 150;

let engine: Engine;
beforeAll(async () => {
  engine = await startSeededEngine();
}, 300_000);
afterAll(() => engine.stop());

it(`${clients} shoppers who ask at once are all answered`, async () => {
  const statuses = await Promise.all(
    Array.from({ length: clients }, async (_, n) => {
      const answer = await fetch(`${engine.url}/v1/recommendations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: { text: `red mug ${n}` }, limit: 5 }),
      });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
});
