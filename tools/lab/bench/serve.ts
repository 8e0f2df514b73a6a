import { loadavg } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { centred, shippedCentring, vectorFromBytes } from '#encoder';
import { mean, median, quantile, readConfig } from '#platform';
import { leastCandidates } from '#recommendation';
import { fuse, maxNorm, type FusionWeights } from '#search-index';
import { labCommand } from '../command.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { withBenchEngine } from './bench-engine.js';
import { load, type Load } from './load.js';
import { RawEncoder, RawIndex } from './raw.js';
import { clientCounts, targets, type ExplainLevel } from './settings.js';
import { benchShop } from './shop.js';

/** What the engine asks its index for when it shows 20 results for words. */
const neighbours = leastCandidates.text;
const warmUps = 50;

const options = labCommand('bench', 'serve')
  .option('--products <n>', 'size of the catalogue', Number, 10_000)
  .option('--pictures <n>', 'how many of the products have a picture', Number, 10_000)
  .option('--texts <n>', 'queries of each measurement; none is asked twice', Number, 400)
  .option('--dry', 'print, but leave docs/figures/performance.md as it is')
  .parse()
  .opts<{ products: number; pictures: number; texts: number; dry?: boolean }>();

interface Measured {
  readonly explain: ExplainLevel;
  readonly clients: number;
  readonly load: Load;
}

const levels = Object.keys(targets) as ExplainLevel[];
const runs = levels.flatMap((explain) => clientCounts.map((clients) => ({ explain, clients })));
const shop = await benchShop(options.products, options.pictures, options.texts * (runs.length + 2) + warmUps);
if (shop.texts.length < options.texts * (runs.length + 2) + warmUps)
  throw new RangeError('too few texts: lower --texts');
const texts = [...shop.texts];
const next = (count: number): string[] => texts.splice(0, count);

await withBenchEngine(shop, async ({ url, databaseUrl, ingestSeconds }) => {
  const raw = await openRaw(databaseUrl);
  await load(url, next(warmUps), 'shopper', 1);
  const alone = [await rawTimes(raw, next(options.texts))];
  const measured: Measured[] = [];
  for (const { explain, clients } of runs) {
    measured.push({ explain, clients, load: await load(url, next(options.texts), explain, clients) });
    console.log(`explain ${explain}, ${clients} at a time: done, load ${loadavg()[0]!.toFixed(1)}`);
  }
  alone.push(await rawTimes(raw, next(options.texts)));
  const report = written(measured, alone.flat(), ingestSeconds, raw.model);
  console.log(report);
  if (!options.dry) await writeGenerated('figures/performance.md', 'serve', report);
});

interface Raw {
  readonly model: string;
  readonly encoder: RawEncoder;
  readonly index: RawIndex;
  readonly mean: Float32Array;
}

/** The engine's own fused vectors in an index of this process, and its text tower. */
async function openRaw(databaseUrl: string): Promise<Raw> {
  const source = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
  const [generation]: { model: string; settings: { weights: FusionWeights } }[] = await source.query(
    `select model, settings from generation where state = 'serving'`,
  );
  if (!generation) throw new Error('no generation is serving');
  const rows: Record<'image' | 'description' | 'reviews', string | null>[] = await source.query(
    `select encode(image, 'hex') as image, encode(description, 'hex') as description,
       encode(reviews, 'hex') as reviews from channel_vector where model = $1 and not deleted`,
    [generation.model],
  );
  await source.destroy();
  const vector = (hex: string | null): Float32Array | undefined =>
    hex === null ? undefined : vectorFromBytes(Buffer.from(hex, 'hex'));
  const { weights } = generation.settings;
  const { modelsDir, model } = readConfig(process.env);
  const encoder = await RawEncoder.open(join(modelsDir, model));
  const { dimension } = encoder.manifest;
  const centring = await shippedCentring(join(modelsDir, model), encoder.manifest);
  const channels = rows.map(({ image, description, reviews }) => ({
    image: vector(image),
    description: vector(description),
    reviews: vector(reviews),
  }));
  return {
    model: generation.model,
    encoder,
    index: new RawIndex(
      channels.map((own) => fuse(own, weights, dimension)),
      maxNorm(weights),
    ),
    mean: centring?.text ?? new Float32Array(dimension),
  };
}

/** Milliseconds of [encoder, index] for each text, one after the other. */
async function rawTimes(raw: Raw, asked: readonly string[]): Promise<[number, number][]> {
  for (const text of asked.slice(0, 10)) await raw.encoder.encode(text);
  const times: [number, number][] = [];
  for (const text of asked) {
    const began = performance.now();
    const vector = await raw.encoder.encode(text);
    const encoded = performance.now();
    const query = centred(vector, raw.mean);
    const searching = performance.now();
    raw.index.search(query, neighbours);
    times.push([encoded - began, performance.now() - searching]);
  }
  return times;
}

function written(
  measured: readonly Measured[],
  alone: readonly [number, number][],
  ingestSeconds: number,
  model: string,
): string {
  const ms = (value: number): string => value.toFixed(2);
  const encoder = alone.map(([time]) => time);
  const index = alone.map(([, time]) => time);
  const sum = alone.map(([a, b]) => a + b);
  const rawMedian = median(sum);
  const rows = [
    ['encoder alone', '1', ms(median(encoder)), ms(quantile(encoder, 0.95)), '', ''],
    ['index alone', '1', ms(median(index)), ms(quantile(index, 0.95)), '', ''],
    ['raw sum', '1', ms(rawMedian), ms(quantile(sum, 0.95)), '', '1'],
    ...measured.map(({ explain, clients, load: { latencies, perSecond } }) => [
      `HTTP, explain ${explain}`,
      String(clients),
      ms(median(latencies)),
      ms(quantile(latencies, 0.95)),
      perSecond.toFixed(0),
      clients === 1 ? (median(latencies) / rawMedian).toFixed(2) : '',
    ]),
  ];
  const stages = [...new Set(measured.flatMap(({ load }) => Object.keys(load.stages)))];
  const share = ({ load: { latencies, stages: own } }: Measured, stage: string): string => {
    return `${ms(own[stage] ?? 0)} (${Math.round((100 * (own[stage] ?? 0)) / mean(latencies))} %)`;
  };
  const verdicts = measured
    .filter(({ clients }) => clients === 1)
    .map(({ explain, load: { latencies } }) => {
      const ratio = median(latencies) / rawMedian;
      const met = ratio <= targets[explain] ? 'met' : 'missed';
      return `explain ${explain}: p50 is ${ratio.toFixed(2)} times the raw sum (target ${targets[explain]}: ${met})`;
    });
  return [
    circumstances('npm run lab -- bench serve', model),
    `${shop.about}; searchable ${ingestSeconds.toFixed(0)} s after the upload began. ${options.texts} distinct texts a row (titles that the catalogue does not have), 20 results each, kept connections; client, engine and database share the machine. "Encoder alone" is tokenizing and one run of the text tower in one thread, "index alone" hnswlib's search for ${neighbours} neighbours over the same fused vectors; both are measured before and after the requests.`,
    table(['What', 'At a time', 'p50, ms', 'p95, ms', 'a second', 'p50 / raw sum'], rows),
    `${verdicts.join('; ')}.`,
    'Mean milliseconds of each stage inside the engine, with its share of the mean time that the client sees:',
    table(
      ['Stage', ...measured.map(({ explain, clients }) => `${explain}, ${clients}`)],
      stages.map((stage) => [stage, ...measured.map((one) => share(one, stage))]),
    ),
  ].join('\n\n');
}
