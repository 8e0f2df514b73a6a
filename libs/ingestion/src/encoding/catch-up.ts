import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { lockModelsInUse } from '#encoder';
import { CONFIG, LOGGER, Readiness, type Config, type Logger } from '#platform';
import { DataSource } from 'typeorm';
import { PassageRenewal } from '#catalogue';
import { UnencodedProducts } from './unencoded-products.js';

/**
 * At start: reads again what an older version read otherwise, and encodes what the serving model has no vectors of
 * (another revision of it).
 */
@Injectable()
export class CatchUp implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PassageRenewal) private readonly passages: PassageRenewal,
    @Inject(UnencodedProducts) private readonly unencoded: UnencodedProducts,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    await this.enqueueMissing();
  }

  private async enqueueMissing(): Promise<void> {
    const renewed = await this.passages.renew((done, of) => {
      const progress = `the passages of ${done.toLocaleString('en')} of ${of.toLocaleString('en')} products are read again`;
      this.readiness.register('passages', () => progress);
    });
    this.readiness.remove('passages');
    if (renewed > 0) this.logger.info({ products: renewed }, 'read the passages of products again');
    const { serving, standby } = await this.dataSource.transaction(lockModelsInUse);
    // A standby has its job for everything since it was named; only what was read again is new to it.
    const models = standby !== undefined && renewed > 0 ? [serving, standby] : [serving];
    for (const model of models) {
      const products = await this.unencoded.enqueue(model);
      if (products > 0)
        this.logger.info({ products, model }, 'encoding products that this model does not know');
    }
  }
}
