import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { holdModelsInUse } from '#encoder';
import { JobQueue, type JobHandler } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { candidateWork, workFor, type EncodePayload } from '../jobs.js';

const productsPerJob = 100;

interface EncodeAllPayload {
  readonly model: string;
}

/** The job `encode-all`: has everything encoded that a model does not know, or knows as it was before a change. */
@Injectable()
export class UnencodedProducts implements JobHandler<EncodeAllPayload> {
  readonly name = 'encode-all';

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
  ) {
    queue.register(this);
  }

  /** In the transaction that makes the model the candidate: everything is to be encoded for it, in the background. */
  async begin(model: string, manager: EntityManager): Promise<void> {
    await this.queue.enqueue(this.name, { model }, candidateWork, manager);
  }

  async run({ model }: EncodeAllPayload): Promise<void> {
    await this.enqueue(model);
  }

  /** Enqueues jobs `encode`, about a hundred products each, and says for how many products. */
  async enqueue(model: string): Promise<number> {
    let after = 0;
    const setAside = await this.ofQuarantinedJobs(model);
    let products = 0;
    for (;;) {
      const last = await this.dataSource.transaction(async (manager) => {
        const inUse = await holdModelsInUse(manager);
        if (model !== inUse.serving && model !== inUse.candidate) return undefined;
        // Products that an unfinished upload is at work on have their jobs for the model that serves already.
        const rows: { id: string; ordinal: number }[] = await manager.query(
          `select id, ordinal from product p where ordinal > $2
             and not (p.id = any($5))
             and not exists (select 1 from channel_vector v where v.model = $1 and v.product_id = p.id
               and not v.deleted and v.content_hash = p.content_hash)
             and ($4 or not exists (select 1 from upload_product u where u.product_id = p.id and u.seq is null))
           order by ordinal limit $3`,
          [model, after, productsPerJob, model === inUse.candidate, setAside],
        );
        const productIds = rows.map(({ id }) => id);
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
        products += productIds.length;
        return rows.at(-1)?.ordinal;
      });
      if (last === undefined) return products;
      after = last;
    }
  }

  /** Products whose job ended the process again and again: until somebody lets it run again, they wait. */
  private async ofQuarantinedJobs(model: string): Promise<string[]> {
    const jobs = await this.queue.quarantined();
    return jobs
      .filter(({ name }) => name === 'encode' || name === 'index')
      .map(({ payload }) => payload as EncodePayload)
      .filter((payload) => payload.model === model)
      .flatMap(({ productIds }) => productIds);
  }
}
