import { forgetCodes } from '#neurons';
import { forgetIndexed } from '#search-index';
import { Inject, Injectable } from '@nestjs/common';
import { lockModelsInUse, forgetVectors } from '#encoder';
import { JobQueue, type JobHandler } from '#platform';
import { DataSource } from 'typeorm';

/** Name of the job that {@link ForgetJob} does. */
export const forgetEncoder = 'forget-encoder';

interface ForgetPayload {
  readonly model: string;
}

declare module '#platform' {
  interface Jobs {
    [forgetEncoder]: ForgetPayload;
  }
}

/** Deletes what was computed for a model that is no longer in use; it runs after the model's other jobs. */
@Injectable()
export class ForgetJob implements JobHandler<typeof forgetEncoder> {
  readonly name = forgetEncoder;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) queue: JobQueue,
  ) {
    queue.register(this);
  }

  async run({ model }: ForgetPayload): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { serving, standby } = await lockModelsInUse(manager);
      // It was made the standby again while the job waited.
      if (model === serving || model === standby) return;
      const dictionaries = await forgetIndexed(manager, model);
      await forgetVectors(manager, model);
      await forgetCodes(manager, model, dictionaries);
    });
  }
}
