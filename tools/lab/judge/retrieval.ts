import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { estimate, projectFolder } from '#platform';
import { shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import type { UploadProduct } from '../data/catalogue.js';
import { dataFolder, readPictures, readRecords } from '../data/data-folder.js';
import { startEngine, type Engine } from '../engine/engine.js';
import { writeSheets, type ShownQuery } from './sheets.js';
import { hybrid } from '../retrieval/methods.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { readSeedCatalogue } from '../data/seed-catalogue.js';

const queriesFile = join(projectFolder, 'tools/lab/queries/written/retrieval.txt');
const judgementsFile = join(projectFolder, 'tools/lab/judge/retrieval-judgements.jsonl');
const output = join(projectFolder, '.cache/look');
const slots = 5;
const sets = ['retail', 'ikea'];

const { dry } = labCommand('judge', 'retrieval')
  .option('--dry', 'write the sheets, but leave docs/figures/quality.md as it is')
  .parse()
  .opts<{ dry?: boolean }>();

const judgementSchema = z.object({
  query: z.string(),
  right: z.array(z.string()),
  wrong: z.array(z.string()),
});
type Judgement = z.output<typeof judgementSchema>;

interface Shop {
  readonly products: UploadProduct[];
  readonly pictures: Map<string, Buffer>;
}

async function linesOf(path: string): Promise<string[]> {
  return existsSync(path) ? (await readFile(path, 'utf8')).split('\n').filter(Boolean) : [];
}

/** All catalogues as one; undefined where a set is not there. */
async function shop(): Promise<Shop | undefined> {
  const seed = await readSeedCatalogue();
  const all: Shop = { products: [...seed.products], pictures: new Map(seed.pictures) };
  for (const set of sets) {
    const records = await readRecords(set);
    if (!records) return undefined;
    const files = await readPictures(records.map(({ file }) => file));
    for (const { id, title, description, category, attributes, reviews, file } of records) {
      const name = `${set}-${id.replaceAll(/[^\w.-]/g, '-')}.webp`;
      const own = { title, description, category, attributes, reviews, pictures: [name] };
      all.products.push({ id: `${set}-${id}`, ...own });
      all.pictures.set(name, files.get(file)!);
    }
  }
  return all;
}

async function answered(
  engine: Engine,
  { products, pictures }: Shop,
  queries: readonly string[],
  judgements: ReadonlyMap<string, Judgement>,
): Promise<ShownQuery[]> {
  const byId = new Map(products.map((product) => [product.id, product]));
  const all: ShownQuery[] = [];
  for (const query of queries) {
    const judged = judgements.get(query);
    const ids = (await hybrid(engine, { text: query })).slice(0, slots);
    const answers = ids.map((id) => {
      const { title, pictures: names } = byId.get(id)!;
      const right = judged?.right.includes(id) ? true : judged?.wrong.includes(id) ? false : undefined;
      return { id, title, picture: pictures.get(names[0]!)!, right };
    });
    all.push({ query, answers });
  }
  return all;
}

/** Counts and the queries without a right answer; what nobody has looked at counts as not right, and is said. */
function counted(queries: readonly ShownQuery[]): string {
  const first = queries.map(({ answers }) => (answers[0]?.right ? 1 : 0));
  const share = queries.map(({ answers }) => answers.filter(({ right }) => right).length / slots);
  const any = queries.map(({ answers }) => (answers.some(({ right }) => right) ? 1 : 0));
  const places = queries.length * slots;
  const right = queries.flatMap(({ answers }) => answers.filter((answer) => answer.right)).length;
  const open = queries.flatMap(({ answers }) =>
    answers.filter((answer) => answer.right === undefined),
  ).length;
  const without = queries.filter((_, i) => any[i] === 0).map(({ query }) => `"${query}"`);
  return [
    `The first five answers to the ${queries.length} queries of \`tools/lab/queries/written/retrieval.txt\` (written before any answer was seen), over the seed catalogue, \`retail\` and \`ikea\` as one shop, looked at as pictures with their titles and judged by hand: right is what a shopper who typed this would accept as an answer to it. ${right} of ${places} are right, ${first.filter(Boolean).length} of ${queries.length} first ones.`,
    open === 0
      ? 'Every answer was looked at.'
      : `**${open} of ${places} answers have not been looked at yet; they count as wrong until then.**`,
    table(
      ['', 'right'],
      [
        ['first answer', shown(estimate(first))],
        ['first five answers', shown(estimate(share))],
        ['any of the first five', shown(estimate(any))],
      ],
    ),
    without.length === 0 ? '' : `Queries without a right answer among five: ${without.join(', ')}.`,
  ].join('\n\n');
}

const catalogue = await shop();
if (!catalogue) {
  console.warn(`SKIPPED: ${sets.join(' and ')} are not in ${dataFolder} (set CONCELLA_DATA)`);
  process.exit(0);
}
const judgements = (await linesOf(judgementsFile)).map((line) => judgementSchema.parse(JSON.parse(line)));
const engine = await startEngine(catalogue);
try {
  const queries = await answered(
    engine,
    catalogue,
    await linesOf(queriesFile),
    new Map(judgements.map((one) => [one.query, one])),
  );
  for (const { query, answers } of queries) {
    const open = answers.filter(({ right }) => right === undefined).map(({ id }) => id);
    if (open.length > 0) console.log(JSON.stringify({ query, notLookedAt: open }));
  }
  for (const path of await writeSheets(output, queries)) console.log(`Written: ${path}`);
  const report = `${circumstances('npm run lab -- judge retrieval', engine.model)}\n\n${counted(queries)}`;
  if (dry) console.log(report);
  else await writeGenerated('figures/quality.md', 'look', report);
} finally {
  await engine.stop();
}
