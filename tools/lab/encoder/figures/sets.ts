import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { projectFolder, seededRandom } from '#platform';
import { readRecords, type SourceRecord } from '../../data/data-folder.js';
import { readSeedCatalogue } from '../../data/seed-catalogue.js';
import { best, classFigures, recallFigures, type Figure, type Vectors } from './figures.js';
import type { JudgedModel } from './model.js';
import { alone, colourPrompts, fashionKindPrompts, kindPrompts, type Prompts } from './prompts.js';
import { misspelt, readParaphrases } from './rewording.js';

/** A set of figures; undefined where its data is not there. */
export interface FigureSet {
  readonly name: string;
  measure(model: JudgedModel): Promise<Figure[] | undefined>;
}

const testBucket = 13;
const bucket = (title: string): number => crc32(title.toLowerCase()) % 20;
const attribute = (record: SourceRecord, name: string): string =>
  [record.attributes[name] ?? ''].flat().join(' ');

/** Without the full gallery, which takes minutes, where `quick`. */
export function figureSets(quick: boolean): FigureSet[] {
  return [
    { name: 'fashion', measure: (model) => fashion(model, quick) },
    { name: 'retail', measure: retail },
    { name: 'clothing', measure: (model) => held(model, 'clothing', 'clothing labels', [1]) },
    { name: 'grocery', measure: (model) => held(model, 'grocery', 'grocery classes', [1]) },
    { name: 'objects', measure: (model) => held(model, 'objects', 'objects', [1, 5]) },
    { name: 'imagenet-sample', measure: (model) => held(model, 'imagenet-sample', 'imagenet-sample', [5]) },
    { name: 'ikea', measure: ikea },
    { name: 'renders', measure: renders },
    { name: 'rewording', measure: rewording },
  ];
}

async function fashion(model: JudgedModel, quick: boolean): Promise<Figure[] | undefined> {
  const all = await readRecords('fashion');
  if (!all) return undefined;
  const test = all.filter(({ title }) => bucket(title) === testBucket);
  const title = (record: SourceRecord): string => record.title.toLowerCase();
  const vectors = await model.files(test.map(({ file }) => file));
  const keys = [...new Set(test.map(title))].sort();
  const queries = { vectors: await model.texts(keys), keys };
  const figures = recallFigures(
    'title to picture, fashion bucket 13',
    queries,
    { vectors, keys: test.map(title) },
    [1, 10],
  );
  if (!quick) {
    const gallery = { vectors: await model.files(all.map(({ file }) => file)), keys: all.map(title) };
    figures.push(...recallFigures('the same among all fashion', queries, gallery, [1, 10]));
  }
  const facets = [
    ['article type of fashion', 'articleType', fashionKindPrompts],
    ['colour of fashion', 'baseColour', colourPrompts],
  ] as const;
  for (const [name, facet, prompts] of facets) {
    const names = [...new Set(all.map((record) => attribute(record, facet)))].filter(Boolean).sort();
    const rows = test.flatMap((record, i) => (attribute(record, facet) ? [{ record, i }] : []));
    const labels = rows.map(({ record }) => attribute(record, facet));
    const pictures = { vectors: rows.map(({ i }) => vectors[i]!), labels };
    const lexical = rows.map(({ record }, i) => Number(named(record.title, names) === labels[i]));
    const kinds = await classified(model, name, pictures, names, prompts, [1]);
    figures.push(...kinds.map((figure) => ({ ...figure, lexical })));
  }
  return figures;
}

/** The longest name whose words a title has, as words alone would tell the class. */
function named(title: string, names: readonly string[]): string | undefined {
  const words = new Set(stems(title));
  const found = names.filter((name) => stems(name).every((word) => words.has(word)));
  return found.sort((a, b) => b.length - a.length)[0];
}

function stems(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
    .map((word) => word.replace(/s$/, ''));
}

/** The same pictures by the label alone and by the mean of prompts. */
async function classified(
  model: JudgedModel,
  name: string,
  pictures: { readonly vectors: Vectors; readonly labels: readonly string[] },
  names: readonly string[],
  prompts: Prompts,
  ranks: readonly number[],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [way, prompt] of [
    ['label alone', alone],
    ['prompts', prompts],
  ] as const) {
    const classes = { vectors: await model.classes(names, prompt), names };
    figures.push(...classFigures(`${name}, ${way}`, pictures, classes, ranks));
  }
  return figures;
}

async function retail(model: JudgedModel): Promise<Figure[] | undefined> {
  const records = await readRecords('retail');
  if (!records) return undefined;
  const shops = [
    ['luma, title to family', ({ shop }: SourceRecord) => shop === 'luma', [1, 5, 10]],
    ['other shops, title to picture', ({ shop }: SourceRecord) => otherShops.has(shop ?? ''), [1, 5, 10]],
  ] as const;
  const figures: Figure[] = [];
  for (const [name, of, ranks] of shops) {
    const rows = records.filter(of);
    const key = (record: SourceRecord): string => (record.family ?? record.title).toLowerCase();
    const gallery = {
      vectors: await model.files(rows.map(({ file }) => file)),
      keys: rows.map(key),
    };
    const titles = new Map(rows.toReversed().map((record) => [record.title, key(record)]));
    const queries = { vectors: await model.texts([...titles.keys()]), keys: [...titles.values()] };
    figures.push(...recallFigures(name, queries, gallery, ranks));
  }
  return figures;
}

/** Shops whose pictures are photographs: eshop, spree and saleor have model-made ones. */
const otherShops = new Set(['oscar', 'contoso', 'opencart', 'boutique']);

/** Which pictures of a set are judged on: those held back from training, or all where it only judges. */
const heldBack: Readonly<Record<string, (record: SourceRecord) => boolean>> = {
  clothing: ({ split }) => split !== 'train',
  grocery: ({ split }) => split !== 'train' && split !== 'iconic',
  objects: ({ id }) => crc32(id) % 5 === 0,
  'imagenet-sample': () => true,
};

async function held(
  model: JudgedModel,
  set: string,
  name: string,
  ranks: readonly number[],
): Promise<Figure[] | undefined> {
  const records = await readRecords(set);
  if (!records) return undefined;
  const rows = records.filter(heldBack[set]!);
  const pictures = {
    vectors: await model.files(rows.map(({ file }) => file)),
    labels: rows.map(({ title }) => title),
  };
  const names = [...new Set(records.map(({ title }) => title))];
  return classified(model, name, pictures, names, kindPrompts, ranks);
}

/** Types of which at least ten products exist. */
async function ikea(model: JudgedModel): Promise<Figure[] | undefined> {
  const records = await readRecords('ikea');
  if (!records) return undefined;
  const counts = new Map<string, number>();
  for (const record of records) {
    const type = attribute(record, 'type');
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const names = [...counts.keys()].filter((name) => name && counts.get(name)! >= 10);
  const rows = records.filter((record) => names.includes(attribute(record, 'type')));
  const pictures = {
    vectors: await model.files(rows.map(({ file }) => file)),
    labels: rows.map((record) => attribute(record, 'type')),
  };
  return classified(model, `ikea types (${names.length})`, pictures, names, kindPrompts, [1, 5]);
}

const renderSchema = z.object({
  file: z.string(),
  kind: z.string(),
  colour: z.string(),
  material: z.string(),
  heldout: z.boolean(),
});

/** "colour material kind" of combinations that no training picture has; the first place must have all three. */
async function renders(model: JudgedModel): Promise<Figure[] | undefined> {
  const folder = join(projectFolder, '.cache/renders');
  if (!existsSync(join(folder, 'renders.jsonl'))) return undefined;
  const lines = (await readFile(join(folder, 'renders.jsonl'), 'utf8')).split('\n');
  const rows = lines
    .filter((line) => line.endsWith('}'))
    .map((line) => renderSchema.parse(JSON.parse(line)))
    .filter(({ heldout }) => heldout);
  const keys = rows.map(
    ({ kind, colour, material }) =>
      `${colour === 'navy' ? 'navy blue' : colour} ${material} ${kind.replaceAll('-', ' ')}`,
  );
  const pictures = await Promise.all(rows.map(({ file }) => readFile(join(folder, file))));
  const asked = [...new Set(keys)].sort();
  return recallFigures(
    'renders, unseen combinations',
    { vectors: await model.texts(asked), keys: asked },
    { vectors: await model.pictures(pictures), keys },
    [1],
  ).map((figure) => ({ ...figure, name: 'renders, unseen combinations, P@1' }));
}

/** How much of the first ten stays when a query is misspelt or said in other words, among seed and luma pictures. */
async function rewording(model: JudgedModel): Promise<Figure[] | undefined> {
  const records = (await readRecords('retail'))?.filter(({ shop }) => shop === 'luma');
  if (!records) return undefined;
  const { pictures, queries } = await readSeedCatalogue();
  const gallery = [
    ...(await model.pictures([...pictures.values()])),
    ...(await model.files(records.map(({ file }) => file))),
  ];
  const random = seededRandom(10);
  const clean = queries.map(({ query }) => query).filter((query) => /[a-z]{4}/.test(query));
  const sets: [string, [string, string][]][] = [
    ['misspelt queries', clean.map((query) => [query, misspelt(query, random)])],
    ['paraphrased queries', readParaphrases()],
  ];
  const figures: Figure[] = [];
  for (const [name, pairs] of sets) {
    const one = await model.texts(pairs.map(([query]) => query));
    const other = await model.texts(pairs.map(([, reworded]) => reworded));
    const values = one.map((vector, i) => {
      const expected = new Set(best(vector, gallery, 10));
      return best(other[i]!, gallery, 10).filter((place) => expected.has(place)).length / 10;
    });
    figures.push({ name: `${name}, overlap@10`, values, random: 10 / gallery.length });
  }
  return figures;
}
