import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OpenEncoders, type OpenEncoder } from '#encoder';
import {
  CONFIG,
  isOutage,
  JobQueue,
  LOGGER,
  ProblemError,
  type Config,
  type JobContext,
  type Logger,
} from '#platform';
import { Dictionaries } from '../dictionaries.js';
import { StoredAtomCodes } from '../stored-atom-codes.js';
import { trainedDictionary, type DictionaryFiles } from '../trained/dictionary-folder.js';
import { measuredKey, readConfidences } from '../words/confidence.js';
import { readVocabulary } from '../words/vocabulary.js';
import { wordsToAnchor } from '../words/words-to-anchor.js';
import { catalogueProducts, FitCatalogue } from './catalogue-products.js';
import { fitOnCatalogue, fitSettings, refuseTooFew } from './fit-on-catalogue.js';
import type { ServingDictionary } from './judge-messages.js';
import { DictionaryVersions, type RequestedFit, type Version } from './version.js';

const job = 'fit-dictionary';
/** An interrupted fit goes on from its checkpoint as often as need be; one that ends processes is set aside. */
const maxAttempts = 1_000;
const atomsPerTurn = 1_000;

interface FitPayload {
  readonly version: string;
}

declare module '#platform' {
  interface Jobs {
    [job]: FitPayload;
  }
}

/** Fits dictionaries on the catalogue, as a job; what serves goes on meanwhile. */
@Injectable()
export class DictionaryFit implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(FitCatalogue) private readonly catalogue: FitCatalogue,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(Dictionaries) private readonly dictionaries: Dictionaries,
    @Inject(DictionaryVersions) private readonly versions: DictionaryVersions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.queue.register({
      name: job,
      run: (payload, context) => this.run(payload, context),
      setAside: ({ version }, reason, manager) => this.versions.failed(version, reason, manager),
      // A version that failed is not fitted again: another is begun.
      again: () => undefined,
    });
  }

  /** @throws {ProblemError} 422 with too few pairs, 409 while another fit runs */
  async begin(encoder: OpenEncoder, asked: RequestedFit): Promise<Version> {
    const { version } = await this.dictionaries.of(encoder);
    const settings = fitSettings(asked, await this.servingFiles(encoder, version));
    refuseTooFew(await catalogueProducts(this.catalogue, encoder.vectors, await readVocabulary()), settings);
    const begun = await this.versions.begin(version, asked, (id, manager) =>
      this.queue.enqueue(job, { version: id }, { queue: job, maxAttempts, priority: 20 }, manager),
    );
    if (begun) return begun;
    throw new ProblemError(
      409,
      'fit-in-progress',
      'A dictionary is being fitted already; GET /v1/dictionaries shows it.',
    );
  }

  private async run({ version: id }: FitPayload, { signal, advanced }: JobContext): Promise<void> {
    const version = await this.versions.get(id);
    // Its encoder was dropped while the job waited, or it ended in an attempt whose end was not noted.
    if (version?.state !== 'fitting') return;
    const checkpoint = join(this.config.dataDir, 'dictionaries', `${id}.checkpoint`);
    try {
      await mkdir(join(this.config.dataDir, 'dictionaries'), { recursive: true });
      await this.fit(version, checkpoint, signal, advanced);
    } catch (error) {
      if (signal.aborted || isOutage(error)) throw error;
      this.logger.error({ err: error, version: id }, 'a dictionary could not be fitted');
      await this.versions.failed(id, error instanceof Error ? error.message : String(error));
    }
    await rm(checkpoint, { force: true });
  }

  private async fit(
    version: Version,
    checkpoint: string,
    signal: AbortSignal,
    advanced: () => Promise<void>,
  ): Promise<void> {
    const encoder = await this.encoders.of(version.model);
    const parent = version.parent === null ? undefined : await this.versions.get(version.parent);
    if (!encoder || !parent || encoder.embedder.centringId !== version.centring)
      throw new Error(`${version.model} with means ${version.centring} is no longer in use`);
    const terms = await readVocabulary();
    const { words } = await this.dictionaries.of(encoder);
    const serving = await this.servingFiles(encoder, parent);
    const began = performance.now();
    const { files, gates } = await fitOnCatalogue({
      encoder: encoder.embedder,
      products: await catalogueProducts(this.catalogue, encoder.vectors, terms),
      terms,
      directions: terms.map((_, k) => words.direction(k)),
      words: wordsToAnchor(words),
      serving,
      settings: fitSettings(version.settings, serving),
      checkpoint,
      signal,
      onProgress: () =>
        void advanced().catch((error: unknown) =>
          this.logger.warn({ err: error, version: version.id }, "the fit's progress was not noted"),
        ),
    });
    const passed = gates.every((gate) => gate.passed);
    if (passed) await this.activate(encoder, files, signal);
    await this.versions.fitted(version.id, files, gates, passed ? 'standby' : 'refused');
    this.logger.info(
      {
        version: version.id,
        dictionary: files.manifest.id,
        refusedBy: gates.filter((gate) => !gate.passed).map(({ gate }) => gate),
        seconds: Math.round((performance.now() - began) / 1000),
      },
      'dictionary fitted on the catalogue',
    );
  }

  /** Stores the codes of all atoms, so that nothing is computed for the first answers. */
  private async activate(encoder: OpenEncoder, files: DictionaryFiles, signal: AbortSignal): Promise<void> {
    const codes = new StoredAtomCodes(this.dataSource, encoder.vectors, trainedDictionary(files));
    const atoms = await this.catalogue.contents();
    for (let start = 0; start < atoms.length; start += atomsPerTurn) {
      signal.throwIfAborted();
      await codes.of(atoms.slice(start, start + atomsPerTurn));
    }
  }

  private async servingFiles(encoder: OpenEncoder, { id, origin }: Version): Promise<ServingDictionary> {
    if (origin !== 'words') return { kind: 'trained', ...(await this.versions.files(id)) };
    return { kind: 'words', measured: (await readConfidences()).models[measuredKey(encoder.embedder)] };
  }
}
