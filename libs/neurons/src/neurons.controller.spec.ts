import { join } from 'node:path';
import { APP_FILTER, APP_PIPE, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Module } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CentredEncoder, OnnxEncoder, VectorStore } from '#encoder';
import { createLogger, LOGGER, ProblemFilter, projectFolder, validationPipe } from '#platform';
import { NeuronsController } from './neurons.controller.js';
import { ServingNeurons } from './serving-neurons.js';
import { CorrectedDictionary } from './corrections/corrected-dictionary.js';
import { Corrections } from './corrections/corrections.js';
import { readVocabulary } from './words/vocabulary.js';
import { WordDictionary } from './words/word-dictionary.js';

/** Nothing is stored: every vector is computed. */
class NoStore extends VectorStore {
  get(): Promise<Map<string, Float32Array>> {
    return Promise.resolve(new Map<string, Float32Array>());
  }
  put(): Promise<void> {
    return Promise.resolve();
  }
}

interface Answer {
  readonly total: number;
  readonly dictionary: string;
  readonly detail: string;
  readonly errors: { field: string; fix: string }[];
  readonly neurons: { id: number; name: string; facet: string }[];
  readonly text?: { neurons: { activation: number }[]; explained: number };
  readonly image?: { neurons: { activation: number }[]; explained: number };
}

describe('/v1/neurons', () => {
  let app: NestFastifyApplication;
  let onnx: OnnxEncoder;
  const tiny = join(projectFolder, 'test/fixtures/tiny-clip');

  beforeAll(async () => {
    onnx = await OnnxEncoder.open(tiny);
    const none = new Float32Array(onnx.manifest.dimension);
    const encoder = new CentredEncoder(onnx, { image: none, text: none });
    const terms = (await readVocabulary()).filter(({ facet }, i) => facet === 'colour' || i % 40 === 0);
    const dictionary = await WordDictionary.load(encoder, new NoStore(), terms, { models: {} });
    const plain = new CorrectedDictionary(dictionary, new Corrections([]), new Map());
    const corrected = { latest: (language?: string) => Promise.resolve(plain.in(language)) };
    // The neuron with the largest number fires most, and for the same products in both.
    const figures = () =>
      Promise.resolve(
        terms.map((_, id) => ({
          fires: { image: id, text: 1 },
          either: id + 1,
          both: id === terms.length - 1 ? id : 0,
        })),
      );
    @Module({
      controllers: [NeuronsController],
      providers: [
        {
          provide: ServingNeurons,
          useValue: {
            now: () => ({ encoder, corrected, figures }),
            named: (id: string) => Promise.resolve(id === dictionary.id ? corrected : undefined),
          },
        },
        { provide: LOGGER, useValue: createLogger('silent') },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    })
    class NeuronsOnly {}
    app = await NestFactory.create<NestFastifyApplication>(NeuronsOnly, new FastifyAdapter(), {
      logger: false,
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app.close();
    await onnx.close();
  });

  const ask = async (url: string, body?: object): Promise<{ status: number; answer: Answer }> => {
    const reply = await app.inject({
      method: body ? 'POST' : 'GET',
      url,
      ...(body ? { payload: body } : {}),
    });
    return { status: reply.statusCode, answer: reply.json<Answer>() };
  };

  it('lists, searches, and turns pages', async () => {
    const { answer } = await ask('/v1/neurons?facet=colour&search=BLUE&limit=2');
    expect(answer.total).toBeGreaterThan(2);
    expect(answer.neurons).toHaveLength(2);
    expect(answer.neurons.every(({ name, facet }) => name.includes('blue') && facet === 'colour')).toBe(true);
    const { answer: next } = await ask('/v1/neurons?facet=colour&search=blue&limit=2&offset=2');
    expect(next.neurons[0]?.id).not.toBe(answer.neurons[0]?.id);
    const { answer: none } = await ask('/v1/neurons?search=no%20such%20word');
    expect(none).toMatchObject({ total: 0, neurons: [] });
  });

  it('sorts by what was counted in the catalogue, and leaves out those that have a name', async () => {
    const { answer: all } = await ask('/v1/neurons?limit=1');
    for (const sort of ['fires', 'agreement']) {
      const { answer } = await ask(`/v1/neurons?sort=${sort}&limit=3`);
      expect(answer.neurons[0]).toMatchObject({
        id: all.total - 1,
        fires: { image: all.total - 1, text: 1 },
      });
    }
    expect((await ask('/v1/neurons?named=no')).answer.total).toBe(0);
  });

  it('shows one neuron', async () => {
    expect((await ask('/v1/neurons/0')).answer).toMatchObject({ id: 0, confidence: 0 });
  });

  it('says which neurons fire for words and for a picture', async () => {
    const picture = await readFile(join(tiny, 'pictures/gradient.png'));
    const { status, answer } = await ask('/v1/neurons/fire', {
      text: 'a red mug',
      image: `data:image/png;base64,${picture.toString('base64')}`,
    });
    expect(status).toBe(200);
    for (const fired of [answer.text, answer.image]) {
      expect(fired?.explained).toBeGreaterThanOrEqual(0);
      expect(fired?.explained).toBeLessThanOrEqual(1);
    }
    const activations = answer.text?.neurons.map(({ activation }) => activation) ?? [];
    expect(activations).toEqual(activations.toSorted((a, b) => b - a));
  });

  it.each<[string, object | undefined, number, string]>([
    ['/v1/neurons/999999', undefined, 404, 'id'],
    ['/v1/neurons/-1', undefined, 400, ''],
    ['/v1/neurons/NaN', undefined, 400, ''],
    ['/v1/neurons/1.5', undefined, 400, ''],
    ['/v1/neurons/fire', undefined, 400, ''],
    ['/v1/neurons?limit=0', undefined, 400, 'limit'],
    ['/v1/neurons?limit=1e9', undefined, 400, 'limit'],
    ['/v1/neurons?offset=-1', undefined, 400, 'offset'],
    ['/v1/neurons?facet=taste', undefined, 400, 'facet'],
    ['/v1/neurons?sort=price', undefined, 400, 'sort'],
    ['/v1/neurons?named=perhaps', undefined, 400, 'named'],
    ['/v1/neurons?colour=red', undefined, 400, ''],
    ['/v1/neurons/fire', {}, 400, 'text'],
    ['/v1/neurons/fire', { text: '  ' }, 400, 'text'],
    ['/v1/neurons/fire', { text: 5 }, 400, 'text'],
    ['/v1/neurons/fire', { text: 'x'.repeat(2001) }, 400, 'text'],
    ['/v1/neurons/fire', { text: 'lone \ud800' }, 400, 'text'],
    ['/v1/neurons/fire', { image: 'no base64!' }, 400, 'image'],
    ['/v1/neurons/fire', { image: Buffer.from('no picture').toString('base64') }, 400, 'image'],
    ['/v1/neurons/fire', { image: '' }, 400, 'image'],
  ])('%s %j is refused with %i', async (url, body, status, field) => {
    const { status: given, answer } = await ask(url, body);
    expect([given, answer.detail]).toEqual([status, expect.any(String)]);
    if (field) expect(answer.errors[0]?.field).toBe(field);
    expect(answer.errors[0]?.fix).toBeTruthy();
  });
});
