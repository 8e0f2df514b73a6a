import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder, seededRandom } from '#platform';
import { dataFolder, readPictures, readRecords } from '../data/data-folder.js';
import { readSeedCatalogue } from '../data/seed-catalogue.js';
import { sampled } from '../statistics/sampled.js';
import type { ShopContent } from './asked-shop.js';

/** Products that are asked about and are not in the shop. */
const askedWith = 60;

/** The shop that the engine ships with; it fills itself. */
export async function seedContent(): Promise<ShopContent> {
  const { products, pictures, queries } = await readSeedCatalogue();
  const sentences = join(projectFolder, 'tools/lab/queries/written/sentences.txt');
  const written = (await readFile(sentences, 'utf8')).split('\n').filter(Boolean);
  return {
    name: 'seed',
    products,
    texts: [...written, ...queries.map(({ query }) => query)],
    pictures: [...pictures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, picture]) => picture),
  };
}

export interface FashionShop {
  readonly content: ShopContent;
  readonly uploaded: ReadonlyMap<string, Buffer>;
}

/** Fashion products, and the titles and pictures of others to ask with; undefined where the data is not there. */
export async function fashionShop(products: number, seed: number): Promise<FashionShop | undefined> {
  const all = await readRecords('fashion');
  if (!all) {
    console.warn(`SKIPPED: fashion is not in ${dataFolder} (set CONCELLA_DATA)`);
    return undefined;
  }
  const records = sampled(all, products + askedWith, seededRandom(seed));
  const others = new Set(sampled(records, askedWith, seededRandom(seed)));
  const own = records.filter((record) => !others.has(record));
  const files = await readPictures(records.map(({ file }) => file));
  return {
    content: {
      name: 'fashion',
      products: own.map(({ id, title, description, category, attributes, reviews }, at) => ({
        ...{ id, title, description, category, attributes, reviews, pictures: [`${id}.webp`] },
        // The records have no prices; filters want some.
        ...{
          price: 5 + (at % 40),
          currency: 'EUR',
          availability: at % 7 === 0 ? 'out_of_stock' : 'in_stock',
        },
      })),
      texts: [...others].map(({ title }) => title),
      pictures: [...others].map(({ file }) => files.get(file)!),
    },
    uploaded: new Map(own.map(({ id, file }) => [`${id}.webp`, files.get(file)!])),
  };
}
