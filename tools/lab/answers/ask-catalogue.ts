import { z } from 'zod';
import type { AskedShop } from './asked-shop.js';

export interface NeuronCounts {
  readonly list: number;
  readonly one: number;
  readonly fire: number;
  readonly statistics: number;
}

const lists = [
  'limit=20',
  'named=no&limit=20',
  'sort=fires&limit=20',
  'sort=agreement&limit=20&offset=20',
  'sort=confidence&facet=colour&limit=20',
  'search=red',
  'search=mug&language=de',
  'sort=name&facet=category&limit=50',
];

/** Asks for the dictionary's neurons, and what they do in this catalogue. */
export async function askNeurons(
  shop: AskedShop,
  counts: NeuronCounts,
  neurons: readonly number[],
): Promise<void> {
  const { texts, pictures } = shop.content;
  for (const list of lists.slice(0, counts.list)) await shop.ask('neurons', { path: `/v1/neurons?${list}` });
  for (let i = 0; i < counts.one; i += 1)
    await shop.ask('neuron', {
      path: `/v1/neurons/${shop.one(neurons)}${i % 3 === 2 ? '?language=de' : ''}`,
    });
  for (let i = 0; i < counts.fire; i += 1)
    await shop.ask('fire', {
      path: '/v1/neurons/fire',
      body: {
        ...(i % 3 === 1 ? {} : { text: shop.one(texts) }),
        ...(i % 3 === 0 ? {} : { image: shop.one(pictures).toString('base64') }),
      },
    });
  for (let i = 0; i < counts.statistics; i += 1)
    await shop.ask('statistics', { path: `/v1/neurons/${shop.one(neurons)}/statistics` });
}

const productSchema = z.object({ pictures: z.array(z.object({ hash: z.string() })) });
const dictionariesSchema = z.object({ dictionaries: z.array(z.object({ id: z.string() })).min(1) });

/** Asks for the listing: facets, products and their pictures. */
export async function askCatalogue(
  shop: AskedShop,
  counts: { products: number; pictures: number },
): Promise<void> {
  await shop.ask('facets', { path: '/v1/catalogue/facets' });
  const hashes: string[] = [];
  for (let i = 0; i < counts.products; i += 1) {
    const answer = await shop.ask('product', { path: `/v1/catalogue/products/${shop.productId()}` });
    hashes.push(...productSchema.parse(answer).pictures.map(({ hash }) => hash));
  }
  const sizes = ['320', '640', 'original'];
  for (let i = 0; i < counts.pictures; i += 1)
    await shop.ask('picture', { path: `/v1/pictures/${hashes[i] ?? ''}/${sizes[i % sizes.length] ?? ''}` });
  await shop.ask('encoders', { path: '/v1/encoders' });
}

/** Asks what is the same for every shop. */
export async function askInstallation(shop: AskedShop): Promise<void> {
  const list = await shop.ask('dictionaries', { path: '/v1/dictionaries' });
  const [first] = dictionariesSchema.parse(list).dictionaries;
  await shop.ask('dictionary', { path: `/v1/dictionaries/${first?.id ?? ''}` });
  await shop.ask('openapi', { path: '/docs-json' });
  await shop.ask('live', { path: '/health/live' });
  await shop.ask('ready', { path: '/health/ready' });
}

/** Requests that are refused: their problems are answers too. */
export async function askRefused(shop: AskedShop): Promise<void> {
  const recommendations = '/v1/recommendations';
  await shop.ask('refused', { path: recommendations, body: { query: {} } });
  await shop.ask('refused', {
    path: recommendations,
    body: { query: { text: 'mug' }, limit: 0, colour: 'red' },
  });
  await shop.ask('refused', { path: recommendations, body: { query: { like: ['no-such-product'] } } });
  await shop.ask('refused', {
    path: recommendations,
    body: { query: { text: 'mug', steer: [{ neuron: 9_999_999, weight: 1 }] } },
  });
  await shop.ask('refused', { path: '/v1/catalogue/products/no-such-product' });
  await shop.ask('refused', { path: '/v1/neurons/9999999/statistics' });
}

/** A neuron is named, kept out of the ranking, and put back: four answers and the one in between. Comes last. */
export async function askCorrections(shop: AskedShop, neuron: number): Promise<void> {
  const put = (setting: string, body: object): Promise<unknown> =>
    shop.ask(`correction-${setting}`, {
      path: `/v1/neurons/${neuron}/${setting}`,
      method: 'PUT',
      body: { ...body, author: 'Ann', reason: 'for the recording' },
    });
  await put('name', { name: 'recorded' });
  await put('excluded', { from: 'ranking' });
  await shop.ask('recommend-corrected', {
    path: '/v1/recommendations',
    body: { query: { text: shop.one(shop.content.texts) }, limit: 5, explain: 'expert' },
  });
  await shop.ask('history', { path: `/v1/neurons/${neuron}/history` });
  await put('excluded', { from: 'nothing' });
}
