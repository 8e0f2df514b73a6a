import { seededRandom } from '#platform';
import { crc32 } from 'node:zlib';
import { passages, reviewText, type Product } from '#catalogue';
import { crop } from '../../queries/crop.js';
import { withoutTitle } from '../../data/data-sets.js';
import { readPictures, readRecords, type SourceRecord } from '../../data/data-folder.js';
import { longestSentence } from '../../queries/query-kinds.js';
import { sampled } from '../../statistics/sampled.js';
import { readSeedCatalogue } from '../../data/seed-catalogue.js';

/** A product as its channels are encoded. */
export interface DevelopmentProduct {
  readonly pictures: readonly Uint8Array[];
  readonly passages: readonly string[];
  readonly reviews: readonly string[];
}

/** What is asked; `right` and `without` are places in the products. */
export interface DevelopmentQuery {
  readonly kind: string;
  readonly text?: string;
  readonly picture?: Uint8Array;
  readonly right: ReadonlySet<number>;
  /** Struck from the answer: the product that the query was made of. */
  readonly without?: number;
}

export interface DevelopmentSet {
  readonly name: string;
  readonly products: readonly DevelopmentProduct[];
  readonly queries: readonly DevelopmentQuery[];
}

const validationBucket = 11;
const mostProducts = 600;
const mostQueries = 150;

/** Places of the products by a key; products without the key are left out. */
function placesBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, Set<number>> {
  const places = new Map<string, Set<number>>();
  items.forEach((item, place) => {
    const name = key(item);
    if (name !== undefined) places.set(name, (places.get(name) ?? new Set()).add(place));
  });
  return places;
}

function without(places: ReadonlySet<number> | undefined, place: number): Set<number> {
  return new Set([...(places ?? [])].filter((other) => other !== place));
}

/**
 * 600 fashion products of the validation bucket (the encoder's training saw none of them). Titles are replaced by
 * the kind of product, so that a title must be found by what it means. Undefined where the data is not there.
 */
export async function fashionValidation(): Promise<DevelopmentSet | undefined> {
  const records = (await readRecords('fashion'))?.filter(
    ({ title, twin }) => twin === undefined && crc32(title.toLowerCase()) % 20 === validationBucket,
  );
  if (!records) return undefined;
  const random = seededRandom(11);
  const chosen = sampled(records, mostProducts, random);
  const files = await readPictures(chosen.map(({ file }) => file));
  const byTitle = placesBy(chosen, ({ title }) => title.toLowerCase());
  const kindOf = ({ attributes }: SourceRecord): string => String(attributes.articleType).toLowerCase();
  const colourOf = ({ attributes }: SourceRecord): string => String(attributes.baseColour).toLowerCase();
  const byLook = placesBy(chosen, (record) => `${colourOf(record)} ${kindOf(record)}`);
  const queries: DevelopmentQuery[] = [];
  for (const [text, right] of sampled([...byTitle], mostQueries, random))
    queries.push({ kind: 'title', text, right });
  for (const [text, right] of sampled([...byLook], mostQueries, random))
    queries.push({ kind: 'attributes', text, right });
  const places = sampled([...chosen.keys()], mostQueries, random);
  for (const place of places) {
    const record = chosen[place]!;
    const picture = await crop(files.get(record.file)!, random);
    queries.push({ kind: 'crop', picture, right: new Set([place]) });
    const alike = without(byLook.get(`${colourOf(record)} ${kindOf(record)}`), place);
    if (alike.size > 0)
      queries.push({ kind: 'picture, same kind and colour', picture, right: alike, without: place });
    // "This, but in blue": the picture of one, the colour of another of the same kind.
    const other = chosen.find(
      (each) => kindOf(each) === kindOf(record) && colourOf(each) !== colourOf(record),
    );
    if (!other) continue;
    queries.push({
      kind: 'picture and colour',
      picture,
      text: `${colourOf(other)} ${kindOf(other)}`,
      right: byLook.get(`${colourOf(other)} ${kindOf(other)}`) ?? new Set(),
      without: place,
    });
  }
  return {
    name: `fashion, validation (${chosen.length})`,
    products: chosen.map((record) => ({
      pictures: [files.get(record.file)!],
      passages: passages(described(withoutTitle(record))),
      reviews: [],
    })),
    queries,
  };
}

/** The seed shop's products that have a picture: pictures, copy and reviews; one review of each is kept to ask with. */
export async function seedShop(): Promise<DevelopmentSet> {
  const seed = await readSeedCatalogue();
  const random = seededRandom(12);
  const specs = new Map(seed.specs.map((spec) => [spec.id, spec]));
  const pictured = seed.products.filter(({ pictures }) => pictures.some((name) => seed.pictures.has(name)));
  const lookOf = (id: string): string => `${specs.get(id)?.colour ?? ''} ${specs.get(id)?.kind ?? ''}`;
  const byLook = placesBy(pictured, ({ id }) => lookOf(id));
  const queries: DevelopmentQuery[] = [];
  for (const [text, right] of byLook) queries.push({ kind: 'attributes', text, right });
  const products = pictured.map((product, place): DevelopmentProduct => {
    const right = new Set([place]);
    queries.push({ kind: 'title', text: product.title, right });
    const reviews = product.reviews ?? [];
    const held = reviews.length >= 2 ? reviews[Math.floor(random() * reviews.length)] : undefined;
    if (held) queries.push({ kind: 'review', text: longestSentence(held.text), right });
    const [first, second] = product.pictures.flatMap((name) => seed.pictures.get(name) ?? []);
    if (second) queries.push({ kind: 'its other picture', picture: second, right });
    return {
      pictures: first ? [first] : [],
      passages: passages(described({ ...product, title: product.category?.at(-1) ?? '' })),
      reviews: reviews.filter((review) => review !== held).map(reviewText),
    };
  });
  return { name: `seed shop (${products.length})`, products, queries };
}

function described(record: {
  readonly title: string;
  readonly description?: string;
  readonly category?: readonly string[];
  readonly attributes?: Product['attributes'];
}): Pick<Product, 'title' | 'description' | 'category' | 'attributes'> {
  const { title, description = '', category = [], attributes = {} } = record;
  return { title, description, category, attributes };
}
