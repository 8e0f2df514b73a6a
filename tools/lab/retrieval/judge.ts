import { seededRandom } from '#platform';
import type { Engine } from '../engine/engine.js';
import { deepest, type Metric } from './metrics.js';
import type { Method } from './methods.js';
import type { EvalQuery } from '../queries/query-kinds.js';

/** What a method answered to one query. */
export interface Judged {
  /** Whether each result is right, best first. */
  readonly hits: readonly boolean[];
  /** How many right products the catalogue has. */
  readonly existing: number;
}

/**
 * Asks every query and judges the answers.
 *
 * @returns one verdict a query; undefined where the method has no answer to such queries, or nothing is asked.
 */
export async function judge(
  engine: Engine,
  method: Method,
  queries: readonly EvalQuery[],
): Promise<Judged[] | undefined> {
  const random = seededRandom(2);
  const answers: Judged[] = [];
  for (const query of queries) {
    const { text, picture, right, without } = query;
    const asked = {
      ...(text === undefined ? {} : { text }),
      ...(picture ? { picture } : {}),
      ...(without === undefined ? {} : { without }),
    };
    const ids = await method.rank(engine, asked, random);
    if (!ids) return undefined;
    const hits = ids
      .filter((id) => id !== without)
      .slice(0, deepest)
      .map((id) => right.has(id));
    answers.push({ hits, existing: right.size });
  }
  return answers.length === 0 ? undefined : answers;
}

/** A metric of every answer. */
export function valuesOf(answers: readonly Judged[], metric: Metric): number[] {
  return answers.map(({ hits, existing }) => metric.of(hits, existing));
}
