import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectFolder, seededRandom } from '#platform';
import { lexicalWeight } from '#recommendation';
import { dataFolder } from './data-folder.js';
import type { UploadProduct } from './catalogue.js';
import { developmentFashion } from './data-sets.js';
import { startEngine, type Engine } from './engine.js';
import { developmentQueries } from './match-queries.js';
import { scoresOf } from './match-samples.js';
import { deepest, estimate, shown } from './metrics.js';
import { paraphrasedDescription } from './paraphrase.js';
import { longestSentence, queryKinds, type EvalQuery } from './query-kinds.js';
import { sampled } from './random.js';
import { circumstances, table, writeGenerated } from './report.js';
import { readSeedCatalogue, relevantIds } from './seed-catalogue.js';
import { WordNet } from './wordnet.js';

const { dry } = new Command('calibrate:lexical')
  .description('Chooses the weight of words beside vectors; writes ranking.ts and docs/adr/0003-fusion.md')
  .option('--dry', 'print, but write nothing')
  .parse()
  .opts<{ dry?: boolean }>();

const weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5];
/**
 * So much mean MRR is given up for a lower weight: development queries use the shops' words more than shoppers do, the
 * descriptions in other words too, which keep about half of theirs.
 */
const spared = 0.01;
const mostQueries = 150;

/** One kind of query: what its queries get, for each weight. */
interface Swept {
  readonly name: string;
  readonly found: readonly (readonly Found[])[];
}

interface Found {
  /** 1 where the first result is right. */
  readonly first: number;
  /** 1 / place of the first right result. */
  readonly reciprocal: number;
}

async function sweep(engine: Engine, name: string, queries: readonly EvalQuery[]): Promise<Swept> {
  const found = weights.map((): Found[] => []);
  for (const query of queries) {
    const scores = [...(await scoresOf(engine, query))];
    weights.forEach((weight, at) => {
      const place = placeOfRight(
        scores.map(([id, { embedded, lexical }]) => [id, embedded + weight * lexical]),
        query.right,
      );
      found[at]!.push({ first: place === 1 ? 1 : 0, reciprocal: place > deepest ? 0 : 1 / place });
    });
  }
  return { name: `${name} (${queries.length})`, found };
}

/** Place of the best right product, from 1; a wrong one with the same score comes before it. */
function placeOfRight(scores: readonly [string, number][], right: ReadonlySet<string>): number {
  const best = Math.max(...scores.filter(([id]) => right.has(id)).map(([, score]) => score));
  return 1 + scores.filter(([id, score]) => score >= best && !right.has(id)).length;
}

/** Long queries: the last review of each product that has four, which is taken out of the catalogue. */
function withoutLastReviews(all: readonly UploadProduct[]): {
  readonly products: readonly UploadProduct[];
  readonly heldOut: readonly EvalQuery[];
} {
  const heldOut: EvalQuery[] = [];
  const products = all.map((product) => {
    const last = product.reviews?.at(3) && product.reviews.at(-1);
    if (!last) return product;
    heldOut.push({ text: longestSentence(last.text), right: new Set([product.id]) });
    return { ...product, reviews: product.reviews?.slice(0, -1) ?? [] };
  });
  return { products, heldOut };
}

/** Long queries: descriptions in other words, by rule. */
function paraphrasesOf(all: readonly UploadProduct[]): EvalQuery[] {
  const wordNet = new WordNet();
  const random = seededRandom(4);
  return all.map(({ id, title, description = '' }) => ({
    text: paraphrasedDescription(description, title, wordNet, random),
    right: new Set([id]),
  }));
}

const fashion = await developmentFashion();
if (!fashion) {
  console.warn(`SKIPPED: fashion is not in ${dataFolder} (set CONCELLA_DATA)`);
  process.exit(0);
}
const swept: Swept[] = [];
let model = '';
const fashionEngine = await startEngine(fashion);
try {
  model = fashionEngine.model;
  for (const kind of queryKinds.filter(({ name }) => name === 'title' || name === 'attributes')) {
    const queries = sampled(await kind.build(fashion, seededRandom(1)), mostQueries, seededRandom(2));
    swept.push(await sweep(fashionEngine, `fashion, development: ${kind.name}`, queries));
  }
} finally {
  await fashionEngine.stop();
}
const seed = await readSeedCatalogue();
const { products, heldOut } = withoutLastReviews(seed.products);
const seedEngine = await startEngine({ ...seed, products });
try {
  const queries = seed.queries
    .slice(0, developmentQueries)
    .map((query): EvalQuery => ({ text: query.query, right: relevantIds(query, seed.specs) }));
  swept.push(await sweep(seedEngine, 'seed: attributes', queries));
  swept.push(await sweep(seedEngine, 'seed: review sentences', heldOut));
  const paraphrases = sampled(paraphrasesOf(seed.products), mostQueries, seededRandom(3));
  swept.push(await sweep(seedEngine, 'seed: paraphrased descriptions', paraphrases));
} finally {
  await seedEngine.stop();
}

const average = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
const means = weights.map((_, at) =>
  average(swept.map(({ found }) => average(found[at]!.map(({ reciprocal }) => reciprocal)))),
);
const chosen = weights.find((weight, at) => weight > 0 && means[at]! >= Math.max(...means) - spared)!;
const report = [
  circumstances('npm run calibrate:lexical', model),
  `Weight of a product's lexical rank, relative to the root of the query's best, beside the embedded score, over exact scores of whole catalogues. Each cell: R@1, then MRR, with 95 % bootstrap intervals. The least weight within ${spared} of the best mean MRR is taken: **${chosen}**.`,
  table(
    ['weight', 'mean MRR', ...swept.map(({ name }) => name)],
    weights.map((weight, at) => [
      weight === chosen ? `**${weight}**` : String(weight),
      means[at]!.toFixed(3),
      ...swept.map(({ found }) =>
        (['first', 'reciprocal'] as const)
          .map((name) => shown(estimate(found[at]!.map((one) => one[name]))))
          .join('; '),
      ),
    ]),
  ),
].join('\n\n');
console.log(report);
if (!dry) {
  const path = join(projectFolder, 'libs/recommendation/src/ranking.ts');
  const source = await readFile(path, 'utf8');
  const constant = /export const lexicalWeight = [\d.]+;/;
  if (!constant.test(source)) throw new Error(`${path} has no lexicalWeight`);
  await writeFile(path, source.replace(constant, `export const lexicalWeight = ${chosen};`));
  await writeGenerated('adr/0003-fusion.md', 'lexical', report);
  if (chosen !== lexicalWeight) console.log(`lexicalWeight was ${lexicalWeight}: calibrate:match follows`);
}
