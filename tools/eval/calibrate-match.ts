import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { format } from 'prettier';
import { projectFolder } from '#platform';
import { dataFolder } from './data-folder.js';
import { startEngine } from './engine.js';
import { matchSets } from './match-queries.js';
import { matchSamples, type MatchSample } from './match-samples.js';
import { figure } from './metrics.js';
import { seededRandom, shuffled } from './random.js';
import { circumstances, table, writeGenerated } from './report.js';
import { cutoffReachedBy, separation, share } from './separation.js';

const { dry } = new Command('calibrate:match')
  .description(
    'Fits the cut-offs of "close" and "loose"; writes match-thresholds.ts and docs/adr/0004-match.md',
  )
  .option('--dry', 'print, but write nothing')
  .parse()
  .opts<{ dry?: boolean }>();

/** Shares of queries for absent things that may be called close, and loose or better. */
const mostFalse = { close: 0.05, loose: 0.25 };
/** A cut-off is not set lower than it takes to let so many of the queries for present things through. */
const enoughTrue = { close: 0.9, loose: 0.98 };
/** Weights of words that are tried. */
const coverageWeights = [0, 0.15, 0.3, 0.6, 1, 2];
/** So much separation is given up for a lower weight. */
const separationSpared = 0.002;

interface Statistic {
  readonly name: string;
  readonly of: (sample: MatchSample) => number;
}

function standout({ best, background }: MatchSample): number {
  const mean = background.reduce((sum, score) => sum + score, 0) / background.length;
  const variance = background.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (background.length - 1);
  return variance > 0 ? (best - mean) / Math.sqrt(variance) : 0;
}

const statistics: readonly Statistic[] = [
  { name: 'score of the first result (one cut-off for all queries)', of: ({ best }) => best },
  { name: "z of the first result in the query's own background", of: standout },
  {
    name: 'the same, less what the greatest of n normal values is (sqrt(2 ln n))',
    of: (sample) => standout(sample) - Math.sqrt(2 * Math.log(sample.count)),
  },
  {
    name: 'first score less the mean of the first 20',
    of: ({ scores }) =>
      scores[0]! - scores.slice(0, 20).reduce((sum, score) => sum + score, 0) / Math.min(20, scores.length),
  },
  { name: 'words: share of them in the first result', of: ({ coverage }) => coverage },
  { name: 'z + words', of: (sample) => standout(sample) + sample.coverage },
  ...coverageWeights
    .slice(1)
    .map((weight) => ({ name: `score + ${weight} x words`, of: evidenceWith(weight) })),
];

function evidenceWith(weight: number): (sample: MatchSample) => number {
  return ({ best, coverage }) => best + weight * coverage;
}

const samples: MatchSample[] = [];
let model = '';
for (const set of await matchSets()) {
  const engine = await startEngine(set.catalogue);
  try {
    model = engine.model;
    samples.push(...(await matchSamples(engine, set)));
  } finally {
    await engine.stop();
  }
  console.log(`${set.name}: ${set.queries.length} queries asked`);
}
if (samples.length === 0) {
  console.warn(
    `SKIPPED: retail, fashion, objects and queries are not all in ${dataFolder} (set CONCELLA_DATA)`,
  );
  process.exit(0);
}

// Fitted on one half of the queries of the sets that may be fitted on, told of all the others.
const mixed = shuffled(samples, seededRandom(9));
const half = new Set(mixed.slice(0, mixed.length / 2));
const fitting = mixed.filter((one) => one.fitted && half.has(one));
const telling = mixed.filter((one) => !fitting.includes(one));
const values = (
  of: Statistic['of'],
  among: readonly MatchSample[],
  modality: MatchSample['modality'],
  truth: MatchSample['truth'],
): number[] => among.filter((one) => one.modality === modality && one.truth === truth).map(of);

// The queries for what is there mostly use the shop's own words; so words get no more weight than separation needs.
const coverageWeight = coverageWeights.find(
  (weight) => separated(weight) >= Math.max(...coverageWeights.map(separated)) - separationSpared,
)!;
const evidence = evidenceWith(coverageWeight);
const cutoffs = { text: cutoffsOf('text'), image: cutoffsOf('image') };
const report = [
  circumstances('npm run calibrate:match', model),
  separationTable(),
  decision(),
  outcomeTable(),
].join('\n\n');
console.log(report);
if (!dry) {
  await writeThresholds();
  await writeGenerated('adr/0004-match.md', 'calibration', report);
}

/** Separation in the fitted set where it is least, so that no shop is given up for another. */
function separated(weight: number): number {
  const of = evidenceWith(weight);
  return Math.min(
    ...fittedSets().map((among) =>
      separation(values(of, among, 'text', 'there'), values(of, among, 'text', 'not there')),
    ),
  );
}

function fittedSets(): MatchSample[][] {
  const names = [...new Set(fitting.map(({ set }) => set))];
  return names.map((name) => fitting.filter(({ set }) => set === name));
}

/** What is enough must be enough in every fitted set, and what is false must be rare in every one. */
function cutoffsOf(modality: MatchSample['modality']): Record<'close' | 'loose', number> {
  const cutoff = (name: 'close' | 'loose'): number => {
    const of = (truth: MatchSample['truth'], most: number): number[] =>
      fittedSets().map((among) => cutoffReachedBy(values(evidence, among, modality, truth), most));
    return Math.max(...of('not there', mostFalse[name]), Math.min(...of('there', enoughTrue[name])));
  };
  const rounded = (value: number): number => Math.ceil(value * 100) / 100;
  return { close: rounded(cutoff('close')), loose: rounded(cutoff('loose')) };
}

function separationTable(): string {
  const sets = [...new Set(samples.map(({ set }) => set))];
  const row = (modality: MatchSample['modality'], { name, of }: Statistic): string[] => {
    const separations = [undefined, ...sets].map((set) => {
      const among = samples.filter((one) => set === undefined || one.set === set);
      const [there, absent] = (['there', 'not there'] as const).map((truth) =>
        values(of, among, modality, truth),
      );
      return figure(separation(there!, absent!));
    });
    return [`${modality === 'text' ? 'words' : 'pictures'}: ${name}`, ...separations];
  };
  const forPictures = statistics.filter(({ name }) => !name.includes('words'));
  return [
    'How well each statistic separates queries for what is there from queries for what is not (share of pairs in the right order; .5 is chance), over all three shops together and in each:',
    table(
      ['Queries: statistic', 'all', ...sets],
      [...statistics.map((one) => row('text', one)), ...forPictures.map((one) => row('image', one))],
    ),
  ].join('\n\n');
}

function decision(): string {
  const { text, image } = cutoffs;
  return (
    `Fitted on a random half of the queries of the seed shop and the development fashion products: evidence = embedded score of the first result + ${coverageWeight} x share of the query's words in it; ` +
    `words close from ${text.close}, loose from ${text.loose}; pictures close from ${image.close}, loose from ${image.loose}. What the other half, and all queries of the sports shop, get:`
  );
}

function outcomeTable(): string {
  const kinds = new Map(telling.map((one) => [`${one.set}: ${one.kind}`, one]));
  const rows = [...kinds]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { set, kind, truth, modality }]) =>
      outcome(name, truth, modality, (one) => one.set === set && one.kind === kind),
    );
  const truths = (['there', 'near', 'not there'] as const).flatMap((truth) =>
    (['text', 'image'] as const)
      .filter((modality) => telling.some((one) => one.truth === truth && one.modality === modality))
      .map((modality) =>
        outcome(
          `**all ${modality === 'text' ? 'words' : 'pictures'}**`,
          truth,
          modality,
          (one) => one.truth === truth && one.modality === modality,
        ),
      ),
  );
  return table(['Queries', 'is it there?', 'n', 'close', 'loose', 'nothing close'], [...truths, ...rows]);
}

function outcome(
  name: string,
  truth: MatchSample['truth'],
  modality: MatchSample['modality'],
  belongs: (sample: MatchSample) => boolean,
): string[] {
  const found = telling.filter(belongs).map(evidence);
  const close = share(found, cutoffs[modality].close);
  const loose = share(found, cutoffs[modality].loose);
  return [name, truth, String(found.length), figure(close), figure(loose - close), figure(1 - loose)];
}

async function writeThresholds(): Promise<void> {
  const path = join(projectFolder, 'libs/recommendation/src/match-thresholds.ts');
  const source = `import type { MatchThresholds } from './match.js';

/** Written by \`npm run calibrate:match\` for ${model}; docs/adr/0004-match.md. */
export const matchThresholds: MatchThresholds = ${JSON.stringify({ coverageWeight, ...cutoffs })};
`;
  await writeFile(path, await format(source, { parser: 'typescript', singleQuote: true, printWidth: 110 }));
}
