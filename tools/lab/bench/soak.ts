import { setTimeout as sleep } from 'node:timers/promises';
import { median, quantile, seededRandom } from '#platform';
import { Agent, request } from 'undici';
import { startEngine } from '../../../test/support/start-engine.js';
import { commandLine, labCommand } from '../command.js';
import { upload } from '../engine/upload.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { engineMemory, type EngineMemory } from './engine-memory.js';
import { benchShop, type BenchShop } from './shop.js';

const clients = 2;
const productsPerUpload = 100;
const pauseBetweenUploadsMs = 2_000;
const minuteMs = 60_000;

const options = labCommand('bench', 'soak')
  .option('--minutes <n>', 'how long', Number, 10)
  .option('--products <n>', 'size of the catalogue; it stays the same', Number, 3_000)
  .option('--pictures <n>', 'how many of the products have a picture', Number, 600)
  .option('--dry', 'print, but leave docs/figures/performance.md as it is')
  .parse()
  .opts<{ minutes: number; products: number; pictures: number; dry?: boolean }>();

/** What happened in one minute. */
interface Minute {
  /** Milliseconds of each request that was answered with 200. */
  readonly latencies: number[];
  readonly others: Map<number, number>;
  products: number;
  memory: EngineMemory;
}

const shop = await benchShop(options.products, options.pictures, 2_000);
const engine = await startEngine();
try {
  const { url } = engine;
  await upload(url, shop.products, shop.pictures);
  const idle = await engineMemory(engine);
  console.log(`${shop.about}: searchable; ${options.minutes} minutes begin`);
  const minutes: Minute[] = [];
  const end = performance.now() + options.minutes * minuteMs;
  const running = (): boolean => performance.now() < end;
  const now = (): Minute => minutes.at(-1)!;
  const begin = async (): Promise<void> => {
    minutes.push({ latencies: [], others: new Map(), products: 0, memory: await engineMemory(engine) });
  };
  await begin();
  const watch = async (): Promise<void> => {
    while (running()) {
      await sleep(minuteMs);
      now().memory = await engineMemory(engine);
      console.log(line(minutes.length, now()).join('  '));
      if (running()) await begin();
    }
  };
  await Promise.all([watch(), ...ask(url, shop, running, now), ingest(url, shop, running, now)]);
  await sleep(5_000);
  const after = await engineMemory(engine);
  const { serving } = (await (await request(`${url}/v1/encoders`)).body.json()) as {
    serving: { model: string };
  };
  const report = written(serving.model, minutes, idle, after);
  console.log(report);
  if (!options.dry) await writeGenerated('figures/performance.md', 'soak', report);
} finally {
  await engine.stop();
}

/** Shoppers who ask one thing after another: words with and without reasons, filters, more like this, facets, a product. */
function ask(
  url: string,
  { texts, products }: BenchShop,
  running: () => boolean,
  now: () => Minute,
): Promise<void>[] {
  const agent = new Agent({ connections: clients, pipelining: 1 });
  return Array.from({ length: clients }, async (_, client) => {
    const random = seededRandom(client + 1);
    const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
    while (running()) {
      const text = one(texts);
      const body = one<object | undefined>([
        { query: { text } },
        { query: { text }, explain: 'shopper' },
        { query: { text }, explain: 'merchant' },
        { query: { text }, filter: { attributes: { colour: ['red', 'blue', 'green'] } } },
        { query: { like: [one(products).id] }, explain: 'shopper' },
        undefined,
      ]);
      const path = body
        ? '/v1/recommendations'
        : `/v1/catalogue/products/${encodeURIComponent(one(products).id)}`;
      const asked = performance.now();
      const answer = await request(`${url}${path}`, {
        dispatcher: agent,
        ...(body
          ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
          : {}),
      });
      const answered = await answer.body.text();
      const { latencies, others } = now();
      if (answer.statusCode === 200) latencies.push(performance.now() - asked);
      else {
        if (others.size === 0) console.log(answer.statusCode, JSON.stringify(body), answered.slice(0, 300));
        others.set(answer.statusCode, (others.get(answer.statusCode) ?? 0) + 1);
      }
    }
  });
}

/** A merchant who changes some of the products again and again: the catalogue stays as large as it is. */
async function ingest(
  url: string,
  { products, pictures }: BenchShop,
  running: () => boolean,
  now: () => Minute,
): Promise<void> {
  for (let round = 0, from = 0; running(); round += 1, from = (from + productsPerUpload) % products.length) {
    const some = products.slice(from, from + productsPerUpload);
    const changed = some.map((product) => ({ ...product, title: `${product.title} (${round})` }));
    const named = changed.flatMap((product) => product.pictures);
    await upload(url, changed, new Map([...pictures].filter(([name]) => named.includes(name))));
    now().products += changed.length;
    await sleep(pauseBetweenUploadsMs);
  }
}

function line(number: number, { latencies, others, products, memory }: Minute): string[] {
  const refused = Array.from(others, ([status, count]) => `${status}: ${count}`).join(', ');
  return [
    String(number),
    String(latencies.length),
    median(latencies).toFixed(1),
    quantile(latencies, 0.95).toFixed(1),
    refused || 'none',
    String(products),
    memory.node.toFixed(0),
    memory.postgres.toFixed(0),
  ];
}

function written(model: string, minutes: readonly Minute[], idle: EngineMemory, after: EngineMemory): string {
  const half = Math.floor(minutes.length / 2);
  const p95 = (some: readonly Minute[]): number =>
    quantile(
      some.flatMap(({ latencies }) => latencies),
      0.95,
    );
  const [first, second] = [p95(minutes.slice(0, half)), p95(minutes.slice(half))];
  return [
    circumstances(commandLine('bench', 'soak'), model),
    `${shop.about}. ${clients} clients ask words with and without reasons, filters, "more like this" and products, one thing after another; beside them uploads of ${productsPerUpload} changed products follow one another. Client, engine and database share the machine. Memory is resident memory of the engine's process and proportional memory of its PostgreSQL, in MB.`,
    table(
      ['Minute', 'Answers', 'p50, ms', 'p95, ms', 'Not 200', 'Products taken in', 'Node', 'PostgreSQL'],
      minutes.map((minute, i) => line(i + 1, minute)),
    ),
    `Before: ${idle.node.toFixed(0)} and ${idle.postgres.toFixed(0)} MB; five seconds after the end: ${after.node.toFixed(0)} and ${after.postgres.toFixed(0)} MB. p95 of the first half ${first.toFixed(1)} ms, of the second half ${second.toFixed(1)} ms.`,
  ].join('\n\n');
}
