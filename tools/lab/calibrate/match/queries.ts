import { seededRandom } from '#platform';
import type { EvalCatalogue, UploadProduct } from '../../data/catalogue.js';
import { crop } from '../../queries/crop.js';
import { readPictures, readQueries, readRecords, type SourceRecord } from '../../data/data-folder.js';
import { dataSets, developmentFashion, trainingFashion } from '../../data/data-sets.js';
import { foreignKinds, foreignThings, furnitureForeignToSeed } from './foreign-kinds.js';
import { phraseQueries } from '../../queries/query-kinds.js';
import { sampled } from '../../statistics/sampled.js';
import { readSeedCatalogue, relevantIds, withFirstPictures } from '../../data/seed-catalogue.js';

/** A query of which it is known what answers it, and what is at least of the kind that it asks for. */
export interface MatchQuery {
  readonly kind: string;
  readonly text?: string;
  readonly picture?: Uint8Array;
  readonly right: ReadonlySet<string>;
  /** Products of the same kind, the right ones too. Empty for what no shop of the world sells. */
  readonly sameKind: ReadonlySet<string>;
  /** Products that are neither of the kind nor of quite another one: a shop with some of these alone is not asked. */
  readonly similarKind: ReadonlySet<string>;
}

/** Products that are taken for a whole shop. */
export interface Shop {
  readonly name: string;
  readonly ids: readonly string[];
}

/** Products that are encoded once, shops made of them, and queries for all of these shops. */
export interface MatchWorld {
  readonly name: string;
  /** Worlds that only judge are not fitted on. */
  readonly fitted: boolean;
  readonly catalogue: Pick<EvalCatalogue, 'products' | 'pictures'>;
  readonly shops: readonly Shop[];
  readonly queries: readonly MatchQuery[];
}

const perKind = 80;
const smallShop = 20;
const none: ReadonlySet<string> = new Set();

/** The worlds to fit on (seed shop, development fashion) and the one that judges (luma); empty without the data. */
export async function matchWorlds(): Promise<MatchWorld[]> {
  const furniture = (await readQueries())?.filter(({ id }) => id.startsWith('wands-'));
  const records = await readRecords('fashion');
  const objects = await readRecords('objects');
  const luma = await dataSets.find(({ name }) => name === 'luma')!.load();
  const development = await developmentFashion();
  const filler = await trainingFashion();
  if (!furniture || !records || !objects || !luma || !development || !filler) return [];
  const foreign = (kind: string, texts: readonly string[]): MatchQuery[] =>
    some([...new Set(texts)]).map((text) => ({
      kind,
      text,
      right: none,
      sameKind: none,
      similarKind: none,
    }));
  const things = (await picturesOfForeignThings(objects)).map((picture): MatchQuery => ({
    kind: 'foreign pictures',
    picture,
    right: none,
    sameKind: none,
    similarKind: none,
  }));
  const titles = foreign(
    'titles of other shops',
    records
      .filter(({ attributes }) => foreignKinds.includes(String(attributes.articleType)))
      .map(({ title }) => title),
  );
  const furnitureQueries = (classes?: ReadonlySet<string>): MatchQuery[] =>
    foreign(
      'furniture queries',
      furniture.filter((query) => !classes || classes.has(query.class ?? '')).map(({ query }) => query),
    );
  const seed = await seedWorld();
  return [
    {
      ...seed,
      queries: [...seed.queries, ...furnitureQueries(furnitureForeignToSeed), ...titles, ...things],
    },
    await fashionWorld(development, filler, [...furnitureQueries(), ...things]),
    await lumaWorld(luma, [...furnitureQueries(), ...titles, ...things]),
  ];
}

function some<T>(items: readonly T[], count = perKind): T[] {
  return sampled(items, count, seededRandom(5));
}

/** Photographs of animals, vehicles and the like, which no shop here sells. */
export async function picturesOfForeignThings(objects: readonly SourceRecord[]): Promise<Uint8Array[]> {
  const asked = some(objects.filter(({ category }) => foreignThings.includes(category.at(-1) ?? '')));
  const pictures = await readPictures(asked.map(({ file }) => file));
  return asked.map(({ file }) => pictures.get(file)!);
}

function ids(products: readonly UploadProduct[]): string[] {
  return products.map(({ id }) => id);
}

/** Three shops of twenty products. */
function smallShops(products: readonly UploadProduct[]): Shop[] {
  return [21, 22, 23].map((seed) => ({
    name: 'small',
    ids: ids(sampled(products, smallShop, seededRandom(seed))),
  }));
}

/** The shops that sell one kind of thing: the three kinds with the most products. */
function oneKindShops(
  products: readonly UploadProduct[],
  kindOf: (product: UploadProduct) => string,
): Shop[] {
  return [...idsBy(products, kindOf).values()]
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map((kind) => ({ name: 'one kind', ids: [...kind] }));
}

function idsBy(
  products: readonly UploadProduct[],
  key: (product: UploadProduct) => string,
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const product of products)
    found.set(key(product), (found.get(key(product)) ?? new Set()).add(product.id));
  return found;
}

const leaf = ({ category = [] }: UploadProduct): string => category.at(-1) ?? '';
const parent = ({ category = [] }: UploadProduct): string => category.at(-2) ?? '';

/** Titles, attribute phrases and cut pictures of the catalogue's own products. */
async function queriesOf(catalogue: EvalCatalogue, asked: readonly UploadProduct[]): Promise<MatchQuery[]> {
  const random = seededRandom(6);
  const products = new Map(catalogue.products.map((product) => [product.id, product]));
  const byLeaf = idsBy(catalogue.products, leaf);
  const byParent = idsBy(catalogue.products, parent);
  const group = ({ id }: UploadProduct): string => catalogue.groups.get(id) ?? id;
  const byGroup = idsBy(catalogue.products, group);
  const about = (right: ReadonlySet<string>): Omit<MatchQuery, 'kind'> => {
    const own = [...right].map((id) => products.get(id)!);
    return {
      right,
      sameKind: new Set(own.flatMap((product) => [...byLeaf.get(leaf(product))!])),
      similarKind: new Set(own.flatMap((product) => [...byParent.get(parent(product))!])),
    };
  };
  const known = new Set(ids(asked));
  const phrases = phraseQueries(catalogue).filter(({ right }) => [...right].some((id) => known.has(id)));
  const pictures: MatchQuery[] = [];
  for (const product of some(asked))
    pictures.push({
      kind: 'cut pictures',
      picture: await crop(catalogue.pictures.get(product.pictures[0]!)!, random),
      ...about(byGroup.get(group(product))!),
    });
  return [
    ...some(asked).map((product) => ({
      kind: 'titles',
      text: catalogue.titles.get(product.id)!.toLowerCase(),
      ...about(byGroup.get(group(product))!),
    })),
    ...some(phrases).map(({ text = '', right }) => ({ kind: 'attribute phrases', text, ...about(right) })),
    ...pictures,
  ];
}

/** Development products asked for; in the large shop they stand among products of the encoder's training. */
async function fashionWorld(
  development: EvalCatalogue,
  filler: EvalCatalogue,
  foreign: readonly MatchQuery[],
): Promise<MatchWorld> {
  const both: EvalCatalogue = {
    ...development,
    products: [...development.products, ...filler.products],
    pictures: new Map([...development.pictures, ...filler.pictures]),
    groups: new Map([...development.groups, ...filler.groups]),
    titles: new Map([...development.titles, ...filler.titles]),
    facts: new Map([...development.facts, ...filler.facts]),
  };
  return {
    name: 'fashion, development',
    fitted: true,
    catalogue: both,
    shops: [
      { name: 'mixed', ids: ids(development.products) },
      { name: 'large', ids: ids(both.products) },
      ...oneKindShops(development.products, leaf),
      ...smallShops(development.products),
    ],
    queries: [...(await queriesOf(both, development.products)), ...foreign],
  };
}

async function lumaWorld(luma: EvalCatalogue, foreign: readonly MatchQuery[]): Promise<MatchWorld> {
  return {
    name: 'luma',
    fitted: false,
    catalogue: luma,
    shops: [
      { name: 'mixed', ids: ids(luma.products) },
      ...oneKindShops(luma.products, leaf),
      ...smallShops(luma.products),
    ],
    queries: [...(await queriesOf(luma, luma.products)), ...foreign],
  };
}

/** The queries of the seed shop that were used for development; the later ones only judge elsewhere. */
export const developmentQueries = 60;

/** The seed shop with one picture of each product, asked with words and with the other picture. */
async function seedWorld(): Promise<MatchWorld> {
  const seed = await readSeedCatalogue();
  const { products, pictures } = withFirstPictures(seed);
  const specs = new Map(seed.specs.map((spec) => [spec.id, spec]));
  const kindOf = (id: string): string => specs.get(id)!.kind;
  const departmentOf = ({ category = [] }: UploadProduct): string => category[0] ?? '';
  const byKind = idsBy(products, ({ id }) => kindOf(id));
  const byDepartment = idsBy(products, departmentOf);
  const byId = new Map(products.map((product) => [product.id, product]));
  const about = (right: ReadonlySet<string>): Omit<MatchQuery, 'kind'> => ({
    right,
    sameKind: new Set([...right].flatMap((id) => [...byKind.get(kindOf(id))!])),
    similarKind: new Set([...right].flatMap((id) => [...byDepartment.get(departmentOf(byId.get(id)!))!])),
  });
  const lookOf = ({ id }: UploadProduct): string => `${specs.get(id)!.colour} ${kindOf(id)}`;
  const byLook = idsBy(products, lookOf);
  return {
    name: 'seed',
    fitted: true,
    catalogue: { products, pictures },
    shops: [
      { name: 'mixed', ids: ids(products) },
      ...oneKindShops(products, departmentOf),
      ...smallShops(products),
    ],
    queries: [
      ...seed.queries.slice(0, developmentQueries).map((query) => ({
        kind: 'attribute queries',
        text: query.query,
        ...about(relevantIds(query, seed.specs)),
      })),
      ...some(products).map((product) => {
        const { kind, material, colour } = specs.get(product.id)!;
        return {
          kind: 'titles in other words',
          text: `${kind.replaceAll('-', ' ')} made of ${material}, ${colour}`,
          ...about(byLook.get(lookOf(product))!),
        };
      }),
      ...some(products).map((product) => ({
        kind: 'other pictures',
        picture: pictures.get(`${product.id}-2.webp`)!,
        ...about(byLook.get(lookOf(product))!),
      })),
    ],
  };
}
