import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describedRows, overlap, standardised, writingTraits, type DescribedRow } from '#encoder';
import { deviation, mean, projectFolder, seededRandom } from '#platform';
import { format } from 'prettier';
import { labCommand } from '../command.js';
import { trainingFashion } from '../data/data-sets.js';
import { cutoffReachedBy, share } from '../statistics/cutoffs.js';
import { unchanged } from '../robustness/attacked-picture.js';
import { isHeldBack, picturesOf } from '../robustness/pictures-of.js';
import { fittedFaces, withWords } from '../robustness/planted-words.js';

labCommand('calibrate', 'writing').parse();

/** Share of unchanged pictures that may be warned of. */
const falseAlarms = 0.01;
/** A row that overlaps the planted words less may be something else. */
const leastOverlap = 0.25;
/** Photographs without words, where slats, stripes and plaids stand in rows: so many of a set. */
const mostOfASet = 1_500;
/** Objects of the set "objects" that mostly carry words. */
const carryWords = [
  'stop sign',
  'dollar bill',
  'laptop',
  'watch',
  'cell phone',
  'garfield cartoon',
  'snoopy cartoon',
];
const ridge = 1e-3;
const steps = 4_000;
const stepSize = 0.3;

interface Example {
  readonly traits: readonly number[];
  readonly isWriting: boolean;
  /** Rows of one picture share its weight. */
  readonly weight: number;
}

const catalogue = await trainingFashion();
if (!catalogue) {
  console.warn('SKIPPED: fashion is not there (set CONCELLA_DATA)');
  process.exit(0);
}
const random = seededRandom(20261128);
const kinds = [...new Set([...catalogue.facts.values()].flatMap(({ kind }) => kind ?? []))].sort();
const examples: Example[] = [];
const clean: DescribedRow[][] = [];
const written: DescribedRow[][] = [];
for (const picture of catalogue.pictures.values()) {
  const word = kinds[Math.floor(random() * kinds.length)] ?? '';
  const planted = await withWords(picture, word, fittedFaces, random);
  const empty = await withWords(picture, '', fittedFaces, random);
  const own = await describedRows(await unchanged(picture));
  const others = [...own, ...(await describedRows(empty.picture))];
  const all = await describedRows(planted.picture);
  const words = all.filter(({ box }) => overlap(box, planted.box) >= leastOverlap);
  for (const { traits } of others) examples.push({ traits, isWriting: false, weight: 1 / others.length });
  for (const { traits } of words) examples.push({ traits, isWriting: true, weight: 1 / words.length });
  clean.push(own);
  written.push(all);
}
const others = [
  ...(await picturesOf('clothing', mostOfASet, ({ split }) => split === 'train')),
  ...(await picturesOf(
    'objects',
    mostOfASet,
    (record) => !isHeldBack(record) && !carryWords.includes(record.title),
  )),
];
for (const picture of others) {
  const rows = await describedRows(picture);
  for (const { traits } of rows) examples.push({ traits, isWriting: false, weight: 1 / rows.length });
  clean.push(rows);
}
const scale = scaleOf(examples.map(({ traits }) => traits));
const { weights, bias } = fit(examples, scale);
const score = ({ traits }: DescribedRow): number =>
  logistic(standardised(traits, scale).reduce((sum, value, i) => sum + value * weights[i]!, bias));
const surest = (rows: readonly DescribedRow[]): number => Math.max(0, ...rows.map(score));
const bar = cutoffReachedBy(clean.map(surest), falseAlarms);
console.log(
  `${examples.length} rows of ${clean.length} pictures; at ${bar.toFixed(3)} ${share(clean.map(surest), bar).toFixed(3)} of the ` +
    `unchanged and ${share(written.map(surest), bar).toFixed(3)} of the written on are warned of`,
);
weights.forEach((weight, i) => console.log(`${(writingTraits[i] ?? '').padEnd(18)} ${weight.toFixed(2)}`));
const path = join(projectFolder, 'libs/encoder/src/pictures/writing/writing-weights.ts');
const source = await readFile(path, 'utf8');
const rounded = (values: readonly number[]): string =>
  `[${values.map((value) => value.toFixed(4)).join(', ')}]`;
const constant = `= { means: ${rounded(scale.means)}, deviations: ${rounded(scale.deviations)}, weights: ${rounded(weights)}, bias: ${bias.toFixed(4)}, bar: ${bar.toFixed(4)} };\n`;
const changed = source.replace(/= \{\s*means:[^]*$/, constant);
if (!changed.endsWith(constant)) throw new Error(`${path} has no weights to replace`);
await writeFile(path, await format(changed, { parser: 'typescript', singleQuote: true, printWidth: 110 }));

function scaleOf(rows: readonly (readonly number[])[]): { means: number[]; deviations: number[] } {
  const columns = writingTraits.map((_, i) => rows.map((row) => row[i]!));
  return { means: columns.map(mean), deviations: columns.map(deviation) };
}

/** Logistic regression by gradient descent, with a ridge. */
function fit(
  rows: readonly Example[],
  scale: { readonly means: readonly number[]; readonly deviations: readonly number[] },
): { weights: number[]; bias: number } {
  const points = rows.map(({ traits }) => standardised(traits, scale));
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const weights = writingTraits.map(() => 0);
  let bias = 0;
  for (let step = 0; step < steps; step += 1) {
    const slope = weights.map((weight) => ridge * weight);
    let biasSlope = 0;
    for (const [at, point] of points.entries()) {
      const { isWriting, weight } = rows[at]!;
      const sum = point.reduce((all, value, i) => all + value * weights[i]!, bias);
      const error = ((logistic(sum) - Number(isWriting)) * weight) / total;
      biasSlope += error;
      for (let i = 0; i < point.length; i += 1) slope[i]! += error * point[i]!;
    }
    weights.forEach((_, i) => (weights[i]! -= stepSize * slope[i]!));
    bias -= stepSize * biasSlope;
  }
  return { weights, bias };
}

function logistic(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}
