import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '#platform';
import { request } from 'undici';
import { z } from 'zod';
import { labCommand } from '../command.js';
import { startEngine } from '../../../test/support/start-engine.js';
import { circumstances, table, writeGenerated } from '../report/report.js';

labCommand('judge', 'sentences').parse();

const queriesFile = join(projectFolder, 'tools/lab/queries/written/sentences.txt');
const judgementsFile = join(projectFolder, 'tools/lab/judge/sentence-judgements.jsonl');
const switchMs = 120_000;

const judgementSchema = z.strictObject({
  query: z.string(),
  product: z.string(),
  sentence: z.string(),
  /** Whether a shopper who sees the product would believe it. */
  believable: z.boolean(),
  /** Whether it reads as English that says something. */
  understandable: z.boolean(),
  why: z.string(),
});
type Judgement = z.output<typeof judgementSchema>;

const answerSchema = z.object({
  dictionary: z.string(),
  results: z.array(
    z.object({ product: z.object({ id: z.string() }), reason: z.object({ sentence: z.string() }) }),
  ),
});
const dictionariesSchema = z.object({
  answering: z.string(),
  dictionaries: z.array(z.object({ id: z.string(), origin: z.string(), dictionary: z.string() })),
});

interface Told {
  readonly query: string;
  readonly product: string;
  readonly sentence: string;
}

const queries = (await readFile(queriesFile, 'utf8')).split('\n').filter(Boolean);
const judgements = await read();
const engine = await startEngine({ env: { SEED_CATALOGUE: 'on' }, timeoutMs: 300_000 });
try {
  const trained = await asked();
  await activate('words');
  const words = await asked();
  const { model } = z
    .object({ answering: z.object({ model: z.string() }) })
    .parse(await call('/v1/encoders')).answering;
  const report = [
    circumstances('npm run lab -- judge sentences', model),
    `First results of ten queries (\`tools/lab/queries/written/sentences.txt\`, written before any answer was seen) on the seed shop, read as a shopper would who has the product before them.`,
    section('The trained dictionary, which serves', trained),
    section('The dictionary of words, activated', words),
  ].join('\n\n');
  console.log(report);
  await writeGenerated('figures/neurons.md', 'look-sentences', report);
} finally {
  await engine.stop();
}

async function call(path: string, body?: object): Promise<unknown> {
  const answer = await request(`${engine.url}${path}`, {
    method: body ? 'POST' : 'GET',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const json = await answer.body.json();
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${JSON.stringify(json)}`);
  return json;
}

async function asked(): Promise<Told[]> {
  const told: Told[] = [];
  for (const query of queries) {
    const { results } = answerSchema.parse(
      await call('/v1/recommendations', { query: { text: query }, limit: 1, explain: 'shopper' }),
    );
    const [first] = results;
    if (first) told.push({ query, product: first.product.id, sentence: first.reason.sentence });
  }
  return told;
}

async function activate(origin: string): Promise<void> {
  const list = async () => dictionariesSchema.parse(await call('/v1/dictionaries'));
  const wanted = (await list()).dictionaries.find((one) => one.origin === origin);
  if (!wanted) throw new Error(`no dictionary is ${origin}`);
  await call(`/v1/dictionaries/${wanted.id}/activate`, {});
  const began = performance.now();
  while ((await list()).answering !== wanted.dictionary) {
    if (performance.now() - began > switchMs) throw new Error(`${wanted.dictionary} does not answer`);
    await sleep(500);
  }
}

async function read(): Promise<Judgement[]> {
  if (!existsSync(judgementsFile)) return [];
  const lines = (await readFile(judgementsFile, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => judgementSchema.parse(JSON.parse(line)));
}

function section(name: string, told: readonly Told[]): string {
  const judged = told.map((one) =>
    judgements.find(
      ({ query, product, sentence }) =>
        query === one.query && product === one.product && sentence === one.sentence,
    ),
  );
  const count = (is: (one: Judgement) => boolean): number =>
    judged.filter((one) => one !== undefined && is(one)).length;
  const open = judged.filter((one) => one === undefined).length;
  const verdict = (yes: boolean | undefined): string => (yes === undefined ? '?' : yes ? 'yes' : 'no');
  return [
    `${name}: ${count(({ believable }) => believable)} of ${told.length} believable, ${count(({ understandable }) => understandable)} understandable${open > 0 ? `; **${open} not read yet**` : ''}.`,
    table(
      ['Query', 'first result', 'sentence', 'believable', 'understandable', 'why'],
      told.map(({ query, product, sentence }, at) => [
        query,
        product,
        sentence,
        verdict(judged[at]?.believable),
        verdict(judged[at]?.understandable),
        judged[at]?.why ?? '',
      ]),
    ),
  ].join('\n\n');
}
