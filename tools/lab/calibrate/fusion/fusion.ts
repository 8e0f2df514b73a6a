import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { norm, OnnxEncoder, centred, shippedCentring, takeCentring, type Centring } from '#encoder';
import { deviation, mean, projectFolder, readConfig } from '#platform';
import type { ChannelWeights, FusionWeights } from '#search-index';
import { labCommand } from '../../command.js';
import { fashionValidation, seedShop } from './development-sets.js';
import {
  encodeSet,
  placeOfRight,
  scores,
  similarities,
  type EncodedSet,
  type Similarities,
} from './score.js';

const [output] = labCommand('calibrate', 'fusion')
  .argument('[file]', 'where the figures go too, within the project')
  .parse().args;

const even: ChannelWeights = { image: 1 / 3, description: 1 / 3, reviews: 1 / 3 };
const only = (channel: keyof ChannelWeights): ChannelWeights => ({
  ...{ image: 0, description: 0, reviews: 0 },
  [channel]: 1,
});

/** All weights in steps of a tenth that sum to one. */
function grid(): ChannelWeights[] {
  const all: ChannelWeights[] = [];
  for (let image = 0; image <= 10; image += 1)
    for (let description = 0; image + description <= 10; description += 1)
      all.push({
        image: image / 10,
        description: description / 10,
        reviews: (10 - image - description) / 10,
      });
  return all;
}

interface Cell {
  readonly name: string;
  readonly count: number;
  readonly mrr: number;
  readonly at10: number;
}

type Asked = 'text' | 'image' | 'both';

/** Mean reciprocal rank and R@10 of each query kind of each set. */
function measure(sets: readonly [EncodedSet, Similarities][], asked: Asked, weights: FusionWeights): Cell[] {
  const places = new Map<string, number[]>();
  for (const [{ set }, similar] of sets) {
    for (const entry of similar.queries) {
      const of: Asked = entry.text && entry.picture ? 'both' : entry.text ? 'text' : 'image';
      if (of !== asked || entry.query.right.size === 0) continue;
      const name = `${set.name}: ${entry.query.kind}`;
      places.set(name, [
        ...(places.get(name) ?? []),
        placeOfRight(scores(similar, entry, weights), entry.query),
      ]);
    }
  }
  return [...places].map(([name, all]) => ({
    name,
    count: all.length,
    mrr: all.reduce((sum, place) => sum + 1 / place, 0) / all.length,
    at10: all.filter((place) => place <= 10).length / all.length,
  }));
}

const meanRank = (cells: readonly Cell[]): number => mean(cells.map(({ mrr }) => mrr));
const shown = (value: number): string => value.toFixed(3).replace(/^(-?)0\./, '$1.');
const named = (w: ChannelWeights): string => [w.image, w.description, w.reviews].map(shown).join(' / ');

function table(title: string, rows: readonly (readonly [string, readonly Cell[]])[]): string[] {
  const first = rows[0]?.[1] ?? [];
  return [
    `| ${title} | mean | ${first.map(({ name, count }) => `${name} (${count})`).join(' | ')} |`,
    `|${'---|'.repeat(first.length + 2)}`,
    ...rows.map(
      ([name, cells]) =>
        `| ${name} | ${shown(meanRank(cells))} | ${cells.map(({ mrr, at10 }) => `${shown(mrr)} (${shown(at10)})`).join(' | ')} |`,
    ),
    '',
  ];
}

/** Mean and standard deviation of the inner products of queries with products that are not what they ask for. */
function background(
  sets: readonly [EncodedSet, Similarities][],
  modality: 'text' | 'picture',
  channel: keyof ChannelWeights,
): { mean: number; deviation: number } {
  const values: number[] = [];
  for (const [, { present, queries }] of sets)
    for (const { query, [modality]: rows } of queries)
      rows?.[channel].forEach((value, product) => {
        if (present[product]!.has(channel) && !query.right.has(product)) values.push(value);
      });
  return { mean: mean(values), deviation: deviation(values) };
}

/** Of all weights within .003 of the best mean, the most even: other catalogues are not these. */
function choose(results: readonly (readonly [ChannelWeights, readonly Cell[]])[]): ChannelWeights {
  const best = Math.max(...results.map(([, cells]) => meanRank(cells)));
  const unevenness = (w: ChannelWeights): number => w.image ** 2 + w.description ** 2 + w.reviews ** 2;
  return results
    .filter(([, cells]) => meanRank(cells) >= best - 0.003)
    .map(([weights]) => weights)
    .reduce((a, b) => (unevenness(b) < unevenness(a) ? b : a));
}

const config = readConfig(process.env);
const folder = join(config.modelsDir, config.model);
const encoder = await OnnxEncoder.open(folder);
const fashion = await fashionValidation();
if (!fashion) throw new Error('the fashion data is not there: set CONCELLA_DATA to its folder');
const encoded: EncodedSet[] = [];
for (const set of [fashion, await seedShop()]) encoded.push(await encodeSet(encoder, set));

const outputs = (of: (product: EncodedSet['products'][number]) => readonly Float32Array[]): Float32Array[] =>
  encoded.flatMap(({ products }) => products.flatMap(of));
const { dimension } = encoder.manifest;
const zero: Centring = { image: new Float32Array(dimension), text: new Float32Array(dimension) };
const centring =
  (await shippedCentring(folder, encoder.manifest)) ??
  (await takeCentring(encoder, {
    name: 'development sets',
    texts: () => Promise.resolve(fashion.products.flatMap(({ passages }) => passages)),
    pictures: () => Promise.resolve(fashion.products.flatMap(({ pictures }) => pictures)),
  }));

/** Cosine of the mean picture and the mean words. */
function gap(means: Centring): number {
  const middle = (all: readonly Float32Array[], centre: Float32Array): Float32Array => {
    const sum = new Float32Array(dimension);
    for (const output of all)
      centred(output, centre).forEach((value, i) => (sum[i] = sum[i]! + value / all.length));
    return sum;
  };
  const a = middle(
    outputs(({ pictures }) => pictures),
    means.image,
  );
  const b = middle(
    outputs(({ passages }) => passages),
    means.text,
  );
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (norm(a) * norm(b));
}

const plain = encoded.map((set) => [set, similarities(set, zero)] as [EncodedSet, Similarities]);
const centredSets = encoded.map((set) => [set, similarities(set, centring)] as [EncodedSet, Similarities]);
const lines: string[] = [
  `Model ${encoder.model}, ${new Date().toISOString().slice(0, 10)}. Each cell: MRR (R@10); "mean" is the mean MRR of the row.`,
  '',
  '### Centring',
  '',
  `Cosine of the mean picture and the mean words: ${shown(gap(zero))} without, ${shown(gap(centring))} with centring.`,
  '',
];
const chosen: { text: ChannelWeights; image: ChannelWeights } = { text: even, image: even };
const spreads = { text: even, image: even };
for (const asked of ['text', 'image'] as const) {
  const modality = asked === 'text' ? 'text' : 'picture';
  const at = (sets: typeof centredSets, w: ChannelWeights): Cell[] =>
    measure(sets, asked, { text: w, image: w });
  const spread = {
    image: background(centredSets, modality, 'image').deviation,
    description: background(centredSets, modality, 'description').deviation,
    reviews: background(centredSets, modality, 'reviews').deviation,
  };
  spreads[asked] = spread;
  const inverse = 1 / spread.image + 1 / spread.description + 1 / spread.reviews;
  const calibrated = {
    image: 1 / spread.image / inverse,
    description: 1 / spread.description / inverse,
    reviews: 1 / spread.reviews / inverse,
  };
  const results = grid().map((w) => [w, at(centredSets, w)] as const);
  const best = results.reduce((a, b) => (meanRank(b[1]) > meanRank(a[1]) ? b : a));
  chosen[asked] = choose(results);
  lines.push(
    ...table(`${asked} queries: image / description / reviews`, [
      ['image only', at(centredSets, only('image'))],
      ['description only', at(centredSets, only('description'))],
      ['reviews only', at(centredSets, only('reviews'))],
      ['even', at(centredSets, even)],
      ['even, **without centring**', at(plain, even)],
      [`even after division by the background deviation: ${named(calibrated)}`, at(centredSets, calibrated)],
      [`best of the grid: ${named(best[0])}`, best[1]],
      [`**chosen: ${named(chosen[asked])}**`, at(centredSets, chosen[asked])],
      ['chosen, **without centring**', at(plain, chosen[asked])],
      ...[...results]
        .sort((a, b) => meanRank(b[1]) - meanRank(a[1]))
        .slice(1, 12)
        .map(([w, cells]) => [`next in the grid: ${named(w)}`, cells] as const),
    ]),
    `Background deviation of ${asked} queries with image / description / reviews: ${named(spread)}.`,
    '',
  );
}

// A picture's inner products spread wider than those of words: in a query of both it must not drown them.
const fusedDeviation = (asked: 'text' | 'image'): number =>
  Math.hypot(
    chosen[asked].image * spreads[asked].image,
    chosen[asked].description * spreads[asked].description,
    chosen[asked].reviews * spreads[asked].reviews,
  );
const scale = fusedDeviation('text') / fusedDeviation('image');
const scaled = (factor: number): FusionWeights => ({
  text: chosen.text,
  image: {
    image: chosen.image.image * factor,
    description: chosen.image.description * factor,
    reviews: chosen.image.reviews * factor,
  },
});
const scales = [0.25, 0.5, 0.75, 1, 1.5, 2];
lines.push(
  '### Picture and words together, each part at weight 1',
  '',
  ...table('scale of the picture weights', [
    ...scales.map((factor) => [shown(factor), measure(centredSets, 'both', scaled(factor))] as const),
    [`**background: ${shown(scale)}**`, measure(centredSets, 'both', scaled(scale))],
  ]),
  `Chosen: \`${JSON.stringify(scaled(1))}\`; scale of the picture weights by the background: ${shown(scale)}.`,
);
await encoder.close();
const text = lines.join('\n');
console.log(text);
if (output !== undefined) await writeFile(join(projectFolder, output), `${text}\n`);
