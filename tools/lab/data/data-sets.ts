import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { projectFolder, seededRandom } from '#platform';
import type { EvalCatalogue, Facts, GroupText, UploadProduct } from './catalogue.js';
import { readPictures, readRecords, type SourceRecord } from './data-folder.js';
import type { QueryKindName } from '../queries/query-kinds.js';
import { sampled, shuffled } from '../statistics/sampled.js';

/** A catalogue to evaluate on. */
export interface DataSet {
  readonly name: string;
  readonly about: string;
  readonly kinds: readonly QueryKindName[];
  /** Whether answers to its titles are compared with those to misspelt and paraphrased titles. */
  readonly variations?: boolean;
  /** Undefined where the data is not there. */
  load(): Promise<EvalCatalogue | undefined>;
}

const seed = 20261123;
const shopperSchema = z.object({ family: z.string(), text: z.string() });
const testBucket = 13;
const developmentBucket = 11;
const unseenProducts = 1000;
/** One of the seventeen buckets that the encoder is trained on. */
const trainingBucket = 2;
const fillingProducts = 1000;

/** A data set is one more row. */
export const dataSets: readonly DataSet[] = [
  {
    name: 'luma',
    about:
      'a demo shop of sports clothes and gear: 461 product-colours with one photograph and a description each, most with reviews. A hit is any colour of the same product (`family`), because colours share title, description and reviews.',
    kinds: ['title', 'attributes', 'review', 'paraphrase', 'shopper', 'crop', 'crop, itself taken out'],
    load: () => luma((record) => record),
  },
  {
    name: 'luma, titles taken out',
    about:
      'the same shop; each title is replaced by the name of its category, also within descriptions and reviews, so that a title must be found by what it means.',
    kinds: ['title'],
    load: () => luma(withoutTitle),
  },
  {
    name: 'fashion, unseen',
    about:
      '1,000 products of bucket 13, which no training has seen, byte-identical pictures dropped; no descriptions or reviews exist: title, category and attributes are all the text. A hit is any product with the same title.',
    kinds: ['title', 'attributes', 'crop', 'crop, itself taken out'],
    variations: true,
    load: () => fashion((record) => record),
  },
  {
    name: 'fashion, unseen, titles taken out',
    about: 'the same 1,000 products; each title is replaced by the name of its category.',
    kinds: ['title'],
    load: () => fashion(withoutTitle),
  },
  {
    name: 'flipkart',
    about:
      '1,047 products of seven classes, from watches to baby care, with long descriptions and a picture each. A hit is any product with the same title.',
    kinds: ['paraphrase'],
    load: flipkart,
  },
];

/**
 * Fashion products that training has not seen either, to fit on: those of the data sets above only judge.
 *
 * @param prepare changes what is uploaded of a record
 */
export function developmentFashion(
  prepare: Reading['prepare'] = (record) => record,
): Promise<EvalCatalogue | undefined> {
  return fashion(prepare, developmentBucket);
}

/** Fashion products of the encoder's training: they only fill shops up. */
export async function trainingFashion(): Promise<EvalCatalogue | undefined> {
  return fashion((record) => record, trainingBucket, fillingProducts);
}

async function luma(prepare: (record: SourceRecord) => SourceRecord): Promise<EvalCatalogue | undefined> {
  const records = (await readRecords('retail'))?.filter(({ shop }) => shop === 'luma');
  if (!records) return undefined;
  const heldOutReviews = holdOutReviews(records);
  const heldOut = new Set(heldOutReviews.map(({ text }) => text));
  return catalogueOf(records, {
    prepare: (record) =>
      prepare({ ...record, reviews: record.reviews.filter(({ text }) => !heldOut.has(text)) }),
    group: groupOf,
    facts: lumaFacts,
    phrases: [
      '{colour} {kind} for {gender}',
      '{colour} {style}',
      '{material} {kind}',
      '{pattern} {colour} {kind}',
    ],
    heldOutReviews,
    shopperTexts: await readShopperTexts(),
  });
}

async function flipkart(): Promise<EvalCatalogue | undefined> {
  const records = await readRecords('flipkart');
  if (!records) return undefined;
  return catalogueOf(records, {
    // Specifications stand in the descriptions too. Some texts lost a character on their way into the set.
    prepare: (record) => ({
      ...record,
      title: record.title.replaceAll('\uFFFD', ' '),
      description: record.description.replaceAll('\uFFFD', ' '),
      attributes: {},
    }),
    group: ({ title }) => title.toLowerCase(),
    facts: () => ({}),
    phrases: [],
    heldOutReviews: [],
    shopperTexts: [],
  });
}

async function readShopperTexts(): Promise<GroupText[]> {
  const path = join(projectFolder, 'tools/lab/queries/written/luma-paraphrases.jsonl');
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => {
    const { family, text } = shopperSchema.parse(JSON.parse(line));
    return { group: family, text };
  });
}

async function fashion(
  prepare: (record: SourceRecord) => SourceRecord,
  bucket = testBucket,
  products = unseenProducts,
): Promise<EvalCatalogue | undefined> {
  const records = (await readRecords('fashion'))?.filter(
    ({ title, twin }) => twin === undefined && crc32(title.toLowerCase()) % 20 === bucket,
  );
  if (!records) return undefined;
  return catalogueOf(sampled(records, products, seededRandom(seed)), {
    prepare,
    group: ({ title }) => title.toLowerCase(),
    facts: fashionFacts,
    phrases: ['{colour} {kind} for {gender}', '{colour} {kind}', '{use} {kind} for {gender}'],
    heldOutReviews: [],
    shopperTexts: [],
  });
}

interface Reading extends Pick<EvalCatalogue, 'phrases' | 'heldOutReviews' | 'shopperTexts'> {
  /** Changes what is uploaded of a record. */
  prepare(record: SourceRecord): SourceRecord;
  group(record: SourceRecord): string;
  facts(record: SourceRecord): Facts;
}

async function catalogueOf(records: readonly SourceRecord[], reading: Reading): Promise<EvalCatalogue> {
  const files = await readPictures(records.map(({ file }) => file));
  const picture = ({ id }: SourceRecord): string => `${id}.webp`;
  return {
    products: records.map((record): UploadProduct => {
      const { id, title, description, category, attributes, reviews } = reading.prepare(record);
      return { id, title, description, category, attributes, reviews, pictures: [picture(record)] };
    }),
    pictures: new Map(records.map((record) => [picture(record), files.get(record.file)!])),
    groups: new Map(records.map((record) => [record.id, reading.group(record)])),
    titles: new Map(records.map(({ id, title }) => [id, title])),
    facts: new Map(records.map((record) => [record.id, reading.facts(record)])),
    phrases: reading.phrases,
    heldOutReviews: reading.heldOutReviews,
    shopperTexts: reading.shopperTexts,
  };
}

function groupOf({ id, family }: SourceRecord): string {
  return family ?? id;
}

/** One review of each family that has several; colours share reviews, so it has to go from all of them. */
export function holdOutReviews(records: readonly SourceRecord[]): { group: string; text: string }[] {
  const random = seededRandom(seed);
  const texts = new Map<string, Set<string>>();
  for (const record of records) {
    const known = texts.get(groupOf(record)) ?? new Set();
    for (const { text } of record.reviews) known.add(text);
    texts.set(groupOf(record), known);
  }
  return [...texts]
    .filter(([, reviews]) => reviews.size >= 2)
    .map(([group, reviews]) => ({ group, text: shuffled([...reviews], random)[0]! }));
}

/** The record with its category's name for a title; a family's title is also masked within its other words. */
export function withoutTitle(record: SourceRecord): SourceRecord {
  const kind = record.category.at(-1) ?? 'product';
  // "Aero Daily Fitness Tee Black" is described as "the Aero Daily Fitness Tee".
  const words = record.title.split(' ');
  const names = [words, words.slice(0, -1)].filter(({ length }) => length >= 2);
  const mask = (text: string): string =>
    names.reduce((masked, name) => masked.replaceAll(wordsPattern(name), 'product'), text);
  return {
    ...record,
    title: kind,
    description: mask(record.description),
    attributes: Object.fromEntries(Object.entries(record.attributes).filter(([name]) => name !== 'url_key')),
    reviews: record.reviews.map(({ title, text }) => ({ title: title && mask(title), text: mask(text) })),
  };
}

function wordsPattern(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => word.replaceAll(/[^\w]/g, String.raw`\$&`)).join(' '), 'gi');
}

function lumaFacts({ category, attributes }: SourceRecord): Facts {
  const values = (...names: string[]): string[] => names.flatMap((name) => plain(attributes[name]));
  const wearer = category[0]?.toLowerCase() ?? '';
  return {
    colour: values('color'),
    kind: plain(category.at(-1)),
    gender: ['men', 'women'].includes(wearer) ? [wearer] : [],
    style: values('style_general', 'style_bottom', 'style_bags'),
    material: values('material'),
    pattern: values('pattern'),
  };
}

function fashionFacts({ attributes }: SourceRecord): Facts {
  return {
    colour: plain(attributes.baseColour),
    kind: plain(attributes.articleType),
    gender: plain(attributes.gender),
    use: plain(attributes.usage),
  };
}

/** Lower case, without the trade marks' signs; "NA" says nothing. */
function plain(value: string | readonly string[] | undefined): string[] {
  return [value ?? []]
    .flat()
    .map((text) =>
      text
        .toLowerCase()
        .replaceAll(/&(reg|trade);/g, '')
        .replaceAll('&frac14;', '1/4')
        .trim(),
    )
    .filter((text) => text !== '' && text !== 'na');
}
