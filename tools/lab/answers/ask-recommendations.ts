import { z } from 'zod';
import type { AskedShop, Question } from './asked-shop.js';

export interface RecommendationCounts {
  readonly text: number;
  readonly picture: number;
  readonly both: number;
  readonly likes: number;
  readonly dials: number;
  readonly filters: number;
  readonly similar: number;
}

const levels = ['none', 'shopper', 'merchant', 'expert'] as const;
const limit = 5;
const route = '/v1/recommendations';
const neuronsSchema = z.object({ neurons: z.array(z.object({ id: z.number() })).min(1) });

/** Asks which neurons fire most and have a name: dials and evidence are asked of these. */
export async function liveNeurons(shop: AskedShop): Promise<number[]> {
  const path = '/v1/neurons?named=yes&sort=fires&limit=40';
  return neuronsSchema.parse(await shop.ask('live-neurons', { path })).neurons.map(({ id }) => id);
}

/** Asks for recommendations in every way, at every level of explanation by turns. */
export async function askRecommendations(
  shop: AskedShop,
  counts: RecommendationCounts,
  neurons: readonly number[],
): Promise<void> {
  const { texts, pictures } = shop.content;
  const asked = (turn: number, query: object, more: object = {}): Question => ({
    path: route,
    body: { query, limit, explain: levels[turn % levels.length], ...more },
  });
  for (let i = 0; i < counts.text; i += 1)
    await shop.ask('recommend-text', asked(i, { text: texts[i % texts.length] }));
  for (let i = 0; i < counts.picture; i += 1) {
    const picture = shop.one(pictures);
    // A picture may be a part of the request or stand in it.
    const inside = i % 5 === 4 ? { image: picture.toString('base64') } : {};
    const question = asked(i, inside);
    await shop.ask('recommend-picture', i % 5 === 4 ? question : { ...question, picture });
  }
  for (let i = 0; i < counts.both; i += 1)
    await shop.ask('recommend-both', {
      ...asked(i, { text: i % 2 === 0 ? 'this, but in blue' : shop.one(texts) }),
      picture: shop.one(pictures),
    });
  for (let i = 0; i < counts.likes; i += 1)
    await shop.ask(
      'recommend-likes',
      asked(i, {
        ...(i % 3 === 0 ? { text: shop.one(texts) } : {}),
        like: [shop.productId(), ...(i % 2 === 0 ? [shop.productId()] : [])],
        ...(i % 2 === 1 ? { unlike: [shop.productId()] } : {}),
      }),
    );
  for (let i = 0; i < counts.dials; i += 1) {
    const turned = new Set(Array.from({ length: 1 + (i % 3) }, () => shop.one(neurons)));
    const steer = [...turned].map((neuron, at) => ({ neuron, weight: at % 2 === 0 ? 1.5 : -0.5 }));
    await shop.ask('recommend-dials', asked(i, { text: shop.one(texts), steer }));
  }
  for (let i = 0; i < counts.filters; i += 1)
    await shop.ask(
      'recommend-filters',
      asked(i, { text: shop.one(texts), ...weighed(i) }, restricted(shop, i)),
    );
  for (let i = 0; i < counts.similar; i += 1)
    await shop.ask('similar', {
      path: `/v1/products/${shop.productId()}/similar?limit=${limit}&explain=${levels[i % levels.length] ?? ''}`,
    });
}

function weighed(turn: number): object {
  if (turn % 4 === 1) return { weights: { channels: { reviews: 2, image: 0.5 } } };
  return turn % 4 === 3 ? { weights: { channels: { image: 0 } } } : {};
}

/** A filter that at least one product passes, and the other fields of a request by turns. */
function restricted(shop: AskedShop, turn: number): object {
  const { category = [], price, attributes = {} } = shop.one(shop.content.products);
  const colour = attributes.colour ?? attributes.baseColour;
  const filters: object[] = [
    { category: category.slice(0, 1) },
    ...(colour === undefined
      ? []
      : [{ attributes: { [attributes.colour ? 'colour' : 'baseColour']: [colour].flat() } }]),
    ...(price === undefined
      ? []
      : [{ price: { max: price } }, { price: { min: price / 2 }, availability: ['in_stock'] }]),
  ];
  const others: object[] = [{}, { diversity: 0.5 }, { offset: 5, variants: 'collapse' }, { language: 'de' }];
  return { filter: filters[turn % filters.length], ...others[turn % others.length] };
}
