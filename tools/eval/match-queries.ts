import type { EvalCatalogue } from './catalogue.js';
import { crop } from './crop.js';
import { readPictures, readQueries, readRecords, type SourceRecord } from './data-folder.js';
import { dataSets, developmentFashion } from './data-sets.js';
import { phraseQueries } from './query-kinds.js';
import { sampled, seededRandom } from './random.js';
import { readSeedCatalogue } from './seed-catalogue.js';

/** Does the catalogue have what is asked: yes; only something near (the kind, not the colour); or nothing of the sort. */
export type Truth = 'there' | 'near' | 'not there';

export interface MatchQuery {
  readonly truth: Truth;
  readonly kind: string;
  readonly text?: string;
  readonly picture?: Uint8Array;
}

export interface MatchSet {
  readonly name: string;
  /** Sets that only judge are not fitted on. */
  readonly fitted: boolean;
  readonly catalogue: Pick<EvalCatalogue, 'products' | 'pictures'>;
  readonly queries: readonly MatchQuery[];
}

const perKind = 120;

/** Kinds of fashion products that neither the sports shop nor the seed shop has. */
const foreignToSports = [
  'Lipstick',
  'Nail Polish',
  'Perfume and Body Mist',
  'Earrings',
  'Sarees',
  'Ties',
  'Heels',
];
const foreignToSeed = [
  ...foreignToSports,
  'Kurtas',
  'Bra',
  'Deodorant',
  'Ring',
  'Wallets',
  'Flip Flops',
  'Jeans',
];

/** Classes of furniture queries whose like the seed shop does not have. */
const furnitureForeignToSeed = new Set([
  'Accent Chests / Cabinets',
  'Adjustable Beds',
  'Awnings',
  'Bathroom Sink Faucets',
  'Bathroom Storage',
  'Bed Frames',
  'Bedding Sets',
  'Beds',
  'Cabinet and Drawer Pulls',
  'Curtain Hardware & Accessories',
  'Curtains & Drapes',
  'Dressers & Chests',
  'Faux Florals',
  'Faux Plants and Trees',
  'Floor & Wall Tile',
  'Foam and Latex Mattresses',
  'Garden Statues',
  'Headboards',
  'Kids Beds',
  'Kitchen Faucets',
  'Kitchen Sinks',
  'Mattress Toppers and Pads',
  'Molding & Millwork',
  'Office Chairs',
  'Recliners',
  'Sheets And Sheet Sets',
  'Shoe Storage',
  'TV Stands & Entertainment Centers',
  'Vanities',
  'Wall Art',
  'Wall Plates',
  'Wallpaper',
]);
/** Photographed things that none of the three shops sells. */
const foreignThings = [
  'leopard',
  'motorbike',
  'airplane',
  'grand piano',
  'butterfly',
  'starfish',
  'sunflower',
  'crab',
  'dolphin',
  'pizza',
  'saxophone',
  'dragonfly',
];

/** Catalogues with queries of which it is known whether they have what is asked; without the seed shop nothing is there. */
export async function matchSets(): Promise<MatchSet[]> {
  const furniture = await readQueries();
  const fashion = await readRecords('fashion');
  const objects = await readRecords('objects');
  const luma = await dataSets.find(({ name }) => name === 'luma')!.load();
  const development = await developmentFashion();
  if (!furniture || !fashion || !objects || !luma || !development) return [];
  const wands = furniture.filter(({ id }) => id.startsWith('wands-'));
  const furnitureQueries = (asked: typeof wands): MatchQuery[] =>
    some(asked).map(({ query }) => ({ truth: 'not there', kind: 'furniture queries', text: query }));
  const titlesOf = (kinds: readonly string[]): MatchQuery[] => {
    const titles = fashion
      .filter(({ attributes }) => kinds.includes(String(attributes.articleType)))
      .map(({ title }) => title);
    return some([...new Set(titles)]).map((text) => ({
      truth: 'not there',
      kind: 'titles of other shops',
      text,
    }));
  };
  const things = await pictureQueries(
    objects.filter(({ category }) => foreignThings.includes(category.at(-1) ?? '')),
  );
  const seed = await seedSet();
  return [
    {
      ...seed,
      queries: [
        ...seed.queries,
        ...furnitureQueries(wands.filter((query) => furnitureForeignToSeed.has(query.class ?? ''))),
        ...titlesOf(foreignToSeed),
        ...things,
      ],
    },
    {
      name: 'luma',
      fitted: false,
      catalogue: luma,
      queries: [
        ...(await queriesOf(luma)),
        ...furnitureQueries(wands),
        ...titlesOf(foreignToSports),
        ...things,
      ],
    },
    {
      name: 'fashion, development',
      fitted: true,
      catalogue: development,
      queries: [...(await queriesOf(development)), ...furnitureQueries(wands), ...things],
    },
  ];
}

function some<T>(items: readonly T[], count = perKind): T[] {
  return sampled(items, count, seededRandom(5));
}

async function pictureQueries(records: readonly SourceRecord[]): Promise<MatchQuery[]> {
  const asked = some(records, perKind / 2);
  const pictures = await readPictures(asked.map(({ file }) => file));
  return asked.map(({ file }) => ({
    truth: 'not there',
    kind: 'foreign pictures',
    picture: pictures.get(file)!,
  }));
}

/** Titles, attribute phrases and cut pictures of the catalogue's own products. */
async function queriesOf(catalogue: EvalCatalogue): Promise<MatchQuery[]> {
  const random = seededRandom(6);
  const pictures: MatchQuery[] = [];
  for (const product of some(catalogue.products, perKind / 2))
    pictures.push({
      truth: 'there',
      kind: 'cut pictures',
      picture: await crop(catalogue.pictures.get(product.pictures[0]!)!, random),
    });
  return [
    ...some([...new Set(catalogue.titles.values())]).map((text): MatchQuery => ({
      truth: 'there',
      kind: 'titles',
      text: text.toLowerCase(),
    })),
    ...some(phraseQueries(catalogue)).map(({ text = '' }): MatchQuery => ({
      truth: 'there',
      kind: 'attribute phrases',
      text,
    })),
    ...pictures,
  ];
}

/** The seed shop with its attribute queries, its titles in other words, and colours that a kind does not come in. */
async function seedSet(): Promise<MatchSet> {
  const { products, pictures, specs, queries } = await readSeedCatalogue();
  const random = seededRandom(7);
  const colours = [...new Set(specs.map(({ colour }) => colour))];
  const kinds = [...new Set(specs.map(({ kind }) => kind))];
  const absent = kinds.flatMap((kind) =>
    colours
      .filter((colour) => !specs.some((spec) => spec.kind === kind && spec.colour === colour))
      .map((colour) => `${colour} ${kind.replaceAll('-', ' ')}`),
  );
  const cut: MatchQuery[] = [];
  for (const { id } of some(specs, perKind / 2))
    cut.push({
      truth: 'there',
      kind: 'cut pictures',
      picture: await crop(pictures.get(`${id}-2.webp`)!, random),
    });
  return {
    name: 'seed',
    fitted: true,
    catalogue: { products, pictures },
    queries: [
      ...queries.map(({ query }): MatchQuery => ({ truth: 'there', kind: 'attribute queries', text: query })),
      ...some(specs).map((spec): MatchQuery => ({
        truth: 'there',
        kind: 'titles in other words',
        text: `${spec.kind.replaceAll('-', ' ')} made of ${spec.material}, ${spec.colour}`,
      })),
      ...some(absent).map((text): MatchQuery => ({ truth: 'near', kind: 'colours that a kind lacks', text })),
      ...cut,
    ],
  };
}
