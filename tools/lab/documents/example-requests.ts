import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectFolder } from '#platform';
import type { Example } from '../../../apps/api/src/openapi/examples.js';

/** An example without what is recorded. */
export type ExampleRequest = Omit<Example, 'status' | 'answer' | 'varies' | 'shortened'> &
  Partial<Pick<Example, 'varies' | 'shortened'>>;

const recommendations = { method: 'post', path: '/v1/recommendations' } as const;
const mug = 'red-stoneware-mug';
const red = 59;
const pictureSide = 64;

/** What is asked of the seed shop, in this order: what reads stands before what changes. */
export async function exampleRequests(): Promise<readonly ExampleRequest[]> {
  const picture = await smallPicture();
  return [
    {
      ...recommendations,
      name: 'text',
      summary: 'By words, with what a shopper is told',
      body: { query: { text: 'red ceramic mug' }, limit: 1 },
    },
    {
      ...recommendations,
      name: 'likes',
      summary: 'By likes and dislikes',
      body: { query: { like: ['red-notebook'], unlike: ['black-stapler'] }, limit: 2, explain: 'none' },
    },
    {
      ...recommendations,
      name: 'filters',
      summary: 'By words, within a filter',
      body: {
        query: { text: 'for the desk' },
        filter: { price: { max: 40 }, availability: ['in_stock'], attributes: { colour: ['red', 'blue'] } },
        limit: 1,
        explain: 'none',
      },
    },
    {
      ...recommendations,
      name: 'picture',
      summary: 'By a picture; as multipart, its file is the part `image`',
      body: { query: { image: picture }, limit: 1, explain: 'none' },
    },
    {
      ...recommendations,
      name: 'nothing-asked',
      summary: 'A refusal says what is wrong and what to do',
      body: { query: {} },
      varies: ['requestId'],
    },
    {
      method: 'get',
      path: '/v1/products/{id}/similar',
      name: 'mug',
      summary: 'Two products like a mug',
      parameters: { id: mug, limit: 2, explain: 'none' },
    },
    {
      method: 'post',
      path: '/v1/explanations/why-not',
      name: 'mug',
      summary: 'Why a red mug is not among the first blue ones',
      body: { query: { text: 'blue mug' }, productId: mug, top: 3 },
      shortened: ['obstacles', 'suggestions'],
    },
    {
      method: 'post',
      path: '/v1/dialogue',
      name: 'first-turn',
      summary: 'The first call: a proposal and a question',
      body: { query: { text: 'a gift' }, limit: 1 },
      shortened: ['neurons', 'examples'],
    },
    {
      method: 'get',
      path: '/v1/explanations/evidence',
      name: 'red',
      summary: 'Where the words of a product carry a neuron',
      parameters: { productId: mug, neuron: red, channel: 'description', text: 'red mug' },
      shortened: ['descriptions', 'words'],
    },
    {
      method: 'get',
      path: '/v1/neurons',
      name: 'colours',
      summary: 'The colours that fire most',
      parameters: { facet: 'colour', sort: 'fires', limit: 2 },
    },
    { method: 'get', path: '/v1/neurons/{id}', name: 'red', summary: 'One neuron', parameters: { id: red } },
    {
      method: 'post',
      path: '/v1/neurons/fire',
      name: 'words',
      summary: 'Which neurons fire for words',
      body: { text: 'red mug' },
      shortened: ['neurons'],
    },
    {
      method: 'get',
      path: '/v1/neurons/{id}/statistics',
      name: 'red',
      summary: 'What a neuron does in this catalogue',
      parameters: { id: red },
      varies: ['measuredAt'],
      shortened: [
        'bins',
        'deciles',
        'samples',
        'products',
        'descriptions',
        'reviews',
        'words',
        'queries',
        'image',
        'text',
      ],
    },
    {
      method: 'post',
      path: '/v1/alignment',
      name: 'mug',
      summary: 'Does the picture say what the words say?',
      body: { pictures: [picture], texts: ['A red ceramic mug'] },
      shortened: ['shared', 'pictureOnly', 'textOnly'],
    },
    {
      method: 'get',
      path: '/v1/catalogue/facets',
      name: 'seed-shop',
      summary: 'What the seed shop can be filtered by',
      shortened: ['categories', 'attributes', 'values'],
    },
    {
      method: 'get',
      path: '/v1/catalogue/products/{id}',
      name: 'mug',
      summary: 'One product',
      parameters: { id: mug },
      shortened: ['reviews'],
    },
    {
      method: 'get',
      path: '/v1/catalogue/products/{id}',
      name: 'unknown',
      summary: 'There is no such product',
      parameters: { id: 'no-such-product' },
      varies: ['requestId'],
    },
    {
      method: 'get',
      path: '/v1/encoders',
      name: 'serving',
      summary: 'The encoder that serves; no standby',
      varies: ['since'],
    },
    {
      method: 'get',
      path: '/v1/dictionaries',
      name: 'shipped',
      summary: 'The dictionary that is shipped',
      varies: ['id', 'createdAt', 'activatedAt'],
    },
    {
      method: 'put',
      path: '/v1/neurons/{id}/name',
      name: 'corrected',
      summary: 'A person names a neuron',
      parameters: { id: red },
      body: { name: 'bright red', author: 'Ann', reason: 'as our customers say' },
      varies: ['at'],
    },
    {
      method: 'get',
      path: '/v1/neurons/{id}/history',
      name: 'corrected',
      summary: 'What people changed',
      parameters: { id: red },
      varies: ['at'],
    },
    {
      method: 'post',
      path: '/v1/catalogue/uploads',
      name: 'two-rows',
      summary: 'One good row, and one without a title',
      multipart: true,
      body: {
        products: [
          '{ "id": "blue-cup", "title": "Blue cup", "description": "A blue cup.", "price": 9.5, "currency": "EUR" }',
          '{ "id": "no-title", "description": "It has no title." }',
          '',
        ].join('\n'),
      },
      varies: ['uploadId'],
    },
    {
      method: 'get',
      path: '/v1/catalogue/uploads/{id}',
      name: 'two-rows',
      summary: 'When it is done',
      taken: { parameter: 'id', from: 'two-rows', field: 'uploadId' },
      varies: ['uploadId'],
    },
    {
      method: 'get',
      path: '/v1/catalogue/uploads/{id}/errors',
      name: 'two-rows',
      summary: 'What was wrong with the other row',
      taken: { parameter: 'id', from: 'two-rows', field: 'uploadId' },
    },
  ];
}

async function smallPicture(): Promise<string> {
  const file = await readFile(join(projectFolder, 'seed-data/pictures', `${mug}-1.webp`));
  const small = await sharp(file)
    .resize(pictureSide, pictureSide, { fit: 'inside' })
    .webp({ quality: 60 })
    .toBuffer();
  return small.toString('base64');
}
