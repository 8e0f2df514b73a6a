import { estimate, seededRandom } from '#platform';
import { shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import { againstWordsSection, compared, type Comparison } from './against-words.js';
import { dataFolder } from '../data/data-folder.js';
import { dataSets, type DataSet } from '../data/data-sets.js';
import { startEngine, type Engine } from '../engine/engine.js';
import { judge, valuesOf, type Judged } from './judge.js';
import { methods } from './methods.js';
import { metrics } from './metrics.js';
import { queryKinds, type EvalQuery, type QueryKind } from '../queries/query-kinds.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { overlapSection } from '../queries/variations.js';

const options = labCommand('retrieval', 'evaluate')
  .option('--models <names>', 'models to compare, by folder name, separated by commas', process.env.MODEL)
  .option('--sets <words>', 'only data sets whose name holds one of these words, separated by commas')
  .option('--dry', 'print, but leave docs/figures/quality.md as it is')
  .parse()
  .opts<{ models?: string; sets?: string; dry?: boolean }>();

const words = options.sets?.split(',');
const chosen = dataSets.filter(({ name }) => !words || words.some((word) => name.includes(word)));
const models = options.models?.split(',') ?? [undefined];
const sections: string[] = [];
const comparisons: Comparison[] = [];
const revisions = new Set<string>();

for (const dataSet of chosen)
  for (const model of models) {
    const section = await evaluated(dataSet, model);
    if (section) sections.push(section);
  }
if (sections.length === 0) process.exit(0);
const intervals =
  'Each figure is a mean over queries with its 95 % bootstrap interval (1,000 resamples of the queries). ' +
  'R@k: share of queries with a right product among the first k. MRR: mean of 1 / place of the first right product, 0 below place 100.';
const report = [
  circumstances('npm run lab -- retrieval evaluate', [...revisions].join(', ')),
  intervals,
  `Methods: ${methods.map(({ name, about }) => `**${name}**: ${about}`).join('; ')}.`,
  ...(comparisons.length > 0 ? [againstWordsSection(comparisons)] : []),
  ...sections,
].join('\n\n');
if (options.dry) console.log(report);
else await writeGenerated('figures/quality.md', 'eval', report);

async function evaluated(dataSet: DataSet, model: string | undefined): Promise<string | undefined> {
  const catalogue = await dataSet.load();
  if (!catalogue) {
    console.warn(`SKIPPED: ${dataSet.name} is not in ${dataFolder} (set CONCELLA_DATA)`);
    return undefined;
  }
  const engine: Engine = await startEngine(catalogue, model === undefined ? {} : { MODEL: model });
  try {
    revisions.add(engine.model);
    const parts = [
      `### ${dataSet.name}${models.length > 1 ? `, ${engine.model}` : ''}`,
      sentence(dataSet.about),
    ];
    for (const kind of queryKinds.filter(({ name }) => dataSet.kinds.includes(name))) {
      const queries = await kind.build(catalogue, seededRandom(1));
      const result = await asked(engine, dataSet, kind, queries);
      parts.push(`**${kind.name}**, ${queries.length} queries: ${kind.about}.`, result);
    }
    if (dataSet.variations) {
      const titles = queryKinds.find(({ name }) => name === 'title')!;
      const queries = await titles.build(catalogue, seededRandom(1));
      parts.push(
        await overlapSection(
          engine,
          queries.flatMap(({ text }) => text ?? []),
          'a title',
        ),
      );
    }
    return parts.join('\n\n');
  } finally {
    await engine.stop();
  }
}

async function asked(
  engine: Engine,
  { name }: DataSet,
  kind: QueryKind,
  queries: readonly EvalQuery[],
): Promise<string> {
  const answers = new Map<string, Judged[]>();
  for (const method of methods) {
    const judged = await judge(engine, method, queries);
    if (judged) answers.set(method.name, judged);
  }
  const [words, hybrid] = compared.map((method) => answers.get(method));
  if (kind.againstWords && words && hybrid)
    comparisons.push({
      name: `${name}: ${kind.name}${models.length > 1 ? `, ${engine.model}` : ''}`,
      words,
      hybrid,
    });
  const rows = Array.from(answers, ([method, judged]) => [
    method,
    ...metrics.map((metric) => shown(estimate(valuesOf(judged, metric)))),
  ]);
  const result = table(['Method', ...metrics.map((metric) => metric.name)], rows);
  console.log(`\n${name}: ${kind.name} (${queries.length} queries)\n${result}`);
  return result;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
