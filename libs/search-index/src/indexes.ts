import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { CONFIG, DATABASE_URL, LOGGER, Metrics, type Config, type Logger } from '#platform';
import { FollowedIndex } from './followed-index.js';
import { Generation, markServing } from './generation.js';
import type { GenerationSettings } from './index-settings.js';

/** The generations that this process keeps. */
@Injectable()
export class Indexes {
  /** The generation that was last written down as serving. */
  private written: string | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @InjectRepository(Generation) private readonly generations: Repository<Generation>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** A generation that begins to follow its model's channel vectors. */
  open(settings: GenerationSettings): FollowedIndex {
    const { config, databaseUrl, dataSource, logger, metrics } = this;
    const index = new FollowedIndex(settings, config, databaseUrl, dataSource, logger, metrics);
    index.start();
    return index;
  }

  /** Writes down that this generation serves, where this process answers queries. */
  async markServing(generation: string): Promise<void> {
    if (this.config.role === 'worker' || this.written === generation) return;
    await markServing(this.generations, generation);
    this.written = generation;
  }

  /** Removes the snapshots of other generations: they only take up room. */
  async keepSnapshots(generations: readonly string[]): Promise<void> {
    const folder = join(this.config.dataDir, 'index');
    const others = (await readdir(folder).catch(() => [])).filter((name) => !generations.includes(name));
    for (const name of others) await rm(join(folder, name), { recursive: true, force: true });
  }
}
