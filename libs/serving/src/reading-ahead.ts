import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { handledLater, LOGGER, retryLevel, type Logger } from '#platform';
import type { Recommender } from '#recommendation';

/** Recommenders of this process that read the explanations of products before somebody asks for them. */
@Injectable()
export class ReadingAhead {
  private readonly running = new Set<Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns ends it */
  begin(recommender: Recommender): () => void {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.stop.signal]);
    const reading = recommender.readAhead(signal, (error) => {
      void handledLater(
        retryLevel(error, this.dataSource, 'warn').then((level) =>
          this.logger[level]({ err: error }, 'explanations could not be read ahead; trying again'),
        ),
      );
    });
    this.running.add(reading);
    reading
      .catch((error: unknown) => this.logger.error({ err: error }, 'explanations are no longer read ahead'))
      .finally(() => this.running.delete(reading));
    return () => {
      stop.abort();
    };
  }

  /** Ends all of them. */
  async end(): Promise<void> {
    this.stop.abort();
    await Promise.allSettled(this.running);
  }
}
