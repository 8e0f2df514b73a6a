import { setTimeout as sleep } from 'node:timers/promises';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';

/** What one query in the loop was answered. */
export interface Answered {
  readonly query: number;
  readonly status: number;
  readonly model: string;
  readonly generation: string;
  readonly dictionary: string;
  /** The slate with its scores, as text. */
  readonly slate: string;
}

const failed = (query: number, status: number): Omit<Answered, 'slate'> => ({
  query,
  status,
  model: '',
  generation: '',
  dictionary: '',
});

/** Asks, and gives what matters of the answer. */
export async function asked(url: string, requests: readonly object[], query: number): Promise<Answered> {
  const response = await fetch(`${url}/v1/recommendations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requests[query]),
  });
  if (response.status !== 200) return { ...failed(query, response.status), slate: await response.text() };
  const { model, generation, dictionary, results } = (await response.json()) as RecommendationAnswer;
  const slate = JSON.stringify(results.map(({ product, score }) => [product.id, score]));
  return { query, status: 200, model, generation, dictionary, slate };
}

/** Between two queries: customers leave the program some time for its other work. */
const pauseMs = 100;

/** Asks the requests in turn, two at a time, until it is stopped; then gives every answer. */
export function queryLoop(url: string, requests: readonly object[]): { stop(): Promise<Answered[]> } {
  const answers: Answered[] = [];
  let stopped = false;
  let turn = 0;
  const asker = async (): Promise<void> => {
    while (!stopped) {
      const query = (turn += 1) % requests.length;
      // No connection is a failed answer too.
      answers.push(
        await asked(url, requests, query).catch((error: unknown) => ({
          ...failed(query, 0),
          slate: String(error),
        })),
      );
      await sleep(pauseMs);
    }
  };
  const running = Promise.all([asker(), asker()]);
  return {
    stop: async () => {
      stopped = true;
      await running;
      return answers;
    },
  };
}
