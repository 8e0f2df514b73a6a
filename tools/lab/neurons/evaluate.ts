import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CentredEncoder, OnnxEncoder, shippedCentring } from '#encoder';
import {
  codePairs,
  explained,
  liveShare,
  readConfidences,
  readDictionaryFolder,
  readVocabulary,
  unitAgreements,
  WordDictionary,
  type Coder,
  type Pair,
  type TrainedDictionary,
  type UnitName,
} from '#neurons';
import { estimate, type Estimate, projectFolder, readConfig, seededRandom } from '#platform';
import { figure, shown } from '../report/figures.js';
import { labCommand } from '../command.js';
import { sampled } from '../statistics/sampled.js';
import { circumstances, table, writeGenerated } from '../report/report.js';
import { coloursAndKinds, reasonTruth } from './words/reason-truth.js';
import { principalCoder, randomCoder } from './words/dictionary-quality.js';
import { labelledSets } from '../data/labelled-sets.js';
import { Labels } from '../data/labels.js';
import { VectorFile } from '../data/vectors.js';
import { namesFor, namingProducts } from './naming-input.js';
import { encodedProducts, halves, shuffledAmong } from './pairs.js';
import { faithfulness, partners } from './reason-gates.js';
import { stability } from './stability.js';

const config = readConfig(process.env);
const options = labCommand('neurons', 'evaluate')
  .option('--model <folder>', 'folder of the model', join(config.modelsDir, config.model))
  .option('--dictionary <folder>', 'folder of the dictionary; default: "neurons" within the model')
  .option('--seeds <folders...>', 'dictionaries of other seeds, to compare with', [])
  .option('--most <number>', 'products of each set at most', '20000')
  .option('--permutations <number>', 'shufflings of the pairs', '999')
  .option('--alone', 'without the dictionaries beside it')
  .option('--dry', 'print, but change no file')
  .parse()
  .opts<{
    model: string;
    dictionary?: string;
    seeds: string[];
    most: string;
    permutations: string;
    alone?: boolean;
    dry?: boolean;
  }>();

const seeds = options.seeds.length > 0 ? ` --seeds <${options.seeds.length} fits of other seeds>` : '';
const command = `npm run lab -- neurons evaluate --most ${options.most}${seeds}`;

const onnx = await OnnxEncoder.open(options.model);
const centring = await shippedCentring(options.model, onnx.manifest);
if (!centring) throw new Error(`${options.model} ships no means to centre with`);
const encoder = new CentredEncoder(onnx, centring);
const store = await new VectorFile(
  join(projectFolder, '.cache/neurons', `${encoder.centringId}.f32`),
  encoder.dimension,
).open();
const dictionary = await read(options.dictionary ?? join(options.model, 'neurons'));
const terms = await readVocabulary();
const training = await encodedProducts('training', Number(options.most), terms, encoder, store);
const heldOut = await encodedProducts('held out', Number(options.most), terms, encoder, store);
// Whether a unit is multimodal is asked of all held-out pairs, what needs a title of its own of fashion's.
const allPairs: (Pair & { readonly set: string })[] = heldOut.flatMap((product) => {
  const { set, image, textVector, text } = product;
  return image && textVector && text !== undefined
    ? [{ set, title: text, category: shuffledAmong(product), text: textVector, image }]
    : [];
});
const pairs: Pair[] = allPairs.filter(({ set }) => set === 'fashion');
const words = await WordDictionary.load(encoder, store, terms, await readConfidences());
const fittedVectors = sampled(
  training.flatMap(({ image, textVector }) => (image && textVector ? [image, textVector] : [])),
  6000,
  seededRandom(5),
);

const coders: { name: string; coder: Coder }[] = [
  { name: 'trained', coder: dictionary },
  { name: 'words', coder: words },
  { name: 'signed PCA', coder: principalCoder(fittedVectors) },
  { name: 'random directions', coder: randomCoder(dictionary.size, encoder.dimension) },
];
const rows: string[][] = [];
for (const { name, coder } of options.alone ? coders.slice(0, 1) : coders)
  rows.push(await measured(name, coder));

const gates = await ownGates();
const truths = await reasonTruths();
const report = [
  circumstances(command, `${encoder.model}, dictionary ${dictionary.id}`),
  `${pairs.length} held-out fashion pairs (buckets 11 and 13: neither encoder nor dictionary saw them); names are found on training products, chosen on one half of all held-out products and measured on the other. Multimodal (over all ${allPairs.length} held-out pairs of all sets; a text made of the labels stands for products without one): fires on at least 20 pictures and 20 texts, agreement AUC at least .65, above shuffling over all and within the same kind (${options.permutations} permutations, false discovery rate 5 %). Means or medians with 95 % bootstrap intervals.`,
  table(
    [
      'Dictionary',
      'units',
      'active picture / text',
      'explained variance picture',
      'text',
      'R@10 kept',
      'score by 8 neurons, median',
      'by neurons that fire on both sides',
      'live',
      'multimodal',
      'named, AUC .8 in both',
    ],
    rows,
  ),
  table(['Gate of the trained dictionary', 'measured', 'target'], gates),
  'Are the reasons true? Asked for every "{colour} {kind}" that three held-out products are, the first ten by their pictures alone: share of results with a reason that a shopper may read, and of what those say how much is so by the labels:',
  table(['Dictionary', 'products', 'queries', 'told', 'colours right', 'kinds right'], truths),
  'How sure are names? Confidence stated from one half of the measuring products, and the chance that the name is right on the other half:',
  table(['Stated', 'units', 'mean stated', 'mean right'], await reliability()),
].join('\n\n');
if (options.dry) console.log(report);
else await writeGenerated('figures/neurons.md', 'eval-neurons', report);
await store.save();
await onnx.close();

async function read(folder: string): Promise<TrainedDictionary> {
  const found = await readDictionaryFolder(folder, encoder);
  if (!found)
    throw new Error(`${folder} holds no dictionary of ${encoder.model} with means ${encoder.centringId}`);
  return found;
}

async function measured(name: string, coder: Coder): Promise<string[]> {
  const coded = codePairs(coder, pairs);
  const quality = explained(coder, coded);
  const agreements = unitAgreements(
    codePairs(coder, allPairs).map(({ codes, category }) => ({ ...codes, category })),
    coder.size,
    Number(options.permutations),
  );
  const names = await namesFor(coder, namingProducts(training, heldOut), words, terms, encoder, store);
  const live = liveShare(
    coder.size,
    heldOut.flatMap(({ image, textVector }) => [
      ...(image ? [coder.code(image, 'image')] : []),
      ...(textVector ? [coder.code(textVector, 'text')] : []),
    ]),
  );
  console.log(`${name} measured`);
  return [
    name,
    String(coder.size),
    `${quality.active.image.toFixed(1)} / ${quality.active.text.toFixed(1)}`,
    shown(quality.variance.image),
    shown(quality.variance.text),
    shown(quality.recallKept),
    shown(quality.byEight),
    shown(quality.byBothSides),
    figure(live),
    String(agreements.filter(({ multimodal }) => multimodal).length),
    String(wellNamed(names)),
  ];
}

function wellNamed(names: readonly (UnitName | undefined)[]): number {
  return names.filter((name) => name?.image && name.text && Math.min(name.image.auc, name.text.auc) >= 0.8)
    .length;
}

async function ownGates(): Promise<string[][]> {
  const coded = codePairs(dictionary, pairs);
  const queries = sampled(coded, 300, seededRandom(3));
  const found: string[][] = [
    [
      'taking the shown neurons out changes the slate more than random ones',
      shown(faithfulness(dictionary, queries, coded)),
      '>= .90',
    ],
  ];
  const sets = await labelledSets(new Labels(terms));
  const products = sets.flatMap(({ name, products: all }) =>
    name === 'fashion' || name === 'seed' ? sampled(all, 150, seededRandom(8)) : [],
  );
  for (const [way, kept] of Object.entries(await stability(dictionary, products, encoder)))
    found.push([
      `reasons kept, weighted Jaccard: ${way}`,
      shown(kept),
      way === 'paraphrased' ? '>= .60' : way === 'misspelt' ? '' : '>= .80',
    ]);
  const live = [...new Set(coded.flatMap(({ codes }) => [...codes.image.neurons, ...codes.text.neurons]))];
  for (const folder of options.seeds.filter((path) => existsSync(path))) {
    const kept: Estimate = partners(dictionary, await read(folder), live);
    found.push([`units with a partner of cosine .8 in another seed`, shown(kept), '>= .50']);
  }
  return found;
}

async function reasonTruths(): Promise<string[][]> {
  const shops = { fashion: ['fashion'], 'seed catalogue and renders': ['seed', 'renders'] };
  const found: string[][] = [];
  for (const [shop, sets] of Object.entries(shops)) {
    const known = sampled(
      heldOut.filter(({ set, image, truths: own }) => sets.includes(set) && image && own.length > 0),
      2000,
      seededRandom(1),
    );
    const own = known.map((product) => ({ ...product, truths: new Set(product.truths) }));
    const queries = coloursAndKinds(own, 3);
    const vectors = await encoder.texts(queries);
    for (const [name, coder] of [['trained', dictionary] as const, ['words', words] as const]) {
      const {
        results,
        explained: told,
        truths: facets,
      } = reasonTruth(
        vectors.map((vector, i) => ({ vector, said: words.namesIn(queries[i] ?? '') })),
        own.map(({ truths: labels, image }) => ({
          truths: labels,
          vectors: { image, text: undefined },
          codes: { image: image && coder.code(image, 'image'), text: undefined },
        })),
        coder,
      );
      const right = (facet: string): string => {
        const counts = facets.find((one) => one.facet === facet);
        return counts ? `${figure(counts.right / counts.told)} of ${counts.told}` : '';
      };
      found.push([
        name,
        `${own.length}, ${shop}`,
        String(queries.length),
        figure(told / results),
        right('colour'),
        right('category'),
      ]);
    }
  }
  return found;
}

/** Confidence of names as measured on one half of the measuring products, against what is right on the other half. */
async function reliability(): Promise<string[][]> {
  const { finding, choosing, measuring } = namingProducts(training, heldOut);
  const [stated, checked] = await Promise.all(
    halves(measuring.map((product) => ({ ...product, id: `half ${product.id}` }))).map((half) =>
      namesFor(
        dictionary,
        { finding, choosing, measuring: half, measuringHeld: half },
        words,
        terms,
        encoder,
        store,
      ),
    ),
  );
  const bins = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01];
  return bins.slice(1).flatMap((high, i) => {
    const low = bins[i] as number;
    const both = (stated ?? []).flatMap((name, unit) => {
      const again = checked?.[unit];
      // A name that could not be measured states nothing that could be checked.
      return name?.image && again?.image && name.confidence >= low && name.confidence < high
        ? [{ stated: name.confidence, right: again.confidence }]
        : [];
    });
    if (both.length === 0) return [];
    return [
      [
        `${low.toFixed(1)} to ${Math.min(1, high).toFixed(1)}`,
        String(both.length),
        shown(estimate(both.map(({ stated: value }) => value))),
        shown(estimate(both.map(({ right }) => right))),
      ],
    ];
  });
}
