import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CentredEncoder, OnnxEncoder, shippedCentring } from '#encoder';
import { activationOf } from '#explanation';
import {
  namingBar,
  readDictionaryFolder,
  readVocabulary,
  unitAgreements,
  type Code,
  type NeuronDictionary,
} from '#neurons';
import { estimate, projectFolder, readConfig, seededRandom } from '#platform';
import { z } from 'zod';
import { figure, shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import { writeSheets, type ShownQuery } from './sheets.js';
import { sampled } from '../statistics/sampled.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { labelledSets } from '../data/labelled-sets.js';
import { Labels } from '../data/labels.js';
import { VectorFile } from '../data/vectors.js';
import { encodedProducts, shuffledAmong, type EncodedProduct } from '../neurons/pairs.js';

const drawn = 40;
const permutations = 199;
const output = join(projectFolder, '.cache/look-neurons');
const judgementsFile = join(projectFolder, 'tools/lab/judge/neuron-judgements.jsonl');
/** Of the products that fire a unit, by falling activation: the first three, and those at these shares of all. */
const further = [1 / 3, 2 / 3];

const judgementSchema = z.strictObject({
  dictionary: z.string(),
  unit: z.int(),
  /** Whether one idea explains what is shown, the weaker firings too. */
  sense: z.enum(['yes', 'partly', 'no']),
  /** What it shows, in the words of who looked. */
  shows: z.string(),
  /** Whether the name says that; null where it has none. */
  name: z.enum(['right', 'near', 'wrong']).nullable(),
});
type Judgement = z.output<typeof judgementSchema>;

const config = readConfig(process.env);
const { model } = labCommand('judge', 'neurons')
  .option('--model <folder>', 'folder of the model', join(config.modelsDir, config.model))
  .parse()
  .opts<{ model: string }>();

const onnx = await OnnxEncoder.open(model);
const centring = await shippedCentring(model, onnx.manifest);
if (!centring) throw new Error(`${model} ships no means to centre with`);
const encoder = new CentredEncoder(onnx, centring);
const store = await new VectorFile(
  join(projectFolder, '.cache/neurons', `${encoder.centringId}.f32`),
  encoder.dimension,
).open();
const dictionary = await readDictionaryFolder(join(model, 'neurons'), encoder);
if (!dictionary) throw new Error(`${model} holds no dictionary`);
const terms = await readVocabulary();
const products = await encodedProducts('held out', 20_000, terms, encoder, store);
await onnx.close();
const coded = products.flatMap((product) =>
  product.image && product.textVector
    ? {
        product,
        image: dictionary.code(product.image, 'image'),
        text: dictionary.code(product.textVector, 'text'),
        category: shuffledAmong(product),
      }
    : [],
);
const passing = unitAgreements(coded, dictionary.size, permutations).filter(({ multimodal }) => multimodal);
const units = sampled(
  passing.map(({ unit }) => unit),
  drawn,
  seededRandom(40),
).sort((a, b) => a - b);
const pictures = await picturesOf(units);
const sheets = units.map((unit): ShownQuery => ({ query: heading(unit), answers: tiles(unit) }));
await mkdir(output, { recursive: true });
for (const path of await writeSheets(output, sheets)) console.log(`Written: ${path}`);
await writeFile(join(output, 'words.txt'), units.map(wordsOf).join('\n'));

const judged = new Map((await judgements()).map((one) => [one.unit, one]));
const report = [
  circumstances('npm run lab -- judge neurons', `${encoder.model}, dictionary ${dictionary.id}`),
  counted(dictionary),
].join('\n\n');
console.log(report);
await writeGenerated('figures/neurons.md', 'look-neurons', report);

function firing(unit: number, side: 'image' | 'text'): { product: EncodedProduct; activation: number }[] {
  return coded
    .map((one): { product: EncodedProduct; activation: number } => {
      const code: Code = one[side];
      return { product: one.product, activation: activationOf(code, unit) };
    })
    .filter(({ activation }) => activation > 0)
    .sort((a, b) => b.activation - a.activation);
}

function chosen(unit: number, side: 'image' | 'text'): { product: EncodedProduct; activation: number }[] {
  const all = firing(unit, side);
  return [0, 1, 2, ...further.map((share) => Math.floor(share * all.length))].flatMap(
    (place) => all[place] ?? [],
  );
}

function heading(unit: number): string {
  const { name, facet, confidence } = (dictionary as NeuronDictionary).neuron(unit);
  return `unit ${unit}: ${name === null ? 'unnamed' : `${name} (${facet ?? ''}, ${confidence.toFixed(2)})`}`;
}

function tiles(unit: number): ShownQuery['answers'] {
  return chosen(unit, 'image').flatMap(({ product, activation }) => {
    const picture = pictures.get(`${product.set} ${product.id}`);
    return picture
      ? {
          id: product.id,
          title: `${activation.toFixed(2)} ${product.text ?? ''}`,
          picture,
          right: undefined,
        }
      : [];
  });
}

function wordsOf(unit: number): string {
  const lines = chosen(unit, 'text').map(
    ({ product, activation }) => `  ${activation.toFixed(2)} ${(product.text ?? '').slice(0, 160)}`,
  );
  return [heading(unit), ...lines].join('\n');
}

async function picturesOf(wanted: readonly number[]): Promise<Map<string, Buffer>> {
  const needed = new Set(
    wanted.flatMap((unit) => chosen(unit, 'image').map(({ product }) => `${product.set} ${product.id}`)),
  );
  const found = new Map<string, Buffer>();
  for (const { name, products: all } of await labelledSets(new Labels(terms)))
    for (const { id, picture } of all)
      if (picture && needed.has(`${name} ${id}`)) found.set(`${name} ${id}`, Buffer.from(picture));
  return found;
}

async function judgements(): Promise<Judgement[]> {
  if (!existsSync(judgementsFile)) return [];
  const lines = (await readFile(judgementsFile, 'utf8')).split('\n').filter(Boolean);
  return lines
    .map((line) => judgementSchema.parse(JSON.parse(line)))
    .filter((one) => one.dictionary === (dictionary as NeuronDictionary).id);
}

function counted(of: NeuronDictionary): string {
  const own = units.flatMap((unit) => judged.get(unit) ?? []);
  const open = units.length - own.length;
  const about = `${units.length} of the ${passing.length} multimodal units, drawn at random. Of each were shown the three products whose pictures fire it most, two from further down (a third and two thirds of all that fire), and texts chosen the same way, all held out. Somebody looked and said whether one idea explains them all.`;
  const unseen = `**${open} of ${units.length} have not been looked at yet for this dictionary.**`;
  if (own.length === 0) return `${about}\n\n${unseen}`;
  const share = (is: (one: Judgement) => boolean, some = own): string =>
    some.length === 0 ? '' : shown(estimate(some.map((one) => (is(one) ? 1 : 0))));
  const named = own.filter(({ name }) => name !== null);
  const told = named.filter(({ unit }) => of.neuron(unit).confidence >= namingBar);
  return [
    about,
    ...(open > 0 ? [unseen] : []),
    table(
      ['', 'of', 'share'],
      [
        ['make sense, the weaker firings too', String(own.length), share(({ sense }) => sense === 'yes')],
        ['make sense at the top only', String(own.length), share(({ sense }) => sense === 'partly')],
        ['make no sense', String(own.length), share(({ sense }) => sense === 'no')],
        ...(['right', 'near', 'wrong'] as const).flatMap((verdict) => [
          [`name ${verdict}`, String(named.length), share(({ name }) => name === verdict, named)],
          [
            `name ${verdict}, of those sure enough for a shopper`,
            String(told.length),
            share(({ name }) => name === verdict, told),
          ],
        ]),
      ],
    ),
    table(
      ['Unit', 'name', 'sure to', 'name is', 'makes sense', 'what it shows'],
      own.map(({ unit, sense, shows, name: verdict }) => {
        const { name, confidence } = of.neuron(unit);
        return [
          String(unit),
          name ?? 'unnamed',
          name === null ? '' : figure(confidence),
          verdict ?? '',
          sense,
          shows,
        ];
      }),
    ),
  ].join('\n\n');
}
