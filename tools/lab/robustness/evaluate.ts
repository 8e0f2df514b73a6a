import { join } from 'node:path';
import { CentredEncoder, dot, findWriting, norm, OnnxEncoder, shippedCentring } from '#encoder';
import { areaUnderCurve, estimate, projectFolder, seededRandom } from '#platform';
import { cellMap } from '#explanation';
import { shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import { dataSets } from '../data/data-sets.js';
import { sampled, shuffled } from '../statistics/sampled.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { cutoffReachedBy, share } from '../statistics/cutoffs.js';
import { unchanged, withBackground, withLabel } from './attacked-picture.js';
import { writingSection } from './writing.js';

labCommand('robustness', 'evaluate').parse();

const attacked = 200;
/** Looking for writing needs no encoder, so more pictures can be had. */
const writtenOn = 300;
const seed = 20261124;
const picturesPerBatch = 32;
const letters = 'bcdfghjklmnpqrstvwxz';

interface Subject {
  readonly picture: Buffer;
  readonly title: string;
  readonly kind: string;
  /** What is printed on it: the kind of another product. */
  readonly other: string;
  readonly noWord: string;
}

interface Changed {
  readonly name: string;
  readonly vectors: readonly Float32Array[];
}

async function main(): Promise<void> {
  const catalogue = await dataSets.find(({ name }) => name === 'fashion, unseen')?.load();
  if (!catalogue) {
    console.error('Skipped: the data set "fashion" is not there (CONCELLA_DATA).');
    process.exitCode = 1;
    return;
  }
  const folder = join(projectFolder, 'models', loadModelName());
  const onnx = await OnnxEncoder.open(folder);
  const centring = await shippedCentring(folder, onnx.manifest);
  if (!centring) throw new Error(`${onnx.model} ships no means to centre with`);
  const encoder = new CentredEncoder(onnx, centring);
  const random = seededRandom(seed);
  const known = catalogue.products.flatMap(({ id, title, pictures }) => {
    const kind = catalogue.facts.get(id)?.['kind']?.[0];
    const picture = catalogue.pictures.get(pictures[0] ?? '');
    return kind && picture ? [{ title, kind, picture }] : [];
  });
  const kinds = [...new Set(known.map(({ kind }) => kind))].sort();
  const subjectsOf = (count: number): Subject[] =>
    sampled(known, count, random).map((product) => {
      const [other = ''] = shuffled(
        kinds.filter((kind) => kind !== product.kind),
        random,
      );
      const noWord = Array.from(other, () => letters[Math.floor(random() * letters.length)]).join('');
      return { ...product, other, noWord };
    });
  const subjects = subjectsOf(attacked);
  const encode = async (pictures: readonly Buffer[]): Promise<Float32Array[]> => {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < pictures.length; start += picturesPerBatch)
      vectors.push(...(await encoder.pictures(pictures.slice(start, start + picturesPerBatch))));
    return vectors;
  };
  const change = async (
    name: string,
    draw: (subject: Subject) => Promise<Buffer>,
  ): Promise<Changed & { pictures: Buffer[] }> => {
    const pictures: Buffer[] = [];
    for (const subject of subjects) pictures.push(await draw(subject));
    return { name, pictures, vectors: await encode(pictures) };
  };
  const clean = await change('as it is', ({ picture }) => unchanged(picture));
  const printed = await change("another kind's word", ({ picture, other }) => withLabel(picture, other));
  const rows: Changed[] = [
    clean,
    await change('an empty label', ({ picture }) => withLabel(picture, '')),
    await change('letters that are no word', ({ picture, noWord }) => withLabel(picture, noWord)),
    await change('its own word', ({ picture, kind }) => withLabel(picture, kind)),
    printed,
    await change('green background', ({ picture }) => withBackground(picture, [70, 120, 60])),
    await change('brown background', ({ picture }) => withBackground(picture, [120, 85, 55])),
  ];
  const kindVectors = new Map(
    (await encoder.texts(kinds)).map((vector, i): [string, Float32Array] => [kinds[i] ?? '', vector]),
  );
  const gallery = await encode(known.map(({ picture }) => picture));
  const ranking = { kinds, kindVectors, gallery };
  const attacks = rows.map((row) => [row.name, ...outcomes(subjects, clean.vectors, row.vectors, ranking)]);
  const titles = await encoder.texts(subjects.map(({ title }) => title));
  const concentration = async (picture: Buffer, vector: Float32Array): Promise<number> => {
    const { vector: raw, cells } = await encoder.cells(picture);
    const best = kindVectors.get(nearest(vector, ranking)) ?? vector;
    if (!cells) throw new Error(`${encoder.model} has no cells: the detector by concentration needs them`);
    return largestBlock(cellMap({ vector: raw, cells }, centring.image, best));
  };
  const detectors: [string, number[], number[]][] = [
    [
      'picture and title disagree (1 - inner product)',
      printed.vectors.map((v, i) => 1 - dot(v, titles[i] ?? v)),
      clean.vectors.map((v, i) => 1 - dot(v, titles[i] ?? v)),
    ],
    [
      "the best kind's evidence lies in 2 x 2 cells (share of the positive map)",
      await allOf(printed.pictures, (p, i) => concentration(p, printed.vectors[i] ?? new Float32Array())),
      await allOf(clean.pictures, (p, i) => concentration(p, clean.vectors[i] ?? new Float32Array())),
    ],
    [
      'letters stand in a row (no encoder)',
      await allOf(printed.pictures, async (p) => (await findWriting(p)).score),
      await allOf(clean.pictures, async (p) => (await findWriting(p)).score),
    ],
  ];
  await onnx.close();
  await writeGenerated(
    'figures/dangers.md',
    'eval-dangers',
    [
      circumstances('npm run lab -- robustness evaluate', onnx.model),
      `${subjects.length} of ${known.length} held-back fashion products, ${kinds.length} kinds. The label covers 7.5 % of the pixels. "Top kind" is the kind whose word is nearest to the picture; "into the first 10" asks for the word of another kind (the one that is printed in the row that says so) among the catalogue's pictures, this one changed.`,
      table(
        [
          'What is changed',
          'top kind changes',
          'top kind is the other word',
          'into the first 10 for it',
          'likeness to the clean picture',
        ],
        attacks,
      ),
      'Detectors of printed words: the cut-off is fitted on one half of the pictures, at 5 % false alarms, and judged on the other.',
      table(
        [
          'Detector',
          'AUC',
          'recall',
          'false alarms',
          'precision, half attacked',
          'precision, 1 in 100 attacked',
        ],
        detectors.map(([name, bad, good]) => [name, ...judged(bad, good)]),
      ),
      await writingSection(subjectsOf(writtenOn)),
    ].join('\n\n'),
  );
}

interface Ranking {
  readonly kinds: readonly string[];
  readonly kindVectors: ReadonlyMap<string, Float32Array>;
  readonly gallery: readonly Float32Array[];
}

function nearest(vector: Float32Array, { kindVectors }: Ranking): string {
  let [best, most] = ['', -Infinity];
  for (const [kind, direction] of kindVectors) {
    const likeness = dot(vector, direction);
    if (likeness > most) [best, most] = [kind, likeness];
  }
  return best;
}

function outcomes(
  subjects: readonly Subject[],
  clean: readonly Float32Array[],
  changed: readonly Float32Array[],
  ranking: Ranking,
): string[] {
  const share = (holds: (subject: Subject, vector: Float32Array, before: Float32Array) => number): string =>
    shown(
      estimate(
        subjects.map((subject, i) =>
          holds(subject, changed[i] ?? new Float32Array(), clean[i] ?? new Float32Array()),
        ),
      ),
    );
  return [
    share((_, vector, before) => Number(nearest(vector, ranking) !== nearest(before, ranking))),
    share(({ other }, vector) => Number(nearest(vector, ranking) === other)),
    share(({ other }, vector) => {
      const asked = ranking.kindVectors.get(other) ?? vector;
      const own = dot(asked, vector);
      return Number(ranking.gallery.filter((one) => dot(asked, one) > own).length < 10);
    }),
    share((_, vector, before) => dot(vector, before) / (norm(vector) * norm(before))),
  ];
}

/** The share of a map's positive part that lies in its strongest 2 x 2 block. */
function largestBlock(grid: readonly (readonly number[])[]): number {
  const positive = (row: number, column: number): number => Math.max(0, grid[row]?.[column] ?? 0);
  let [all, most] = [0, 0];
  grid.forEach((cells, row) =>
    cells.forEach((_, column) => {
      all += positive(row, column);
      const block =
        positive(row, column) +
        positive(row + 1, column) +
        positive(row, column + 1) +
        positive(row + 1, column + 1);
      most = Math.max(most, block);
    }),
  );
  return all === 0 ? 0 : most / all;
}

function judged(bad: readonly number[], good: readonly number[]): string[] {
  const first = (values: readonly number[]): number[] => values.filter((_, i) => i % 2 === 0);
  const second = (values: readonly number[]): number[] => values.filter((_, i) => i % 2 === 1);
  const cutoff = cutoffReachedBy(first(good), 0.05);
  const reached = (values: readonly number[]): number[] =>
    second(values).map((value) => Number(value >= cutoff));
  const [recall, alarms] = [share(second(bad), cutoff), share(second(good), cutoff)];
  const precision = (prevalence: number): string => {
    const right = recall * prevalence;
    const all = right + alarms * (1 - prevalence);
    return all === 0 ? 'no alarm' : (right / all).toFixed(3);
  };
  return [
    areaUnderCurve(second(bad), second(good)).toFixed(3),
    shown(estimate(reached(bad))),
    shown(estimate(reached(good))),
    precision(0.5),
    precision(0.01),
  ];
}

async function allOf<T>(
  items: readonly T[],
  one: (item: T, at: number) => Promise<number>,
): Promise<number[]> {
  const values: number[] = [];
  for (const [at, item] of items.entries()) values.push(await one(item, at));
  return values;
}

function loadModelName(): string {
  return process.env.MODEL ?? 'concella-small';
}

await main();
