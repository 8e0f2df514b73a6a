import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { projectFolder, seededRandom } from '#platform';
import { ExactIndex, HnswIndex, maxNorm } from '#search-index';
import { labCommand } from '../command.js';
import { fusedVectors, testWeights, type FusedVectors } from '../../../test/support/fused-vectors.js';

const sizes = labCommand('bench', 'index')
  .argument('[products...]', 'sizes of catalogues; default: 10000 and 50000')
  .parse()
  .args.map(Number);

const dimension = 256;
const queryCount = 200;
const document = join(projectFolder, 'docs', 'figures', 'search-index.md');
const bound = maxNorm(testWeights);

interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

/** Processor time of all threads: on a busy machine the clock says more about the other programs. */
async function timed<T>(work: () => Promise<T> | T): Promise<Timed<T>> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

/** Mean milliseconds of processor time of one search, and the answers. */
async function searches(
  queries: readonly Float32Array[],
  search: (query: Float32Array) => Promise<readonly number[]> | readonly number[],
): Promise<{ ms: number; answers: (readonly number[])[] }> {
  const { value: answers, ms } = await timed(async () => {
    const found: (readonly number[])[] = [];
    for (const query of queries) found.push(await search(query));
    return found;
  });
  return { ms: ms / queries.length, answers };
}

function recall(truth: readonly (readonly number[])[], answers: readonly (readonly number[])[]): number {
  let found = 0;
  truth.forEach((expected, i) => {
    const answer = new Set(answers[i]);
    found += expected.filter((ordinal) => answer.has(ordinal)).length;
  });
  return found / truth.flat().length;
}

/** The vectors with the norm-completing coordinate, as hnswlib wants them. */
function completed(data: FusedVectors, i: number): number[] {
  const vector = [...data.vectors.subarray(i * dimension, (i + 1) * dimension)];
  const square = vector.reduce((sum, value) => sum + value * value, 0);
  return [...vector, Math.sqrt(Math.max(0, bound * bound - square))];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
const ofIndex = (found: readonly { ordinal: number }[]): number[] => found.map(({ ordinal }) => ordinal);

async function measure(count: number): Promise<string[]> {
  console.log(`${count} products x ${dimension} ...`);
  const data = fusedVectors(count, dimension, 5);
  const queries = Array.from({ length: queryCount }, () => data.query());
  const labels = Uint32Array.from({ length: count }, (_, i) => i);

  const raw = new hnswlib.HierarchicalNSW('l2', dimension + 1);
  const plain = new hnswlib.HierarchicalNSW('ip', dimension);
  for (const graph of [raw, plain]) graph.initIndex(count, 16, 100);
  const rows = Array.from(labels, (i) => completed(data, i));
  const rawBuild = await timed(() => {
    rows.forEach((row, i) => raw.addPoint(row, i));
  });
  rows.forEach((row, i) => plain.addPoint(row.slice(0, dimension), i));

  const before = process.memoryUsage().rss;
  const index = await HnswIndex.open({ dimension, maxNorm: bound });
  const build = await timed(() => index.upsert(labels, data.vectors));
  const memory = process.memoryUsage().rss - before;
  const exact = await ExactIndex.open({ dimension, maxNorm: bound });
  await exact.upsert(labels, data.vectors);

  const truth = await searches(queries, async (query) => ofIndex(await exact.search(query, 10)));
  const rawAt = (ef: number, graph = raw, tail: readonly number[] = [0]): ReturnType<typeof searches> => {
    graph.setEf(ef);
    return searches(queries, (query) => graph.searchKnn([...query, ...tail], 10).neighbors);
  };
  const own = await searches(queries, async (query) => ofIndex(await index.search(query, 10)));
  const lines = [
    `### ${count.toLocaleString('en')} products x ${dimension}`,
    '',
    `Building: ${(build.ms / 1000).toFixed(1)} s in the worker, ${(build.ms / rawBuild.ms).toFixed(2)} times hnswlib alone; ` +
      `${megabytes(memory)} more memory. One exact search over all: ${truth.ms.toFixed(2)} ms.`,
    '',
    '| search | recall@10 | ms |',
    '|---|---|---|',
    `| the index | ${recall(truth.answers, own.answers).toFixed(4)} | ${own.ms.toFixed(2)} |`,
  ];
  for (const ef of [32, 64, 96, 128, 256]) {
    const at = await rawAt(ef);
    const without = await rawAt(ef, plain, []);
    lines.push(
      `| hnswlib alone, ef ${ef} | ${recall(truth.answers, at.answers).toFixed(4)} | ${at.ms.toFixed(2)} |`,
      `| the same in inner-product space | ${recall(truth.answers, without.answers).toFixed(4)} | ${without.ms.toFixed(2)} |`,
    );
  }
  lines.push(
    '',
    '| allowed | recall@10 of the index | the index, ms | exact, ms | graph with filter (ef 96), ms |',
    '|---|---|---|---|---|',
  );
  raw.setEf(96);
  const random = seededRandom(9);
  const some = queries.slice(0, 40);
  for (const share of [0.5, 0.25, 0.1, 0.05, 0.005, 0.001]) {
    const allowed = labels.filter(() => random() < share);
    const passing = new Uint8Array(count);
    for (const ordinal of allowed) passing[ordinal] = 1;
    const scanned = await searches(some, async (query) => ofIndex(await exact.search(query, 10, allowed)));
    const filtered = await searches(some, async (query) => ofIndex(await index.search(query, 10, allowed)));
    const walked = await searches(
      some,
      (query) => raw.searchKnn([...query, 0], 10, (label) => passing[label] === 1).neighbors,
    );
    lines.push(
      `| ${share * 100} % (${allowed.length}) | ${recall(scanned.answers, filtered.answers).toFixed(4)} | ` +
        `${filtered.ms.toFixed(2)} | ${scanned.ms.toFixed(2)} | ${walked.ms.toFixed(2)} |`,
    );
  }
  // Replacing: what the index does (delete, add) beside moving the point inside the graph.
  const replaced = Math.min(500, count / 10);
  const again = Array.from({ length: replaced }, (_, i) => rows[count - 1 - i] ?? []);
  const moving = await timed(() => {
    again.forEach((row, i) => raw.addPoint(row, i));
  });
  const replacing = await timed(() =>
    index.upsert(
      labels.subarray(0, replaced),
      Float32Array.from(again.flatMap((row) => row.slice(0, dimension))),
    ),
  );
  const perAdd = rawBuild.ms / count;
  lines.push(
    '',
    `Replacing one vector: ${(replacing.ms / replaced / perAdd).toFixed(1)} times an add; ` +
      `moving the point inside hnswlib's graph: ${(moving.ms / replaced / perAdd).toFixed(1)} times.`,
    '',
  );
  await Promise.all([index.close(), exact.close()]);
  return lines;
}

const figures: string[] = [];
for (const size of sizes.length > 0 ? sizes : [10_000, 50_000]) figures.push(...(await measure(size)));
console.log(figures.join('\n'));
const [start, end] = ['<!-- figures: npm run lab -- bench index -->', '<!-- end of figures -->'];
const text = await readFile(document, 'utf8');
const [head, tail] = [text.split(start)[0] ?? '', text.split(end)[1] ?? ''];
await writeFile(document, `${head}${start}\n\n${figures.join('\n')}\n${end}${tail}`);
