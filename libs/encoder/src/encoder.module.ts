import { join } from 'node:path';
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, LOGGER, Metrics, Readiness, type Config, type Logger } from '#platform';
import { Encoder } from './encoder.js';
import { OnnxEncoder } from './onnx/onnx-encoder.js';
import { ModelError } from './manifest.js';
import { ServedEncoder, VectorStore } from './served-encoder.js';
import { CentredEncoder } from './serving/centred-encoder.js';
import { shippedCentring, storedCentring, CentringReference } from './serving/centring.js';
import { VectorTable } from './serving/vector-table.js';

/** Loads and warms the configured model. Other modules start after it, so requests never meet a cold encoder. */
async function openEncoder(
  config: Config,
  logger: Logger,
  metrics: Metrics,
  readiness: Readiness,
): Promise<OnnxEncoder> {
  const seconds = metrics.histogram('encoder_seconds', 'Seconds of one batch in each stage of the encoder', [
    'modality',
    'stage',
  ]);
  const began = performance.now();
  const encoder = await OnnxEncoder.open(join(config.modelsDir, config.model), (modality, stage, value) =>
    seconds.observe({ modality, stage }, value),
  );
  readiness.register('encoder', () => encoder.fault());
  const { licence, source } = encoder.manifest;
  logger.info(
    { model: encoder.model, licence, source, milliseconds: Math.round(performance.now() - began) },
    'encoder ready',
  );
  return encoder;
}

async function openServedEncoder(
  encoder: OnnxEncoder,
  config: Config,
  logger: Logger,
  metrics: Metrics,
  dataSource: DataSource,
  reference: CentringReference | undefined,
): Promise<CentredEncoder> {
  const queries = metrics.counter('encoder_queries_total', 'Queries, by whether their vector was cached', [
    'modality',
    'cached',
  ]);
  const began = performance.now();
  let centring = await shippedCentring(join(config.modelsDir, config.model), encoder.manifest);
  if (!centring) {
    if (!reference)
      throw new ModelError(`${encoder.model} ships no centring, and no reference set was given`);
    centring = await storedCentring(dataSource, encoder, reference);
  }
  const served = new CentredEncoder(encoder, centring, (modality, hit) =>
    queries.inc({ modality, cached: String(hit) }),
  );
  logger.info(
    { centring: served.centringId, milliseconds: Math.round(performance.now() - began) },
    'encoder centred',
  );
  return served;
}

/** After HTTP and jobs have stopped: both threads end. */
@Injectable()
class EncoderShutdown implements OnApplicationShutdown {
  constructor(@Inject(Encoder) private readonly encoder: OnnxEncoder) {}

  async onApplicationShutdown(): Promise<void> {
    await this.encoder.close();
  }
}

/**
 * Pictures and words into one space, for every other module: {@link Encoder}, {@link ServedEncoder},
 * {@link VectorStore}. The application may provide a {@link CentringReference} (from a global module) for
 * models that ship no means of their own.
 */
@Global()
@Module({
  providers: [
    { provide: Encoder, useFactory: openEncoder, inject: [CONFIG, LOGGER, Metrics, Readiness] },
    {
      provide: ServedEncoder,
      useFactory: openServedEncoder,
      inject: [Encoder, CONFIG, LOGGER, Metrics, DataSource, { token: CentringReference, optional: true }],
    },
    {
      provide: VectorStore,
      useFactory: (dataSource: DataSource, encoder: ServedEncoder) => new VectorTable(dataSource, encoder),
      inject: [DataSource, ServedEncoder],
    },
    EncoderShutdown,
  ],
  exports: [Encoder, ServedEncoder, VectorStore],
})
export class EncoderModule {}
