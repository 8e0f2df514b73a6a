import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectFolder } from '#platform';
import { lexicalWeight } from '#recommendation';
import { bm25, type Bm25 } from '../../libs/catalogue/src/listings/bm25.js';
import { dataFolder } from './data-folder.js';
import { startEngine } from './engine.js';
import { developmentShops } from './lexical-development.js';
import {
  chosenForm,
  forms,
  readSet,
  reciprocalPlace,
  wordsOf,
  type Form,
  type QueryWords,
  type ReadSet,
} from './lexical-forms.js';
import { estimate, figure, shown, shownDifference } from './metrics.js';
import { circumstances, table, writeGenerated } from './report.js';

const { dry } = new Command('calibrate:lexical')
  .description(
    'Chooses the constants of BM25F and its weight beside vectors; writes bm25.ts, ranking.ts, docs/adr/0003-fusion.md and 0010-bm25.md',
  )
  .option('--dry', 'print, but write nothing')
  .parse()
  .opts<{ dry?: boolean }>();

const constants = [0.4, 0.8, 1.2].flatMap((k1) => [0.25, 0.5, 0.75].map((b): Bm25 => ({ k1, b })));
const weights = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5];
/** So much mean MRR is given up for a lower weight: vectors help where words run out, which few of these queries do. */
const spared = 0.002;

const sets: ReadSet[] = [];
let model = '';
for (const load of developmentShops) {
  const shop = await load();
  if (!shop) {
    console.warn(`SKIPPED: not all data sets are in ${dataFolder} (set CONCELLA_DATA)`);
    process.exit(0);
  }
  const engine = await startEngine(shop.catalogue);
  try {
    model = engine.model;
    for (const { name, queries } of shop.sets) sets.push(await readSet(engine, name, queries));
  } finally {
    await engine.stop();
  }
}

/** Reciprocal places: one list a set, one figure a query. */
type Found = readonly (readonly number[])[];

function found(
  words: readonly (readonly QueryWords[])[],
  score: (words: QueryWords, place: number) => number,
  vectors: boolean,
): Found {
  return sets.map(({ queries }, set) =>
    queries.map((query, at) => {
      const own = words[set]![at]!;
      return reciprocalPlace(
        query,
        (place) => score(own, place) + (vectors ? query.embedded[place]! : 0),
        !vectors,
      );
    }),
  );
}

const average = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
const meanOf = (one: Found): number => average(one.map(average));
const cells = (one: Found): string[] => [
  figure(meanOf(one)),
  ...one.map((values) => figure(average(values))),
];
const heads = ['mean', ...sets.map(({ name, queries }) => `${name} (${queries.length})`)];

// The constants, by words alone.
const alone = constants.map((one) => {
  const words = sets.map((set) => wordsOf(set, one));
  return { one, words, found: found(words, ({ score }, place) => score(place), false) };
});
const bestAlone = alone.reduce((a, b) => (meanOf(b.found) > meanOf(a.found) ? b : a));
const fullText = found(bestAlone.words, (words, place) => words.fullText(place), false);

// The form and its weight, beside the vectors.
function swept(form: Form): { weight: number; found: Found }[] {
  return weights.map((weight) => ({
    weight,
    found: found(bestAlone.words, (words, place) => form.of(words, place, weight), true),
  }));
}
function chosenOf<T extends { found: Found }>(all: readonly T[]): T {
  const most = Math.max(...all.map((one) => meanOf(one.found)));
  return all.find((one) => meanOf(one.found) >= most - spared)!;
}
const sweeps = swept(chosenForm);
const chosen = chosenOf(sweeps);
const { k1, b } = bestAlone.one;

const head = circumstances('npm run calibrate:lexical', model);
const compared = [
  head,
  `MRR on the development sets, of words alone: the constants of the best mean are taken, k1 **${k1}** and b **${b}**.`,
  table(
    ['words alone', ...heads],
    [
      ['PostgreSQL full text (`ts_rank`)', ...cells(fullText)],
      ...alone.map(({ one, found: figures }) => [`BM25F, k1 ${one.k1}, b ${one.b}`, ...cells(figures)]),
    ],
  ),
  `The same beside vectors, each form at the least of the weights ${weights.join(', ')} within ${spared} of its best mean.`,
  table(
    ['words and vectors', 'weight', ...heads],
    forms.map((form) => {
      const { weight, found: figures } = form === chosenForm ? chosen : chosenOf(swept(form));
      return [form.name, String(weight), ...cells(figures)];
    }),
  ),
  'The chosen one against PostgreSQL full text alone, query by query: the mean difference of MRR with its 95 % paired bootstrap interval.',
  table(
    ['queries', 'full text', 'words and vectors', 'difference'],
    sets.map(({ name }, set) => [
      name,
      figure(average(fullText[set]!)),
      figure(average(chosen.found[set]!)),
      shownDifference(estimate(chosen.found[set]!.map((value, at) => value - fullText[set]![at]!))),
    ]),
  ),
].join('\n\n');
const weighed = [
  head,
  `What a rare word in the title adds, beside the embedded score, over exact scores of whole catalogues. Each cell: MRR with its 95 % bootstrap interval. The least weight within ${spared} of the best mean is taken: **${chosen.weight}**.`,
  table(
    ['weight', ...heads],
    sweeps.map(({ weight, found: figures }) => [
      weight === chosen.weight ? `**${weight}**` : String(weight),
      figure(meanOf(figures)),
      ...figures.map((values) => shown(estimate(values))),
    ]),
  ),
].join('\n\n');
console.log(`${compared}\n\n${weighed}`);
if (!dry) {
  await rewrite(
    'libs/recommendation/src/ranking.ts',
    /export const lexicalWeight = [\d.]+;/,
    `export const lexicalWeight = ${chosen.weight};`,
  );
  await rewrite(
    'libs/catalogue/src/listings/bm25.ts',
    /export const bm25: Bm25 = \{.*\};/,
    `export const bm25: Bm25 = { k1: ${k1}, b: ${b} };`,
  );
  await writeGenerated('adr/0003-fusion.md', 'lexical', weighed);
  await writeGenerated('adr/0010-bm25.md', 'lexical', compared);
  if (chosen.weight !== lexicalWeight || k1 !== bm25.k1 || b !== bm25.b)
    console.log('the ranking has changed: calibrate:match follows');
}

async function rewrite(file: string, pattern: RegExp, value: string): Promise<void> {
  const path = join(projectFolder, file);
  const source = await readFile(path, 'utf8');
  if (!pattern.test(source)) throw new Error(`${file} does not hold ${pattern.source}`);
  await writeFile(path, source.replace(pattern, value));
}
