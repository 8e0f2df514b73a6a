import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { projectFolder } from '#platform';
import { dataFolder, readPictures, readRecords, type SourceRecord } from './data-folder.js';
import type { Labels } from './labels.js';

/** A product that no tower was trained on, with what is known to be true of it. */
export interface LabelledProduct {
  readonly id: string;
  readonly picture: Uint8Array | undefined;
  readonly text: string | undefined;
  /** Keys of terms that hold for it. A facet without any is unknown. */
  readonly truths: readonly string[];
  /** What it is one of, where the set says: the narrowest category that is not the product itself. Else its kind. */
  readonly category?: string | undefined;
}

export interface LabelledSet {
  readonly name: string;
  readonly products: readonly LabelledProduct[];
}

// The buckets that fashion's training leaves out: validation and test.
const heldOutBuckets = [11, 13];
const materials = ['leather', 'denim', 'cotton', 'silk', 'wool', 'canvas', 'rubber', 'suede', 'lace'];
const patterns: Readonly<Record<string, RegExp>> = {
  striped: /\bstrip\w*/i,
  checked: /\bcheck\w*|\bplaid/i,
  printed: /\bprint\w*/i,
  plain: /\bsolid\b|\bplain\b/i,
  floral: /\bfloral\b|\bflower/i,
};

/** Products of the training, or those held out of it. */
export type Split = 'training' | 'held out';

/** All sets that are here, each only with products of one split; says which are not. The seed catalogue is always held out. */
export async function labelledSets(labels: Labels, split: Split = 'held out'): Promise<LabelledSet[]> {
  const sets: LabelledSet[] = [];
  const loaders = { fashion, clothing, grocery, objects, renders, ...(split === 'held out' ? { seed } : {}) };
  for (const [name, load] of Object.entries(loaders)) {
    const products = await load(labels, split);
    if (products.length > 0) sets.push({ name, products });
    else console.warn(`SKIPPED: ${name} is not in ${dataFolder} (set CONCELLA_DATA)`);
  }
  return sets;
}

async function fashion(labels: Labels, split: Split): Promise<LabelledProduct[]> {
  const records = (await readRecords('fashion'))?.filter(
    ({ title, twin }) =>
      twin === undefined &&
      heldOutBuckets.includes(crc32(Buffer.from(title.toLowerCase())) % 20) === (split === 'held out'),
  );
  return withPictures(records ?? [], ({ title, attributes: a }) => {
    const value = (name: string): string => [a[name] ?? ''].flat().join(' ');
    return {
      text: title,
      truths: [
        ...labels.truths('category', value('articleType')),
        ...labels.truths('colour', value('baseColour')),
        ...labels.truths('style', value('usage')),
        ...labels.truths('occasion', value('season')),
        ...(value('gender') === 'Unisex' ? [] : labels.truths('use', value('gender'))),
        ...materials
          .filter((word) => new RegExp(`\\b${word}\\b`, 'i').test(title))
          .flatMap((word) => labels.truths('material', word)),
        ...Object.entries(patterns).flatMap(([word, form]) =>
          form.test(title) ? labels.truths('pattern', word) : [],
        ),
      ],
    };
  });
}

async function clothing(labels: Labels, wanted: Split): Promise<LabelledProduct[]> {
  const records = (await readRecords('clothing'))?.filter(
    ({ split }) => (split !== 'train') === (wanted === 'held out'),
  );
  return withPictures(records ?? [], ({ title }) => ({
    text: undefined,
    truths: labels.truths('category', title),
  }));
}

async function grocery(labels: Labels, wanted: Split): Promise<LabelledProduct[]> {
  const records = (await readRecords('grocery'))?.filter(
    ({ split }) => (split !== 'train' && split !== 'iconic') === (wanted === 'held out'),
  );
  return withPictures(records ?? [], ({ title, category }) => ({
    text: undefined,
    category: category.filter((name) => name !== title).at(-1),
    truths: [
      ...new Set(
        [title, category[1] ?? '', category[0] ?? ''].flatMap((label) => labels.truths('category', label)),
      ),
    ],
  }));
}

async function objects(labels: Labels, split: Split): Promise<LabelledProduct[]> {
  const records = (await readRecords('objects'))?.filter(
    ({ id }) => (crc32(Buffer.from(id)) % 5 === 0) === (split === 'held out'),
  );
  return withPictures(records ?? [], ({ title }) => ({
    text: undefined,
    truths: labels.truths('category', title),
  }));
}

async function withPictures(
  records: readonly SourceRecord[],
  describe: (record: SourceRecord) => Pick<LabelledProduct, 'text' | 'truths' | 'category'>,
): Promise<LabelledProduct[]> {
  const pictures = await readPictures(records.map(({ file }) => file));
  return records.map((record) => ({
    id: record.id,
    picture: pictures.get(record.file),
    ...describe(record),
  }));
}

const renderSchema = z.object({
  file: z.string(),
  name: z.string(),
  colour: z.string().nullish(),
  secondColour: z.string().nullish(),
  material: z.string().nullish(),
  pattern: z.string().nullish(),
  heldout: z.boolean(),
});

/** Own renders; held out are combinations of kind, material and colour that training never drew. */
async function renders(labels: Labels, split: Split): Promise<LabelledProduct[]> {
  const folder = join(projectFolder, '.cache/renders');
  if (!existsSync(join(folder, 'renders.jsonl'))) return [];
  const lines = (await readFile(join(folder, 'renders.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line.endsWith('}'));
  const drawnOnes = lines
    .map((line) => renderSchema.parse(JSON.parse(line)))
    .filter(({ heldout }) => heldout === (split === 'held out'));
  return Promise.all(
    drawnOnes.map(async (line) => ({
      id: line.file,
      picture: await readFile(join(folder, line.file)),
      text: undefined,
      truths: drawn(labels, line),
    })),
  );
}

const specSchema = z.object({
  id: z.string(),
  kind: z.string(),
  colour: z.string(),
  secondColour: z.string().optional(),
  material: z.string(),
  pattern: z.string(),
});
const seedSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  attributes: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  pictures: z.array(z.string()),
});

/** The seed catalogue: its pictures and descriptions, which no training saw. */
async function seed(labels: Labels): Promise<LabelledProduct[]> {
  const read = (path: string): Promise<string> => readFile(join(projectFolder, path), 'utf8');
  const kinds = z
    .object({ kinds: z.record(z.string(), z.object({ name: z.string() })) })
    .parse(JSON.parse(await read('tools/render/kinds.json'))).kinds;
  const specs = new Map(
    z
      .array(specSchema)
      .parse(JSON.parse(await read('tools/render/seed-products.json')))
      .map((spec) => [spec.id, spec]),
  );
  const products = (await read('seed-data/products.jsonl')).split('\n').filter(Boolean);
  const labelled = await Promise.all(
    products.map(async (line) => {
      const { id, title, description, attributes, pictures } = seedSchema.parse(JSON.parse(line));
      const spec = specs.get(id);
      const truths = [
        ...(spec ? drawn(labels, { ...spec, name: kinds[spec.kind]?.name ?? spec.kind }) : []),
        ...[attributes.style ?? []].flat().flatMap((style) => labels.truths('style', style)),
      ];
      const there = pictures
        .map((picture) => join(projectFolder, 'seed-data/pictures', picture))
        .filter((path) => existsSync(path));
      const [first, ...others] = await Promise.all(there.map((path) => readFile(path)));
      return [
        { id, picture: first, text: `${title}. ${description}`, truths },
        ...others.map((picture, i) => ({ id: `${id} ${i + 2}`, picture, text: undefined, truths })),
      ];
    }),
  );
  return labelled.flat();
}

function drawn(labels: Labels, spec: Omit<z.output<typeof renderSchema>, 'file' | 'heldout'>): string[] {
  const { name, colour, secondColour, material, pattern } = spec;
  // A second colour is seen only where the pattern shows it.
  const colours = [colour, pattern === 'plain' ? undefined : secondColour];
  return [
    ...labels.truths('category', name),
    ...colours.flatMap((word) => (word ? labels.truths('colour', word) : [])),
    ...(material ? labels.truths('material', material) : []),
    ...(pattern ? labels.truths('pattern', pattern) : []),
  ];
}
