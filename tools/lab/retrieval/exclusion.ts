import type { Setting } from '#neurons';
import { estimate } from '#platform';
import { shown, shownDifference } from '../report/figures.js';
import { labCommand } from '../command.js';
import { startEngine, type Engine } from '../engine/engine.js';
import { judge, valuesOf } from './judge.js';
import { methods } from './methods.js';
import { ndcg } from './metrics.js';
import type { EvalQuery } from '../queries/query-kinds.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { readSeedCatalogue, relevantIds } from '../data/seed-catalogue.js';

const { dry } = labCommand('retrieval', 'exclusion')
  .option('--dry', 'print, but leave docs/figures/exclusion.md as it is')
  .parse()
  .opts<{ dry?: boolean }>();

/** How many of the neurons that fire for most queries are excluded, each by itself; then all of them together. */
const excludedEach = 8;
const metric = ndcg(10);
const hybrid = methods.find(({ name }) => name === 'hybrid')!;

/** For how many of the queries each neuron fires, the most first. */
async function firing(
  { encoder, neurons }: Engine,
  queries: readonly EvalQuery[],
): Promise<[number, number][]> {
  const dictionary = await neurons.latest();
  const counts = new Map<number, number>();
  for (const { text } of queries)
    for (const neuron of dictionary.code(await encoder.text(text!), 'text').neurons)
      counts.set(neuron, (counts.get(neuron) ?? 0) + 1);
  return [...counts].sort(([a, first], [b, second]) => second - first || a - b);
}

/** The figure of every query while these neurons are excluded. */
async function without(
  engine: Engine,
  excluded: readonly number[],
  queries: readonly EvalQuery[],
): Promise<number[]> {
  const { neurons } = engine;
  const set = async (from: Extract<Setting, { kind: 'excluded' }>['from']): Promise<void> => {
    for (const neuron of excluded)
      await neurons.log.add(neurons.measured.id, 'lab retrieval exclusion', () => ({
        neuron,
        what: { kind: 'excluded', from },
      }));
  };
  await set('ranking');
  const judged = await judge(engine, hybrid, queries);
  await set('nothing');
  return valuesOf(judged!, metric);
}

const { products, pictures, specs, queries } = await readSeedCatalogue();
const asked = queries.map((query): EvalQuery => ({ text: query.query, right: relevantIds(query, specs) }));
const engine = await startEngine({ products, pictures });
try {
  const all = await without(engine, [], asked);
  const most = (await firing(engine, asked)).slice(0, excludedEach);
  const cost = async (name: string, excluded: readonly number[], fires: string): Promise<string[]> => {
    const left = await without(engine, excluded, asked);
    const changed = left.map((value, at) => value - all[at]!);
    return [name, fires, shown(estimate(left)), shownDifference(estimate(changed))];
  };
  const rows: string[][] = [['none', '', shown(estimate(all)), '']];
  for (const [neuron, fires] of most) {
    const { name, facet } = engine.neurons.measured.neuron(neuron);
    rows.push(
      await cost(`${name ?? 'unnamed'} (${facet ?? 'no facet'}, ${neuron})`, [neuron], String(fires)),
    );
  }
  rows.push(
    await cost(
      'all of these',
      most.map(([neuron]) => neuron),
      '',
    ),
  );
  const report = [
    `${circumstances('npm run lab -- retrieval exclusion', engine.model)} Dictionary ${engine.neurons.measured.id}.`,
    `The ${asked.length} queries of \`seed-data/attribute-queries.jsonl\` over all ${products.length} products, answered as the engine answers, words and rules included, while a neuron is excluded from ranking: the ${excludedEach} that fire for most of the queries. Means with 95 % bootstrap intervals over queries; the difference is paired.`,
    table(['Excluded from ranking', 'fires for queries', metric.name, 'difference'], rows),
  ].join('\n\n');
  if (dry) console.log(report);
  else await writeGenerated('figures/exclusion.md', 'exclusion', report);
} finally {
  await engine.stop();
}
