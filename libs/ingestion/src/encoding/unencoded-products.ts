import { awaitedProducts } from '../upload/upload-places.js';
import { encodedProducts } from './encoded-products.js';
import type { EncodedProduct } from './encoded-products.js';
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { lockModelsInUse } from '#encoder';
import { JobQueue, type JobHandler } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { standbyWork, workFor, type EncodeAllPayload, type EncodePayload } from '../jobs.js';

const productsPerJob = 100;

/** The job `encode-all`: has everything encoded that a model does not know, or knows as it was before a change. */
@Injectable()
export class UnencodedProducts implements JobHandler<'encode-all'> {
  readonly name = 'encode-all';

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
  ) {
    queue.register(this);
  }

  /** In the transaction that makes the model the standby: everything is to be encoded for it, in the background. */
  async begin(model: string, manager: EntityManager): Promise<void> {
    await this.queue.enqueue(this.name, { model }, standbyWork, manager);
  }

  async run({ model }: EncodeAllPayload): Promise<void> {
    await this.enqueue(model);
  }

  /** Enqueues jobs `encode`, about a hundred products each, and says for how many products. */
  async enqueue(model: string): Promise<number> {
    let after = 0;
    const setAside = await this.ofQuarantinedJobs(model);
    let enqueued = 0;
    for (;;) {
      const last = await this.dataSource.transaction(async (manager) => {
        const inUse = await lockModelsInUse(manager);
        if (model !== inUse.serving && model !== inUse.standby) return undefined;
        const products = await this.unencoded(manager, model, after, model === inUse.standby, setAside);
        const productIds = products.map(({ id }) => id);
        if (productIds.length === 0) return undefined;
        // The same batch at the next start replaces this one while it waits.
        const key = createHash('sha256')
          .update(`${model}\n${productIds.join('\n')}`)
          .digest('hex');
        const payload: EncodePayload = { model, uploadId: null, productIds };
        await this.queue.enqueue(
          'encode',
          payload,
          { ...workFor(model, inUse), key: `encode:${key}` },
          manager,
        );
        enqueued += productIds.length;
        return products.at(-1)?.ordinal;
      });
      if (last === undefined) return enqueued;
      after = last;
    }
  }

  /**
   * The next products that the model does not know as they are.
   *
   * @param all also those that an unfinished upload is at work on: they have their jobs for the model that serves alone
   */
  private async unencoded(
    manager: EntityManager,
    model: string,
    after: number,
    all: boolean,
    setAside: ReadonlySet<string>,
  ): Promise<EncodedProduct[]> {
    const found: EncodedProduct[] = [];
    for await (const products of encodedProducts(manager, model, after)) {
      const unknown = products.filter(({ id, encoded }) => !encoded && !setAside.has(id));
      const ids = unknown.map(({ id }) => id);
      const awaited = all ? new Set<string>() : await awaitedProducts(manager, ids);
      found.push(...unknown.filter(({ id }) => !awaited.has(id)));
      if (found.length >= productsPerJob) break;
    }
    return found.slice(0, productsPerJob);
  }

  /** Products whose job ended the process again and again: until somebody lets it run again, they wait. */
  private async ofQuarantinedJobs(model: string): Promise<ReadonlySet<string>> {
    const jobs = await this.queue.quarantined();
    return new Set(
      jobs
        .filter(({ name }) => name === 'encode' || name === 'index')
        .map(({ payload }) => payload as EncodePayload)
        .filter((payload) => payload.model === model)
        .flatMap(({ productIds }) => productIds),
    );
  }
}
