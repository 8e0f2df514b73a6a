import { seededRandom } from '#platform';
import sharp from 'sharp';
import type { UploadProduct } from '../data/catalogue.js';
import { dataFolder, readPictures, readRecords, type SourceRecord } from '../data/data-folder.js';
import { shuffled } from '../statistics/sampled.js';

/** A catalogue to be served under load, and texts to ask it, no two alike. */
export interface BenchShop {
  readonly about: string;
  readonly products: readonly UploadProduct[];
  readonly pictures: ReadonlyMap<string, Buffer>;
  readonly texts: readonly string[];
}

/** Titles repeat: so many records are kept back for each distinct text. */
const recordsOfText = 2;

/** Fashion products with their photographs; made-up ones beyond them, and where the data is not there. */
export async function benchShop(products: number, pictures: number, texts: number): Promise<BenchShop> {
  const records = await readRecords('fashion');
  if (records) {
    const real = Math.min(products, records.length - texts * recordsOfText);
    const fashion = await fashionShop(shuffled(records, seededRandom(11)), real, pictures, texts);
    if (real === products) return fashion;
    const more = await madeUpShop(products - real, 0, 0);
    return {
      ...fashion,
      about: `${fashion.about} and ${more.about}`,
      products: [...fashion.products, ...more.products],
    };
  }
  console.warn(`SKIPPED: fashion is not in ${dataFolder} (set CONCELLA_DATA); products are made up instead`);
  return madeUpShop(products, pictures, texts);
}

async function fashionShop(
  records: readonly SourceRecord[],
  count: number,
  withPictures: number,
  texts: number,
): Promise<BenchShop> {
  const chosen = records.slice(0, count);
  const pictured = chosen.slice(0, withPictures);
  const files = await readPictures(pictured.map(({ file }) => file));
  const has = new Set(pictured);
  return {
    about: `${count} fashion products (titles, categories and attributes; ${pictured.length} of them with their photograph)`,
    products: chosen.map((record) => ({
      id: record.id,
      title: record.title,
      category: record.category,
      attributes: record.attributes,
      pictures: has.has(record) ? [`${record.id}.webp`] : [],
    })),
    pictures: new Map(pictured.map(({ id, file }) => [`${id}.webp`, files.get(file)!])),
    // What shoppers may type: titles of products that the shop does not have.
    texts: [...new Set(records.slice(count).map(({ title }) => title.toLowerCase()))].slice(0, texts),
  };
}

const things = [
  'mug',
  'chair',
  'lamp',
  'vase',
  'rug',
  'shirt',
  'bag',
  'clock',
  'bowl',
  'scarf',
  'desk',
  'towel',
];
const colours = ['red', 'blue', 'green', 'grey', 'black', 'white', 'yellow', 'brown', 'pink', 'navy'];
const materials = [
  'wooden',
  'cotton',
  'steel',
  'glass',
  'leather',
  'ceramic',
  'linen',
  'plastic',
  'wool',
  'brass',
];
const uses = [
  'the kitchen',
  'travel',
  'the garden',
  'children',
  'the office',
  'summer',
  'winter',
  'gifts',
  'sports',
];

async function madeUpShop(count: number, withPictures: number, texts: number): Promise<BenchShop> {
  const random = seededRandom(12);
  const one = (values: readonly string[]): string => values[Math.floor(random() * values.length)]!;
  const pictures = new Map<string, Buffer>();
  const products: UploadProduct[] = [];
  for (let i = 0; i < count; i += 1) {
    const [thing, colour, material] = [one(things), one(colours), one(materials)];
    const picture = `${i}.webp`;
    if (i < withPictures) pictures.set(picture, await plainPicture(random));
    products.push({
      id: `product-${i}`,
      title: `${colour} ${material} ${thing} no. ${i}`,
      category: [thing],
      attributes: { colour, material },
      pictures: i < withPictures ? [picture] : [],
    });
  }
  const asked = new Set<string>();
  while (asked.size < texts)
    asked.add(`${one(colours)} ${one(materials)} ${one(things)} for ${one(uses)} ${asked.size}`);
  return {
    about: `${count} made-up products, ${withPictures} of them with a plain picture`,
    products,
    pictures,
    texts: [...asked],
  };
}

async function plainPicture(random: () => number): Promise<Buffer> {
  const level = (): number => Math.floor(random() * 256);
  const background = { r: level(), g: level(), b: level() };
  return sharp({ create: { width: 120, height: 160, channels: 3, background } })
    .webp()
    .toBuffer();
}
