import { seededRandom } from '#platform';
import type { EvalCatalogue, UploadProduct } from './catalogue.js';
import { readGarments, readPictures, readRecords, type ReviewedGarment } from './data-folder.js';
import { developmentFashion, withoutTitle } from './data-sets.js';
import { developmentQueries } from './match-queries.js';
import { paraphrasedDescription } from './paraphrase.js';
import { longestSentence, queryKinds, type EvalQuery } from './query-kinds.js';
import { sampled } from './random.js';
import { readSeedCatalogue, relevantIds } from './seed-catalogue.js';
import { WordNet } from './wordnet.js';

/** A catalogue that constants may be chosen on, and queries of it. */
export interface DevelopmentShop {
  readonly catalogue: Pick<EvalCatalogue, 'products' | 'pictures'>;
  readonly sets: readonly { readonly name: string; readonly queries: readonly EvalQuery[] }[];
}

const mostQueries = 150;
/** As many of the garments that have enough reviews; their words are as many as those of a shop with descriptions. */
const garments = 600;
const keptReviews = 3;
const leastSentenceWords = 5;
const noPictures: ReadonlyMap<string, Buffer> = new Map();

/**
 * Where the ranking of words is chosen, one shop after the other; undefined where the data is not there. Nothing that
 * the engine is judged on is among them.
 */
export const developmentShops: readonly (() => Promise<DevelopmentShop | undefined>)[] = [
  () => fashionShop(['title', 'attributes']),
  () => fashionShop(['title'], true),
  seedShop,
  reviewedGarments,
  describedGarments,
  groceries,
];

async function fashionShop(
  kinds: readonly string[],
  titlesOut = false,
): Promise<DevelopmentShop | undefined> {
  const catalogue = await developmentFashion(titlesOut ? withoutTitle : undefined);
  if (!catalogue) return undefined;
  const sets = [];
  for (const kind of queryKinds.filter(({ name }) => kinds.includes(name)))
    sets.push({
      name: `fashion${titlesOut ? ', titles taken out' : ''}: ${kind.name}`,
      queries: sampled(await kind.build(catalogue, seededRandom(1)), mostQueries, seededRandom(2)),
    });
  return { catalogue, sets };
}

async function seedShop(): Promise<DevelopmentShop> {
  const seed = await readSeedCatalogue();
  const { products, heldOut } = withoutLastReviews(seed.products);
  const attributes = seed.queries
    .slice(0, developmentQueries)
    .map((query): EvalQuery => ({ text: query.query, right: relevantIds(query, seed.specs) }));
  const paraphrases = sampled(paraphrasesOf(seed.products), mostQueries, seededRandom(3));
  return {
    catalogue: { ...seed, products },
    sets: [
      { name: 'seed: attributes', queries: attributes },
      { name: 'seed: review sentences', queries: heldOut },
      { name: 'seed: paraphrased descriptions', queries: paraphrases },
    ],
  };
}

/** Real reviews, three of each garment; the longest sentence of a fourth one asks. */
async function reviewedGarments(): Promise<DevelopmentShop | undefined> {
  const some = await garmentsWith(keptReviews + 1);
  if (!some) return undefined;
  const queries = some
    .map(({ id, reviews }) => ({
      text: longestSentence(reviews[keptReviews]!),
      right: new Set([id]),
    }))
    .filter(({ text }) => text.split(/\s+/).length >= leastSentenceWords);
  return {
    catalogue: {
      products: some.map((garment) => ({
        ...garmentProduct(garment),
        reviews: garment.reviews.slice(0, keptReviews).map((text) => ({ text })),
      })),
      pictures: noPictures,
    },
    sets: [
      { name: 'garments: review sentences', queries: sampled(queries, 2 * mostQueries, seededRandom(5)) },
    ],
  };
}

/** Prose about like things, of different lengths: what one to three people wrote of a garment, as its description. */
async function describedGarments(): Promise<DevelopmentShop | undefined> {
  const some = await garmentsWith(keptReviews);
  if (!some) return undefined;
  const products = some.map((garment, at) => ({
    ...garmentProduct(garment),
    description: garment.reviews.slice(0, 1 + (at % keptReviews)).join(' '),
  }));
  return {
    catalogue: { products, pictures: noPictures },
    sets: [
      {
        name: 'garments: paraphrased descriptions',
        queries: sampled(paraphrasesOf(products), 2 * mostQueries, seededRandom(6)),
      },
    ],
  };
}

async function garmentsWith(reviews: number): Promise<ReviewedGarment[] | undefined> {
  const all = await readGarments();
  const some = all?.filter((garment) => garment.category.length > 0 && garment.reviews.length >= reviews);
  return some && sampled(some, garments, seededRandom(7));
}

function garmentProduct({ id, category }: ReviewedGarment): UploadProduct {
  return { id, title: category.at(-1)!, category: [...new Set(category)], pictures: [] };
}

/** Pictures of 81 things to eat with a sentence or two on each. */
async function groceries(): Promise<DevelopmentShop | undefined> {
  const records = (await readRecords('grocery'))?.filter(({ description }) => description !== '');
  if (!records) return undefined;
  const files = await readPictures(records.map(({ file }) => file));
  const name = ({ id }: { id: string }): string => `${id}.webp`;
  const products = records.map((record): UploadProduct => {
    const { id, title, description, category } = record;
    return { id, title, description, category, pictures: [name(record)] };
  });
  return {
    catalogue: {
      products,
      pictures: new Map(records.map((record) => [name(record), files.get(record.file)!])),
    },
    sets: [{ name: 'groceries: paraphrased descriptions', queries: paraphrasesOf(products) }],
  };
}

/** Long queries: the last review of each product that has four, which is taken out of the catalogue. */
function withoutLastReviews(all: readonly UploadProduct[]): {
  readonly products: readonly UploadProduct[];
  readonly heldOut: readonly EvalQuery[];
} {
  const heldOut: EvalQuery[] = [];
  const products = all.map((product) => {
    const last = product.reviews?.at(3) && product.reviews.at(-1);
    if (!last) return product;
    heldOut.push({ text: longestSentence(last.text), right: new Set([product.id]) });
    return { ...product, reviews: product.reviews?.slice(0, -1) ?? [] };
  });
  return { products, heldOut };
}

/** Long queries: descriptions in other words, by rule. */
function paraphrasesOf(all: readonly UploadProduct[]): EvalQuery[] {
  const wordNet = new WordNet();
  const random = seededRandom(4);
  return all
    .map(({ id, title, description = '' }) => ({
      text: paraphrasedDescription(description, title, wordNet, random),
      right: new Set([id]),
    }))
    .filter(({ text }) => text.split(/\s+/).length >= leastSentenceWords);
}
