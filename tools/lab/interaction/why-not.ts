import { estimate, median, quantile, seededRandom } from '#platform';
import { shown } from '../report/figures.js';
import type { RecommendationAnswer } from '../../../libs/recommendation/src/contract.js';
import type { Change, WhyNotAnswer } from '../../../libs/recommendation/src/why-not/contract.js';
import { table } from '../report/report.js';
import { asked } from './asked.js';
import type { Shop } from './shops.js';
import { briefQueries } from './targets.js';

const top = 10;
const casesPerShop = 50;
/** A product that stands so far down or further is drawn as rarely as one before. */
const near = 60;
/** Every so many cases a filter keeps the product out too. */
const filteredEvery = 5;

interface Case {
  readonly shop: Shop;
  readonly query: { readonly text: string };
  readonly filter: object | undefined;
  readonly productId: string;
  readonly drawn: 'near' | 'anywhere' | 'filtered';
}

interface Tried extends Case {
  readonly answer: WhyNotAnswer;
  readonly milliseconds: number;
  /** Of each suggestion, whether a fresh request with its change shows the product among the first. */
  readonly succeeded: readonly boolean[];
}

/** Why-not: for how many products a change is found, and whether it does what it says when it is sent anew. */
export async function whyNotSection(shops: readonly Shop[]): Promise<string> {
  const tried: Tried[] = [];
  for (const shop of shops) for (const one of await cases(shop)) tried.push(await run(one));
  const group = (name: string, own: readonly Tried[]): string[] => {
    const suggested = own.filter(({ succeeded }) => succeeded.length > 0);
    const each = suggested.flatMap(({ succeeded }) => succeeded.map(Number));
    const turns = own
      .map(({ answer }) => Math.abs(answer.suggestions[0]?.neuron?.turn ?? NaN))
      .filter(Number.isFinite);
    return [
      name,
      String(own.length),
      shown(estimate(own.map(({ succeeded }) => (succeeded.length > 0 ? 1 : 0)))),
      String(each.length),
      each.length === 0 ? '' : shown(estimate(each)),
      turns.length === 0 ? '' : median(turns).toFixed(2),
    ];
  };
  const times = tried.map(({ milliseconds }) => milliseconds);
  return [
    `${tried.length} pairs of a query and a product that is not among its first ${top}: in each shop ${casesPerShop}, half of them drawn from places ${top + 1} to ${near} and half from anywhere, and of every ${filteredEvery}th a filter keeps the product out too. Shops: ${shops.map(({ about }) => about).join('; ')}. A suggestion succeeds when a fresh request over HTTP, with its change put in place, has the product among the first ${top}.`,
    table(
      ['', 'cases', 'with a suggestion', 'suggestions', 'of these succeed', 'median smallest turn'],
      [
        ...shops.map(({ name }) =>
          group(
            name,
            tried.filter(({ shop }) => shop.name === name),
          ),
        ),
        ...(['near', 'anywhere', 'filtered'] as const).map((drawn) =>
          group(
            drawn,
            tried.filter((one) => one.drawn === drawn),
          ),
        ),
        group('all', tried),
      ],
    ),
    `One call took ${Math.round(median(times))} ms in the median and ${Math.round(quantile(times, 0.95))} ms at the 95th percentile, with ${(tried.reduce((sum, { answer }) => sum + answer.tried.runs, 0) / tried.length).toFixed(1)} runs of the request on average.`,
    'Three of the answers, as they came:',
    tried
      .filter(({ succeeded }) => succeeded.length > 0)
      .filter((_, at, all) => at % Math.ceil(all.length / 3) === 0)
      .map(({ query, productId, answer }) => `- "${query.text}", ${productId}: ${answer.message}`)
      .join('\n'),
  ].join('\n\n');
}

async function cases(shop: Shop): Promise<Case[]> {
  const random = seededRandom(11);
  const queries = briefQueries(shop);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const made: Case[] = [];
  while (made.length < casesPerShop) {
    const text = pick(queries);
    const { results } = await recommended(shop, { query: { text }, limit: near, explain: 'none' });
    const ids = results.map(({ product }) => product.id);
    const isNear = made.length % 2 === 0;
    const productId = isNear ? ids[top + Math.floor(random() * (near - top))] : pick(shop.engine.products).id;
    if (productId === undefined || ids.slice(0, top).includes(productId)) continue;
    const isFiltered = made.length % filteredEvery === filteredEvery - 1;
    made.push({
      shop,
      query: { text },
      filter: isFiltered ? filterWithout(shop, productId) : undefined,
      productId,
      drawn: isFiltered ? 'filtered' : isNear ? 'near' : 'anywhere',
    });
  }
  return made;
}

/** A filter by the category of another kind of product. */
function filterWithout({ engine }: Shop, productId: string): object {
  const listings = engine.products.flatMap(({ ordinal }) => engine.catalogue.listing(ordinal) ?? []);
  const own = listings.find(({ id }) => id === productId)?.category ?? [];
  const other = listings
    .map(({ category }) => category.at(-1))
    .find((level) => level !== undefined && !own.includes(level));
  return { category: [other] };
}

async function run(one: Case): Promise<Tried> {
  const { shop, query, filter, productId } = one;
  const request = { query, ...(filter ? { filter } : {}) };
  const began = performance.now();
  const answer = await asked<WhyNotAnswer>(shop, '/v1/explanations/why-not', { ...request, productId, top });
  const milliseconds = performance.now() - began;
  const succeeded: boolean[] = [];
  for (const { change } of answer.suggestions) {
    const { results } = await recommended(shop, { ...changed(request, change), limit: top });
    succeeded.push(results.some(({ product }) => product.id === productId));
  }
  return { ...one, answer, milliseconds, succeeded };
}

/** The request with a change put in place, as docs/api.md says how. */
function changed(request: { query: object; filter?: object }, { query, filter, ...others }: Change): object {
  const { filter: own, ...rest } = request;
  const kept = filter === undefined ? own : filter;
  return { ...rest, ...others, ...(kept ? { filter: kept } : {}), query: { ...request.query, ...query } };
}

function recommended(shop: Shop, request: object): Promise<RecommendationAnswer> {
  return asked(shop, '/v1/recommendations', request);
}
