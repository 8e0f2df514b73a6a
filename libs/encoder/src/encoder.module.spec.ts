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
  readConfig,
  startPlatform,
  type StartedPlatform,
} from '#platform';
import { EncoderModule } from './encoder.module.js';
import type { OpenEncoder } from './in-use/encoder-opener.js';
import { OpenEncoders } from './in-use/open-encoders.js';
import { CentringReference } from './embedding/centring.js';

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

  const serving = async (context: INestApplicationContext): Promise<OpenEncoder> => {
    const encoders = context.get(OpenEncoders);
    const encoder = await encoders.of((await encoders.serving()).model);
    if (!encoder) throw new Error('no encoder is open');
    return encoder;
  };

  it('is ready when it has started, and measures its stages', async () => {
    const encoder = await serving(app);
    expect(await encoder.fault()).toBeUndefined();
    await encoder.embedder.text('red mug');
    const metrics = await app.get(Metrics).registry.metrics();
    expect(metrics).toMatch(/concella_encoder_seconds_count\{modality="text",stage="infer"\} [1-9]/);
    expect(metrics).toContain('concella_encoder_queries_total{modality="text",cached="false"} 1');
  });

  it('takes the means at the first start only', async () => {
    const first = await serving(app);
    expect(asked).toBe(1);
    const again = await start();
    expect(asked).toBe(1);
    expect((await serving(again)).embedder.centringId).toBe(first.embedder.centringId);
    await again.close();
  });

  it('stores vectors once and gives back those that it has', async () => {
    const { vectors: store, embedder } = await serving(app);
    const [mug, shirt] = await embedder.texts(['mug', 'shirt']);
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
    const { vectors: store } = await serving(app);
    const many = new Map(
      Array.from({ length: 2500 }, (_, i) => [`bulk ${i}`, Float32Array.from({ length: 32 }, () => i)]),
    );
    await Promise.all([store.put('image', many), store.put('image', new Map([...many].reverse()))]);
    const found = await store.get('image', [...many.keys()]);
    expect(found.size).toBe(2500);
    expect(found.get('bulk 2499')?.[31]).toBe(2499);
  });

  it('goes on with the encoder of the first start, whatever MODEL says later', async () => {
    const config = readConfig({ DATA_DIR: folder, MODELS_DIR: fixtures, MODEL: 'another' });
    @Module({ imports: [PlatformModule.with({ ...platform, config }), ReferenceModule, EncoderModule] })
    class App {}
    const other = await NestFactory.createApplicationContext(App, { logger: false });
    expect((await serving(other)).embedder.model).toBe('tiny-clip@1');
    await other.close();
  });

  it('knows no encoder that is not in use', async () => {
    expect(await app.get(OpenEncoders).of('unknown@1')).toBeUndefined();
  });

  it('ends its threads with the application', async () => {
    const other = await start();
    const { embedder } = await serving(other);
    await other.close();
    await expect(embedder.texts(['late'])).rejects.toThrow(/closed/);
  });
});
