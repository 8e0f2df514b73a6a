import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownAnswer } from '../../apps/api/src/openapi/examples.js';
import { differences } from '../../tools/lab/answers/differences.js';
import { askExample } from '../support/ask-example.js';
import { documentedExamples, jsonSchemas, type DocumentedExample } from '../support/documented-examples.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

const patienceMs = 60_000;
let engine: Engine;
let examples: readonly DocumentedExample[];
let ajv: Ajv;
/** The first answer to the examples of each name: some requests take a value of it. */
const answers = new Map<string, unknown>();

beforeAll(async () => {
  engine = await startSeededEngine();
  const document = (await (await fetch(`${engine.url}/docs-json`)).json()) as Parameters<
    typeof documentedExamples
  >[0];
  examples = documentedExamples(document);
  ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(jsonSchemas(document), 'document');
}, 400_000);
afterAll(() => engine.stop());

describe('the examples of the OpenAPI document', () => {
  it('show every kind of call', () => {
    const shown = new Set(examples.map(({ path }) => path));
    for (const path of [
      '/v1/recommendations',
      '/v1/products/{id}/similar',
      '/v1/dialogue',
      '/v1/explanations/why-not',
      '/v1/explanations/evidence',
      '/v1/neurons',
      '/v1/neurons/{id}',
      '/v1/neurons/fire',
      '/v1/neurons/{id}/name',
      '/v1/neurons/{id}/statistics',
      '/v1/alignment',
      '/v1/catalogue/uploads',
      '/v1/catalogue/uploads/{id}',
      '/v1/catalogue/uploads/{id}/errors',
      '/v1/catalogue/facets',
      '/v1/catalogue/products/{id}',
      '/v1/encoders',
      '/v1/dictionaries',
    ])
      expect(shown, path).toContain(path);
  });

  it('fit the schemas of what is sent', () => {
    for (const { path, name, body, bodySchema } of examples)
      if (body !== undefined) expect(misfits(bodySchema, body), `${path} ${name}`).toEqual([]);
  });

  it('are answered as they say, in this order: what changes something stands last', async () => {
    const changing = (example: DocumentedExample): boolean =>
      example.method === 'put' || example.path.includes('/uploads') || example.path.endsWith('/history');
    const inOrder = [...examples.filter((one) => !changing(one)), ...examples.filter(changing)];
    for (const example of inOrder) {
      const at = `${example.method} ${example.path} ${example.name}`;
      const { status, answer } = await answered(example);
      expect(status, at).toBe(example.status);
      expect(misfits(example.schema, answer), at).toEqual([]);
      expect(misfits(example.schema, example.answer), at).toEqual([]);
      expect(differing(example, answer), at).toEqual([]);
      if (!answers.has(example.name)) answers.set(example.name, answer);
    }
  }, 300_000);
});

/** The answer; of what goes on in the background, the one that the example waits for. */
async function answered(example: DocumentedExample): ReturnType<typeof askExample> {
  const { taken } = example;
  const former = taken && (answers.get(taken.from) as Record<string, string> | undefined);
  const parameters = {
    ...example.parameters,
    ...(taken && former ? { [taken.parameter]: former[taken.field] ?? '' } : {}),
  };
  const began = Date.now();
  for (;;) {
    const found = await askExample(engine.url, { ...example, parameters });
    const late = Date.now() - began > patienceMs;
    if (!taken || late || differing(example, found.answer).length === 0) return found;
    await sleep(200);
  }
}

function differing({ answer, varies, shortened }: DocumentedExample, found: unknown): unknown[] {
  return [
    ...differences(answer, shownAnswer(found, shortened), {
      tolerance: 1e-6,
      volatile: new Set(varies),
      renamed: { fields: {}, paths: {} },
    }),
  ];
}

function misfits(schema: string, value: unknown): unknown[] {
  const fits = ajv.getSchema(schema);
  if (!fits) throw new Error(`the document holds no schema ${schema}`);
  return fits(value) ? [] : (fits.errors ?? []);
}
