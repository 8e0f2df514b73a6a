import { join } from 'node:path';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, LOGGER, Metrics, type Config, type Logger } from '#platform';
import { ModelError } from '../manifest.js';
import { OnnxEncoder } from '../onnx/onnx-encoder.js';
import type { Embedder, VectorStore } from '../embedder.js';
import { CentredEncoder } from '../embedding/centred-encoder.js';
import { CentringReference, shippedCentring, storedCentring } from '../embedding/centring.js';
import { VectorTable } from '../embedding/vector-table.js';

/** An encoder that runs in this process, and its stored vectors. */
export interface OpenEncoder {
  readonly embedder: Embedder;
  readonly vectors: VectorStore;
  /** What keeps it from answering; undefined when nothing does. */
  fault(): Promise<string | undefined>;
  /** Ends its threads after the work that they already have. */
  close(): Promise<void>;
}

/** Loads models of MODELS_DIR. */
@Injectable()
export class EncoderOpener {
  private readonly seconds;
  private readonly queries;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Metrics) metrics: Metrics,
    @Optional() @Inject(CentringReference) private readonly reference?: CentringReference,
  ) {
    this.seconds = metrics.histogram('encoder_seconds', 'Seconds of one batch in each stage of the encoder', [
      'modality',
      'stage',
    ]);
    this.queries = metrics.counter('encoder_queries_total', 'Queries, by whether their vector was cached', [
      'modality',
      'cached',
    ]);
  }

  /**
   * Loads and warms a model, so that requests never meet a cold encoder.
   *
   * @throws {ModelError} when a file is missing or altered; an Error when a graph is not what the manifest says.
   */
  async load(folder: string): Promise<OnnxEncoder> {
    const began = performance.now();
    const encoder = await OnnxEncoder.open(join(this.config.modelsDir, folder), (modality, stage, value) =>
      this.seconds.observe({ modality, stage }, value),
    );
    const { licence, source } = encoder.manifest;
    this.logger.info(
      { model: encoder.model, licence, source, milliseconds: Math.round(performance.now() - began) },
      'encoder ready',
    );
    return encoder;
  }

  /** Centres a loaded model of this folder. A model that ships no means is run over the reference set, once. */
  async centre(encoder: OnnxEncoder, folder: string): Promise<OpenEncoder> {
    const began = performance.now();
    let centring = await shippedCentring(join(this.config.modelsDir, folder), encoder.manifest);
    if (!centring) {
      if (!this.reference)
        throw new ModelError(`${encoder.model} ships no centring, and no reference set was given`);
      centring = await storedCentring(this.dataSource, encoder, this.reference);
    }
    const embedder = new CentredEncoder(encoder, centring, (modality, hit) =>
      this.queries.inc({ modality, cached: String(hit) }),
    );
    this.logger.info(
      {
        model: embedder.model,
        centring: embedder.centringId,
        milliseconds: Math.round(performance.now() - began),
      },
      'encoder centred',
    );
    return {
      embedder,
      vectors: new VectorTable(this.dataSource, embedder),
      fault: () => encoder.fault(),
      close: () => encoder.close(),
    };
  }
}
