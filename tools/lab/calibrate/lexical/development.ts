import { seededRandom } from '#platform';
import type { EvalCatalogue, UploadProduct } from '../../data/catalogue.js';
import { readGarments, readPictures, readRecords, type ReviewedGarment } from '../../data/data-folder.js';
import { developmentFashion, withoutTitle } from '../../data/data-sets.js';
import { developmentQueries } from '../match/queries.js';
import { paraphrasedDescription } from '../../queries/paraphrase.js';
import { longestSentence, phraseQueries, queryKinds, type EvalQuery } from '../../queries/query-kinds.js';
import { sampled } from '../../statistics/sampled.js';
import { readSeedCatalogue, relevantIds } from '../../data/seed-catalogue.js';
import { WordNet } from '../../queries/wordnet.js';

/** A catalogue that constants may be chosen on, and queries of it. */
export interface DevelopmentShop {
  readonly catalogue: Pick<EvalCatalogue, 'products' | 'pictures'>;
  readonly sets: readonly DevelopmentSet[];
}

export interface DevelopmentSet {
  readonly name: string;
  readonly queries: readonly EvalQuery[];
  /** A few words, where ranking was good already: what is chosen for prose must not cost them much. */
  readonly guarded: boolean;
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
  chattyFashion,
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
  const sets: DevelopmentSet[] = [];
  for (const kind of queryKinds.filter(({ name }) => kinds.includes(name)))
    sets.push({
      name: `fashion${titlesOut ? ', titles taken out' : ''}: ${kind.name}`,
      queries: sampled(await kind.build(catalogue, seededRandom(1)), mostQueries, seededRandom(2)),
      guarded: true,
    });
  return { catalogue, sets };
}

/** Kinds of fashion and the class of garments whose reviews are put under them. */
const classes: Readonly<Record<string, string>> = {
  Dresses: 'Dresses',
  Jeans: 'Jeans',
  Skirts: 'Skirts',
  Shorts: 'Shorts',
  Trousers: 'Pants',
  Sweaters: 'Sweaters',
  Jackets: 'Jackets',
  Tops: 'Knits',
  Tshirts: 'Knits',
  Shirts: 'Blouses',
  Tunics: 'Blouses',
  Kurtas: 'Blouses',
};

/**
 * A shop where colours and kinds are told by attributes, while reviews name other colours and kinds in passing. The
 * reviews are real, but of other garments of the class: made up, and nothing is asked of them.
 */
async function chattyFashion(): Promise<DevelopmentShop | undefined> {
  const reviewed = await readGarments();
  if (!reviewed) return undefined;
  const random = seededRandom(8);
  const ofClass = new Map<string, string[]>();
  for (const { category, reviews } of reviewed)
    ofClass.set(category.at(-1) ?? '', [...(ofClass.get(category.at(-1) ?? '') ?? []), ...reviews]);
  const catalogue = await developmentFashion((record) => {
    const texts = ofClass.get(classes[String(record.attributes.articleType)] ?? '') ?? [];
    const count = texts.length === 0 ? 0 : Math.floor(random() * (keptReviews + 1));
    const reviews = Array.from({ length: count }, () => ({
      text: texts[Math.floor(random() * texts.length)]!,
    }));
    return { ...withoutTitle(record), reviews };
  });
  if (!catalogue) return undefined;
  const attributes = queryKinds.find(({ name }) => name === 'attributes')!;
  const queries = await attributes.build(catalogue, seededRandom(1));
  return {
    catalogue,
    sets: [
      {
        name: 'fashion, titles taken out, reviews put in: attributes',
        queries: sampled(queries, 2 * mostQueries, seededRandom(2)),
        guarded: true,
      },
    ],
  };
}

async function seedShop(): Promise<DevelopmentShop> {
  const seed = await readSeedCatalogue();
  const { products, heldOut } = withoutLastReviews(seed.products);
  const attributes = seed.queries
    .slice(0, developmentQueries)
    .map((query): EvalQuery => ({ text: query.query, right: relevantIds(query, seed.specs) }));
  const phrases = phraseQueries({
    products,
    facts: new Map(
      seed.specs.map(({ id, kind, ...facts }) => [
        id,
        {
          kind: [kind.replaceAll('-', ' ')],
          colour: [facts.colour],
          material: [facts.material],
          pattern: [facts.pattern],
        },
      ]),
    ),
    phrases: [
      '{colour} {kind}',
      '{material} {kind}',
      '{pattern} {colour} {kind}',
      '{colour} {material} {kind}',
    ],
  });
  const paraphrases = sampled(paraphrasesOf(seed.products), mostQueries, seededRandom(3));
  return {
    catalogue: { ...seed, products },
    sets: [
      { name: 'seed: attributes', queries: attributes, guarded: true },
      {
        name: 'seed: attribute phrases',
        queries: sampled(phrases, mostQueries, seededRandom(9)),
        guarded: true,
      },
      { name: 'seed: review sentences', queries: heldOut, guarded: false },
      { name: 'seed: paraphrased descriptions', queries: paraphrases, guarded: false },
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
      {
        name: 'garments: review sentences',
        queries: sampled(queries, 2 * mostQueries, seededRandom(5)),
        guarded: false,
      },
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
        guarded: false,
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
    sets: [{ name: 'groceries: paraphrased descriptions', queries: paraphrasesOf(products), guarded: false }],
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
