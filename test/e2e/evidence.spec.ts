import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  PictureUnits,
  PictureUnitsAnswer,
  UnitsAnswer,
} from '../../libs/explanation/src/attribution/units-contract.js';
import type {
  AttributionAnswer,
  PictureAttributionAnswer,
} from '../../libs/explanation/src/attribution/contract.js';
import type { NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import { call, recommend, type Problem, type Reply } from '../support/ask.js';
import { seedPicture } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

const path = '/v1/explanations/evidence';
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('evidence over HTTP', () => {
  let engine: Engine;
  let neuron: number;
  beforeAll(async () => {
    engine = await startSeededEngine();
    const answer = await recommend(engine.url, {
      query: { text: 'red stoneware mug' },
      limit: 1,
      explain: 'expert',
    });
    neuron = answer.results[0]!.neurons![0]!.id;
  });
  afterAll(() => engine.stop());

  const ask = (parameters: Record<string, string | number>): Promise<Reply<AttributionAnswer>> => {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(parameters)) query.set(key, String(value));
    return call<AttributionAnswer>(engine.url, `${path}?${query.toString()}`);
  };

  it('shows where: regions that add up, words in their places, a quote of a review', async () => {
    const { status, body } = await ask({
      productId: 'red-stoneware-mug',
      neuron,
      text: 'red mug',
      atoms: 10,
    });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.neuron.id).toBe(neuron);
    expect(body.pictures.length).toBeGreaterThan(0);
    for (const picture of body.pictures) {
      expect(picture).toMatchObject({ method: 'cells', approximate: false });
      expect(Math.abs(sum(picture.grid.flat()) - picture.projection)).toBeLessThan(1e-5);
      expect(picture.area).toEqual({ left: 0, top: 0, width: 1, height: 1 });
    }
    const texts = [...body.descriptions, ...body.reviews, body.query!];
    expect(texts.length).toBeGreaterThan(2);
    for (const { text, words } of texts) {
      expect(words.length).toBeGreaterThan(0);
      for (const { word, start, end } of words) expect(text.slice(start, end)).toBe(word);
    }
    const projections = body.descriptions.map(({ projection }) => projection);
    expect(projections).toEqual(projections.toSorted((a, b) => b - a));
    expect(body.quote!.text.length).toBe(body.quote!.end - body.quote!.start);
    expect(body.reviews.some(({ text }) => text.includes(body.quote!.text))).toBe(true);
  });

  it('takes the direction of the query, as contributions do: their mean over the pictures is d . v[c]', async () => {
    const answer = await recommend(engine.url, {
      query: { text: 'red stoneware mug', weights: { channels: { description: 0, reviews: 0 } } },
      filter: { category: ['Mugs'] },
      limit: 50,
      variants: 'all',
      explain: 'expert',
    });
    const asked = answer.query.neurons.find(({ id }) => id === neuron)!;
    const result = answer.results.find(({ product }) => product.id === 'red-stoneware-mug')!;
    const shown = result.neurons!.find(({ id }) => id === neuron)!;
    const { body } = await ask({
      productId: 'red-stoneware-mug',
      neuron,
      channel: 'image',
      modality: 'text',
      atoms: 10,
    });
    const mean = sum(body.pictures.map(({ projection }) => projection)) / body.pictures.length;
    const weight = shown.channels.image / (asked.activation * mean);
    // The weight is the same for every neuron: so each contribution is made of what evidence shows.
    const other = answer.query.neurons.find(({ id }) => id !== neuron)!;
    const evidence = await ask({
      productId: 'red-stoneware-mug',
      neuron: other.id,
      channel: 'image',
      modality: 'text',
      atoms: 10,
    });
    const otherMean =
      sum(evidence.body.pictures.map(({ projection }) => projection)) / evidence.body.pictures.length;
    const otherShown = result.neurons!.find(({ id }) => id === other.id)!;
    expect(weight * other.activation * otherMean).toBeCloseTo(otherShown.channels.image, 4);
    expect(body.descriptions).toEqual([]);
    expect(body.quote).toBeNull();
  });

  it('answers again with the same', async () => {
    const parameters = { productId: 'red-stoneware-mug', neuron, atoms: 2 };
    const [first, second] = [await ask(parameters), await ask(parameters)];
    expect(second.body).toEqual(first.body);
  });

  it.each<[string, Record<string, string | number>, number, string]>([
    ['no product', { neuron: 0 }, 400, 'productId'],
    ['no neuron', { productId: 'red-stoneware-mug' }, 400, 'neuron'],
    ['an unknown product', { productId: 'no-such-thing', neuron: 0 }, 404, 'productId'],
    ['a neuron beyond the dictionary', { productId: 'red-stoneware-mug', neuron: 9_999_999 }, 404, 'neuron'],
    ['a negative neuron', { productId: 'red-stoneware-mug', neuron: -1 }, 400, 'neuron'],
    ['a broken neuron', { productId: 'red-stoneware-mug', neuron: 'red' }, 400, 'neuron'],
    ['another channel', { productId: 'red-stoneware-mug', neuron: 0, channel: 'video' }, 400, 'channel'],
    ['another modality', { productId: 'red-stoneware-mug', neuron: 0, modality: 'sound' }, 400, 'modality'],
    ['an empty text', { productId: 'red-stoneware-mug', neuron: 0, text: ' ' }, 400, 'text'],
    ['a text too long', { productId: 'red-stoneware-mug', neuron: 0, text: 'a'.repeat(2001) }, 400, 'text'],
    ['no atoms', { productId: 'red-stoneware-mug', neuron: 0, atoms: 0 }, 400, 'atoms'],
    ['an unknown parameter', { productId: 'red-stoneware-mug', neuron: 0, colour: 'red' }, 400, ''],
  ])('refuses %s', async (_, parameters, status, field) => {
    const reply = (await ask(parameters)) as unknown as Reply<Problem>;
    expect({ status: reply.status, type: reply.type }).toEqual({
      status,
      type: expect.stringContaining('application/problem+json') as string,
    });
    expect(reply.body.errors?.[0]?.fix).toBeTruthy();
    if (field) expect(reply.body.errors?.[0]?.field).toBe(field);
  });

  it("shows where a query's picture shows a neuron, as for the same picture of a product", async () => {
    const file = await readFile(seedPicture('red-stoneware-mug-1.webp'));
    const sent = await call<PictureAttributionAnswer>(engine.url, path, {
      image: file.toString('base64'),
      neuron,
    });
    expect(sent.status, JSON.stringify(sent.body)).toBe(200);
    const { picture } = sent.body;
    expect(sent.body.neuron.id).toBe(neuron);
    expect(picture.method).toBe('cells');
    expect(Math.abs(sum(picture.grid.flat()) - picture.projection)).toBeLessThan(1e-5);
    const stored = await ask({ productId: 'red-stoneware-mug', neuron, channel: 'image', atoms: 10 });
    const region = stored.body.pictures.find(({ position }) => position === 0)!;
    expect(picture.area).toEqual(region.area);
    expect(picture.projection).toBeCloseTo(region.projection, 5);
    expect(picture.activation).toBeCloseTo(region.activation, 5);
    picture.grid.forEach((row, i) =>
      row.forEach((value, j) => expect(value).toBeCloseTo(region.grid[i]![j]!, 5)),
    );
  });

  it.each<[string, object, number, string]>([
    ['no picture', { neuron: 1 }, 400, 'image'],
    ['what is no picture', { image: 'aGVsbG8=', neuron: 1 }, 400, 'image'],
    ['no neuron', { image: 'aGVsbG8=' }, 400, 'neuron'],
    ['a neuron beyond the dictionary', { image: 'aGVsbG8=', neuron: 9_999_999 }, 404, 'neuron'],
    ['another modality', { image: 'aGVsbG8=', neuron: 1, modality: 'sound' }, 400, 'modality'],
  ])("refuses a query's evidence with %s", async (_, body, status, field) => {
    const reply = await call<Problem>(engine.url, path, body);
    expect({ status: reply.status, field: reply.body.errors?.[0]?.field }).toEqual({ status, field });
    expect(reply.body.errors?.[0]?.fix).toBeTruthy();
  });

  it('knows neurons by the numbers that the list gives', async () => {
    const { body } = await call<NeuronsAnswer>(engine.url, '/v1/neurons?facet=colour&limit=1');
    const id = body.neurons[0]!.id;
    const evidence = await ask({ productId: 'red-stoneware-mug', neuron: id, channel: 'image', atoms: 1 });
    expect(evidence.body.neuron.name).toBe(body.neurons[0]!.name);
  });

  it('tells what raw units add to a neuron or a query: it adds up', async () => {
    const adds = (units: PictureUnits): void => {
      if (!units.recognised) throw new Error(units.reason);
      const shown = units.units.map(({ contribution }) => contribution);
      expect(shown).toHaveLength(5);
      expect(Math.abs(sum(shown) + units.others + units.rest - units.projection)).toBeLessThan(1e-5);
    };
    const evidence = await ask({ productId: 'red-stoneware-mug', neuron, channel: 'image', atoms: 10 });
    const ofNeuron = await call<UnitsAnswer>(
      engine.url,
      `/v1/explanations/units?productId=red-stoneware-mug&neuron=${neuron}&limit=5`,
    );
    expect(ofNeuron.status, JSON.stringify(ofNeuron.body)).toBe(200);
    for (const { hash, units } of ofNeuron.body.pictures) {
      adds(units);
      const picture = evidence.body.pictures.find((one) => one.hash === hash)!;
      // Stored vectors were computed by the graph without the extra output.
      if (units.recognised) expect(Math.abs(units.projection - picture.projection)).toBeLessThan(1e-5);
    }
    const image = (await readFile(seedPicture('red-stoneware-mug-1.webp'))).toString('base64');
    const ofPicture = await call<PictureUnitsAnswer>(engine.url, '/v1/explanations/units', {
      image,
      text: 'red mug',
      limit: 5,
    });
    adds(ofPicture.body.units);
  });

  it.each<[string, object | undefined, string, number, string]>([
    ['no target', undefined, '?productId=red-stoneware-mug', 400, 'neuron'],
    ['two targets', undefined, '?productId=red-stoneware-mug&neuron=1&text=red', 400, 'neuron'],
    ['an unknown product', undefined, '?productId=no-such-thing&neuron=1', 404, 'productId'],
    ['an unknown neuron', undefined, '?productId=red-stoneware-mug&neuron=9999999', 404, 'neuron'],
    ['a limit of 0', undefined, '?productId=red-stoneware-mug&neuron=1&limit=0', 400, 'limit'],
    ['what is no picture', { image: 'aGVsbG8=', text: 'red' }, '', 400, 'image'],
    ['no picture', { text: 'red' }, '', 400, 'image'],
    ['a picture and no target', { image: 'aGVsbG8=' }, '', 400, 'neuron'],
  ])('refuses units of %s', async (_, body, query, status, field) => {
    const reply = await call<Problem>(engine.url, `/v1/explanations/units${query}`, body);
    expect({ status: reply.status, field: reply.body.errors?.[0]?.field }).toEqual({ status, field });
    expect(reply.body.errors?.[0]?.fix).toBeTruthy();
  });
});
