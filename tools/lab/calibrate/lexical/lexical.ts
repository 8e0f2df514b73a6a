import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { estimate, mean, projectFolder } from '#platform';
import { lexicalWeight } from '#recommendation';
import { figure, shown, shownDifference } from '../../report/figures.js';
import { labCommand } from '../../command.js';
import { bm25, type Bm25 } from '../../../../libs/catalogue/src/listings/bm25.js';
import { dataFolder } from '../../data/data-folder.js';
import { startEngine } from '../../engine/engine.js';
import { developmentShops } from './development.js';
import {
  chosenForm,
  formerForm,
  formerWeight,
  forms,
  readSet,
  reciprocalPlace,
  wordsOf,
  type Form,
  type QueryWords,
  type ReadSet,
} from './forms.js';
import { circumstances, table, writeGenerated } from '../../report/report.js';

const { dry } = labCommand('calibrate', 'lexical')
  .option('--dry', 'print, but write nothing')
  .parse()
  .opts<{ dry?: boolean }>();

const constants = [0.4, 0.8, 1.2].flatMap((k1) =>
  [0.5, 0.75].flatMap((b) => [0, 0.25].map((coordination): Bm25 => ({ k1, b, coordination }))),
);
const weights = [0.5, 1, 1.5, 2, 3, 5];
/** So much MRR may be lost, against the ranking before BM25F, by titles and attribute phrases for the sake of prose. */
const spared = 0.01;
/** Means that differ by less are taken for equal: then words are given the least weight that they need. */
const tied = 0.002;

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
    for (const set of shop.sets) sets.push(await readSet(engine, set));
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

const meanOf = (one: Found): number => mean(one.map(mean));
const cells = (one: Found): string[] => [figure(meanOf(one)), ...one.map((values) => figure(mean(values)))];
const heads = ['mean', ...sets.map(({ name, queries }) => `${name} (${queries.length})`)];

interface Weighed {
  readonly weight: number;
  readonly found: Found;
}

/**
 * The best mean of those that cost no guarded set more than {@link spared}; of all where each of them does. Of
 * {@link tied} ones that of the least weight, then the best.
 */
function chosenOf<T extends Weighed>(all: readonly T[]): T {
  const spares = ({ found: figures }: T): boolean =>
    sets.every(({ guarded }, set) => !guarded || mean(figures[set]!) >= mean(former[set]!) - spared);
  const sparing = all.filter(spares);
  const means = (sparing.length > 0 ? sparing : all).map((one) => ({ one, mean: meanOf(one.found) }));
  const best = Math.max(...means.map(({ mean }) => mean));
  return means
    .filter(({ mean }) => mean >= best - tied)
    .reduce((a, b) =>
      b.one.weight < a.one.weight || (b.one.weight === a.one.weight && b.mean > a.mean) ? b : a,
    ).one;
}

function swept(form: Form, words: readonly (readonly QueryWords[])[]): Weighed[] {
  return weights.map((weight) => ({
    weight,
    found: found(words, (own, place) => form.of(own, place, weight), true),
  }));
}

const former = found(
  sets.map((set) => wordsOf(set, bm25)),
  (words, place) => formerForm.of(words, place, formerWeight),
  true,
);
const tried = constants.map((one) => {
  const words = sets.map((set) => wordsOf(set, one));
  const sweeps = swept(chosenForm, words);
  return {
    one,
    words,
    sweeps,
    alone: found(words, ({ score }, place) => score(place), false),
    ...chosenOf(sweeps),
  };
});
const chosen = chosenOf(tried);
const fullText = found(chosen.words, (words, place) => words.fullText(place), false);
const { k1, b, coordination } = chosen.one;

const head = circumstances('npm run lab -- calibrate lexical', model);
const compared = [
  head,
  `MRR on the development sets. Of the weights ${weights.join(', ')} each row has that of the best mean that costs no set of titles or attribute phrases more than ${spared} against the ranking before (\`ts_rank\` over the root of the best, ${formerWeight}); of the constants the best mean is taken, of means that are within ${tied} the one of the least weight: k1 **${k1}**, b **${b}**, coordination **${coordination}**. First words alone, then words and vectors.`,
  table(
    ['words alone', ...heads],
    [
      ['PostgreSQL full text (`ts_rank`)', ...cells(fullText)],
      ...tried.map(({ one, alone }) => [`BM25F, ${shownConstants(one)}`, ...cells(alone)]),
    ],
  ),
  table(
    ['words and vectors', 'weight', ...heads],
    tried.map(({ one, weight, found: figures }) => [
      `BM25F, ${shownConstants(one)}`,
      String(weight),
      ...cells(figures),
    ]),
  ),
  'Other forms with the chosen constants, each at its own weight:',
  table(
    ['words and vectors', 'weight', ...heads],
    [
      [`${formerForm.name}, as it was`, String(formerWeight), ...cells(former)],
      ...forms.map((form) => {
        const { weight, found: figures } = chosenOf(swept(form, chosen.words));
        return [form.name, String(weight), ...cells(figures)];
      }),
    ],
  ),
  'The chosen one against PostgreSQL full text alone, query by query: the mean difference of MRR with its 95 % paired bootstrap interval.',
  table(
    ['queries', 'full text', 'words and vectors', 'difference'],
    sets.map(({ name }, set) => [
      name,
      figure(mean(fullText[set]!)),
      figure(mean(chosen.found[set]!)),
      shownDifference(estimate(chosen.found[set]!.map((value, at) => value - fullText[set]![at]!))),
    ]),
  ),
].join('\n\n');
const weighed = [
  head,
  `What a rare word in the title adds, beside the embedded score, over exact scores of whole catalogues. Each cell: MRR with its 95 % bootstrap interval. The best mean is taken that costs no set of titles or attribute phrases more than ${spared} against the ranking before, of means within ${tied} the least weight: **${chosen.weight}**.`,
  table(
    ['weight', ...heads],
    chosen.sweeps.map(({ weight, found: figures }) => [
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
    `export const bm25: Bm25 = { k1: ${k1}, b: ${b}, coordination: ${coordination} };`,
  );
  await writeGenerated('figures/fusion.md', 'lexical', weighed);
  await writeGenerated('figures/bm25.md', 'lexical', compared);
  if (chosen.weight !== lexicalWeight || shownConstants(chosen.one) !== shownConstants(bm25))
    console.log('the ranking has changed: "calibrate match" follows');
}

function shownConstants({ k1, b, coordination }: Bm25): string {
  return `k1 ${k1}, b ${b}, coordination ${coordination}`;
}

async function rewrite(file: string, pattern: RegExp, value: string): Promise<void> {
  const path = join(projectFolder, file);
  const source = await readFile(path, 'utf8');
  if (!pattern.test(source)) throw new Error(`${file} does not hold ${pattern.source}`);
  await writeFile(path, source.replace(pattern, value));
}
