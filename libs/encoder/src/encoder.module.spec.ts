import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createLogger,
  Metrics,
  PlatformModule,
  Readiness,
  readConfig,
  startPlatform,
  type StartedPlatform,
} from '#platform';
import { Encoder } from './encoder.js';
import { EncoderModule } from './encoder.module.js';
import { ServedEncoder, VectorStore } from './served-encoder.js';
import { CentringReference } from './serving/centring.js';

const fixtures = fileURLToPath(new URL('../../../test/fixtures', import.meta.url));
let asked = 0;

class Reference extends CentringReference {
  readonly name = 'three pictures';
  texts(): Promise<string[]> {
    asked += 1;
    return Promise.resolve(['mug', 'blue shirt', 'wooden chair']);
  }
  pictures(): Promise<Uint8Array[]> {
    const read = (name: string): Buffer => readFileSync(join(fixtures, 'tiny-clip/pictures', `${name}.png`));
    return Promise.resolve(['gradient', 'noise', 'wide'].map(read));
  }
}

@Global()
@Module({
  providers: [{ provide: CentringReference, useClass: Reference }],
  exports: [CentringReference],
})
class ReferenceModule {}

describe('EncoderModule on PostgreSQL', () => {
  let folder: string;
  let platform: StartedPlatform;
  let app: INestApplicationContext;

  const start = (): Promise<INestApplicationContext> => {
    @Module({ imports: [PlatformModule.with(platform), ReferenceModule, EncoderModule] })
    class App {}
    return NestFactory.createApplicationContext(App, { logger: false });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'concella-encoder-'));
    const config = readConfig({ DATA_DIR: folder, MODELS_DIR: fixtures, MODEL: 'tiny-clip' });
    platform = await startPlatform(config, createLogger('silent'));
    app = await start();
  });
  afterAll(async () => {
    await app.close();
    await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is ready when it has started, and measures its stages', async () => {
    expect(await app.get(Readiness).report()).toMatchObject({ checks: { encoder: 'ok' } });
    await app.get(ServedEncoder).text('red mug');
    const metrics = await app.get(Metrics).registry.metrics();
    expect(metrics).toMatch(/concella_encoder_seconds_count\{modality="text",stage="infer"\} [1-9]/);
    expect(metrics).toContain('concella_encoder_queries_total{modality="text",cached="false"} 1');
  });

  it('takes the means at the first start only', async () => {
    const first = app.get(ServedEncoder);
    expect(asked).toBe(1);
    const again = await start();
    expect(asked).toBe(1);
    expect(again.get(ServedEncoder).centringId).toBe(first.centringId);
    await again.close();
  });

  it('stores vectors once and gives back those that it has', async () => {
    const store = app.get(VectorStore);
    const served = app.get(ServedEncoder);
    const [mug, shirt] = await served.texts(['mug', 'shirt']);
    await store.put(
      'text',
      new Map([
        ['hash of mug', mug!],
        ['hash of shirt', shirt!],
      ]),
    );
    await store.put('text', new Map([['hash of mug', shirt!]]));
    const found = await store.get('text', ['hash of shirt', 'unknown', 'hash of mug']);
    expect([...found.keys()].sort()).toEqual(['hash of mug', 'hash of shirt']);
    expect(found.get('hash of mug')).toEqual(mug);
    expect(await store.get('image', ['hash of mug'])).toEqual(new Map());
    expect(await store.get('text', [])).toEqual(new Map());
  });

  it('stores thousands of vectors, from two writers at once', async () => {
    const store = app.get(VectorStore);
    const many = new Map(
      Array.from({ length: 2500 }, (_, i) => [`bulk ${i}`, Float32Array.from({ length: 32 }, () => i)]),
    );
    await Promise.all([store.put('image', many), store.put('image', new Map([...many].reverse()))]);
    const found = await store.get('image', [...many.keys()]);
    expect(found.size).toBe(2500);
    expect(found.get('bulk 2499')?.[31]).toBe(2499);
  });

  it('ends its threads with the application', async () => {
    const other = await start();
    const encoder = other.get(Encoder);
    await other.close();
    await expect(encoder.encodeTexts(['late'])).rejects.toThrow(/closed/);
  });
});
