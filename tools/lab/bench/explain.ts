import { setTimeout as sleep } from 'node:timers/promises';
import { bootstrapOfTwo, median, quantile, type Estimate } from '#platform';
import { fetch } from 'undici';
import { labCommand } from '../command.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { withBenchEngine } from './bench-engine.js';
import { load, type Load } from './load.js';
import { targets, type ExplainLevel } from './settings.js';
import { benchShop } from './shop.js';

/** A slate with a shopper's reasons may take so many times as long as the slate alone. */
const greatestRatio = 1.3;
const warmUps = 300;
const keptMs = 600_000;
const rounds = 20;

const options = labCommand('bench', 'explain')
  .option('--products <n>', 'size of the catalogue', Number, 100_000)
  .option('--pictures <n>', 'how many of the products have a picture', Number, 10_000)
  .option('--texts <n>', `queries of each level, in ${rounds} rounds; none is asked twice`, Number, 1000)
  .option('--dry', 'print, but leave docs/figures/performance.md as it is')
  .parse()
  .opts<{ products: number; pictures: number; texts: number; dry?: boolean }>();

const levels = Object.keys(targets) as ExplainLevel[];
const needed = options.texts * levels.length + warmUps;
const shop = await benchShop(options.products, options.pictures, needed);
if (shop.texts.length < needed) throw new RangeError('too few texts: lower --texts');
const texts = [...shop.texts];

await withBenchEngine(shop, async ({ url, ingestSeconds }) => {
  await readAhead(url);
  await load(url, texts.splice(0, warmUps), 'shopper', 1);
  const taken: Record<ExplainLevel, Load[]> = { none: [], shopper: [] };
  // Turn by turn, so that whatever else the machine does falls on both alike.
  for (let round = 0; round < rounds; round += 1)
    for (const level of round % 2 === 0 ? levels : levels.toReversed())
      taken[level].push(await load(url, texts.splice(0, options.texts / rounds), level, 1));
  const { answering } = (await (await fetch(`${url}/v1/encoders`)).json()) as {
    answering: { model: string };
  };
  const report = written(taken, ingestSeconds, answering.model);
  console.log(report);
  if (!options.dry) await writeGenerated('figures/performance.md', 'explain', report);
});

function written(
  taken: Readonly<Record<ExplainLevel, readonly Load[]>>,
  ingestSeconds: number,
  model: string,
): string {
  const times = {
    none: taken.none.flatMap(({ latencies }) => latencies),
    shopper: taken.shopper.flatMap(({ latencies }) => latencies),
  };
  const { mean: ratio, low, high } = ratioOfMedians(times.shopper, times.none);
  const ms = (value: number): string => value.toFixed(2);
  const stages = [
    ...new Set(levels.flatMap((level) => taken[level].flatMap((one) => Object.keys(one.stages)))),
  ];
  const stage = (level: ExplainLevel, name: string): string =>
    ms(taken[level].reduce((sum, one) => sum + (one.stages[name] ?? 0), 0) / taken[level].length);
  return [
    circumstances('npm run lab -- bench explain', model),
    `${shop.about}; searchable ${ingestSeconds.toFixed(0)} s after the upload began. ${options.texts} distinct texts a level, asked one at a time in ${rounds} rounds by turns, 20 results each; client, engine and database share the machine; begun when the engine had read explanations ahead.`,
    table(
      ['Level', 'p50, ms', 'p95, ms'],
      levels.map((level) => [level, ms(median(times[level])), ms(quantile(times[level], 0.95))]),
    ),
    `A slate with a shopper's reasons takes ${ratio.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] times as long as without (ratio of medians, 95 % bootstrap; target at most ${greatestRatio}: ${ratio <= greatestRatio ? 'met' : 'missed'}).`,
    'Mean milliseconds of each stage inside the engine:',
    table(
      ['Stage', ...levels],
      stages.map((name) => [name, ...levels.map((level) => stage(level, name))]),
    ),
  ].join('\n\n');
}

/** Waits until explanations are in memory as in a process that has run for a while: as many as there were at a look before. */
async function readAhead(url: string): Promise<void> {
  const began = performance.now();
  for (let before = 0; ;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const kept = Number(/^concella_explained_products\{[^}]*\} (\d+)$/m.exec(text)?.[1] ?? 0);
    if (kept > 0 && kept === before) return;
    if (performance.now() - began > keptMs) throw new Error(`explanations are not read ahead: ${kept}`);
    before = kept;
    // Longer than between two looks of the engine.
    await sleep(30_000);
  }
}

/** The ratio of two medians with its 95 % interval. */
function ratioOfMedians(above: readonly number[], below: readonly number[]): Estimate {
  const at = (values: readonly number[], places: readonly number[]): number =>
    median(places.map((place) => values[place]!));
  return bootstrapOfTwo([above.length, below.length], (ours, theirs) => at(above, ours) / at(below, theirs), {
    seed: 5,
  });
}
