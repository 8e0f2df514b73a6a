import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { CentredEncoder, OnnxEncoder, shippedCentring, type Modality } from '#encoder';
import {
  directionsKey,
  measuredKey,
  phrasesOf,
  readConfidences,
  readVocabulary,
  shippedFile,
  SparseCoder,
  WordDictionary,
  wordDirections,
  wordLimits,
  writeShippedDirections,
  type Measured,
  type Term,
} from '#neurons';
import { projectFolder, quantile, readConfig, seededRandom } from '#platform';
import { figure } from '../../report/figures.js';
import { labCommand } from '../../command.js';
import { sampled } from '../../statistics/sampled.js';
import { circumstances, table, writeGenerated } from '../../report/report.js';
import { measureNames, type CodedSet } from './detection.js';
import { dictionaryQuality, principalCoder, randomCoder, type Pair } from './dictionary-quality.js';
import { labelledSets } from '../../data/labelled-sets.js';
import { Labels } from '../../data/labels.js';
import { coloursAndKinds, reasonTruth } from './reason-truth.js';
import { productVectors, VectorFile } from '../../data/vectors.js';

const options = labCommand('neurons', 'names')
  .option(
    '--model <folder>',
    'folder of the model',
    join(readConfig(process.env).modelsDir, readConfig(process.env).model),
  )
  .option('--most <number>', 'products of each set at most', '2000')
  .option('--dry', 'print, but change no file')
  .parse()
  .opts<{ model: string; most: string; dry?: boolean }>();

const onnx = await OnnxEncoder.open(options.model);
const centring = await shippedCentring(options.model, onnx.manifest);
if (!centring) throw new Error(`${options.model} ships no means to centre with`);
const encoder = new CentredEncoder(onnx, centring);
const store = await new VectorFile(
  join(projectFolder, '.cache/eval-words', `${encoder.centringId}.f32`),
  encoder.dimension,
).open();
const terms = await readVocabulary();
const began = performance.now();
const directions = await wordDirections(encoder, store, terms);
await store.save();
const vocabularySeconds = (performance.now() - began) / 1000;

const sets = await vectorSets();
const judged = measureNames(terms, directions, codedSets(new SparseCoder(directions, wordLimits)));
const dictionary = wordDictionary(judged);
const coded = codedSets(dictionary);
const measured = measureNames(terms, directions, coded);
const final = wordDictionary(measured);
const fashion = coded.find(({ name }) => name === 'fashion');
if (!fashion) throw new Error('fashion is needed to compare with other dictionaries');

const report = [
  circumstances('npm run lab -- neurons names', `${encoder.model}, means ${encoder.centringId}`),
  namesReport(measured),
  await reasonsReport(),
  qualityReport(),
  speedReport(),
].join('\n\n');
if (options.dry) console.log(report);
else {
  const { models } = await readConfidences();
  // Earlier weights of the same model are gone for good.
  const others = Object.entries(models).filter(([key]) => !key.startsWith(`${encoder.model}/`));
  const text = JSON.stringify({
    models: { ...Object.fromEntries(others), [measuredKey(encoder)]: measured },
  });
  await writeFile(shippedFile('confidence.json'), await format(text, { parser: 'json', printWidth: 110 }));
  await writeShippedDirections(directionsKey(encoder, terms), directions);
  await writeGenerated('figures/neurons.md', 'eval-words', report);
}
await onnx.close();

function wordDictionary(names: Measured): WordDictionary {
  return new WordDictionary('judged', terms, directions, names);
}

async function vectorSets() {
  const found = [];
  for (const { name, products } of await labelledSets(new Labels(terms))) {
    const known = products.filter(({ truths }) => truths.length > 0);
    const some = sampled(known, Number(options.most), seededRandom(1));
    found.push({ name, products: some, vectors: await productVectors(some, encoder, store) });
    await store.save();
    console.log(`${name}: ${some.length} labelled products of ${products.length} held out`);
  }
  return found;
}

function codedSets(coder: Pick<SparseCoder, 'code'>): CodedSet[] {
  return sets.map(({ name, products, vectors }) => ({
    name,
    products: products.map((product, i) => {
      const own = { image: vectors.image[i], text: vectors.text[i] };
      const code = (modality: Modality) => own[modality] && coder.code(own[modality]);
      return {
        truths: new Set(product.truths),
        vectors: own,
        codes: { image: code('image'), text: code('text') },
      };
    }),
  }));
}

function namesReport({ terms: names }: Measured): string {
  const rows = [...new Set(Object.keys(names).map((key) => key.split('/')[0]!))].map((facet) => {
    const own = Object.entries(names).filter(([key]) => key.startsWith(`${facet}/`));
    const all = terms.filter((term: Term) => term.facet === facet).length;
    const detections = (modality: Modality) => own.flatMap(([, name]) => name[modality] ?? []);
    const average = (modality: Modality, of: 'auc' | 'firesWith' | 'firesWithout'): string => {
      const values = detections(modality).map((detection) => detection[of]);
      return values.length === 0 ? '' : figure(values.reduce((sum, value) => sum + value, 0) / values.length);
    };
    return [
      facet,
      `${own.length} of ${all}`,
      ...(['image', 'text'] as const).flatMap((modality) => [
        average(modality, 'auc'),
        average(modality, 'firesWith'),
        average(modality, 'firesWithout'),
      ]),
      String(own.filter(([, { confidence }]) => confidence >= 0.6).length),
    ];
  });
  const both = Object.values(names).filter(
    ({ image, text }) => (image?.auc ?? 0) >= 0.8 && (text?.auc ?? 0) >= 0.8,
  );
  const sizes = sets.map(({ name, products }) => `${name} ${products.length}`).join(', ');
  return [
    `**Are the names right?** Held-out products with labels: ${sizes}. Means over the terms of a facet that have at least four positives; AUC of the projection on the neuron's direction, then the share of products with and without the property for which the neuron fires.`,
    table(
      [
        'Facet',
        'measured',
        'picture AUC',
        'fires with',
        'without',
        'text AUC',
        'fires with',
        'without',
        'may be said',
      ],
      rows,
    ),
    `Names with an AUC of .8 or more in both modalities: ${both.length}.`,
  ].join('\n\n');
}

async function reasonsReport(): Promise<string> {
  const { products } = fashion!;
  const queries = coloursAndKinds(products, 3);
  const { results, explained, truths } = reasonTruth(
    (await encoder.texts(queries)).map((vector, i) => ({ vector, said: final.namesIn(queries[i]!) })),
    products,
    final,
  );
  return [
    `**Are the reasons true?** ${queries.length} queries "{colour} {kind}", the first ten of ${products.length} held-out fashion products by their pictures alone: ${figure(explained / results)} of the results get a reason that a shopper may read. Of these reasons, checked against the labels:`,
    table(
      ['Facet', 'told', 'right'],
      truths.map(({ facet, told, right }) => [facet, String(told), figure(right / told)]),
    ),
  ].join('\n\n');
}

function qualityReport(): string {
  const { products, vectors } = sets.find(({ name }) => name === 'fashion')!;
  const pairs: Pair[] = products.flatMap(({ text }, i) => {
    const [words, picture] = [vectors.text[i], vectors.image[i]];
    return text !== undefined && words && picture ? [{ title: text, text: words, image: picture }] : [];
  });
  const half = pairs.length >> 1;
  const fitted = pairs.slice(0, half).flatMap(({ text, image }) => [text, image]);
  const rows = [
    { name: 'words', coder: final },
    { name: 'random directions', coder: randomCoder(terms.length, encoder.dimension) },
    { name: 'signed PCA', coder: principalCoder(fitted) },
  ].map(({ name, coder }) => dictionaryQuality(name, coder, pairs.slice(half)));
  return [
    `**Is the dictionary any good?** ${pairs.length - half} held-out fashion pairs; all three coded the same way (at most ${wordLimits.mostActive} active, each at least ${wordLimits.leastActivation}).`,
    table(
      [
        'Dictionary',
        'units',
        'active picture / text',
        'explained variance picture / text',
        'R@10 kept',
        'score by 8 neurons',
        'by neurons that fire on both sides',
      ],
      rows.map((row) => [
        row.name,
        String(row.size),
        `${row.active.image.toFixed(1)} / ${row.active.text.toFixed(1)}`,
        `${figure(row.explainedVariance.image)} / ${figure(row.explainedVariance.text)}`,
        figure(row.recallKept),
        figure(row.scoreByEight),
        figure(row.scoreByBothSides),
      ]),
    ),
  ].join('\n\n');
}

/** Milliseconds of one code, directions that were never chosen before included. */
function speedReport(): string {
  const vectors = sets
    .flatMap(({ vectors: { image, text } }) => [...image, ...text])
    .flatMap((x) => (x ? [x] : []));
  const fresh = wordDictionary(measured);
  const times = sampled(vectors, 1000, seededRandom(3)).map((vector) => {
    const start = performance.now();
    fresh.code(vector);
    return performance.now() - start;
  });
  const at = (share: number): string => quantile(times, share).toFixed(2);
  const phrases = new Set(terms.map(phrasesOf).flatMap((own) => [...own.with, ...own.without])).size;
  return `**Cost.** A code takes ${at(0.5)} ms (median; p95 ${at(0.95)}) on the main thread, over ${times.length} vectors from a cold start. The vocabulary is ${phrases} phrases; finding their vectors took ${vocabularySeconds.toFixed(1)} s in this run.`;
}
