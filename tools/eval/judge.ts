import type { Engine } from './engine.js';
import { deepest, estimate, type Estimate, type Metric } from './metrics.js';
import type { Method } from './methods.js';
import type { EvalQuery } from './query-kinds.js';
import { seededRandom } from './random.js';

/**
 * Asks every query and judges the answers.
 *
 * @returns one estimate a metric; undefined where the method has no answer to such queries, or nothing is asked.
 */
export async function judge(
  engine: Engine,
  method: Method,
  queries: readonly EvalQuery[],
  metrics: readonly Metric[],
): Promise<Estimate[] | undefined> {
  const random = seededRandom(2);
  const answers: boolean[][] = [];
  for (const query of queries) {
    const { text, picture, right, without } = query;
    const asked = {
      ...(text === undefined ? {} : { text }),
      ...(picture ? { picture } : {}),
      ...(without === undefined ? {} : { without }),
    };
    const ids = await method.rank(engine, asked, random);
    if (!ids) return undefined;
    answers.push(
      ids
        .filter((id) => id !== without)
        .slice(0, deepest)
        .map((id) => right.has(id)),
    );
  }
  if (answers.length === 0) return undefined;
  return metrics.map((metric) => estimate(answers.map((hits) => metric.of(hits))));
}
