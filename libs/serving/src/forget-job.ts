import { Inject, Injectable } from '@nestjs/common';
import { holdModelsInUse } from '#encoder';
import { JobQueue, type JobHandler } from '#platform';
import { DataSource } from 'typeorm';

/** Name of the job that {@link ForgetJob} does. */
export const forgetEncoder = 'forget-encoder';

interface ForgetPayload {
  readonly model: string;
}

/** Deletes what was computed for a model that is no longer in use; it runs after the model's other jobs. */
@Injectable()
export class ForgetJob implements JobHandler<ForgetPayload> {
  readonly name = forgetEncoder;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) queue: JobQueue,
  ) {
    queue.register(this);
  }

  async run({ model }: ForgetPayload): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { serving, candidate } = await holdModelsInUse(manager);
      // It was made the candidate again while the job waited.
      if (model === serving || model === candidate) return;
      // Its dictionaries stay, so that old answers' neurons can still be asked for.
      await manager.query('delete from channel_vector where model = $1', [model]);
      // These have their means in the key too.
      await manager.query(`delete from vector where split_part(model, '/', 1) = $1`, [model]);
      await manager.query(
        `delete from activation where dictionary in (
           select dictionary from generation where model = $1
           union select dictionary from dictionary where model = $1 and dictionary is not null)`,
        [model],
      );
      await manager.query('delete from generation where model = $1', [model]);
    });
  }
}
