import { estimate, type Estimate } from '#platform';
import { shown } from '../report/figures.js';
import { startEngine } from '../engine/engine.js';
import { judge, valuesOf, type Judged } from './judge.js';
import { methods, type Method } from './methods.js';
import { attainablePrecision, metrics } from './metrics.js';
import type { EvalQuery } from '../queries/query-kinds.js';
import { table } from '../report/report.js';
import { relevantIds, type SeedCatalogue } from '../data/seed-catalogue.js';
import { overlapSection } from '../queries/variations.js';

const figures = [attainablePrecision(1), attainablePrecision(5), ...metrics.slice(1)];
/** What hybrid has to reach. */
const floors = [0.9, 0.75];
const firstQueries = 'the first 60';

/** The attribute queries over the whole seed catalogue: by method, by form of query, and typed in another way. */
export async function attributeTables({
  products,
  pictures,
  specs,
  queries,
}: SeedCatalogue): Promise<{ model: string; tables: string }> {
  const asked = queries.map((query): EvalQuery => ({ text: query.query, right: relevantIds(query, specs) }));
  const perfect: Method = {
    name: 'perfect order',
    about: 'the most that can be reached',
    rank: (_engine, { text }) => Promise.resolve([...asked.find((query) => query.text === text)!.right]),
  };
  const engine = await startEngine({ products, pictures });
  try {
    const answers = new Map<string, Judged[]>();
    for (const method of [...methods, perfect]) {
      const judged = await judge(engine, method, asked);
      if (judged) answers.set(method.name, judged);
    }
    const hybrid = answers.get('hybrid')!;
    const estimates = figures.map((figure) => estimate(valuesOf(hybrid, figure)));
    const texts = queries.map(({ query }) => query);
    const missed = texts.filter((_, i) => hybrid[i]!.hits[0] !== true);
    const header = figures.map(({ name }) => name);
    return {
      model: engine.model,
      tables: [
        `**Attribute queries**: the ${texts.length} queries of \`seed-data/attribute-queries.jsonl\`, written and committed before any answer to them was seen, over all ${products.length} products. A product is right when it meets the conditions that stand beside the query. P@k: right products among the first k, as a share of k or of all right products where there are fewer.`,
        table(
          ['Method', ...header],
          Array.from(answers, ([name, judged]) => [name, ...row(judged)]),
        ),
        `Floors for hybrid: ${floors.map((floor, i) => verdict(header[i]!, floor, estimates[i]!)).join('; ')}.`,
        'Hybrid by the form of the query:',
        table(['Form', 'queries', ...header], byForm(queries, hybrid)),
        missed.length === 0
          ? 'Every query has a right product in the first place of the hybrid answer.'
          : `Queries whose first hybrid result is wrong: ${missed.map((text) => `"${text}"`).join(', ')}.`,
        await overlapSection(engine, texts, 'an attribute query'),
      ].join('\n\n'),
    };
  } finally {
    await engine.stop();
  }
}

function row(judged: readonly Judged[]): string[] {
  return figures.map((figure) => shown(estimate(valuesOf(judged, figure))));
}

function verdict(name: string, floor: number, { mean }: Estimate): string {
  const off = Math.abs(mean - floor).toFixed(3);
  return `${name} ${floor.toFixed(2)}, ${mean >= floor ? 'reached' : `missed by ${off}`}`;
}

function byForm(queries: SeedCatalogue['queries'], judged: readonly Judged[]): string[][] {
  const forms = new Map<string, Judged[]>();
  for (const [i, { form = firstQueries }] of queries.entries())
    forms.set(form, [...(forms.get(form) ?? []), judged[i]!]);
  return Array.from(forms, ([form, own]) => [form, String(own.length), ...row(own)]);
}
